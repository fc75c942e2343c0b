"""A bar while long work runs: on the terminal's error stream, so that what is piped stays clean."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hds_tco.locale import Language, text

if TYPE_CHECKING:
    from hds_tco.analysis.simulation import Simulation


@contextmanager
def progress_bar(lang: Language, words: str | None = None) -> Iterator[Callable[[int, int], None] | None]:
    """Give what long work calls with what is done and what there is to do; nothing if nobody looks."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words or text("simulation.drawing", lang), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def cut_short(result: Simulation, lang: Language) -> str:
    """Return how many draws of those asked for were made, if Ctrl-C stopped them; nothing otherwise."""
    from hds_tco.analysis.simulation.report import interruption

    notice = interruption(result)
    return notice.sentence(lang) if notice is not None else ""
