"""What the page shows of each assumption: its words, its slider's places, where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from hds_tco.analysis.explain import own_labels
from hds_tco.analysis.formula_text import Writer
from hds_tco.analysis.sensitivity.labels import rounded
from hds_tco.cockpit.overrides import Move
from hds_tco.cockpit.parse_number import YEARS, format_number, kind_at, unit_beside
from hds_tco.cockpit.slider import GROUPS, Group, group_of, slider_range
from hds_tco.locale import DEFAULT_LANGUAGE, Language, has_text, text
from hds_tco.scenario import Assumption, Scenario, ScenarioError, assumptions_of
from hds_tco.scenario.assumption import Section
from hds_tco.scenario.distributions import Discrete, Distribution, Lognormal
from hds_tco.scenario.fields import choices_of, field_at, label_key
from hds_tco.scenario.format_value import around, shown_value, with_unit

_PAGE_FIELDS = ("path", "label", "unit", "nature", "words", "keys", "help", "hypothesis", "uncertain")


@dataclass(frozen=True)
class Row:
    """One assumption, as the page shows it.

    Parameters
    ----------
    path, label, unit : str
    nature : {"number", "list", "flag", "choice"}
    value : float, tuple of float, or str
        What the scenario as opened says.
    positions : tuple of float
        Where the slider may stand; empty without a slider.
    words : tuple of str
        The positions, or the choices, as the reader sees them.
    keys : tuple of str
        The choices, as a file says them.
    help : tuple of (str, str)
        What else is known, title and text.
    hypothesis : bool
        Whether no source was seen for the figure.
    uncertain : bool
        Whether it has a margin of error.
    """

    path: str
    label: str
    unit: str
    nature: str
    value: Any
    positions: tuple[float, ...] = ()
    words: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    help: tuple[tuple[str, str], ...] = ()
    hypothesis: bool = False
    uncertain: bool = False

    @property
    def group(self) -> Group:
        """The group that it stands in."""
        return group_of(self.path)

    def text(self, value: Any, lang: Language) -> str:
        """Return a value as the reader sees it in the box."""
        if self.nature == "choice":
            return self.words[self.keys.index(value)]
        if self.nature == "flag":
            return text("screen.yes" if value else "screen.no", lang)
        if value in self.positions and self.words:
            return self.words[self.positions.index(value)]
        return format_number(self.path, value, lang)

    def place(self, value: Any) -> int:
        """Return the slider's position nearest to a value."""
        return min(range(len(self.positions)), key=lambda rank: abs(self.positions[rank] - value))

    def state(self, lang: Language) -> dict[str, Any]:
        """Return what the page needs to build the row."""
        plain = {name: getattr(self, name) for name in _PAGE_FIELDS}
        return plain | {"around": around(self.unit, lang), "slides": bool(self.positions)}


def row_of(scenario: Scenario[Assumption], path: str, lang: Language = DEFAULT_LANGUAGE, *, slider: bool = True) -> Row:
    """Return the row of an assumption, of a choice, or of the horizon.

    Parameters
    ----------
    scenario : Scenario
        As opened.
    path : str
    lang : {"fr", "en"}
    slider : bool
        Whether to work out a slider; a list of hundreds does without.
    """
    label = (
        Writer(lang, own_labels(scenario), {}).input_name(path) if path not in YEARS else text(label_key(path), lang)
    )
    if path in YEARS:
        return _horizon(scenario, path, label, lang)
    assumption = assumptions_of(scenario).get(path)
    if assumption is None:
        return _choice(scenario, path, label, lang)
    kind = kind_at(path)
    nature = "flag" if kind is not None and kind.flag else "list" if isinstance(assumption.value, tuple) else "number"
    positions, words = _slider(scenario, path, lang) if slider and nature == "number" else ((), ())
    return Row(
        path,
        label,
        unit_beside(path, lang),
        nature,
        assumption.value,
        positions,
        words,
        help=_help(path, assumption, lang),
        hypothesis=assumption.is_hypothesis,
        uncertain=assumption.distribution is not None,
    )


def _slider(scenario: Scenario[Assumption], path: str, lang: Language) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Return the places of a slider, and what the box says at each; none where no slider can be."""
    try:
        item = slider_range(scenario, path, lang)
    except ScenarioError:
        return (), ()
    return item.positions, tuple(format_number(path, round(place, item.digits) + 0.0, lang) for place in item.positions)


def _horizon(scenario: Scenario[Assumption], path: str, label: str, lang: Language) -> Row:
    years = tuple(float(year) for year in range(1, max(15, scenario.horizon_years) + 1))
    words = tuple(format_number(path, year, lang) for year in years)
    value = float(scenario.horizon_years)
    return Row(path, label, unit_beside(path, lang), "number", value, years, words, help=_help(path, None, lang))


def _choice(scenario: Scenario[Assumption], path: str, label: str, lang: Language) -> Row:
    section, name = cast("tuple[type[Section[Any]], str]", field_at(path))
    keys = choices_of(section, name)
    words = tuple(text(f"choice.{name}.{key}", lang) for key in keys)
    return Row(path, label, "", "choice", _node_at(scenario, path), (), words, keys, _help(path, None, lang))


def _node_at(scenario: Scenario[Assumption], path: str) -> Any:
    """Return what stands at a path, None if there is no such place."""
    node: Any = scenario
    for part in path.split("."):
        node = node.get(part) if isinstance(node, Mapping) else getattr(node, part, None)
    return node


def all_paths(scenario: Scenario[Assumption]) -> tuple[str, ...]:
    """Return every assumption and every choice of a scenario, and its horizon, in the order of the file.

    Correlations are left out: they are no figure of the hospital's.
    """
    return ("horizon_years", *(path for path in _walk(scenario, "") if not path.startswith("correlations.")))


def _walk(node: Section[Assumption], above: str) -> Iterable[str]:
    for name in type(node).model_fields:
        inner, path = getattr(node, name), f"{above}.{name}" if above else name
        if isinstance(inner, Assumption) or choices_of(type(node), name):
            yield path
        elif isinstance(inner, Section):
            yield from _walk(inner, path)
        elif isinstance(inner, dict):
            for key, part in inner.items():
                yield from _walk(part, f"{path}.{key}")


def grouped(rows: Iterable[Row], lang: Language = DEFAULT_LANGUAGE) -> list[dict[str, Any]]:
    """Return rows under the titles of their groups, as the page needs them."""
    by_group: dict[Group, list[Row]] = {}
    for row in rows:
        by_group.setdefault(row.group, []).append(row)
    return [
        {"title": text(f"cockpit.group.{group}", lang), "rows": [row.state(lang) for row in by_group[group]]}
        for group in GROUPS
        if group in by_group
    ]


def values_state(
    rows: Mapping[str, Row],
    moves: Mapping[str, Move],
    now: Scenario[Assumption],
    lang: Language = DEFAULT_LANGUAGE,
    fixed: Scenario[Assumption] | None = None,
) -> dict[str, dict[str, Any]]:
    """Return where each row stands: its text, its slider's place and home, whether it was moved, what A had there."""
    laws = assumptions_of(now)
    states: dict[str, dict[str, Any]] = {}
    for path, row in rows.items():
        move = moves.get(path)
        value = row.value if move is None else move.value
        state: dict[str, Any] = {"text": row.text(value, lang)}
        if row.positions:
            state["at"], state["home"] = row.place(value), row.place(row.value)
        if row.nature == "flag":
            state["on"] = bool(value)
        if row.nature == "choice":
            state["key"] = value
        if move is not None:
            state["moved"] = text("cockpit.was", lang, value=with_unit(row.text(row.value, lang), row.unit, lang))
        before = state["text"] if fixed is None else _text_in(fixed, row, value, lang)
        if before != state["text"]:  # words, not values: a law's mean has digits that nobody wrote
            state["fixed"] = text("cockpit.was_a", lang, value=with_unit(before, row.unit, lang))
        law = laws[path].distribution if path in laws else None
        if law is not None:
            state["range"] = _range(path, law, lang)
        if row.uncertain:
            state["sure"] = law is None
        states[path] = state
    return states


def _text_in(scenario: Scenario[Assumption], row: Row, otherwise: Any, lang: Language) -> str:
    """Return what a scenario has in a row, as the reader sees it; `otherwise` if it has no such place."""
    node = _node_at(scenario, row.path)
    value = otherwise if node is None else node.value if isinstance(node, Assumption) else node
    if isinstance(value, float) and value not in row.positions and row.nature == "number":
        value = float(f"{value:.12g}")
    return row.text(value, lang)


def _help(path: str, assumption: Assumption | None, lang: Language) -> tuple[tuple[str, str], ...]:
    """Return what else is known of an assumption: what it means, where it comes from, how far it can be trusted."""
    known: list[tuple[str, str]] = []
    key = "help." + label_key(path).removeprefix("field.")
    if has_text(key, lang):
        known.append((text("cockpit.meaning", lang), text(key, lang)))
    if assumption is not None:
        source = " — ".join(part for part in (assumption.source, assumption.date) if part)
        if source:
            known.append((text("screen.source", lang), source))
        known.append((text("screen.confidence", lang), text(f"confidence.{assumption.confidence}", lang)))
        if assumption.note:
            known.append((text("cockpit.note", lang), assumption.note))
    known.append((text("cockpit.path", lang), path))
    return tuple(known)


def _range(path: str, law: Distribution, lang: Language) -> str:
    """Return how uncertain an assumption is, in a few words."""
    if isinstance(law, Lognormal):
        low, high, key = law.p05, law.p95, "cockpit.range.likely"
    elif isinstance(law, Discrete):
        low, high, key = min(law.values), max(law.values), "cockpit.range.between"
    else:
        low, high, key = law.low, law.high, "cockpit.range.between"
    before, _ = around(unit_beside(path, lang), lang)
    least = with_unit(format_number(path, rounded(low), lang), before, lang)
    return text(key, lang, low=least, high=shown_value(path, rounded(high), lang))
