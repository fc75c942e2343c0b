"""`hds-tco app`: the cockpit alone in a browser."""

from __future__ import annotations

import os
from pathlib import Path

import click

from hds_tco.cli.help import PlainCommand
from hds_tco.cli.local_server import server_options
from hds_tco.cli.saying import say
from hds_tco.locale import Language, text

DEFAULT = "reference-ght"


def command(lang: Language) -> click.Command:
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
