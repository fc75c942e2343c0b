"""A scenario written out as a file loads back to itself, whatever a user called things."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hds_tco.locale import LANGUAGES, Language, text
from hds_tco.scenario import Assumption, Scenario, assumptions_of, load, shipped_scenarios, with_values
from hds_tco.scenario.fields import label_key
from hds_tco.scenario.template import template, toml_value
from tests.strategies import FEWER_SCENARIOS, scenarios

# What a file can hold: any letter but the halves of surrogate pairs.
LETTERS = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(LETTERS, max_size=40)
NASTY = [
    '"',
    "\\",
    '"""',
    "'''",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\x7f",
    "\x85",
    "\u2028",
    "#",
    "= 3",
    "{x}",
    "€ É 😀",
    "%s",
    "",
]
NAMES = st.text(LETTERS.filter(lambda letter: letter.isprintable() and letter != "."), min_size=1, max_size=12).filter(
    lambda name: bool(name.strip())
)


def back(scenario: Scenario[Assumption], folder: Path, lang: Language = "fr") -> Scenario[Assumption]:
    path = folder / "a.toml"
    path.write_bytes(template(scenario, lang).encode())
    return load(path)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", shipped_scenarios())
def test_a_shipped_scenario_comes_back(name: str, lang: Language, tmp_path: Path) -> None:
    scenario = load(name)
    again = back(scenario, tmp_path, lang)
    assert again == scenario
    for path, item in assumptions_of(scenario).items():  # said one by one, so that a failure names the field
        assert assumptions_of(again)[path] == item, path


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
            "external.committed_vms": {"values": [1, 2.5], "weights": [0.1, 0.9]} | said,
            "external.other_eur_by_year": {"value": [-1, 0.1 + 0.2, 1e11]} | said,
            "leasing.term_years": {"value": 5} | said,
            "leasing.maintenance_included": {"value": True} | said,
            "finance.vat_share": 1 / 3,
            "incidents.in_house_rate_per_year": {"value": 0, "confidence": "N"},
        },
    )
    assert back(scenario, tmp_path) == scenario


@settings(FEWER_SCENARIOS)
@given(scenario=scenarios())
def test_random_scenarios_come_back(scenario: Scenario[Assumption], tmp_path_factory: pytest.TempPathFactory) -> None:
    assert back(scenario, tmp_path_factory.mktemp("t")) == scenario


@pytest.mark.parametrize("odd", NASTY)
def test_odd_letters_in_texts_come_back(odd: str, tmp_path: Path) -> None:
    base = load("reference-ght")
    values = {
        "name": f"a{odd}",
        "description": f"{odd}b",
        "hosted.ehpad.label": odd,
        "external.setup_eur": {"value": 1, "source": odd, "note": f"{odd}{odd}", "confidence": "G"},
    }
    scenario = with_values(base, values)
    assert scenario.name == f"a{odd}"
    assert back(scenario, tmp_path) == scenario


@settings(FEWER_SCENARIOS, max_examples=30)
@given(name=TEXTS, label=TEXTS, note=TEXTS, key=NAMES)
def test_any_text_and_any_name_of_a_block_come_back(
    name: str, label: str, note: str, key: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = load("tout-a-zero")
    block = load("reference-ght").hosted["ehpad"].model_dump() | {"label": label}
    scenario = with_values(
        base,
        {
            "name": name,
            f"hosted.{key}": block,
            "hospital.vms": {"value": 3, "note": note, "confidence": "N"},
        },
    )
    assert scenario.hosted[key].label == label
    assert back(scenario, tmp_path_factory.mktemp("t")) == scenario


@settings(FEWER_SCENARIOS, max_examples=60)
@given(
    st.recursive(
        st.booleans() | st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
        lambda inner: st.lists(inner, max_size=3),
        max_leaves=6,
    )
)
def test_a_value_is_written_as_toml_reads_it(value: object) -> None:
    assert tomllib.loads(f"x = {toml_value(value)}")["x"] == value


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_field_is_explained_above_its_value(lang: Language) -> None:
    scenario = load("reference-ght")
    written = template(scenario, lang)
    unfolded = written.replace("\n# ", " ")
    for path in assumptions_of(scenario):
        key = label_key(path)
        assert text(key, lang) in unfolded
        assert text("help." + key.removeprefix("field."), lang)[:40] in unfolded
    assert text("template.head", lang).splitlines()[1] in unfolded
    assert "# ── " + text("section_title.finance", lang) in written
    assert max(len(line) for line in written.splitlines() if line.startswith("#")) <= 100


def test_what_is_written_is_sources_and_all_but_a_bare_hypothesis_stays_bare() -> None:
    rows = template(load("reference-ght", {"finance.vat_share": 0.1})).splitlines()
    assert "vat_share = 0.1" in rows
    assert any(row.startswith("real_discount_rate_per_year = { value = 0.032, source = ") for row in rows)
