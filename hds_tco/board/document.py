"""The story as a PDF: pages as wide as a screen, tagged, bookmarks, speaker's notes at the end."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hds_tco.analysis.optional import optional
from hds_tco.analysis.table import Table
from hds_tco.board.printable import BREAK_EVERY, breakable, drawable, font_folder, plain, shortened
from hds_tco.board.slide import Slide, Story
from hds_tco.charts import Chart, svg
from hds_tco.locale import Language, text

TEMPLATE = Path(__file__).with_name("assets") / "pages.typ"
# Inches. Drawn smaller than they stand on the page, so that their text is read from a chair.
BESIDE_POINTS, BELOW_POINTS, ALONE = (7.0, 4.3), (10.0, 2.9), (9.6, 4.1)
# More names along the axis than that take the width of the page.
MANY_NAMES = 6
# Long words of a table of more columns than that break sooner.
MANY_COLUMNS = 6
LONGEST_RUNNING, LONGEST_FOOTER = 70, 260
# The file says no date of its own: the same story gives the same bytes.
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def document(story: Story) -> bytes:
    """Return a story as PDF/UA-1, fonts inside, no network; the same story gives the same bytes.

    Parameters
    ----------
    story : Story

    Raises
    ------
    MissingLibraryError
        If typst or matplotlib is not installed.

    Examples
    --------
    >>> from hds_tco.board.slide import Slide, Story
    >>> slide = Slide("one", "A message", ("A point.",), ("A note.",))
    >>> document(Story("Title", "Subtitle", "en", (slide,), "Footer"))[:4]
    b'%PDF'
    """
    lang = story.lang
    typst = optional("typst", "board", lang)
    optional("matplotlib", "board", lang)
    compiler = typst.Compiler(
        TEMPLATE.read_bytes(),
        font_paths=typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[font_folder()],
        ),
        # Texts reach typst as data, never as markup: no sign in them can mean anything.
        sys_inputs={"story": json.dumps(_told(story, lang), ensure_ascii=False)},
    )
    content: bytes = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=_NEVER)
    return content


def _told(story: Story, lang: Language) -> dict[str, Any]:
    return {
        "lang": lang,
        "title": _words(story.title),
        "subtitle": _words(story.subtitle),
        "stamp": story.stamp,
        "footer": _words(story.footer),
        "running": _words(shortened(plain(story.footer), LONGEST_FOOTER)),
        "continued": text("page.continued", lang),
        "notes": text("page.notes", lang),
        "slides": [_slide(slide, lang) for slide in story.slides],
    }


def _slide(slide: Slide, lang: Language) -> dict[str, Any]:
    return {
        "title": _words(slide.title),
        "running": _words(shortened(plain(slide.title), LONGEST_RUNNING)),
        "points": [_words(point) for point in slide.points if plain(point)],
        "notes": [_words(note) for note in slide.notes if plain(note)],
        "chart": None if slide.chart is None else _chart(slide.chart, slide, lang),
        "table": None if slide.table is None else _table(slide.table),
    }


def _chart(chart: Chart, slide: Slide, lang: Language) -> dict[str, Any]:
    wide = chart.kind == "steps" and len(chart.categories) > MANY_NAMES
    size = ALONE if not slide.points else BELOW_POINTS if wide else BESIDE_POINTS
    return {
        "svg": picture(chart, lang, size).decode(),
        "alt": plain(chart.alt) or plain(chart.title) or plain(slide.title) or text("page.chart", lang),
        "source": _words(chart.source),
        "wide": wide,
    }


def _table(table: Table) -> dict[str, Any]:
    every = BREAK_EVERY if len(table.columns) <= MANY_COLUMNS else BREAK_EVERY // 2
    return {
        "columns": [breakable(plain(heading), every=every) for heading in table.columns],
        "rows": [[breakable(plain(cell), every=every) for cell in row] for row in table.rows],
        "caption": _words(table.caption),
        "strong": list(table.strong),
        "numbers": table.numbers,
    }


def _words(words: str) -> str:
    return breakable(plain(words))


_POINTS_TO_THE_INCH = 72


def picture(chart: Chart, lang: Language, size: tuple[float, float]) -> bytes:
    """Return a chart's SVG, names cut to what can be drawn, no address of anything.

    Parameters
    ----------
    chart : Chart
    lang : {"fr", "en"}
    size : tuple of float
        Width and height in inches.
    """
    drawn = svg(drawable(chart, size[0] * _POINTS_TO_THE_INCH), lang, size)
    return re.sub(rb"\A<\?xml.*?\?>\s*|<!DOCTYPE.*?>\s*|<metadata>.*?</metadata>\s*", b"", drawn, flags=re.DOTALL)
