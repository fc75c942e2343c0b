"""Cost lines and their labels; VAT by block of prices: an exemption moves the lines of its block only."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

import hds_tco as ht
from hds_tco.model import LEASING, OPTIONS, lines_of, operations, provider, years
from hds_tco.model.ledger import VAT_BLOCKS, CostLine, label_key, total, vat_block
from hds_tco.model.options import options_of, status_quo
from hds_tco.scenario import Assumption, Scenario, resolve, with_values
from hds_tco.scenario.sections import Vat
from tests.builders import cost_lines, lines, role, scenario, world
from tests.strategies import WHOLE_SCENARIOS, grid, scenarios


def line(key: str, amounts: list[float], own_label: str = "") -> CostLine:
    return CostLine(key, np.array(amounts), "operating", 3, "prices", bears_vat=True, own_label=own_label)


def test_the_total_adds_lines_year_by_year() -> None:
    assert total([line("a", [1, 2]), line("b", [10, -5])], np.zeros(2)).tolist() == [11.0, -3.0]


def test_the_total_of_no_line_is_zero_in_the_shape_asked_for() -> None:
    assert total([], np.ones((3, 2))).tolist() == [[0.0, 0.0]] * 3
    assert total([], np.arange(2)).dtype == np.float64  # type: ignore[arg-type]


def test_a_line_about_something_in_particular_shares_its_familys_label() -> None:
    assert label_key("service.vms", "") == "line.service.vms"
    assert label_key("staff.engineer", "Ingénieur") == "line.staff"


def test_a_line_that_a_user_composed_bears_its_own_label() -> None:
    assert line("mine", [0], own_label="Fouille de données").label() == "Fouille de données"


def test_a_line_cannot_be_changed_once_made() -> None:
    with pytest.raises(AttributeError):
        line("a", [0]).key = "b"  # type: ignore[misc]


# Nature, EPRD title, index, VAT: what each line says of itself. Machines and what is worked out from nominal lines are
# "fixed"; people, premiums, fees received and losses bear no VAT; sums given without detail hold it already.
SAID: dict[tuple[str, int, str, bool], str] = {
    ("investment", 4, "fixed", True): "purchase too_early emergency buy_out other_investment",
    ("investment", 4, "prices", True): """
        migration renewal lease_renewal project room_investment network_investment setup links_setup""",
    ("operating", 1, "wages", False): """
        staff freed_staff contract_ends on_call hosted_support certification.preparation certification.upkeep""",
    ("operating", 3, "wages", True): "contractors seconded",
    ("operating", 3, "prices", True): """
        old_platform room network security second_site links independent_copy uncovered_activities kept_operations
        local_room extended_support old_disposal
        certification.help certification.audit certification.surveillance
        planned_exit.project planned_exit.migration change.project change.migration change.setup change.links_setup
        procurement.hosting procurement.purchase procurement.lease
        migration.expensed setup.expensed links_setup.expensed retraining""",
    ("operating", 3, "prices", False): "insurance cyber_insurance",
    ("operating", 3, "fixed", False): "lease_insurance",
    ("operating", 3, "energy", True): "electricity",
    ("operating", 3, "licences", True): "licences windows",
    ("operating", 3, "contract", True): """
        service.vms service.structured service.imaging service.backup service.windows planned_exit.commitment""",
    ("risk", 3, "contract", True): "restitution.commitment",
    ("operating", 3, "fixed", True): """
        maintenance idle_maintenance rent unused_rent notice_rent return late_return lease_maintenance
        disposal bought_out_disposal old_contracts other_operating other_external planned_exit.double_running
        change.double_running service.hds service.secnumcloud service.second_site other_leasing""",
    ("income", 3, "prices", False): "hosted_fees",
    ("income", 3, "fixed", False): "hosted_recovery hosted_vat",
    ("income", 4, "fixed", True): "residual",
    ("risk", 1, "wages", False): "staff_back.pay",
    ("risk", 3, "prices", True): """
        restitution.migration restitution.legal restitution.fees staff_back.retraining lessor.legal lessor.migration""",
    ("risk", 3, "fixed", True): "restitution.double_running restitution.successor_price",
    ("risk", 4, "prices", False): """
        incidents incidents.data_loss restitution.interruption restitution.data_loss lessor.interruption""",
    ("risk", 4, "fixed", True): "lessor.replacement",
}
OF_EACH = (".servers", ".structured", ".imaging", ".backup", ".admin")


@pytest.mark.parametrize("option", OPTIONS)
def test_each_line_says_its_nature_its_title_its_index_and_its_vat(option: str) -> None:
    expected = {family: block for block, families in SAID.items() for family in families.split()}
    for key, line in cost_lines(OPTIONS[option], staff={"admin": role()}).items():
        family = key if key in expected else next(key.removesuffix(end) for end in OF_EACH if key.endswith(end))
        assert (line.nature, line.eprd_title, line.index, line.bears_vat) == expected[family], key


Case = Scenario[Assumption]
ALL_EXEMPT = {f"vat.{block}_exempt_share": 1 for block in VAT_BLOCKS}
WAYS = (*OPTIONS.values(), *(status_quo(way) for way in OPTIONS))
# Fees are typed, not reckoned on costs: nothing but the exempt lines themselves may move.
TYPED_FEES = {"pooling.billing": "per_use", "pooling.fee_taxed_share": 0}
FORTY = settings(WHOLE_SCENARIOS, max_examples=40)


def lines_by_way(case: Case) -> dict[str, dict[str, CostLine]]:
    resolved = resolve(case)
    return {
        f"{option.key} {option.then}": {
            line.key: line for line in lines_of(option, resolved, years(case.horizon_years))
        }
        for option in WAYS
    }


# ─── which block a line is of ───────────────────────────────────────────────────────────────────────────────────────


def test_each_block_has_its_share_and_each_share_its_block() -> None:
    assert list(Vat.model_fields) == [f"{block}_exempt_share" for block in VAT_BLOCKS]


def test_every_line_that_bears_vat_is_of_exactly_one_block_and_no_other_line_is() -> None:
    reached: set[str] = set()
    for by_key in lines_by_way(ht.load("reference-ght")).values():
        for key, line in by_key.items():
            own = [
                block for block, parts in VAT_BLOCKS.items() if any(f"{key}.".startswith(f"{part}.") for part in parts)
            ]
            typed = key.startswith("other_")
            assert len(own) == (1 if line.bears_vat and not typed else 0), key
            assert own == ([vat_block(key)] if vat_block(key) else []), key
            assert (line.vat_factor is not None) == bool(own), key
            reached.update(part for block in own for part in VAT_BLOCKS[block] if f"{key}.".startswith(f"{part}."))
    assert reached == {part for parts in VAT_BLOCKS.values() for part in parts}


def test_a_line_that_a_user_composed_bears_the_whole_vat() -> None:
    here = world({"finance.vat_share": 0.2, **ALL_EXEMPT})
    hundred = np.array([100.0] * 4)
    assert here.line("my_line", hundred, "operating", 3).amounts_eur.tolist() == approx([120] * 4)
    assert here.line("room", hundred, "operating", 3).amounts_eur.tolist() == approx([100] * 4)


# ─── what an exemption moves ────────────────────────────────────────────────────────────────────────────────────────


@FORTY
@given(scenarios(), st.sampled_from(list(VAT_BLOCKS)), grid(0, 1, 100))
def test_an_exemption_takes_its_part_of_the_vat_off_its_own_lines_and_nothing_off_others(
    case: Case, block: str, share: float
) -> None:
    path = f"vat.{block}_exempt_share"
    taxed = lines_by_way(with_values(case, {**TYPED_FEES, path: 0}))
    exempt = lines_by_way(with_values(case, {**TYPED_FEES, path: share}))
    rate = float(case.finance.vat_share.value) * (1 - float(case.finance.recoverable_vat_share.value))  # type: ignore[arg-type]
    for way, before in taxed.items():
        for key, line in before.items():
            after = exempt[way][key].amounts_eur
            if vat_block(key) == block:
                expected = line.amounts_eur * (1 + rate * (1 - share)) / (1 + rate)
                assert after == approx(expected, rel=1e-9, abs=1e-9), key
            else:
                assert after.tolist() == line.amounts_eur.tolist(), key


def test_nothing_exempt_changes_nothing_to_the_last_bit() -> None:
    case = ht.load("reference-ght")
    none = with_values(case, dict.fromkeys(ALL_EXEMPT, 0))
    factor = 1 + float(case.finance.vat_share.value)  # type: ignore[arg-type]
    for by_key in lines_by_way(none).values():
        for key, line in by_key.items():
            assert line.vat_factor is None or float(line.vat_factor) == factor, key


def test_half_a_price_without_vat_bears_half_of_it() -> None:
    values = {"finance.vat_share": 0.2, "operations.room_eur_per_year": 1000, "operations.network_eur_per_year": 1000}
    amounts = lines(operations, values | {"vat.premises_exempt_share": 0.5, "vat.network_exempt_share": 1})
    assert amounts["room"] == approx([0, 1100, 1100, 1100])  # 1000 x (1 + 20 % x half)
    assert amounts["network"] == approx([0, 1000, 1000, 1000])
    recovered = values | {"finance.recoverable_vat_share": 0.5, "vat.premises_exempt_share": 0.5}
    assert lines(operations, recovered)["room"][1] == approx(1050)


@pytest.mark.parametrize("block", VAT_BLOCKS)
def test_the_more_is_exempt_the_less_an_option_costs(block: str) -> None:
    """But for hardware whose residual value holds VAT too: what is spent outweighs it."""
    shares = (0, 0.3, 1)
    cases = [ht.load("reference-ght", {f"vat.{block}_exempt_share": share, **TYPED_FEES}) for share in shares]
    for option in options_of(cases[0]):
        costs = [ht.compare(case, [option])[option.key].net_present_cost_eur for case in cases]
        assert costs == sorted(costs, reverse=True)


# ─── what already holds its VAT ─────────────────────────────────────────────────────────────────────────────────────


def test_sums_typed_all_taxes_included_bear_no_vat_again_and_no_exemption_takes_any_off() -> None:
    typed = {
        "in_house.other_investment_eur_by_year": [5, 6],
        "in_house.other_operating_eur_by_year": [7, 8],
        "external.other_eur_by_year": [9, 10],
        "leasing.other_eur_by_year": [11, 12],
    }
    for exempt in ({}, ALL_EXEMPT):
        result: Mapping[str, list[float]] = {}
        for option in OPTIONS.values():
            result = {**result, **lines(option, {"finance.vat_share": 0.2, **typed, **exempt})}
        assert result["other_investment"] == approx([5, 6, 0, 0])
        assert result["other_operating"] == approx([7, 8, 0, 0])
        assert result["other_external"] == approx([9, 10, 0, 0])
        assert result["other_leasing"] == approx([11, 12, 0, 0])


def test_what_is_reckoned_on_a_bill_bears_its_vat_once() -> None:
    bill = {"finance.vat_share": 0.2, "hospital.vms": 10, "external.price_eur_per_vm_per_month": 10}
    bill |= {"external.hds_surcharge_share": 0.5, "external.planned_exit_double_running_days": 73}
    bill |= {"protection.vm_share": 1, "external.protected_vm_price_share": 0.5}
    # 10 x 10 x 12 = 1200; second site 600; surcharge 900; a fifth of 2700 of double running.
    for share, factor in ((0, 1.2), (0.5, 1.1), (1, 1.0)):
        amounts = lines(provider, bill | {"vat.hosting_exempt_share": share})
        assert amounts["service.vms"][3] == approx(1200 * factor)
        assert amounts["service.second_site"][3] == approx(600 * factor)
        assert amounts["service.hds"][3] == approx(900 * factor)
        assert amounts["planned_exit.double_running"][3] == approx(540 * factor)


def test_insurance_and_pay_bear_no_vat_to_exempt() -> None:
    for key, line in cost_lines(LEASING).items():
        if key.partition(".")[0] in ("insurance", "lease_insurance", "cyber_insurance", "on_call"):
            assert not line.bears_vat and vat_block(key) == ""


# ─── a doubt ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_doubt_about_an_exemption_is_drawn() -> None:
    doubt = {"vat.hosting_exempt_share": {"values": [0, 1], "weights": [0.6, 0.4], "confidence": "G"}}
    bill = {"finance.vat_share": 0.2, "hospital.vms": 10, "external.price_eur_per_vm_per_month": 10}
    case = scenario(bill | doubt)
    central = ht.compare(case)["external"].net_present_cost_eur
    drawn = ht.simulate(case, draws=4096).mean("external")
    assert central == approx(3 * 1200 * (1 + 0.2 * 0.6))
    assert drawn.value == approx(central, abs=4 * drawn.standard_error)
    assert drawn.standard_error > 0
