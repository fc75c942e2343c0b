"""The whole flexibility lab on one scenario: buying on a forecast, or leasing what follows the need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from hds_tco.analysis.flexibility.break_even import (
    GrowthBreakEven,
    VolatilityBreakEven,
    break_even_growth,
    break_even_volatility,
)
from hds_tco.analysis.flexibility.comparison import Flexibility, flexibility
from hds_tco.analysis.flexibility.lead_time import BuyingAhead, buying_ahead
from hds_tco.analysis.flexibility.premium import FlexibilityPremium, flexibility_premium
from hds_tco.analysis.results import Result
from hds_tco.analysis.simulation.progress import Progress, in_steps
from hds_tco.analysis.table import Table
from hds_tco.locale import DEFAULT_LANGUAGE, Language
from hds_tco.sampling import DEFAULT_SEED
from hds_tco.scenario import Assumption, Scenario

if TYPE_CHECKING:
    import pandas as pd

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
