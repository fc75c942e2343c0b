"""Write docs/reference-case.md: what the reference case rests on, and what moved its answer.

python -m tools.reference_case
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import hds_tco as ht
from hds_tco.locale import decimal, text
from hds_tco.scenario import Assumption, Scenario, assumptions_of, data_folder, load, with_values
from hds_tco.scenario.fields import label_key
from hds_tco.scenario.format_value import shown_value

PAGE = Path(__file__).parents[1] / "docs" / "reference-case.md"
FOLDER = data_folder() / "reference_case"
BEFORE, NOW = FOLDER / "before.toml", "reference-ght"
HEAVIEST = 30
DRAWS = 5_000
THOUSAND = 1e3
Case = Scenario[Assumption]
HEAD = """\
# Le cas de référence : sur quoi il repose, et ce que chaque chiffre déplace

Page écrite par `python -m tools.reference_case` à partir du cas `reference-ght` et de `data/reference_case/` ; un test
la compare. Rien n'y est réglé pour qu'une option gagne : chaque chiffre qui pèse a une source, un calcul ouvert, ou la
mention « cherchée et non trouvée », et l'effet de chaque changement est donné, quel qu'il soit. « Avant » est ce cas
avec ses chiffres d'avant novembre 2026 (`data/reference_case/before.toml`).

L'écart est le coût actualisé de l'hébergeur moins celui de l'hébergement propre, en k€ : négatif, l'hébergeur coûte
moins. Les probabilités viennent de {draws} tirages, toujours les mêmes ; leur erreur est d'environ {error} point.
"""


@dataclass(frozen=True)
class Change:
    """Figures of the reference case that change for one reason.

    Parameters
    ----------
    title, why : str
    fields : tuple of str
        Dotted paths.
    """

    title: str
    why: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """Where the answer stands: the gap of the central run, and how often each option is cheapest."""

    gap_keur: float
    in_house: float
    external: float
    leasing: float


@cache
def changes() -> tuple[Change, ...]:
    """Return what changed, in the order in which the page applies it."""
    read = tomllib.loads((FOLDER / "changes.toml").read_text("utf-8"))
    return tuple(Change(item["title"], item["why"], tuple(item["fields"])) for item in read["change"])


@cache
def better_evidence() -> tuple[tuple[str, str], ...]:
    """Return what would be better evidence, by pattern of path; the first that fits is the one."""
    read = tomllib.loads((FOLDER / "better_evidence.toml").read_text("utf-8"))
    return tuple(read["evidence"].items())


def evidence_for(path: str) -> str:
    """Return where a hospital finds better evidence for a figure; empty if nothing is known."""
    return next((words for pattern, words in better_evidence() if fnmatchcase(path, pattern)), "")


def standing(case: Case) -> Standing:
    """Return where the answer of a case stands."""
    found = ht.simulate(case, draws=DRAWS)
    return Standing(
        gap_keur(case), *(found.probability_cheapest(key).value for key in ("in_house", "external", "leasing"))
    )


def gap_keur(case: Case) -> float:
    """Return what the provider costs more than hosting oneself, in thousands of euros of present cost."""
    found = ht.compare(case)
    return (found["external"].net_present_cost_eur - found["in_house"].net_present_cost_eur) / THOUSAND


def walk() -> list[tuple[Change | None, Standing]]:
    """Return where the answer stands before any change, then after each, one upon the other."""
    sourced, case = assumptions_of(load(NOW)), load(BEFORE)
    found: list[tuple[Change | None, Standing]] = [(None, standing(case))]
    for change in changes():
        case = with_values(case, {path: sourced[path].as_toml() for path in change.fields})
        found.append((change, standing(case)))
    return found


def page() -> str:
    """Return the page."""
    steps = walk()
    rows = [HEAD.format(draws=decimal(DRAWS), error=decimal(100 * (0.25 / DRAWS) ** 0.5, digits=1))]
    rows += ["## En bref", "", *_summary(steps[0][1], steps[-1][1]), ""]
    rows += ["## Un changement après l'autre", "", *_walk(steps), ""]
    rows += [f"## Les {HEAVIEST} chiffres qui pèsent le plus", "", *_heaviest(), ""]
    rows += ["## Chaque chiffre sourcé, seul", "", *_alone()]
    return "\n".join(rows) + "\n"


def _summary(first: Standing, last: Standing) -> list[str]:
    rows = ["| | écart, k€ | interne le moins cher | hébergeur | location |", "|---|---|---|---|---|"]
    for name, at in (("avant", first), ("`reference-ght`", last)):
        rows.append(f"| {name} | {_moved(at.gap_keur)} | {_shares(at)} |")
    return rows


def _shares(at: Standing) -> str:
    return " | ".join(f"{decimal(100 * share, digits=0)} %" for share in (at.in_house, at.external, at.leasing))


def _walk(steps: Iterable[tuple[Change | None, Standing]]) -> list[str]:
    rows = [
        "| changement | pourquoi | effet, k€ | écart ensuite, k€ | interne | hébergeur | location |",
        "|---|---|---|---|---|---|---|",
    ]
    last = float("nan")
    for change, at in steps:
        title, why = (change.title, change.why) if change else ("avant", "")
        moved = _moved(at.gap_keur - last) if change else ""
        rows.append(f"| {title} | {_line(why)} | {moved} | {_moved(at.gap_keur)} | {_shares(at)} |")
        last = at.gap_keur
    return rows


def _heaviest() -> list[str]:
    case = load(NOW)
    known, found = (
        assumptions_of(case),
        ht.sensitivity.tornado(case, [ht.model.OPTIONS["in_house"], ht.model.OPTIONS["external"]]).frame(),
    )
    rows = ["| chiffre | valeur | poids, k€ | code | d'où il vient | mieux |", "|---|---|---|---|---|---|"]
    for path, swing in zip(found["path"][:HEAVIEST], found["swing_eur"][:HEAVIEST], strict=True):
        item = known[path]
        source = f"[{_line(item.source)}]({item.url})" if item.url else _line(item.source)
        origin = ", ".join(part for part in (source, item.date) if part)
        words = " : ".join(part for part in (origin, _line(item.note)) if part)
        rows.append(
            f"| {text(label_key(path), 'fr')} (`{path}`) | {_range(path, item)} "
            f"| {decimal(swing / THOUSAND, digits=0)} | {item.confidence} | {words} | {evidence_for(path)} |"
        )
    return rows


def _alone() -> list[str]:
    start, known = load(BEFORE), assumptions_of(load(NOW))
    old = assumptions_of(start)
    base = gap_keur(start)
    rows = [
        "Effet sur l'écart de ce seul chiffre, tout le reste restant comme avant : vers le moins, il",
        "rapproche de l'hébergeur ; vers le plus, de l'hébergement propre.",
        "",
        "| chiffre | avant | `reference-ght` | effet, k€ |",
        "|---|---|---|---|",
    ]
    for change in changes():
        for path in change.fields:
            moved = gap_keur(with_values(start, {path: known[path].as_toml()})) - base
            rows.append(f"| `{path}` | {_range(path, old[path])} | {_range(path, known[path])} | {_moved(moved)} |")
    return rows


def _range(path: str, item: Assumption) -> str:
    """Return a figure with its distribution's ends."""
    if item.distribution is None:
        return shown_value(path, item.value)
    named = [name for name in ("low", "mode", "high") if hasattr(item.distribution, name)]
    if "mode" not in named and hasattr(item.distribution, "p05"):
        named = ["p05", "p95"]
    return " / ".join(shown_value(path, getattr(item.distribution, name)) for name in named)


def _moved(keur: float) -> str:
    return f"{'+' if round(keur) > 0 else ''}{decimal(keur, digits=0)}"


def _line(words: str) -> str:
    return " ".join(words.replace("|", "/").split())


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
