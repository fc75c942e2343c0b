"""Rich parts to the terminal, or to plain text."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import click
from rich.console import Console, RenderableType

# Wide enough for eleven years of amounts in a file; a terminal keeps its own width.
FILE_WIDTH = 160


def show(parts: Iterable[RenderableType]) -> None:
    """Print the parts to the terminal; to a pipe, as wide as they need."""
    console = _console()
    if not console.is_terminal:
        click.echo(as_text(parts), nl=False)
        return
    for part in parts:
        console.print(part)


def as_text(parts: Iterable[RenderableType]) -> str:
    """Return the parts as plain text."""
    written = io.StringIO()
    console = _console(file=written, width=FILE_WIDTH, color_system=None, legacy_windows=False)
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()) + "\n"


def _console(**settings: Any) -> Console:
    """Return a console that shows a user's words as they are: brackets and colons are no mark-up."""
    return Console(highlight=False, markup=False, emoji=False, **settings)
