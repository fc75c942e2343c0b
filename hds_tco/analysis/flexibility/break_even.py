"""Where buying and leasing cost the same: along the growth that comes, and along how uncertain growth is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from hds_tco.analysis.estimate import Array, Estimate, mean_of
from hds_tco.analysis.evaluator import central
from hds_tco.analysis.flexibility.buy_or_lease import (
    FIGURES,
    FORECASTS,
    GROWTHS,
    KINDS_OF_GROWTH,
    Changes,
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
    factor_of,
    money,
    points_of,
    way_label,
    way_name,
)
from hds_tco.analysis.frame_table import Columns, Row, as_amount, table_of
from hds_tco.analysis.table import Table, amount_and_error, frame_of, with_errors
from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, percent, points, text
from hds_tco.sampling import DEFAULT_SEED
from hds_tco.scenario import Assumption, Scenario, assumptions_of
from hds_tco.scenario.kinds import CHANGE

if TYPE_CHECKING:
    import pandas as pd

# Points of a curve that a table shows; the frame has them all.
MOST_POINTS = 11


@dataclass(frozen=True)
class Curve(ABC):
    """Cost of both ways along one figure.

    Parameters
    ----------
    scenario : Scenario
    draws, seed : int
    points : tuple of Point
        From the lowest.
    crossings : tuple of Crossing
    state : str
        See `hds_tco.analysis.flexibility.buy_or_lease.State`.
    """

    scenario: Scenario[Assumption]
    draws: int
    seed: int
    points: tuple[Point, ...]
    crossings: tuple[Crossing, ...]
    state: State

    # Its name and that of its axis in the catalogue; its columns; where the scenario stands along it, and whether a
    # sentence tells above it from below.
    key: ClassVar[str]
    axis: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    today: ClassVar[float]
    sides: ClassVar[bool]

    @property
    def never(self) -> bool:
        """Whether the cheaper way never changes within the range."""
        return not self.crossings

    @property
    def break_even(self) -> Crossing | None:
        """The crossing nearest to where the scenario stands."""
        return nearest(self.crossings, self.today)

    @abstractmethod
    def _place_cells(self, rank: int) -> dict[str, float]:
        """Return what a frame says of a point besides its costs."""

    @abstractmethod
    def _words(self, at: Estimate | None, lang: Language) -> dict[str, str]:
        """Return the words of the range that was looked at, and of the crossing if there is one."""

    @staticmethod
    @abstractmethod
    def _write_place(row: Row, name: str, lang: Language) -> str:
        """Write where a point stands."""

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row a point: where it stands, both costs, the cheaper way."""
        rows = []
        for rank, item in enumerate(self.points):
            cheaper = cheaper_throughout([item])
            way = {"cheaper": cheaper, "cheaper_label": way_label(cheaper, lang)}
            rows.append({**self._place_cells(rank), **item.cells(), **way})
        return frame_of(rows, self.columns)

    def table(self, lang: Language = DEFAULT_LANGUAGE) -> Table:
        """Return both ways along the curve; the error that matters is that of the gap."""
        frame = self.frame(lang)
        columns: Columns = {
            f"flexible.{self.axis}": (self.columns[0], self._write_place),
            "flexible.buying": ("buying_eur", as_amount),
            "flexible.leasing": ("leasing_eur", as_amount),
            "flexible.gap": ("gap_eur", amount_and_error),
            "flexible.idle": ("buying_idle_eur", as_amount),
            "flexible.shortage": ("buying_shortage_eur", as_amount),
        }
        some = frame.iloc[:: -(-len(frame) // MOST_POINTS)]
        return table_of(some, columns, lang, text(f"flexible.{self.key}", lang))

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what a reader wants to hear first: where the cheaper way changes, or that it does not."""
        crossing, key = self.break_even, f"flexibility.{self.key}.{self.state}"
        if crossing is None or self.state in ("unsure", "same"):
            words = {**self._words(None, lang), **at_the_narrowest(self.points, lang)}
            return [text(key, lang, way=way_name(cheaper_throughout(self.points), lang), **words)]
        side = ("_above" if crossing.at.value >= 0 else "_below") if self.sides else ""
        sentences = [text(key + side, lang, way=way_name(crossing.beyond, lang), **self._words(crossing.at, lang))]
        if len(self.crossings) > 1:
            sentences.append(text(f"flexibility.{self.key}.several", lang, count=len(self.crossings)))
        return sentences


def _curve(
    ways: Ways, places: Iterable[float], changes: Callable[[float], Changes]
) -> tuple[tuple[Point, ...], tuple[Crossing, ...], State]:
    """Return the costs at each place, where they cross, and what that says."""
    along = tuple(point(ways, float(at), changes(float(at))) for at in places)
    crossings = crossings_of(along, lambda at: mean_of(ways.price(changes(at)).gap))
    return along, crossings, state_of(along, crossings)


@dataclass(frozen=True)
class GrowthBreakEven(Curve):
    """Cost of both ways against the growth that comes, the forecast unchanged.

    Points stand at a shift of the growth a year: 0.01 is one point more than the mean of each growth. Columns of the
    frame: ``growth_shift_per_year``, ``vm_growth_per_year``, ``structured_growth_per_year``,
    ``imaging_growth_per_year``; then with its ``…_standard_error``: ``buying_eur``, ``leasing_eur``, ``gap_eur``
    (leasing less buying), ``buying_idle_eur``, ``buying_shortage_eur``, ``leasing_idle_eur``; ``cheaper`` and
    ``cheaper_label``.

    Parameters
    ----------
    scenario, draws, seed, points, crossings, state
        See `Curve`.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = ht.flexibility.break_even_growth(ht.load("reference-ght"), draws=200, steps=4)
    >>> found.never, len(found.points)
    (False, 5)
    """

    key = "growth"
    axis = "shift"
    columns = (
        *("growth_shift_per_year", *(f"{kind}_growth_per_year" for kind in KINDS_OF_GROWTH)),
        *(*with_errors(FIGURES), "cheaper", "cheaper_label"),
    )
    today = 0.0
    sides = True

    def growths(self, shift: float) -> dict[str, float]:
        """Return each growth a year under a shift, by kind: ``vm``, ``structured``, ``imaging``."""
        return dict(zip(KINDS_OF_GROWTH, _shifted(self.scenario, shift).values(), strict=True))

    def _place_cells(self, rank: int) -> dict[str, float]:
        shift = self.points[rank].at
        growths = {f"{kind}_growth_per_year": growth for kind, growth in self.growths(shift).items()}
        return {"growth_shift_per_year": shift, **growths}

    def _words(self, at: Estimate | None, lang: Language) -> dict[str, str]:
        words = {"low": points_of(self.points[0].at, lang), "high": points_of(self.points[-1].at, lang)}
        if at is not None:
            words |= {"shift": points(abs(100 * at.value), lang), "error": error_points(at, lang)}
            words |= {kind: percent(growth, lang, 1) for kind, growth in self.growths(at.value).items()}
        return words

    @staticmethod
    def _write_place(row: Row, name: str, lang: Language) -> str:
        return text("flexible.points", lang, points=decimal(row[name] * 100, lang, 1))

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        assumptions = assumptions_of(self.scenario)
        forecasts = {
            kind: percent(central(assumptions[path]), lang, 1)
            for kind, path in zip(KINDS_OF_GROWTH, FORECASTS, strict=True)
        }
        note = text("flexibility.growth.note", lang, **forecasts)
        return [note, *basis(self.scenario, self.draws, self.seed, lang)]


def break_even_growth(
    scenario: Scenario[Assumption],
    low: float = -0.10,
    high: float = 0.10,
    *,
    steps: int = 40,
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
    shifts = np.linspace(low, high, steps + 1)
    return GrowthBreakEven(scenario, draws, seed, *_curve(ways, shifts, lambda shift: _shifted(scenario, shift)))


def _shifted(scenario: Scenario[Assumption], shift: float) -> dict[str, float]:
    """Return each growth under a shift, within what the field allows."""
    assumptions = assumptions_of(scenario)
    return {path: float(np.clip(central(assumptions[path]) + shift, CHANGE.low, CHANGE.high)) for path in GROWTHS}


@dataclass(frozen=True)
class VolatilityBreakEven(Curve):
    """Cost of both ways as the uncertainty of growth is scaled.

    Points stand at a scale: 0, growth known; 1, as the scenario says; 2, twice as wide around the same mean. Columns of
    the frame: ``volatility_scale``; then with its ``…_standard_error``: ``buying_eur``, ``leasing_eur``, ``gap_eur``
    (leasing less buying), ``buying_idle_eur``, ``buying_shortage_eur``, ``leasing_idle_eur``; ``clipped_share``,
    ``cheaper``, ``cheaper_label``.

    Parameters
    ----------
    scenario, draws, seed, points, crossings, state
        See `Curve`.
    clipped : tuple of float
        At each scale, share of the drawn growths that were brought back to what the field allows.
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

    clipped: tuple[float, ...]
    uncertain: bool
    as_said: tuple[Estimate, Estimate]

    key = "volatility"
    axis = "scale"
    columns = ("volatility_scale", *with_errors(FIGURES), "clipped_share", "cheaper", "cheaper_label")
    today = 1.0
    sides = False

    def _place_cells(self, rank: int) -> dict[str, float]:
        return {"volatility_scale": self.points[rank].at, "clipped_share": self.clipped[rank]}

    def _words(self, at: Estimate | None, lang: Language) -> dict[str, str]:
        place = {} if at is None else {"scale": at.value, "error": at.standard_error}
        return {name: factor_of(value, lang) for name, value in {"highest": self.points[-1].at, **place}.items()}

    @staticmethod
    def _write_place(row: Row, name: str, lang: Language) -> str:
        return f"× {decimal(row[name], lang)}"

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return how much uncertainty it takes, or that none is enough; then what uncertainty costs."""
        if not self.uncertain:
            return [text("flexibility.volatility.nothing", lang)]
        buying, leasing = (money(cost, lang) for cost in self.as_said)
        return [*super().sentences(lang), text("flexibility.volatility.cost", lang, buying=buying, leasing=leasing)]

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        low, high = percent(CHANGE.low, lang, 0), percent(CHANGE.high, lang, 0)
        clipped = percent(max(self.clipped), lang, 1)
        note = text("flexibility.volatility.note", lang, low=low, high=high, clipped=clipped)
        return [note, *basis(self.scenario, self.draws, self.seed, lang)]


def break_even_volatility(
    scenario: Scenario[Assumption],
    highest: float = 3.0,
    *,
    steps: int = 12,
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
    scales = np.linspace(0.0, highest, steps + 1)

    def widened(path: str, scale: float) -> Array:
        mean = ways.central(path)
        return np.asarray(mean + scale * (ways.column(path) - mean))

    def changes(scale: float) -> dict[str, Array]:
        return {path: np.clip(widened(path, scale), CHANGE.low, CHANGE.high) for path in growths}

    def clipped(scale: float) -> float:
        rows = np.array([widened(path, scale) for path in growths])
        return float(((rows < CHANGE.low) | (rows > CHANGE.high)).mean()) if growths else 0.0

    known, own = ways.price(changes(0.0)), ways.price(changes(1.0))
    return VolatilityBreakEven(
        *(scenario, draws, seed, *_curve(ways, scales, changes)),
        clipped=tuple(clipped(float(scale)) for scale in scales),
        uncertain=bool(growths),
        as_said=(mean_of(own("buying") - known("buying")), mean_of(own("leasing") - known("leasing"))),
    )
