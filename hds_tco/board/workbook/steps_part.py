"""The steps of the calculation on a sheet, under their headings: label, unit, figures, the formula in words."""

from __future__ import annotations

from collections import Counter

import numpy as np

from hds_tco.analysis.formula_text import Writer
from hds_tco.board.workbook.page import Page
from hds_tco.board.workbook.place import FIRST, UNIT, VALUE
from hds_tco.board.workbook.plan import Plan, Row
from hds_tco.locale import Language, text
from hds_tco.trace import Symbol


def write_steps(page: Page, plan: Plan, sheet: str, writer: Writer, lang: Language) -> int:
    """Write the steps that stand on a sheet; return its last row.

    Parameters
    ----------
    page : Page
    plan : Plan
    sheet : str
    writer : Writer
    lang : {"fr", "en"}
    """
    look, last = page.look, FIRST + plan.years - 1
    topic, parts, bottom = "", Counter[tuple[str, str]](), 0
    for row in plan.rows[sheet]:
        place = plan.place(next(iter(row.cells.values()), row.node))
        assert place is not None
        bottom = place.row
        if row.topic != topic:
            topic = row.topic
            page.band(bottom - 1, last + 2, text(f"workbook.topic.{topic}", lang), look("topic"))
        name = writer.name(row.step)
        if row.part_of is not None:
            parts[row.step.name, row.step.of] += 1
            name = text("workbook.row.part", lang, step=name, rank=parts[row.step.name, row.step.of])
        page.label(bottom, name, look("own"))
        page.words(bottom, UNIT, text(f"workbook.unit.{row.unit}", lang), look("small"))
        _figures(page, plan, sheet, row, bottom)
        if row.node.op == "step":
            typical = list(row.cells.values())[min(2, len(row.cells) - 1)] if row.cells else row.node
            page.words(bottom, last + 1, writer.formula(typical), look("small", "quoted"))
        page.words(bottom, last + 2, _path(row.step), look("path"))
    return bottom


def _figures(page: Page, plan: Plan, sheet: str, row: Row, number: int) -> None:
    style = page.look(unit=row.unit)
    if row.cells:
        for year, node in row.cells.items():
            page.formula(number, FIRST + year, plan.formula(node, None, sheet), style, _float(node.value))
    elif row.node.shape:
        for year, value in enumerate(row.node.value):
            page.formula(number, FIRST + year, plan.formula(row.node, year, sheet), style, _float(value))
    else:
        page.formula(number, VALUE, plan.formula(row.node, None, sheet), style, _float(row.node.value))


def _float(value: object) -> float:
    return float(np.asarray(value))


def _path(step: Symbol) -> str:
    return f"{step.name} [{step.of}]" if step.of else step.name
