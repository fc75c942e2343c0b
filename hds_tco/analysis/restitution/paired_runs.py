"""Paired runs: the external option on draws of a scenario, under any contract, always on the same draws."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from hds_tco.analysis.estimate import Array
from hds_tco.analysis.evaluator import Evaluator
from hds_tco.analysis.restitution.clauses import CLAUSES, COPY_PRICE, path_of, refuse_without_provider
from hds_tco.analysis.simulation.paired_draws import PairedDraws
from hds_tco.analysis.simulation.run import threads_here
from hds_tco.model import EXTERNAL
from hds_tco.scenario import Assumption, Scenario, uncertain_paths

NOTHING: Mapping[str, float] = {}


class PairedRuns(PairedDraws):
    """The external option's measures on the same draws, whatever the contract.

    Parameters
    ----------
    scenario : Scenario
    draws, seed : int
    measures : collection of str, optional
        See `Evaluator`; all by default, which every study shares.
    drawn : bool
        Whether exits and incidents are drawn.
    also : iterable of str
        Columns to draw besides those that the measures need.

    Examples
    --------
    >>> import hds_tco as ht
    >>> paired = PairedRuns(ht.load("reference-ght"), 100, 1)
    >>> bool((paired.run(CLAUSES, {COPY_PRICE: 0.0})["cost"] <= paired.run()["cost"]).all())
    True
    """

    def __init__(
        self,
        scenario: Scenario[Assumption],
        draws: int,
        seed: int,
        measures: Collection[str] | None = None,
        *,
        drawn: bool = True,
        also: Iterable[str] = (),
    ) -> None:
        super().__init__(_evaluator(scenario, measures, drawn=drawn), draws, seed, also)

    def run(self, contract: Collection[str] | None = None, changes: Mapping[str, float] = NOTHING) -> dict[str, Array]:
        """Return each measure on every draw, by its last word.

        Parameters
        ----------
        contract : collection of str, optional
            The clauses held; the scenario's own by default.
        changes : mapping
            Values that take the place of draws, by path.
        """
        clauses = {} if contract is None else {path_of(clause): float(clause in contract) for clause in CLAUSES}
        return {name.rpartition(".")[2]: row for name, row in self.measures({**changes, **clauses}).items()}

    def runs(
        self, contracts: Sequence[Collection[str]], changes: Mapping[str, float] = NOTHING
    ) -> Iterator[dict[str, Array]]:
        """Yield what `run` gives for each contract, in order, on threads; no more at once than there are threads."""
        self.evaluator.expect(len(contracts) * self.draws)
        threads = threads_here()
        with ThreadPoolExecutor(threads) as pool:
            for start in range(0, len(contracts), threads):
                yield from pool.map(lambda contract: self.run(contract, changes), contracts[start : start + threads])


def central_costs(
    scenario: Scenario[Assumption], contracts: Sequence[Collection[str]], changes: Mapping[str, float] = NOTHING
) -> Array:
    """Return the external option's cost at the central values, risks at their expectation, one figure a contract.

    Examples
    --------
    >>> import hds_tco as ht
    >>> none, notice = central_costs(ht.load("reference-ght"), [(), ("longer_notice",)])
    >>> bool(notice < none)
    True
    """
    evaluator = _evaluator(scenario)  # as `PairedRuns`: nothing is traced anew
    columns = dict(zip(evaluator.paths, evaluator.central(len(contracts)), strict=True))
    columns |= {path_of(clause): np.array([float(clause in each) for each in contracts]) for clause in CLAUSES}
    columns |= {path: np.full(len(contracts), value) for path, value in changes.items()}
    calm = np.ones(len(contracts))
    measures = evaluator.run([columns.get(path, calm) for path in evaluator.columns])
    costs: Array = measures[evaluator.rows_of("expected")[0]]
    return costs


def _evaluator(
    scenario: Scenario[Assumption], measures: Collection[str] | None = None, *, drawn: bool = True
) -> Evaluator:
    """Return what prices the external option, with what may change from draw to draw or from contract to contract."""
    refuse_without_provider(scenario)
    paths = dict.fromkeys((*uncertain_paths(scenario), *map(path_of, CLAUSES), COPY_PRICE))
    return Evaluator(scenario, paths, drawn=drawn, measures=measures, options=[EXTERNAL])
