"""The law around a case: the rules of its decision, what changes before its horizon, what the case holds against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from hds_tco.analysis.compare import compare
from hds_tco.analysis.comparison import Comparison
from hds_tco.analysis.law_changes import Change, priced_changes
from hds_tco.analysis.legal_notices import STATEMENTS
from hds_tco.analysis.notice import Notice
from hds_tco.analysis.results import Result
from hds_tco.analysis.table import Table, frame_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, day, decimal, euros, number_of, percent, text
from hds_tco.scenario import Assumption, Scenario
from hds_tco.scenario.fields import assumption_at
from hds_tco.scenario.format_value import shown_value
from hds_tco.scenario.law import Rule, last_seen, rules

if TYPE_CHECKING:
    import pandas as pd

CHANGE_COLUMNS = ("day", "key", "text", "ends", "before", "after", "unit", "at_most")
RULE_COLUMNS = (
    *("key", "text", "value", "unit", "bound", "in_force_from", "in_force_to", "official_date", "reference", "url"),
    *("seen_on", "confidence", "note", "field", "in_case"),
)


@dataclass(frozen=True)
class LawOutlook(Result):
    """What `law_outlook` found.

    Parameters
    ----------
    comparison : Comparison
        The priced case.
    rules : tuple of Rule
        In force in the middle of the decision's year, or never in France (proposals, directives not transposed).
    changes : tuple of Change
        Until the horizon, with what each moves.
    """

    comparison: Comparison
    rules: tuple[Rule, ...]
    changes: tuple[Change, ...]

    @property
    def scenario(self) -> Scenario[Assumption]:
        """The case."""
        return self.comparison.scenario

    def in_case(self, rule: Rule, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return what the case holds in a rule's place, empty if nothing."""
        found = assumption_at(self.scenario, rule.field) if rule.field else None
        return "" if found is None else shown_value(rule.field, found.value, lang)

    @property
    def title(self) -> str:
        """The scenario's name."""
        return self.scenario.name

    @property
    def frames(self) -> Mapping[str, Callable[[Language], pd.DataFrame]]:
        """``changes`` (one row a change, a column of euros for each option) and ``rules``."""
        return {"changes": self._changes, "rules": self._rules}

    def _changes(self, lang: Language) -> pd.DataFrame:
        options = [f"{option.key}_eur" for option in self.comparison.options]
        return frame_of((self._change_row(change, lang) for change in self.changes), (*CHANGE_COLUMNS, *options))

    def _rules(self, lang: Language) -> pd.DataFrame:
        return frame_of((self._rule_row(rule, lang) for rule in self.rules), RULE_COLUMNS)

    @property
    def statements(self) -> list[Notice]:
        """Notices of the comparison that state the law, and what such statements are worth."""
        return [one for one in self.comparison.notices if one.key in STATEMENTS or one.key == "not_legal_advice"]

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:  # noqa: ARG002
        """Return nothing: the law gives no answer of its own."""
        return []

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return the statements of law."""
        return [one.sentence(lang) for one in self.statements]

    def tables(self, lang: Language = DEFAULT_LANGUAGE, *, every: bool = False) -> dict[str, Table]:
        """Return what changes before the horizon, if anything does, and the rules: see `rules_table`."""
        changes = {"changes": changes_table(self, lang)} if self.changes else {}
        return {**changes, "rules": rules_table(self, lang, every=every)}

    def data(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return the case, the day on which the law was last read, changes and rules, as JSON holds them."""
        return {
            "scenario": self.scenario.name,
            "decision_year": self.scenario.decision_year,
            "horizon_years": self.scenario.horizon_years,
            "last_seen": last_seen().isoformat(),
            "changes": [self._change_row(change, lang) for change in self.changes],
            "rules": [self._rule_row(rule, lang) for rule in self.rules],
        }

    def _change_row(self, change: Change, lang: Language) -> dict[str, object]:
        rule = change.rule
        return {
            "day": change.on.isoformat(),
            "key": rule.key,
            "text": rule.text_in(lang),
            "ends": change.ends,
            "before": change.before.value if change.before else None,
            "after": None if change.ends else rule.value,
            "unit": rule.unit or "",
            "at_most": change.at_most and bool(change.effects_eur),
        } | {f"{option.key}_eur": change.effects_eur.get(option.key) for option in self.comparison.options}

    def _rule_row(self, rule: Rule, lang: Language) -> dict[str, object]:
        days = {name: getattr(rule, name) for name in ("in_force_from", "in_force_to", "official_date", "seen_on")}
        return {
            "key": rule.key,
            "text": rule.text_in(lang),
            "value": rule.value,
            "unit": rule.unit or "",
            "bound": rule.bound or "",
            "reference": rule.reference_in(lang),
            "url": rule.url,
            "confidence": rule.confidence,
            "note": rule.note,
            "field": rule.field,
            "in_case": self.in_case(rule, lang),
        } | {name: found.isoformat() if found else "" for name, found in days.items()}


def law_outlook(scenario: Scenario[Assumption]) -> LawOutlook:
    """Return the law around a case.

    Parameters
    ----------
    scenario : Scenario

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = law_outlook(ht.load("reference-ght"))
    >>> found.frame().set_index("key").loc["switching.charges", "day"]
    '2027-01-12'
    """
    comparison = compare(scenario)
    middle = date(scenario.decision_year, 7, 1)
    held = tuple(rule for rule in rules() if rule.holds_on(middle) or rule.in_force_from is None)
    return LawOutlook(comparison, held, priced_changes(scenario, comparison.options))


def figure(rule: Rule, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return a rule's figure as a person reads it, and which way it bounds; empty if it has none.

    Examples
    --------
    >>> from hds_tco.scenario.law import rule
    >>> figure(rule("switching.notice"), "en"), figure(rule("switching.retrieval"), "en")
    ('at most 2 months', 'at least 30 days')
    >>> figure(rule("hds.audit_days"), "en")
    '5 to 13 days'
    """
    if rule.value is None or rule.unit is None:
        return ""
    if rule.steps:
        last = _measure(rule, rule.steps[-1].value, lang)
        return text("law.from_to", lang, low=decimal(rule.value, lang), high=last)
    said = _measure(rule, rule.value, lang)
    return text(f"law.{rule.bound}", lang, figure=said) if rule.bound in ("maximum", "minimum") else said


def _measure(rule: Rule, value: float, lang: Language) -> str:
    if rule.unit == "share":
        return percent(value, lang, 2)
    return euros(value, lang, 0) if rule.unit == "eur" else number_of(f"law.unit.{rule.unit}", value, lang)


def changes_table(found: LawOutlook, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return what changes until the horizon, and what it moves."""
    options = found.comparison.options
    rows = []
    for change in found.changes:
        before = figure(change.before, lang) if change.before and not change.ends else ""
        after = text("law.ends", lang) if change.ends else figure(change.rule, lang)
        moved = f"{before} → {after}" if before else after
        effects = [_effect(change, option.key, lang) for option in options]
        rows.append((day(change.on, lang), change.rule.text_in(lang), moved, *effects, change.rule.confidence))
    heads = [text(f"law.{name}", lang) for name in ("day", "rule", "figure")]
    return Table(
        columns=(*heads, *(option.option.label(lang) for option in options), text("law.confidence", lang)),
        rows=tuple(rows),
        caption=text("law.changes_caption", lang),
        title=text("law.changes_title", lang, last=found.scenario.decision_year + found.scenario.horizon_years),
        words=tuple(range(1, 3 + len(options))),
    )


def _effect(change: Change, option: str, lang: Language) -> str:
    if option not in change.effects_eur:
        return "–"
    said = amount(change.effects_eur[option], lang, digits=0)
    return text("law.maximum", lang, figure=said) if change.at_most and change.effects_eur[option] else said


def rules_table(found: LawOutlook, lang: Language = DEFAULT_LANGUAGE, *, every: bool = False) -> Table:
    """Return the rules of the decision: those that a figure of the case answers to, or every one.

    Parameters
    ----------
    found : LawOutlook
    lang : {"fr", "en"}
    every : bool
    """
    rows: list[tuple[str, ...]] = []
    subject = ""
    told = [rule for rule in found.rules if every or rule.field]
    subjects = list(dict.fromkeys(rule.key.partition(".")[0] for rule in told))
    for rule in sorted(told, key=lambda rule: subjects.index(rule.key.partition(".")[0])):
        if rule.key.partition(".")[0] != subject:
            subject = rule.key.partition(".")[0]
            rows.append((text(f"law.subject.{subject}", lang), "", "", "", ""))
        since = day(rule.in_force_from, lang) if rule.in_force_from else text("law.no_law", lang)
        case = found.in_case(rule, lang)
        answer = f"{rule.field} = {case}" if case else rule.field
        rows.append((rule.text_in(lang), figure(rule, lang), since, answer, rule.confidence))
    heads = ("rule", "figure", "since", "in_case", "confidence")
    key = "law.every_caption" if every else "law.rules_caption"
    return Table(
        columns=tuple(text(f"law.{name}", lang) for name in heads),
        rows=tuple(rows),
        caption=text(key, lang),
        title=text("law.rules_title", lang, year=found.scenario.decision_year),
        words=(1, 3),
    )
