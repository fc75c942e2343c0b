"""What each clause of the contract is worth in euros: alone, on top of today's contract, and last in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from hds_tco.analysis.estimate import UNKNOWN, Array, Estimate, mean_of, tail_gap_of
from hds_tco.analysis.frame_table import Columns, Row, as_words, table_of
from hds_tco.analysis.restitution.clauses import (
    CLAUSES,
    COPY_PRICE,
    clause_label,
    held_clauses,
    legal_bases,
    refuse_without_provider,
)
from hds_tco.analysis.restitution.paired_runs import PairedRuns, central_costs
from hds_tco.analysis.table import Table, amount_and_error, frame_of, with_errors
from hds_tco.locale import DEFAULT_LANGUAGE, Language, number_of, text
from hds_tco.sampling import DEFAULT_SEED
from hds_tco.scenario import Assumption, Scenario

if TYPE_CHECKING:
    import pandas as pd

Contract = frozenset[str]
Against = Literal["alone", "today", "last_in"]
AGAINST: tuple[Against, ...] = get_args(Against)
COPY = "independent_copy"
COLUMNS = (
    *("clause", "label", "held"),
    *(
        f"{against}{net}_{figure}"
        for net in ("", "_net")
        for against in AGAINST
        for figure in (*with_errors(("expected_eur",)), "central_eur", *with_errors(("cvar95_eur",)))
    ),
    *("legal_basis", "beyond_law", "legal_confidence", "legal_is_hypothesis"),
)


@dataclass(frozen=True)
class Worth:
    """What a clause saves, added to one contract: by how much the external option's present cost falls.

    Parameters
    ----------
    expected : Estimate
        Fall of the expected cost, risks at their expectation, averaged over the draws.
    central_eur : float
        The same at the central values: the deterministic figure.
    cvar95 : Estimate
        Fall of the mean of the dearest 5 % of draws, risks as drawn.
    """

    expected: Estimate
    central_eur: float
    cvar95: Estimate


@dataclass(frozen=True)
class ClauseValue:
    """One clause.

    Parameters
    ----------
    clause : str
    held : bool
        Whether today's contract holds it.
    gross : mapping of {"alone", "today", "last_in"} to Worth
        Added to a contract with none of the nine, to today's other clauses, to all the others; its price left out.
    net : mapping, or None
        Price taken off; None where the scenario does not know the price: for every clause but the independent copy.
    """

    clause: str
    held: bool
    gross: Mapping[Against, Worth]
    net: Mapping[Against, Worth] | None


@dataclass(frozen=True)
class ClauseValues:
    """The nine clauses.

    Parameters
    ----------
    scenario : Scenario
    draws, seed : int
    values : tuple of ClauseValue
        In the order of the contract's section.
    falls : ndarray
        Fall of the expected cost on each draw when each clause, in the same order, is added to today's contract; the
        copy at its price.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = ht.restitution.clause_values(ht.load("reference-ght"), draws=2000)
    >>> found["longer_notice"].gross["alone"].expected.value > 0
    True
    """

    scenario: Scenario[Assumption]
    draws: int
    seed: int
    values: tuple[ClauseValue, ...]
    falls: Array

    def __getitem__(self, clause: str) -> ClauseValue:
        """Return what one clause is worth."""
        return next(value for value in self.values if value.clause == clause)

    def owed(self, clause: str) -> Worth:
        """Return what a clause saves, added to today's contract, once what the scenario says it costs is paid."""
        value = self[clause]
        return (value.net or value.gross)["today"]

    def today_gap(self, clause: str, other: str) -> Estimate:
        """Return by how much one clause saves more than another, each added to today's contract, on the same draws."""
        clauses = [value.clause for value in self.values]
        return mean_of(self.falls[clauses.index(clause)] - self.falls[clauses.index(other)])

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row a clause, the most valuable alone first.

        Returns
        -------
        DataFrame
            ``clause``, ``label``, ``held``; for ``alone``, ``today`` and ``last_in``: ``…_expected_eur``,
            ``…_expected_eur_standard_error``, ``…_central_eur`` (deterministic), ``…_cvar95_eur``,
            ``…_cvar95_eur_standard_error``, gross; then the same under ``…_net_…``, missing for all but the independent
            copy; ``legal_basis``, ``beyond_law``, ``legal_confidence``, ``legal_is_hypothesis``.
        """
        bases = legal_bases()
        unknown = Worth(UNKNOWN, np.nan, UNKNOWN)
        rows = []
        for value in sorted(self.values, key=lambda item: -item.gross["alone"].expected.value):
            clause, basis = value.clause, bases[value.clause]
            cells = {"clause": clause, "label": clause_label(clause, lang), "held": value.held}
            for against in AGAINST:
                cells |= _cells(against, value.gross[against])
                cells |= _cells(f"{against}_net", value.net[against] if value.net else unknown)
            cells |= {"legal_basis": basis.label(lang), "beyond_law": basis.beyond_law}
            cells |= {"legal_confidence": basis.confidence, "legal_is_hypothesis": basis.confidence in ("G", "N")}
            rows.append(cells)
        return frame_of(rows, COLUMNS)

    def table(self, lang: Language = DEFAULT_LANGUAGE) -> Table:
        """Return what each clause is worth on average, the most valuable alone first."""

        def yes_or_no(row: Row, name: str, lang: Language) -> str:
            return text("screen.yes" if row[name] else "screen.no", lang)

        held: Columns = {"clauses.held": ("held", yes_or_no)}
        return self._worths("expected", held, lang, caption=text("clauses.values_caption", lang))

    def tail_table(self, lang: Language = DEFAULT_LANGUAGE) -> Table:
        """Return what each clause is worth in the dearest 5 % of draws, in the same order."""
        return self._worths("cvar95", {}, lang)

    def _worths(self, figure: str, more: Columns, lang: Language, caption: str = "") -> Table:
        columns: Columns = {"clauses.clause": ("label", as_words), **more}
        columns |= {f"clauses.{against}": (f"{against}_{figure}_eur", amount_and_error) for against in AGAINST}
        return table_of(self.frame(lang), columns, lang, text(f"clauses.worth.{figure}", lang), caption=caption)

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        return [
            text("restitution_lab.values_note", lang, draws=number_of("count.draws", self.draws, lang), seed=self.seed),
            text("restitution_lab.effects_note", lang),
            text("restitution_lab.price_note", lang),
            text("restitution_lab.basis_note", lang),
        ]


def _cells(name: str, worth: Worth) -> dict[str, object]:
    return {
        **worth.expected.cells(f"{name}_expected_eur"),
        f"{name}_central_eur": worth.central_eur,
        **worth.cvar95.cells(f"{name}_cvar95_eur"),
    }


def clause_values(scenario: Scenario[Assumption], draws: int = 20_000, seed: int = DEFAULT_SEED) -> ClauseValues:
    """Price each clause of the contract by what it saves, on the same draws with and without it.

    Parameters
    ----------
    scenario : Scenario
    draws, seed : int
        As in `simulate`.

    Returns
    -------
    ClauseValues

    Raises
    ------
    ScenarioError
        If the scenario has no provider.

    Examples
    --------
    >>> import hds_tco as ht
    >>> frame = clause_values(ht.load("reference-ght"), draws=1000).frame("en")
    >>> len(frame), bool((frame["alone_expected_eur"] >= 0).all())
    (9, True)
    """
    refuse_without_provider(scenario)
    today = held_clauses(scenario)
    before: dict[str, dict[Against, Contract]] = {
        clause: {"alone": frozenset(), "today": today - {clause}, "last_in": frozenset(CLAUSES) - {clause}}
        for clause in CLAUSES
    }
    costs = _costs(scenario, draws, seed, before)

    def worths(clause: str, free: bool) -> dict[Against, Worth]:
        return {
            against: _worth(costs[contract, False], costs[contract | {clause}, free])
            for against, contract in before[clause].items()
        }

    values = []
    for clause in CLAUSES:  # only the copy's price is known: free, then at its price
        net = worths(clause, False) if clause == COPY else None
        values.append(ClauseValue(clause, clause in today, worths(clause, clause == COPY), net))
    falls = [costs[today - {clause}, False][0] - costs[today | {clause}, False][0] for clause in CLAUSES]
    return ClauseValues(scenario, draws, seed, tuple(values), np.array(falls))


Costs = tuple[Array, float, Array]
Terms = tuple[Contract, bool]


def _costs(
    scenario: Scenario[Assumption], draws: int, seed: int, before: Mapping[str, Mapping[Against, Contract]]
) -> dict[Terms, Costs]:
    """Return what each contract costs, each worked out once: expected by draw, at the central values, drawn.

    With each contract goes whether its copy is free.
    """
    wanted: dict[Terms, None] = {}
    for clause, contracts in before.items():
        for contract in contracts.values():
            wanted |= {(contract, False): None, (contract | {clause}, False): None}
            if clause == COPY:
                wanted[contract | {clause}, True] = None
    paired = PairedRuns(scenario, draws, seed)
    costs: dict[Terms, Costs] = {}
    for free in (False, True):
        some = [contract for contract, copy_is_free in wanted if copy_is_free == free]
        changes = {COPY_PRICE: 0.0} if free else {}
        central = central_costs(scenario, some, changes)
        for contract, at_centre, measures in zip(some, central, paired.runs(some, changes), strict=True):
            costs[contract, free] = measures["expected"], float(at_centre), measures["cost"]
    return costs


def _worth(before: Costs, after: Costs) -> Worth:
    return Worth(mean_of(before[0] - after[0]), before[1] - after[1], tail_gap_of(before[2], after[2]))
