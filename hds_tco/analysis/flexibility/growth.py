"""The growth at which buying on a forecast and leasing cost the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hds_tco.analysis.estimate import Estimate, mean_of
from hds_tco.analysis.flexibility.buy_or_lease import (
    FIGURES,
    FORECASTS,
    GROWTHS,
    KINDS_OF_GROWTH,
    Crossing,
    Point,
    State,
    Ways,
    cheaper_throughout,
    crossings_of,
    nearest,
    point,
    state_of,
)
from hds_tco.analysis.flexibility.sentence_parts import (
    at_the_narrowest,
    basis,
    error_points,
    points_of,
    way_label,
    way_name,
)
from hds_tco.analysis.table import frame_of, with_errors
from hds_tco.locale import DEFAULT_LANGUAGE, Language, percent, points, text
from hds_tco.sampling import DEFAULT_SEED
from hds_tco.scenario import Assumption, Scenario, assumptions_of
from hds_tco.scenario.kinds import CHANGE

if TYPE_CHECKING:
    import pandas as pd

LOW, HIGH, STEPS = -0.10, 0.10, 40
COLUMNS = (
    *("growth_shift_per_year", *(f"{kind}_growth_per_year" for kind in KINDS_OF_GROWTH)),
    *(*with_errors(FIGURES), "cheaper", "cheaper_label"),
)


@dataclass(frozen=True)
class GrowthBreakEven:
    """Cost of both ways against the growth that comes, the forecast unchanged.

    Parameters
    ----------
    scenario : Scenario
    draws, seed : int
    points : tuple of Point
        By shift of the growth a year, from the lowest: 0.01 is one point more than the mean of each growth.
    crossings : tuple of Crossing
        The break-even shifts.
    state : str
        See `hds_tco.analysis.flexibility.buy_or_lease.State`.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = ht.flexibility.break_even_growth(ht.load("reference-ght"), draws=200, steps=4)
    >>> found.never, len(found.points)
    (False, 5)
    """

    scenario: Scenario[Assumption]
    draws: int
    seed: int
    points: tuple[Point, ...]
    crossings: tuple[Crossing, ...]
    state: State

    @property
    def never(self) -> bool:
        """Whether no growth of the range makes both cost the same."""
        return not self.crossings

    @property
    def break_even(self) -> Crossing | None:
        """The break-even nearest to the mean growth."""
        return nearest(self.crossings, 0.0)

    def growths(self, shift: float) -> dict[str, float]:
        """Return each growth a year under a shift, by kind: ``vm``, ``structured``, ``imaging``."""
        return {kind: _shifted(self.scenario, path, shift) for kind, path in zip(KINDS_OF_GROWTH, GROWTHS, strict=True)}

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row a shift of the growth.

        Returns
        -------
        DataFrame
            ``growth_shift_per_year``, ``vm_growth_per_year``, ``structured_growth_per_year``,
            ``imaging_growth_per_year``; then with its ``…_standard_error``: ``buying_eur``, ``leasing_eur``,
            ``gap_eur`` (leasing less buying), ``buying_idle_eur``, ``buying_shortage_eur``, ``leasing_idle_eur``;
            ``cheaper`` and ``cheaper_label``.
        """
        rows = []
        for item in self.points:
            growths = {f"{kind}_growth_per_year": growth for kind, growth in self.growths(item.at).items()}
            winner = cheaper_throughout([item])
            name = {"cheaper": winner, "cheaper_label": way_label(winner, lang)}
            rows.append({"growth_shift_per_year": item.at, **growths, **item.cells(), **name})
        return frame_of(rows, COLUMNS)

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what a reader wants to hear first: the break-even growth, or that there is none."""
        said = {"low": points_of(self.points[0].at, lang), "high": points_of(self.points[-1].at, lang)}
        found = self.break_even
        if found is None or self.state in ("unsure", "same"):
            said |= {"way": way_name(cheaper_throughout(self.points), lang), **at_the_narrowest(self.points, lang)}
            return [text(f"flexibility.growth.{self.state}", lang, **said)]
        side = "above" if found.at.value >= 0 else "below"
        said |= {
            "shift": points(abs(100 * found.at.value), lang),
            "error": error_points(found.at, lang),
            "way": way_name(found.beyond, lang),
            **{kind: percent(growth, lang, 1) for kind, growth in self.growths(found.at.value).items()},
        }
        first = text(f"flexibility.growth.{self.state}_{side}", lang, **said)
        several = [text("flexibility.growth.several", lang, count=len(self.crossings))]
        return [first, *(several if len(self.crossings) > 1 else [])]

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        forecasts = {
            kind: percent(_central(self.scenario, path), lang, 1)
            for kind, path in zip(KINDS_OF_GROWTH, FORECASTS, strict=True)
        }
        return [
            text("flexibility.growth.note", lang, **forecasts),
            *basis(self.scenario, self.draws, self.seed, lang),
        ]


def break_even_growth(
    scenario: Scenario[Assumption],
    low: float = LOW,
    high: float = HIGH,
    *,
    steps: int = STEPS,
    draws: int = 10_000,
    seed: int = DEFAULT_SEED,
) -> GrowthBreakEven:
    """Find the growth that makes buying, on an unchanged forecast, cost as much as leasing.

    The three growths (machines, structured data, imaging) stand at their means, all shifted by the same number of
    points a year; everything else is drawn, the same in each place, so that the steps of whole modules even out.

    Parameters
    ----------
    scenario : Scenario
    low, high : float
        Ends of the shift, in points a year (0.01 is one).
    steps : int
        A break-even and its opposite within one step are missed.
    draws, seed : int

    Returns
    -------
    GrowthBreakEven

    Raises
    ------
    ScenarioError
        If a section that buying or leasing reads is missing.
    ValueError
        If the range or the number of steps makes no sense.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = ht.flexibility.break_even_growth(ht.load("reference-ght"), draws=200, steps=2)
    >>> found.frame("en").columns[0]
    'growth_shift_per_year'
    """
    if not low < high or steps < 1:
        raise ValueError("low must be below high, with one step at least")
    ways = Ways(scenario, draws, seed)

    def changes(shift: float) -> dict[str, float]:
        return {path: _shifted(scenario, path, shift) for path in GROWTHS}

    def gap_at(shift: float) -> Estimate:
        return mean_of(ways.price(changes(shift)).gap)

    points = tuple(point(ways, float(shift), changes(float(shift))) for shift in np.linspace(low, high, steps + 1))
    crossings = crossings_of(points, gap_at)
    return GrowthBreakEven(scenario, draws, seed, points, crossings, state_of(points, crossings))


def _central(scenario: Scenario[Assumption], path: str) -> float:
    value = assumptions_of(scenario)[path].value
    assert not isinstance(value, tuple)
    return float(value)


def _shifted(scenario: Scenario[Assumption], path: str, shift: float) -> float:
    """Return a growth under a shift, within what the field allows."""
    return float(np.clip(_central(scenario, path) + shift, CHANGE.low, CHANGE.high))
