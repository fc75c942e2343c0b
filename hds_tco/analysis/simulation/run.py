"""Draws by the million: blocks on threads, in bounded memory, the same answer whatever the blocks and threads."""

from __future__ import annotations

import itertools
import os
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from hds_tco.analysis.comparison import refuse_absurd
from hds_tco.analysis.estimate import BATCHES, Array
from hds_tco.analysis.evaluator import Evaluator
from hds_tco.analysis.service import compared_ranks, services_of
from hds_tco.analysis.simulation.accumulators import Counted, Sketch, Totals, totals_of
from hds_tco.analysis.simulation.progress import Progress, watched
from hds_tco.analysis.simulation.result import Simulation
from hds_tco.model.options import Option
from hds_tco.sampling import DEFAULT_SEED, SAMPLERS, Sampler, SamplerName
from hds_tco.sampling.uniforms import sobol_draws
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, uncertain_paths
from hds_tco.scenario.errors import close_to
from hds_tco.trace.compiled.llvm import LANES

Part = TypeVar("Part")

# Draws that one thread works on at a time: their columns fit the cache of a core.
BLOCK_DRAWS = 8_192
# A block shorter than this is not worth a thread.
SMALLEST_BLOCK = 1_024
# Beyond these, draws are summed up and forgotten.
KEPT_DRAWS = 1_000_000
# Most draws that are summed up together: parts depend on how many draws are asked for and on nothing else, so that sums
# are the same to the last bit whatever the blocks, the threads and what is kept.
PART_DRAWS = 65_536
MEASURES = ("expected", "cost", "restitution", "incidents")
# More would wait for memory rather than for a processor.
MOST_THREADS = 4


def simulate(
    scenario: Scenario[Assumption],
    draws: int = 10_000,
    seed: int = DEFAULT_SEED,
    sampler: SamplerName = "random",
    *,
    options: Iterable[Option] | None = None,
    threads: int | None = None,
    block_draws: int = BLOCK_DRAWS,
    kept_draws: int = KEPT_DRAWS,
    progress: Progress | None = None,
    compiled: bool | None = None,
) -> Simulation:
    """Draw the uncertain assumptions and what chance decides, and price every option on each draw.

    Parameters
    ----------
    scenario : Scenario
    draws : int
        How many; Sobol points are rounded up to 16 times a power of two.
    seed : int
        Same seed, same draws: pseudo-random number i of an assumption depends on the seed, its path and i alone, so two
        scenarios with the same seed share their draws.
    sampler : {"random", "sobol"}
        Pseudo-random numbers, or scrambled Sobol points (16 independent scramblings, for the sampling error).
    options : iterable of Option, optional
        The scenario's own by default.
    threads : int, optional
        By default as many as the machine has processors, at most 4.
    block_draws : int
        How many draws a thread works on at a time; changes no figure.
    kept_draws : int
        About how many draws' results are kept (whole parts of the draws, one at least); with more draws, quantiles come
        from a histogram whose error is stated.
    progress : callable, optional
        Called from this thread with the draws done and the draws to do. By default a bar appears in a notebook or an
        IPython terminal when the work lasts more than a second, and nothing elsewhere.
    compiled : bool, optional
        Whether to compile the model before the first draw; by default when that many draws, after those of earlier
        runs, make it pay. Changes no figure.

    Returns
    -------
    Simulation
        After Ctrl-C, of the draws done so far; `Simulation.interrupted` says so.

    Raises
    ------
    ValueError
        If a number makes no sense.
    ScenarioError
        If there is no such sampler, or a cost is beyond all measure.
    KeyboardInterrupt
        If nothing was done yet.

    Examples
    --------
    >>> import hds_tco as ht
    >>> result = ht.simulate(ht.load("reference-ght"), draws=1000)
    >>> result.draws, result.keys
    (1000, ('in_house', 'external', 'leasing'))
    """
    if draws < 1 or block_draws < 1 or kept_draws < BATCHES or (threads is not None and threads < 1):
        raise ValueError(f"draws, block_draws and threads must be at least 1, kept_draws at least {BATCHES}")
    if sampler not in SAMPLERS:
        values = {"choices": ", ".join(SAMPLERS)}
        raise ScenarioError([Fault("no_sampler", "", str(sampler), values, close_to(str(sampler), SAMPLERS))])
    if sampler == "sobol":
        draws = sobol_draws(draws)
    evaluator = Evaluator(
        scenario, uncertain_paths(scenario), drawn=True, measures=MEASURES, options=options, compiled=compiled
    )
    evaluator.expect(draws)
    work = _Work(evaluator, Sampler(scenario, evaluator.read, seed, draws, sampler), block_draws, threads)

    borders = borders_of(draws)
    held = max(bisect_right(borders, kept_draws) - 1, 1)  # parts that are kept
    kept = np.empty((len(evaluator.measures), borders[held]))
    with watched(progress) as report:
        done = work.fill(kept, lambda count: report(count, draws) if report else None)
        kept = kept[:, :done]
        cost, expected = evaluator.rows_of("cost"), evaluator.rows_of("expected")
        for rank, option in zip(cost, evaluator.options, strict=True):
            refuse_absurd(option, kept[rank])
        cuts = [*itertools.takewhile(lambda border: border < done, borders), done]
        compared = compared_ranks(services_of(scenario, evaluator.options))
        parts = [totals_of(kept[:, start:stop], cost, expected, compared) for start, stop in itertools.pairwise(cuts)]
        sketch = None
        if done == borders[held] < draws:
            sketch = Sketch(kept[cost])
            for part, more in work.sum_up(borders[held:], sketch, compared, report):
                parts.append(part)
                sketch.add(more)
            for option, *range_ in zip(evaluator.options, sketch.lowest, sketch.highest, strict=True):
                refuse_absurd(option, range_)
    return Simulation(
        scenario=scenario,
        options=evaluator.options,
        seed=seed,
        sampler=sampler,
        asked_draws=draws,
        measures=evaluator.measures,
        kept=kept,
        parts=tuple(parts),
        sketch=sketch,
        read=evaluator.read,
    )


def borders_of(draws: int) -> list[int]:
    """Return where the parts of the draws begin, and the end: whole parts make a batch, of one Sobol scrambling."""
    batches = min(BATCHES, draws)
    count = batches * -(-draws // (batches * PART_DRAWS))
    return [rank * draws // count for rank in range(count + 1)]


class _Work:
    """The same draws, cut as one likes."""

    def __init__(self, evaluator: Evaluator, sampler: Sampler, block_draws: int, threads: int | None) -> None:
        self._evaluator = evaluator
        self._sampler = sampler
        self._threads = threads or threads_here()
        # A small job is shared out evenly.
        share = -(-sampler.draws // self._threads)
        self._block = min(block_draws, max(share + -share % LANES, SMALLEST_BLOCK))
        self._own = threading.local()

    def fill(self, out: Array, report: Callable[[int], None]) -> int:
        """Fill `out` with the measures of the first draws; return how many were done, all unless interrupted."""
        total = int(out.shape[1])
        blocks = range(0, total, self._block)

        def block(start: int) -> int:
            stop = min(start + self._block, total)
            self._evaluate(start, out[:, start:stop])
            return stop

        alone = len(blocks) == 1 or self._threads == 1
        done = 0
        try:
            for done in map(block, blocks) if alone else self._in_order(block, blocks):
                report(done)
        except KeyboardInterrupt:
            if not done:
                raise
        return done

    def sum_up(
        self, borders: list[int], sketch: Sketch, compared: list[int], progress: Progress | None
    ) -> Iterator[tuple[Totals, Counted]]:
        """Yield the totals of the draws that are not kept, part by part, in order; stop early if interrupted."""
        cost, expected = self._evaluator.rows_of("cost"), self._evaluator.rows_of("expected")

        def part(rank: int) -> tuple[Totals, Counted]:
            start, stop = borders[rank], borders[rank + 1]
            out = np.empty((len(self._evaluator.measures), stop - start))
            for place in range(0, stop - start, self._block):
                self._evaluate(start + place, out[:, place : place + self._block])
            return totals_of(out, cost, expected, compared), sketch.counted(out[cost])

        ranks = range(len(borders) - 1)
        try:
            for rank, summed in zip(ranks, self._in_order(part, ranks), strict=True):
                yield summed
                if progress:
                    progress(borders[rank + 1], borders[-1])
        except KeyboardInterrupt:
            return

    def _evaluate(self, start: int, out: Array) -> None:
        own = self._own
        if not hasattr(own, "worker"):
            own.worker = self._sampler.worker()
            own.values = np.empty((len(self._evaluator.read), self._block))
        rows = own.values[:, : out.shape[1]]
        own.worker.fill(start, rows)
        read = dict(zip(self._evaluator.read, rows, strict=True))
        nothing = np.empty(0)
        self._evaluator.run([read.get(column, nothing) for column in self._evaluator.columns], out)

    def _in_order(self, job: Callable[[int], Part], starts: Iterable[int]) -> Iterator[Part]:
        """Yield the results of jobs run on threads, in the order of their starts, few ahead of what was asked for."""
        waiting: dict[int, Future[Part]] = {}
        todo = iter(starts)
        asked: list[int] = []
        with ThreadPoolExecutor(self._threads) as pool:
            try:
                while True:
                    for start in todo:
                        waiting[start] = pool.submit(job, start)
                        asked.append(start)
                        if len(asked) > self._threads:
                            break
                    if not asked:
                        return
                    yield waiting.pop(asked.pop(0)).result()
            finally:  # interrupted, here or by who asks: what has not begun is given up
                for future in waiting.values():
                    future.cancel()


def threads_here() -> int:
    """Return as many as this process has processors, at most 4.

    Examples
    --------
    >>> 1 <= threads_here() <= 4
    True
    """
    return min(MOST_THREADS, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2)
