"""What an uncertain assumption may look like; each one knows its mean, which the deterministic run uses."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import exp, log

# Half-width of a 90 % interval of a normal law, in standard deviations.
Z90 = 1.6448536269514722


@dataclass(frozen=True)
class Pert:
    """A bell between `low` and `high` that leans to `mode`; mean (low + 4 mode + high) / 6 (Malcolm et al., 1959).

    Examples
    --------
    >>> Pert(0.1, 0.2, 0.6).mean
    0.25
    """

    low: float
    mode: float
    high: float

    @property
    def mean(self) -> float:
        """Expected value."""
        return (self.low + 4 * self.mode + self.high) / 6


@dataclass(frozen=True)
class Triangular:
    """Straight lines up to `mode` and down again; mean (low + mode + high) / 3."""

    low: float
    mode: float
    high: float

    @property
    def mean(self) -> float:
        """Expected value."""
        return (self.low + self.mode + self.high) / 3


@dataclass(frozen=True)
class Uniform:
    """Anything between `low` and `high`, all as likely."""

    low: float
    high: float

    @property
    def mean(self) -> float:
        """Expected value."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Lognormal:
    """A positive figure known by its 90 % interval, from `p05` to `p95`.

    Examples
    --------
    >>> round(Lognormal(0.5, 2.0).mean, 6)  # median 1, sigma = ln(2) / 1.645
    1.092852
    """

    p05: float
    p95: float

    @property
    def mean(self) -> float:
        """Expected value, exp(mu + sigma² / 2)."""
        mu = (log(self.p05) + log(self.p95)) / 2
        sigma = (log(self.p95) - log(self.p05)) / (2 * Z90)
        return exp(mu + sigma * sigma / 2)


@dataclass(frozen=True)
class Discrete:
    """One of `values`, each with its weight."""

    values: tuple[float, ...]
    weights: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Expected value."""
        total = sum(self.weights)
        return sum(value * weight for value, weight in zip(self.values, self.weights, strict=True)) / total


Distribution = Pert | Triangular | Uniform | Lognormal | Discrete
DISTRIBUTIONS: dict[str, type[Distribution]] = {
    "pert": Pert,
    "triangular": Triangular,
    "uniform": Uniform,
    "lognormal": Lognormal,
    "discrete": Discrete,
}


def parts_of(name: str) -> tuple[str, ...]:
    """Return the fields that a distribution is written with.

    Examples
    --------
    >>> parts_of("pert")
    ('low', 'mode', 'high')
    """
    return tuple(field.name for field in fields(DISTRIBUTIONS[name]))
