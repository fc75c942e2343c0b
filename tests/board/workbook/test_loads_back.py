"""The board's workbook is a scenario too: it loads back as it was exported, and as it was changed in a meeting."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hds_tco as ht
from hds_tco.board.workbook import workbook
from hds_tco.locale import LANGUAGES, Language, bare_lines
from hds_tco.scenario import Assumption, Scenario, ScenarioError, assumptions_of, load, shipped_scenarios, with_values
from hds_tco.scenario.law import disputable
from hds_tco.scenario.workbook.layout import LIVE_SHEETS, SHEETS, Line, rows_of
from hds_tco.scenario.workbook.words import cell_text
from tests.board.workbook.recalculated import Cells, recalculated
from tests.scenario.test_workbook_round_trip import ODD
from tests.scenario.workbooks import Filled
from tests.strategies import FEWER_SCENARIOS, scenarios

PRICE, GROWTH = "external.price_eur_per_vm_per_month", "volumes.vm_growth_per_year"


def back(scenario: Scenario[Assumption], folder: Path, lang: Language = "fr") -> Scenario[Assumption]:
    path = folder / "dossier.xlsx"
    path.write_bytes(workbook(ht.compare(scenario), lang=lang))
    return load(path)


class Meeting(Filled):
    """The board's workbook in openpyxl's hands."""

    def __init__(self, made: bytes) -> None:
        self.book = openpyxl.load_workbook(BytesIO(made))

    def saved(self) -> bytes:
        kept = BytesIO()
        self.book.save(kept)
        return kept.getvalue()


# ─── as exported ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", shipped_scenarios())
def test_a_shipped_scenario_comes_back(name: str, lang: Language, tmp_path: Path) -> None:
    scenario = load(name)
    again = back(scenario, tmp_path, lang)
    for place, item in assumptions_of(scenario).items():
        assert assumptions_of(again)[place] == item, place
    assert again == scenario


@settings(FEWER_SCENARIOS, max_examples=4)
@given(scenario=scenarios(), lang=st.sampled_from(LANGUAGES))
def test_random_scenarios_come_back(
    scenario: Scenario[Assumption], lang: Language, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert back(scenario, tmp_path_factory.mktemp("t"), lang) == scenario


SOURCED = {"source": "devis", "url": "https://x", "date": "2026-01", "confidence": "S2", "note": "à relire"}
EVERY_KIND: dict[str, Any] = {
    "external.setup_eur": {"low": 1, "mode": 2.5, "high": 1e9} | SOURCED,
    "external.network_links_setup_eur": {"distribution": "triangular", "low": 0.1, "mode": 0.2, "high": 0.3},
    "external.network_links_eur_per_year": {"distribution": "uniform", "low": 1 / 3, "high": 1e7} | SOURCED,
    "external.planned_exit_project_eur": {"p05": 1e-3, "p95": 1} | SOURCED,
    "external.protected_vm_price_share": {"p05": 0.1, "p95": 0.3, "low": 0.05, "high": 0.9} | SOURCED,
    "operations.pue": {"p05": 1.2, "p95": 2.1, "high": 3},
    "external.committed_vms": {"values": [1, 2.5, 0.1 + 0.2], "weights": [0.1, 0.9, 0]} | SOURCED,
    "external.other_eur_by_year": {"value": [-1, 0.1 + 0.2, 1e7] + [0.5] * 40} | SOURCED,
    "migration.migrated_share_by_year": [0.1, 0.3, 0.3, 0.3],
    "leasing.maintenance_included": {"value": True} | SOURCED,
    "finance.vat_share": 1 / 3,
    "incidents.in_house_rate_per_year": {"value": 0, "confidence": "N"},
    "options": ["leasing", "in_house", "external"],
    "certification.activities": [],
}


def every_kind() -> Scenario[Assumption]:
    return load("reference-ght", EVERY_KIND | {f"law.{sorted(disputable())[0]}": {"start_year": 3}})


def test_every_kind_of_assumption_comes_back(tmp_path: Path) -> None:
    scenario = every_kind()
    assert back(scenario, tmp_path) == scenario


def test_texts_come_back_in_the_signs_that_can_be_seen(tmp_path: Path) -> None:
    seen = [sign for sign in ODD if bare_lines(sign) == sign]
    assert len(seen) > len(ODD) / 2
    block = load("reference-ght").hosted["ehpad"].model_dump()
    values: dict[str, object] = {"name": "".join(seen), "description": "".join(reversed(seen))}
    for rank, odd in enumerate(seen):
        note = {"value": 1, "source": f"abc {odd}", "note": odd * 2, "confidence": "G"}
        values[f"hosted.b{rank}"] = block | {"label": odd, "vms": note}
    scenario = with_values(load("tout-a-zero"), values)
    assert back(scenario, tmp_path) == scenario
    hidden = with_values(scenario, {"name": "un\u202edeux\x1b", "description": "trois\u2066\nquatre"})
    shown = back(hidden, tmp_path)
    assert (shown.name, shown.description) == ("undeux", "trois\nquatre")


def test_a_text_longer_than_a_cell_is_refused_in_words() -> None:
    scenario = load("tout-a-zero", {"hospital.vms": {"value": 1, "note": "x" * 32_768, "confidence": "G"}})
    with pytest.raises(ScenarioError, match="32768"):
        workbook(ht.compare(scenario))


def test_a_live_sheet_holds_what_the_scenario_holds_and_the_form_has_all_of_it() -> None:
    scenario = load("ap-hm-2017")

    def lines(sheets: Any) -> dict[str, Any]:
        return {row.path: row.raw for sheet in sheets for row in rows_of(scenario, sheet) if isinstance(row, Line)}

    live, form = lines(LIVE_SHEETS), lines(SHEETS)
    assert live.items() <= form.items()
    assert {path for path, raw in form.items() if raw is not None and "+" not in path} <= live.keys()


# ─── changed in a meeting ────────────────────────────────────────────────────────────────────────────────────────────

# What is typed, by row and column, and the same as a scenario says it.
CHANGES: dict[str, tuple[dict[tuple[str, str], Any], dict[str, Any]]] = {
    "a price typed in front of its law": ({(PRICE, "value"): 41.5}, {PRICE: {"value": 41.5}}),
    "a range": ({(PRICE, "low"): 20, (PRICE, "high"): 80.5}, {PRICE: {"low": 20, "high": 80.5}}),
    "another law": (
        {(GROWTH, "distribution"): cell_text("law", "triangular", "fr"), (GROWTH, "high"): 0.2},
        {GROWTH: {"distribution": "triangular", "high": 0.2}},
    ),
    "a law for what was certain": (
        {
            ("hospital.beds", "value"): None,
            ("hospital.patients_per_year", "value"): None,
            ("hospital.patients_per_year", "distribution"): cell_text("law", "lognormal", "fr"),
            ("hospital.patients_per_year", "p05"): 80_000,
            ("hospital.patients_per_year", "p95"): 150_000,
            ("hospital.beds", "distribution"): cell_text("law", "uniform", "fr"),
            ("hospital.beds", "low"): 700,
            ("hospital.beds", "high"): 900,
        },
        {
            "hospital.patients_per_year": {"distribution": "lognormal", "p05": 80_000, "p95": 150_000},
            "hospital.beds": {"distribution": "uniform", "low": 700, "high": 900},
        },
    ),
    "a yes or no": (
        {("leasing.maintenance_included", "value"): "oui"},
        {"leasing.maintenance_included": {"value": True}},
    ),
    "a choice": (
        {("leasing.end_of_term", "value"): cell_text("choice.end_of_term", "buy_out", "fr")},
        {"leasing.end_of_term": "buy_out"},
    ),
    "figures by year": (
        {("migration.migrated_share_by_year", "3"): 0.8, ("in_house.other_operating_eur_by_year", "1"): 12_345.6},
        {
            "migration.migrated_share_by_year": {"value": [0.0, 0.2, 0.5, 0.8]},
            "in_house.other_operating_eur_by_year": {"value": [0.0, 12_345.6]},
        },
    ),
    "an activity": ({("external.covered_activities", "5"): "non"}, {"external.covered_activities": [1, 2, 3, 4, 6]}),
}


def changed(scenario: Scenario[Assumption], values: dict[str, Any]) -> Scenario[Assumption]:
    """Return a scenario in which each table has replaced what is written of its law, and nothing of its source."""
    laid: dict[str, Any] = {}
    for path, value in values.items():
        if not isinstance(value, dict):
            laid[path] = value
            continue
        table = scenario.model_dump()
        for name in path.split("."):
            table = table[name]
        shape = {"value", "distribution", "low", "mode", "high", "p05", "p95"}
        kept = (
            table
            if not {"value", "distribution"} & value.keys()
            else {
                key: item
                for key, item in table.items()
                if key not in shape or ("distribution" in value and key != "value")
            }
        )
        laid[path] = kept | value
    return with_values(scenario, laid)


@pytest.fixture(scope="module")
def scenario() -> Scenario[Assumption]:
    return load("reference-ght")


@pytest.fixture(scope="module")
def made(scenario: Scenario[Assumption]) -> bytes:
    return workbook(ht.compare(scenario))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="module")
def after_office(made: bytes, folder: Path) -> dict[str, Cells]:
    """Return the cells of each changed workbook after LibreOffice; the files stay in `after`."""
    books: dict[str, bytes] = {}
    for name, (typed, _) in CHANGES.items():
        meeting = Meeting(made)
        for (path, code), value in typed.items():
            meeting.put(path, value, code)
        books[name] = meeting.saved()
    return recalculated(folder, books)


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_saved_by_libreoffice_loads_back_alone_and_prices_as_the_workbook_does(
    name: str, scenario: Scenario[Assumption], folder: Path, after_office: dict[str, Cells]
) -> None:
    cells, want = after_office[name], changed(scenario, CHANGES[name][1])
    again = load(folder / "after" / f"{list(CHANGES).index(name)}.xlsx")
    differing = {path for path, item in assumptions_of(want).items() if assumptions_of(again)[path] != item}
    assert differing == set()
    assert again == want != scenario
    found = ht.compare(again)
    for column, option in zip("CDE", found.options, strict=True):
        assert cells["Comparaison", f"{column}6"] == pytest.approx(option.net_present_cost_eur, rel=1e-9)


def test_a_change_saved_without_recalculating_loads_back_too(made: bytes, tmp_path: Path) -> None:
    meeting = Meeting(made)
    meeting.put(PRICE, 41.5)
    meeting.put("migration.migrated_share_by_year", 0.4, "1")
    again = meeting.load(tmp_path)
    assert again.external is not None and again.external.price_eur_per_vm_per_month.value == 41.5
    assert again.external.price_eur_per_vm_per_month.distribution is None
    assert again.migration.migrated_share_by_year.value == (0.0, 0.4, 0.5, 1.0)


def test_what_the_workbook_does_not_follow_loads_back(
    scenario: Scenario[Assumption], made: bytes, tmp_path: Path
) -> None:
    meeting = Meeting(made)
    meeting.put("horizon_years", 7)
    meeting.put("options.3", None)
    meeting.put("hosted.ehpad", "retiré", "distribution")
    again = meeting.load(tmp_path)
    assert (again.horizon_years, again.options) == (7, scenario.options[:2])
    assert again.hosted == {key: block for key, block in scenario.hosted.items() if key != "ehpad"}


def test_a_fault_is_said_with_its_sheet_and_cell(made: bytes, tmp_path: Path) -> None:
    meeting = Meeting(made)
    place = meeting.put("finance.vat_share", "vingt")
    ladder = meeting.put(PRICE, 1000, "low")
    faults = meeting.faults(tmp_path)
    assert len(faults) == 2
    assert any(line.startswith(place) and "« vingt »" in line for line in faults)
    assert any(line.startswith(ladder) for line in faults)


@pytest.mark.slow
def test_a_list_of_a_discrete_law_that_is_changed_gives_no_figure_rather_than_the_old_one(tmp_path: Path) -> None:
    made = workbook(ht.compare(every_kind()))
    path = "external.committed_vms"
    books: dict[str, bytes] = {}
    for name, words in {"kept": "1 ; 2,5 ; 0,30000000000000004", "changed": "1 ; 3,5 ; 0,3"}.items():
        meeting = Meeting(made)
        assert meeting.at(path, "values").value == "1 ; 2,5 ; 0,30000000000000004"
        meeting.put(path, words, "values")
        books[name] = meeting.saved()
    cell = meeting.at(path, "used").coordinate
    got = recalculated(tmp_path, books)
    assert got["kept"]["Hypothèses", cell] == pytest.approx(2.35)
    assert got["changed"]["Hypothèses", cell] == "#N/A"
    again = load(tmp_path / "after" / "1.xlsx")
    assert again.external is not None and again.external.committed_vms.value == pytest.approx(3.25)
