"""What must be said beside the figures: what is unknown, what the law asks, what is compared with what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, number_of, percent, text
from hds_tco.scenario import Assumption, Scenario, assumptions_of, resolve

if TYPE_CHECKING:
    from hds_tco.analysis.compare import Comparison, OptionResult

# Below this gap between the two cheapest options the answer is a tie for a board: no cost study is finer.
TIE_SHARE = 0.02


@dataclass(frozen=True)
class Notice:
    """One thing to say.

    Parameters
    ----------
    key : str
        Sentence of the catalogues, section ``notice``.
    level : {"info", "warning"}
    numbers, shares : mapping
        What fills its holes: numbers, and shares shown in percent.
    keys : mapping
        Holes filled by another text of the catalogues.
    counted : float, optional
        Number that asks for the singular or the plural.
    """

    key: str
    level: Literal["info", "warning"] = "info"
    numbers: Mapping[str, float] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    counted: float | None = None

    def sentence(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the sentence."""
        said = {name: decimal(value, lang, 1 if value % 1 else 0) for name, value in self.numbers.items()}
        said |= {name: percent(value, lang, 0) for name, value in self.shares.items()}
        said |= {name: text(key, lang) for name, key in self.keys.items()}
        if self.counted is not None:
            return number_of(f"notice.{self.key}", self.counted, lang, **said)
        return text(f"notice.{self.key}", lang, **said)


def notices_of(comparison: Comparison) -> tuple[Notice, ...]:
    """Return what must be said of a comparison, warnings first."""
    scenario = comparison.scenario
    found = [
        *_tie(comparison),
        *_unknowns(scenario),
        *_certificate(comparison),
        *_lease(comparison),
        *_provider(comparison),
    ]
    if len(comparison.options) == 1:
        found.append(Notice("single_option"))
    return tuple(sorted(found, key=lambda notice: notice.level != "warning"))


def _tie(comparison: Comparison) -> list[Notice]:
    if len(comparison.options) < 2:
        return []
    first, second = comparison.ranked[:2]
    scale = max(abs(first.net_present_cost_eur), abs(second.net_present_cost_eur))
    gap = second.net_present_cost_eur - first.net_present_cost_eur
    if gap > TIE_SHARE * scale:
        return []
    return [Notice("tie", "warning", shares={"limit": TIE_SHARE})]


def _unknowns(scenario: Scenario[Assumption]) -> list[Notice]:
    assumptions = assumptions_of(scenario).values()
    unknown = sum(item.is_unknown for item in assumptions)
    hypotheses = sum(item.confidence == "G" for item in assumptions)
    found = []
    if unknown:
        found.append(Notice("unknown", "warning", counted=unknown))
    if hypotheses:
        found.append(Notice("hypotheses", counted=hypotheses, numbers={"all": len(assumptions)}))
    return found


def _certificate(comparison: Comparison) -> list[Notice]:
    hosts: list[OptionResult] = [option for option in comparison.options if option.duty is not None]
    if not hosts or hosts[0].duty is None:
        return []
    given = resolve(comparison.scenario)
    return [Notice("certificate", keys={"reason": hosts[0].duty.reason(given)})]


def _lease(comparison: Comparison) -> list[Notice]:
    terms = comparison.scenario.leasing
    if terms is None or not any(option.key == "leasing" for option in comparison.options):
        return []
    return [
        Notice(name, "warning") for name in ("compulsory_transfer", "deferred_payment") if getattr(terms, name).value
    ]


def _provider(comparison: Comparison) -> list[Notice]:
    given = comparison.scenario.external
    if given is None or not any(option.key == "external" for option in comparison.options):
        return []
    found = []
    missing = 6 - len(set(given.covered_activities))
    if missing:
        found.append(Notice("uncovered", "warning", counted=missing))
    if comparison.scenario.hosted and not given.serves_hosted_establishments.value:
        found.append(Notice("perimeter", "warning"))
    return found
