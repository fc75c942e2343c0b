"""Assumptions that take a few values only, whole years and yes or no: each value is tried."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.evaluator import central
from hds_tco.analysis.measure import MOST_EUR
from hds_tco.analysis.sensitivity.naming import kind_at
from hds_tco.analysis.sensitivity.scan import beats, range_of
from hds_tco.model.finance import discount_factors, net_present_cost, nominal_rate
from hds_tco.model.ledger import total
from hds_tco.model.options import Option, lines_of, years
from hds_tco.scenario import Assumption, Scenario, ScenarioError, assumptions_of, resolve, with_values

Array = npt.NDArray[np.float64]
# Why an assumption has no break-even value: a list of zeros, which no factor moves, a correlation, a zero without a
# scale, a choice of what is compared, no other value that the rules of scenario files allow; a whole number or a yes or
# no that nobody tried.
Reason = Literal["zeros", "correlation", "zero", "structure", "refused", "untried"]
REASONS: tuple[Reason, ...] = ("zeros", "correlation", "zero", "structure", "refused", "untried")
# Figures that say what an option is: another one makes another option, of another service, and no break-even of it.
STRUCTURE = frozenset({"existing.keep_years", "external.serves_hosted_establishments"})


def step_values(path: str, assumption: Assumption) -> tuple[float, ...]:
    """Return the other values that a whole number or a yes or no may take, the nearest first; none for another kind.

    Whole numbers go from nothing to three times the value, as other assumptions do, within what the field allows.

    Examples
    --------
    >>> step_values("leasing.extension_years", Assumption(1.0))
    (0.0, 2.0, 3.0)
    """
    kind = kind_at(path)
    if kind is None or not (kind.flag or kind.whole) or path in STRUCTURE:
        return ()
    now = central(assumption)
    if kind.flag:
        return (1.0 - now,)
    low, high = range_of(path, assumption)
    others = [float(value) for value in range(int(low), int(high) + 1) if value != now]
    return tuple(sorted(others, key=lambda value: abs(value - now)))


def first_change(
    scenario: Scenario[Assumption], path: str, options: tuple[Option, ...], best: int
) -> tuple[bool, tuple[float, int] | None]:
    """Try every value of an assumption that takes a few.

    Returns
    -------
    tuple
        Whether any other value could be priced; then the one nearest to the scenario's at which another option is the
        best, and the rank of that option, or None.

    Examples
    --------
    >>> import hds_tco as ht
    >>> from hds_tco.model.options import OPTIONS
    >>> first_change(ht.load("reference-ght"), "leasing.deferred_payment", tuple(OPTIONS.values()), 0)
    (True, None)
    """
    flag = getattr(kind_at(path), "flag", False)
    tried = False
    for value in step_values(path, assumptions_of(scenario)[path]):
        try:
            changed = with_values(scenario, {path: bool(value) if flag else int(value)})
        except ScenarioError:  # the file's own rules refuse that value
            continue
        costs = _costs(changed, options)
        if not (np.abs(costs) <= MOST_EUR).all():
            continue
        tried = True
        if beats(costs, best).any():
            return True, (value, int(costs.argmin()))
    return tried, None


def _costs(scenario: Scenario[Assumption], options: tuple[Option, ...]) -> Array:
    """Return what `compare` prices each option at."""
    given, year = resolve(scenario), years(scenario.horizon_years)
    rate = nominal_rate(given.finance.real_discount_rate_per_year, given.finance.inflation_per_year)
    factors = discount_factors(rate, year)
    costs = [float(net_present_cost(total(lines_of(option, given, year), year), factors)) for option in options]
    return np.array(costs)[:, None]


def why_left_out(path: str, tried: bool) -> Reason:
    """Return why an assumption has no break-even value.

    A list of figures has one, of the factor that moves it as a whole, unless each figure is zero.

    Examples
    --------
    >>> why_left_out("in_house.other_operating_eur_by_year", False), why_left_out("finance.depreciation_years", False)
    ('zeros', 'untried')
    >>> why_left_out("existing.keep_years", True)
    'structure'
    >>> import hds_tco as ht
    >>> paid = {"options": ["in_house", "external"], "in_house.other_operating_eur_by_year": [0, 90_000, 90_000]}
    >>> found = ht.break_even(ht.load("reference-ght", paid))["in_house.other_operating_eur_by_year"]
    >>> found.central, found.low, found.high
    (1.0, 0.0, 3.0)
    """
    kind = kind_at(path)
    if path in STRUCTURE:
        return "structure"
    if kind is None or kind.per_year:
        return "zeros"
    if kind.name == "correlation":
        return "correlation"
    if kind.flag or kind.whole:
        return "refused" if tried else "untried"
    return "zero"
