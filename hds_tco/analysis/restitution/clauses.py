"""The clauses of a contract on restitution, and what the law asks of a hosting contract, item by item."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from hds_tco.analysis.table import frame_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language, text
from hds_tco.model.exit_causes import CAUSES
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, assumptions_of, data_folder
from hds_tco.scenario.assumption import CONFIDENCES
from hds_tco.scenario.errors import close_to
from hds_tco.scenario.law import rule
from hds_tco.scenario.option_sections import Clauses

if TYPE_CHECKING:
    import pandas as pd


__all__ = ["CAUSES", "CLAUSES", "COPY_PRICE", "cause_label", "clause_label", "held_clauses", "known_clauses", "path_of"]

CLAUSES: tuple[str, ...] = tuple(Clauses.model_fields)
# The only clause whose price the scenario holds.
COPY_PRICE = "external.independent_copy_eur_per_tb_per_year"
ITEMS = "clauses_r1111_11.toml"
COLUMNS = (
    *("item", "item_label", "text", "beyond_law", "source", "url", "confidence", "seen_on", "is_hypothesis"),
    *("status", "clauses", "clause_labels", "reading"),
)


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
    found = frozenset(clauses)
    for clause in sorted(found - frozenset(CLAUSES)):
        near = close_to(clause, CLAUSES)
        key = "restitution_lab.no_clause_but" if near else "restitution_lab.no_clause"
        raise ValueError(text(key, lang, read=clause, near=near, known=", ".join(CLAUSES)))
    return found


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
        said = text(key, lang)
        return f"{said} {text(f'restitution_lab.scope.{self.scope}', lang)}" if self.scope else said


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
        table = {
            "text": asked.text,
            "text_en": asked.text_en,
            "source": asked.reference,
            "url": asked.url,
            "confidence": asked.confidence,
            "seen_on": asked.seen_on,
            **table,
        }
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
    return frame_of(
        (
            {
                "item": item.item,
                "item_label": item.label(lang),
                "text": item.wording[lang],
                "beyond_law": item.beyond_law,
                "source": item.source,
                "url": item.url,
                "confidence": item.confidence,
                "seen_on": item.seen_on.isoformat() if item.seen_on else "",
                "is_hypothesis": item.is_hypothesis,
                "status": item.status(lang),
                "clauses": ", ".join(item.clauses),
                "clause_labels": ", ".join(clause_label(clause, lang) for clause in item.clauses),
                "reading": item.reading[lang],
            }
            for item in clause_items()
        ),
        COLUMNS,
    )


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
