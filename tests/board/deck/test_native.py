"""Charts hold the story's figures: in the workbook that opens when one edits, and in what is drawn."""

from __future__ import annotations

import io
import math
import re
from functools import cache
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from pptx.oxml.ns import qn

from hds_tco.board.deck.measure import width_pt
from hds_tco.board.printable import drawable
from hds_tco.charts import Chart
from hds_tco.charts.layout import layout
from hds_tco.locale import LANGUAGES, Language
from tests.board.deck.decks import EVERY, box_of, made, slides_of, told, xml_parts

each = pytest.mark.parametrize(("name", "lang"), EVERY)


@cache
def native(name: str, lang: Language) -> list[tuple[Chart, Any]]:
    """Return each chart of a story and PowerPoint's."""
    return [
        (page.chart, shape.chart)
        for page, slide in slides_of(name, lang)
        for shape in slide.shapes
        if page is not None and page.chart is not None and shape.has_chart
    ]


def sheet_of(drawn: Any) -> Any:
    """Return the sheet inside a chart."""
    return sheet_in(drawn.part.chart_workbook.xlsx_part.blob)


@cache
def sheet_in(blob: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(blob))["Sheet1"]


def columns_of(drawn: Any) -> list[list[Any]]:
    return [[cell.value for cell in column[1:]] for column in sheet_of(drawn).columns]


def same(column: list[Any], figures: list[float | None]) -> bool:
    """Tell whether a column begins with figures, to the sixteen digits that XlsxWriter writes."""
    pairs = list(zip(column[: len(figures)], figures, strict=True))
    if any(isinstance(cell, str) or (cell is None) != (figure is None) for cell, figure in pairs):
        return False
    return all(cell == pytest.approx(figure, rel=1e-14) for cell, figure in pairs if figure is not None)


@each
def test_every_chart_of_the_story_is_there(name: str, lang: Language) -> None:
    assert len(native(name, lang)) == sum(page.chart is not None for page in told(name, lang).slides)


@each
def test_the_workbook_inside_holds_the_figures(name: str, lang: Language) -> None:
    for chart, drawn in native(name, lang):
        columns = columns_of(drawn)
        frame = chart.frame()
        for place in range(frame.shape[1]):
            figures = [None if math.isnan(value) else value for value in map(float, frame.iloc[:, place])]
            assert any(same(column, figures) for column in columns), (chart.key, figures)
        if chart.kind == "curves":
            assert any(same(column, list(map(float, frame.index))) for column in columns)


@each
def test_what_is_drawn_is_what_the_workbook_says(name: str, lang: Language) -> None:
    for chart, drawn in native(name, lang):
        sheet = sheet_of(drawn)
        references = list(drawn._chartSpace.iter(qn("c:f")))
        assert references
        for reference in references:
            left, top, right, bottom = range_boundaries(reference.text.partition("!")[2])
            assert left == right
            cells = [sheet.cell(row, left).value for row in range(top, bottom + 1)]
            cache = reference.getnext()
            points = {int(item.get("idx")): item.find(qn("c:v")).text for item in cache.iter(qn("c:pt"))}
            assert int(cache.find(qn("c:ptCount")).get("val")) == len(cells)
            for rank, cell in enumerate(cells):
                if isinstance(cell, int | float):
                    assert float(points[rank]) == pytest.approx(cell, rel=1e-12), (chart.key, reference.text)
                else:
                    assert points.get(rank) == cell, (chart.key, reference.text)


@each
def test_numbers_are_those_of_the_language_on_any_machine(name: str, lang: Language) -> None:
    for _, drawn in native(name, lang):
        codes = {item.get("formatCode") for item in drawn._chartSpace.iter(qn("c:numFmt"))}
        assert codes
        for code in codes:
            assert code in ("0", "General") or code.startswith({"fr": "[$-40C]", "en": "[$-809]"}[lang]), code
        for axis in drawn._chartSpace.iter(qn("c:valAx")):
            shown = axis.find(qn("c:numFmt"))
            assert shown.get("formatCode") != "General"
            assert shown.get("sourceLinked") == "0"


@each
def test_labels_are_not_dark_on_dark(name: str, lang: Language) -> None:
    """A label on a bar has its own ink, or white behind it."""
    for _, drawn in native(name, lang):
        for label in drawn._chartSpace.iter(qn("c:dLbl")):
            if label.find(qn("c:delete")) is None and label.find(qn("c:tx")) is not None:
                assert label.find(f".//{qn('a:rPr')}/{qn('a:solidFill')}") is not None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_legends_name_each_look_once(lang: Language) -> None:
    for chart, drawn in native("kinds", lang):
        if not drawn.has_legend:
            continue
        names = [str(series.name) for plot in drawn.plots for series in plot.series]
        hidden = {int(item.find(qn("c:idx")).get("val")) for item in drawn._chartSpace.iter(qn("c:legendEntry"))}
        shown = [name for rank, name in enumerate(names) if rank not in hidden]
        assert len(set(shown)) == len(shown)
        assert not any(re.search("invisible|unseen", name) for name in shown)
        if chart.kind == "grid":
            assert set(shown) <= set(chart.options)
        else:
            assert set(shown) == {series.name for series in chart.series if series.name}


def test_columns_stand_on_the_figures() -> None:
    """A waterfall that dips below zero: what shows of each bar is the move that it tells."""
    drawn = next(drawn for chart, drawn in native("kinds", "fr") if chart.key == "below")
    seen = {series.name: list(series.values) for series in drawn.plots[0].series}
    shown = [values for name, values in seen.items() if "nvisible" not in name]
    assert [sum(abs(values[place] or 0.0) for values in shown) for place in range(4)] == [10.0, 14.0, 6.0, 2.0]
    # From 10 down to -4, up to 2: what stands above zero less what stands below.
    assert [sum(values[place] or 0.0 for values in shown) for place in range(4)] == [10.0, 6.0, -2.0, 2.0]


def test_a_map_stands_on_its_axis() -> None:
    chart, drawn = next(item for item in native("external_wins", "fr") if item[0].kind == "grid")
    first, *layers = drawn.plots[0].series
    heights = [sum(series.values[place] or 0.0 for series in layers) for place in range(len(chart.categories))]
    assert max(heights) == pytest.approx(min(heights))
    unit = 0.01 if chart.series[0].name.endswith("%") else 1.0
    rows = [float(series.name.replace(",", ".").removesuffix("\u00a0%")) * unit for series in chart.series]
    step = (rows[-1] - rows[0]) / (len(rows) - 1)
    assert first.values[0] == pytest.approx(rows[0] - step / 2)
    axis = drawn.value_axis
    assert (axis.minimum_scale, axis.maximum_scale) == pytest.approx((rows[0] - step / 2, rows[-1] + step / 2))
    over = next(rel.target_part for rel in drawn.part.rels.values() if rel.reltype.endswith("chartUserShapes"))
    for word in layout(chart, "fr").up.words:
        assert f"<a:t>{word}</a:t>" in over.blob.decode()
    best = [[series.values[place] for series in chart.series] for place in range(len(chart.categories))]
    for place, column in enumerate(best):
        for rank, option in enumerate(chart.options):
            high = sum((series.values[place] or 0.0) for series in layers if series.name == option)
            assert high == pytest.approx(column.count(float(rank)) * step)


def test_a_calendar_begins_each_bar_in_its_year() -> None:
    chart, drawn = next(item for item in native("kinds", "fr") if item[0].kind == "spans")
    series = list(drawn.plots[0].series)
    for row, name in enumerate(chart.categories):
        reached, bars = 0.0, []
        for one in series:
            length = one.values[row] or 0.0
            if "nvisible" not in one.name and length:
                bars.append((reached, length))
            reached += length
        frame = chart.frame()
        expected = list(frame[frame.index == name].itertuples(index=False, name=None))
        assert bars == [bar for bar in expected if bar[1]]


@each
def test_names_beside_lying_bars_stand_on_the_chart_and_are_whole_in_its_workbook(name: str, lang: Language) -> None:
    """LibreOffice breaks none of them: a line of a name takes less than two fifths of the chart by itself."""
    for page, slide in slides_of(name, lang):
        if page is None or page.chart is None or page.chart.kind not in ("bars", "spans"):
            continue
        frame = next(shape for shape in slide.shapes if shape.has_chart)
        size = frame.chart.category_axis.tick_labels.font.size.pt
        chart, shown = drawable(page.chart, box_of(frame).width_pt), list(frame.chart.plots[0].categories)
        assert len(set(shown)) == len(set(chart.categories))
        for line in (line for words in shown for line in words.splitlines()):
            assert width_pt(line, size) <= 0.4 * box_of(frame).width_pt, line
        assert any(set(chart.categories) <= set(column) for column in columns_of(frame.chart))


def test_days_of_a_calendar_are_diamonds() -> None:
    drawings = [tree for name, tree in xml_parts(made("kinds", "fr")).items() if "/drawings/drawing" in name]
    forms = [item.get("prst") for tree in drawings for item in tree.iter(qn("a:prstGeom"))]
    assert forms.count("diamond") == 3  # two days, and their key in the legend
    words = [item.text for tree in drawings for item in tree.iter(qn("a:t"))]
    assert {"fin", "seuil", "ici", "là", "En vigueur", "En préparation", "Échéance"} <= set(words)


def test_text_never_becomes_a_formula() -> None:
    for _, drawn in native("extreme", "fr"):
        for row in sheet_of(drawn).iter_rows():
            assert all(cell.data_type != "f" for cell in row)
