"""Write docs/usual-ranges.md: what is usual for each figure, and which slips that lets one see.

python tools/usual_ranges.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic_core import PydanticCustomError

from hds_tco.locale import decimal, percent, text
from hds_tco.scenario import Assumption, Scenario, assumptions_of, load
from hds_tco.scenario.fields import field_at, kind_of
from hds_tco.scenario.format_value import shown_range
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.usual import UsualRange, unusual, usual_ranges

PAGE = Path(__file__).parents[1] / "docs" / "usual-ranges.md"
# A unit a thousand or a hundred times smaller, a year for a month, a digit too few.
SLIPS = {1000.0: "× 1 000", 100.0: "× 100", 12.0: "× 12", 0.1: "÷ 10"}
HEAD = """\
# Ce que chaque chiffre vaut d'ordinaire

Page écrite par `tools/usual_ranges.py` à partir de `data/usual_ranges.toml` ; un test la compare aux données. Hors de
ces bornes le calcul est fait, et un avertissement accompagne la réponse : ce qui est lu, l'usage, la correction
probable.

## Les fautes que l'on voit

Chaque chiffre non nul du scénario `reference-ght` est multiplié à son tour ; « vu » : refusé, ou un avertissement
apparaît (sur ce chiffre, ou sur un chiffre qui se mesure à lui).
"""


def page() -> str:
    """Return the page."""
    scenario = load("reference-ght")
    rows = [HEAD, "| faute | chiffres | vus | part | non vus |", "|---|---|---|---|---|"]
    for factor, name in SLIPS.items():
        slips = list(seen_slips(scenario, factor))
        missed = [f"`{path}`" for path, seen in slips if not seen]
        seen = len(slips) - len(missed)
        share = percent(seen / len(slips), digits=0)
        rows.append(f"| {name} | {len(slips)} | {seen} | {share} | {', '.join(missed) or '–'} |")
    rows += ["", "## Les bornes"]
    reason = ""
    for path, usual in usual_ranges().items():
        if usual.reason != reason:
            reason = usual.reason
            rows += ["", *_ground(usual), "", "| champ | chemin | usage | par |", "|---|---|---|---|"]
        rows.append(_row(path, usual))
    return "\n".join(rows) + "\n"


def _ground(usual: UsualRange) -> list[str]:
    said = f"{usual.reason[0].upper()}{usual.reason[1:]}."
    if not usual.source:
        return [f"{said} *Raisonné, sans source.*"]
    linked = f"[{usual.source}]({usual.url})" if usual.url else usual.source
    return [f"{said} Source : {linked}."]


def _row(path: str, usual: UsualRange) -> str:
    block = path.replace("*", "x")
    zero = ", ou zéro" if usual.zero else ""
    if usual.zero_beside:
        zero = f", ou zéro à côté de {' ou '.join(f'`{other}`' for other in usual.zero_beside)}"
    ends = f"{shown_range(block, usual.low, usual.high)}{zero}"
    size = ""
    if usual.per:
        names = " + ".join(f"`{other}`" for other in usual.per)
        size = f"{decimal(usual.low_per)} à {decimal(usual.high_per)} par unité de {names}"
    return f"| {text(f'field.{path}')} | `{path}` | {ends} | {size} |"


def seen_slips(scenario: Scenario[Assumption], factor: float) -> Iterator[tuple[str, bool]]:
    """Yield each figure of a scenario that is not zero, and whether it is refused or warned of once multiplied."""
    before = {item.path for item in unusual(scenario)}
    for path, assumption in assumptions_of(scenario).items():
        place = field_at(path)
        kind = kind_of(*place) if place else None
        values = assumption.value if isinstance(assumption.value, tuple) else (assumption.value,)
        if kind is None or kind.flag or not any(values):
            continue
        slipped = times(assumption, factor)
        yield (
            path,
            _refused(kind, slipped) or not before.issuperset(item.path for item in unusual(scenario, {path: slipped})),
        )


def _refused(kind: Kind, assumption: Assumption) -> bool:
    try:
        kind.read(assumption.as_toml())
    except PydanticCustomError:
        return True
    return False


def times(assumption: Assumption, factor: float) -> Assumption:
    """Return an assumption all figures of which are multiplied."""
    law, value = assumption.distribution, assumption.value
    scaled = tuple(item * factor for item in value) if isinstance(value, tuple) else value * factor
    if law is not None:
        parts: dict[str, Any] = {
            name: tuple(item * factor for item in part) if name == "values" else part * factor
            for name, part in vars(law).items()
            if name != "weights"
        }
        law = type(law)(**{**vars(law), **parts})
    return Assumption(scaled, law)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
