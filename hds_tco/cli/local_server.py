"""What a server for this machine only needs: a port that is really free, a key, a browser."""

from __future__ import annotations

import errno
import logging
import os
import secrets
import socket
import threading
import warnings
import webbrowser
from pathlib import Path

import click

from hds_tco.cli.options import lang_option
from hds_tco.locale import Language, text
from hds_tco.scenario import Fault, ScenarioError
from hds_tco.scenario.errors import refusal

HERE = "127.0.0.1"
PACKAGE = Path(__file__).parents[1]
# Laid out as Jupyter looks for things: `share` (the page's template, the Python that runs behind a page), `config`
# (JupyterLab without its news, a pop-up over the page); and `pages`, ours alone.
JUPYTER = PACKAGE / "cockpit" / "jupyter"


def server_options(lang: Language) -> list[click.Parameter]:
    """Return what commands that serve a page share."""
    return [
        click.Option(
            ["--port"],
            type=click.IntRange(1, 65535),
            default=None,
            metavar="PORT",
            help=text("cli.port", lang),
        ),
        click.Option(["--no-browser", "quiet"], is_flag=True, help=text("cli.no_browser", lang)),
        click.Option(["--verbose"], is_flag=True, help=text("cli.verbose", lang)),
        lang_option(lang),
    ]


def bound(port: int | None) -> socket.socket:
    """Return a socket on this machine's own address, on a port or on a free one: held, so that nobody else takes it.

    Raises
    ------
    ScenarioError
        If the port is taken or refused.
    """
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where a second server may else take the same port
            held.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((HERE, port or 0))
        held.listen(128)
    except OSError as error:
        held.close()
        if error.errno == errno.EADDRINUSE:
            raise ScenarioError([Fault("port_taken", values={"port": str(port)})]) from None
        raise ScenarioError([Fault("port_refused", values={"port": str(port), "why": refusal(error)})]) from None
    held.setblocking(False)
    return held


def ours_first() -> dict[str, str]:
    """Return what makes Jupyter look into our folders before the reader's."""
    folders = {"JUPYTER_PATH": JUPYTER / "share", "JUPYTER_CONFIG_PATH": JUPYTER / "config"}
    above = {name: os.environ.get(name) for name in folders}
    return {name: os.pathsep.join(filter(None, (str(path), above[name]))) for name, path in folders.items()}


def key() -> str:
    """Return a key that nobody guesses."""
    return secrets.token_urlsafe(24)


def open_browser(address: str) -> None:
    """Open an address in the reader's browser, without waiting for it; where there is none, nothing happens."""
    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def hush(verbose: bool) -> None:
    """Keep the servers' own messages, in English, from the terminal, unless they are asked for."""
    if not verbose:
        warnings.showwarning = _unheard  # the servers set the filters as they like
        logging.disable(logging.CRITICAL)


def _unheard(*_: object, **__: object) -> None:
    """Take a warning, and say nothing."""
