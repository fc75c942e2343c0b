"""Write docs/validation.md: what published cases say, and what hds_tco finds of it.

python -m tools.validation
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from hds_tco.locale import decimal
from hds_tco.scenario import Assumption, Scenario, data_folder, load
from hds_tco.scenario.assumption import Confidence
from tools.validation_measures import MEASURES, list_prices

PAGE = Path(__file__).parents[1] / "docs" / "validation.md"
CASES = data_folder() / "validation"
CHECKS = CASES / "checks.toml"
EDGE = 0.05  # of a range: within it of an end, a figure is on the edge
Kind = Literal["exact", "direction", "range", "order"]
HEAD = """\
# Ce que des cas réels disent, et ce que hds_tco en retrouve

Page écrite par `python -m tools.validation` à partir de `data/validation/` ; un test la compare. Quand le modèle ou le
cas de référence change, elle se récrit par la même commande ; un contrôle qui devient manqué demande sa raison dans
`data/validation/checks.toml`.

Trois sortes de contrôles : **exact**, un total publié que le calcul doit rendre, à l'arrondi de la source près ;
**sens**, quelle option l'emporte ; **fourchette** et **ordre de grandeur**, le cas de référence devant de vrais
hôpitaux. Les contrôles exacts éprouvent l'arithmétique, non les prix du cas de référence : aucun de ces cas ne donne
le personnel, la croissance ou un taux. Aucune comparaison d'hôpital français avec un prix pour chaque option n'a été
trouvée, ni aucun cas qui puisse régler la location.

Chaque cas est un petit scénario de `data/validation/`, posé sur `tout-a-zero-deux-options` ou `tout-a-zero` : le vôtre
s'écrit de même. Les monnaies étrangères ne sont pas converties.
"""


class Source(BaseModel):
    """Where a published figure comes from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    url: str = ""
    date: str
    confidence: Confidence


class Check(BaseModel):
    """One published figure, and what is asked of hds_tco."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    case: str
    measure: str
    kind: Kind
    unit: str
    digits: int
    set: dict[str, Any] = {}
    given: dict[str, Any] = {}
    list_prices: dict[str, dict[str, float]] = {}
    expected: float = float("nan")
    tolerance: float = 0.0
    low: float = float("nan")
    high: float = float("nan")
    factor: float = 1.0
    published: str = ""
    reason: str = ""
    source: str = ""
    url: str = ""
    date: str = ""
    confidence: Confidence | None = None

    def passed(self, found: float) -> bool:
        """Whether a figure is what the source says."""
        if self.kind == "exact":
            return abs(found - self.expected) <= self.tolerance
        if self.kind == "direction":
            return found * self.expected > 0
        return self.low / self.factor <= found <= self.high * self.factor


class Group(BaseModel):
    """The checks of one case, or of one kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    text: str
    sources: tuple[Source, ...] = ()
    check: tuple[Check, ...]


class Unchecked(BaseModel):
    """What was published and checks nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: str
    said: str
    why: str


@dataclass(frozen=True)
class Finding:
    """A check and what hds_tco gives."""

    check: Check
    found: float

    @property
    def passed(self) -> bool:
        """Whether hds_tco gives what the source says."""
        return self.check.passed(self.found)


@cache
def groups() -> tuple[Group, ...]:
    """Return the checks, by case."""
    return tuple(Group.model_validate(group) for group in _read()["group"])


@cache
def unchecked() -> tuple[Unchecked, ...]:
    """Return what was published and checks nothing."""
    return tuple(Unchecked.model_validate(item) for item in _read()["unchecked"])


def _read() -> Mapping[str, Any]:
    return tomllib.loads(CHECKS.read_text("utf-8"))


def case(name: str, values: Mapping[str, Any] | None = None) -> Scenario[Assumption]:
    """Return a case of `data/validation/`, or a shipped scenario."""
    own = CASES / f"{name}.toml"
    return load(own if own.is_file() else name, values)


@cache
def findings() -> tuple[tuple[Group, tuple[Finding, ...]], ...]:
    """Return every check with what hds_tco gives for it."""
    return tuple((group, tuple(_found(check) for check in group.check)) for group in groups())


def _found(check: Check) -> Finding:
    scenario = case(check.case, check.set)
    if check.list_prices:
        low, high = list_prices(scenario, **check.list_prices)
        check = check.model_copy(update={"low": low, "high": high})
    return Finding(check, MEASURES[check.measure](scenario, **check.given))


def page() -> str:
    """Return the page."""
    found = findings()
    everything = [finding for _, those in found for finding in those]
    rows = [HEAD, "## En bref", "", *_summary(everything), ""]
    for group, those in found:
        sources = [*_sources(group.sources), ""] if group.sources else []
        rows += [f"## {group.title}", "", _line(group.text), "", *sources, *_table(those), *_reasons(those)]
    rows += ["## Publié, et qui ne peut rien vérifier", "", "| cas | ce qui est publié | pourquoi |", "|---|---|---|"]
    rows += [f"| {item.case} | {item.said} | {item.why} |" for item in unchecked()]
    return "\n".join(rows) + "\n"


def _summary(found: list[Finding]) -> list[str]:
    rows = ["| contrôles | tenus | manqués |", "|---|---|---|"]
    for name, kinds in (
        ("exacts", ("exact",)),
        ("de sens", ("direction",)),
        ("de fourchette et d'ordre de grandeur (cas de référence)", ("range", "order")),
    ):
        those = [finding for finding in found if finding.check.kind in kinds]
        held = sum(finding.passed for finding in those)
        rows.append(f"| {name} | {held} | {len(those) - held} |")
    missed = [finding for finding in found if not finding.passed]
    if missed:
        rows += ["", "Manqués :", ""]
        rows += [f"- {finding.check.label} : {_figure(finding.check, finding.found)}" for finding in missed]
    return rows


def _table(found: Iterable[Finding]) -> list[str]:
    rows = ["| contrôle | publié | hds_tco | verdict |", "|---|---|---|---|"]
    for finding in found:
        check = finding.check
        rows.append(
            f"| {check.label}{_origin(check)} | {_published(check)} | {_figure(check, finding.found)} "
            f"| {_verdict(finding)} |"
        )
    return [*rows, ""]


def _origin(check: Check) -> str:
    if not check.source:
        return ""
    linked = f"[{check.source}]({check.url})" if check.url else check.source
    return f" ({linked} ; {check.date} ; {check.confidence})"


def _published(check: Check) -> str:
    said = _line(check.published)
    if check.kind == "exact":
        asked = f"{_figure(check, check.expected)} (± {decimal(check.tolerance)})"
    elif check.kind == "direction":
        asked = "moins de zéro" if check.expected < 0 else "plus de zéro"
    else:
        low, high = (decimal(end, digits=check.digits) for end in (check.low, check.high))
        ends = low if check.low == check.high else f"{low} à {high}"
        asked = f"{ends}, à un facteur {decimal(check.factor)} près" if check.kind == "order" else ends
    return f"{said}. Demandé : {asked}" if said else asked


def _verdict(finding: Finding) -> str:
    words = {
        "exact": ("trouvé", "**MANQUÉ**"),
        "direction": ("même sens", "**MANQUÉ : sens contraire**"),
        "range": ("dans la fourchette", "**HORS de la fourchette**"),
        "order": ("même ordre", "**HORS de l'ordre de grandeur**"),
    }
    said = words[finding.check.kind][not finding.passed]
    return f"{said}, tout au bord" if finding.passed and _on_the_edge(finding) else said


def _on_the_edge(finding: Finding) -> bool:
    """Tell whether a figure within a range is so near to an end that little would bring it out."""
    check = finding.check
    nearest = min(abs(finding.found - end) for end in (check.low, check.high))
    return check.kind == "range" and nearest < EDGE * (check.high - check.low)


def _reasons(found: Iterable[Finding]) -> list[str]:
    missed = [finding.check for finding in found if not finding.passed]
    rows = [f"- **{check.label}** : {_line(check.reason) or 'raison à donner.'}" for check in missed]
    return ["Pourquoi ils sont manqués :", "", *rows, ""] if rows else []


def _sources(sources: Iterable[Source]) -> list[str]:
    return [
        f"- {f'[{item.source}]({item.url})' if item.url else item.source}, {item.date} ({item.confidence})"
        for item in sources
    ]


def _figure(check: Check, value: float) -> str:
    # A calendar year has no thousands.
    number = decimal(value, digits=check.digits) if check.unit else f"{value:.{check.digits}f}".replace(".", ",")
    return f"{number} {check.unit}".strip()


def _line(words: str) -> str:
    return " ".join(words.split())


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
