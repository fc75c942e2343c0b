"""A scenario written as a workbook reads back to itself: every value, law, source, date, confidence and note."""

from __future__ import annotations

import subprocess
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import Assumption, Scenario, ScenarioError, assumptions_of, load, shipped_scenarios, with_values
from hds_tco.scenario.workbook.sheets import LONGEST_TEXT, Exact
from hds_tco.scenario.workbook.write import workbook
from tests.programs import program
from tests.scenario.test_template import LETTERS, NAMES, NASTY, TEXTS
from tests.scenario.workbooks import Filled, written
from tests.strategies import FEWER_SCENARIOS, scenarios


def back(scenario: Scenario[Assumption], folder: Path, lang: Language = "fr") -> Scenario[Assumption]:
    path = folder / "a.xlsx"
    path.write_bytes(workbook(scenario, lang))
    return load(path)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", shipped_scenarios())
def test_a_shipped_scenario_comes_back(name: str, lang: Language, tmp_path: Path) -> None:
    scenario = load(name)
    path = tmp_path / "a.xlsx"
    path.write_bytes(written(name, lang))
    again = load(path)
    for place, item in assumptions_of(scenario).items():  # said one by one, so that a failure names the field
        assert assumptions_of(again)[place] == item, place
    assert again == scenario
    assert list(assumptions_of(again)) == list(assumptions_of(scenario))


@settings(FEWER_SCENARIOS, max_examples=5)
@given(scenario=scenarios(), lang=st.sampled_from(LANGUAGES))
def test_random_scenarios_come_back(
    scenario: Scenario[Assumption], lang: Language, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert back(scenario, tmp_path_factory.mktemp("t"), lang) == scenario


def test_every_kind_of_assumption_comes_back(tmp_path: Path) -> None:
    said = {"source": "devis", "url": "https://x", "date": "2026-01", "confidence": "S2", "note": "à relire"}
    scenario = load(
        "reference-ght",
        {
            "external.setup_eur": {"low": 1, "mode": 2.5, "high": 1e9} | said,
            "external.network_links_setup_eur": {"distribution": "triangular", "low": 0.1, "mode": 0.2, "high": 0.3},
            "external.network_links_eur_per_year": {"distribution": "uniform", "low": 1 / 3, "high": 1e12} | said,
            "external.planned_exit_project_eur": {"p05": 1e-3, "p95": 1} | said,
            "external.protected_vm_price_share": {"p05": 0.1, "p95": 0.3, "low": 0.05, "high": 0.9} | said,
            "operations.pue": {"p05": 1.2, "p95": 2.1, "high": 3},
            "external.committed_vms": {"values": [1, 2.5, 0.1 + 0.2], "weights": [0.1, 0.9, 0]} | said,
            "external.other_eur_by_year": {"value": [-1, 0.1 + 0.2, 1e11] + [0.5] * 40} | said,
            "leasing.term_years": {"value": 5} | said,
            "leasing.maintenance_included": {"value": True} | said,
            "finance.vat_share": 1 / 3,
            "finance.inflation_per_year": 0.1 + 0.2,
            "incidents.in_house_rate_per_year": {"value": 0, "confidence": "N"},
            "options": ["leasing", "in_house"],
            "certification.activities": [],
        },
    )
    assert back(scenario, tmp_path) == scenario


@settings(FEWER_SCENARIOS, max_examples=300)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_keeps_every_digit(number: float) -> None:
    assert float(f"{Exact(number):.16G}") == number


ODD = [
    *NASTY,
    "=1+1",
    "+33 1",
    "-5",
    "@a",
    "#path",
    "'",
    "2026-01-01",
    "12",
    "VRAI",
    " a ",
    "_x0041_",
    "\ufffe",
    "\x1f",
]


def test_odd_letters_in_texts_come_back(tmp_path: Path) -> None:
    block = load("reference-ght").hosted["ehpad"].model_dump()
    values: dict[str, object] = {"name": "".join(ODD), "description": "".join(reversed(ODD))}
    for rank, odd in enumerate(ODD):
        said = {
            "value": 1,
            "source": f"abc {odd}",
            "url": "https://x.fr",
            "date": "2026",
            "note": odd * 2,
            "confidence": "G",
        }
        values[f"hosted.b{rank}"] = block | {"label": odd, "vms": said}
    scenario = with_values(load("tout-a-zero"), values)
    again = back(scenario, tmp_path)
    for rank, odd in enumerate(ODD):
        assert again.hosted[f"b{rank}"] == scenario.hosted[f"b{rank}"], repr(odd)
    assert again == scenario


@settings(FEWER_SCENARIOS, max_examples=6)
@given(name=TEXTS, label=TEXTS, note=TEXTS, key=NAMES | st.text(LETTERS, min_size=3).filter(lambda key: key.isalnum()))
def test_any_text_and_any_name_of_a_block_come_back(
    name: str, label: str, note: str, key: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    block = load("reference-ght").hosted["ehpad"].model_dump() | {"label": label}
    values = {"name": name, f"hosted.{key}": block, "hospital.vms": {"value": 3, "note": note, "confidence": "N"}}
    scenario = with_values(load("tout-a-zero"), values)
    assert scenario.hosted[key].label == label
    assert back(scenario, tmp_path_factory.mktemp("t")) == scenario


def test_a_block_may_be_called_as_an_empty_one(tmp_path: Path) -> None:
    block = load("reference-ght").hosted["ehpad"].model_dump()
    scenario = with_values(load("tout-a-zero"), {"hosted.+1": block, "hosted.+2": block})
    assert back(scenario, tmp_path) == scenario


def test_what_a_scenario_leaves_out_stays_out(tmp_path: Path) -> None:
    scenario = load("ap-hm-2017")
    left_out = {name for name in type(scenario).model_fields if getattr(scenario, name) is None}
    assert left_out
    again = back(scenario, tmp_path)
    assert {name for name in type(again).model_fields if getattr(again, name) is None} == left_out


def test_a_workbook_made_from_a_workbook_has_empty_blocks_again(tmp_path: Path) -> None:
    filled = Filled("tout-a-zero")
    reference = Filled()
    block = load("reference-ght").hosted["ehpad"]
    filled.put("hosted.+1", "ehpad")
    for field in type(block).model_fields:
        filled.put(f"hosted.+1.{field}", reference.at(f"hosted.ehpad.{field}").value)
        for part in ("distribution", "low", "mode", "high", "confidence", "note"):
            filled.put(f"hosted.+1.{field}", reference.at(f"hosted.ehpad.{field}", part).value, part)
    scenario = filled.load(tmp_path)
    assert scenario.hosted == {"ehpad": block}
    path = tmp_path / "b.xlsx"
    path.write_bytes(workbook(scenario))
    assert load(path) == scenario
    paths = [cell.value for cell in openpyxl.load_workbook(path)["Hébergés"]["Q"]]
    assert [f"hosted.+{rank}" in paths for rank in (1, 2, 3, 4)] == [True, True, True, False]


def test_the_same_scenario_gives_the_same_file() -> None:
    assert workbook(load("tout-a-zero")) == written("tout-a-zero")


def test_a_text_longer_than_a_cell_is_refused() -> None:
    scenario = load("tout-a-zero", {"hospital.vms": {"value": 1, "note": "x" * (LONGEST_TEXT + 1), "confidence": "G"}})
    with pytest.raises(ScenarioError) as found:
        workbook(scenario)
    assert [(fault.code, fault.path) for fault in found.value.faults] == [("too_long_for_cell", "hospital.vms.note")]
    workbook(load("tout-a-zero", {"hospital.vms": {"value": 1, "note": "x" * LONGEST_TEXT, "confidence": "G"}}))


# ─── LibreOffice ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return [program("soffice"), f"-env:UserInstallation={tmp_path_factory.mktemp('office').as_uri()}", "--headless"]


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped_scenarios())
def test_a_workbook_that_libreoffice_saved_again_comes_back(name: str, office: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(written(name))
    target = [
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(tmp_path / "out"),
        str(tmp_path / "a.xlsx"),
    ]
    subprocess.run([*office, *target], check=True, capture_output=True, timeout=120)
    saved = tmp_path / "out" / "a.xlsx"
    assert saved.read_bytes() != written(name)
    assert load(saved) == load(name)
