"""`hds-tco app`: the cockpit alone in a browser; `hds-tco lab`: the shipped notebooks in JupyterLab."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import copyfile
from urllib.parse import quote

import click

from hds_tco.cli.click_i18n import PlainCommand, say
from hds_tco.cli.local_server import PACKAGE, server_options
from hds_tco.locale import Language, number_of, text
from hds_tco.scenario import Fault, ScenarioError

DEFAULT = "reference-ght"


def app_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return PlainCommand(
        lang,
        name="app",
        callback=app,
        params=[
            click.Argument(["scenario"], required=False, default=DEFAULT, metavar="[SCENARIO]"),
            *server_options(lang),
        ],
        help=text("cli.app", lang),
    )


def app(scenario: str, port: int | None, quiet: bool, verbose: bool, lang: Language) -> None:
    """Serve the cockpit until Ctrl-C."""
    from hds_tco.analysis.optional import optional
    from hds_tco.cli.local_server import bound, hush, key, open_browser
    from hds_tco.scenario import load

    load(scenario, lang=lang)  # what is wrong with it is said here, before anything starts
    for library in ("voila.app", "ipywidgets", "plotly", "anywidget"):
        optional(library, "notebook", lang)
    held = bound(port)
    hush(verbose)

    from hds_tco.cli.voila_server import CockpitServer

    token = key()
    address = f"http://{held.getsockname()[0]}:{held.getsockname()[1]}/?token={token}"

    def started() -> None:
        say(text("app.served", lang, address=address).strip("\n"))
        if not quiet:
            open_browser(address)

    # A file is named from here, whatever folder the page's own process works in.
    path = Path(scenario)
    named = os.path.abspath(path) if path.exists() else scenario  # noqa: PTH100 (a link stays a link)
    CockpitServer.serve(held, token, named, lang, started)
    say(text("app.stopped", lang))


def lab_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return PlainCommand(lang, name="lab", callback=lab, params=server_options(lang), help=text("cli.lab", lang))


def lab(port: int | None, quiet: bool, verbose: bool, lang: Language) -> None:
    """Serve JupyterLab on the notebooks until Ctrl-C."""
    from hds_tco.analysis.optional import optional
    from hds_tco.cli.local_server import bound, hush, key, open_browser

    optional("jupyterlab.labapp", "notebook", lang)
    held = bound(port)
    folder, copied = notebooks()
    if copied:
        say(number_of("app.copied", copied, lang, folder=str(folder)))
    hush(verbose)

    from hds_tco.cli.lab_server import serve

    token = key()
    address = f"http://{held.getsockname()[0]}:{held.getsockname()[1]}/{first_page(folder)}?token={token}"

    def started() -> None:
        say(text("app.lab_served", lang, address=address, folder=str(folder)))
        if not quiet:
            open_browser(address)

    serve(held, token, folder, started)
    say(text("app.lab_stopped", lang))


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
