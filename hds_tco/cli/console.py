"""Rich parts to the terminal, or to plain text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType, RenderHook
from rich.segment import Segment

from hds_tco.cli.click_i18n import say
from hds_tco.locale import bare_lines

# Wide enough for eleven years of amounts in a file; a terminal keeps its own width.
FILE_WIDTH = 160


def show(parts: Iterable[RenderableType]) -> None:
    """Print the parts to the terminal; to a pipe, as wide as they need."""
    console = _console()
    if not console.is_terminal:
        say(as_text(parts), nl=False)
        return
    for part in parts:
        console.print(part)


def as_text(parts: Iterable[RenderableType]) -> str:
    """Return the parts as plain text."""
    buffer = io.StringIO()
    console = _console(file=buffer, width=FILE_WIDTH, color_system=None, legacy_windows=False)
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


class _Bare:
    """What a part draws, without the signs of a user's text that a terminal would obey."""

    def __init__(self, part: Any) -> None:
        self.part = part

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for segment in console.render(self.part, options):
            yield segment if segment.control else Segment(bare_lines(segment.text), segment.style)


class _BareParts(RenderHook):
    """Makes every part bare before it is drawn."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Bare(part) for part in renderables]


def _console(**settings: Any) -> Console:
    """Return a console that shows a user's words as they are: brackets, colons and control signs are no mark-up."""
    console = Console(highlight=False, markup=False, emoji=False, **settings)
    console.push_render_hook(_BareParts())
    return console
