"""What may be said of the options, no finer than its noise: clear, leaning or open, and then no winner is named.

Whether to host at home or outside is answered by itself, however near two options of one kind are. The rule stands in
`pairs`; decision 0076.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hds_tco.analysis.compare import compare
from hds_tco.analysis.comparison import Comparison
from hds_tco.analysis.notices import TIE_SHARE
from hds_tco.analysis.pairs import CLEAR, LEANING, ORDER, ExitRisk, Outcome, Pair, pairs_of
from hds_tco.analysis.results import Result
from hds_tco.analysis.side_by_side import SideBySide, side_by_side, variant_name, variants_of
from hds_tco.analysis.simulation import Simulation, simulate
from hds_tco.analysis.table import Table, frame_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, decimal, joined, number_of, percent, rounded_amount, text
from hds_tco.model.options import Option
from hds_tco.sampling import DEFAULT_SEED
from hds_tco.scenario import Assumption, Scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Verdict(Result):
    """What may be said of a scenario's options.

    Parameters
    ----------
    comparison : Comparison
    simulation : Simulation
    pairs : tuple of Pair
        The cheapest option, at central assumptions, against each rival, the nearest first.
    variants : SideBySide
        The scenario itself, then other horizons and the usual variants, by key.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = verdict(ht.load("reference-ght"), draws=2000)
    >>> found.outcome, found.home_or_outside.outcome
    ('leaning', 'clear')
    """

    comparison: Comparison
    simulation: Simulation
    pairs: tuple[Pair, ...]
    variants: SideBySide

    @property
    def title(self) -> str:
        """The scenario's name."""
        return self.comparison.scenario.name

    @property
    def option(self) -> Option:
        """The cheapest of the options compared, at central assumptions: the one that is recommended, if one is."""
        return self.comparison.best.option

    @cached_property
    def outcome(self) -> Outcome:
        """How sure the whole answer is: as sure as against the rival that it is least sure against."""
        if not any(option.amounts_eur.any() for option in self.comparison.options):
            return "nothing"
        if not self.pairs:
            return "single"
        return min((pair.outcome for pair in self.pairs), key=ORDER.index)

    @property
    def home_or_outside(self) -> Pair | None:
        """The pair that says whether to host at home or outside; None if all options are of one kind."""
        return next((pair for pair in self.pairs if pair.across_kinds), None)

    @property
    def nearest(self) -> Pair | None:
        """The pair of the two cheapest options."""
        return self.pairs[0] if self.pairs else None

    @property
    def main(self) -> Pair | None:
        """The pair that the answer is about: at home or outside where that is asked, else the two cheapest."""
        return self.home_or_outside or self.nearest

    @property
    def alike(self) -> tuple[Option, ...]:
        """Options of the recommended one's kind that nothing sets apart from it."""
        return tuple(pair.rival for pair in self.pairs if not pair.across_kinds and pair.outcome == "open")

    @property
    def names_a_kind(self) -> bool:
        """Whether at home or outside is surer than which option of that kind: then the kind is the answer."""
        pair = self.home_or_outside
        return pair is not None and ORDER.index(pair.outcome) > ORDER.index(self.outcome) > ORDER.index("single")

    @property
    def frames(self) -> Mapping[str, Callable[[Language], pd.DataFrame | None]]:
        """The pairs, then the variants."""
        return {"pairs": self.pair_frame, "variants": self.variant_frame}

    def pair_frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row a pair.

        Returns
        -------
        DataFrame
            ``option``, ``rival``, ``rival_label``, ``outcome``, ``gap_eur``, ``mean_gap_eur`` and
            ``probability_cheaper`` (each with its ``…_standard_error``), ``turning_variants``,
            ``gap_without_exits_eur``, ``exits_per_year``, ``turning_exits_per_year``.
        """
        rows = [
            {
                "option": pair.option.key,
                "rival": pair.rival.key,
                "rival_label": pair.rival.label(lang),
                "outcome": pair.outcome,
                "gap_eur": pair.gap_eur,
                **pair.mean_gap_eur.cells("mean_gap_eur"),
                **pair.cheaper.cells("probability_cheaper"),
                "turning_variants": ", ".join(variant_name(key, lang) for key in pair.turning),
                "gap_without_exits_eur": pair.exits.gap_without_eur if pair.exits else None,
                "exits_per_year": pair.exits.per_year if pair.exits else None,
                "turning_exits_per_year": pair.exits.turning_per_year if pair.exits else None,
            }
            for pair in self.pairs
        ]
        return frame_of(rows, OF_PAIRS)

    def variant_frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row a variant and option, the scenario itself first; see `SideBySide.frame`."""
        names = {key: variant_name(key, lang) if key else self.title for key in self.variants.comparisons}
        return self.variants.frame(lang).replace({"scenario": names})

    def headline(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the answer in one sentence, an option named only where one stands out."""
        outcome, nearest = self.outcome, self.nearest
        if outcome == "nothing":
            return text("answer.nothing_known", lang)
        years = number_of("count.years", self.comparison.scenario.horizon_years, lang)
        words: dict[str, object] = {"option": self.option.named(lang), "years": years}
        if nearest is None:
            cost = rounded_amount(self.comparison.best.net_present_cost_eur, lang)
            return text("verdict.headline.single", lang, cost=cost, **words)
        if self.names_a_kind and (main := self.home_or_outside) is not None:
            words |= self._words(main, lang) | {"kind": text(f"verdict.kind.{_kind(self.option)}", lang)}
            first = text(f"verdict.headline_of_kind.{main.outcome}", lang, **words)
            return f"{self._at_equal_service(first, lang)} {self._within_kind(lang)}"
        as_sure = [pair for pair in self.pairs if pair.outcome == outcome]
        asked = self.home_or_outside
        words |= self._words(asked if outcome == "open" and asked in as_sure else as_sure[0], lang)
        sentence = text(f"verdict.headline.{outcome}", lang, **words)
        return sentence if outcome == "open" else self._at_equal_service(sentence, lang)

    def _within_kind(self, lang: Language) -> str:
        """Return whether one option of the kind that is the answer stands out."""
        option = self.option.named(lang)
        if not self.alike:
            nearest = next(pair for pair in self.pairs if pair.outcome == self.outcome)
            return text("verdict.headline.within_leaning", lang, **(self._words(nearest, lang) | {"option": option}))
        alike = joined([f"{each.named(lang):the}" for each in (self.option, *self.alike)], lang)
        return text("verdict.headline.within_open", lang, alike=alike)

    def _at_equal_service(self, sentence: str, lang: Language) -> str:
        return self.comparison.at_equal_service(sentence, lang)

    def _words(self, pair: Pair, lang: Language) -> dict[str, object]:
        return {
            "rival": pair.rival.named(lang),
            "gap": rounded_amount(abs(pair.gap_eur), lang),
            "times": decimal(100.0 * pair.cheaper.value, lang, 0),
        }

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return the answer, how sure it is against each rival, where it turns, with and without forced exits."""
        if not self.pairs:
            return [self.headline(lang), *self.comparison.apart_sentences(lang)]
        if self.outcome == "nothing":
            return [self.headline(lang)]
        return [
            self.headline(lang),
            *(self._chance(pair, lang) for pair in self.pairs if pair.varies),
            self._variants_sentence(lang),
            *(self._exits_sentence(pair, pair.exits, lang) for pair in self.pairs if pair.exits is not None),
            *self.comparison.apart_sentences(lang),
        ]

    def _chance(self, pair: Pair, lang: Language) -> str:
        """Return the gap, what it is in the bad cases of each, and how often the option is the cheaper one."""
        option, rival = pair.option.key, pair.rival.key
        bad_eur = self.simulation.tail_mean(rival).value - self.simulation.tail_mean(option).value
        words = self._words(pair, lang) | {"option": pair.option.named(lang)}
        words |= {"bad": rounded_amount(abs(bad_eur), lang)}
        return text(f"verdict.chance.{'less' if bad_eur >= 0.0 else 'more'}", lang, **words)

    def _variants_sentence(self, lang: Language) -> str:
        """Return in which variants another option comes in front."""
        option = self.option.named(lang)
        results = {variant_name(key, lang): result for key, result in self.variants.comparisons.items() if key}
        turned = {name: result.best.option for name, result in results.items() if result.best.key != self.option.key}
        if not turned:
            quoted = [text("verdict.quoted", lang, name=name) for name in results]
            return text("verdict.variants.same", lang, option=option, variants=joined(quoted, lang))
        where = [
            text("verdict.variants.where", lang, name=name, rival=rival.named(lang)) for name, rival in turned.items()
        ]
        return text("verdict.variants.turns", lang, option=option, where=joined(where, lang))

    def _exits_sentence(self, pair: Pair, exits: ExitRisk, lang: Language) -> str:
        """Return the gap with and without forced exits, and how rare or frequent they must be to turn the order."""
        without_eur = exits.gap_without_eur
        words = self._words(pair, lang) | {
            "option": pair.option.named(lang),
            "without": rounded_amount(abs(without_eur), lang),
            "once": _once_in(exits.per_year, lang),
        }
        sentence = text(f"verdict.exits.{exits.bearer}.{'same' if without_eur >= 0.0 else 'turns'}", lang, **words)
        turning = exits.turning_per_year
        if turning is None:
            return f"{sentence} {text('verdict.exits.never', lang)}"
        way = "less_often" if turning < exits.per_year else "more_often"
        return f"{sentence} {text(f'verdict.exits.{way}', lang, turn=_once_in(turning, lang), **words)}"

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return the rule, and how the draws were made."""
        return [
            text(
                "verdict.rule",
                lang,
                clear=percent(CLEAR, lang, 0),
                leaning=percent(LEANING, lang, 0),
                tie=percent(TIE_SHARE, lang, 0),
            )
        ]

    def tables(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Table]:
        """Return the pairs."""
        if not self.pairs:
            return {}
        headings = ("rival", "outcome", "gap", "cheaper", "without")
        rows = tuple(
            (
                pair.rival.label(lang),
                text(f"verdict.outcome.{pair.outcome}", lang),
                amount(pair.gap_eur, lang, digits=0),
                percent(pair.cheaper.value, lang, 0) if pair.varies else "–",
                amount(pair.exits.gap_without_eur, lang, digits=0) if pair.exits else "–",
            )
            for pair in self.pairs
        )
        columns = tuple(text(f"verdict.column.{heading}", lang) for heading in headings)
        title = text("verdict.table_title", lang, option=self.option.named(lang))
        return {"pairs": Table(columns, rows, title=title, words=(1,))}


def _kind(option: Option) -> str:
    return "home" if option.hosts_itself else "outside"


def _once_in(per_year: float, lang: Language) -> str:
    """Return how rare something is, in words that need no rate."""
    years = 1.0 / per_year
    return number_of("verdict.once_in", round(years, 0 if years >= 10.0 else 1), lang)


OF_PAIRS = (
    *("option", "rival", "rival_label", "outcome", "gap_eur", "mean_gap_eur", "mean_gap_eur_standard_error"),
    *("probability_cheaper", "probability_cheaper_standard_error", "turning_variants", "gap_without_exits_eur"),
    *("exits_per_year", "turning_exits_per_year"),
)


def verdict(
    scenario: Scenario[Assumption],
    draws: int = 10_000,
    seed: int = DEFAULT_SEED,
    *,
    comparison: Comparison | None = None,
    simulation: Simulation | None = None,
) -> Verdict:
    """Say what may be said of a scenario's options.

    Parameters
    ----------
    scenario : Scenario
    draws, seed : int
        Of the simulation, where none is given.
    comparison, simulation : Comparison, Simulation, optional
        Of this scenario, where they are at hand.

    Returns
    -------
    Verdict

    Examples
    --------
    >>> import hds_tco as ht
    >>> verdict(ht.load("chi-eure-seine-2017-total"), draws=100).outcome
    'single'
    """
    priced = comparison or compare(scenario)
    drawn = simulation or simulate(scenario, draws, seed)
    variants = side_by_side({"": scenario, **variants_of(scenario)})
    return Verdict(priced, drawn, pairs_of(priced, drawn, variants), variants)
