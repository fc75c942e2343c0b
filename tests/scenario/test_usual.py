"""Every numeric field has a usual range with its ground, and a slip of unit or of a digit leaves it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest

from hds_tco.scenario import (
    Assumption,
    ScenarioError,
    assumptions_of,
    data_folder,
    load,
    shipped_scenarios,
    with_values,
)
from hds_tco.scenario.assumption import origin_faults
from hds_tco.scenario.fields import field_at, kind_of
from hds_tco.scenario.kinds import MOST
from hds_tco.scenario.usual import numeric_fields, unusual, usual_ranges
from tests.builders import CLOSE_RACE
from tools.usual_ranges import PAGE, SLIPS, page, seen_slips

REFERENCE = load("reference-ght")


def test_every_numeric_field_has_a_range_and_every_range_a_field() -> None:
    fields = list(numeric_fields())
    assert len(fields) > 170
    assert sorted(usual_ranges()) == sorted(fields)


def test_every_range_has_its_ground_and_stays_within_what_the_field_admits() -> None:
    for path, usual in usual_ranges().items():
        assert len(usual.reason) > 10, path
        assert len(usual.reason_en) > 10, path
        assert usual.low < usual.high, path
        assert bool(usual.url) <= bool(usual.source), path
        if usual.source:
            said = {"source": usual.source, "url": usual.url, "date": usual.date, "confidence": "S2"}
            assert origin_faults(said) == [], path
        place = field_at(path.replace("*", "x"))
        kind = kind_of(*place) if place else None
        if kind is not None:
            assert max(kind.low, -MOST) <= usual.low, path
            assert usual.high <= kind.high, path
        for other in usual.per:
            assert other in usual_ranges(), path
            assert 0 <= usual.low_per < usual.high_per, path


def test_a_field_stands_in_one_family_only() -> None:
    groups = tomllib.loads((data_folder() / "usual_ranges.toml").read_text("utf-8"))["group"]
    fields = [path for group in groups for path in group["fields"]]
    assert len(fields) == len(set(fields))


@pytest.mark.parametrize("name", shipped_scenarios())
def test_no_shipped_scenario_is_unusual(name: str) -> None:
    assert unusual(load(name)) == ()


@pytest.mark.parametrize(
    ("path", "value", "mend"),
    [
        ("finance.real_discount_rate_per_year", 0.32, 0.032),
        ("finance.inflation_per_year", 1, 0.01),
        ("finance.inflation_per_year", -0.3, None),
        ("hardware.server_base_power_kw", 500, 0.5),
        ("operations.electricity_price_eur_per_kwh", 200, 0.2),
        ("hospital.imaging_tb", 150_000, 150),
        ("hospital.vms", 0, None),
        ("in_house.refresh_years", 50, 5),
        ("leasing.implicit_rate_per_year", 0.6, 0.06),
        ("hardware.server_base_eur", 12, 12_000),
        ("external.committed_vms", 3000, 300),
        ("in_house.other_investment_eur_by_year", [0, -150_000_000_000], -150_000_000),
        ("horizon_years", 30, 3),
    ],
)
def test_a_slip_is_seen_with_what_was_meant(path: str, value: object, mend: float | None) -> None:
    (found,) = unusual(with_values(REFERENCE, {path: value}))
    assert found.path == path
    if mend == -150_000_000:  # two slips fit: any brings it back
        assert found.mend is not None
        assert 1000 <= -found.mend <= 20_000_000
    else:
        assert found.mend == (pytest.approx(mend) if mend is not None else None)


def test_each_part_of_a_law_is_looked_at_and_what_was_not_found_is_not() -> None:
    path = "hardware.server_base_power_kw"
    for law in (
        {"low": 0.3, "mode": 0.5, "high": 500},
        {"p05": 0.3, "p95": 500},
        {"distribution": "uniform", "low": 0.001, "high": 0.5},
        {"values": [0.5, 500], "weights": [1, 1]},
    ):
        assert [item.path for item in unusual(with_values(REFERENCE, {path: law}))] == [path]
    assert unusual(with_values(REFERENCE, {path: {"value": 500, "confidence": "N"}})) == ()
    assert unusual(with_values(REFERENCE, {path: {"p05": 0.3, "p95": 1}})) == ()


@pytest.mark.parametrize(("beds", "vms"), [(100, 35), (400, 150), (1500, 700), (3000, 2200)])
def test_a_hospital_of_any_size_is_usual_when_its_volumes_follow(beds: int, vms: int) -> None:
    share = vms / 300
    scaled = [
        path
        for path, item in assumptions_of(REFERENCE).items()
        if path.split(".")[0] in ("hospital", "hosted") and path.rpartition(".")[2] in ("structured_tb", "imaging_tb")
    ]
    values: dict[str, object] = {path: assumptions_of(REFERENCE)[path].value for path in scaled}
    values = {path: float(str(value)) * (share if "hospital" in path else 1) for path, value in values.items()}
    values |= {"hospital.beds": beds, "hospital.vms": vms, "hospital.patients_per_year": beds * 140}
    own = {"hospital.beds", "hospital.vms", "hospital.patients_per_year", *scaled}
    assert [item.path for item in unusual(with_values(REFERENCE, values)) if item.path in own] == []


def test_slips_leave_the_range_or_are_refused() -> None:
    counted = {factor: list(seen_slips(REFERENCE, factor)) for factor in SLIPS}
    shares = {factor: sum(seen for _, seen in slips) / len(slips) for factor, slips in counted.items()}
    assert all(len(slips) > 180 for slips in counted.values())
    assert shares[1000.0] >= 0.97
    assert shares[100.0] >= 0.95
    assert shares[12.0] >= 0.85
    assert shares[0.1] >= 0.75


def test_the_page_of_usual_ranges_is_that_of_the_data() -> None:
    assert PAGE.read_text("utf-8") == page()


def uncertain() -> Iterator[tuple[str, Assumption]]:
    yield from ((path, item) for path, item in assumptions_of(REFERENCE).items() if item.distribution is not None)


def test_a_figure_brought_back_by_its_mend_is_usual() -> None:
    for path, item in uncertain():
        if not isinstance(item.value, float) or item.value <= 0:
            continue
        for factor in SLIPS:
            try:
                slipped = with_values(REFERENCE, {path: item.value * factor})
            except ScenarioError:
                continue
            found = [one for one in unusual(slipped) if one.path == path and one.mend is not None]
            if found and found[0].mend is not None:
                mended = with_values(REFERENCE, {path: found[0].mend})
                assert path not in [one.path for one in unusual(mended)]


def test_a_zero_price_is_usual_beside_the_same_price_in_another_way() -> None:
    free = {"external.price_eur_per_vm_per_month": 0.0}
    by_processor = {"external.price_eur_per_vcpu_per_month": 20.0}
    assert [item.path for item in unusual(load(CLOSE_RACE, free))] == list(free)
    assert unusual(load(CLOSE_RACE, free | by_processor)) == ()
