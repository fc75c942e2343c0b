"""What a server for this machine only needs: a port that is really free, a key, a browser, a folder of its own."""

from __future__ import annotations

import errno
import logging
import os
import secrets
import shutil
import socket
import tempfile
import threading
import warnings
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from hds_tco.scenario import Fault, ScenarioError
from hds_tco.scenario.errors import refusal

HERE = "127.0.0.1"
PACKAGE = Path(__file__).parents[1]
# Laid out as Jupyter looks for things: `share` (the page's template, the Python that runs behind a page), `config`
# (JupyterLab without its news, a pop-up over the page); `pages`, ours alone; and the app's notebook.
JUPYTER = PACKAGE / "cockpit" / "jupyter"


def bound(port: int | None) -> socket.socket:
    """Return a socket on a port, or a free one, of this machine alone; it listens, so that nobody else takes the port.

    Raises
    ------
    ScenarioError
        If the port is taken or refused.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where a second server may else take the same port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HERE, port or 0))
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise ScenarioError([Fault("port_taken", values={"port": str(port)})]) from None
        raise ScenarioError([Fault("port_refused", values={"port": str(port), "why": refusal(error)})]) from None
    listening.setblocking(False)
    return listening


def address_of(listening: socket.socket, page: str, token: str) -> str:
    """Return the address of a page of the server on a socket, its key in it."""
    ip, port = listening.getsockname()
    return f"http://{ip}:{port}/{page}?token={token}"


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


PREFIX = "hds-tco-app-"
_LOCK = "in-use"


@contextmanager
def own_folder() -> Iterator[Path]:
    """Make a folder for as long as the app runs; those that killed ones left are swept first.

    Examples
    --------
    >>> with own_folder() as folder:
    ...     folder.is_dir()
    True
    >>> folder.exists()
    False
    """
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    with (folder / _LOCK).open("w") as lock:
        _hold(lock)
        try:
            yield folder
        finally:
            lock.close()  # Windows removes no file that is open
            shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove the folders of apps that run no more: ours by their prefix and owner, no one's by their lock."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if folder.is_symlink() or (hasattr(os, "getuid") and folder.stat().st_uid != os.getuid()):
                continue
            with (folder / _LOCK).open("r+") as lock:
                _hold(lock)
            shutil.rmtree(folder, ignore_errors=True)


def _hold(lock: IO[str]) -> None:
    """Lock a file until it is closed, by a kill too.

    Raises
    ------
    OSError
        If another process holds it.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # typed there only
    else:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
