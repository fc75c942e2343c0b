"""A loaded scenario: frozen, changed only by making another, the same by every road."""

from __future__ import annotations

from math import inf
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import hds_tco as ht
from hds_tco.scenario import (
    Assumption,
    Scenario,
    ScenarioError,
    assumptions_of,
    load,
    parse_settings,
    resolve,
    shipped_scenarios,
    with_values,
)
from hds_tco.scenario.distributions import Discrete, Lognormal, Pert, Triangular, Uniform
from hds_tco.scenario.fields import field_at, kind_of

SETTINGS = [
    ["finance.vat_share=0.1"],
    ["horizon_years=7", "decision_year=2030"],
    ["external.setup_eur={ low = 1, mode = 2, high = 9, source = \"devis\", confidence = \"S1\" }"],
    ["leasing.end_of_term=extend", "leasing.maintenance_included=true"],
    ["migration.migrated_share_by_year=[0, 0.5, 1]"],
    ["hosted.ehpad=false", "hosted.ch_voisin.vms=12"],
    ['options=["leasing", "in_house"]'],
    ["name=Notre GHT"],
    ["restitution.clauses.step_in=false", "restitution.insolvency.notice_days=0"],
]  # fmt: skip


@pytest.mark.parametrize("settings", SETTINGS, ids=[" ".join(settings)[:40] for settings in SETTINGS])
def test_set_and_load_and_with_values_and_a_file_agree(settings: list[str], tmp_path: Path) -> None:
    values = parse_settings(settings)
    by_load = load("reference-ght", values)
    assert with_values(load("reference-ght"), values) == by_load
    quoted = [row if _is_toml(row) else f'{row.partition("=")[0]}="{row.partition("=")[2]}"' for row in settings]
    path = tmp_path / "a.toml"
    path.write_text("\n".join(['based_on = "reference-ght"', *quoted]) + "\n", "utf-8")
    assert load(path) == by_load
    assert by_load != load("reference-ght")


def _is_toml(row: str) -> bool:
    return row.partition("=")[2][0] in '{["0123456789' or row.endswith(("=true", "=false"))


@pytest.mark.parametrize("name", shipped_scenarios())
def test_with_no_values_a_scenario_is_itself(name: str) -> None:
    loaded = load(name)
    assert with_values(loaded, {}) == loaded


def test_the_old_scenario_stays_as_it_was() -> None:
    old = load("reference-ght")
    before = old.model_dump()
    new = with_values(old, {"finance.vat_share": 0.1, "hosted.ehpad": False})
    assert old.model_dump() == before
    assert (new.finance.vat_share.value, "ehpad" in new.hosted, "ehpad" in old.hosted) == (0.1, False, True)


def test_a_changed_value_loses_its_source() -> None:
    old = load("reference-ght")
    assert old.finance.real_discount_rate_per_year.source
    new = with_values(old, {"finance.real_discount_rate_per_year": 0.04})
    assert new.finance.real_discount_rate_per_year == Assumption(0.04)
    assert new.finance.real_discount_rate_per_year.is_hypothesis


def test_values_may_be_tuples_and_mappings() -> None:
    new = with_values(
        load("reference-ght"),
        {
            "migration.migrated_share_by_year": (0, 1),
            "external.setup_eur": {"value": 3, "confidence": "N"},
            "external.covered_activities": (1, 2),
        },
    )
    assert new.migration.migrated_share_by_year.value == (0.0, 1.0)
    assert new.external is not None
    assert new.external.setup_eur == Assumption(3.0, confidence="N")


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"finance.vat_share": 30}, ["too_high"]),
        ({"finance.vat": 0.3}, ["unknown_field"]),
        ({"": 3}, ["unknown_field"]),
        ({"finance": None}, ["section_expected"]),
        ({"finance.vat_share": None}, ["wrong_type"]),
        ({"finance.vat_share": object()}, ["wrong_type"]),
        ({"external.setup_eur": 10**5000}, ["too_high"]),
        ({"external.setup_eur": float("-inf")}, ["wrong_type"]),
        ({"finance.vat_share": 30, "leasing.end_of_term": "x", "horizon_years": 0}, ["choice", "too_high", "too_low"]),
    ],
)
def test_wrong_values_are_faults(values: dict[str, Any], codes: list[str]) -> None:
    scenario = load("reference-ght")
    with pytest.raises(ScenarioError) as found:
        with_values(scenario, values)
    assert sorted(fault.code for fault in found.value.faults) == codes
    with pytest.raises(ScenarioError) as found:
        load("reference-ght", values)
    assert sorted(fault.code for fault in found.value.faults) == codes


def test_the_message_is_in_the_language_asked_for() -> None:
    with pytest.raises(ScenarioError, match="attendu une part") as french:
        load("reference-ght", {"finance.vat_share": 30})
    with pytest.raises(ScenarioError, match="expected a share") as english:
        load("reference-ght", {"finance.vat_share": 30}, lang="en")
    with pytest.raises(ScenarioError, match="expected a share"):
        with_values(load("reference-ght"), {"finance.vat_share": 30}, lang="en")
    assert french.value.message("en") == str(english.value)
    assert isinstance(french.value, ValueError)


def test_a_scenario_is_frozen() -> None:
    scenario: Any = load("reference-ght")
    given: Any = resolve(scenario)
    with pytest.raises(ValidationError):
        scenario.name = "x"
    with pytest.raises(ValidationError):
        scenario.finance.vat_share = Assumption(0.1)
    with pytest.raises(AttributeError):
        scenario.finance.vat_share.value = 0.1
    with pytest.raises(AttributeError):
        given.finance.vat_share = 3


def test_every_assumption_has_its_path_once() -> None:
    scenario = load("reference-ght")
    found = assumptions_of(scenario)
    assert len(found) > 200
    assert found["finance.vat_share"] is scenario.finance.vat_share
    assert found["hosted.ehpad.vms"] is scenario.hosted["ehpad"].vms
    assert "leasing.end_of_term" not in found
    assert all(field_at(path) is not None for path in found)


@pytest.mark.parametrize(
    ("table", "distribution"),
    [
        ({"low": 1, "mode": 2, "high": 9}, Pert(1, 2, 9)),
        ({"low": 2, "mode": 2, "high": 2}, Pert(2, 2, 2)),
        ({"distribution": "pert", "low": 1, "mode": 2, "high": 9}, Pert(1, 2, 9)),
        ({"distribution": "triangular", "low": 1, "mode": 2, "high": 9}, Triangular(1, 2, 9)),
        ({"distribution": "uniform", "low": 1, "high": 9}, Uniform(1, 9)),
        ({"p05": 1, "p95": 9}, Lognormal(1, 9)),
        ({"distribution": "lognormal", "p05": 1, "p95": 9}, Lognormal(1, 9)),
        ({"p05": 1, "p95": 9, "low": 0.5}, Lognormal(1, 9, low=0.5)),
        ({"p05": 1, "p95": 9, "low": 1, "high": 9}, Lognormal(1, 9, low=1, high=9)),
        ({"p05": 1, "p95": 9, "high": 1e12}, Lognormal(1, 9)),  # no figure of a hospital comes near: no bound
        ({"p05": 3, "p95": 3, "low": 3, "high": 3}, Lognormal(3, 3, low=3, high=3)),
        ({"values": [1, 9], "weights": [3, 1]}, Discrete((1.0, 9.0), (3.0, 1.0))),
    ],
)
def test_a_distribution_is_known_by_its_parts(table: dict[str, Any], distribution: Any) -> None:
    said: dict[str, Any] = {
        "source": "devis",
        "confidence": "S2",
        "note": "relu",
        "date": "2026",
        "url": "https://x.fr",
    }
    read = load("reference-ght", {"external.setup_eur": table | said}).external
    assert read is not None
    assert read.setup_eur == Assumption(distribution.mean, distribution, **said)


def test_a_unit_that_is_the_names_own_may_be_said() -> None:
    load("reference-ght", {"hardware.imaging_power_kw_per_tb": {"value": 0.01, "unit": "kw_per_tb"}})
    load("reference-ght", {"hardware.maintenance_share_per_year": {"value": 0.1, "unit": "share_per_year"}})


def test_a_zero_rate_of_incidents_is_taken_when_it_is_said_to_be_unknown() -> None:
    unknown = {"value": 0, "confidence": "N"}
    for option in ("in_house", "leasing"):
        path = f"incidents.{option}_rate_per_year"
        assert load("reference-ght", {path: unknown}).incidents is not None
        with pytest.raises(ScenarioError):
            load("reference-ght", {path: 0})
        # Nobody asks it of an option that is not compared.
        load("reference-ght", {path: 0, "options": ["external"]})
    load("reference-ght", {"incidents.external_rate_per_year": 0})


def test_sections_of_options_that_are_not_compared_may_be_left_out() -> None:
    case = load("chu-strasbourg-2017")
    assert case.options == ("in_house",)
    assert (case.external, case.leasing, case.restitution) == (None, None, None)


def test_the_package_gives_the_whole_road() -> None:
    scenario = ht.load("reference-ght")
    assert isinstance(scenario, Scenario)
    assert ht.compare(ht.with_values(scenario, {"options": ["external"]})).best.key == "external"
    assert "reference-ght" in ht.scenario.shipped_scenarios()


@pytest.mark.parametrize(
    ("path", "interval", "bounds"),
    [
        ("finance.vat_share", (0.1, 0.9), (0, 1)),  # a share never exceeds 1
        ("operations.pue", (1.1, 2), (1, 5)),
        ("incidents.down_days", (1, 90), (0, 10_000)),
        ("hardware.imaging_module_tb", (1, 90), (0.001, inf)),
        ("finance.inflation_per_year", (0.01, 0.05), (0, 1)),  # no lognormal is negative
        ("external.setup_eur", (1, 90), (0, inf)),
    ],
)
def test_a_lognormal_keeps_within_what_the_field_may_hold(
    path: str, interval: tuple[float, float], bounds: tuple[float, float]
) -> None:
    place = field_at(path)
    kind = kind_of(*place) if place else None
    assert kind is not None
    written = {"p05": interval[0], "p95": interval[1]}
    read = kind.read(written)
    assert read.distribution == Lognormal(*interval, *bounds)
    assert bounds[0] < read.value < bounds[1]  # type: ignore[operator]
    # What the field says by itself is not written.
    assert kind.write(read) == {"distribution": "lognormal", **written, "confidence": "G"}
    narrower = kind.read(written | {"low": interval[0], "high": interval[1]})
    assert {"low": interval[0], "high": interval[1]}.items() <= kind.write(narrower).items()
    assert kind.read(kind.write(narrower)) == narrower


@pytest.mark.parametrize("path", ["finance.vat_share", "staff.x.in_house_fte", "certification.steps.x.start_year"])
def test_a_kind_takes_back_what_it_writes(path: str) -> None:
    place = field_at(path)
    kind = kind_of(*place) if place else None
    assert kind is not None
    whole = Assumption(0.5, note="n", source="devis", confidence="S1", date="2026", url="https://u.fr")
    assert kind.read(kind.write(whole)) == whole


@pytest.mark.parametrize("name", shipped_scenarios())
def test_what_is_read_back_from_a_scenario_is_taken_again(name: str) -> None:
    scenario = load(name)
    whole = dict(assumptions_of(scenario))
    assert with_values(scenario, whole) == scenario
    # A rate of incidents at zero is accepted only with what says that it was not found.
    bare = [path for path, item in whole.items() if not (item.is_unknown and path.startswith("incidents."))]
    values = {path: whole[path].value for path in bare}
    changed = with_values(scenario, values)
    assert {path: assumptions_of(changed)[path].value for path in bare} == values
    assert load(name, values) == changed
    tops = {field: getattr(scenario, field) for field in ("name", "description", "decision_year", "horizon_years")}
    assert with_values(scenario, {**tops, "options": scenario.options}) == scenario
