"""Draws of a scenario: values of its uncertain assumptions, correlated as it says, and what chance decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

import numpy as np
import numpy.typing as npt

from hds_tco.sampling.inverse import FAR, Inverse, Tabled, inverse_of, inverse_of_normal, make_ready, normal_of
from hds_tco.sampling.table import Along, Ranks, Tables
from hds_tco.sampling.uniforms import Beside, RandomUniforms, SobolUniforms, Uniforms
from hds_tco.scenario import Assumption, Scenario
from hds_tco.scenario.correlations import correlation_matrix
from hds_tco.scenario.distributions import Distribution
from hds_tco.scenario.scenario import assumptions_of

Array = npt.NDArray[np.float64]
SamplerName = Literal["random", "sobol"]
SAMPLERS: tuple[SamplerName, ...] = get_args(SamplerName)
DEFAULT_SEED = 2026
# Columns with this beginning hold no assumption but a uniform number in (0, 1] that decides an event.
EVENT = "event."


class Sampler:
    """What every worker draws from.

    Parameters
    ----------
    scenario : Scenario
    columns : sequence of str
        Paths of assumptions (one without a distribution keeps its value) and events.
    seed : int
    draws : int
        How many draws there will be; Sobol points must know.
    name : {"random", "sobol"}
    of_run : sequence of str, optional
        The columns of the sampler whose draws are wanted again: Sobol points change with what else is drawn. What it
        did not draw comes from beside.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> sampler = Sampler(load("reference-ght"), ["volumes.imaging_growth_per_year"], seed=1, draws=4)
    >>> sampler.worker().values(0, 4).shape
    (1, 4)
    """

    def __init__(
        self,
        scenario: Scenario[Assumption],
        columns: Sequence[str],
        seed: int,
        draws: int,
        name: SamplerName = "random",
        of_run: Sequence[str] = (),
    ) -> None:
        assumptions = assumptions_of(scenario)
        self.columns = tuple(columns)
        self.seed, self.draws, self.name = seed, draws, name
        self.fixed: dict[str, float] = {}
        distributions: dict[str, Distribution] = {}
        for path in columns:
            if not path.startswith(EVENT):
                assumption = assumptions[path]
                if assumption.distribution is None:
                    self.fixed[path] = cast("float", assumption.value)
                else:
                    distributions[path] = assumption.distribution
        together, matrix = correlation_matrix(scenario)
        self.related = together if not distributions.keys().isdisjoint(together) else ()
        self.mixing = cast("Array", np.linalg.cholesky(matrix)) if self.related else np.empty((0, 0))
        make_ready((law, path in self.related) for path, law in distributions.items())
        self.inverses: dict[str, Inverse] = {
            path: inverse_of_normal(law) if path in self.related else inverse_of(law)
            for path, law in distributions.items()
        }

        def drawn(columns: Sequence[str]) -> tuple[str, ...]:
            own = [path for path in columns if path.startswith(EVENT) or assumptions[path].distribution is not None]
            return tuple(dict.fromkeys([*own, *(() if set(own).isdisjoint(together) else together)]))

        self._coordinates = drawn(of_run or columns) if name == "sobol" else ()
        self.names = tuple(dict.fromkeys([*self._coordinates, *drawn(columns)]))
        self.rows = {path: row for row, path in enumerate(self.names)}
        self.related_rows = np.array([self.rows[path] for path in self.related], dtype=np.int64)
        self.to_normal = Tables([normal_of()] * len(self.related))
        # Columns read from tables, by what along, all in one call: from which rows, into which.
        self.tabled = [
            group
            for along in get_args(Along)
            if (group := _Group.of(self, {"tails": self.names, "normal": self.related}[along], along)).inverses
        ]
        tabled = {rank for group in self.tabled for rank in group.out.tolist()}
        self.others = [(rank, path) for rank, path in enumerate(self.columns) if rank not in tabled]

    def worker(self) -> Worker:
        """Return what one thread draws with."""
        return Worker(self)

    def uniforms(self) -> Uniforms:
        """Return a source of uniform numbers, one row for each of `names`."""
        count = len(self._coordinates)
        random = RandomUniforms(self.names[count:], self.seed)
        if self.name == "random":
            return random
        return Beside(SobolUniforms(self._coordinates, self.seed, self.draws), count, random)


class Worker:
    """Draws for one thread; see `Sampler.worker`."""

    def __init__(self, sampler: Sampler) -> None:
        self._sampler = sampler
        self._uniforms = sampler.uniforms()
        self._rows, self._normal = np.empty((len(sampler.names), 0)), np.empty((2, len(sampler.related), 0))

    def values(self, start: int, stop: int) -> Array:
        """Return the values of draws `start` to `stop`, one row a column."""
        values = np.empty((len(self._sampler.columns), stop - start))
        self.fill(start, values)
        return values

    def fill(self, start: int, out: Array) -> None:
        """Put the values of draws `start`, `start` + 1, … into `out`, one row a column."""
        sampler, draws = self._sampler, out.shape[1]
        if self._rows.shape[1] < draws:
            self._rows = np.empty((len(sampler.names), draws))
            self._normal = np.empty((2, len(sampler.related), draws))
        rows, (normal, mixed) = self._rows[:, :draws], self._normal[:, :, :draws]
        self._uniforms.fill(start, rows)
        if sampler.related:
            sampler.to_normal.read_rows(rows, sampler.related_rows, normal, np.arange(len(normal)))
            mix(normal, sampler.mixing, mixed)
        for group in sampler.tabled:
            points = rows if group.along == "tails" else mixed
            nearest = group.tables.read_rows(points, group.at, out, group.out)
            for rank in np.flatnonzero(nearest < 2 * FAR).tolist():
                group.inverses[rank].mend(points[group.at[rank]], out[group.out[rank]], nearest[rank])
        for rank, path in sampler.others:
            inverse = sampler.inverses.get(path)
            if path in sampler.fixed:
                out[rank] = sampler.fixed[path]
            elif inverse is None:
                np.subtract(1.0, rows[sampler.rows[path]], out=out[rank])
            elif path in sampler.related:
                inverse(mixed[sampler.related.index(path)], out[rank])
            else:
                inverse(rows[sampler.rows[path]], out[rank])


@dataclass(frozen=True)
class _Group:
    """Columns that are read from tables along one axis."""

    along: Along
    inverses: list[Tabled]
    tables: Tables
    at: Ranks
    out: Ranks

    @classmethod
    def of(cls, sampler: Sampler, points: Sequence[str], along: Along) -> _Group:
        """Return the columns of a sampler that are read so, where their points stand in the order of `points`."""
        rows = {path: row for row, path in enumerate(points)}
        members = [
            (inverse, rows[path], rank)
            for rank, path in enumerate(sampler.columns)
            if isinstance(inverse := sampler.inverses.get(path), Tabled) and inverse.table.along == along
        ]
        inverses = [inverse for inverse, _, _ in members]
        at, out = (np.array([item[which] for item in members], dtype=np.int64) for which in (1, 2))
        return cls(along, inverses, Tables([inverse.table for inverse in inverses]), at, out)


def mix(normal: Array, mixing: Array, mixed: Array) -> None:
    """Put the normal points of a Gaussian copula into `mixed`.

    Parameters
    ----------
    normal : ndarray
        Independent standard normal points, one row a variable.
    mixing : ndarray
        Lower Cholesky factor of the Gaussian correlation matrix.
    mixed : ndarray
        Like `normal`.
    """
    part = np.empty(normal.shape[1])
    for rank, row in enumerate(mixed):
        # Row by row, not by a matrix product: its last bits would change with the length of the block.
        np.multiply(normal[rank], mixing[rank, rank], out=row)
        for other in np.flatnonzero(mixing[rank, :rank]):
            np.multiply(normal[other], mixing[rank, other], out=part)
            np.add(row, part, out=row)
