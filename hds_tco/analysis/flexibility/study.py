"""The whole flexibility lab on one scenario: buying on a forecast, or leasing what follows the need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hds_tco.analysis.flexibility.ahead import BuyingAhead, buying_ahead
from hds_tco.analysis.flexibility.comparison import Flexibility, flexibility
from hds_tco.analysis.flexibility.growth import GrowthBreakEven, break_even_growth
from hds_tco.analysis.flexibility.premium import FlexibilityPremium, flexibility_premium
from hds_tco.analysis.flexibility.volatility import VolatilityBreakEven, break_even_volatility
from hds_tco.analysis.plain import records
from hds_tco.locale import DEFAULT_LANGUAGE, Language
from hds_tco.sampling import DEFAULT_SEED
from hds_tco.scenario import Assumption, Scenario

if TYPE_CHECKING:
    import pandas as pd

STEPS = 5


@dataclass(frozen=True)
class FlexibilityStudy:
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

    @property
    def _parts(self) -> tuple[Flexibility, GrowthBreakEven, VolatilityBreakEven, FlexibilityPremium, BuyingAhead]:
        return self.comparison, self.growth, self.volatility, self.premium, self.ahead

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return the answer, then what would reverse it."""
        return [sentence for part in self._parts for sentence in part.answer(lang)]

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures, each thing once."""
        return list(dict.fromkeys(note for part in self._parts for note in part.notes(lang)))

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row a way of having machines: `Flexibility.frame`."""
        return self.comparison.frame(lang)

    def table(self, name: str, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one of the study's tables.

        Parameters
        ----------
        name : {"comparison", "growth", "volatility", "premium", "ahead"}
        lang : {"fr", "en"}
        """
        part: Flexibility | GrowthBreakEven | VolatilityBreakEven | FlexibilityPremium | BuyingAhead
        part = getattr(self, name)
        return part.frame(lang)

    def as_data(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return the study as dictionaries and lists."""
        return {
            "scenario": self.comparison.scenario.name,
            "draws": self.comparison.draws,
            "seed": self.comparison.seed,
            "sentences": self.sentences(lang),
            "comparison": records(self.comparison.frame(lang)),
            "growth": records(self.growth.frame(lang)),
            "volatility": records(self.volatility.frame(lang)),
            "premium": records(self.premium.frame(lang)),
            "buying_ahead": records(self.ahead.frame(lang)),
            "notes": self.notes(lang),
        }


def flexibility_study(
    scenario: Scenario[Assumption],
    draws: int = 10_000,
    seed: int = DEFAULT_SEED,
    *,
    progress: Callable[[int, int], None] | None = None,
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
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, STEPS)

    comparison = flexibility(scenario, draws, seed)
    step()
    growth = break_even_growth(scenario, draws=draws, seed=seed)
    step()
    volatility = break_even_volatility(scenario, draws=draws, seed=seed)
    step()
    premium = flexibility_premium(scenario, draws, seed)
    step()
    ahead = buying_ahead(scenario, draws=draws, seed=seed)
    step()
    return FlexibilityStudy(comparison, growth, volatility, premium, ahead)
