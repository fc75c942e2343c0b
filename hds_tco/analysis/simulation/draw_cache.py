"""Draws kept ready for whoever moves one assumption at a time: what did not change is not drawn again, nor compiled."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.comparison import refuse_absurd
from hds_tco.analysis.evaluator import Evaluator, can_change
from hds_tco.analysis.measures import most_incidents
from hds_tco.analysis.sensitivity.tornado import Tornado, tornado_by
from hds_tco.analysis.service import compared_ranks, services_of
from hds_tco.analysis.simulation import Simulation
from hds_tco.analysis.simulation.accumulators import totals_of
from hds_tco.analysis.simulation.run import MEASURES, borders_of
from hds_tco.model.exit_causes import CAUSES
from hds_tco.model.options import Option
from hds_tco.sampling import DEFAULT_SEED, EVENT, Sampler
from hds_tco.scenario import Assumption, Scenario, assumptions_of, uncertain_paths
from hds_tco.scenario.assumption import Section
from hds_tco.scenario.correlations import correlation_matrix
from hds_tco.trace.compiled.llvm import LANES

# What is asked of the evaluator besides costs.
EXIT_MEASURES = ("exit_year", "interruption_days")
RATES = tuple(f"restitution.{cause}.rate_per_year" for cause in CAUSES)
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ForcedExits:
    """Being forced out of the provider, in three figures.

    Parameters
    ----------
    probability : float
        Of one forced exit at least by the horizon, by the closed form, averaged over the draws of the rates.
    interruption_days, cost_eur : float or None
        Median interruption and mean present cost, given an exit; None if no draw has one.
    """

    probability: float
    interruption_days: float | None
    cost_eur: float | None


def forced_exits(measures: Mapping[str, Array], rates: Sequence[Array | float], horizon: int) -> ForcedExits | None:
    """Return what the draws of a provider's measures say; None without a provider.

    Parameters
    ----------
    measures : mapping of str to ndarray
        By the evaluator's names.
    rates : sequence of ndarray or float
        Yearly rate of each cause, as drawn.
    horizon : int

    Examples
    --------
    >>> drawn = {"exit_year": [0, 3], "interruption_days": [0, 12], "restitution": [0, 5e5]}
    >>> found = forced_exits({f"external.{key}": np.array(row) for key, row in drawn.items()}, [0.01, 0.02], 10)
    >>> round(found.probability, 4), found.interruption_days, found.cost_eur
    (0.2592, 12.0, 500000.0)
    """
    years = measures.get("external.exit_year")
    if years is None:
        return None
    rate = np.sum(np.broadcast_arrays(*rates), axis=0)
    chance = float(np.mean(-np.expm1(-rate * horizon)))
    left = years > 0
    if not left.any():
        return ForcedExits(chance, None, None)
    days, cost = (measures[f"external.{name}"][left] for name in ("interruption_days", "restitution"))
    return ForcedExits(chance, float(np.median(days)), float(cost.mean()))


class LiveDraws:
    """The draws of a scenario, and of any other that differs from it in figures, yes or no included.

    Every single figure is an input of what was compiled, so that none is too odd: a share at exactly 0, a clause that
    is taken out, an uncertain price that becomes a certain one. Only other options, choices in words, whole years,
    figures by year, and incidents many times more frequent ask for a new one; `fits` tells.

    Parameters
    ----------
    scenario : Scenario
    draws : int
    seed : int

    Examples
    --------
    >>> import hds_tco as ht
    >>> scenario = ht.load("reference-ght")
    >>> live = LiveDraws(scenario, draws=500)
    >>> dear = ht.with_values(scenario, {"external.setup_eur": 900_000})
    >>> live.fits(dear), live.simulate(dear).draws
    (True, 500)
    """

    def __init__(self, scenario: Scenario[Assumption], draws: int = 10_000, seed: int = DEFAULT_SEED) -> None:
        assumptions = assumptions_of(scenario)
        paths = [path for path in assumptions if can_change(path) and not path.startswith("correlations.")]
        self._seed, self._draws = seed, draws
        self._evaluator = Evaluator(scenario, paths, drawn=True, measures=(*MEASURES, *EXIT_MEASURES), compiled=False)
        self._structure = structure_of(scenario, paths)
        read = self._evaluator.read
        self._rows = dict(zip(read, np.empty((len(read), draws)), strict=True))
        self._paths = tuple(path for path in read if not path.startswith(EVENT))
        self._threads = max(1, min(4, _processors(), draws // LANES // 128))
        self._pool = ThreadPoolExecutor(self._threads)
        self._drawn: dict[str, Assumption] = {}
        self._together: tuple[tuple[str, ...], bytes] = ((), b"")
        self._draw(scenario, assumptions, read)

    @property
    def options(self) -> tuple[Option, ...]:
        """What is priced."""
        return self._evaluator.options

    def compile(self) -> None:
        """Compile, if the compiler is installed: for another thread, while this one goes on with what there is."""
        self._evaluator = self._evaluator.compiled()

    def fits(self, scenario: Scenario[Assumption]) -> bool:
        """Tell whether a scenario differs from the first one in nothing but single figures."""
        return structure_of(scenario, self._evaluator.paths) == self._structure

    def simulate(self, scenario: Scenario[Assumption]) -> Simulation:
        """Return what `hds_tco.simulate` finds for a scenario that fits: the same draws, the same costs."""
        return self.simulate_with_exits(scenario)[0]

    def simulate_with_exits(self, scenario: Scenario[Assumption]) -> tuple[Simulation, ForcedExits | None]:
        """Return the same, and what its draws say of forced exits; None without a provider."""
        self._update(scenario)
        evaluator = self._evaluator
        kept = np.empty((len(evaluator.measures), self._draws))
        nothing = np.empty(0)
        columns = [self._rows.get(name, nothing) for name in evaluator.columns]
        share = -(-self._draws // self._threads)
        share += -share % LANES

        def part(start: int) -> None:
            stop = start + share
            evaluator.run([column[start:stop] for column in columns], kept[:, start:stop])

        list(self._pool.map(part, range(0, self._draws, share)))
        found = dict(zip(evaluator.measures, kept, strict=True))
        exits = forced_exits(found, [self._column(path, scenario) for path in RATES], scenario.horizon_years)
        places = [rank for rank, name in enumerate(found) if name.rpartition(".")[2] in MEASURES]
        measures, kept = tuple(evaluator.measures[rank] for rank in places), kept[places]
        keys = [option.key for option in evaluator.options]
        cost, expected = ([measures.index(f"{key}.{word}") for key in keys] for word in ("cost", "expected"))
        for rank, option in zip(cost, evaluator.options, strict=True):
            refuse_absurd(option, kept[rank])
        cuts = borders_of(self._draws)
        compared = compared_ranks(services_of(scenario, evaluator.options))
        simulation = Simulation(
            scenario=scenario,
            options=evaluator.options,
            seed=self._seed,
            sampler="random",
            asked_draws=self._draws,
            measures=measures,
            kept=kept,
            parts=tuple(totals_of(kept[:, start:stop], cost, expected, compared) for start, stop in pairwise(cuts)),
            read=evaluator.read,
        )
        return simulation, exits

    def tornado(self, scenario: Scenario[Assumption]) -> Tornado:
        """Return what `hds_tco.sensitivity.tornado` finds for a scenario that fits."""
        assumptions = assumptions_of(scenario)
        evaluator = self._evaluator
        compared = compared_ranks(services_of(scenario, evaluator.options))
        rows = [evaluator.rows_of("expected")[rank] for rank in compared]
        moved = {path: rank for rank, path in enumerate(uncertain_paths(scenario))}

        def costs_of(sets: Array) -> Array:
            anything = np.ones(sets.shape[1])
            columns = [
                sets[moved[name]] if name in moved else anything * _figure(assumptions.get(name))
                for name in evaluator.columns
            ]
            costs: Array = evaluator.run(columns)[rows]
            return costs

        return tornado_by(scenario, tuple(evaluator.options[rank] for rank in compared), costs_of)

    def _column(self, path: str, scenario: Scenario[Assumption]) -> Array | float:
        """Return the draws of an assumption; its central value if nothing reads it."""
        return self._rows[path] if path in self._rows else _figure(assumptions_of(scenario).get(path))

    def _update(self, scenario: Scenario[Assumption]) -> None:
        """Draw again what a scenario says otherwise than the last one."""
        assumptions = assumptions_of(scenario)
        changed = [path for path in self._paths if assumptions[path] != self._drawn[path]]
        if changed:
            self._draw(scenario, assumptions, changed)

    def _draw(
        self, scenario: Scenario[Assumption], assumptions: dict[str, Assumption], columns: Collection[str]
    ) -> None:
        paths, matrix = correlation_matrix(scenario)
        together = (paths, matrix.tobytes())
        if together != self._together:  # whoever leaves or enters changes what the others are mixed from
            columns = dict.fromkeys([*columns, *(path for path in self._paths if path in (*paths, *self._together[0]))])
            self._together = together
        worker = Sampler(scenario, tuple(columns), self._seed, self._draws).worker()
        for path, values in zip(columns, worker.values(0, self._draws), strict=True):
            self._rows[path][...] = values
        self._drawn |= {path: assumptions[path] for path in columns if not path.startswith(EVENT)}


def structure_of(scenario: Scenario[Assumption], paths: Collection[str]) -> tuple[Any, ...]:
    """Return all that a scenario says but the figures at `paths`, names and correlations."""
    held = (leaf for leaf in _leaves(scenario, "") if not isinstance(leaf[1], Assumption) or leaf[0] not in paths)
    said = tuple((path, item.value if isinstance(item, Assumption) else item) for path, item in held)
    return (*said, most_incidents(scenario, paths))


def _leaves(node: Section[Assumption], path: str) -> Iterator[tuple[str, Any]]:
    for name in type(node).model_fields:
        inner = getattr(node, name)
        here = f"{path}.{name}" if path else name
        if isinstance(inner, Section):
            yield from _leaves(inner, here)
        elif isinstance(inner, dict):
            if name != "correlations":
                for key, part in inner.items():
                    yield from _leaves(part, f"{here}.{key}")
        elif name not in ("name", "description", "label"):
            yield here, inner


def _figure(assumption: Assumption | None) -> float:
    value = assumption.value if assumption is not None else 1.0
    return value if not isinstance(value, tuple) else value[0]


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
