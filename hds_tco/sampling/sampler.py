"""Draws of a scenario: values of its uncertain assumptions, correlated as it says, and what chance decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, cast, get_args

import numpy as np
import numpy.typing as npt

from hds_tco.sampling.inverse import FAR, Inverse, Tabled, inverse_of, inverse_of_normal, normal_of
from hds_tco.sampling.quantiles import make_ready
from hds_tco.sampling.table import Tables
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
        # Columns read from tables, by what along: all in one call.
        groups: dict[str, list[tuple[int, Tabled]]] = {}
        for rank, path in enumerate(self.columns):
            inverse = self.inverses.get(path)
            if isinstance(inverse, Tabled):
                groups.setdefault(inverse.table.along, []).append((rank, inverse))
        self.tabled = [(group, Tables([inverse.table for _, inverse in group])) for group in groups.values()]

        def drawn(columns: Sequence[str]) -> tuple[str, ...]:
            found = [path for path in columns if path.startswith(EVENT) or assumptions[path].distribution is not None]
            return tuple(dict.fromkeys([*found, *(() if set(found).isdisjoint(together) else together)]))

        self._coordinates = drawn(of_run or columns) if name == "sobol" else ()
        self.names = tuple(dict.fromkeys([*self._coordinates, *drawn(columns)]))

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
        self._rows = np.empty((len(sampler.names), 0))

    def values(self, start: int, stop: int) -> Array:
        """Return the values of draws `start` to `stop`, one row a column."""
        made = np.empty((len(self._sampler.columns), stop - start))
        self.fill(start, list(made))
        return made

    def fill(self, start: int, out: Sequence[Array]) -> None:
        """Put the values of draws `start`, `start` + 1, … into `out`, one row a column."""
        sampler = self._sampler
        draws = len(out[0]) if len(out) else 0
        if self._rows.shape[1] < draws:
            self._rows = np.empty((len(sampler.names), draws))
        rows = [row[:draws] for row in self._rows]
        self._uniforms.fill(start, rows)
        uniform = dict(zip(sampler.names, rows, strict=True))
        uniform |= correlated({path: uniform[path] for path in sampler.related}, sampler.mixing, sampler.inverses)
        for group, tables in sampler.tabled:
            points, values = [uniform[sampler.columns[rank]] for rank, _ in group], [out[rank] for rank, _ in group]
            nearest = tables.read(points, values)
            for place in np.flatnonzero(nearest < 2 * FAR):
                group[place][1].mend(points[place], values[place], nearest[place])
        for path, row in zip(sampler.columns, out, strict=True):
            inverse = sampler.inverses.get(path)
            if path in sampler.fixed:
                row[...] = sampler.fixed[path]
            elif inverse is None:
                np.subtract(1.0, uniform[path], out=row)
            elif not isinstance(inverse, Tabled):
                inverse(uniform[path], row)


def correlated(uniforms: Mapping[str, Array], mixing: Array, wanted: Collection[str]) -> dict[str, Array]:
    """Return the normal points of a Gaussian copula.

    Parameters
    ----------
    uniforms : mapping of str to ndarray
        Independent uniform numbers, one row a variable; overwritten.
    mixing : ndarray
        Lower Cholesky factor of the Gaussian correlation matrix.
    wanted : collection of str
        Variables to return.
    """
    normal = list(uniforms.values())
    Tables([normal_of()] * len(normal)).read(normal, normal)
    found: dict[str, Array] = {}
    for rank, path in enumerate(uniforms):
        if path not in wanted:
            continue
        # Row by row, not by a matrix product: its last bits would change with the length of the block.
        mixed = normal[rank] * mixing[rank, rank]
        for other in range(rank):
            if mixing[rank, other]:
                mixed += normal[other] * mixing[rank, other]
        found[path] = mixed
    return found
