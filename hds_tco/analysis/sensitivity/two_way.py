"""Which option is the best where two assumptions cross."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.estimate import Array
from hds_tco.analysis.evaluator import central
from hds_tco.analysis.sensitivity.labels import in_percent, kind_at, labels_of, unit_of
from hds_tco.analysis.sensitivity.ranges import (
    bounds_of,
    moves,
    options_of,
    range_of,
    refuse_single,
    traced_costs,
)
from hds_tco.analysis.sensitivity.tornado import tornado
from hds_tco.locale import DEFAULT_LANGUAGE, Language, text
from hds_tco.model.options import Option
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, assumptions_of
from hds_tco.scenario.errors import close_to
from hds_tco.scenario.fields import field_at

if TYPE_CHECKING:
    import pandas as pd

# Values between which an axis is named, how many, and steps between two of them.
_NICE, _FEWEST, _MOST, _STEPS = (1.0, 2.0, 2.5, 5.0), 4, 9, (1, 2, 4, 5, 10, 20)


@dataclass(frozen=True)
class BestMap:
    """The best option over a grid of two assumptions, the others at their central values.

    Parameters
    ----------
    scenario : Scenario
    options : tuple of Option
    path_x, path_y : str
    x, y : ndarray
        Values across and up.
    costs_eur : ndarray
        Shape ``(options, y, x)``.
    """

    scenario: Scenario[Assumption]
    options: tuple[Option, ...]
    path_x: str
    path_y: str
    x: Array
    y: Array
    costs_eur: Array

    @property
    def best(self) -> npt.NDArray[np.int_]:
        """Rank of the best option at each point, shape ``(y, x)``; the first of equals, as in `compare`."""
        return np.asarray(self.costs_eur.argmin(axis=0))

    @property
    def lead_eur(self) -> Array:
        """By how much the next option costs more, shape ``(y, x)``."""
        ordered = np.sort(self.costs_eur, axis=0)
        lead: Array = ordered[1] - ordered[0]
        return lead

    @property
    def central(self) -> tuple[float, float]:
        """Where the scenario itself stands."""
        assumptions = assumptions_of(self.scenario)
        return central(assumptions[self.path_x]), central(assumptions[self.path_y])

    def axis_labels(self, lang: Language = DEFAULT_LANGUAGE) -> tuple[str, str]:
        """Return what stands along x and along y, unit included."""
        paths = (self.path_x, self.path_y)
        units = ["" if in_percent(path) else unit_of(path, lang) for path in paths]
        names = labels_of(self.scenario, paths, lang)
        x, y = [f"{name} ({unit})" if unit else name for name, unit in zip(names, units, strict=True)]
        return x, y

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row a point, line by line.

        Returns
        -------
        DataFrame
            ``path_x``, ``path_y``, ``x``, ``y``, ``best_option``, ``best_option_label``, ``lead_eur`` (over the next
            option).
        """
        import pandas as pd

        best = [self.options[rank] for rank in self.best.ravel()]
        names = {option.key: option.label(lang) for option in self.options}
        return pd.DataFrame(
            {
                "path_x": self.path_x,
                "path_y": self.path_y,
                "x": np.tile(self.x, len(self.y)),
                "y": np.repeat(self.y, len(self.x)),
                "best_option": [option.key for option in best],
                "best_option_label": [names[option.key] for option in best],
                "lead_eur": self.lead_eur.ravel(),
            }
        )

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        return [text("sensitivity.map_note", lang)]


def best_map(
    scenario: Scenario[Assumption],
    path_x: str | None = None,
    path_y: str | None = None,
    points: int = 41,
    *,
    round_values: bool = False,
    options: Iterable[Option] | None = None,
    lang: Language = DEFAULT_LANGUAGE,
) -> BestMap:
    """Price every option over a grid of two assumptions.

    Parameters
    ----------
    scenario : Scenario
    path_x, path_y : str, optional
        Assumptions to cross; by default those that, alone, bring another option nearest to the front (see
        `tornado`). Figures by year or by activity are moved as a whole, by a factor.
    points : int
        Values along each, over the range that `break_even` looks at.
    round_values : bool
        Whether values are round, and only about as many, over a range that ends at round values too.
    options : iterable of Option, optional
        The scenario's own by default.
    lang : {"fr", "en"}
        Language of the error message.

    Returns
    -------
    BestMap

    Raises
    ------
    ScenarioError
        If a path is no assumption that can take any value of a range, or there is one option only.

    Examples
    --------
    >>> import hds_tco as ht
    >>> axes = ("finance.vat_share", "leasing.residual_share")
    >>> found = ht.sensitivity.best_map(ht.load("reference-ght"), *axes, points=3)
    >>> found.frame("en")["best_option"].tolist()[::4]
    ['in_house', 'in_house', 'leasing']
    """
    if points < 2:
        raise ValueError("a map needs at least 2 points along each assumption")
    chosen = options_of(scenario, options)
    try:
        refuse_single(chosen)
        x, y = _axes(scenario, chosen, path_x, path_y)
        ranges = [_range(scenario, path) for path in (x, y)]
    except ScenarioError as error:
        raise ScenarioError(error.faults, lang) from None
    known = assumptions_of(scenario)
    across, up = (
        round_steps(low, high, points, allowed) if round_values else np.linspace(low, high, points)
        for (low, high), allowed in zip(ranges, (bounds_of(path, known[path]) for path in (x, y)), strict=True)
    )
    costs = traced_costs(scenario, chosen, (x, y), np.array([np.tile(across, len(up)), np.repeat(up, len(across))]))
    return BestMap(scenario, chosen, x, y, across, up, costs.reshape(len(chosen), len(up), len(across)))


def _axes(
    scenario: Scenario[Assumption], options: tuple[Option, ...], path_x: str | None, path_y: str | None
) -> tuple[str, str]:
    """Return both paths; those not given are those that bring another option nearest to the front."""
    given = [path for path in (path_x, path_y) if path is not None]
    if len(set(given)) < len(given):
        raise ScenarioError([Fault("map_same", read=given[0])])
    others = iter(()) if len(given) == 2 else iter(_nearest_to_a_change(scenario, options, given))
    x, y = (path if path is not None else next(others, None) for path in (path_x, path_y))
    if x is None or y is None:
        raise ScenarioError([Fault("map_axes")])
    return x, y


def _nearest_to_a_change(
    scenario: Scenario[Assumption], options: tuple[Option, ...], given: Sequence[str]
) -> list[str]:
    """Return what is uncertain and not given, what brings another option nearest to the front first."""
    chart = tornado(scenario, options)
    lead = dict(zip(chart.paths, chart.least_lead_eur.tolist(), strict=True))
    return sorted((path for path in chart.paths if path not in given), key=lead.__getitem__)


def _range(scenario: Scenario[Assumption], path: str) -> tuple[float, float]:
    assumptions = assumptions_of(scenario)
    kind = kind_at(path)
    if path not in assumptions and (kind is not None or field_at(path) is None):
        known = [other for other in assumptions if (found := kind_at(other)) and moves(found)]
        ends = [other for other in known if other.endswith(f".{path}")]
        raise ScenarioError([Fault("no_assumption", read=path, mend=ends[0] if ends else close_to(path, known))])
    if kind is None or not moves(kind):
        raise ScenarioError([Fault("map_fixed", path, path)])
    low, high = range_of(path, assumptions[path])
    if not low < high:
        raise ScenarioError([Fault("map_zeros" if kind.per_year else "map_no_range", path)])
    return low, high


def round_steps(
    low: float, high: float, count: int, bounds: tuple[float, float] = (-np.inf, np.inf)
) -> npt.NDArray[np.float64]:
    """Return about so many values in even steps, over a range widened to round ends.

    Parameters
    ----------
    low, high : float
    count : int
    bounds : tuple of float
        What may not be passed: there the range is narrowed to a round end instead.

    Examples
    --------
    >>> values = round_steps(62.4, 143.0, 31)
    >>> len(values), values[:3].tolist(), float(values[-1])
    (37, [60.0, 62.5, 65.0], 150.0)
    >>> round_steps(0.03, 0.97, 5, (0.05, 1.0)).tolist()
    [0.2, 0.4, 0.6, 0.8, 1.0]
    """
    power = floor(log10(high - low))
    ticks = [nice * 10.0**at for at in (power - 1, power, power + 1) for nice in _NICE]
    ends = {tick: _ends(low, high, tick, bounds) for tick in ticks}
    usable = [tick for tick in ticks if _FEWEST <= ends[tick][1] - ends[tick][0] <= _MOST]
    tick = min(usable, key=lambda tick: (round((ends[tick][1] - ends[tick][0]) * tick, 9), -tick))
    first, last = ends[tick]
    steps = min(_STEPS, key=lambda steps: abs((last - first) * steps + 1 - count))
    values = np.arange(first * steps, last * steps + 1) * (tick / steps)
    return np.asarray(np.round(values, 9 - power), dtype=np.float64)


def _ends(low: float, high: float, tick: float, bounds: tuple[float, float]) -> tuple[int, int]:
    """Return the ends of a range in ticks, outward unless a bound is passed."""
    spare = 1e-9
    first, last = floor(low / tick + spare), ceil(high / tick - spare)
    if first * tick < bounds[0] - spare * tick:
        first = ceil(low / tick - spare)
    if last * tick > bounds[1] + spare * tick:
        last = floor(high / tick + spare)
    return first, last
