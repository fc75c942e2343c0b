"""The main job: every option priced on the same assumptions."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.comparison import Comparison, OptionResult, UnitCosts, refuse_absurd
from hds_tco.analysis.evaluator import refuse_untraceable
from hds_tco.analysis.notices import notices_of
from hds_tco.analysis.service import compared_ranks, services_of
from hds_tco.model.accounting import existing_charges
from hds_tco.model.certification import duty
from hds_tco.model.finance import (
    crossing_year,
    discount_factors,
    equivalent_annual_cost,
    net_present_cost,
    nominal_rate,
)
from hds_tco.model.ledger import NATURES, CostLine, Nature, total
from hds_tco.model.options import Option, lines_of, options_of, world_of, years
from hds_tco.model.pooling import FROM_HOSTED
from hds_tco.scenario import Assumption, Scenario, resolve

Array = npt.NDArray[np.float64]


def compare(scenario: Scenario[Assumption], options: Iterable[Option] | None = None) -> Comparison:
    """Price options on a scenario's central values, the expected cost of restitution inside.

    Parameters
    ----------
    scenario : Scenario
    options : iterable of Option, optional
        The scenario's own by default; give ``[*OPTIONS.values(), mine]`` to add one that you composed.

    Returns
    -------
    Comparison

    Raises
    ------
    UntraceableError
        If a piece that you composed does something that no formula can say.

    Examples
    --------
    >>> import hds_tco as ht
    >>> result = ht.compare(ht.load("reference-ght"))
    >>> [option.key for option in result.options]
    ['in_house', 'external', 'leasing']
    """
    chosen = tuple(options) if options is not None else options_of(scenario)
    given = resolve(scenario)
    year = years(scenario.horizon_years)
    rate = nominal_rate(given.finance.real_discount_rate_per_year, given.finance.inflation_per_year)
    factors = discount_factors(rate, year)
    priced = [(option, lines_of(option, given, year)) for option in chosen]
    for option in chosen:
        refuse_untraceable(scenario, option)
    amounts = {option.key: total(lines, year) for option, lines in priced}
    costs = {key: float(net_present_cost(by_year, factors)) for key, by_year in amounts.items()}
    for option in chosen:
        refuse_absurd(option, [*amounts[option.key], costs[option.key]])
    services = services_of(scenario, chosen)
    best = min((chosen[rank].key for rank in compared_ranks(services)), key=lambda key: costs[key])
    results = tuple(
        OptionResult(
            option=option,
            lines=lines,
            amounts_eur=amounts[option.key],
            net_present_cost_eur=costs[option.key],
            equivalent_annual_cost_eur=_annual(costs[option.key], rate, scenario),
            present_by_nature_eur=_by_nature(lines, factors, year),
            unit_costs=_unit_costs(option, given, year, _annual(_before_fees(lines, factors, year), rate, scenario)),
            crossing_year=None if option.key == best else crossing_year(amounts[best], amounts[option.key], factors),
            duty=duty(given) if option.hosts_itself else None,
            existing_eur=existing_charges(
                given.existing.book_value_eur,
                given.existing.depreciation_left_years,
                world_of(option, given, year).demand.migrated_share,
                year,
            ),
            service=service,
        )
        for (option, lines), service in zip(priced, services, strict=True)
    )
    return Comparison(scenario, results, float(rate), factors, notices_of(scenario, results))


def _annual(present_cost: float, rate: Array, scenario: Scenario[Assumption]) -> float:
    return float(equivalent_annual_cost(present_cost, rate, scenario.horizon_years))


def _by_nature(lines: Iterable[CostLine], factors: Array, year: Array) -> dict[Nature, float]:
    return {
        nature: float(net_present_cost(total((line for line in lines if line.nature == nature), year), factors))
        for nature in NATURES
    }


def _before_fees(lines: Iterable[CostLine], factors: Array, year: Array) -> float:
    """Return the present cost before what hosted establishments pay: they are among those that it is divided by."""
    kept = (line for line in lines if line.key not in FROM_HOSTED)
    return float(net_present_cost(total(kept, year), factors))


def _unit_costs(option: Option, given: Scenario[Array], year: Array, annual_eur: float) -> UnitCosts:
    demand = world_of(option, given, year).demand
    patients = float(given.hospital.patients_per_year + demand.hosted_patients[1:].mean())
    stored = float(demand.primary_tb[1:].mean())
    establishments = float(1.0 + demand.hosted_establishments[1:].mean())
    return UnitCosts(
        per_patient_eur=annual_eur / patients if patients > 0 else None,
        per_tb_eur=annual_eur / stored if stored > 0 else None,
        per_establishment_eur=annual_eur / establishments,
    )
