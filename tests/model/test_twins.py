"""A provider that does what the hospital does, at what it costs the hospital, costs what the hospital costs.

No option has the good of a rule without its cost. The twin of hosting oneself is a provider that bills, year by year,
what the same machines, protected alike, cost at home, and with whom everything else is as at home: people, move,
tenders, certificate, incidents, taxes. Each rule that stands on both sides is one parameter: raised on both, nothing
changes; raised on one, something does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from hds_tco.model import (
    EXTERNAL,
    IN_HOUSE,
    LEASING,
    CostLine,
    Option,
    buy_hardware,
    lease_hardware,
    lines_of,
    operations,
    years,
)
from hds_tco.model.exit_causes import CAUSES
from hds_tco.model.in_house import other_in_house
from hds_tco.model.ledger import total
from hds_tco.scenario import Assumption, Scenario, assumptions_of, load, resolve, with_values
from hds_tco.scenario.fields import kind_of
from hds_tco.scenario.option_sections import Clauses, External
from tests.builders import Array
from tests.builders import scenario as scenario_of
from tests.strategies import WHOLE_SCENARIOS, grid, scenarios

Case = Scenario[Assumption]
Values = Mapping[str, Any]
SCENARIOS = scenarios()
TWO_HUNDRED = settings(WHOLE_SCENARIOS, max_examples=200)
A_FEW = settings(WHOLE_SCENARIOS, max_examples=15)
PLATFORM = Option("platform", (buy_hardware(), other_in_house, operations))
# Lines of the platform that have an input of their own at the provider: the bill leaves them out.
MATCHED: Mapping[str, str] = {
    "procurement.purchase": "external.procurement_eur",
    "project": "external.setup_eur",
    "network_investment": "external.network_links_setup_eur",
    "network": "external.network_links_eur_per_year",
    "security": "external.kept_operations_eur_per_year",
}
SERVERS: Values = {"hardware.ram_gb_per_server": 240, "volumes.ram_gb_per_vm": 12, "hardware.server_base_eur": 22_000}
SOURCES: Mapping[str, str] = {
    "external.procurement_eur": "in_house.procurement_eur",
    "external.setup_eur": "operations.project_eur",
    "external.network_links_setup_eur": "operations.network_investment_eur",
    "external.network_links_eur_per_year": "operations.network_eur_per_year",
    "external.kept_operations_eur_per_year": "operations.security_eur_per_year",
}


def yearly(option: Option, case: Case, change: Callable[[str, Array], Any] = lambda _, value: value) -> Array:
    """Return what an option costs by year."""
    option_lines = lines_of(option, resolve(case, change), years(case.horizon_years))
    return total(option_lines, option_lines[0].amounts_eur)


def bill(option_lines: tuple[CostLine, ...]) -> Array:
    """Return what the platform costs by year, but for what has an input of its own at the provider."""
    return total((line for line in option_lines if line.key not in MATCHED), option_lines[0].amounts_eur)


def with_a_twin(case: Case) -> Case:
    """Return a case whose provider is the twin of hosting oneself."""
    known = assumptions_of(case)
    nothing = {
        f"external.{name}": 0
        for name in External.model_fields
        if (kind := kind_of(External, name)) is not None and not kind.flag and not kind.per_year and kind.low <= 0
    }
    same = {path: known[source].value for path, source in SOURCES.items()}
    staff = {f"staff.{key}.external_fte": role.in_house_fte.value for key, role in case.staff.items()}
    apart = {f"staff.{key}.freed_if_provider_runs_databases": False for key in case.staff}
    safe = {f"restitution.{cause}.rate_per_year": {"value": 0, "confidence": "N"} for cause in CAUSES}
    unclaused = {f"restitution.clauses.{clause}": False for clause in Clauses.model_fields}
    terms = {
        "migration.own_move_share": 1,
        "migration.own_retested_share": known["migration.provider_retested_share"].value,
        "external.contract_years": known["in_house.procurement_years"].value,
        "external.serves_hosted_establishments": True,
        "external.provider_runs_databases": False,
        "external.reseller_certificate_needed": True,
        "external.reseller_activities": case.certification.activities,
        "external.capitalise_move": True,
        "vat.hosting_exempt_share": known["vat.projects_exempt_share"].value,  # a set-up is the twin of a project
        "pooling.fee_taxed_share": 0,  # the twin's bill is a sum with its tax inside: no right to deduct (0055)
        "incidents.external_rate_per_year": known["incidents.in_house_rate_per_year"].value,
        "incidents.external_data_loss_share": known["incidents.own_data_loss_share"].value,
    }
    uncovered = {"external.uncovered_eur_per_year_by_activity": [0] * 6, "external.other_eur_by_year": [0]}
    alike = with_values(case, {**nothing, **same, **staff, **apart, **safe, **unclaused, **uncovered, **terms})
    home = bill(lines_of(PLATFORM, resolve(alike), years(case.horizon_years)))
    return with_values(alike, {"external.other_eur_by_year": home.tolist()})


def moved(option: Option, case: Case, *paths: str) -> Array:
    """Return by how much some figures, each raised by one, move what an option costs by year."""

    def raised(path: str, value: Array) -> Any:
        return value + 1.0 if path in paths else value

    return yearly(option, case, raised) - yearly(option, case)


@TWO_HUNDRED
@given(SCENARIOS)
def test_the_twin_costs_what_the_hospital_does(case: Case) -> None:
    twins = with_a_twin(case)
    home = yearly(IN_HOUSE, twins)
    assert yearly(EXTERNAL, twins) == approx(home, rel=1e-9, abs=1e-9 * (1.0 + float(np.max(np.abs(home)))))


# What is one rule, by the letter that the audit of November 2026 gives to its one-sided form: the figures that raise it
# at home, and those that raise it at the provider.
RULES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "A1 staff": (
        ("staff.technicien.in_house_fte",),
        ("staff.technicien.in_house_fte", "staff.technicien.external_fte"),
    ),
    "A1 pay": (("staff.technicien.loaded_cost_eur_per_year",),) * 2,
    "A1 contractors": (("staffing.contractor_eur_per_day",),) * 2,
    "A2 tenders": (("in_house.procurement_eur",), ("external.procurement_eur",)),
    "A4 security": (("operations.security_eur_per_year",), ("external.kept_operations_eur_per_year",)),
    "A4 network": (("operations.network_eur_per_year",), ("external.network_links_eur_per_year",)),
    "A4 set-up": (("operations.project_eur",), ("external.setup_eur",)),
    "A7 certificate": (("certification.auditor_eur_per_day",),) * 2,
    "A7 its upkeep": (("certification.upkeep_person_days_per_year",),) * 2,
    "A10 move of machines": (("migration.migration_eur_per_vm",),) * 2,
    "A10 move of data": (("migration.migration_eur_per_tb",),) * 2,
    "A10 old platform": (("migration.old_platform_eur_per_year",),) * 2,
    "A10 tests of applications": (("migration.retest_eur_per_vm",),) * 2,
    "A10 disposal": (("migration.disposal_eur",),) * 2,
    "A4 insurance": (("incidents.insurance_eur_per_year",),) * 2,
    "A11 incidents": (("incidents.in_house_rate_per_year",), ("incidents.external_rate_per_year",)),
    "A11 data lost": (("incidents.own_data_loss_share",), ("incidents.external_data_loss_share",)),
    "fees": (("hosted.ch_voisin.fee_eur_per_year",),) * 2,
    "VAT of tenders": (("vat.procurement_exempt_share",),) * 2,
    "VAT of network": (("vat.network_exempt_share",),) * 2,
    "VAT of security": (("vat.operation_exempt_share",),) * 2,
    "VAT of set-up": (
        ("vat.projects_exempt_share",),
        ("vat.projects_exempt_share", "vat.hosting_exempt_share"),
    ),
    "VAT of advice": (("vat.advice_exempt_share",),) * 2,
    "VAT of contractors": (("vat.contractors_exempt_share",),) * 2,
    "VAT of the old platform": (("vat.old_platform_exempt_share",),) * 2,
}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_weighs_the_same_on_both_sides(rule: str) -> None:
    home, provider = RULES[rule]
    # Vacant posts, tenders and fees, so that each rule has something to weigh on.
    vacant = {f"staff.{key}.vacant_share": 0.1 for key in load("reference-ght").staff}
    tested = {"migration.provider_retested_share": 0.5, "migration.refresh_move_share": 0}
    tenders = {"in_house.procurement_eur": 15_000}
    twins = with_a_twin(load("reference-ght", {**vacant, **tested, **tenders}))
    at_home, at_the_provider = moved(IN_HOUSE, twins, *home), moved(EXTERNAL, twins, *provider)
    assert np.any(np.abs(at_home) > 1e-9)
    assert at_the_provider == approx(at_home, rel=1e-6, abs=1e-6)


def test_who_joins_pays_the_whole_move_on_both_sides() -> None:
    """A10: only the hospital's own machines move for a share of the price, to machines of its own."""
    case = load("reference-ght", {"migration.own_move_share": 0.2, "migration.own_retested_share": 0})
    path = "hosted.ch_voisin.vms"

    def move(option: Option, change: Callable[[str, Array], Any] = lambda _, value: value) -> Array:
        option_lines = lines_of(option, resolve(case, change), years(case.horizon_years))
        return total(
            (line for line in option_lines if line.key in ("migration", "migration.expensed")),
            option_lines[0].amounts_eur,
        )

    def larger(name: str, value: Array) -> Any:
        return value + 1.0 if name == path else value

    at_home, at_the_provider = (move(option, larger) - move(option) for option in (IN_HOUSE, EXTERNAL))
    assert np.any(at_home > 1.0)
    assert at_the_provider == approx(at_home, rel=1e-6, abs=1e-6)


EXITS: Mapping[str, tuple[float, float]] = {"kept": (0.0, 0.0), "seconded": (0.0, 1.0), "ended": (1.0, 0.0)}


@pytest.mark.parametrize("exit_", EXITS)
def test_fewer_posts_differ_by_what_becomes_of_them(exit_: str) -> None:
    """Two technicians fewer: their pay is saved as the hospital moves, and comes back by one of three ways."""
    ended, seconded = EXITS[exit_]
    path, posts, pay, horizon = [1, 0.6, 0.2, 0], 2.0, 50_000.0, 5
    twins = with_a_twin(
        load(
            "reference-ght",
            {
                "horizon_years": horizon,
                "migration.migrated_share_by_year": [0, 1],
                "finance.wage_growth_per_year": 0.03,
                "finance.inflation_per_year": 0.02,
                "staffing.freed_paid_share_by_year": path,
                "staffing.retraining_eur_per_post": 4000,
                "staffing.contract_end_eur_per_post": 9000,
                "staffing.seconded_billed_factor": 1,
                "staff.technicien.loaded_cost_eur_per_year": pay,
                "staff.technicien.contract_agents_share": ended,
                "staff.technicien.seconded_share": seconded,
                "staff.technicien.vacant_share": 0,
            },
        )
    )
    year = years(horizon)
    wages, prices, vat = 1.03**year, 1.02**year, 1.2

    def fewer(name: str, value: Array) -> Any:
        return value - posts if name == "staff.technicien.external_fte" else value

    result = yearly(EXTERNAL, twins, fewer) - yearly(IN_HOUSE, twins)
    saved = -posts * pay * wages * (year >= 1)
    paid = np.array([0, *path, 0])
    back = {
        "kept": posts * pay * paid * wages + posts * 4000 * prices * vat * (year == 1),
        "seconded": posts * pay * wages * vat * (year >= 1),
        "ended": posts * 9000 * wages * (year == 1),
    }[exit_]
    assert result == approx(saved + back, rel=1e-9, abs=1e-4)


def test_the_exit_at_the_horizon_is_the_users_to_count() -> None:
    whole = load("reference-ght", {"external.planned_exit_share": 1})
    half = load("reference-ght", {"external.planned_exit_share": 0.5})
    none = load("reference-ght", {"external.planned_exit_share": 0})
    left, half_left, stays = (yearly(EXTERNAL, case) for case in (whole, half, none))
    assert left[:-1].tolist() == stays[:-1].tolist()
    assert left[-1] > stays[-1]
    assert half_left[-1] == approx((left[-1] + stays[-1]) / 2)


@A_FEW
@given(grid(0.01, 0.2, 100), st.integers(1, 8), grid(0, 0.15, 100), st.sampled_from([1, 2, 4, 12]), st.booleans())
def test_a_lease_at_the_rate_of_money_costs_the_purchase(
    rate: float, life: int, maintenance: float, rents: int, in_advance: bool
) -> None:
    """Constant need, constant prices, a lease as long as a machine lives: rents discounted are the price.

    Machines are bought at the end of the year before they serve, and rents fall at each year's end, but for the one
    that is due as a year begins.
    """
    case = scenario_of(
        {
            "hospital.vms": 40,
            "hardware.maintenance_share_per_year": maintenance,
            "in_house.refresh_years": life,
            "in_house.procurement_eur": 3000,
            "in_house.procurement_years": life,
            "leasing.term_years": life,
            "leasing.implicit_rate_per_year": rate,
            "leasing.rents_per_year": rents,
            "leasing.rent_in_advance": in_advance,
            "leasing.procurement_eur": 3000,
            **SERVERS,
        },
        horizon_years=2 * life,
    )
    discount = (1.0 + rate) ** -years(2 * life)
    bought = float(yearly(Option("bought", (buy_hardware(),)), case) @ discount)
    leased = float(yearly(Option("leased", (lease_hardware(),)), case) @ discount)
    assert bought > 0
    assert leased == approx(bought, rel=1e-9)


@pytest.mark.parametrize("growth", [0.0, 0.05])
@pytest.mark.parametrize("headroom", [0.0, 0.2])
@pytest.mark.parametrize("running", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("protected", [0.0, 0.5, 1.0])
def test_protection_headroom_and_price_rises_cost_the_same_where_they_are_the_same(
    protected: float, running: float, headroom: float, growth: float
) -> None:
    """A3, A6, A8: what one server carries, protected and kept free alike, at one price that rises alike.

    At home 400 machines / (1 - headroom) x (1 + protected x running) servers of 2 cores at 300 euros a core; at the
    provider 400 machines, reserved with the same headroom, at 600 / 12 a month, the protected ones at the share that
    runs.
    """
    case = scenario_of(
        {
            "hospital.vms": 400,
            "volumes.ram_gb_per_vm": 8,
            "hardware.ram_gb_per_server": 8,
            "hardware.cores_per_server": 2,
            "hardware.vcpus_per_core": 100,
            "hardware.server_headroom_share": headroom,
            "protection.vm_share": protected,
            "protection.standby_running_share": running,
            "operations.licence_eur_per_core_per_year": 300,
            "operations.licence_price_growth_per_year": growth,
            "external.price_eur_per_vm_per_month": 50,
            "external.reserved_above_need_share": 1 / (1 - headroom) - 1,
            "external.protected_vm_price_share": running,
            "finance.syntec_growth_per_year": growth,
            "external.indexation_cap_per_year": 1,
        },
        horizon_years=4,
    )
    home = yearly(IN_HOUSE, case)
    assert home[1] == approx(400 / (1 - headroom) * (1 + protected * running) * 600 * (1 + growth))
    assert yearly(EXTERNAL, case) == approx(home, rel=1e-9)


def test_a_host_and_a_lessor_that_fail_alike_cost_alike() -> None:
    """A9: the same rate and the same lawyers; the successor of either does not fail."""
    failing = {"restitution.insolvency.rate_per_year": 0.2, "leasing.lessor.failure_rate_per_year": 0.2}
    lawyers = {"restitution.legal_eur": 10_000, "leasing.lessor.legal_eur": 10_000}
    case = scenario_of({**failing, **lawyers, "restitution.successor_hazard_factor": 0}, horizon_years=6)
    host, lessor = yearly(EXTERNAL, case), yearly(LEASING, case)
    assert host[1] == approx(10_000 * (1 - np.exp(-0.2)))
    assert lessor == approx(host, rel=1e-9)
