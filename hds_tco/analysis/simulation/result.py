"""What a simulation found, frozen, with its sampling errors."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from hds_tco.analysis.estimate import (
    BATCHES,
    NOISE,
    TAIL,
    UNKNOWN,
    Array,
    Estimate,
    error_by_parts,
    mean_error,
    share_error,
)
from hds_tco.analysis.frame_table import cells_of
from hds_tco.analysis.service import Service, for_the_service, services_of
from hds_tco.analysis.simulation.accumulators import CostDistribution, Sketch, Totals, merged
from hds_tco.analysis.table import frame_of, with_errors
from hds_tco.locale import DEFAULT_LANGUAGE, Language
from hds_tco.model.finance import HALF_A_CENT
from hds_tco.model.options import Option
from hds_tco.sampling import Sampler, SamplerName
from hds_tco.scenario import Assumption, Scenario

if TYPE_CHECKING:
    import pandas as pd

    from hds_tco.analysis.simulation.report import SimulationReport

QUANTILES = {"p05": 0.05, "p50": 0.50, "p95": 0.95}
OF_SUMMARY = (
    *("mean_eur", *(f"{name}_eur" for name in QUANTILES), "cvar95_eur"),
    *("probability_cheapest", "expected_regret_eur", "restitution_eur", "incidents_eur"),
)
OF_CONVERGENCE = ("option", "option_label", "draws", *with_errors(("mean_eur", "probability_cheapest")))


@dataclass(frozen=True)
class Simulation:
    """Every option priced on the same draws.

    Parameters
    ----------
    scenario : Scenario
    options : tuple of Option
    seed : int
    sampler : {"random", "sobol"}
    asked_draws : int
    measures : tuple of str
        What the rows of `kept` are: ``<option>.expected``, ``.cost``, ``.restitution``, ``.incidents``.
    kept : ndarray
        Present costs in euros, shape ``(measures, kept draws)``.
    parts : tuple of Totals
        Sums over all draws, part by part.
    sketch : Sketch or None
        Where quantiles come from when not every draw is kept.
    read : tuple of str
        What was drawn: assumptions and events that the options read.

    Examples
    --------
    >>> import hds_tco as ht
    >>> result = ht.simulate(ht.load("reference-ght"), draws=2000)
    >>> result.best.key
    'in_house'
    >>> sum(result.probability_cheapest(key).value for key in result.keys)
    1.0
    """

    scenario: Scenario[Assumption]
    options: tuple[Option, ...]
    seed: int
    sampler: SamplerName
    asked_draws: int
    measures: tuple[str, ...]
    kept: Array
    parts: tuple[Totals, ...]
    sketch: Sketch | None = None
    read: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return what was drawn and what came out, on a line: the draws themselves would fill pages."""
        best = self.best.key
        chance = self.probability_cheapest(best).value
        return (
            f"<Simulation of {self.scenario.name!r}: {self.draws} draws of {self.asked_draws}, seed {self.seed}, "
            f"{self.sampler}; best {best!r}, the cheapest in {chance:.1%} of draws>"
        )

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the answer, the options side by side, how the draws were made."""
        return self.report._repr_html_()

    @property
    def report(self) -> SimulationReport:
        """What is said of the draws: sentences, tables, notes, charts."""
        from hds_tco.analysis.simulation.report import SimulationReport

        return SimulationReport(self)

    @cached_property
    def totals(self) -> Totals:
        """Sums over all draws."""
        return merged(self.parts)

    @property
    def draws(self) -> int:
        """Number of draws."""
        return self.totals.draws

    @property
    def interrupted(self) -> bool:
        """Whether fewer draws were made than asked for."""
        return self.draws < self.asked_draws

    @property
    def keys(self) -> tuple[str, ...]:
        """The options' keys."""
        return tuple(option.key for option in self.options)

    @property
    def best(self) -> Option:
        """The option with the lowest mean cost of those compared, risks at their expectation: what it recommends."""
        return self.ranked[0]

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """What each option leaves out of the service; those that stand apart are drawn, and never ranked."""
        return services_of(self.scenario, self.options)

    @property
    def compared(self) -> tuple[Option, ...]:
        """Options that render the whole service, by mean cost, the lowest first: one of them is recommended."""
        return tuple(option for option in self.ranked if not self.service(option.key).apart)

    def service(self, key: str) -> Service:
        """Return what an option leaves out of the service."""
        return self.services[self.keys.index(key)]

    def marked(self, option: Option, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return an option's name for a table: it says so where the option stands apart."""
        return option.label(lang) + self.service(option.key).mark(lang)

    def at_equal_service(self, sentence: str, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return a sentence on the cheapest option; it says so where only equal services are ranked."""
        return for_the_service(sentence, self.services, lang)

    def apart_sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return, for each option that stands apart, what it costs more or less on average, and what it leaves out."""
        best = self.best
        return [
            self.service(option.key).sentence(option, self.gap(option.key, best.key).value, best, lang)
            for option in self.ranked
            if self.service(option.key).apart
        ]

    @property
    def ranked(self) -> tuple[Option, ...]:
        """Options by mean cost, the lowest first; those that leave out some of the service come last."""
        return tuple(sorted(self.options, key=lambda each: (self.service(each.key).order, self.mean(each.key).value)))

    def row(self, key: str, measure: str) -> int:
        """Return the row of an option's measure."""
        return self.measures.index(f"{key}.{measure}")

    def costs(self, key: str) -> Array:
        """Return an option's present costs in euros, risks as drawn, of the kept draws."""
        costs: Array = self.kept[self.row(key, "cost")]
        return costs

    def mean(self, key: str, measure: str = "expected") -> Estimate:
        """Return the mean of a measure; of ``expected``, that of the cost itself with less noise."""
        row = self.row(key, measure)
        formula = mean_error(float(self.totals.squares[row]), self.draws)
        return self._estimate(float(self.totals.mean[row]), formula, lambda part: part.mean[row])

    def quantile(self, key: str, share: float) -> Estimate:
        """Return the cost that a share of the draws does not exceed, risks as drawn.

        Raises
        ------
        ScenarioError
            If that is no share.
        """
        return self._distribution(key).quantile(share)

    def tail_mean(self, key: str, share: float = TAIL) -> Estimate:
        """Return the mean cost of the dearest draws (conditional value at risk), risks as drawn.

        Raises
        ------
        ScenarioError
            If what is left out is no share.
        """
        return self._distribution(key).tail_mean(share)

    def probability_cheapest(self, key: str) -> Estimate:
        """Return the share of draws in which an option ends up the cheapest of those compared, risks as drawn.

        Not a number for an option that stands apart.
        """
        rank = self.keys.index(key)
        if self.services[rank].apart:
            return UNKNOWN
        share = float(self.totals.cheapest[rank]) / self.draws
        if len(self.compared) == 1:  # no luck in that
            return Estimate(share, 0.0)
        formula = share_error(share, self.draws)
        if not 0.0 < share < 1.0:
            return Estimate(share, formula)
        return self._estimate(share, formula, lambda part: part.cheapest[rank] / part.draws)

    def expected_regret(self, key: str) -> Estimate:
        """Return how much dearer, on average, an option ends than the cheapest of the draw, risks as drawn.

        Not a number for an option that stands apart.
        """
        rank = self.keys.index(key)
        if self.services[rank].apart:
            return UNKNOWN
        formula = mean_error(float(self.totals.regret_squares[rank]), self.draws)
        return self._estimate(float(self.totals.regret[rank]), formula, lambda part: part.regret[rank])

    @property
    def value_of_perfect_information(self) -> Estimate:
        """What knowing every assumption before deciding would save on average (EVPI).

        Risks stand at their expectation: no study can tell when a provider will fail. With the options' mean costs
        m, min(m) - mean(min) (Raiffa and Schlaifer, 1961).
        """
        rows = [self.row(option.key, "expected") for option in self.compared]
        chosen = self.row(self.best.key, "expected")
        value = float(self.totals.mean[rows].min() - self.totals.best_expected)
        return Estimate(value, self._spread(lambda part: part.mean[chosen] - part.best_expected))

    def gap(self, key: str, other: str) -> Estimate:
        """Return by how much one option's mean cost exceeds another's, on the same draws."""
        row, against = self.row(key, "expected"), self.row(other, "expected")
        value = float(self.totals.mean[row] - self.totals.mean[against])
        return Estimate(value, self._spread(lambda part: part.mean[row] - part.mean[against]))

    @property
    def within_noise(self) -> bool:
        """Whether the two best options are closer than twice the sampling error of their gap."""
        gap = self._lead
        return gap is not None and not gap.value > NOISE * gap.standard_error

    @property
    def tied(self) -> bool:
        """Whether the two best options cost the same in every draw, risks at their expectation."""
        gap = self._lead
        return gap is not None and max(abs(gap.value), gap.standard_error) <= HALF_A_CENT

    @property
    def _lead(self) -> Estimate | None:
        """By how much the second option costs more than the best; None if one only is compared."""
        return self.gap(self.compared[1].key, self.best.key) if len(self.compared) > 1 else None

    def probability_above(self, key: str, cost_eur: float) -> Estimate:
        """Return the share of draws in which an option costs more than a bound, risks as drawn."""
        shares, errors = self._distribution(key).above(np.array([cost_eur]))
        return Estimate(float(shares[0]), float(errors[0]))

    @property
    def counting_error_eur(self) -> float:
        """How far the quantiles and the CVaR of `summary` may be from the exact ones when some draws are only counted.

        Zero when every draw is kept.
        """
        if self.sketch is None:
            return 0.0
        ranks = range(len(self.options))
        of_quantiles = [self.sketch.quantile_error(rank, share) for rank in ranks for share in QUANTILES.values()]
        return max(*of_quantiles, *(self.sketch.tail_error(rank, TAIL) for rank in ranks))

    def inputs(self, draws: int, columns: tuple[str, ...]) -> Array:
        """Return the values that some assumptions took in the first draws, shape ``(columns, draws)``: drawn again."""
        sampler = Sampler(self.scenario, columns, self.seed, self.asked_draws, self.sampler, of_run=self.read)
        return sampler.worker().values(0, draws)

    def summary(self, lang: Language = DEFAULT_LANGUAGE, tolerance_eur: float | None = None) -> pd.DataFrame:
        """Return one row an option, the lowest mean first.

        Parameters
        ----------
        lang : {"fr", "en"}
        tolerance_eur : float, optional
            A bound, of which the chance to pass it is told.

        Returns
        -------
        DataFrame
            Indexed by ``option``: ``label``; then for each figure its value and its sampling error
            (``…_standard_error``): ``mean_eur``, ``p05_eur``, ``p50_eur``, ``p95_eur``, ``cvar95_eur``,
            ``probability_cheapest``, ``expected_regret_eur``, ``restitution_eur``, ``incidents_eur`` (mean present
            costs), and with a tolerance ``probability_above_tolerance``. An option that stands apart has no
            ``probability_cheapest`` and no ``expected_regret_eur``.
        """
        rows = []
        for option in self.ranked:
            key = option.key
            figures = {
                "mean_eur": self.mean(key),
                **{f"{name}_eur": self.quantile(key, share) for name, share in QUANTILES.items()},
                "cvar95_eur": self.tail_mean(key),
                "probability_cheapest": self.probability_cheapest(key),
                "expected_regret_eur": self.expected_regret(key),
                "restitution_eur": self.mean(key, "restitution"),
                "incidents_eur": self.mean(key, "incidents"),
            }
            if tolerance_eur is not None:
                figures["probability_above_tolerance"] = self.probability_above(key, tolerance_eur)
            rows.append({"option": key, "label": option.label(lang), **cells_of(figures)})
        of_line = () if tolerance_eur is None else ("probability_above_tolerance",)
        return frame_of(rows, ("option", "label", *with_errors((*OF_SUMMARY, *of_line)))).set_index("option")

    def exceedance(self, points: int = 201, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return the probability that each option costs more than a bound, over bounds that span the draws.

        Returns
        -------
        DataFrame
            ``option``, ``option_label``, ``cost_eur``, ``probability``, ``probability_standard_error``.
        """
        import pandas as pd

        spread = self._distributions
        bounds = np.linspace(
            min(each.figure(0.001) for each in spread), max(each.figure(0.999) for each in spread), points
        )
        shares, errors = zip(*(each.above(bounds) for each in spread), strict=True)
        return pd.DataFrame(
            {
                "option": np.repeat(self.keys, points),
                "option_label": np.repeat([option.label(lang) for option in self.options], points),
                "cost_eur": np.tile(bounds, len(self.options)),
                "probability": np.concatenate(shares),
                "probability_standard_error": np.concatenate(errors),
            }
        )

    def convergence(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return how the figures settled as draws came in.

        Returns
        -------
        DataFrame
            ``option``, ``option_label``, ``draws``; then each with its ``…_standard_error``: ``mean_eur``,
            ``probability_cheapest``.
        """
        rows = []
        several = len(self.compared) > 1
        for running in itertools.accumulate(self._batches, lambda one, other: merged([one, other])):
            for rank, option in enumerate(self.options):
                row, share = self.row(option.key, "expected"), float(running.cheapest[rank]) / running.draws
                cheapest = Estimate(share, share_error(share, running.draws) if several else 0.0)
                error = mean_error(float(running.squares[row]), running.draws)
                figures = {
                    "mean_eur": Estimate(float(running.mean[row]), error),
                    "probability_cheapest": UNKNOWN if self.services[rank].apart else cheapest,
                }
                head = {"option": option.key, "option_label": option.label(lang), "draws": running.draws}
                rows.append({**head, **cells_of(figures)})
        return frame_of(rows, OF_CONVERGENCE)

    @cached_property
    def _batches(self) -> list[Totals]:
        """The totals in at most `BATCHES` parts, in order, of the same number of draws unless interrupted."""
        count = min(BATCHES, len(self.parts))
        borders = [rank * len(self.parts) // count for rank in range(count + 1)]
        return [merged(self.parts[a:b]) for a, b in itertools.pairwise(borders)]

    @cached_property
    def _distributions(self) -> list[CostDistribution]:
        """How the costs of each option are spread."""
        sobol = self.sampler == "sobol"
        scramblings = BATCHES * self.kept.shape[1] // self.asked_draws if sobol else None
        return [
            CostDistribution(self.costs(key), self.draws, scramblings, self.sketch, rank)
            for rank, key in enumerate(self.keys)
        ]

    def _distribution(self, key: str) -> CostDistribution:
        return self._distributions[self.keys.index(key)]

    def _estimate(self, value: float, formula: float, figure: Callable[[Totals], float]) -> Estimate:
        """Return a figure of all draws; its error by a formula, or for Sobol points from its spread over batches."""
        by_spread = self.sampler == "sobol" and len(self._batches) > 1
        return Estimate(value, self._spread(figure) if by_spread else formula)

    def _spread(self, figure: Callable[[Totals], float]) -> float:
        """Return the sampling error of a mean from its spread over batches of all draws."""
        batches = self._batches
        return error_by_parts([float(figure(part)) for part in batches], [part.draws for part in batches], self.draws)
