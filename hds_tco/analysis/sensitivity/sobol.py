"""How much of the uncertainty each assumption brings, alone and with the others: Sobol's indices, by SALib.

Sobol's indices presume inputs that know nothing of one another. Assumptions that the scenario correlates are therefore
taken together: a correlated group is one factor, drawn with its correlations, and independent of every other factor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from hds_tco.analysis.estimate import Array
from hds_tco.analysis.evaluator import Evaluator
from hds_tco.analysis.frame_table import Columns, Row, as_words, table_of
from hds_tco.analysis.optional import optional
from hds_tco.analysis.sensitivity.labels import labels_of
from hds_tco.analysis.sensitivity.ranges import options_of
from hds_tco.analysis.sensitivity.tornado import Tornado, tornado
from hds_tco.analysis.table import Table, frame_of, plus_minus
from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, number_of, text
from hds_tco.model.options import Option
from hds_tco.sampling import DEFAULT_SEED
from hds_tco.sampling.inverse import inverse_of
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, assumptions_of
from hds_tco.scenario.correlations import correlated_groups
from hds_tco.scenario.distributions import Distribution

if TYPE_CHECKING:
    import pandas as pd

Function = Callable[[Array], Array]
# The measure that stands for the decision: runner-up less best.
GAP = "gap"
COLUMNS = (
    *("measure", "measure_label", "factor", "label", "assumptions"),
    *("first", "first_margin95", "total", "total_margin95"),
)
CONFIDENCE = 0.95
RESAMPLES = 100


@dataclass(frozen=True)
class Indices:
    """Sobol's indices of some outputs.

    Parameters
    ----------
    first : ndarray
        Share of an output's variance that knowing the factor would take away on average, shape ``(outputs, factors)``.
    total : ndarray
        Share that would be left if everything but the factor were known: what it brings alone and with the others.
    first_margin, total_margin : ndarray
        Half-widths of their 95 % confidence intervals, by bootstrap.
    evaluations : int
        How many sets of values were evaluated.
    """

    first: Array
    first_margin: Array
    total: Array
    total_margin: Array
    evaluations: int


def indices_of(
    function: Function,
    laws: Sequence[Distribution],
    base_samples: int = 1024,
    seed: int = DEFAULT_SEED,
    *,
    groups: Sequence[tuple[Sequence[int], Array]] = (),
    lang: Language = DEFAULT_LANGUAGE,
) -> Indices:
    """Return the first-order and total indices of a function of uncertain inputs.

    Parameters
    ----------
    function : callable
        From values, shape ``(inputs, sets)``, to outputs, shape ``(outputs, sets)``.
    laws : sequence of Distribution
        One an input.
    base_samples : int
        Rounded up to a power of two, as Sobol's points want; ``base_samples x (factors + 2)`` sets are evaluated.
    seed : int
    groups : sequence of (ranks, correlations)
        Inputs that make one factor, and the correlations of the normal points that they are drawn from. Every other
        input is a factor. Factors are in the order of their first input.
    lang : {"fr", "en"}
        Language of the error message.

    Returns
    -------
    Indices
        nan for an output that does not vary.

    Raises
    ------
    ImportError
        If SALib is not installed.

    Examples
    --------
    >>> from hds_tco.scenario.distributions import Uniform
    >>> found = indices_of(lambda x: (3 * x[0] + 4 * x[1])[None], [Uniform(0, 1), Uniform(0, 1)])
    >>> bool(np.abs(found.first - [9 / 25, 16 / 25]).max() < 0.02)
    True
    """
    sampling = optional("SALib.sample.sobol", "analysis", lang)
    analysis = optional("SALib.analyze.sobol", "analysis", lang)
    names = [str(factor) for factor in _factor_of(len(laws), groups)]
    problem = {
        "num_vars": len(laws),
        "names": [str(rank) for rank in range(len(laws))],
        "bounds": [[0.0, 1.0]] * len(laws),
        "groups": names,
    }
    # SALib takes a seed of 0 for none.
    drawing, resampling = (int(word) + 1 for word in np.random.SeedSequence(seed).generate_state(2))
    base = 1 << max(base_samples - 1, 1).bit_length()
    points = sampling.sample(problem, base, calc_second_order=False, seed=drawing)
    outputs = function(values_of(np.ascontiguousarray(points.T), laws, groups))
    indices = np.full((4, len(outputs), len(set(names))), np.nan)
    resampled = {"num_resamples": RESAMPLES, "conf_level": CONFIDENCE, "seed": resampling}
    for rank, output in enumerate(outputs):
        if np.ptp(output) > 1e-12 * np.abs(output).max():
            analysed = analysis.analyze(problem, output, calc_second_order=False, **resampled)
            indices[:, rank] = [analysed[key] for key in ("S1", "S1_conf", "ST", "ST_conf")]
    first, first_margin, total, total_margin = indices
    return Indices(first, first_margin, total, total_margin, len(points))


def values_of(uniforms: Array, laws: Sequence[Distribution], groups: Sequence[tuple[Sequence[int], Array]]) -> Array:
    """Return the values that uniform numbers stand for, correlated within each group; `uniforms` is overwritten."""
    for ranks, correlations in groups:
        uniforms[list(ranks)] = _correlated(uniforms[list(ranks)], correlations)
    values = np.empty_like(uniforms)
    for law, uniform, value in zip(laws, uniforms, values, strict=True):
        inverse_of(law)(uniform, value)
    return values


def _correlated(uniforms: Array, correlations: Array) -> Array:
    """Return uniform numbers with the dependence of a Gaussian copula."""
    from scipy.special import ndtr, ndtri

    normal = ndtri(np.maximum(uniforms, np.finfo(float).tiny))
    return cast("Array", ndtr(np.linalg.cholesky(correlations) @ normal))


def _factor_of(inputs: int, groups: Sequence[tuple[Sequence[int], Array]]) -> list[int]:
    """Return the factor of each input: the rank of the first input of its group, or its own."""
    first = {rank: min(ranks) for ranks, _ in groups for rank in ranks}
    return [first.get(rank, rank) for rank in range(inputs)]


@dataclass(frozen=True)
class SobolIndices:
    """Sobol's indices of the options' costs and of the gap between the best and its rival.

    Parameters
    ----------
    scenario : Scenario
    options : tuple of Option
    best, rival : Option
        At the central values; the gap is what the rival costs more, see `rival_of`. None if there is one option only.
    measures : tuple of str
        Keys of options (their net present cost), ``"gap"``.
    factors : tuple of tuple of str
        Assumptions, or groups of correlated ones.
    held : tuple of str
        Uncertain assumptions that were screened out: they stay at their central values.
    indices : Indices
        One row a measure, one column a factor.
    base_samples, seed : int
        How many Sobol points; the model runs on ``base_samples x (factors + 2)`` sets, `indices.evaluations`.
    """

    scenario: Scenario[Assumption]
    options: tuple[Option, ...]
    best: Option
    rival: Option | None
    measures: tuple[str, ...]
    factors: tuple[tuple[str, ...], ...]
    held: tuple[str, ...]
    indices: Indices
    base_samples: int
    seed: int

    def measure_label(self, measure: str, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return what a measure is called."""
        if measure == GAP and self.rival is not None:
            words = {"best": self.best.label(lang), "second": self.rival.label(lang)}
            return text("sensitivity.gap_measure", lang, **words)
        return next(option.label(lang) for option in self.options if option.key == measure)

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row a measure and factor, within a measure the largest total index first.

        Returns
        -------
        DataFrame
            ``measure``, ``measure_label``, ``factor`` (paths, joined by ``" + "``), ``label``, ``assumptions``
            (how many), ``first``, ``first_margin95``, ``total``, ``total_margin95`` (half-widths of intervals).
        """
        indices = self.indices
        names = [group_label(self.scenario, factor, lang) for factor in self.factors]
        rows = [
            {
                "measure": measure,
                "measure_label": self.measure_label(measure, lang),
                "factor": " + ".join(self.factors[column]),
                "label": names[column],
                "assumptions": len(self.factors[column]),
                "first": indices.first[row, column],
                "first_margin95": indices.first_margin[row, column],
                "total": indices.total[row, column],
                "total_margin95": indices.total_margin[row, column],
            }
            for row, measure in enumerate(self.measures)
            for column in np.argsort(-indices.total[row], kind="stable")
        ]
        return frame_of(rows, COLUMNS)

    def table(self, top: int, lang: Language = DEFAULT_LANGUAGE) -> Table:
        """Return the shares of the variance of the gap, which decides; the largest total first."""

        def share(row: Row, name: str, lang: Language) -> str:
            return plus_minus(row[name], row[f"{name}_margin95"], lambda value: decimal(value, lang, 3))

        columns: Columns = {
            "sensitivity.column.label": ("label", as_words),
            "study.first": ("first", share),
            "study.total": ("total", share),
        }
        frame, measure = self.frame(lang), self.measures[-1]
        rows = frame[frame["measure"] == measure].head(top)
        title = text("study.sobol", lang, measure=self.measure_label(measure, lang))
        return table_of(rows, columns, lang, title, caption=self.made_how(lang))

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures: what was held, how correlations are treated, how it was made."""
        notes = [text("sensitivity.sobol_note", lang)]
        if any(len(factor) > 1 for factor in self.factors):
            notes.append(text("sensitivity.sobol_groups", lang))
        if self.held:
            notes.append(number_of("sensitivity.sobol_held", len(self.held), lang))
        return [*notes, self.made_how(lang)]

    def made_how(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return how many points and runs of the model the indices rest on: their own, whatever the draws are."""
        counts = {"runs": decimal(self.indices.evaluations, lang), "points": decimal(self.base_samples, lang)}
        return text("sensitivity.sobol_made_how", lang, **counts, seed=self.seed)


def group_label(scenario: Scenario[Assumption], paths: Sequence[str], lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the label of an assumption, or of the first of a group with the number of the others.

    Examples
    --------
    >>> import hds_tco as ht
    >>> group_label(ht.load("reference-ght"), ("operations.pue", "external.setup_eur"), "en")
    'PUE of the room and 1 correlated assumption'
    """
    first = labels_of(scenario, paths[:1], lang)[0]
    return first if len(paths) == 1 else number_of("sensitivity.group", len(paths) - 1, lang, first=first)


def sobol_indices(
    scenario: Scenario[Assumption],
    base_samples: int = 1024,
    seed: int = DEFAULT_SEED,
    measure: str | None = None,
    *,
    most_factors: int = 20,
    options: Iterable[Option] | None = None,
    lang: Language = DEFAULT_LANGUAGE,
) -> SobolIndices:
    """Split the variance of the options' expected costs, and of the best's gap to its rival, among the assumptions.

    Parameters
    ----------
    scenario : Scenario
    base_samples : int
        Rounded up to a power of two; the model runs ``base_samples x (factors + 2)`` times.
    seed : int
    measure : str, optional
        An option's key, or ``"gap"``; by default every option and the gap.
    most_factors : int
        How many factors are kept: those that weigh most on a measure when they go alone from P5 to P95 (see
        `tornado`). The others stay at their central values.
    options : iterable of Option, optional
        The scenario's own by default.
    lang : {"fr", "en"}
        Language of the error message.

    Returns
    -------
    SobolIndices

    Raises
    ------
    ImportError
        If SALib is not installed.
    ScenarioError
        If nothing is uncertain.
    ValueError
        If the measure is unknown.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = ht.sensitivity.sobol_indices(ht.load("reference-ght"), 64, measure="gap", most_factors=3)
    >>> found.frame("en").columns[:4].tolist(), len(found.factors)
    (['measure', 'measure_label', 'factor', 'label'], 3)
    """
    chosen = options_of(scenario, options)
    screening = tornado(scenario, chosen)
    known = (*(option.key for option in chosen), *((GAP,) if len(chosen) > 1 else ()))
    if measure is not None and measure not in known:
        raise ValueError(text("sensitivity.no_measure", lang, read=measure, known=", ".join(known)))
    if not screening.paths:
        raise ScenarioError([Fault("nothing_uncertain")], lang)
    if most_factors < 1:
        raise ValueError("most_factors must be at least 1")
    measures = known if measure is None else (measure,)
    factors = _screened(screening, measures, correlated_groups(scenario), most_factors)
    paths = [path for factor, _ in factors for path in factor]
    evaluator = Evaluator(scenario, paths, measures=("expected",), options=chosen)
    best, second = (chosen.index(option or screening.best) for option in (screening.best, screening.rival))

    def costs(values: Array) -> Array:
        priced = evaluator.run(values)  # one row an option
        outputs = dict(zip(known, (*priced, priced[second] - priced[best]), strict=False))
        return np.array([outputs[name] for name in measures])

    assumptions = assumptions_of(scenario)
    laws = [cast("Distribution", assumptions[path].distribution) for path in paths]
    groups = [([paths.index(path) for path in factor], matrix) for factor, matrix in factors if len(factor) > 1]
    indices = indices_of(costs, laws, base_samples, seed, groups=groups, lang=lang)
    return SobolIndices(
        scenario,
        chosen,
        screening.best,
        screening.rival,
        measures,
        tuple(factor for factor, _ in factors),
        tuple(path for path in screening.paths if path not in paths),
        indices,
        indices.evaluations // (len(factors) + 2),
        seed,
    )


def _screened(
    screening: Tornado, measures: tuple[str, ...], groups: Sequence[tuple[tuple[str, ...], Array]], most: int
) -> list[tuple[tuple[str, ...], Array]]:
    """Return the factors that weigh most, with their correlations, a group's heaviest assumption first."""
    moved = {
        option.key: np.abs(costs[1] - costs[0])
        for option, costs in zip(screening.options, screening.costs_eur, strict=True)
    } | {GAP: screening.swing_eur}
    # Each measure counts the same: what weighs on all options alike would else push out what weighs on the gap.
    shares = [moved[name] / (moved[name].sum() or 1.0) for name in measures]
    weight = dict(zip(screening.paths, np.max(shares, axis=0).tolist(), strict=True))
    grouped = {path for paths, _ in groups for path in paths}
    factors: list[tuple[tuple[str, ...], Array]] = [
        ((path,), np.eye(1)) for path in screening.paths if path not in grouped
    ]
    for paths, matrix in groups:
        order = sorted(range(len(paths)), key=lambda rank, paths=paths: -weight[paths[rank]])  # type: ignore[misc]
        factors.append((tuple(paths[rank] for rank in order), matrix[np.ix_(order, order)]))
    factors.sort(key=lambda factor: -weight[factor[0][0]])
    return factors[:most]
