"""Paired runs: the external option on draws of a scenario, under any contract, always on the same draws."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.evaluator import Evaluator
from hds_tco.analysis.restitution.clauses import CLAUSES, COPY_PRICE, path_of, refuse_without_provider
from hds_tco.analysis.simulation.run import threads_here
from hds_tco.model import EXTERNAL
from hds_tco.sampling import Sampler
from hds_tco.scenario import Assumption, Scenario, assumptions_of

Array = npt.NDArray[np.float64]


class PairedRuns:
    """The external option's measures on the same draws, whatever the contract.

    Draws are those that `simulate` makes with the same seed.

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
        refuse_without_provider(scenario)
        if draws < 1:
            raise ValueError("draws must be at least 1")
        self.draws = draws
        self._evaluator = Evaluator(scenario, _paths(scenario), drawn=drawn, measures=measures, options=[EXTERNAL])
        columns = tuple(dict.fromkeys((*self._evaluator.read, *also)))
        values = Sampler(scenario, columns, seed, draws).worker().values(0, draws)
        self._rows: dict[str, Array] = dict(zip(columns, values, strict=True))
        self._central = assumptions_of(scenario)

    def column(self, path: str) -> Array:
        """Return the draws of an assumption or event; the central value, as many times, if it is certain."""
        if path in self._rows:
            return self._rows[path]
        return np.full(self.draws, float(cast("float", self._central[path].value)))

    def run(
        self, contract: Collection[str] | None = None, changes: Mapping[str, float] | None = None
    ) -> dict[str, Array]:
        """Return each measure on every draw, by its last word.

        Parameters
        ----------
        contract : collection of str, optional
            The clauses held; the scenario's own by default.
        changes : mapping, optional
            Values that take the place of draws, by path.
        """
        fixed = dict(changes or {})
        if contract is not None:
            fixed |= {path_of(clause): float(clause in contract) for clause in CLAUSES}
        unread = np.zeros(self.draws)
        rows = [
            np.full(self.draws, fixed[path]) if path in fixed else self._rows.get(path, unread)
            for path in self._evaluator.columns
        ]
        found = self._evaluator.run(rows)
        names = (name.rpartition(".")[2] for name in self._evaluator.measures)
        return dict(zip(names, found, strict=True))

    def runs(
        self, contracts: Sequence[Collection[str]], changes: Mapping[str, float] | None = None
    ) -> Iterator[dict[str, Array]]:
        """Yield what `run` gives for each contract, in order, on threads; no more at once than there are threads."""
        self._evaluator.expect(len(contracts) * self.draws)
        threads = threads_here()
        with ThreadPoolExecutor(threads) as pool:
            for start in range(0, len(contracts), threads):
                yield from pool.map(lambda contract: self.run(contract, changes), contracts[start : start + threads])


def central_costs(
    scenario: Scenario[Assumption], contracts: Iterable[Collection[str]], changes: Mapping[str, float] | None = None
) -> Array:
    """Return the external option's cost at the central values, risks at their expectation, one figure a contract.

    Examples
    --------
    >>> import hds_tco as ht
    >>> none, notice = central_costs(ht.load("reference-ght"), [(), ("longer_notice",)])
    >>> bool(notice < none)
    True
    """
    refuse_without_provider(scenario)
    contracts = list(contracts)
    evaluator = Evaluator(
        scenario, _paths(scenario), drawn=True, options=[EXTERNAL]
    )  # as `PairedRuns`: nothing made anew
    central = dict(zip(evaluator.paths, evaluator.central(len(contracts)), strict=True))
    for clause in CLAUSES:
        central[path_of(clause)] = np.array([float(clause in contract) for contract in contracts])
    for path, value in (changes or {}).items():
        central[path] = np.full(len(contracts), value)
    calm = np.ones(len(contracts))
    measures = evaluator.run([central.get(path, calm) for path in evaluator.columns])
    found: Array = measures[evaluator.rows_of("expected")[0]]
    return found


def _paths(scenario: Scenario[Assumption]) -> tuple[str, ...]:
    """Return what may change from draw to draw or from contract to contract."""
    uncertain = [path for path, item in assumptions_of(scenario).items() if item.distribution is not None]
    return tuple(dict.fromkeys((*uncertain, *map(path_of, CLAUSES), COPY_PRICE)))
