"""`hds-tco list`: the shipped scenarios and the cards of the eight hospitals of 2017."""

from __future__ import annotations

import click

from hds_tco.cli.help import PlainCommand
from hds_tco.cli.options import lang_option
from hds_tco.locale import Language, text


def command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return PlainCommand(
        lang,
        name="list",
        callback=listing,
        params=[
            click.Argument(["card"], required=False, metavar=text("cli.card_metavar", lang)),
            lang_option(lang),
        ],
        help=text("cli.list", lang),
    )


def listing(card: str | None, lang: Language) -> None:
    """Show what is shipped, or one hospital's card."""
    from hds_tco.cli.screen import show
    from hds_tco.cli.tables import card_parts, shipped_parts

    show(shipped_parts(lang) if card is None else card_parts(card, lang))
