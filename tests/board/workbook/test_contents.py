"""What the file holds: sheets, names, yellow cells, charts, print; and that no text of a user's is ever a formula."""

from __future__ import annotations

import re
import sys
import zipfile
from functools import cache
from io import BytesIO
from typing import Any

import numpy as np
import openpyxl
import pytest
from openpyxl.utils import get_column_letter

import hds_tco as ht
from hds_tco.analysis.optional import MissingLibraryError
from hds_tco.board.workbook import workbook
from hds_tco.board.workbook.entries import entries_of
from hds_tco.locale import LANGUAGES, Language, text
from hds_tco.locale.catalogue import bare
from hds_tco.model import OPTIONS, Option, World
from hds_tco.model.ledger import CostLine
from hds_tco.trace import named
from tests import builders
from tests.board.workbook.recalculated import Cells, cached, formulas, recalculated, spoilt

# What Excel has that LibreOffice or an older Excel has not.
NEWER = re.compile(
    r"_xlfn|_xlws|\b(LET|LAMBDA|FILTER|SORT|SORTBY|UNIQUE|SEQUENCE|RANDARRAY|XLOOKUP|XMATCH|TEXTJOIN|IFS|SWITCH|MAXIFS"
    r"|MINIFS|CONCAT|VSTACK|HSTACK|TAKE|DROP|BYROW|BYCOL|MAP|SINGLE)\("
)
LONGEST_FORMULA = 8192
NASTY = (
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-2+3|cmd",
    "@SUM(A1)",
    "=1/0",
    "\t=2*3",
    "'=5",
    "[x]:*?/\\ & <b>",
    "A" * 300,
)


@cache
def book(lang: Language = "fr", name: str = "reference-ght") -> bytes:
    scenario = ht.load(name)
    return workbook(ht.compare(scenario), ht.simulate(scenario, draws=500), lang, tolerance_eur=22e6)


@cache
def opened(lang: Language = "fr") -> Any:
    return openpyxl.load_workbook(BytesIO(book(lang)))


def parts(made: bytes, start: str) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(made)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist() if name.startswith(start)}


# ─── formulas ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", LANGUAGES)
def test_formulas_use_what_excel_2010_knows_and_are_short(lang: Language) -> None:
    found = formulas(book(lang))
    assert len(found) > 5000
    assert [place for place, words in found.items() if NEWER.search(words) or len(words) > LONGEST_FORMULA] == []
    mean = text("workbook.sheet.assumptions", lang)  # there each formula knows the mean of any law
    lengths = sorted(len(words) for (sheet, _), words in found.items() if sheet != mean)
    assert lengths[int(0.9 * len(lengths))] < 150  # readable: nine in ten fit two lines
    assert not any('t="array"' in words or ' cm="' in words for words in parts(book(lang), "xl/worksheets/").values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_in_a_formula_is_longer_than_excel_takes(lang: Language) -> None:
    texts = [found for words in formulas(book(lang)).values() for found in re.findall(r'"((?:[^"]|"")*)"', words)]
    assert max(map(len, texts)) <= 255


def test_no_formula_holds_a_figure_of_the_scenario() -> None:
    """The prices of the reference case are in cells, nowhere else: 46 000 would not follow its cell."""
    scenario = ht.load("reference-ght", {"hardware.server_base_eur": 45_737.25})
    made = workbook(ht.compare(scenario))
    assert [words for words in formulas(made).values() if "45737" in words] == []
    assert 45_737.25 in cached(made).values()


# ─── names and yellow cells ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_assumption_has_a_cell_with_a_name_and_its_value(lang: Language) -> None:
    scenario, names = ht.load("reference-ght"), opened(lang).defined_names
    entries, values = entries_of(scenario).all, cached(book(lang))
    assert len(entries) > 250
    yes = text("screen.yes", lang)
    for entry in entries:
        ((sheet, where),) = names[entries_of(scenario).names[entry.path]].destinations
        cells = opened(lang)[sheet][where.replace("$", "")]
        flat = [cell for row in cells for cell in row] if isinstance(cells, tuple) else [cells]
        for cell, value in zip(flat, np.atleast_1d(entry.value), strict=True):
            assert _is_yellow(cell) or (_is_yellow(cell.offset(0, -1)) and cell.data_type == "f"), entry.path
            held = values.get((sheet, cell.coordinate))
            if entry.is_flag:
                assert (held == yes) == bool(value)
            elif entry.codes:
                assert held == entry.words(str(value), lang)
            else:  # an empty cell counts for nothing
                assert (held or 0.0) == value, entry.path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_defined_names_are_valid_and_no_cell_addresses(lang: Language) -> None:
    names = [name for name in opened(lang).defined_names if not name.startswith("_xlnm")]
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,254}", name) for name in names)
    assert not any(re.fullmatch(r"(?i)[a-z]{1,3}\d+|r\d*c\d*", name) for name in names)
    assert len({name.casefold() for name in names}) == len(names)


def test_every_yellow_figure_refuses_what_the_field_does_not_admit() -> None:
    checked = 0
    for title in ("Hypothèses", "Hypothèses par année", "Activités HDS"):
        sheet = opened()[title]
        ruled = {
            cell
            for rule in sheet.data_validations.dataValidation
            for cells in rule.sqref.ranges
            for cell in cells.cells
            if rule.type in ("decimal", "whole", "list")
        }
        codes = {cell.column: cell.value for cell in sheet[4]}
        typed = {"#value", "#distribution", "#low", "#mode", "#high", "#p05", "#p95", "#confidence"}
        for row in sheet.iter_rows(min_row=5):
            path = next(cell.value for cell in row if codes.get(cell.column) == "#path")
            free = str(path) in ("name", "description") or str(path).endswith(".label") or str(path).count(".") == 0
            for cell in row:
                code = str(codes.get(cell.column))
                if _is_yellow(cell) and (code in typed or code[1:].isdigit()) and not free and not _is_key(cell):
                    assert (cell.row, cell.column) in ruled, (title, path, code)
                    checked += 1
    assert checked > 1500


def _is_key(cell: Any) -> bool:
    return bool(cell.font.b and cell.number_format == "@")


def _is_yellow(cell: Any) -> bool:
    return bool(cell.fill.fill_type == "solid" and cell.fill.start_color.rgb == "FFFFF8DC")


def test_what_no_formula_reads_says_so_and_nothing_else_does() -> None:
    scenario = ht.load("reference-ght")
    made = workbook(ht.compare(scenario))
    entries, cells = entries_of(scenario), cached(made)
    rows = {
        cells.get((sheet, f"{code}{rank}")): cells.get((sheet, f"{before}{rank}"))
        for sheet, before, code in (("Hypothèses", "R", "S"),)
        for rank in range(5, 700)
    }
    every = " ".join(formulas(made).values())
    for entry in entries.single:
        read = re.search(rf"(?<!\w){entries.names[entry.path]}(?!\w)", every) is not None
        assert rows[entry.path] == (entries.names[entry.path] if read else "non lu par le calcul")
    for path in ("horizon_years", "decision_year", "options.1", "hosted.ehpad", "correlations.salaires.between.1"):
        assert rows[path] == "non lu par le calcul"


# ─── sheets ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_sheet_is_the_answer_and_the_others_follow_in_reading_order() -> None:
    french = ["Synthèse", "Comparaison", "EPRD", "Simulation", "Hypothèses", "Hypothèses par année"]
    french += ["Activités HDS"]
    french += ["Interne", "Hébergeur certifié", "Location", "Calculs communs", "Listes"]
    assert opened().sheetnames == french
    assert opened().active.title == "Synthèse"
    assert opened()["Listes"].sheet_state == "hidden"
    assert not set(opened("en").sheetnames) & set(french) - {"Simulation"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sheets_print_across_the_page_with_their_headings(lang: Language) -> None:
    for sheet in opened(lang).worksheets:
        if sheet.sheet_state == "hidden":
            continue
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight in (0, None), sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.print_area
    named_sheets = opened(lang).sheetnames
    for title in named_sheets[7:10]:
        assert opened(lang)[title].freeze_panes == "B6"
        assert opened(lang)[title].print_title_rows == "$4:$5"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_are_written_in_the_language_of_the_workbook_on_any_machine(lang: Language) -> None:
    mark = {"fr": "[$-40C]", "en": "[$-809]"}[lang]
    shown = {cell.number_format for sheet in opened(lang).worksheets for row in sheet.iter_rows() for cell in row}
    assert all(found in ("General", "0", "@") or found.startswith(mark) for found in shown)
    assert len(shown) > 8


def test_charts_are_native_and_told_in_words() -> None:
    drawings = parts(book(), "xl/drawings/drawing")
    told = [found for words in drawings.values() for found in re.findall(r'descr="([^"]+)"', words)]
    charts = parts(book(), "xl/charts/chart")
    assert len(charts) == len(told) == 7  # two on the first sheet, one on the comparison, the simulation, each option
    assert all(len(words) > 40 for words in told)
    assert all(words.count("<c:f>") >= 3 for words in charts.values())  # drawn from cells


def test_simulated_figures_are_values_marked_as_frozen() -> None:
    sheet = opened()["Simulation"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert str(sheet["A2"].value).startswith("Valeurs figées")
    frame = ht.simulate(ht.load("reference-ght"), draws=500).summary()
    values = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, float)]
    assert set(frame["mean_eur"]) <= set(values) and set(frame["cvar95_eur"]) <= set(values)


def test_without_a_simulation_there_is_no_such_sheet() -> None:
    made = workbook(ht.compare(ht.load("reference-ght")))
    assert "Simulation" not in openpyxl.load_workbook(BytesIO(made)).sheetnames


def test_the_same_comparison_gives_the_same_file() -> None:
    assert workbook(ht.compare(ht.load("tout-a-zero"))) == workbook(ht.compare(ht.load("tout-a-zero")))


def test_figures_are_those_of_the_comparison() -> None:
    """The cached values, for what opens a workbook without recalculating it."""
    result, cells = ht.compare(ht.load("reference-ght")), cached(book())
    for column, option in zip("CDE", result.options, strict=True):
        assert cells["Comparaison", f"{column}6"] == pytest.approx(option.net_present_cost_eur, rel=1e-12)
        assert cells["Comparaison", f"{column}12"] == pytest.approx(option.equivalent_annual_cost_eur, rel=1e-12)
        assert cells["Comparaison", f"{column}14"] == pytest.approx(option.unit_costs.per_patient_eur, rel=1e-12)


# ─── what users write ────────────────────────────────────────────────────────────────────────────────────────────


def nasty_scenario() -> ht.scenario.Scenario[ht.scenario.Assumption]:
    tree: dict[str, Any] = {
        "name": NASTY[0],
        "description": NASTY[1],
        "hospital.vms": {
            "value": 3,
            "source": NASTY[2],
            "note": NASTY[3],
            "confidence": "S1",
        },
        "hosted": {"n0": builders.hosted(label=NASTY[0], vms=2), "n1": builders.hosted(label=NASTY[7], vms=2)},
        "staff": {"n0": builders.role(label=NASTY[1], in_house_fte=1, loaded_cost_eur_per_year=10)},
    }
    return builders.scenario(tree)


def own_piece(world: World) -> tuple[CostLine, ...]:
    """A piece that a user composed: steps and lines that no catalogue knows."""
    doubled = named("=my step", world.given.hospital.vms * 2.0 + 1.5 * world.year)
    fixed = np.full(len(world.year), 7.0)
    return (
        world.line("own.a", doubled, "operating", 3, label=NASTY[0]),
        world.line("own.b", fixed, "risk", 3, index="fixed", vat=False, label=NASTY[3]),
    )


OWN = tuple(
    Option(f"own{rank}", (own_piece,), own_label=words) for rank, words in enumerate((*NASTY, "", NASTY[0])) if words
)


def test_what_users_write_is_never_a_formula() -> None:
    scenario = nasty_scenario()
    made = workbook(ht.compare(scenario, [*OPTIONS.values(), *OWN]), ht.simulate(scenario, draws=100))
    read = openpyxl.load_workbook(BytesIO(made))
    dangerous = {bare(words) for words in NASTY if words[0] in "=+-@\t'"}
    kept = [cell for sheet in read.worksheets for row in sheet.iter_rows() for cell in row if cell.value in dangerous]
    assert {cell.value for cell in kept} == dangerous
    assert {cell.data_type for cell in kept} == {"s"}
    assert all(cell.quotePrefix for cell in kept if cell.column_letter != "A" or cell.row > 1)
    said = [re.sub(r"'(?:[^']|'')*'!", "", words) for words in formulas(made).values()]  # sheets' names are in quotes
    assert not any(word in words for words in said for word in ("http", "cmd", "|", "@", "SUM(A1)"))
    assert all(len(title) <= 31 and not set(title) & set("[]:*?/\\") for title in read.sheetnames)
    assert len({title.casefold() for title in read.sheetnames}) == len(read.sheetnames)


@pytest.fixture(scope="module")
def own_cells(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Cells]:
    made = workbook(ht.compare(nasty_scenario(), [*OPTIONS.values(), *OWN]))
    return made, recalculated(tmp_path_factory.mktemp("office"), {"own": spoilt(made)})["own"]


@pytest.mark.slow
def test_options_of_the_users_own_are_recalculated_too(own_cells: tuple[bytes, Cells]) -> None:
    from tests.board.workbook.test_recalculation import differing

    made, got = own_cells
    assert differing(made, got) == []
    sheet = openpyxl.load_workbook(BytesIO(made)).worksheets[9]
    amounts = [got[sheet.title, f"{get_column_letter(6 + year)}7"] for year in range(4)]
    assert amounts == pytest.approx([6.0, 7.5, 9.0, 10.5])  # 2 x 3 machines and 1,5 a year; no tax, no inflation


def test_a_missing_library_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingLibraryError, match="xlsxwriter"):
        workbook(ht.compare(ht.load("tout-a-zero")))
