"""What each figure is by usage, which figures of a scenario are not, and the slip that likely made them so.

The ranges are data (`data/usual_ranges.toml`), each with its source or its reason. Between what cannot be, which is
refused, and what is usual, lies what is priced and yet asks for a second look.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from math import inf, isfinite, log, sqrt

from hds_tco.scenario.assumption import Assumption
from hds_tco.scenario.distributions import Discrete, Lognormal
from hds_tco.scenario.fields import field_at, fields_of, kind_of, label_key
from hds_tco.scenario.files import data_folder
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.scenario import Scenario, assumptions_of

# By how much a figure in another unit is off: kilo, percent, months for years, a digit, mega.
FACTORS = (1000.0, 100.0, 12.0, 10.0, 1e6)
# Kinds of fields that no one counts by the month.
_NO_MONTHS = (
    *("share", "share_by_year", "change", "price_step", "factor", "count", "more_posts"),
    *("size", "terabytes", "kilowatts", "euros_per_kwh"),
)
# The whole numbers of a scenario that are no assumptions.
WHOLE = ("decision_year", "horizon_years")
_ROUNDING = 1e-9


@dataclass(frozen=True)
class UsualRange:
    """What a field holds by usage.

    Parameters
    ----------
    low, high : float
        In the field's unit, both usual.
    zero : bool
        Whether zero is usual too: nothing of the kind here.
    zero_beside : tuple of str
        Fields one of which says the same thing in another way: beside one above zero, zero is usual here.
    per : tuple of str
        Fields whose sum is the size that the field goes with; empty if it goes with none.
    low_per, high_per : float
        What is usual for one unit of that size.
    reason, reason_en, source, url, date : str
        Why, and where that was read.
    """

    low: float
    high: float
    zero: bool = False
    zero_beside: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    low_per: float = 0.0
    high_per: float = inf
    reason: str = ""
    reason_en: str = ""
    source: str = ""
    url: str = ""
    date: str = ""


@dataclass(frozen=True)
class Unusual:
    """One figure outside its usual range.

    Parameters
    ----------
    path : str
        Dotted path of its assumption.
    read : float
    low, high : float
        What is usual in a scenario of this size.
    size_of : str
        Field that gave the size, empty if none did.
    size : float
    mend : float or None
        The figure likely meant.
    slip : str
        What likely happened: ``over_1000``, ``times_12``; empty without a mend.
    kind : str
        Name of the field's kind, empty for a whole number that is no assumption.
    """

    path: str
    read: float
    low: float
    high: float
    size_of: str = ""
    size: float = 0.0
    mend: float | None = None
    slip: str = ""
    kind: str = ""

    @property
    def distance(self) -> float:
        """How far outside, on a scale on which tenfold is tenfold; infinite for a zero or a wrong sign."""
        if self.read * self.low <= 0 or self.read <= 0:
            return inf if self.low > 0 else abs(self.read) / max(abs(self.low), self.high)
        return abs(log(self.read / (self.high if self.read > self.high else self.low)))


@cache
def usual_ranges() -> Mapping[str, UsualRange]:
    """Return the usual ranges by field; names of the user's choosing are ``*``.

    Examples
    --------
    >>> usual = usual_ranges()["finance.real_discount_rate_per_year"]
    >>> usual.low, usual.high, usual.source.partition(",")[0]
    (0.01, 0.08, 'France Stratégie')
    """
    read = tomllib.loads((data_folder() / "usual_ranges.toml").read_text("utf-8"))
    ranges: dict[str, UsualRange] = {}
    for group in read["group"]:
        ground = {key: group[key] for key in group if key != "fields"}
        for path, row in group["fields"].items():
            lists = {key: tuple(row[key]) for key in ("per", "zero_beside") if key in row}
            ranges[path] = UsualRange(**{**row, **lists, **ground})
    return ranges


@lru_cache(maxsize=4096)
def _known(path: str) -> tuple[UsualRange | None, Kind | None]:
    """Return the usual range and the kind of the field at a path."""
    place = field_at(path)
    return usual_ranges().get(label_key(path).removeprefix("field.")), kind_of(*place) if place else None


def unusual(scenario: Scenario[Assumption], instead: Mapping[str, Assumption] | None = None) -> tuple[Unusual, ...]:
    """Return the figures of a scenario that are outside their usual range, the furthest of each assumption.

    An assumption that was looked for and not found (confidence N) stands at a placeholder, and is passed over.

    Parameters
    ----------
    scenario : Scenario
    instead : mapping, optional
        Assumptions to look at in the place of the scenario's own, by path.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> figures = unusual(load("reference-ght", {"finance.real_discount_rate_per_year": 0.32}))
    >>> [(item.path, item.read, item.low, item.high, item.mend) for item in figures]
    [('finance.real_discount_rate_per_year', 0.32, 0.01, 0.08, 0.032)]
    """
    return tuple(_Check(scenario, instead or {}).figures())


class _Check:
    """One look at a scenario; the sizes that several fields go with are worked out once."""

    def __init__(self, scenario: Scenario[Assumption], instead: Mapping[str, Assumption]) -> None:
        self.scenario = scenario
        self.assumptions = {**assumptions_of(scenario), **instead}
        self.sizes: dict[tuple[str, ...], float] = {}

    def figures(self) -> Iterator[Unusual]:
        for name in WHOLE:
            usual, value = usual_ranges()[name], float(getattr(self.scenario, name))
            if not _within(value, usual.low, usual.high):
                yield _mended(Unusual(name, value, usual.low, usual.high), whole=True)
        for path, assumption in self.assumptions.items():
            outside = self.outside(path, assumption)
            if outside is not None:
                yield outside

    def outside(self, path: str, assumption: Assumption) -> Unusual | None:
        """Return the figure of an assumption that is furthest outside what is usual, None if all are inside."""
        usual, kind = _known(path)
        if usual is None or kind is None or assumption.is_unknown:
            return None
        low, high, size = usual.low, usual.high, 0.0
        signed = kind.name == "euros_by_year"  # costs, or income
        if usual.per:
            size = self._size(tuple(self._members(usual.per, path)))
            if size > 0:
                low, high = _for_size(usual, size)
        outside = [
            figure
            for figure in _figures(assumption, kind)
            if not low <= (abs(figure) if signed else figure) <= high
            and not (figure == 0 and self._zero_is_usual(usual))
            and not _within(abs(figure) if signed else figure, low, high)
        ]
        if not outside:
            return None
        size_of = next(self._members(usual.per, path)) if size > 0 else ""
        items = [Unusual(path, figure, low, high, size_of, size, kind=kind.name) for figure in outside]
        return _mended(max(items, key=lambda item: item.distance), kind.whole)

    def _zero_is_usual(self, usual: UsualRange) -> bool:
        beside = (self.assumptions[path].value for path in usual.zero_beside if path in self.assumptions)
        return usual.zero or any(not isinstance(value, tuple) and value > 0 for value in beside)

    def _members(self, per: tuple[str, ...], path: str) -> Iterator[str]:
        """Return the paths of what gives the size: of the field's own block where it stands in one."""
        parts = path.split(".")
        for field in per:
            section, star, name = field.partition(".*.")
            if not star:
                yield field
            elif parts[0] == section:
                yield f"{section}.{parts[1]}.{name}"
            else:
                yield from (f"{section}.{key}.{name}" for key in getattr(self.scenario, section))

    def _size(self, members: tuple[str, ...]) -> float:
        """Return a size, zero where it is not known or itself outside what is usual: it then says nothing of others."""
        if members not in self.sizes:
            parts = [self.assumptions[member] for member in members if member in self.assumptions]
            sure = parts and not any(part.is_unknown for part in parts)
            sure = sure and not any(self.outside(member, self.assumptions[member]) for member in members)
            self.sizes[members] = (
                sum(part.value for part in parts if not isinstance(part.value, tuple)) if sure else 0.0
            )
        return self.sizes[members]


def _for_size(usual: UsualRange, size: float) -> tuple[float, float]:
    """Return what is usual for a size, within what is usual for any; for the size alone if nothing is both."""
    low, high = usual.low_per * size, usual.high_per * size
    within = max(low, usual.low), min(high, usual.high)
    return within if within[0] < within[1] else (low, high)


def _figures(assumption: Assumption, kind: Kind) -> Iterable[float]:
    """Return the figures that were written: values, or the parts of a law, but for the bounds that any has."""
    law = assumption.distribution
    if law is None:
        return assumption.value if isinstance(assumption.value, tuple) else (assumption.value,)
    if isinstance(law, Discrete):
        return law.values
    if isinstance(law, Lognormal):
        bounds = (bound for bound in (law.low, law.high) if bound not in (0.0, kind.low, kind.high, inf))
        return (law.p05, law.p95, *bounds)
    return vars(law).values()


def _within(figure: float, low: float, high: float) -> bool:
    slack = _ROUNDING * max(abs(low), abs(high) if isfinite(high) else 0.0)
    return low - slack <= figure <= high + slack


def _mended(item: Unusual, whole: bool) -> Unusual:
    """Return it with the figure likely meant: of those that a slip makes of it, the nearest to the middle."""
    sign = -1.0 if item.kind == "euros_by_year" and item.read < 0 else 1.0
    read = item.read * sign
    candidates: list[tuple[float, float, str]] = []
    for factor in FACTORS:
        if read <= 0 or (factor == 12 and item.kind in _NO_MONTHS):
            continue
        for name, meant in (("over", read / factor), ("times", read * factor)):
            if _within(meant, item.low, item.high) and not (whole and abs(meant - round(meant)) > _ROUNDING):
                candidates.append((_from_middle(meant, item), meant * sign, f"{name}_{factor:.0f}"))
    if not candidates:
        return item
    _, mend, slip = min(candidates)
    return replace(item, mend=mend, slip=slip)


def _from_middle(figure: float, item: Unusual) -> float:
    """Return how far a figure is from the middle of the range, on a scale on which tenfold is tenfold."""
    if item.low > 0:
        return abs(log(figure / sqrt(item.low * item.high)))
    return abs(figure - (item.low + item.high) / 2) / (item.high - item.low)


def numeric_fields() -> Iterator[str]:
    """Return every field of the schema that holds a number, names of the user's choosing as ``*``."""
    yield from WHOLE
    for path, section, name in fields_of():
        kind = kind_of(section, name)
        if kind is not None and not kind.flag:
            yield path
