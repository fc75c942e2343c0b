"""What may be varied, how far, and which option comes out best."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.evaluator import Evaluator
from hds_tco.analysis.sensitivity.naming import kind_at
from hds_tco.model.finance import HALF_A_CENT
from hds_tco.model.options import OPTIONS, Option
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, assumptions_of
from hds_tco.scenario.kinds import MOST, Kind

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
# An uncertain assumption is looked at over all but two draws in a thousand.
ENDS = (0.001, 0.999)
# A figure that nobody called uncertain: from nothing to three times itself.
TIMES = 3.0


def uncertain_paths(scenario: Scenario[Assumption]) -> tuple[str, ...]:
    """Return the assumptions that have a distribution, in the order of the file."""
    return tuple(path for path, item in assumptions_of(scenario).items() if item.distribution is not None)


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


def evaluator_of(scenario: Scenario[Assumption], options: tuple[Option, ...]) -> Evaluator:
    """Return what prices options, risks at their expectation, with any assumption changed: one for every analysis."""
    paths = dict.fromkeys((*scalar_paths(scenario), *uncertain_paths(scenario)))
    return Evaluator(scenario, paths, measures=("expected",), options=options)


def varies(kind: Kind) -> bool:
    """Tell whether a field of this kind may take any value between two others."""
    return not (kind.flag or kind.whole or kind.per_year or kind.name == "correlation")


def central(assumption: Assumption) -> float:
    """Return the central value of an assumption that is one number."""
    return float(cast("float", assumption.value))


def range_of(path: str, assumption: Assumption) -> tuple[float, float]:
    """Return the values between which an assumption is looked at; the same twice when there is nothing to look at.

    Its 0.1 % and 99.9 % quantiles if it is uncertain. Otherwise 0 and three times its value, within what the field
    allows; a share that stands at zero goes to 1, and any other zero has no scale, hence no range.

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
    bounds = (kind.low, kind.high) if kind is not None else (-MOST, MOST)
    if value == 0.0 and kind is not None and kind.name == "share":
        return bounds
    low, high = sorted((0.0, TIMES * value))
    return max(low, min(bounds[0], value)), min(high, max(bounds[1], value))


def options_of(scenario: Scenario[Assumption], options: Iterable[Option] | None) -> tuple[Option, ...]:
    """Return the options to compare: the scenario's own unless told."""
    return tuple(options) if options is not None else tuple(OPTIONS[key] for key in scenario.options)


def refuse_single(options: tuple[Option, ...]) -> None:
    """Check that there is something to choose between.

    Raises
    ------
    ScenarioError
        If there is one option only.
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
