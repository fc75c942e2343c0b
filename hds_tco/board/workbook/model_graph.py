"""Options of a scenario on symbols: their cost lines, what the comparison reads besides, the steps they share."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from hds_tco.model.accounting import existing_charges
from hds_tco.model.finance import discount_factors, nominal_rate
from hds_tco.model.ledger import CostLine
from hds_tco.model.options import Option, lines_of, traced_years, world_of
from hds_tco.model.service import lack_count
from hds_tco.scenario import Assumption, Scenario, resolve
from hds_tco.trace import Symbol, named, nodes_of, symbol_input


@dataclass(frozen=True)
class Traced:
    """One option on symbols.

    Parameters
    ----------
    key : str
    sheet : str
    lines : tuple of CostLine
    extra : tuple of Symbol
        What the comparison reads besides: patients, terabytes, establishments served.
    """

    key: str
    sheet: str
    lines: tuple[CostLine, ...]
    extra: tuple[Symbol, ...] = ()

    @property
    def roots(self) -> tuple[Symbol, ...]:
        """Everything that must be worked out."""
        return (*(_symbol(line.amounts_eur) for line in self.lines), *self.extra)


def traced_amounts(line: CostLine) -> Symbol | None:
    """Return a line's amounts as a step; None if no assumption reaches them, and they are plain numbers."""
    amounts: object = line.amounts_eur
    return amounts if isinstance(amounts, Symbol) else None


def _symbol(value: object) -> Symbol:
    """Return an amount as a step; one that no assumption reaches is a row of plain numbers."""
    return value if isinstance(value, Symbol) else Symbol("step", (np.asarray(value),), value, name="line.")


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


class Identity:
    """Gives the same number to nodes that are built alike, whatever option they were traced for.

    A cost line belongs to its option, and so does what rests on it: two options that pay the same staff have a row
    each.

    Examples
    --------
    >>> from hds_tco.trace import named, symbol_input
    >>> def spend():
    ...     return named("spent", symbol_input("price", 2.0) * 3.0)
    >>> identity = Identity()
    >>> one, other = spend(), spend()
    >>> of_in_house, of_leasing = identity.enter("in_house", one), identity.enter("leasing", other)
    >>> identity[one] == identity[other]
    True
    """

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._of: dict[int, int] = {}
        self._kept: list[Symbol] = []  # an address stands for a node only as long as the node lives

    def __getitem__(self, node: Symbol) -> int:
        return self._of[id(node)]

    def __contains__(self, node: object) -> bool:
        return id(node) in self._of

    def get(self, node: Symbol) -> int | None:
        """Return a node's number, None for a node that was not entered."""
        return self._of.get(id(node))

    def enter(self, option: str, *roots: Symbol) -> list[Symbol]:
        """Give a number to every node behind `roots`, traced for an option; return them, what is used first."""
        found = nodes_of(*roots)
        for node in found:
            if id(node) in self._of:
                continue
            home = option if node.op == "step" and node.name.startswith("line.") else ""
            args = tuple(self._key(arg) for arg in node.args)
            key = (
                node.op,
                node.name,
                node.of,
                node.at,
                repr(sorted(node.options.items())) if node.options else "",
                home,
                args,
            )
            self._of[id(node)] = self._numbers.setdefault(key, len(self._numbers))
            self._kept.append(node)
        return found

    def _key(self, arg: Any) -> Hashable:
        if isinstance(arg, Symbol):
            return self._of[id(arg)]
        if isinstance(arg, tuple):
            return tuple(self._key(part) for part in arg)
        value = np.asarray(arg)
        return (value.shape, repr(value.tolist()))
