"""Rich parts to the terminal, or to plain text."""

from __future__ import annotations

import io
from collections.abc import Iterable

from rich.console import Console, RenderableType

# Wide enough for eleven years of amounts in a file; a terminal keeps its own width.
FILE_WIDTH = 160


def show(parts: Iterable[RenderableType]) -> None:
    """Print the parts to the terminal; to a pipe, as wide as they need."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=FILE_WIDTH)
    for part in parts:
        console.print(part)


def as_text(parts: Iterable[RenderableType]) -> str:
    """Return the parts as plain text."""
    written = io.StringIO()
    console = Console(file=written, width=FILE_WIDTH, highlight=False, color_system=None, legacy_windows=False)
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()) + "\n"
