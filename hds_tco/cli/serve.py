"""`hds-tco app`: the cockpit alone in a browser; `hds-tco lab`: the shipped notebooks in JupyterLab."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from shutil import copyfile
from urllib.parse import quote

import click

from hds_tco.analysis.optional import optional
from hds_tco.cli.click_i18n import say
from hds_tco.cli.local_server import PACKAGE, address_of, bound, hush, key, open_browser, ours_first
from hds_tco.cli.options import command, flag, option
from hds_tco.locale import Language, number_of, text
from hds_tco.scenario import Fault, ScenarioError
from hds_tco.scenario.files import STARTED_IN

DEFAULT = "reference-ght"


def app_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    scenario = click.Argument(["scenario"], required=False, default=DEFAULT, metavar="[SCENARIO]")
    return command(lang, "app", app, [scenario, *_server_options(lang)])


def lab_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return command(lang, "lab", lab, _server_options(lang))


def _server_options(lang: Language) -> list[click.Parameter]:
    port = option(lang, "--port", "cli.port", type=click.IntRange(1, 65535), metavar="PORT")
    return [port, flag(lang, "--no-browser quiet", "cli.no_browser"), flag(lang, "--verbose", "cli.verbose")]


def app(scenario: str, port: int | None, quiet: bool, verbose: bool, lang: Language) -> None:
    """Serve the cockpit until Ctrl-C."""
    from hds_tco.scenario import load

    load(scenario, lang=lang)  # what is wrong with it is said here, before anything starts
    for library in ("voila.app", "ipywidgets", "plotly", "anywidget"):
        optional(library, "notebook", lang)
    listening = bound(port)
    hush(verbose)

    from hds_tco.cli.voila_server import CockpitServer

    token = key()
    # A file is named from here, whatever folder the page's own process works in.
    path = Path(scenario)
    named = os.path.abspath(path) if path.exists() else scenario  # noqa: PTH100 (a link stays a link)
    announce = _announcer("app.served", address_of(listening, "", token), quiet, lang)
    CockpitServer.serve(listening, token, named, lang, announce)
    say(text("app.stopped", lang))


def lab(port: int | None, quiet: bool, verbose: bool, lang: Language) -> None:
    """Serve JupyterLab on the notebooks until Ctrl-C."""
    optional("jupyterlab.labapp", "notebook", lang)
    listening = bound(port)
    folder, copied = notebooks()
    if copied:
        say(number_of("app.copied", copied, lang, folder=str(folder)))
    hush(verbose)
    token = key()
    address = address_of(listening, first_page(folder), token)
    announce = _announcer("app.lab_served", address, quiet, lang, folder=str(folder))
    serve_lab(listening, token, folder, announce)
    say(text("app.lab_stopped", lang))


def _announcer(sentence: str, address: str, quiet: bool, lang: Language, **values: str) -> Callable[[], None]:
    """Return what says where the pages are, once they are served, and opens the first one."""

    def announce() -> None:
        say(text(sentence, lang, address=address, **values).strip("\n"))
        if not quiet:
            open_browser(address)

    return announce


def serve_lab(listening: socket.socket, token: str, folder: Path, started: Callable[[], None]) -> None:
    """Serve a folder's notebooks for this machine only, without JupyterLab's news, until the process is asked to leave.

    Parameters
    ----------
    listening : socket
        On the port to serve on; JupyterLab takes only a number, so it is closed first.
    token : str
        The key.
    folder : Path
        Holds the notebooks, whose kernels leave with the server.
    started : callable
        Called once pages are served.
    """
    from jupyterlab.labapp import LabApp  # type: ignore[import-untyped]

    os.environ |= ours_first() | {"JUPYTER_TOKEN": token, STARTED_IN: str(Path.cwd())}
    ip, port = listening.getsockname()
    listening.close()
    server = LabApp.initialize_server(
        argv=[
            f"--ServerApp.ip={ip}",
            f"--ServerApp.port={port}",
            "--ServerApp.port_retries=0",
            f"--ServerApp.root_dir={folder}",
            "--ServerApp.open_browser=False",
            "--ServerApp.allow_root=True",
            "--LabApp.extension_manager=readonly",  # the other one lists a registry's packages
        ]
    )
    signal.signal(signal.SIGINT, lambda *_: server.stop(from_signal=True))  # without asking "are you sure", in English
    server.io_loop.add_callback(started)
    server.start()


OWN = Path("hds-tco") / "notebooks"  # in the reader's own folder


def notebooks(package: Path = PACKAGE, home: Path | None = None) -> tuple[Path, int]:
    """Return the folder of the notebooks, and how many were just copied there.

    They are copied into a folder of the reader's, from the package or, in a checkout, from the repository, whose own
    nobody edits so; what stands there already is his, and stays.

    Raises
    ------
    ScenarioError
        If the package ships none.
    """
    shipped = next(
        (folder for folder in (package / "_notebooks", package.parent / "notebooks") if folder.is_dir()), None
    )
    if shipped is None:
        raise ScenarioError([Fault("no_notebooks")])
    folder = (home or Path.home()) / OWN
    folder.mkdir(parents=True, exist_ok=True)
    missing = [path for path in sorted(shipped.glob("*.ipynb")) if not (folder / path.name).exists()]
    for path in missing:
        copyfile(path, folder / path.name)
    return folder, len(missing)


def first_page(folder: Path) -> str:
    """Return what JupyterLab opens on: the first notebook, if there is one.

    Examples
    --------
    >>> first_page(Path("nowhere"))
    'lab'
    """
    first = min((path.name for path in folder.glob("*.ipynb")), default="")
    return f"lab/tree/{quote(first)}" if first else "lab"
