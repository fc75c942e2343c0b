"""What the validation page measures: each a figure that hds_tco gives for one case. Amounts are in thousands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import numpy as np

import hds_tco as ht
from hds_tco.analysis.comparison import OptionResult
from hds_tco.model import EXTERNAL, years
from hds_tco.model.certification import hosting_delay_years
from hds_tco.model.exit_causes import CAUSES
from hds_tco.model.forced_exits import forced_exits
from hds_tco.model.options import world_of
from hds_tco.model.pooling import FEES, FROM_HOSTED
from hds_tco.model.world import Demand, required
from hds_tco.scenario import Assumption, Scenario, assumptions_of, resolve, with_values

Case = Scenario[Assumption]
Prices = Mapping[str, float]  # of a machine by month, and of a TB by month: vm, structured, imaging, backup
THOUSAND = 1e3
MONTHS = 12.0
# What is not infrastructure: people, what is done once, what is paid for others, what may happen.
NOT_INFRASTRUCTURE = ("staff.", "on_call", "migration", "old_platform", "certification.", "hosted_", "incidents")


def in_house(case: Case) -> float:
    """Return the present cost of hosting oneself."""
    return _present(case, "in_house")


def external(case: Case) -> float:
    """Return the present cost of the provider."""
    return _present(case, "external")


def external_minus_in_house(case: Case) -> float:
    """Return what the provider costs more."""
    return external(case) - in_house(case)


def saving_share(case: Case) -> float:
    """Return what the provider saves, in percent of hosting oneself."""
    return -100.0 * external_minus_in_house(case) / in_house(case)


def even_running(case: Case) -> float:
    """Return the running cost a year, nothing else changed, at which hosting oneself costs what the provider does."""
    return external_minus_in_house(case) / case.horizon_years


def break_even_setup(case: Case) -> float:
    """Return the set-up cost of the provider at which both cost the same, as `break_even` finds it."""
    found = ht.sensitivity.break_even(case)["external.setup_eur"].value
    return float("nan") if found is None else found / THOUSAND


def external_in_years_of(case: Case, bill_keur: float) -> float:
    """Return the provider's cost, in years of a bill that the source gives."""
    return external(case) / bill_keur


def first_year(case: Case) -> float:
    """Return what year 1 costs at home, not discounted."""
    return float(_option(case, "in_house").amounts_eur[1]) / THOUSAND


def discounted_year(case: Case, year: int) -> float:
    """Return what one year costs at home, discounted."""
    found = ht.compare(case)
    return float(found["in_house"].amounts_eur[year] * found.discount_factors[year]) / THOUSAND


def recovered_share(case: Case) -> float:
    """Return the fees, in percent of what hosting oneself costs before them; nominal."""
    found = _option(case, "in_house")
    fees = -_sum(found, of=FEES)
    return 100.0 * fees / (float(found.amounts_eur.sum()) + fees)


def hosting_from(case: Case) -> float:
    """Return when others may be hosted, as a calendar year."""
    return case.decision_year + float(hosting_delay_years(resolve(case)))


def machines_per_100_beds(case: Case) -> float:
    """Return the machines of the hospital itself for 100 beds."""
    return 100.0 * _number(case.hospital.vms) / _number(case.hospital.beds)


def share_of_it_money(case: Case, it_keur_per_bed: float) -> float:
    """Return the hospital's own part, by machines, of a year of hosting itself net of fees, in percent of IT money."""
    own = _number(case.hospital.vms)
    hosted = sum(_number(block.vms) for block in case.hosted.values())
    year = _option(case, "in_house").equivalent_annual_cost_eur * own / (own + hosted)
    return 100.0 * year / THOUSAND / (it_keur_per_bed * _number(case.hospital.beds))


def posts_per_100_beds(case: Case) -> float:
    """Return the posts that hosting oneself takes for 100 beds."""
    return 100.0 * sum(_number(role.in_house_fte) for role in case.staff.values()) / _number(case.hospital.beds)


def keur_per_machine_year(case: Case, option: str) -> float:
    """Return all that an option costs before fees, nominal, by machine and year."""
    found = _option(case, option)
    return (
        (float(found.amounts_eur.sum()) - _sum(found, of=FROM_HOSTED))
        / THOUSAND
        / float(_demand(case, option).vms.sum())
    )


def service_price(case: Case) -> float:
    """Return the provider's service by machine and month, in euros, at prices of the decision year, without tax."""
    case, middle = _constant_prices(case), case.horizon_years // 2
    lines = (line for line in _option(case, "external").lines if line.key.startswith("service."))
    bill = float(sum(line.amounts_eur[middle] for line in lines))
    return bill / float(_demand(case).vms[middle]) / MONTHS


def own_price(case: Case) -> float:
    """Return the price of one's own infrastructure without people, likewise.

    The mean of the whole horizon, for machines are bought some years and not others.
    """
    case = _constant_prices(case)
    return _sum(_option(case, "in_house"), but=NOT_INFRASTRUCTURE) / float(_demand(case, "in_house").vms.sum()) / MONTHS


def list_prices(case: Case, low: Prices, high: Prices) -> tuple[float, float]:
    """Return the lowest and the highest list price, by month in euros, of the machine and the data that goes with it.

    The machine comes with the TB, and their backup, that the case holds for one machine in the middle of its horizon.
    """
    demand, middle = _demand(case), case.horizon_years // 2
    structured = float(demand.structured_tb[middle] / demand.vms[middle])
    imaging = float(demand.imaging_tb[middle] / demand.vms[middle])
    backup = (structured + imaging) * _number(case.volumes.backup_tb_per_tb)
    dearest, cheapest = (
        price["vm"] + structured * price["structured"] + imaging * price["imaging"] + backup * price["backup"]
        for price in (high, low)
    )
    return cheapest, dearest


def planned_exit_in_years(case: Case) -> float:
    """Return the exit planned at the horizon, in years of the last year's bill."""
    return _sum(_option(case, "external"), of=("planned_exit.",)) / _last_bill(case)


def exit_fee_share(case: Case) -> float:
    """Return the highest exit fee of all causes, transfer apart, in percent of the last year's bill."""
    causes = required(case.restitution, "restitution")
    fees = (_number(getattr(causes, cause).other_exit_fee_eur) for cause in CAUSES)
    return 100.0 * max(fees) / _last_bill(case)


def degraded_days_2e2(case: Case) -> float:
    """Return the degraded days if the provider stopped as 2e2 did, under the case's contract."""
    return ht.restitution.replay(case).of("2e2")["ours"].interruption_days


def degraded_days(case: Case) -> float:
    """Return the degraded days of a forced exit in the middle of the horizon, mean of the causes."""
    world = world_of(EXTERNAL, resolve(case), years(case.horizon_years))
    return float(forced_exits(world).uncovered_days[case.horizon_years // 2])


MEASURES: Mapping[str, Callable[..., float]] = {
    measure.__name__: measure
    for measure in (
        in_house,
        external,
        external_minus_in_house,
        saving_share,
        even_running,
        break_even_setup,
        external_in_years_of,
        first_year,
        discounted_year,
        recovered_share,
        hosting_from,
        machines_per_100_beds,
        share_of_it_money,
        posts_per_100_beds,
        keur_per_machine_year,
        service_price,
        own_price,
        planned_exit_in_years,
        exit_fee_share,
        degraded_days_2e2,
        degraded_days,
    )
}


def _option(case: Case, key: str) -> OptionResult:
    return ht.compare(case)[key]


def _present(case: Case, key: str) -> float:
    return _option(case, key).net_present_cost_eur / THOUSAND


def _sum(found: OptionResult, of: Collection[str] = ("",), but: Collection[str] = ()) -> float:
    """Return the nominal sum of the lines whose keys begin so, but not so."""
    kept = [line for line in found.lines if line.key.startswith(tuple(of)) and not line.key.startswith(tuple(but))]
    return float(sum(line.amounts_eur.sum() for line in kept))


def _number(assumption: Assumption) -> float:
    return float(np.asarray(assumption.value))


def _demand(case: Case, option: str = "external") -> Demand:
    return world_of(ht.model.OPTIONS[option], resolve(case), years(case.horizon_years)).demand


def _last_bill(case: Case) -> float:
    lines = _option(case, "external").lines
    return float(sum(line.amounts_eur[-1] for line in lines if line.key.startswith("service.")))


def _constant_prices(case: Case) -> Case:
    """Return a case in which no price moves and no tax is due."""
    still = {
        path: 0
        for path in assumptions_of(case)
        if path.endswith(("price_growth_per_year", "vat_share"))
        or (path.startswith("finance.") and path.endswith(("growth_per_year", "inflation_per_year")))
    }
    return with_values(case, still)
