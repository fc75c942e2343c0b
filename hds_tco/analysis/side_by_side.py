"""Several scenarios side by side: which option wins in each, and whether the answer holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hds_tco.analysis.compare import compare
from hds_tco.analysis.comparison import Comparison
from hds_tco.analysis.results import Result
from hds_tco.analysis.service import for_the_service
from hds_tco.analysis.table import Table, frame_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, decimal, number_of, text
from hds_tco.model.options import Option
from hds_tco.scenario import Assumption, Scenario, assumptions_of, with_values

if TYPE_CHECKING:
    import pandas as pd

HORIZONS = (5, 7, 10, 15)
# What one draw in twenty exceeds, or stays below: each with its opposite, so that no option is favoured.
HIGH, LOW = 0.95, 0.05
# What moves together in a variant, by the name of the variant without its sense.
STORES = ("structured", "imaging", "backup")
TOGETHER: Mapping[str, tuple[str, ...]] = {
    "quote": (
        *(f"external.price_eur_per_{unit}_per_month" for unit in ("vm", "vcpu", "gb")),
        *(f"external.{store}_price_eur_per_tb_per_month" for store in STORES),
    ),
    "machines": (
        *(f"hardware.server_{part}" for part in ("base_eur", "eur_per_core", "eur_per_gb")),
        *(f"hardware.{store}_price_eur_per_tb" for store in STORES),
    ),
    "growth": tuple(f"volumes.{kind}_growth_per_year" for kind in ("vm", "structured", "imaging")),
}


@dataclass(frozen=True)
class SideBySide(Result):
    """Scenarios compared; costs a year, for horizons may differ.

    Parameters
    ----------
    comparisons : mapping of str to Comparison
        By the scenario's name here.

    Examples
    --------
    >>> import hds_tco as ht
    >>> short = ht.load("chi-eure-seine-2017-total"), ht.load("chi-eure-seine-2017-par-an")
    >>> found = side_by_side(dict(zip(("in all", "each year"), short)))
    >>> found.frame("en")["net_present_cost_eur"].round().tolist()
    [730000.0, 1030000.0]
    """

    comparisons: Mapping[str, Comparison]

    @property
    def options(self) -> tuple[Option, ...]:
        """Every option of some scenario, in the order in which they come."""
        return tuple(
            {found.key: found.option for result in self.comparisons.values() for found in result.options}.values()
        )

    @property
    def is_single(self) -> bool:
        """Whether no scenario compares several options."""
        return all(len(result.compared) == 1 for result in self.comparisons.values())

    @property
    def changing(self) -> tuple[str, ...]:
        """Scenarios in which another option wins than in the first."""
        first, *others = self.comparisons
        best = self.comparisons[first].best.key
        return tuple(name for name in others if self.comparisons[name].best.key != best)

    @property
    def title(self) -> str:
        """The first scenario's name here."""
        return next(iter(self.comparisons))

    @property
    def frames(self) -> Mapping[str, Callable[[Language], pd.DataFrame]]:
        """``options``: one row a scenario and option, with its costs, and whether it is the best there."""
        return {"options": self._options}

    def tables(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Table]:
        """Return the scenarios' costs a year, and where each has one option only, what they cost year by year."""
        return {"scenarios": side_by_side_table(self, lang), "by_year": by_year_table(self, lang)}

    def _options(self, lang: Language) -> pd.DataFrame:
        return frame_of(
            [
                {
                    "scenario": name,
                    "horizon_years": result.scenario.horizon_years,
                    "option": found.key,
                    "label": found.option.label(lang),
                    "net_present_cost_eur": found.net_present_cost_eur,
                    "equivalent_annual_cost_eur": found.equivalent_annual_cost_eur,
                    "is_best": found.key == result.best.key,
                }
                for name, result in self.comparisons.items()
                for found in result.options
            ],
            (
                *("scenario", "horizon_years", "option", "label"),
                *("net_present_cost_eur", "equivalent_annual_cost_eur", "is_best"),
            ),
        )

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return the answer: whether the same option wins everywhere, else where another does."""
        results = list(self.comparisons.values())
        count = number_of("side_by_side.count", len(results), lang)
        best = [result.best for result in results]
        costs = sorted(option.equivalent_annual_cost_eur for option in best)
        words = {"count": count, "option": best[0].option.named(lang)}
        words |= {"low": amount(costs[0], lang, digits=0), "high": amount(costs[-1], lang, digits=0)}
        if not any(option.amounts_eur.any() for result in results for option in result.options):
            return [text("answer.nothing_known", lang)]
        if self.is_single:
            return [text("side_by_side.single", lang, **words), *self._apart(lang)]
        if not self.changing:
            return [self._at_equal_service(text("side_by_side.same", lang, **words), lang), *self._beside(lang)]
        where = ", ".join(text("side_by_side.quoted", lang, name=name) for name in self.changing)
        won = {self.comparisons[name].best.option.label(lang): None for name in self.changing}
        words |= {"where": where, "others": ", ".join(won)}
        return [self._at_equal_service(text("side_by_side.changes", lang, **words), lang), *self._beside(lang)]

    def _at_equal_service(self, sentence: str, lang: Language) -> str:
        services = [found.service for result in self.comparisons.values() for found in result.options]
        return for_the_service(sentence, services, lang)

    def _beside(self, lang: Language) -> list[str]:
        return [*self._apart(lang), *self._ties(lang)]

    def _apart(self, lang: Language) -> list[str]:
        """Return what each option that stands apart leaves out, said once where it is the same."""
        apart = [found for result in self.comparisons.values() for found in result.apart]
        return list(dict.fromkeys(found.service.apart_words(found.option, lang) for found in apart))

    def _ties(self, lang: Language) -> list[str]:
        tied = sum(_is_tie(result) for result in self.comparisons.values())
        return [number_of("side_by_side.ties", tied, lang)] if tied else []

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        said = [text("side_by_side.note", lang)]
        for result in self.comparisons.values():
            said += [notice.sentence(lang) for notice in result.notices if notice.key in ("unknown", "hypotheses")]
        return list(dict.fromkeys(said))


def side_by_side_table(found: SideBySide, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return one row a scenario: its horizon, what each option costs a year, which wins."""
    rows = []
    for name, result in found.comparisons.items():
        known = {each.key: each.equivalent_annual_cost_eur for each in result.options}
        costs = (amount(known[o.key], lang, digits=0) if o.key in known else "–" for o in found.options)
        best = f"{result.best.option.label(lang)}{' ≈' if _is_tie(result) else ''}"
        rows.append((name, decimal(result.scenario.horizon_years, lang), *costs, best))
    return Table(
        columns=(
            text("side_by_side.scenario", lang),
            text("side_by_side.horizon", lang),
            *(option.label(lang) for option in found.options),
            text("side_by_side.best", lang),
        ),
        rows=tuple(rows),
        title=text("side_by_side.title", lang),
        caption=text("side_by_side.caption", lang),
        strong=(0,),
        words=(len(found.options) + 2,),
    )


def by_year_table(found: SideBySide, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return what the model finds for published cases: each year's amount, and their sum.

    Parameters
    ----------
    found : SideBySide
        Of cases with one option.
    lang : {"fr", "en"}
    """
    rows = tuple(
        (
            name,
            " ; ".join(decimal(float(value) / 1e3, lang, 0) for value in result.best.amounts_eur),
            amount(float(result.best.amounts_eur.sum()), lang, digits=0),
        )
        for name, result in found.comparisons.items()
    )
    return Table(
        columns=tuple(text(f"published.{name}", lang) for name in ("case", "by_year", "sum")),
        rows=rows,
        title=text("published.found", lang),
        caption=text("published.found_caption", lang),
        words=(1,),
    )


def _is_tie(result: Comparison) -> bool:
    return any(notice.key == "tie" for notice in result.notices)


def side_by_side(scenarios: Mapping[str, Scenario[Assumption]]) -> SideBySide:
    """Compare the options of several scenarios.

    Parameters
    ----------
    scenarios : mapping of str to Scenario
        By the name that each is told by; the first is what the others are held against.

    Raises
    ------
    ValueError
        If there is none.
    """
    if not scenarios:
        raise ValueError("at least one scenario is needed")
    return SideBySide({name: compare(scenario) for name, scenario in scenarios.items()})


def usual_variants(
    scenario: Scenario[Assumption], lang: Language = DEFAULT_LANGUAGE
) -> dict[str, Scenario[Assumption]]:
    """Return a scenario and what one asks of it first: other horizons, prices and growth high and low.

    A variant that the scenario gives no ground for (no provider, nothing uncertain) is left out.

    Parameters
    ----------
    scenario : Scenario
    lang : {"fr", "en"}

    Examples
    --------
    >>> import hds_tco as ht
    >>> list(usual_variants(ht.load("reference-ght"), "en"))[1:6]
    ['Over 5 years', 'Over 7 years', 'Over 15 years', 'A dear quote', 'A cheap quote']
    """
    variants = {variant_name(key, lang): variant for key, variant in variants_of(scenario).items()}
    return {scenario.name: scenario, **variants}


def variants_of(scenario: Scenario[Assumption]) -> dict[str, Scenario[Assumption]]:
    """Return the usual variants of a scenario, itself left out, by a key that is of no language.

    Examples
    --------
    >>> import hds_tco as ht
    >>> list(variants_of(ht.load("reference-ght")))[2:5]
    ['over.15', 'quote.high', 'quote.low']
    """
    variants = {
        f"over.{years}": with_values(scenario, {"horizon_years": years})
        for years in HORIZONS
        if years != scenario.horizon_years
    }
    for key, paths in TOGETHER.items():
        for sense, share in (("high", HIGH), ("low", LOW)):
            values = _quantiles(scenario, paths, share)
            if values and (key != "quote" or "external" in scenario.options):
                variants[f"{key}.{sense}"] = with_values(scenario, values)
    return variants


def variant_name(key: str, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return what a reader calls a usual variant.

    Examples
    --------
    >>> variant_name("over.7"), variant_name("quote.low", "en")
    ('Sur 7 ans', 'A cheap quote')
    """
    family, _, rest = key.partition(".")
    if family == "over":
        return text("side_by_side.over", lang, years=number_of("count.years", int(rest), lang))
    return text(f"side_by_side.{key}", lang)


def _quantiles(scenario: Scenario[Assumption], paths: tuple[str, ...], share: float) -> dict[str, float]:
    """Return the quantile of those assumptions that are uncertain."""
    known = assumptions_of(scenario)
    laws = {path: known[path].distribution for path in paths if path in known}
    return {path: float(law.quantile(share)) for path, law in laws.items() if law is not None}
