"""The clauses of a contract on restitution, and what the law asks of a hosting contract, item by item."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from hds_tco.analysis.frame_table import Columns, as_words, table_of
from hds_tco.analysis.table import Table, frame_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language, text
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, assumptions_of, data_folder
from hds_tco.scenario.assumption import CONFIDENCES
from hds_tco.scenario.errors import close_to
from hds_tco.scenario.law import rule
from hds_tco.scenario.option_sections import Clauses

if TYPE_CHECKING:
    import pandas as pd

CLAUSES: tuple[str, ...] = tuple(Clauses.model_fields)
# The only clause whose price the scenario holds.
COPY_PRICE = "external.independent_copy_eur_per_tb_per_year"
ITEMS = "clauses_r1111_11.toml"
COLUMNS = (
    *("item", "item_label", "text", "beyond_law", "source", "url", "confidence", "seen_on", "is_hypothesis"),
    *("status", "clauses", "clause_labels", "reading"),
)
# Those that an item holds as such.
AS_HELD = ("item", "beyond_law", "source", "url", "confidence", "is_hypothesis")


def path_of(clause: str) -> str:
    """Return where a clause stands in a scenario."""
    return f"restitution.clauses.{clause}"


def clause_label(clause: str, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return what a clause is called.

    Examples
    --------
    >>> clause_label("step_in", "en")
    'Step-in right'
    """
    return text(f"field.{path_of(clause)}", lang)


def clause_labels(clauses: Iterable[str], lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return what some clauses are called, joined.

    Examples
    --------
    >>> clause_labels(["step_in", "price_cap"], "en")
    'Step-in right, Price cap'
    """
    return ", ".join(clause_label(clause, lang) for clause in clauses)


def cause_label(cause: str, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return what a cause of a forced exit is called.

    Examples
    --------
    >>> cause_label("insolvency", "en")
    'insolvency'
    """
    return text(f"of.{cause}", lang)


def held_clauses(scenario: Scenario[Assumption]) -> frozenset[str]:
    """Return the clauses that the scenario's contract holds.

    Examples
    --------
    >>> import hds_tco as ht
    >>> sorted(held_clauses(ht.load("reference-ght")))
    ['reversibility_plan']
    """
    assumptions = assumptions_of(scenario)
    return frozenset(clause for clause in CLAUSES if assumptions[path_of(clause)].value)


def known_clauses(clauses: Iterable[str], lang: Language = DEFAULT_LANGUAGE) -> frozenset[str]:
    """Return clauses as a set.

    Raises
    ------
    ValueError
        If one is no clause of the model.

    Examples
    --------
    >>> known_clauses(["stepin"], "en")
    Traceback (most recent call last):
    ValueError: Unknown clause: stepin. Did you mean step_in?
    """
    known = frozenset(clauses)
    for clause in sorted(known - frozenset(CLAUSES)):
        near = close_to(clause, CLAUSES)
        key = "restitution_lab.no_clause_but" if near else "restitution_lab.no_clause"
        raise ValueError(text(key, lang, read=clause, near=near, known=", ".join(CLAUSES)))
    return known


def refuse_without_provider(scenario: Scenario[Assumption]) -> None:
    """Check that the scenario has a provider, and says how it may be left.

    Raises
    ------
    ScenarioError
        If a section is missing.
    """
    wanted = {"external": scenario.external, "restitution": scenario.restitution}
    faults = [
        Fault("missing_section_for", name, values={"option": "@option.external"})
        for name, section in wanted.items()
        if section is None
    ]
    if faults:
        raise ScenarioError(faults)


def in_order(clauses: Collection[str]) -> tuple[str, ...]:
    """Return clauses in the order of the contract's section.

    Examples
    --------
    >>> in_order({"price_cap", "open_format"})
    ('open_format', 'price_cap')
    """
    return tuple(clause for clause in CLAUSES if clause in clauses)


@dataclass(frozen=True)
class ClauseItem:
    """One item of article R.1111-11 CSP, or one good practice beyond it.

    Parameters
    ----------
    item : int
        Its number in the article, 1 to 14; 0 for what has none that was read, and for a good practice.
    rule : str
        The rule of the law that it is (`data/law/`); empty for a good practice.
    wording : mapping of str to str
        What is known of it, by language: a summary, never the article's own words.
    source, url : str
        Where it was read; empty if it was not.
    confidence : str
        Code of the fact sheet: that the item says this.
    seen_on : date or None
        When the source last showed it, if that day was kept.
    scope : str
        What the code leaves out (``framework``: read in the HDS v2 framework; ``amended``: read at a lawyer's); a key
        of the catalogue, or empty.
    clauses : tuple of str
        Which of our clauses it concerns: our reading, a hypothesis whatever the code.
    reading : mapping of str to str
        Why, by language.
    """

    item: int
    rule: str
    wording: Mapping[Language, str]
    source: str
    url: str
    confidence: str
    seen_on: date | None
    scope: str
    clauses: tuple[str, ...]
    reading: Mapping[Language, str]

    @property
    def beyond_law(self) -> bool:
        """Whether it is a good practice that the article, as far as we read it, does not ask for."""
        return not self.rule

    @property
    def is_hypothesis(self) -> bool:
        """Whether what the item says was not read in a source."""
        return self.confidence in ("G", "N")

    def label(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the item's name."""
        if self.beyond_law:
            return text("restitution_lab.good_practice", lang)
        if self.item:
            return text("restitution_lab.item", lang, item=self.item)
        return text(f"restitution_lab.unnumbered.{self.rule.rpartition('.')[2]}", lang)

    def status(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return how far it was read, as the reader must be told."""
        key = f"restitution_lab.status.{'not_read' if self.is_hypothesis else 'read'}"
        status = text(key, lang)
        return f"{status} {text(f'restitution_lab.scope.{self.scope}', lang)}" if self.scope else status


@cache
def clause_items() -> tuple[ClauseItem, ...]:
    """Return the 14 items of the article, what the law asks besides, then the good practices beyond it.

    Examples
    --------
    >>> items = clause_items()
    >>> [item.item for item in items if item.item] == list(range(1, 15))
    True
    """
    tables = tomllib.loads((data_folder() / ITEMS).read_text("utf-8"))["item"]
    return tuple(_item(table) for table in tables)


def _item(table: Mapping[str, Any]) -> ClauseItem:
    """Return an item: what the law asks is a rule, what is good practice says it all itself."""
    key = f"hds.clause_{table['item']:02d}" if table["item"] else table.get("rule", "")
    if key:
        asked = rule(key)
        same = ("text", "text_en", "url", "confidence", "seen_on")
        table = {"source": asked.reference, **{name: getattr(asked, name) for name in same}, **table}
    return ClauseItem(
        item=table["item"],
        rule=key,
        wording={"fr": table["text"], "en": table["text_en"]},
        source=table.get("source", ""),
        url=table.get("url", ""),
        confidence=table["confidence"],
        seen_on=table.get("seen_on"),
        scope=table.get("scope", ""),
        clauses=tuple(table["clauses"]),
        reading={"fr": table.get("reading", ""), "en": table.get("reading_en", "")},
    )


def clause_list(lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
    """Return the mandatory items of article R.1111-11 CSP and the good practices beyond it, as far as each was read.

    Parameters
    ----------
    lang : {"fr", "en"}

    Returns
    -------
    DataFrame
        ``item`` (1 to 14; 0 without a number), ``item_label``, ``text``, ``beyond_law``, ``source``, ``url``,
        ``confidence``, ``seen_on`` (when the source last showed it), ``is_hypothesis`` (what the item says was not read
        in a source), ``status`` (the same in words), ``clauses`` (keys of our clauses), ``clause_labels``,
        ``reading`` (why these clauses: always our hypothesis).

    Examples
    --------
    >>> frame = clause_list("en")
    >>> frame.loc[frame["item"] == 12, ["confidence", "is_hypothesis"]].values.tolist()
    [['S1', False]]
    """
    rows = [
        {
            "item_label": item.label(lang),
            "text": item.wording[lang],
            "seen_on": item.seen_on.isoformat() if item.seen_on else "",
            "status": item.status(lang),
            "clauses": ", ".join(item.clauses),
            "clause_labels": clause_labels(item.clauses, lang),
            "reading": item.reading[lang],
            **{name: getattr(item, name) for name in AS_HELD},
        }
        for item in clause_items()
    ]
    return frame_of(rows, COLUMNS)


def law_table(lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return what article R.1111-11 asks of the contract, and whether its text was read."""
    columns: Columns = {
        "clauses.item": ("item_label", as_words),
        "clauses.text": ("text", as_words),
        "clauses.read": ("status", lambda row, name, _: f"{row[name]} ({row['confidence']})"),
        "clauses.about": ("clause_labels", as_words),
    }
    caption = text("clauses.law_note", lang)
    return table_of(clause_list(lang), columns, lang, text("clauses.law", lang), caption=caption, words=(1, 2, 3))


@dataclass(frozen=True)
class LegalBasis:
    """What a clause of ours rests on.

    Parameters
    ----------
    items : tuple of ClauseItem
    """

    items: tuple[ClauseItem, ...]

    @property
    def beyond_law(self) -> bool:
        """Whether the clause asks for more than the article, as far as we read it."""
        return any(item.beyond_law for item in self.items)

    @property
    def confidence(self) -> str:
        """The lowest of the items' codes."""
        return max((item.confidence for item in self.items), key=CONFIDENCES.index)

    def label(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the items' names, joined."""
        return " + ".join(dict.fromkeys(item.label(lang) for item in self.items))


def legal_bases() -> dict[str, LegalBasis]:
    """Return what each of our clauses rests on.

    Examples
    --------
    >>> bases = legal_bases()
    >>> bases["reversibility_plan"].label("en"), bases["price_cap"].label("en")
    ('R.1111-11, item 12', 'good practice, beyond the article')
    """
    return {clause: LegalBasis(tuple(item for item in clause_items() if clause in item.clauses)) for clause in CLAUSES}
