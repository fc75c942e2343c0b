"""What an uncertain assumption may look like: exact moments, and quantiles from which draws are made.

The deterministic run uses the mean; a draw is the quantile of a point between 0 and 1.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from math import erfc, exp, expm1, inf, log, sqrt

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

# Half-width of a 90 % interval of a normal law, in standard deviations.
Z90 = 1.6448536269514722
# Below this chance scipy's inverse of the beta law gives up; nothing is ever drawn there.
_LEAST = 1e-50


class _Bounded:
    """A law between two ends: where between them each chance falls is for the law to say."""

    low: float
    high: float

    def quantile(self, chance: npt.ArrayLike) -> Array:
        """Return the figures that the law stays below with these chances."""
        points = np.asarray(chance, np.float64)
        if self.low == self.high:
            return _constant(points, self.low)
        return _stretched(self._share_at(points), self.low, self.high)

    def cdf(self, figure: npt.ArrayLike) -> Array:
        """Return the chances that the law stays at these figures or below."""
        figures = np.asarray(figure, np.float64)
        if self.low == self.high:
            return _step(figures, self.low)
        share = (np.clip(figures, self.low, self.high) - self.low) / (self.high - self.low)
        return np.asarray(self._chance_at(share))

    def _share_at(self, chance: Array) -> Array:
        """Return at which share of the way from one end to the other chances are reached."""
        return chance

    def _chance_at(self, share: Array) -> Array:
        """Return the chances reached at shares of the way."""
        return share


@dataclass(frozen=True)
class Pert(_Bounded):
    """A bell between `low` and `high` that leans to `mode`; mean (low + 4 mode + high) / 6 (Malcolm et al., 1959).

    Examples
    --------
    >>> law = Pert(0.1, 0.2, 0.6)
    >>> law.mean, round(law.variance, 6), law.quantile([0, 0.5, 1]).round(6).tolist()
    (0.25, 0.0075, [0.1, 0.238336, 0.6])
    """

    low: float
    mode: float
    high: float

    @property
    def mean(self) -> float:
        """Expected value."""
        return (self.low + 4 * self.mode + self.high) / 6

    @property
    def variance(self) -> float:
        """Expected square of what separates a draw from the mean."""
        return (self.mean - self.low) * (self.high - self.mean) / 7

    def _share_at(self, chance: Array) -> Array:
        from scipy.special import betaincinv

        safe = np.where(chance > 0, np.maximum(chance, _LEAST), chance)
        return np.asarray(betaincinv(*self._shapes(), safe))

    def _chance_at(self, share: Array) -> Array:
        from scipy.special import betainc

        return np.asarray(betainc(*self._shapes(), share))

    def _shapes(self) -> tuple[float, float]:
        """Return both parameters of the beta law behind."""
        width = self.high - self.low
        return 1 + 4 * (self.mode - self.low) / width, 1 + 4 * (self.high - self.mode) / width


@dataclass(frozen=True)
class Triangular(_Bounded):
    """Straight lines up to `mode` and down again; mean (low + mode + high) / 3.

    Examples
    --------
    >>> law = Triangular(0, 1, 4)
    >>> round(law.variance, 6), law.quantile([0, 0.25, 1]).tolist()
    (0.722222, [0.0, 1.0, 4.0])
    """

    low: float
    mode: float
    high: float

    @property
    def mean(self) -> float:
        """Expected value."""
        return (self.low + self.mode + self.high) / 3

    @property
    def variance(self) -> float:
        """Expected square of what separates a draw from the mean."""
        below, above = self.mode - self.low, self.high - self.mode
        return (below * below + below * above + above * above) / 18

    @property
    def _top(self) -> float:
        """At which share of the way the mode stands."""
        return (self.mode - self.low) / (self.high - self.low)

    def _share_at(self, chance: Array) -> Array:
        top = self._top
        return np.where(chance < top, np.sqrt(chance * top), 1 - np.sqrt((1 - chance) * (1 - top)))

    def _chance_at(self, share: Array) -> Array:
        top = self._top
        # Each side sees its own figures only, or a narrow one would overflow. One without width has none.
        below = np.minimum(share, top) ** 2 / (top or 1.0)
        above = 1 - (1 - np.maximum(share, top)) ** 2 / ((1 - top) or 1.0)
        return np.where(share < top, below, above)


@dataclass(frozen=True)
class Uniform(_Bounded):
    """Anything between `low` and `high`, all as likely.

    Examples
    --------
    >>> Uniform(2, 8).variance, Uniform(2, 8).quantile([0, 0.25, 1]).tolist()
    (3.0, [2.0, 3.5, 8.0])
    """

    low: float
    high: float

    @property
    def mean(self) -> float:
        """Expected value."""
        return (self.low + self.high) / 2

    @property
    def variance(self) -> float:
        """Expected square of what separates a draw from the mean."""
        return (self.high - self.low) ** 2 / 12


@dataclass(frozen=True)
class Lognormal:
    """A positive figure known by its 90 % interval, cut off at bounds that it cannot pass.

    Parameters
    ----------
    p05, p95 : float
        The interval of the law before it is cut: one chance in twenty below `p05`, one above `p95`.
    low, high : float
        What is outside is never drawn, what is inside becomes likelier in proportion. Mean, variance, quantiles and
        chances are those of the law once cut.

    Examples
    --------
    >>> round(Lognormal(0.5, 2.0).mean, 6)  # median 1, sigma = ln(2) / 1.645
    1.092852
    >>> share = Lognormal(0.2, 0.9, high=1.0)  # a share never exceeds 1
    >>> round(share.mean, 6), share.quantile([0, 0.5, 1]).round(6).tolist()
    (0.447834, [0.0, 0.416941, 1.0])
    """

    p05: float
    p95: float
    low: float = 0.0
    high: float = inf

    @property
    def mean(self) -> float:
        """Expected value: exp(mu + sigma² / 2), times what the cut changes."""
        mu, sigma = self._law()
        return exp(mu + sigma * sigma / 2) * self._kept(sigma) if sigma else self.p05

    @property
    def variance(self) -> float:
        """Expected square of what separates a draw from the mean."""
        _, sigma = self._law()
        if not sigma:
            return 0.0
        spread = sigma * sigma + log(self._kept(2 * sigma)) - 2 * log(self._kept(sigma))
        return max(0.0, self.mean**2 * expm1(spread))

    def quantile(self, chance: npt.ArrayLike) -> Array:
        """Return the figures that the law stays below with these chances; 0 and infinity at the ends without bound."""
        from scipy.special import ndtr, ndtri

        points = np.asarray(chance, np.float64)
        mu, sigma = self._law()
        if not sigma:
            return _constant(points, self.p05)
        start, end = self._bounds(mu, sigma)
        inside = np.exp(mu + sigma * ndtri(ndtr(start) + points * _mass(start, end)))
        low = max(self.low, 0.0)
        return np.where(points <= 0, low, np.where(points >= 1, self.high, np.clip(inside, low, self.high)))

    def cdf(self, figure: npt.ArrayLike) -> Array:
        """Return the chances that the law stays at these figures or below."""
        from scipy.special import ndtr

        figures = np.asarray(figure, np.float64)
        mu, sigma = self._law()
        if not sigma:
            return _step(figures, self.p05)
        start, end = self._bounds(mu, sigma)
        logs = np.log(figures, out=np.full(figures.shape, -inf), where=figures > 0)
        chance: Array = (ndtr((logs - mu) / sigma) - ndtr(start)) / _mass(start, end)
        return np.asarray(np.clip(chance, 0.0, 1.0))

    def _law(self) -> tuple[float, float]:
        """Return mean and standard deviation of the logarithm, before the cut."""
        return (log(self.p05) + log(self.p95)) / 2, (log(self.p95) - log(self.p05)) / (2 * Z90)

    def _bounds(self, mu: float, sigma: float) -> tuple[float, float]:
        """Return both bounds in standard deviations from the centre."""
        start = (log(self.low) - mu) / sigma if self.low > 0 else -inf
        return start, (log(self.high) - mu) / sigma if self.high < inf else inf

    def _kept(self, shift: float) -> float:
        """Return what the cut does to the moment of order shift / sigma: 1 without bounds."""
        start, end = self._bounds(*self._law())
        return _mass(start - shift, end - shift) / _mass(start, end)


@dataclass(frozen=True)
class Discrete:
    """One of `values`, each with its weight.

    Examples
    --------
    >>> Discrete((60, 10), (1, 3)).quantile([0, 0.75, 0.76, 1]).tolist()
    [10.0, 10.0, 60.0, 60.0]
    """

    values: tuple[float, ...]
    weights: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Expected value."""
        total = sum(self.weights)
        return sum(value * weight for value, weight in zip(self.values, self.weights, strict=True)) / total

    @property
    def variance(self) -> float:
        """Expected square of what separates a draw from the mean."""
        mean, total = self.mean, sum(self.weights)
        pairs = zip(self.values, self.weights, strict=True)
        return sum((value - mean) ** 2 * weight for value, weight in pairs) / total

    def quantile(self, chance: npt.ArrayLike) -> Array:
        """Return the smallest values at which these chances are reached; one without weight never comes."""
        values, reached = self._ladder()
        return np.asarray(values[np.searchsorted(reached[:-1], np.asarray(chance, np.float64))])

    def cdf(self, figure: npt.ArrayLike) -> Array:
        """Return the chances that the law stays at these figures or below."""
        values, reached = self._ladder()
        below = np.searchsorted(values, np.asarray(figure, np.float64), side="right")
        return np.asarray(np.concatenate([[0.0], reached])[below])

    def _ladder(self) -> tuple[Array, Array]:
        """Return the values that may come, from the smallest up, and the chance reached at each."""
        pairs = sorted(pair for pair in zip(self.values, self.weights, strict=True) if pair[1] > 0)
        values, weights = np.array(pairs, np.float64).T
        reached = np.cumsum(weights)
        return values, reached / reached[-1]


Distribution = Pert | Triangular | Uniform | Lognormal | Discrete
DISTRIBUTIONS: dict[str, type[Distribution]] = {
    "pert": Pert,
    "triangular": Triangular,
    "uniform": Uniform,
    "lognormal": Lognormal,
    "discrete": Discrete,
}


def parts_of(name: str) -> tuple[str, ...]:
    """Return the fields that a distribution must be written with.

    Examples
    --------
    >>> parts_of("pert")
    ('low', 'mode', 'high')
    """
    return tuple(field.name for field in fields(DISTRIBUTIONS[name]) if field.default is MISSING)


def bounds_of(name: str) -> tuple[str, ...]:
    """Return the fields that a distribution may be written with, besides those that it must.

    Examples
    --------
    >>> bounds_of("lognormal"), bounds_of("pert")
    (('low', 'high'), ())
    """
    return tuple(field.name for field in fields(DISTRIBUTIONS[name]) if field.default is not MISSING)


def _stretched(share: Array, low: float, high: float) -> Array:
    """Return what lies at a share of the way from one end to the other; each end exact."""
    width = high - low
    return np.where(share < 0.5, low + share * width, high - (1 - share) * width)


def _constant(points: Array, value: float) -> Array:
    """Return the quantiles of a law that gives one figure only."""
    return np.full(points.shape, value, np.float64)


def _step(figures: Array, at: float) -> Array:
    """Return the chances of a law that gives one figure only."""
    return np.where(figures >= at, 1.0, 0.0)


def _mass(start: float, end: float) -> float:
    """Return the chance that a standard normal law falls between two figures, exact in either tail."""
    if start > 0:
        start, end = -end, -start
    return (erfc(-end / sqrt(2)) - erfc(-start / sqrt(2))) / 2
