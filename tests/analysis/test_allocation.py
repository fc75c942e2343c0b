"""Who bears what, worked out by hand on small scenarios and held to the model's own key on the reference GHT."""

from __future__ import annotations

import pytest

import hds_tco as ht
from hds_tco.model import OPTIONS, years
from hds_tco.model.options import world_of
from hds_tco.model.pooling import hosted_cost_share
from hds_tco.scenario import resolve, with_values
from tests.builders import hosted, scenario

KEYS = ("equal", "vms", "storage", "patients")


def shared(key: str, **blocks: object) -> ht.analysis.Comparison:
    # 1 000 euros a year of room, at no discount, over 2 years: 2 000 euros to share.
    made = scenario(
        {
            "operations.room_eur_per_year": 1000,
            "hospital.vms": 30,
            "hospital.structured_tb": 6,
            "hospital.patients_per_year": 900,
            "pooling.cost_key": key,
        },
        options=["in_house"],
        horizon_years=2,
        hosted=blocks,
    )
    return ht.compare(made)


def test_a_block_bears_its_part_of_the_vms() -> None:
    # 10 VMs beside the hospital's 30: a quarter of 2 000.
    found = ht.analysis.allocation(shared("vms", clinic=hosted(label="Clinique", vms=10)), "in_house")
    assert found.loc["Clinique", "cost_eur"] == pytest.approx(500)
    assert found["share"].tolist() == pytest.approx([0.75, 0.25])
    assert found.loc["Clinique", "cost_per_establishment_eur_per_year"] == pytest.approx(250)


def test_equal_parts_count_establishments_not_blocks() -> None:
    # Three establishments in one block and the hospital: a quarter each.
    found = ht.analysis.allocation(shared("equal", homes=hosted(label="EHPAD", establishments=3)), "in_house")
    assert found.loc["EHPAD", "share"] == pytest.approx(0.75)
    assert found.loc["EHPAD", "cost_per_establishment_eur_per_year"] == pytest.approx(250)


def test_a_block_bears_nothing_before_it_joins() -> None:
    # It joins in year 2: half of that year's 1 000.
    found = ht.analysis.allocation(shared("equal", late=hosted(label="Tard venu", join_year=2)), "in_house")
    assert found.loc["Tard venu", "cost_eur"] == pytest.approx(500)


def test_storage_and_patients_are_keys_too() -> None:
    block = hosted(label="Clinique", imaging_tb=2, patients_per_year=100)
    assert ht.analysis.allocation(shared("storage", clinic=block), "in_house").loc[
        "Clinique", "share"
    ] == pytest.approx(0.25)
    assert ht.analysis.allocation(shared("patients", clinic=block), "in_house").loc[
        "Clinique", "share"
    ] == pytest.approx(0.10)


def test_the_fee_stands_beside_the_cost() -> None:
    found = ht.analysis.allocation(
        shared("vms", clinic=hosted(label="Clinique", vms=10, fee_eur_per_year=200)), "in_house"
    )
    assert found.loc["Clinique", "present_fee_eur"] == pytest.approx(400)
    assert found.loc["Clinique", "gap_eur"] == pytest.approx(100)


@pytest.mark.parametrize(("member", "kept"), [(False, 400 / 1.2), (True, 400)])
def test_a_fee_stands_there_without_the_vat_that_it_holds(member: bool, kept: float) -> None:
    block = hosted(label="Clinique", vms=10, fee_eur_per_year=200, in_same_ght=member)
    taxed = {"finance.vat_share": 0.2, "pooling.fee_taxed_share": 1, "pooling.fees_hold_vat": True}
    case = with_values(shared("vms", clinic=block).scenario, taxed)
    assert ht.analysis.allocation(ht.compare(case), "in_house").loc["Clinique", "present_fee_eur"] == pytest.approx(
        kept
    )


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("option", list(OPTIONS))
def test_parts_add_up_and_agree_with_the_models_own_key(key: str, option: str) -> None:
    chosen = ht.load("reference-ght", {"pooling.cost_key": key})
    result = ht.compare(chosen)
    found = ht.analysis.allocation(result, option)
    costs = sum(line.amounts_eur for line in result[option].lines if line.nature in ("investment", "operating"))
    present = costs * result.discount_factors
    assert found["cost_eur"].sum() == pytest.approx(float(present.sum()), rel=1e-12)
    world = world_of(OPTIONS[option], resolve(chosen), years(chosen.horizon_years))
    expected = float(hosted_cost_share(world) @ present)
    assert found["cost_eur"].iloc[1:].sum() == pytest.approx(expected, rel=1e-12)


def test_an_unknown_key_is_refused_with_the_four() -> None:
    with pytest.raises(ht.scenario.ScenarioError, match=r"equal, vms, storage, patients"):
        ht.analysis.allocation(shared("vms"), "in_house", "vm")
