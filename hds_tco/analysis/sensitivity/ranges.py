"""What may be varied, how far, and which option is the best; what takes a few values only is tried value by value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, cast, get_args

import numpy as np

from hds_tco.analysis.comparison import MOST_EUR
from hds_tco.analysis.estimate import Array, Flags
from hds_tco.analysis.evaluator import Evaluator, central, is_list
from hds_tco.analysis.sensitivity.labels import kind_at
from hds_tco.analysis.service import compared_options
from hds_tco.model.finance import HALF_A_CENT, discount_factors, nominal_rate
from hds_tco.model.ledger import total
from hds_tco.model.options import Option, lines_of, years
from hds_tco.model.options import options_of as own_options
from hds_tco.scenario import (
    Assumption,
    Fault,
    Scenario,
    ScenarioError,
    assumptions_of,
    resolve,
    uncertain_paths,
    with_values,
)
from hds_tco.scenario.kinds import MOST, Kind

Figures = tuple[float, ...]
# An uncertain assumption is looked at over all but two draws in a thousand.
ENDS = (0.001, 0.999)
# A figure that nobody called uncertain: from nothing to three times itself.
TIMES = 3.0
# Why an assumption has no break-even value: a list of zeros, which no factor moves, a correlation, a zero without a
# scale, a choice of what is compared, no other value that the rules of scenario files allow; a whole number or a yes or
# no that nobody tried.
Reason = Literal["zeros", "correlation", "zero", "structure", "refused", "untried"]
REASONS: tuple[Reason, ...] = get_args(Reason)
ONE_SET: Array = np.empty((0, 1))
# Figures that say what an option is: another one makes another option, of another service, and no break-even of it.
STRUCTURE = frozenset({"existing.keep_years", "external.serves_hosted_establishments"})


def scalar_paths(scenario: Scenario[Assumption]) -> tuple[str, ...]:
    """Return the assumptions that may take any value between two others, uncertain or not.

    A yes or no, a whole number of years, figures by year and correlations cannot.

    Examples
    --------
    >>> import hds_tco as ht
    >>> paths = scalar_paths(ht.load("reference-ght"))
    >>> "finance.vat_share" in paths, "finance.depreciation_years" in paths
    (True, False)
    """
    return tuple(path for path in assumptions_of(scenario) if (kind := kind_at(path)) and varies(kind))


def axis_paths(scenario: Scenario[Assumption]) -> tuple[str, ...]:
    """Return the assumptions that may be moved along a range: those of `scalar_paths`, and every list.

    A list, by year or by activity, moves as a whole, by one factor; of nothing but zeros, it has no range.
    """
    return tuple(path for path in assumptions_of(scenario) if (kind := kind_at(path)) and moves(kind))


def evaluator_of(scenario: Scenario[Assumption], options: tuple[Option, ...]) -> Evaluator:
    """Return what prices options, risks at their expectation, with any assumption changed: one for every analysis.

    Its results have one row an option.
    """
    known = assumptions_of(scenario)
    moving = (path for path in axis_paths(scenario) if not is_list(path) or any(cast("Figures", known[path].value)))
    paths = dict.fromkeys((*moving, *uncertain_paths(scenario)))
    return Evaluator(scenario, paths, measures=("expected",), options=options)


def traced_costs(
    scenario: Scenario[Assumption], options: tuple[Option, ...], paths: Sequence[str], sets: Array
) -> Array:
    """Return what `costs_at` does, by the traced model: slower the first time, faster ever after."""
    evaluator = evaluator_of(scenario, options)
    values = evaluator.central(sets.shape[1])
    values[[evaluator.paths.index(path) for path in paths]] = sets
    return evaluator.run(values)


def varies(kind: Kind) -> bool:
    """Tell whether a field of this kind may take any value between two others."""
    return not (kind.flag or kind.whole or kind.per_year or kind.name == "correlation")


def moves(kind: Kind) -> bool:
    """Tell whether a field of this kind may be moved along a range: any value between two others, or a factor."""
    return varies(kind) or kind.per_year


def bounds_of(path: str, assumption: Assumption) -> tuple[float, float]:
    """Return between what the field lets an assumption move; of a list, its factor, none of whose figures may pass.

    Examples
    --------
    >>> bounds_of("migration.migrated_share_by_year", Assumption((0.0, 0.2, 0.5)))
    (0.0, 2.0)
    """
    kind = kind_at(path)
    low, high = (kind.low, kind.high) if kind is not None else (-MOST, MOST)
    if not isinstance(assumption.value, tuple):
        return low, high
    return 0.0, min(((high if item > 0 else low) / item for item in assumption.value if item), default=1.0)


def at(assumption: Assumption, value: float) -> float | Figures:
    """Return what an assumption holds at a value along its range: the value itself; of a list, each figure times it.

    Examples
    --------
    >>> at(Assumption((500.0, 50.0)), 1.5), at(Assumption(3.0), 1.5)
    ((750.0, 75.0), 1.5)
    """
    written = assumption.value
    return tuple(item * value for item in written) if isinstance(written, tuple) else value


def range_of(path: str, assumption: Assumption) -> tuple[float, float]:
    """Return the values between which an assumption is looked at; the same twice when there is nothing to look at.

    Its 0.1 % and 99.9 % quantiles if it is uncertain. Otherwise 0 and three times its value, within what the field
    allows; a share that stands at zero goes to 1, and any other zero has no scale, hence no range. Of a list, the
    factor that moves it goes from 0 to 3 likewise.

    Examples
    --------
    >>> import hds_tco as ht
    >>> range_of("external.setup_eur", Assumption(100.0)), range_of("finance.vat_share", Assumption(0.0))
    ((0.0, 300.0), (0.0, 1.0))
    """
    value, kind = central(assumption), kind_at(path)
    if assumption.distribution is not None:
        low, high = (float(end) for end in assumption.distribution.quantile(np.array(ENDS)))
        return min(low, value), max(high, value)
    bounds = bounds_of(path, assumption)
    if isinstance(assumption.value, tuple) and not any(assumption.value):
        return value, value
    if value == 0.0 and kind is not None and kind.name == "share":
        return bounds
    low, high = sorted((0.0, TIMES * value))
    return max(low, min(bounds[0], value)), min(high, max(bounds[1], value))


def options_of(scenario: Scenario[Assumption], options: Iterable[Option] | None) -> tuple[Option, ...]:
    """Return the options to compare: the scenario's own by default, but for those that stand apart."""
    return compared_options(scenario, options if options is not None else own_options(scenario))


def refuse_single(options: tuple[Option, ...]) -> None:
    """Check that there is something to choose between.

    Raises
    ------
    ScenarioError
        If there is one option only, or one only that renders the whole service.
    """
    if len(options) < 2:
        raise ScenarioError([Fault("one_option", "options", options[0].key)])


def beats(costs: Array, best: int) -> Flags:
    """Tell where another option is cheaper than this one by more than half a cent: below, the last bits speak.

    Parameters
    ----------
    costs : ndarray
        Shape ``(options, sets)``.
    best : int

    Examples
    --------
    >>> beats(np.array([[1.0, 1.0, 1.0], [2.0, 0.0, 1.0]]), 0).tolist()
    [False, True, False]
    """
    return cast("Flags", costs[best] - costs.min(axis=0) > HALF_A_CENT)


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
        costs = costs_at(changed, options)
        if not (np.abs(costs) <= MOST_EUR).all():
            continue
        tried = True
        if beats(costs, best).any():
            return True, (value, int(costs.argmin()))
    return tried, None


def costs_at(
    scenario: Scenario[Assumption], options: Iterable[Option], paths: Sequence[str] = (), sets: Array = ONE_SET
) -> Array:
    """Return what each option costs on each set of values of some assumptions, by the model itself, untraced.

    Parameters
    ----------
    scenario : Scenario
    options : iterable of Option
    paths : sequence of str
    sets : ndarray
        Shape ``(paths, sets)``; by default one set, of the scenario's own values.

    Returns
    -------
    ndarray
        Shape ``(options, sets)``.
    """
    rank = {path: place for place, path in enumerate(paths)}

    def value_of(path: str, value: Array) -> Any:
        return sets[rank[path]] if path in rank else value

    given = resolve(scenario, value_of)
    year = years(scenario.horizon_years)[:, None]
    finance = given.finance
    factors = discount_factors(nominal_rate(finance.real_discount_rate_per_year, finance.inflation_per_year), year)
    costs = [(total(lines_of(option, given, year), year) * factors).sum(axis=0) for option in options]
    return np.array([np.broadcast_to(cost, sets.shape[1:]) for cost in costs])


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
    >>> found = ht.sensitivity.break_even(ht.load("reference-ght", paid))["in_house.other_operating_eur_by_year"]
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
