"""A bar in a notebook while long work runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, text


@contextmanager
def progress_bar(lang: Language = DEFAULT_LANGUAGE) -> Iterator[Callable[[int, int], None]]:
    """Show a bar, and give what `simulate` calls with the draws done and to do; the bar goes when the work is over.

    Interrupting the kernel stops the work: `simulate` then gives the draws done so far.

    Examples
    --------
    >>> import hds_tco as ht
    >>> with progress_bar() as progress:  # doctest: +ELLIPSIS
    ...     ht.simulate(ht.load("tout-a-zero"), 100, progress=progress).draws
    HBox(...)
    100
    """
    from IPython.display import display
    from ipywidgets import HBox, IntProgress, Label

    bar = IntProgress(min=0, max=1, value=0, description=text("simulation.drawing", lang))
    told = Label()
    row = HBox([bar, told])
    display(row)  # type: ignore[no-untyped-call]

    def progress(done: int, total: int) -> None:
        bar.max, bar.value = total, done
        told.value = f"{decimal(done, lang)} / {decimal(total, lang)}"

    try:
        yield progress
    finally:
        row.close()
