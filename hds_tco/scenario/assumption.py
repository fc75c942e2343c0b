"""One assumption and what every section shares: a number, a yes or no, figures by year or a law, and its source."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Generic, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict

from hds_tco.scenario.distributions import Distribution

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
        said: dict[str, Any] = {}
        if self.distribution is None:
            said["value"] = list(self.value) if isinstance(self.value, tuple) else self.value
        else:
            said["distribution"] = type(self.distribution).__name__.lower()
            for part in fields(self.distribution):
                inner = getattr(self.distribution, part.name)
                if inner != part.default:
                    said[part.name] = list(inner) if isinstance(inner, tuple) else inner
        for key in ("source", "url", "date", "note"):
            if getattr(self, key):
                said[key] = getattr(self, key)
        said["confidence"] = self.confidence
        return said


# What a field holds: `Assumption` in a loaded scenario; in the model numbers, draws or symbols.
V = TypeVar("V")


class Section(BaseModel, Generic[V]):
    """A frozen table of a scenario file; an unknown field is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
