"""The board's pack from a notebook: a bar while it is made, then the list of its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hds_tco.analysis.table import styled_table
from hds_tco.board.pack import DRAWS, FORMS, Form, files_table, write_pack
from hds_tco.cockpit.study_view import plain
from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, text
from hds_tco.scenario import Assumption, Scenario, ScenarioError

if TYPE_CHECKING:
    from IPython.display import Markdown
    from pandas.io.formats.style import Styler


def board_pack(
    scenario: Scenario[Assumption],
    folder: Path | str,
    *,
    draws: int = DRAWS,
    lang: Language = DEFAULT_LANGUAGE,
    tolerance_eur: float | None = None,
    forms: Sequence[Form] = FORMS,
    template: Path | str | None = None,
    replace: bool = False,
) -> Styler | Markdown:
    """Write the pack and return the list of its files; or what stands in the way, in words.

    Parameters
    ----------
    scenario : Scenario
    folder : path
        Where to write.
    draws : int
    lang : {"fr", "en"}
    tolerance_eur : float, optional
        The board's line.
    forms : sequence of {"pptx", "xlsx", "pdf", "html"}
    template : path, optional
        The hospital's own PowerPoint template.
    replace : bool
        Whether files that stand there may be replaced.

    Returns
    -------
    pandas Styler or Markdown
        Make it a notebook cell's last line.
    """
    from IPython.display import Markdown

    try:
        with progress_bar(lang) as progress:
            files = write_pack(
                scenario,
                folder,
                draws=draws,
                lang=lang,
                tolerance_eur=tolerance_eur,
                forms=forms,
                template=template,
                force=replace,
                progress=progress,
            )
    except ScenarioError as error:
        return Markdown("\n".join(f"- {plain(fault.sentence(lang))}" for fault in error.faults))  # type: ignore[no-untyped-call]
    return styled_table(files_table(files, lang))


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
    count = Label()
    row = HBox([bar, count])
    display(row)  # type: ignore[no-untyped-call]

    def progress(done: int, total: int) -> None:
        bar.max, bar.value = total, done
        count.value = f"{decimal(done, lang)} / {decimal(total, lang)}"

    try:
        yield progress
    finally:
        row.close()
