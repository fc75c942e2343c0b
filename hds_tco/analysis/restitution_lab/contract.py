"""The clauses of a contract on restitution: their names, where they stand, which the scenario's contract holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from hds_tco.locale import DEFAULT_LANGUAGE, Language, text
from hds_tco.model.exit_causes import CAUSES
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, assumptions_of
from hds_tco.scenario.errors import close_to
from hds_tco.scenario.sections import Clauses

__all__ = ["CAUSES", "CLAUSES", "COPY_PRICE", "cause_label", "clause_label", "held_clauses", "known_clauses", "path_of"]

CLAUSES: tuple[str, ...] = tuple(Clauses.model_fields)
# The only clause whose price the scenario holds.
COPY_PRICE = "external.independent_copy_eur_per_tb_per_year"


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
