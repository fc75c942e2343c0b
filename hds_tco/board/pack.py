"""The whole pack from one result: the story told once, then slides, workbook, document, page; all of them or none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, get_args

from hds_tco.analysis.table import Table
from hds_tco.board.chapters.money import accounts, budget, costs, reasons, years
from hds_tco.board.chapters.opening import answer, certainty, cover, question
from hds_tco.board.chapters.risks import assumptions, border, calendar, changes, contract, risks, unknown
from hds_tco.board.findings import STEPS, Findings, find
from hds_tco.board.slide import Slide, Story, stamp
from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, number_of, text
from hds_tco.sampling import DEFAULT_SEED
from hds_tco.scenario import Assumption, Scenario
from hds_tco.scenario.journal import mark
from hds_tco.scenario.output import refuse_file_as_folder, refuse_overwrite, write_together

Form = Literal["pptx", "xlsx", "pdf", "html"]
FORMS: tuple[Form, ...] = get_args(Form)
DRAWS = 10_000
_LONGEST_NAME = 60

Progress = Callable[[int, int], None]


Chapter = Callable[[Findings, Language], Slide | None]

# In the order in which a board asks: what, how sure, how much, why, what it does to the accounts, what can go wrong.
CHAPTERS: tuple[Chapter, ...] = (
    *(question, answer, certainty, costs, years, budget, reasons, accounts),
    *(risks, contract, changes, border, calendar, unknown, assumptions),
)


# Left out where no option costs anything.
_OF_COSTS = (costs, years, budget, reasons, accounts, changes, border)


def tell(findings: Findings, lang: Language = DEFAULT_LANGUAGE) -> Story:
    """Return the story of what was found; a chapter for which there is no ground is left out.

    Parameters
    ----------
    findings : Findings
    lang : {"fr", "en"}

    Examples
    --------
    >>> import hds_tco as ht
    >>> from hds_tco.board.findings import find
    >>> story = tell(find(ht.load("chi-eure-seine-2017-total"), draws=200), "en")
    >>> [slide.key for slide in story.slides][:3]
    ['question', 'answer', 'costs']
    """
    scenario = findings.scenario
    free = findings.verdict == "nothing"
    slides = (chapter(findings, lang) for chapter in CHAPTERS if not (free and chapter in _OF_COSTS))
    return Story(
        title=cover(findings, lang),
        subtitle=text(
            "story.subtitle",
            lang,
            scenario=scenario.name,
            year=scenario.decision_year,
            years=number_of("count.years", scenario.horizon_years, lang),
        ),
        lang=lang,
        slides=tuple(slide for slide in slides if slide is not None),
        footer=text("story.footer", lang, scenario=scenario.name),
        stamp=stamp(scenario, findings.simulation),
    )


def pack(
    findings: Findings,
    lang: Language = DEFAULT_LANGUAGE,
    *,
    forms: Sequence[Form] = FORMS,
    template: Path | str | None = None,
    progress: Callable[[Form], None] | None = None,
) -> dict[Form, bytes]:
    """Return what was found as files: the story is told once, then written in each form.

    Parameters
    ----------
    findings : Findings
    lang : {"fr", "en"}
    forms : sequence of {"pptx", "xlsx", "pdf", "html"}
    template : path, optional
        The hospital's own PowerPoint template.
    progress : callable, optional
        Called with each form once it is made.

    Raises
    ------
    MissingLibraryError
        If a library of the extra ``board`` is not installed.
    ScenarioError
        If the template cannot be used: all that is missing.

    Examples
    --------
    >>> import hds_tco as ht
    >>> from hds_tco.board.findings import find
    >>> files = pack(find(ht.load("chi-eure-seine-2017-total"), draws=200), forms=("pdf", "html"))
    >>> {form: content[:5].lower() for form, content in files.items()}
    {'pdf': b'%pdf-', 'html': b'<!doc'}
    """
    story = tell(findings, lang)

    def slides() -> bytes:
        from hds_tco.board.deck.build import deck

        return deck(story, template)

    def sheets() -> bytes:
        from hds_tco.board.workbook import workbook

        charts = [slide.chart for slide in story.slides if slide.chart is not None]
        line = findings.tolerance_eur
        return workbook(findings.comparison, findings.simulation, lang, tolerance_eur=line, charts=charts)

    def pages() -> bytes:
        from hds_tco.board.document import document

        return document(story)

    def screen() -> bytes:
        from hds_tco.board.page import page

        return page(story)

    makers: dict[Form, Callable[[], bytes]] = {"pptx": slides, "xlsx": sheets, "pdf": pages, "html": screen}
    files: dict[Form, bytes] = {}
    for form in forms:
        files[form] = makers[form]()
        if progress is not None:
            progress(form)
    return files


def write_pack(
    scenario: Scenario[Assumption],
    folder: Path | str,
    *,
    draws: int = DRAWS,
    seed: int = DEFAULT_SEED,
    lang: Language = DEFAULT_LANGUAGE,
    tolerance_eur: float | None = None,
    forms: Sequence[Form] = FORMS,
    template: Path | str | None = None,
    name: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Compute everything that the board is told, and write the pack.

    What stands in the way is said before any work; files are written once all of them are made.

    Parameters
    ----------
    scenario : Scenario
    folder : path
        Made if it is not there.
    draws, seed : int
    lang : {"fr", "en"}
    tolerance_eur : float, optional
        The board's line.
    forms : sequence of {"pptx", "xlsx", "pdf", "html"}
    template : path, optional
        The hospital's own PowerPoint template.
    name : str, optional
        What the files' names begin with; by default made from the scenario's name.
    force : bool
        Whether files that stand there may be replaced.
    progress : callable, optional
        Called with the steps done and to do.

    Returns
    -------
    tuple of Path
        The files, in the order of `forms`.

    Raises
    ------
    ScenarioError
        If files stand in the way, or the template cannot be used: all that is wrong.
    MissingLibraryError
        If a library of the extra ``board`` is not installed.
    """
    folder = Path(folder)
    refuse_file_as_folder(folder, lang=lang)
    paths = {form: folder / f"{name or file_name(scenario.name)}-tco.{form}" for form in forms}
    refuse_overwrite(*paths.values(), force=force, lang=lang)
    before = {path: mark(path) for path in paths.values()}
    if template is not None and "pptx" in forms:
        from hds_tco.board.deck.custom_template import check_template

        check_template(template, lang)
    steps = STEPS + len(paths)
    done = 0

    def step(_: object = None) -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, steps)

    findings = find(scenario, draws, seed, tolerance_eur, lambda *_: step())
    files = pack(findings, lang, forms=tuple(paths), template=template, progress=step)
    write_together({paths[form]: content for form, content in files.items()}, force=force, before=before)
    return tuple(paths.values())


def file_name(words: str) -> str:
    r"""Return words as the beginning of a file's name that every system takes.

    Examples
    --------
    >>> file_name("GHT de référence (« 2026 »)"), file_name("…"), file_name("Hôpital œuvre/\\*")
    ('ght-de-reference-2026', 'scenario', 'hopital-oeuvre')
    """
    letters = unicodedata.normalize("NFKD", words.casefold().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_NAME].strip("-") or "scenario"


_KB = 1e3


def files_table(files: Sequence[Path], lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return the files, one row each.

    Parameters
    ----------
    files : sequence of Path
        From `hds_tco.board.pack.write_pack`.
    lang : {"fr", "en"}
    """
    rows = tuple(
        (
            str(file),
            text(f"files.what.{file.suffix.removeprefix('.')}", lang),
            text("files.kb", lang, size=decimal(max(file.stat().st_size / _KB, 1.0), lang, 0)),
        )
        for file in files
    )
    return Table(
        columns=tuple(text(f"files.{name}", lang) for name in ("file", "content", "size")),
        rows=rows,
        title=text("files.title", lang),
        words=(1,),
    )
