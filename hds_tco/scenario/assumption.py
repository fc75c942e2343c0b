"""One assumption: a number, a yes or no, figures by year or a law; and what it rests on: source, date, address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Generic, Literal, TypeVar, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from hds_tco.scenario.distributions import Distribution
from hds_tco.scenario.errors import Fault, shown

Confidence = Literal["S1", "S2", "S3", "D", "G", "N"]
CONFIDENCES: tuple[str, ...] = get_args(Confidence)
# Those that say that a source was seen, or reckoned from.
SOURCED = ("S1", "S2", "S3", "D")


@dataclass(frozen=True)
class Assumption:
    """A value and what it rests on.

    Parameters
    ----------
    value : float or tuple of float
        What the deterministic run uses: the number, the mean of the distribution, 1 or 0 for a yes or no, or one
        figure a year.
    distribution : Distribution, optional
        How uncertain it is.
    source, url, date, note : str
        Where the figure comes from; empty when nobody said.
    confidence : {"S1", "S2", "S3", "D", "G", "N"}
        Codes of the fact sheet: sourced (1 official, 2 press or secondary, 3 weak), derived, general knowledge, not
        found. A figure without a source is a hypothesis (G).

    Examples
    --------
    >>> Assumption(0.032, source="France Stratégie", confidence="S1").is_hypothesis
    False
    >>> Assumption(400.0).is_hypothesis
    True
    """

    value: float | tuple[float, ...]
    distribution: Distribution | None = None
    source: str = ""
    url: str = ""
    date: str = ""
    confidence: Confidence = "G"
    note: str = ""

    @property
    def is_hypothesis(self) -> bool:
        """Whether no source was seen for the figure."""
        return self.confidence not in SOURCED or not self.source

    @property
    def is_unknown(self) -> bool:
        """Whether the figure was looked for and not found; it then stands at a placeholder, mostly zero."""
        return self.confidence == "N"

    def with_value(self, value: float | tuple[float, ...]) -> Assumption:
        """Return an assumption of the user's own making: another value, and no longer the old one's source."""
        return replace(Assumption(value), note=self.note)

    def as_toml(self) -> dict[str, Any]:
        """Return what a scenario file would say, empty parts left out."""
        table: dict[str, Any] = {}
        if self.distribution is None:
            table["value"] = list(self.value) if isinstance(self.value, tuple) else self.value
        else:
            table["distribution"] = type(self.distribution).__name__.lower()
            for part in fields(self.distribution):
                inner = getattr(self.distribution, part.name)
                if inner != part.default:
                    table[part.name] = list(inner) if isinstance(inner, tuple) else inner
        for key in ("source", "url", "date", "note"):
            if getattr(self, key):
                table[key] = getattr(self, key)
        table["confidence"] = self.confidence
        return table


# What a field holds: `Assumption` in a loaded scenario; in the model numbers, draws or symbols.
V = TypeVar("V")


class Section(BaseModel, Generic[V]):
    """A frozen table of a scenario file; an unknown field is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


# A source has a name: a letter or two name nobody.
LEAST_LETTERS = 3
_DATES = (
    re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?"),
    re.compile(r"(?:(?:(?P<day>\d{1,2})/)?(?P<month>\d{1,2})/)(?P<year>\d{4})"),
)
_SPAN = re.compile(r"(\d{4})-(\d{4})")
_FIRST_YEAR = 1900


def origin_faults(origin: Mapping[str, str]) -> list[Fault]:
    """Return what is wrong with where a figure is said to come from.

    Parameters
    ----------
    origin : mapping
        ``source``, ``url``, ``date`` and ``confidence``, those that were given.

    Examples
    --------
    >>> [fault.code for fault in origin_faults({"confidence": "S1", "url": "javascript:alert(1)"})]
    ['source_missing', 'url']
    >>> origin_faults({"confidence": "G"}), origin_faults({"source": "SDES", "date": "2024-02", "confidence": "S1"})
    ([], [])
    """
    faults: list[Fault] = []
    source, url, when = (origin.get(key, "").strip() for key in ("source", "url", "date"))
    sourced = origin.get("confidence") in SOURCED
    if sourced and not source:
        faults.append(Fault("source_missing", "confidence", origin["confidence"], mend='"G"'))
    elif sourced and sum(map(str.isalpha, source)) < LEAST_LETTERS:
        faults.append(Fault("source_words", "source", shown(source), {"least": str(LEAST_LETTERS)}))
    if url and not is_address(url):
        faults.append(Fault("url", "url", shown(url), mend=_mended_address(url)))
    if when and not is_date(when):
        faults.append(Fault("date", "date", shown(when)))
    return faults


def is_address(url: str) -> bool:
    """Tell whether an address leads to a page of the web.

    Examples
    --------
    >>> [is_address(url) for url in ("https://www.insee.fr/x", "javascript:alert(1)", "http://", "insee.fr")]
    [True, False, False, False]
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    plain = not re.search(r"[\s\x00-\x1f\x7f\"<>\\]", url)
    return plain and parts.scheme in ("http", "https") and re.fullmatch(r"[\w.-]*\w|[\da-f:]+", host) is not None


def _mended_address(url: str) -> str:
    mended = f"https://{url}"
    return mended if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", url) and is_address(mended) else ""


def is_date(when: str) -> bool:
    """Tell whether a text is a year, a month, a day or a span of years of the calendar.

    Examples
    --------
    >>> [is_date(when) for when in ("2024", "2024-02", "29/02/2024", "2011-2013", "31/02/2099", "2024-13", "hier")]
    [True, True, True, True, False, False, False]
    """
    span = _SPAN.fullmatch(when)
    if span is not None:
        return _FIRST_YEAR <= int(span[1]) <= int(span[2])
    return _day(when) is not None


def _day(when: str) -> date | None:
    """Return the first day of a date, None if it is none."""
    match = next(filter(None, (pattern.fullmatch(when) for pattern in _DATES)), None)
    if match is None or int(match["year"]) < _FIRST_YEAR:
        return None
    try:
        return date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
    except ValueError:
        return None


def is_to_come(when: str, today: date) -> bool:
    """Tell whether a source is dated of a day that has not come: none was read there.

    Examples
    --------
    >>> is_to_come("2099-01-01", date(2026, 11, 29)), is_to_come("2026", date(2026, 11, 29))
    (True, False)
    """
    span = _SPAN.fullmatch(when)
    first = _day(span[1] if span is not None else when)
    return first is not None and first > today
