"""The first sheet: how to fill the workbook, and what stands where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hds_tco.locale import text
from hds_tco.scenario.assumption import CONFIDENCES
from hds_tco.scenario.workbook.layout import SHEETS
from hds_tco.scenario.workbook.made import Made
from hds_tco.scenario.workbook.words import said

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


def write_guide(made: Made, page: Worksheet) -> None:
    """Say how to fill the workbook, what the colours and codes mean, and what stands where."""
    lang, formats = made.lang, made.formats
    page.hide_gridlines(2)
    page.set_column(0, 0, 30, formats["none"])
    page.set_column(1, 1, 92, formats["none"])
    page.write_string(0, 0, text("sheet.guide.title", lang), formats["title"])
    page.set_row(0, 26)
    page.write_string(1, 0, text("sheet.guide.made_from", lang, scenario=made.scenario.name[:200]), formats["hint"])
    rank = 3
    for step in ("fill", "percent", "law", "source", "blocks", "help", "check", "move"):
        words = text(f"sheet.guide_step.{step}", lang)
        page.merge_range(rank, 0, rank, 1, words, formats["plain"])
        page.set_row(rank, 16 * (1 + len(words) // 118))
        rank += 1
    rank = _titled(made, page, rank + 1, text("sheet.guide.legend", lang))
    for style, words in (("number", "legend_input"), ("unused", "legend_unused")):
        page.write_blank(rank, 0, None, formats[style])
        page.write_string(rank, 1, text(f"sheet.guide.{words}", lang), formats["label"])
        rank += 1
    rank = _titled(made, page, rank + 1, text("sheet.guide.what_each_confidence", lang))
    for code in CONFIDENCES:
        page.write_string(rank, 0, said("confidence", code, lang), formats["legend" if code in "GN" else "plain"])
        words = text(f"confidence.{code}", lang)
        if code in "GN":
            words += f" ({text('sheet.guide.legend_hypothesis', lang)})"
        page.write_string(rank, 1, words, formats["label"])
        rank += 1
    rank = _titled(made, page, rank + 1, text("sheet.guide.contents", lang))
    for sheet in SHEETS:
        title = made.title(sheet.key)
        page.write_url(rank, 0, f"internal:'{title}'!A1", formats["pointer"], title)
        hint = text(f"sheet.hint.{sheet.key}", lang)
        page.write_string(rank, 1, hint, formats["label"])
        page.set_row(rank, 16 * (1 + len(hint) // 95))
        rank += 1
    page.protect("", {"format_columns": True, "format_rows": True})
    page.set_portrait()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.activate()


def _titled(made: Made, page: Worksheet, rank: int, words: str) -> int:
    page.write_string(rank, 0, words, made.formats["section"])
    page.write_blank(rank, 1, None, made.formats["section"])
    return rank + 1
