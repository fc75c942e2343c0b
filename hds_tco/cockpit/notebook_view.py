"""What a notebook shows: a study's answer, charts, tables, notes, or why there is none; the board's pack being made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hds_tco.analysis.table import styled_table
from hds_tco.board.pack import DRAWS, FORMS, Form, files_table, write_pack
from hds_tco.charts import chart_of, is_drawn
from hds_tco.cockpit.chart_view import ChartView, show
from hds_tco.locale import DEFAULT_LANGUAGE, Language, bare, decimal, text
from hds_tco.model.world import MissingSectionError
from hds_tco.scenario import Assumption, Scenario, ScenarioError

if TYPE_CHECKING:
    from IPython.display import Markdown
    from pandas.io.formats.style import Styler

# Faults that say what a scenario has no ground for; any other is a mistake, and is raised.
NO_GROUND = ("missing_section_for", "one_option", "nobody_hosted", "nobody_hosts", "map_axes", "nothing_uncertain")


class Chapter:
    """What a study says, or why there is nothing to find.

    Parameters
    ----------
    study : object or None
        The study.
    why_not : str
        In a sentence, if there is none.
    lang : {"fr", "en"}
    """

    def __init__(self, study: Any, why_not: str, lang: Language) -> None:
        self.study, self.why_not, self.lang = study, why_not, lang

    def answer(self, part: str = "") -> Markdown | None:
        """Return the sentences of the study, the first in bold, or why there is none; or those of one of its parts.

        Parameters
        ----------
        part : str
            Name of the study's attribute; the study itself if left out.
        """
        subject = getattr(self.study, part, None) if part else self.study
        if subject is None:
            return None if part else _markdown(plain(self.why_not))
        first, *others = subject.sentences(self.lang)
        return _markdown("\n\n".join([f"**{plain(first)}**", *map(plain, others)]))

    def notes(self) -> Markdown | None:
        """Return what must be said beside the figures."""
        if self.study is None:
            return None
        return _listed(self.study.notes(self.lang))

    def chart(self, name: str, *more: Any) -> ChartView | None:
        """Return a chart of the study; nothing where there is nothing to draw.

        Parameters
        ----------
        name : str
            As `hds_tco.charts.chart_of` knows it.
        *more
            What else that chart takes.
        """
        if self.study is None or not is_drawn(self.study, name):
            return None
        return show(chart_of(self.study, name, *more, lang=self.lang), self.lang)

    def table(self, name: str, **asked: Any) -> Styler | None:
        """Return one of the study's tables; nothing where it has no row.

        Parameters
        ----------
        name : str
            As `Result.tables` has it.
        **asked
            What else `tables` takes: how many rows, by which key.
        """
        if self.study is None or self.study.frame().empty:
            return None
        table = self.study.tables(self.lang, **asked).get(name)
        return None if table is None or not table.rows else styled_table(table)


def open_chapter(
    study: Callable[..., Any],
    scenario: Scenario[Assumption],
    *more: Any,
    lang: Language = DEFAULT_LANGUAGE,
    **options: Any,
) -> Chapter:
    """Make a study of a scenario, if the scenario gives it ground.

    Parameters
    ----------
    study : callable
        Takes the scenario first, and raises `ScenarioError` when the scenario lacks what it is about.
    scenario : Scenario
    *more, **options
        What else the study takes.
    lang : {"fr", "en"}

    Returns
    -------
    Chapter

    Raises
    ------
    ScenarioError
        If something is wrong with the scenario or with what is asked, and not merely missing.

    Examples
    --------
    >>> import hds_tco as ht
    >>> chapter = open_chapter(ht.analysis.hosting_for_others, ht.load("tout-a-zero"), lang="en")
    >>> chapter.answer().data
    'Not for scenario “Tout à zéro”: it hosts no other establishment.'
    >>> chapter.table("shares") is None
    True
    """
    try:
        return Chapter(study(scenario, *more, **options), "", lang)
    except MissingSectionError as error:
        why = text("chapter.missing_section", lang, section=text(f"section_title.{error.section}", lang))
    except ScenarioError as error:
        if any(fault.code not in NO_GROUND for fault in error.faults):
            raise
        first = error.faults[0]
        words = {name: text(key[1:], lang) for name, key in first.values.items() if key.startswith("@")}
        why = text(f"chapter.{first.code}", lang, **words)
    return Chapter(None, text("chapter.nothing", lang, scenario=scenario.name, why=why), lang)


def _markdown(words: str) -> Markdown:
    from IPython.display import Markdown

    return Markdown(words)  # type: ignore[no-untyped-call]


def _listed(sentences: Iterable[str]) -> Markdown:
    return _markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences))


def plain(words: str) -> str:
    """Return words that Markdown takes as they are, on one line."""
    return "".join(f"\\{letter}" if letter in "\\*_`$<[#|~" else letter for letter in bare(words))


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
        return _listed(fault.sentence(lang) for fault in error.faults)
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
