"""A bar under IPython while draws are made, when that takes more than a moment; nothing anywhere else."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, text

Progress = Callable[[int, int], None]
# Work that is over sooner shows nothing.
PATIENCE_SECONDS = 1.0
# A page is not written more often.
PAUSE_SECONDS = 0.1


def in_steps(parts: Mapping[str, Callable[[], Any]], progress: Progress | None) -> dict[str, Any]:
    """Return what each part of a study makes, by name, one after the other; tell how many are done after each.

    Examples
    --------
    >>> in_steps({"one": lambda: 1, "two": lambda: 2}, lambda done, total: print(done, "of", total))
    1 of 2
    2 of 2
    {'one': 1, 'two': 2}
    """
    results: dict[str, Any] = {}
    for name, make in parts.items():
        results[name] = make()
        if progress is not None:
            progress(len(results), len(parts))
    return results


class Bar(Protocol):
    """What is shown."""

    def show(self, done: int, total: int) -> None:
        """Show what is done."""

    def close(self) -> None:
        """Take the bar away."""


@contextmanager
def watched(progress: Progress | None, lang: Language = DEFAULT_LANGUAGE) -> Iterator[Progress | None]:
    """Give what is told how far the work is: what the caller asked for, or a bar if a person looks through IPython.

    Examples
    --------
    >>> with watched(None) as progress:
    ...     print(progress)
    None
    """
    made = None if progress is not None else bar_here(lang)
    if made is None:
        yield progress
        return
    bar, next_time, shown = made, time.monotonic() + PATIENCE_SECONDS, False

    def told(done: int, total: int) -> None:
        nonlocal next_time, shown
        now = time.monotonic()
        if now >= next_time and (shown or done < total):
            next_time, shown = now + PAUSE_SECONDS, True
            bar.show(done, total)

    try:
        yield told
    finally:
        if shown:
            bar.close()


def bar_here(lang: Language) -> Bar | None:
    """Return a bar for the notebook or the IPython terminal that this thread answers; none elsewhere."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None or threading.current_thread() is not threading.main_thread():
        return None
    if hasattr(shell, "kernel"):
        return _PageBar(lang)
    return _TerminalBar(lang) if sys.stderr.isatty() else None


class _PageBar:
    def __init__(self, lang: Language) -> None:
        self._lang = lang
        self._handle: Any = None

    def show(self, done: int, total: int) -> None:
        from IPython.display import HTML, display

        label, share = text("simulation.drawing", self._lang), f"{done / total:.3f}"
        said = f"{decimal(done, self._lang)} / {decimal(total, self._lang)}"
        page = HTML(f'{label} <progress value="{share}" max="1" aria-label="{label}"></progress> {said}')  # type: ignore[no-untyped-call]
        if self._handle is None:
            self._handle = display(page, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(page)

    def close(self) -> None:
        from IPython.display import HTML

        if self._handle is not None:
            self._handle.update(HTML(""))  # type: ignore[no-untyped-call]


class _TerminalBar:
    def __init__(self, lang: Language) -> None:
        self._lang = lang
        self._bar: Any = None

    def show(self, done: int, total: int) -> None:
        from rich.console import Console
        from rich.progress import Progress as RichProgress

        if self._bar is None:
            self._bar = RichProgress(console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task(text("simulation.drawing", self._lang))
        self._bar.update(self._task, completed=done, total=total)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.stop()
