"""The options of a scenario on symbols, and what the comparison reads besides their cost lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from hds_tco.board.workbook.plan import Traced
from hds_tco.model.accounting import existing_charges
from hds_tco.model.finance import discount_factors, nominal_rate
from hds_tco.model.options import Option, lines_of, traced_years, world_of
from hds_tco.model.service import lack_count
from hds_tco.scenario import Assumption, Scenario, resolve
from hds_tco.trace import Symbol, named, symbol_input


@dataclass(frozen=True)
class Model:
    """All that is traced of a scenario.

    Parameters
    ----------
    options : tuple of Traced
    rate : Symbol
        The nominal discount rate.
    factors : Symbol
        Discount factors by year.
    served : dict
        For each option the patients, terabytes and establishments served by year.
    existing : dict
        For each option what the present machines weigh on title 4.
    lacks : dict
        How much of the service each option leaves out, of those that may leave out anything.
    """

    options: tuple[Traced, ...]
    rate: Symbol
    factors: Symbol
    served: dict[str, tuple[Symbol, Symbol, Symbol]]
    existing: dict[str, Symbol]
    lacks: dict[str, Symbol]


def traced(scenario: Scenario[Assumption], options: Sequence[Option], sheets: Sequence[str]) -> Model:
    """Return the options of a scenario on symbols.

    Parameters
    ----------
    scenario : Scenario
    options : sequence of Option
    sheets : sequence of str
        The name of each option's sheet.
    """
    given = resolve(scenario, symbol_input)
    year = traced_years(scenario.horizon_years)
    finance = given.finance
    rate = named("nominal_rate", nominal_rate(finance.real_discount_rate_per_year, finance.inflation_per_year))
    factors = cast("Symbol", named("discount_factor", discount_factors(rate, year)))
    made: list[Traced] = []
    served: dict[str, tuple[Symbol, Symbol, Symbol]] = {}
    existing: dict[str, Symbol] = {}
    lacks: dict[str, Symbol] = {}
    for option, sheet in zip(options, sheets, strict=True):
        demand = world_of(option, given, year).demand
        patients = given.hospital.patients_per_year + demand.hosted_patients
        counts = (
            named("served_patients", patients),
            named("served_terabytes", demand.primary_tb),
            named("served_establishments", 1.0 + demand.hosted_establishments),
        )
        served[option.key] = cast("tuple[Symbol, Symbol, Symbol]", counts)
        today = given.existing
        charges = existing_charges(today.book_value_eur, today.depreciation_left_years, demand.migrated_share, year)
        existing[option.key] = cast("Symbol", named("existing_charges", charges))
        left_out: object = lack_count(option, given)
        if isinstance(left_out, Symbol):
            lacks[option.key] = left_out
        of_service = (lacks[option.key],) if option.key in lacks else ()
        extra = (cast("Symbol", rate), factors, *served[option.key], existing[option.key], *of_service)
        made.append(Traced(option.key, sheet, lines_of(option, given, year), extra))
    return Model(tuple(made), cast("Symbol", rate), factors, served, existing, lacks)
