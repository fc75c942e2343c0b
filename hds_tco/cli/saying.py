"""Plain texts to the terminal, without rich, which takes long to import."""

from __future__ import annotations

import click

from hds_tco.locale import bare_lines


def say(words: str, *, err: bool = False, nl: bool = True) -> None:
    """Print a text as it is, but for signs that a terminal would obey: see `hds_tco.cli.screen.show` for tables."""
    click.echo(bare_lines(words), err=err, nl=nl)
