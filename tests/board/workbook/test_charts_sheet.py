"""The board's charts in the workbook: native, told in words, drawn from cells that hold what the chart holds."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from functools import cache
from io import BytesIO
from math import isnan
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl.utils import get_column_letter

import hds_tco as ht
from hds_tco.board.pack import pack
from hds_tco.board.printable import plain
from hds_tco.board.workbook import workbook
from hds_tco.charts import Chart
from hds_tco.charts.palette import PATTERN_CODES, mark
from hds_tco.locale import LANGUAGES, Language, text
from tests.board.deck.decks import charts as hard_charts
from tests.board.stories import SITUATIONS, found, story
from tests.board.workbook.recalculated import _sheets, cached, formulas, recalculated, spoilt
from tests.board.workbook.test_recalculation import differing

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
EVERY: list[tuple[str, Language]] = [(name, lang) for name in SITUATIONS if name != "nothing" for lang in LANGUAGES]
each = pytest.mark.parametrize(("name", "lang"), EVERY)


@cache
def made(name: str, lang: Language = "fr") -> bytes:
    return pack(found(name), lang, forms=("xlsx",))["xlsx"]


def charts_of(name: str, lang: Language) -> list[Chart]:
    return [slide.chart for slide in story(name, lang).slides if slide.chart is not None]


@cache
def drawn(book: bytes, sheet: str) -> list[tuple[str, str]]:
    """Return what is said of each chart of a sheet for who does not see it, and its XML."""
    with zipfile.ZipFile(BytesIO(book)) as archive:
        path = dict(_sheets(archive))[sheet]
        (drawing,) = links(archive, path).values()
        charts = links(archive, drawing)
        found = []
        for frame in ElementTree.fromstring(archive.read(drawing)).iter(f"{DRAWING}graphicFrame"):
            told = next(frame.iter(f"{DRAWING}cNvPr")).get("descr", "")
            key = next(item.get(LINK, "") for item in frame.iter() if item.tag.endswith("}chart"))
            found.append((told, archive.read(charts[key]).decode()))
        return found


def links(archive: zipfile.ZipFile, path: str) -> dict[str, str]:
    folder, name = path.rsplit("/", 1)
    tree = ElementTree.fromstring(archive.read(f"{folder}/_rels/{name}.rels"))
    kept = [item for item in tree if item.get("Type", "").endswith(("/drawing", "/chart"))]
    return {item.get("Id", ""): "xl/" + item.get("Target", "").removeprefix("../") for item in kept}


def title_of(xml: str) -> str:
    return "".join(item.text or "" for item in next(ElementTree.fromstring(xml).iter(f"{C}title")).iter(f"{C}v"))


def series_of(xml: str) -> list[list[float | None]]:
    """Return the values of each series, as the file caches them."""
    found = []
    for series in ElementTree.fromstring(xml).iter(f"{C}ser"):
        holder = series.find(f"{C}val") if series.find(f"{C}val") is not None else series.find(f"{C}yVal")
        assert holder is not None
        count = int(next(holder.iter(f"{C}ptCount")).get("val", "0"))
        values: list[float | None] = [None] * count
        for point in holder.iter(f"{C}pt"):
            held = next(point.iter(f"{C}v")).text
            values[int(point.get("idx", "0"))] = float(held) if held else None
        found.append(values)
    return found


def block(book: bytes, sheet: str, title: str) -> dict[str, list[Any]]:
    """Return the columns of the block of figures below a chart's message, by heading."""
    cells = cached(book)
    (top,) = [int(place[1:]) for (where, place), held in cells.items() if where == sheet and held == title]
    columns: dict[str, list[Any]] = {}
    for at in range(1, 80):
        letter = get_column_letter(at)
        if (name := cells.get((sheet, f"{letter}{top + 2}"))) is not None:
            columns.setdefault(str(name), [cells.get((sheet, f"{letter}{row}")) for row in range(top + 3, top + 303)])
    return columns


@each
def test_each_chart_of_the_story_is_there_with_its_message_its_words_and_its_source(name: str, lang: Language) -> None:
    charts, sheet = charts_of(name, lang), text("workbook.sheet.charts", lang)
    found = drawn(made(name, lang), sheet)
    assert [title_of(xml) for _, xml in found] == [plain(chart.title) for chart in charts]
    assert [told for told, _ in found] == [plain(chart.alt) for chart in charts]
    held = [value for (where, _), value in cached(made(name, lang)).items() if where == sheet]
    for chart, (_, xml) in zip(charts, found, strict=True):
        assert plain(chart.source) in held
        assert xml.count("<c:f>") >= 3
        for words in filter(None, (chart.x_title, chart.y_title)):
            if chart.kind not in ("bars", "spans") or words == chart.y_title:
                assert plain(words) in re.sub("&amp;", "&", xml), words
    assert str(cached(made(name, lang))[sheet, "A2"]).startswith({"fr": "Valeurs figées", "en": "Frozen values"}[lang])


@each
def test_cells_hold_what_the_chart_holds(name: str, lang: Language) -> None:
    sheet = text("workbook.sheet.chart_figures", lang)
    spans = {key: text(f"workbook.span.{key}", lang) for key in ("start", "years")}
    for chart in charts_of(name, lang):
        columns, frame = block(made(name, lang), sheet, plain(chart.title)), chart.frame()
        for column in frame.columns:
            heading = {"grid": f"{chart.y_title} : {column}", "spans": spans.get(str(column), "")}.get(
                chart.kind, str(column) or chart.y_title
            )
            held = next(values for key, values in columns.items() if key == plain(heading))[: len(frame)]
            for have, want in zip(held, frame[column], strict=True):
                assert (have is None and isnan(want)) or have == pytest.approx(want, rel=1e-12), (chart.key, column)


@each
def test_series_are_drawn_from_the_same_figures(name: str, lang: Language) -> None:
    found = drawn(made(name, lang), text("workbook.sheet.charts", lang))
    for chart, (_, xml) in zip(charts_of(name, lang), found, strict=True):
        got = series_of(xml)
        if chart.kind in ("columns", "stacked", "lines", "curves", "bars"):
            for series, values in zip(chart.series, got, strict=False):
                assert values == pytest.approx(list(series.values), rel=1e-12), chart.key
            marks = 0 if chart.kind == "bars" else len(chart.lines) + len(chart.points)
            assert len(got) == len(chart.series) + marks
        elif chart.kind == "steps":
            told = [value or 0.0 for value in chart.series[0].values]
            heights = [sum(abs(values[place] or 0.0) for values in got[1:-1]) for place in range(len(told))]
            assert heights == pytest.approx([abs(value) for value in told])
        elif chart.kind == "grid":
            layers = got[1 : len(got) - len(chart.points)]
            tops = [sum(values[place] or 0.0 for values in layers) for place in range(len(chart.categories))]
            assert max(tops) == pytest.approx(min(tops))


@each
def test_what_is_filled_is_told_apart_in_grey(name: str, lang: Language) -> None:
    for chart, (_, xml) in zip(
        charts_of(name, lang), drawn(made(name, lang), text("workbook.sheet.charts", lang)), strict=True
    ):
        if chart.kind in ("lines", "curves"):
            dashes = set(re.findall(r'<a:prstDash val="(\w+)"', xml))
            assert len(dashes) >= len(chart.series) - 1, chart.key
            continue
        ranks = {rank for series in chart.series for rank in series.looks()} if chart.kind != "grid" else set()
        if chart.kind == "grid":
            ranks = {int(value) for series in chart.series for value in series.values if value is not None}
        if chart.kind == "steps":
            ranks = {3}
        lasting = {rank for rank in ranks if chart.kind != "spans" or rank != 3}
        for rank in lasting:
            style = mark(rank)
            assert style.colour[1:] in xml, chart.key
            if style.pattern:
                assert f'prst="{PATTERN_CODES[style.pattern]}"' in xml, chart.key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_live_charts_bear_the_same_patterns_and_the_board_s_line(lang: Language) -> None:
    summary = drawn(made("external_wins", lang), text("workbook.sheet.summary", lang))
    assert {code for code in PATTERN_CODES.values() if f'prst="{code}"' in summary[0][1]} == {
        PATTERN_CODES[mark(rank).pattern] for rank in (1, 2, 3)
    }
    sheet = text("workbook.sheet.simulation", lang)
    (_, with_line), (_, without) = (drawn(made(name, lang), sheet)[0] for name in ("external_wins", "in_house_wins"))
    assert len(series_of(with_line)) == 4 and len(series_of(without)) == 3
    assert series_of(with_line)[3] == [0.0, 1.0]
    assert with_line.count("<c:v>22000000</c:v>") == 2


def test_a_map_names_a_few_round_values_along_its_axis() -> None:
    chart = next(chart for chart in charts_of("external_wins", "fr") if chart.kind == "grid")
    (picture,) = (xml for told, xml in drawn(made("external_wins"), "Graphiques") if told == chart.alt)
    axis = re.findall(r"<c:v>([^<]+)</c:v>", re.findall(r"<c:cat>(.*?)</c:cat>", picture, re.DOTALL)[0])
    assert len(chart.categories) > 20
    assert 2 <= len(axis) <= 12
    assert set(axis) <= set(chart.categories)


def test_a_map_s_cells_show_letters_on_the_option_s_own_fill() -> None:
    with zipfile.ZipFile(BytesIO(made("external_wins"))) as archive:
        styles = archive.read("xl/styles.xml").decode()
    assert 'formatCode="&quot;A&quot;"' in styles and 'formatCode="&quot;B&quot;"' in styles
    assert 'patternType="lightUp"' in styles or 'patternType="darkUp"' in styles


def test_without_charts_there_is_no_such_sheet() -> None:
    held = {sheet for sheet, _ in cached(workbook(ht.compare(ht.load("tout-a-zero"))))}
    assert not held & {"Graphiques", "Chiffres des graphiques"}
    assert not {sheet for sheet, _ in cached(made("nothing"))} & {"Graphiques", "Chiffres des graphiques"}


def test_hard_charts_are_drawn_and_no_word_of_theirs_is_a_formula() -> None:
    nasty = [
        replace(
            chart,
            title=f"=1+{rank}!A1",
            y_title="=HYPERLINK(1)",
            x_title="Feuil1!$A$1",
            source="@x",
            categories=tuple(f"=2+{name}" for name in chart.categories)
            if chart.key != "crossing"
            else chart.categories,
            series=tuple(replace(series, name="=3!A1" if series.name else "") for series in chart.series),
        )
        for rank, chart in enumerate(hard_charts())
    ]
    for charts in (hard_charts(), nasty):
        book = workbook(ht.compare(ht.load("chi-eure-seine-2017-total")), charts=charts)
        assert [title_of(xml) for _, xml in drawn(book, "Graphiques")] == [chart.title for chart in charts]
        assert not {place for place in formulas(book) if place[0] in ("Graphiques", "Chiffres des graphiques")}
        for _, xml in drawn(book, "Graphiques"):
            for reference in re.findall("<c:f>(.*?)</c:f>", xml):
                assert reference.startswith("'Chiffres des graphiques'!$"), reference


@pytest.mark.slow
def test_libreoffice_still_finds_what_python_wrote(tmp_path_factory: pytest.TempPathFactory) -> None:
    books = {name: made(name) for name in ("external_wins", "single")}
    got = recalculated(tmp_path_factory.mktemp("office"), {name: spoilt(book) for name, book in books.items()})
    for name, book in books.items():
        assert differing(book, got[name]) == []
