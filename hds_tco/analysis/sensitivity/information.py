"""What it would be worth to know an assumption before deciding: EVPI and EVPPI, from draws already made.

To know an input is to decide with the options' mean costs given that input. These are found by regression on the draws
(Strong, Oakley and Brennan, 2014), here with cross-fitting: the draws on which a decision is valued never helped to
make it. A decision that follows noise then earns nothing on average, where the usual estimator would count the noise
as worth knowing. What is left is a small bias downwards, where the regression misses the shape of the costs; and on
any draws EVPPI never exceeds EVPI.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.estimate import NOISE, Estimate, mean_by_parts, mean_of
from hds_tco.analysis.sensitivity.labels import labels_of
from hds_tco.analysis.sensitivity.sobol import group_label
from hds_tco.analysis.simulation import Simulation
from hds_tco.analysis.table import frame_of, with_errors
from hds_tco.locale import DEFAULT_LANGUAGE, Language, has_text, number_of, text
from hds_tco.scenario import Assumption, Scenario, uncertain_paths
from hds_tco.scenario.correlations import correlated_groups

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.float64]
COLUMNS = (
    *("level", "path", "label", "assumptions", *with_errors(["value_eur"]), "share_of_evpi"),
    *with_errors(["shuffled_eur"]),
)
Level = Literal["assumption", "group", "section"]
DRAWS = 50_000
# As many as the scramblings of Sobol points: each part is then a fair sample by itself.
FOLDS = 16
# Knots of the natural cubic splines, as quantiles of the input (Harrell, 2015, for six knots, ends further out).
KNOTS = (0.02, 0.23, 0.41, 0.59, 0.77, 0.98)
# An input with fewer different values is a choice: one mean a value.
FEW_VALUES = 8
# How many assumptions are named as good as the first.
MOST_RIVALS = 3
# Inputs known together that may also act through each other: beyond, only the sum of their effects is fitted.
MOST_CROSSED = 10


def evpi(costs: Array) -> Estimate:
    """Return the expected value of perfect information.

    Parameters
    ----------
    costs : ndarray
        Shape ``(options, draws)``.

    Returns
    -------
    Estimate
        min(mean) - mean(min) (Raiffa and Schlaifer, 1961), as `Simulation.value_of_perfect_information`.

    Examples
    --------
    >>> evpi(np.array([[1.0, 4.0], [3.0, 3.0]])).value  # 2.5 - (1 + 3) / 2
    0.5
    """
    return mean_of(costs[_best(costs)] - costs.min(axis=0))


def evppi(costs: Array, inputs: Array, *, batches: bool = False) -> Estimate:
    """Return the expected value of knowing some inputs (together), and only them, before deciding.

    Parameters
    ----------
    costs : ndarray
        Shape ``(options, draws)``.
    inputs : ndarray
        Shape ``(inputs, draws)``, or ``(draws,)`` for one.
    batches : bool
        Whether the standard error comes from the spread of 16 parts of the draws, as Sobol points need.

    Returns
    -------
    Estimate
        Below zero by chance only; never above `evpi` of the same draws.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> cost, noise = rng.normal(0, 1, (2, 20_000))
    >>> costs = np.array([cost + noise, np.zeros(20_000)])
    >>> bool(abs(evppi(costs, cost).value - 0.399) < 0.02)  # 1 / sqrt(2 pi)
    True
    """
    return (mean_by_parts if batches else mean_of)(_saved_by(costs, _basis(np.atleast_2d(inputs))))


def _saved_by(costs: Array, columns: Array) -> Array:
    """Return what deciding by a regression on these columns saves, draw by draw, none of which the regression saw."""
    best, draws = _best(costs), costs.shape[1]
    gaps = np.delete(costs - costs[best], best, axis=0)
    folds = min(FOLDS, draws)
    if folds < 2 or not len(gaps):
        return np.zeros(draws)
    columns, gaps = _in_parts(columns, folds), _in_parts(gaps, folds)
    # Least squares without a part: the whole's sums less the part's.
    squares, products = columns @ columns.swapaxes(1, 2), columns @ gaps.swapaxes(1, 2)
    weights = _solved(squares.sum(axis=0) - squares, products.sum(axis=0) - products)
    fitted = weights.swapaxes(1, 2) @ columns
    lowest, chosen = fitted[:, 0], gaps[:, 0]
    for option in range(1, gaps.shape[1]):
        lower = fitted[:, option] < lowest
        lowest, chosen = np.where(lower, fitted[:, option], lowest), np.where(lower, gaps[:, option], chosen)
    saved = np.where(lowest < 0.0, -chosen, 0.0)
    by_draw: Array = saved.ravel() if draws % folds == 0 else saved[_places(draws, folds) < draws]
    return by_draw


def _in_parts(rows: Array, folds: int) -> Array:
    """Return rows in parts, shape ``(parts, rows, draws)``; the shorter are filled with zeros, which weigh nothing."""
    count, draws = rows.shape
    if draws % folds == 0:
        return rows.reshape(count, folds, draws // folds).swapaxes(0, 1)
    filled: Array = np.append(rows, np.zeros((count, 1)), axis=1)[:, _places(draws, folds)]
    return filled.swapaxes(0, 1)


def _solved(squares: Array, products: Array) -> Array:
    """Return the least squares of each part; a column that others make up, or of zeros, adds nothing."""
    values, vectors = np.linalg.eigh(squares)
    large = values > 1e-10 * values[:, -1:]
    inverse = np.where(large, 1.0 / np.where(large, values, 1.0), 0.0)
    solved: Array = vectors @ (inverse[:, :, None] * (vectors.swapaxes(1, 2) @ products))
    return solved


@lru_cache(maxsize=8)
def _places(draws: int, folds: int) -> npt.NDArray[np.int_]:
    """Return the draws of each part, one row a part, as even as it goes; `draws` itself where a part is shorter."""
    borders = np.linspace(0, draws, folds + 1).astype(int)
    places = borders[:-1, None] + np.arange(int(np.diff(borders).max()))
    places[places >= borders[1:, None]] = draws
    return places


def _best(costs: Array) -> int:
    return int(costs.mean(axis=1).argmin())


def _basis(inputs: Array) -> Array:
    """Return the columns of the regression, one row each: a constant, a curve an input, products two by two."""
    draws = inputs.shape[1]
    varying = [row for row in inputs if np.ptp(row) > 0]
    standard = [(row - row.mean()) / row.std() for row in varying]
    rows = [np.ones((1, draws)), *(_curve(row) for row in standard)]
    if len(standard) <= MOST_CROSSED:
        rows += [(one * other)[None] for one, other in itertools.combinations(standard, 2)]
    return np.concatenate(rows)


def _curve(row: Array) -> Array:
    """Return a natural cubic spline of an input (straight beyond the end knots), or indicators of its few values."""
    values = np.unique(row[:1000])
    if len(values) <= FEW_VALUES:
        values = np.unique(row)
    if len(values) <= FEW_VALUES:
        return np.asarray(row == values[1:, None], float)
    knots = np.unique(np.quantile(row, KNOTS))
    if len(knots) < 3:
        return row[None]
    last = _cube(row, knots[-1])
    slopes = [(_cube(row, knot) - last) / (knots[-1] - knot) for knot in knots[:-1]]
    return np.array([row, *(slope - slopes[-1] for slope in slopes[:-1])])


def _cube(row: Array, knot: float) -> Array:
    beyond = np.maximum(row - knot, 0.0)
    return np.asarray(beyond * beyond * beyond)


@dataclass(frozen=True)
class Worth:
    """What knowing some assumptions would be worth.

    Parameters
    ----------
    paths : tuple of str
    level : {"assumption", "group", "section"}
        One assumption; a group of correlated ones; a whole section of the scenario.
    value : Estimate
        Expected saving in euros.
    shuffled : Estimate
        The same computation on shuffled values of the assumptions, which tell nothing: what noise alone gives.
    section : str
        Key of the section, empty at other levels.
    """

    paths: tuple[str, ...]
    level: Level
    value: Estimate
    shuffled: Estimate
    section: str = ""


@dataclass(frozen=True)
class ValueOfInformation:
    """What each study would be worth, the most valuable first.

    Parameters
    ----------
    scenario : Scenario
    perfect : Estimate
        Knowing every assumption (EVPI), on all draws of the simulation.
    worths : tuple of Worth
    draws : int
        How many draws the partial values rest on.
    rivals : tuple of str
        Assumptions that the draws cannot tell from the one most worth knowing: worth less by no more than two standard
        errors of the gap, on the same draws; three at most.
    """

    scenario: Scenario[Assumption]
    perfect: Estimate
    worths: tuple[Worth, ...]
    draws: int
    rivals: tuple[str, ...] = ()

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row an assumption, group of correlated assumptions or section, the most valuable first.

        Returns
        -------
        DataFrame
            ``level`` (``assumption``, ``group``, ``section``), ``path`` (joined by ``" + "``), ``label``,
            ``assumptions`` (how many), ``value_eur``, ``value_eur_standard_error``, ``share_of_evpi``,
            ``shuffled_eur``, ``shuffled_eur_standard_error``.
        """
        perfect = self.perfect.value
        rows = [
            {
                "level": worth.level,
                "path": worth.section or " + ".join(worth.paths),
                "label": self._label(worth, lang),
                "assumptions": len(worth.paths),
                **worth.value.cells("value_eur"),
                "share_of_evpi": worth.value.value / perfect if perfect > 0 else float("nan"),
                **worth.shuffled.cells("shuffled_eur"),
            }
            for worth in self.worths
        ]
        return frame_of(rows, COLUMNS)

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures: how they are found, then what the shuffled ones are."""
        found = text("sensitivity.information_note", lang, draws=number_of("count.draws", self.draws, lang))
        return [found, text("sensitivity.witness_note", lang)]

    def _label(self, worth: Worth, lang: Language) -> str:
        if worth.level == "section":
            key = f"section_title.{worth.section}"
            return text(key, lang) if has_text(key, lang) else worth.section
        if worth.level == "group":
            return group_label(self.scenario, worth.paths, lang)
        return labels_of(self.scenario, worth.paths, lang)[0]


def value_of_information(
    simulation: Simulation, draws: int | None = None, levels: Iterable[Level] = ("assumption", "group", "section")
) -> ValueOfInformation:
    """Return what knowing each assumption before deciding would save on average.

    Risks stand at their expectation, as in `Simulation.value_of_perfect_information`: no study can tell when a provider
    will fail. Knowing a correlated assumption tells of the others too, and its value counts that.

    Parameters
    ----------
    simulation : Simulation
    draws : int, optional
        How many of the kept draws are used, 50,000 at most by default.
    levels : iterable of {"assumption", "group", "section"}
        What is known at a time: one assumption, a group of correlated ones, a section of the scenario.

    Returns
    -------
    ValueOfInformation

    Examples
    --------
    >>> import hds_tco as ht
    >>> drawn = ht.simulate(ht.load("reference-ght"), draws=4000)
    >>> found = ht.sensitivity.value_of_information(drawn, levels=["assumption"])
    >>> found.worths[0].paths, found.worths[0].value.value < found.perfect.value
    (('leasing.residual_share',), True)
    """
    used = min(simulation.kept.shape[1], DRAWS if draws is None else draws)
    scenario, wanted = simulation.scenario, frozenset(levels)
    paths = uncertain_paths(scenario)
    costs = simulation.kept[[simulation.row(option.key, "expected") for option in simulation.compared], :used]
    inputs = dict(zip(paths, simulation.inputs(used, paths), strict=True))
    order = np.random.default_rng([simulation.seed, used]).permutation(used)
    estimate = mean_by_parts if simulation.sampler == "sobol" else mean_of

    def worth(known: Sequence[str], level: Level, section: str = "") -> Worth:
        columns = _basis(np.array([inputs[path] for path in known]))
        value, shuffled = (estimate(_saved_by(costs, each)) for each in (columns, columns[:, order]))
        return Worth(tuple(known), level, value, shuffled, section)

    found: list[Worth] = []
    if "assumption" in wanted:
        found += [worth([path], "assumption") for path in paths]
    if "group" in wanted:
        found += [worth(group, "group") for group, _ in correlated_groups(scenario)]
    if "section" in wanted:
        sections = dict.fromkeys(path.partition(".")[0] for path in paths)
        inside = {name: [path for path in paths if path.startswith(f"{name}.")] for name in sections}
        found += [worth(some, "section", name) for name, some in inside.items() if len(some) > 1]
    found.sort(key=lambda item: -item.value.value)
    singles = [item for item in found if item.level == "assumption" and item.value.value > 0]
    rivals: list[str] = []
    if singles:
        first = _saved_by(costs, _basis(inputs[singles[0].paths[0]][None]))
        for item in singles[1 : 1 + MOST_RIVALS]:  # the gap on the same draws: less noise than two errors added up
            gap = estimate(first - _saved_by(costs, _basis(inputs[item.paths[0]][None])))
            if gap.value > NOISE * gap.standard_error:
                break
            rivals += item.paths
    perfect = simulation.value_of_perfect_information
    return ValueOfInformation(scenario, perfect, tuple(found), used, tuple(rivals))
