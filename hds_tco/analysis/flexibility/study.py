"""What the same machines cost bought ahead on a forecast, and leased as the need comes; the whole study of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from hds_tco.analysis.estimate import Array, Estimate, mean_of, quantile_of, share_of, tail_of
from hds_tco.analysis.flexibility.break_even import (
    GrowthBreakEven,
    VolatilityBreakEven,
    break_even_growth,
    break_even_volatility,
)
from hds_tco.analysis.flexibility.buy_or_lease import WAYS, Priced, Verdict, Way, Ways, verdict_of
from hds_tco.analysis.flexibility.lead_time import BuyingAhead, buying_ahead
from hds_tco.analysis.flexibility.premium import FlexibilityPremium, flexibility_premium
from hds_tco.analysis.flexibility.sentence_parts import basis, error_points, euros_of, money, way_label
from hds_tco.analysis.frame_table import cells_of
from hds_tco.analysis.results import Result
from hds_tco.analysis.simulation.progress import Progress, in_steps
from hds_tco.analysis.table import Table, amount_and_error, frame_of, share_and_error, with_errors
from hds_tco.locale import DEFAULT_LANGUAGE, Language, number_of, percent, text
from hds_tco.model.finance import HALF_A_CENT
from hds_tco.sampling import DEFAULT_SEED
from hds_tco.scenario import Assumption, Scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class WayCost:
    """What the machines cost in one way: present costs in euros over the draws.

    Parameters
    ----------
    way : {"buying", "leasing"}
    mean : Estimate
        The lessor's failure at its expectation.
    p05, p50, p95, cvar95 : Estimate
        The lessor's failure drawn; CVaR 95 is the mean of the dearest 5 %.
    used : Estimate
        Machines and upkeep, or rents, of what serves.
    idle : Estimate
        Modules bought too early and upkeep of what idles; or rents, and notice, of what is not needed.
    shortage : Estimate
        Emergency purchases, premium included; nothing when leasing, for the lessor delivers within the year.
    rush : Estimate
        The part of `shortage` that hurry alone adds: the premium.
    ending : Estimate
        Residual value, an income; or return of the machines, late or not.
    failure : Estimate
        A lessor that stops.
    probability_cheaper : Estimate
        Share of draws in which this way ends the cheaper, by half a cent at least.
    """

    way: Way
    mean: Estimate
    p05: Estimate
    p50: Estimate
    p95: Estimate
    cvar95: Estimate
    used: Estimate
    idle: Estimate
    shortage: Estimate
    rush: Estimate
    ending: Estimate
    failure: Estimate
    probability_cheaper: Estimate


# The figures of a way, by their column.
FIGURES = {
    field.name if field.name == "probability_cheaper" else f"{field.name}_eur": field.name
    for field in fields(WayCost)[1:]
}
COLUMNS = ("way", "way_label", *with_errors(FIGURES))
# Those that a table shows; the frame has them all.
IN_TABLE = ("mean", "p05", "p50", "p95", "cvar95", "idle", "shortage", "ending", "failure")
PARTS = ("used", "idle", "shortage", "ending", "failure")


@dataclass(frozen=True)
class Flexibility:
    """Buying on a forecast against leasing what follows the need, on common draws.

    Parameters
    ----------
    scenario : Scenario
    draws, seed : int
    buying, leasing : WayCost
    gap : Estimate
        Mean cost of leasing less that of buying.
    foresight : Estimate
        What forecasting the growth that comes would save whoever buys: below zero when a wrong forecast pays.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = ht.flexibility.flexibility(ht.load("reference-ght"), draws=500)
    >>> found.frame("en")["way_label"].tolist()
    ['Buying', 'Leasing']
    """

    scenario: Scenario[Assumption]
    draws: int
    seed: int
    buying: WayCost
    leasing: WayCost
    gap: Estimate
    foresight: Estimate

    @property
    def verdict(self) -> Verdict:
        """The cheaper way on average: ``buying``, ``leasing``, ``unsure`` within twice the sampling error, ``same``."""
        return verdict_of(self.gap)

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row a way.

        Returns
        -------
        DataFrame
            ``way``, ``way_label``; then with its ``…_standard_error``: ``mean_eur``, ``p05_eur``, ``p50_eur``,
            ``p95_eur``, ``cvar95_eur``, ``used_eur``, ``idle_eur``, ``shortage_eur``, ``rush_eur``, ``ending_eur``,
            ``failure_eur`` (present costs; ``used``, ``idle``, ``shortage``, ``ending`` and ``failure`` add up to
            ``mean``), ``probability_cheaper``.
        """
        rows = [
            {
                "way": cost.way,
                "way_label": way_label(cost.way, lang),
                **cells_of({name: getattr(cost, field) for name, field in FIGURES.items()}),
            }
            for cost in (self.buying, self.leasing)
        ]
        return frame_of(rows, COLUMNS)

    def table(self, lang: Language = DEFAULT_LANGUAGE) -> Table:
        """Return both ways side by side."""
        ways = self.frame(lang).to_dict("records")
        rows = [
            (text(f"flexible.{name}", lang), *(amount_and_error(way, f"{name}_eur", lang) for way in ways))
            for name in IN_TABLE
        ]
        chances = (share_and_error(way, "probability_cheaper", lang) for way in ways)
        rows.append((text("flexible.cheaper", lang), *chances))
        return Table(
            columns=(text("screen.amounts_in", lang), *(str(way["way_label"]) for way in ways)),
            rows=tuple(rows),
            title=text("flexible.ways", lang),
            strong=(0, len(rows) - 1),
        )

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what a reader wants to hear first: the cheaper way, what each wastes, what a right forecast saves."""
        buying, leasing = self.buying, self.leasing
        if not any(abs(cost.mean.value) >= HALF_A_CENT for cost in (buying, leasing)):
            return [text("answer.nothing_known", lang)]
        first = text(
            f"flexibility.verdict.{self.verdict}",
            lang,
            buying=euros_of(buying.mean.value, lang),
            leasing=euros_of(leasing.mean.value, lang),
            gap=money(abs(self.gap), lang),
            probability=percent(leasing.probability_cheaper.value, lang, 0),
            error=error_points(leasing.probability_cheaper, lang),
            years=number_of("count.years", self.scenario.horizon_years, lang),
        )
        wasted = buying.idle.value + buying.shortage.value >= HALF_A_CENT
        second = text(
            f"flexibility.waste.{'some' if wasted else 'none'}",
            lang,
            idle=euros_of(buying.idle.value, lang),
            shortage=euros_of(buying.shortage.value, lang),
            rush=euros_of(buying.rush.value, lang),
            leased=euros_of(leasing.idle.value, lang),
        )
        return [first, second, self._foresight(lang)]

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        return [text("flexibility.families", lang), *basis(self.scenario, self.draws, self.seed, lang)]

    def _foresight(self, lang: Language) -> str:
        # Costs of buying less those with a right forecast: "buying" is the word for a saving, "leasing" for a loss.
        kind = {"buying": "saves", "leasing": "costs", "unsure": "unsure", "same": "same"}[verdict_of(self.foresight)]
        return text(f"flexibility.foresight.{kind}", lang, saved=money(abs(self.foresight), lang))


def flexibility(scenario: Scenario[Assumption], draws: int = 10_000, seed: int = DEFAULT_SEED) -> Flexibility:
    """Compare buying the machines ahead on a forecast with leasing them as the need comes.

    Only the machines are counted: purchase, upkeep, residual value; rent, return, a failing lessor. Everything
    uncertain is drawn, growth with the rest, the same for both.

    Parameters
    ----------
    scenario : Scenario
    draws : int
    seed : int
        Same seed, same draws as `simulate`.

    Returns
    -------
    Flexibility

    Raises
    ------
    ScenarioError
        If a section that buying or leasing reads is missing.
    ValueError
        If there is no draw.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = ht.flexibility.flexibility(ht.load("reference-ght"), draws=2000)
    >>> found.verdict, found.leasing.shortage.value
    ('buying', 0.0)
    """
    ways = Ways(scenario, draws, seed)
    priced = ways.price()
    foreseen = ways.price(ways.foreseen())
    buying, leasing = (_cost(way, ways, priced) for way in WAYS)
    return Flexibility(
        scenario=scenario,
        draws=draws,
        seed=seed,
        buying=buying,
        leasing=leasing,
        gap=mean_of(priced.gap),
        foresight=mean_of(priced("buying") - foreseen("buying")),
    )


def _cost(way: Way, ways: Ways, priced: Priced) -> WayCost:
    other: Way = "leasing" if way == "buying" else "buying"
    drawn: Array = priced(way, "cost")
    rush = ways.rush(priced) if way == "buying" else drawn * 0.0
    return WayCost(
        way=way,
        mean=mean_of(priced(way)),
        p05=quantile_of(drawn, 0.05),
        p50=quantile_of(drawn, 0.50),
        p95=quantile_of(drawn, 0.95),
        cvar95=tail_of(drawn),
        rush=mean_of(rush),
        **{name: mean_of(priced(way, name)) for name in PARTS},
        probability_cheaper=share_of(priced(other, "cost") - drawn > HALF_A_CENT),
    )


Part: TypeAlias = Flexibility | GrowthBreakEven | VolatilityBreakEven | FlexibilityPremium | BuyingAhead


@dataclass(frozen=True)
class FlexibilityStudy(Result):
    """Buying against leasing, and what would reverse it.

    Parameters
    ----------
    comparison : Flexibility
    growth : GrowthBreakEven
    volatility : VolatilityBreakEven
    premium : FlexibilityPremium
    ahead : BuyingAhead
    """

    comparison: Flexibility
    growth: GrowthBreakEven
    volatility: VolatilityBreakEven
    premium: FlexibilityPremium
    ahead: BuyingAhead

    keys: ClassVar[Mapping[str, str]] = {"ahead": "buying_ahead"}

    @property
    def title(self) -> str:
        """The scenario's name."""
        return self.comparison.scenario.name

    @property
    def parts(self) -> Mapping[str, Part]:
        """What was asked, by name."""
        return {name: getattr(self, name) for name in ("comparison", "growth", "volatility", "premium", "ahead")}

    @property
    def frames(self) -> Mapping[str, Callable[[Language], pd.DataFrame]]:
        """One a part; the main one has a row a way of having machines: `Flexibility.frame`."""
        return {name: part.frame for name, part in self.parts.items()}

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return the answer, then what would reverse it."""
        return [sentence for part in self.parts.values() for sentence in part.sentences(lang)]

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures, each thing once."""
        return list(dict.fromkeys(note for part in self.parts.values() for note in part.notes(lang)))

    def tables(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Table]:
        """Return both ways side by side, growth, volatility, how far ahead to buy."""
        return {name: part.table(lang) for name, part in self.parts.items() if not isinstance(part, FlexibilityPremium)}

    def facts(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return scenario, draws, seed, sentences."""
        drawn = {"draws": self.comparison.draws, "seed": self.comparison.seed}
        return {"scenario": self.title, **drawn, "sentences": self.sentences(lang)}


def flexibility_study(
    scenario: Scenario[Assumption],
    draws: int = 10_000,
    seed: int = DEFAULT_SEED,
    *,
    progress: Progress | None = None,
) -> FlexibilityStudy:
    """Study buying ahead against leasing, on common draws of growth and of all else.

    Parameters
    ----------
    scenario : Scenario
        With in-house hosting and leasing.
    draws, seed : int
    progress : callable, optional
        Called with the steps done and to do.

    Raises
    ------
    ScenarioError
        If the scenario does not say how one buys, or how one leases.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = flexibility_study(ht.load("reference-ght"), draws=200)
    >>> found.frame()["way"].tolist()
    ['buying', 'leasing']
    """
    parts: dict[str, Callable[[], Any]] = {
        "comparison": lambda: flexibility(scenario, draws, seed),
        "growth": lambda: break_even_growth(scenario, draws=draws, seed=seed),
        "volatility": lambda: break_even_volatility(scenario, draws=draws, seed=seed),
        "premium": lambda: flexibility_premium(scenario, draws, seed),
        "ahead": lambda: buying_ahead(scenario, draws=draws, seed=seed),
    }
    return FlexibilityStudy(**in_steps(parts, progress))
