"""`hds-tco lab`: the shipped notebooks in JupyterLab."""

from __future__ import annotations

import click

from hds_tco.cli.help import PlainCommand
from hds_tco.cli.local_server import server_options
from hds_tco.cli.saying import say
from hds_tco.locale import Language, number_of, text


def command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return PlainCommand(lang, name="lab", callback=lab, params=server_options(lang), help=text("cli.lab", lang))


def lab(port: int | None, quiet: bool, verbose: bool, lang: Language) -> None:
    """Serve JupyterLab on the notebooks until Ctrl-C."""
    from hds_tco.analysis.optional import optional
    from hds_tco.cli.local_server import bound, hush, key, open_browser
    from hds_tco.cli.notebooks import first_page, notebooks

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
