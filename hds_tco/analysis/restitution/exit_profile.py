"""When a provider would be left by force, and what leaving would be like: ours, and providers of other kinds."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.estimate import UNKNOWN, Array, Estimate, Flags, mean_of, quantile_of, share_of, tail_of
from hds_tco.analysis.frame_table import Columns, Row, as_words, cells_of, table_of
from hds_tco.analysis.restitution.clauses import cause_label
from hds_tco.analysis.restitution.paired_runs import PairedRuns
from hds_tco.analysis.restitution.providers import ProviderProfile, profile_of, provider_profiles, with_profile
from hds_tco.analysis.sensitivity.labels import labels_of
from hds_tco.analysis.simulation.result import QUANTILES
from hds_tco.analysis.table import Table, amount_and_error, count_and_error, frame_of, share_and_error, with_errors
from hds_tco.locale import DEFAULT_LANGUAGE, Language, number_of, percent, text
from hds_tco.model.arrays import ratio
from hds_tco.model.exit_causes import CAUSES
from hds_tco.model.forced_exits import drawn_cause, exit_chances
from hds_tco.model.options import years
from hds_tco.sampling import DEFAULT_SEED
from hds_tco.sampling.sampler import EVENT
from hds_tco.scenario import Assumption, Scenario, assumptions_of

if TYPE_CHECKING:
    import pandas as pd

ExitMeasure = Literal["exit_days", "interruption_days", "cost_eur", "data_lost"]
EXIT_MEASURES: tuple[ExitMeasure, ...] = get_args(ExitMeasure)
ANY = "any"  # whatever the cause
COLUMNS = (
    *("cause", "cause_label", "exits", *with_errors(("probability",)), "measure", "measure_label"),
    *with_errors(("mean", *QUANTILES)),
)
OF_PROFILES = (
    *("profile", "label"),
    *with_errors(("exit_probability", "expected_cost_eur", "cvar95_eur")),
    *with_errors(("exit_days_p50", "interruption_days_p50", "interruption_days_p95")),
    *with_errors(("cost_eur_mean", "cost_eur_p95", "data_loss_probability")),
    *("main_cause", "main_cause_label"),
)
OF_HYPOTHESES = ("profile", "label", "path", "field", "value", "is_hypothesis", "confidence", "note")
OWN = "scenario"  # the scenario's own provider, whatever its profile
OF_YEARS = ("year", "label", *with_errors(("probability", "closed_form")))


@dataclass(frozen=True)
class ExitProfile:
    """Forced exits of many draws.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    exit_year : ndarray
        Year of the first forced exit of each draw, 0 if none by the horizon.
    cause : ndarray
        Rank of its cause in `CAUSES`, -1 if none.
    exit_days, interruption_days, data_lost : ndarray
        How long that exit takes, what its notice leaves uncovered, whether data is lost (1 or 0).
    cost_eur : ndarray
        Present cost of being forced out: all that would not be paid if the provider stayed, up to the horizon, an exit
        from the successor included.
    chance : ndarray
        Probability of the first exit in each year 0..H by the closed form, shape ``(H + 1, draws)``.

    Examples
    --------
    >>> import hds_tco as ht
    >>> profile = ht.restitution.exit_profile(ht.load("reference-ght"), draws=2000)
    >>> profile.by_year("en")["year"].tolist()[:2], 0 < profile.probability().value < 1
    ([1, 2], True)
    """

    scenario: Scenario[Assumption]
    seed: int
    exit_year: Array
    cause: npt.NDArray[np.int64]
    exit_days: Array
    interruption_days: Array
    data_lost: Array
    cost_eur: Array
    chance: Array

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.exit_year)

    @property
    def exits(self) -> int:
        """Number of draws with a forced exit by the horizon."""
        return int(np.count_nonzero(self.exit_year))

    @cached_property
    def causes(self) -> tuple[str, ...]:
        """The causes that some draw saw."""
        return tuple(cause for rank, cause in enumerate(CAUSES) if (self.cause == rank).any())

    def probability(self, year: int | None = None, cause: str = ANY) -> Estimate:
        """Return the probability of a first forced exit: in a year, or by the horizon; by any cause, or by one."""
        came = self._exits_by(cause)
        return share_of(came if year is None else came & (self.exit_year == year))

    def closed_form(self, year: int | None = None) -> Estimate:
        """Return the same by the closed form, averaged over the draws of the rates: in a year, or by the horizon."""
        return mean_of(self.chance.sum(axis=0) if year is None else self.chance[year])

    def mean(self, measure: ExitMeasure, cause: str = ANY) -> Estimate:
        """Return the mean of a measure given an exit; of ``data_lost``, the probability of losing data."""
        values = self._given(measure, cause)
        return share_of(values > 0) if measure == "data_lost" else mean_of(values)

    def quantile(self, measure: ExitMeasure, share: float, cause: str = ANY) -> Estimate:
        """Return the value of a measure that a share of the exits does not exceed."""
        return quantile_of(self._given(measure, cause), share)

    def expected_cost(self) -> Estimate:
        """Return the mean present cost of forced exits over all draws, those without an exit included."""
        return mean_of(self.cost_eur)

    def by_year(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return the distribution of the year of the first forced exit, the last row being none by the horizon.

        Returns
        -------
        DataFrame
            ``year`` (missing in the last row), ``label``, ``probability``, ``probability_standard_error``,
            ``closed_form``, ``closed_form_standard_error``.
        """

        def chances(year: int | None) -> dict[str, Estimate]:
            return {"probability": self.probability(year), "closed_form": self.closed_form(year)}

        rows: list[dict[str, object]] = [
            {"year": year, "label": text("restitution_lab.year", lang, year=year), **cells_of(chances(year))}
            for year in range(1, self.scenario.horizon_years + 1)
        ]
        none = {name: Estimate(1.0 - by.value, by.standard_error) for name, by in chances(None).items()}
        rows.append({"year": None, "label": text("restitution_lab.no_exit", lang), **cells_of(none)})
        return frame_of(rows, OF_YEARS).astype({"year": "Int64"})

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return what an exit is like, given that it comes: first whatever the cause, then by cause.

        Returns
        -------
        DataFrame
            ``cause`` (``any`` or a cause), ``cause_label``, ``exits`` (draws with one), ``probability`` (of a first
            exit by that cause by the horizon), ``measure``, ``measure_label``, ``mean``, ``p05``, ``p50``, ``p95``,
            each with ``…_standard_error``. Of ``data_lost`` the mean is a probability and quantiles are missing.
        """
        rows = []
        for cause in (ANY, *self.causes):
            chance = self.probability(cause=cause)
            label = text("restitution_lab.any_cause", lang) if cause == ANY else cause_label(cause, lang)
            for measure in EXIT_MEASURES:
                quantiles = {
                    name: UNKNOWN if measure == "data_lost" else self.quantile(measure, share, cause)
                    for name, share in QUANTILES.items()
                }
                rows.append(
                    {
                        "cause": cause,
                        "cause_label": label,
                        "exits": int(self._exits_by(cause).sum()),
                        "measure": measure,
                        "measure_label": text(f"restitution_lab.measure.{measure}", lang),
                        **cells_of({"probability": chance, "mean": self.mean(measure, cause), **quantiles}),
                    }
                )
        return frame_of(rows, COLUMNS)

    def table(self, lang: Language = DEFAULT_LANGUAGE) -> Table:
        """Return what a forced exit is like, given that it comes, whatever its cause."""

        def figure(row: Row, name: str, lang: Language) -> str:
            return (share_and_error if row["measure"] == "data_lost" else count_and_error)(row, name, lang)

        columns: Columns = {"restitution_lab.column.measure_label": ("measure_label", as_words)}
        columns |= {f"restitution_lab.column.{name}": (name, figure) for name in ("mean", *QUANTILES)}
        frame = self.frame(lang)
        return table_of(frame[frame["cause"] == ANY], columns, lang, text("clauses.profile", lang))

    def years_table(self, lang: Language = DEFAULT_LANGUAGE) -> Table:
        """Return how likely the first forced exit is in each year, as drawn and by the closed form."""
        columns: Columns = {
            "restitution_lab.column.year": ("label", as_words),
            "clauses.years_drawn": ("probability", share_and_error),
            "clauses.years_formula": ("closed_form", share_and_error),
        }
        return table_of(self.by_year(lang), columns, lang, text("clauses.years", lang))

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        words = {
            "draws": number_of("count.draws", self.draws, lang),
            "formula": percent(self.closed_form().value, lang, 1),
        }
        notes = [
            text("restitution_lab.profile_note", lang, seed=self.seed, **words),
            text("restitution_lab.cost_note", lang),
        ]
        return notes if self.exits else [text("restitution_lab.no_exit_drawn", lang), *notes]

    def _exits_by(self, cause: str) -> Flags:
        """Return the draws with a forced exit, by any cause or by one."""
        return self.exit_year > 0 if cause == ANY else np.asarray(self.cause == CAUSES.index(cause))

    def _given(self, measure: ExitMeasure, cause: str) -> Array:
        values: Array = getattr(self, measure)
        return values[self._exits_by(cause)]


def exit_profile(scenario: Scenario[Assumption], draws: int = 20_000, seed: int = DEFAULT_SEED) -> ExitProfile:
    """Draw forced exits from the scenario's provider under its contract: when, why, how long, at what cost.

    Parameters
    ----------
    scenario : Scenario
        With another provider: `hds_tco.analysis.restitution.with_profile`.
    draws, seed : int
        As in `simulate`: the same seed makes the same draws there.

    Returns
    -------
    ExitProfile

    Raises
    ------
    ScenarioError
        If the scenario has no provider.

    Examples
    --------
    >>> import hds_tco as ht
    >>> profile = exit_profile(ht.load("reference-ght"), draws=4000)
    >>> drawn, formula = profile.probability(), profile.closed_form()
    >>> abs(drawn.value - formula.value) < 4 * drawn.standard_error
    True
    """
    paired = PairedRuns(scenario, draws, seed, also=[EVENT + "exit_cause"])
    exits = paired.run()
    rates = [paired.column(f"restitution.{cause}.rate_per_year") for cause in CAUSES]
    rate = reduce(operator.add, rates)
    came = drawn_cause([ratio(each, rate) for each in rates], paired.column(EVENT + "exit_cause"))
    return ExitProfile(
        scenario=scenario,
        seed=seed,
        exit_year=exits["exit_year"],
        cause=np.where(exits["exit_year"] > 0, np.argmax(came, axis=0), -1),
        exit_days=exits["exit_days"],
        interruption_days=exits["interruption_days"],
        data_lost=exits["data_lost"],
        cost_eur=exits["restitution"],
        chance=exit_chances(rate, np.zeros(draws), years(scenario.horizon_years)[:, None]).first,
    )


@dataclass(frozen=True)
class ProfileComparison:
    """The same hospital and contract with providers of several profiles.

    Parameters
    ----------
    profiles : mapping of str to ProviderProfile
    exits : mapping of str to ExitProfile
        By key; `OWN` is the scenario's own provider.
    """

    profiles: Mapping[str, ProviderProfile]
    exits: Mapping[str, ExitProfile]

    def label(self, key: str, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return what a provider is called."""
        return self.profiles[key].label(lang) if key in self.profiles else text("restitution_lab.own_profile", lang)

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row a provider.

        Returns
        -------
        DataFrame
            ``profile``, ``label``; then, each with ``…_standard_error``, ``exit_probability`` (by the horizon, closed
            form), ``expected_cost_eur`` (present, over all draws), ``cvar95_eur`` (mean of the dearest 5 % of draws);
            and given an exit ``exit_days_p50``, ``interruption_days_p50``, ``interruption_days_p95``,
            ``cost_eur_mean``, ``cost_eur_p95``, ``data_loss_probability``; ``main_cause`` and ``main_cause_label``, the
            commonest cause.
        """
        rows = []
        for key, exits in self.exits.items():
            figures = {
                "exit_probability": exits.closed_form(),
                "expected_cost_eur": exits.expected_cost(),
                "cvar95_eur": tail_of(exits.cost_eur),
                "exit_days_p50": exits.quantile("exit_days", 0.5),
                "interruption_days_p50": exits.quantile("interruption_days", 0.5),
                "interruption_days_p95": exits.quantile("interruption_days", 0.95),
                "cost_eur_mean": exits.mean("cost_eur"),
                "cost_eur_p95": exits.quantile("cost_eur", 0.95),
                "data_loss_probability": exits.mean("data_lost"),
            }
            counts = [np.count_nonzero(exits.cause == rank) for rank in range(len(CAUSES))]
            main = CAUSES[int(np.argmax(counts))] if exits.exits else ""
            cause = {"main_cause": main, "main_cause_label": cause_label(main, lang) if main else ""}
            head: dict[str, object] = {"profile": key, "label": self.label(key, lang), **cause}
            rows.append(head | cells_of(figures))
        return frame_of(rows, OF_PROFILES)

    def table(self, lang: Language = DEFAULT_LANGUAGE) -> Table:
        """Return the same contract with other providers."""
        columns: Columns = {
            "clauses.provider": ("label", as_words),
            "clauses.exit_probability": ("exit_probability", share_and_error),
            "clauses.expected_cost_eur": ("expected_cost_eur", amount_and_error),
            "clauses.cvar95_eur": ("cvar95_eur", amount_and_error),
            "clauses.interruption_days_p50": ("interruption_days_p50", count_and_error),
        }
        caption = text("clauses.profiles_caption", lang)
        return table_of(self.frame(lang), columns, lang, text("clauses.profiles", lang), caption=caption)

    def hypotheses(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return every figure of the profiles, with its reason (in French, as in every data file).

        Returns
        -------
        DataFrame
            ``profile``, ``label``, ``path``, ``field``, ``value``, ``is_hypothesis``, ``confidence``, ``note``.
        """
        rows = []
        for key, profile in self.profiles.items():
            scenario = self.exits[key].scenario
            given, paths = assumptions_of(scenario), tuple(profile.values)
            head = {"profile": key, "label": profile.label(lang)}
            for path, field in zip(paths, labels_of(scenario, paths, lang), strict=True):
                item = {name: getattr(given[path], name) for name in ("value", "is_hypothesis", "confidence", "note")}
                rows.append({**head, "path": path, "field": field, **item})
        return frame_of(rows, OF_HYPOTHESES)

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        return [text("restitution_lab.profiles_note", lang), text("restitution_lab.cost_note", lang)]


def compare_profiles(
    scenario: Scenario[Assumption],
    profiles: Iterable[str | ProviderProfile] | None = None,
    draws: int = 20_000,
    seed: int = DEFAULT_SEED,
) -> ProfileComparison:
    """Draw forced exits from providers of several profiles, for the same hospital and contract, with the same chance.

    Parameters
    ----------
    scenario : Scenario
    profiles : iterable of str or ProviderProfile, optional
        All shipped ones by default; the scenario's own provider always comes first.
    draws, seed : int
        As in `exit_profile`.

    Examples
    --------
    >>> import hds_tco as ht
    >>> frame = compare_profiles(ht.load("reference-ght"), draws=1000).frame("en")
    >>> frame["profile"].tolist()
    ['scenario', 'large_solid', 'small_independent', 'publisher_host']
    """
    wanted = provider_profiles().values() if profiles is None else map(profile_of, profiles)
    chosen = {profile.key: profile for profile in wanted}
    exits = {OWN: exit_profile(scenario, draws, seed)}
    exits |= {key: exit_profile(with_profile(scenario, profile), draws, seed) for key, profile in chosen.items()}
    return ProfileComparison(chosen, exits)
