"""How much uncertainty of growth it takes for leasing to win."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hds_tco.analysis.estimate import Estimate, mean_of
from hds_tco.analysis.flexibility.buy_or_lease import (
    FIGURES,
    GROWTHS,
    Array,
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
from hds_tco.analysis.flexibility.sentence_parts import at_the_narrowest, basis, factor_of, money, way_label, way_name
from hds_tco.analysis.table import frame_of, with_errors
from hds_tco.locale import DEFAULT_LANGUAGE, Language, percent, text
from hds_tco.sampling import DEFAULT_SEED
from hds_tco.scenario import Assumption, Scenario, assumptions_of
from hds_tco.scenario.kinds import CHANGE

if TYPE_CHECKING:
    import pandas as pd

HIGHEST, STEPS = 3.0, 12
COLUMNS = ("volatility_scale", *with_errors(FIGURES), "clipped_share", "cheaper", "cheaper_label")


@dataclass(frozen=True)
class VolatilityBreakEven:
    """Cost of both ways as the uncertainty of growth is scaled.

    Parameters
    ----------
    scenario : Scenario
    draws, seed : int
    points : tuple of Point
        By scale: 0, growth known; 1, as the scenario says; 2, twice as wide around the same mean.
    clipped : tuple of float
        At each scale, share of the drawn growths that were brought back to what the field allows.
    crossings : tuple of Crossing
    state : str
        See `hds_tco.analysis.flexibility.buy_or_lease.State`.
    uncertain : bool
        Whether any growth is uncertain: otherwise there is nothing to scale.
    as_said : Estimate, Estimate
        What the uncertainty as the scenario says it adds to the mean cost of buying, and of leasing.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = ht.flexibility.break_even_volatility(ht.load("reference-ght"), draws=200, steps=3)
    >>> found.uncertain, [item.at for item in found.points]
    (True, [0.0, 1.0, 2.0, 3.0])
    """

    scenario: Scenario[Assumption]
    draws: int
    seed: int
    points: tuple[Point, ...]
    clipped: tuple[float, ...]
    crossings: tuple[Crossing, ...]
    state: State
    uncertain: bool
    as_said: tuple[Estimate, Estimate]

    @property
    def never(self) -> bool:
        """Whether the cheaper way never changes within the range."""
        return not self.crossings

    @property
    def break_even(self) -> Crossing | None:
        """The change nearest to the uncertainty as the scenario says it."""
        return nearest(self.crossings, 1.0)

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row a scale.

        Returns
        -------
        DataFrame
            ``volatility_scale``; then with its ``…_standard_error``: ``buying_eur``, ``leasing_eur``, ``gap_eur``
            (leasing less buying), ``buying_idle_eur``, ``buying_shortage_eur``, ``leasing_idle_eur``;
            ``clipped_share``, ``cheaper``, ``cheaper_label``.
        """
        rows = []
        for item, clipped in zip(self.points, self.clipped, strict=True):
            winner = cheaper_throughout([item])
            name = {"cheaper": winner, "cheaper_label": way_label(winner, lang)}
            rows.append({"volatility_scale": item.at, **item.cells(), "clipped_share": clipped, **name})
        return frame_of(rows, COLUMNS)

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what a reader wants to hear first: how much uncertainty it takes, or that none is enough."""
        if not self.uncertain:
            return [text("flexibility.volatility.nothing", lang)]
        buying, leasing = self.as_said
        cost = text("flexibility.volatility.cost", lang, buying=money(buying, lang), leasing=money(leasing, lang))
        said = {"highest": factor_of(self.points[-1].at, lang)}
        found = self.break_even
        if found is None or self.state in ("unsure", "same"):
            said |= {"way": way_name(cheaper_throughout(self.points), lang), **at_the_narrowest(self.points, lang)}
            return [text(f"flexibility.volatility.{self.state}", lang, **said), cost]
        said |= {
            "scale": factor_of(found.at.value, lang),
            "error": factor_of(found.at.standard_error, lang),
            "way": way_name(found.beyond, lang),
        }
        several = [text("flexibility.volatility.several", lang, count=len(self.crossings))]
        first = text(f"flexibility.volatility.{self.state}", lang, **said)
        return [first, *(several if len(self.crossings) > 1 else []), cost]

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        low, high = percent(CHANGE.low, lang, 0), percent(CHANGE.high, lang, 0)
        clipped = percent(max(self.clipped), lang, 1)
        return [
            text("flexibility.volatility.note", lang, low=low, high=high, clipped=clipped),
            *basis(self.scenario, self.draws, self.seed, lang),
        ]


def break_even_volatility(
    scenario: Scenario[Assumption],
    highest: float = HIGHEST,
    *,
    steps: int = STEPS,
    draws: int = 10_000,
    seed: int = DEFAULT_SEED,
) -> VolatilityBreakEven:
    """Find how uncertain growth must be for the cheaper way to change.

    Each drawn growth g becomes mean + scale x (g - mean), brought back to what the field allows (-90 % to 100 % a
    year); means, correlations and every other draw stay.

    Parameters
    ----------
    scenario : Scenario
    highest : float
        Largest scale.
    steps : int
        A change and its opposite within one step are missed.
    draws, seed : int

    Returns
    -------
    VolatilityBreakEven

    Raises
    ------
    ScenarioError
        If a section that buying or leasing reads is missing.
    ValueError
        If the range or the number of steps makes no sense.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = ht.flexibility.break_even_volatility(ht.load("reference-ght"), draws=200, steps=3)
    >>> found.frame("en").columns[0]
    'volatility_scale'
    """
    if not highest > 0 or steps < 1:
        raise ValueError("highest must be above 0, with one step at least")
    ways = Ways(scenario, draws, seed)
    assumptions = assumptions_of(scenario)
    growths = [path for path in GROWTHS if assumptions[path].distribution is not None]

    def widened(path: str, scale: float) -> Array:
        mean = ways.central(path)
        return np.asarray(mean + scale * (ways.column(path) - mean))

    def changes(scale: float) -> dict[str, Array | float]:
        return {path: np.clip(widened(path, scale), CHANGE.low, CHANGE.high) for path in growths}

    def clipped(scale: float) -> float:
        rows = np.array([widened(path, scale) for path in growths])
        return float(((rows < CHANGE.low) | (rows > CHANGE.high)).mean()) if growths else 0.0

    def gap_at(scale: float) -> Estimate:
        return mean_of(ways.price(changes(scale)).gap)

    scales = [float(scale) for scale in np.linspace(0.0, highest, steps + 1)]
    points = tuple(point(ways, scale, changes(scale)) for scale in scales)
    crossings = crossings_of(points, gap_at)
    known, said = ways.price(changes(0.0)), ways.price(changes(1.0))
    return VolatilityBreakEven(
        scenario,
        draws,
        seed,
        points,
        tuple(clipped(scale) for scale in scales),
        crossings,
        state_of(points, crossings),
        bool(growths),
        (mean_of(said("buying") - known("buying")), mean_of(said("leasing") - known("leasing"))),
    )
