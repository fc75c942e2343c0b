"""What a simulation says: which option, how sure, at what risk; sentences, frames, options side by side, data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from hds_tco.analysis.compare import compare
from hds_tco.analysis.estimate import TAIL, Estimate
from hds_tco.analysis.notice import Notice
from hds_tco.analysis.results import Result, plain, records
from hds_tco.analysis.simulation.result import Simulation
from hds_tco.analysis.table import Table, plus_minus
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, number_of, percent, text
from hds_tco.model.finance import HALF_A_CENT
from hds_tco.scenario import assumptions_of, uncertain_paths
from hds_tco.scenario.correlations import idle_correlations

if TYPE_CHECKING:
    import pandas as pd


# A risk of one in twenty: the bad case that a board hears of.
BAD_CASE = 0.95
# Standard errors beyond which a difference is no luck of the draw.
FAR = 4.0
Weight = Literal["", "bold", "dim"]


def simulation_sentences(result: Simulation, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
    """Return what a board wants to hear first: the option, its certainty, its bad case, the price of being wrong.

    Examples
    --------
    >>> import hds_tco as ht
    >>> sentences = simulation_sentences(ht.simulate(ht.load("chi-eure-seine-2017-total"), draws=100), "en")
    >>> sentences[0]
    'In-house hosting costs €730.0k on average over 4 years (± €0.0k).'
    """
    best = result.best
    learned = [] if uncertain_paths(result.scenario) else [text("study.nothing_to_learn", lang)]
    if not result.kept.any():
        return [text("answer.nothing_known", lang), *learned]
    mean = result.mean(best.key)
    words = {
        "option": best.named(lang),
        "cost": amount(mean.value, lang),
        "error": _error(mean, lang),
        "years": number_of("count.years", result.scenario.horizon_years, lang),
    }
    apart = result.apart_sentences(lang)
    if len(result.compared) == 1:
        return [text("simulation.single", lang, **words), *apart, *_bad_case(result, lang), *learned]
    second = result.compared[1]
    gap = result.gap(second.key, best.key)
    words |= {
        "second": second.named(lang),
        "gap": amount(gap.value, lang),
        "gap_error": _error(gap, lang),
        "probability": percent(result.probability_cheapest(best.key).value, lang, 0),
    }
    standing = _standing(result)
    first = text(f"simulation.{standing}", lang, **words)
    if standing == "best":
        first = result.at_equal_service(first, lang)
    regret = result.expected_regret(best.key)
    wrong = text("simulation.regret", lang, regret=amount(regret.value, lang), option=best.named(lang))
    perfect = result.value_of_perfect_information
    worth = {"value": amount(max(perfect.value, 0.0), lang), "error": _error(perfect, lang)}
    known = learned or [text("simulation.information", lang, **worth)]
    return [first, *apart, *_bad_case(result, lang), " ".join((wrong, *known))]


def _standing(result: Simulation) -> str:
    """Return which sentence says how the two best options stand to one another."""
    if result.tied:
        return "tied"
    return "within_noise" if result.within_noise else "best"


def _bad_case(result: Simulation, lang: Language) -> list[str]:
    key = result.best.key
    if not result.costs(key).std() > HALF_A_CENT:  # nothing varies
        return []
    high, tail = result.quantile(key, BAD_CASE), result.tail_mean(key, TAIL)
    words = {"high": amount(high.value, lang), "tail": amount(tail.value, lang)}
    return [
        text("simulation.bad_case", lang, option=result.best.named(lang), share=percent(1 - BAD_CASE, lang, 0), **words)
    ]


def tolerance_sentence(result: Simulation, tolerance_eur: float, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the probability that each option crosses the board's tolerance line, the recommended one first."""
    above = {option: result.probability_above(option.key, tolerance_eur).value for option in result.ranked}
    chances = (f"{result.marked(option, lang)} {percent(chance, lang, 1)}" for option, chance in above.items())
    return text("simulation.crosses", lang, tolerance=amount(tolerance_eur, lang), options=" ; ".join(chances))


def simulation_notices(result: Simulation) -> tuple[Notice, ...]:
    """Return what must be said beside the figures, warnings first."""
    assumptions = assumptions_of(result.scenario).values()
    uncertain = [item for item in assumptions if item.distribution is not None]
    guessed = sum(item.is_hypothesis for item in uncertain)
    stopped = interruption(result)
    notices = [] if stopped is None else [stopped]
    idle = idle_correlations(result.scenario)
    if idle:
        notices.append(Notice("idle_correlation", "warning", counted=len(idle), words={"paths": ", ".join(idle)}))
    if result.within_noise and not result.tied:  # no draw would tell equals apart
        notices.append(Notice("within_noise", "warning"))
    if not uncertain:
        notices.append(Notice("nothing_uncertain", "warning"))
    else:
        notices.append(Notice("uncertain", counted=len(uncertain), numbers={"guessed": guessed}))
    notices += _not_proportional(result)
    notices.append(Notice("drawn_risks"))
    if result.sketch is not None:
        error = ceil(result.counting_error_eur)
        notices.append(Notice("sketch", numbers={"error": error, "kept": result.kept.shape[1]}))
    return tuple(notices)


def interruption(result: Simulation) -> Notice | None:
    """Return what to say if Ctrl-C stopped the draws: how many were made of those asked for."""
    if not result.interrupted:
        return None
    return Notice("interrupted", "warning", counted=result.draws, numbers={"asked": result.asked_draws})


def _not_proportional(result: Simulation) -> list[Notice]:
    """Say why the mean of the draws is not what `compare` gives, when it is not."""
    best, mean = result.best, result.mean(result.best.key)
    central = compare(result.scenario, result.options)[best.key].net_present_cost_eur
    gap = mean.value - central
    if not abs(gap) > FAR * mean.standard_error:
        return []
    key = "dearer_than_central" if gap > 0 else "cheaper_than_central"
    return [Notice(key, numbers={"gap": round(abs(gap) / 1e3), "central": round(central / 1e3)})]


def made_how(result: Simulation, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return how the draws were made: what another person needs to make them again."""
    return text(
        "simulation.made_how",
        lang,
        draws=number_of("count.draws", result.draws, lang),
        seed=result.seed,
        sampler=text(f"simulation.sampler.{result.sampler}", lang),
    )


def _error(estimate: Estimate, lang: Language) -> str:
    return amount(estimate.standard_error, lang)


class FigureRow(NamedTuple):
    """A figure of each option, as the reader reads it."""

    label: str
    cells: tuple[str, ...]
    weight: Weight = ""


def figure_rows(result: Simulation, lang: Language = DEFAULT_LANGUAGE) -> tuple[FigureRow, ...]:
    """Return the figures of the options, that with the lowest mean first."""
    keys = [option.key for option in result.ranked]

    def euros(name: str, figure: Callable[[str], Estimate], weight: Weight = "") -> FigureRow:
        return FigureRow(text(f"simulation.{name}", lang), tuple(money(figure(key), lang) for key in keys), weight)

    rows = [
        euros("mean", result.mean, "bold"),
        euros("restitution", lambda key: result.mean(key, "restitution"), "dim"),
        euros("incidents", lambda key: result.mean(key, "incidents"), "dim"),
        euros("p05", lambda key: result.quantile(key, 0.05)),
        euros("p50", lambda key: result.quantile(key, 0.50)),
        euros("p95", lambda key: result.quantile(key, 0.95)),
        euros("cvar95", result.tail_mean),
    ]
    if len(result.compared) > 1:
        chances = tuple(chance(result.probability_cheapest(key), lang) for key in keys)
        rows.insert(3, FigureRow(text("simulation.cheapest", lang), chances, "bold"))
        rows.append(euros("regret_row", result.expected_regret))
    return tuple(rows)


def options_table(result: Simulation, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return the options side by side.

    Examples
    --------
    >>> import hds_tco as ht
    >>> table = options_table(ht.simulate(ht.load("chi-eure-seine-2017-total"), 100), "en")
    >>> table.columns[1], table.rows[0]
    ('In-house hosting', ('Mean', '€730.0k ± €0.0k'))
    """
    rows = figure_rows(result, lang)
    return Table(
        columns=(text("screen.amounts_in", lang), *(result.marked(option, lang) for option in result.ranked)),
        rows=tuple((row.label, *row.cells) for row in rows),
        caption=text("simulation.caption", lang),
        strong=tuple(rank for rank, row in enumerate(rows) if row.weight == "bold"),
        title=text("simulation.title", lang),
    )


def money(estimate: Estimate, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return an amount and its sampling error.

    Examples
    --------
    >>> money(Estimate(2000.0, float("nan")), "en")
    '€2.0k ± ?'
    """
    return plus_minus(estimate.value, estimate.standard_error, lambda value: amount(value, lang))


def chance(estimate: Estimate, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return a probability and its sampling error.

    Examples
    --------
    >>> chance(Estimate(0.25, 0.01), "en")
    '25.0% ± 1.0%'
    """
    return plus_minus(estimate.value, estimate.standard_error, lambda value: percent(value, lang, 1))


@dataclass(frozen=True)
class SimulationReport(Result):
    """A simulation as every study answers.

    Parameters
    ----------
    simulation : Simulation
    tolerance_eur : float, optional
        A bound, of which the chance to pass it is given.

    Examples
    --------
    >>> import hds_tco as ht
    >>> report = SimulationReport(ht.simulate(ht.load("chi-eure-seine-2017-total"), 100))
    >>> report.sentences("en")[0].startswith("In-house hosting costs")
    True
    """

    simulation: Simulation
    tolerance_eur: float | None = None

    @property
    def title(self) -> str:
        """The scenario's name."""
        return self.simulation.scenario.name

    @property
    def frames(self) -> Mapping[str, Callable[[Language], pd.DataFrame]]:
        """One row an option; how the figures settled; the chance to pass each bound."""
        return {
            "summary": lambda lang: self.simulation.summary(lang, self.tolerance_eur),
            "convergence": self.simulation.convergence,
            "exceedance": lambda lang: self.simulation.exceedance(lang=lang),
        }

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return which option, at what cost, how surely."""
        return simulation_sentences(self.simulation, lang)

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return the warnings, then how the draws were made."""
        warnings = [notice for notice in simulation_notices(self.simulation) if notice.level == "warning"]
        return [*(notice.sentence(lang) for notice in warnings), made_how(self.simulation, lang)]

    def tables(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Table]:
        """Return the options side by side."""
        return {"options": options_table(self.simulation, lang)}

    def data(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return a simulation as JSON holds it.

        Returns
        -------
        dict
            ``scenario``, ``draws``, ``asked_draws``, ``interrupted``, ``seed``, ``sampler``, ``best_option``,
            ``within_noise``, ``value_of_perfect_information_eur``, ``options[]`` (each figure with its
            ``…_standard_error``), ``convergence[]``, ``exceedance`` (by option, costs and the chance to pass them),
            ``sentences[]``, ``notices[]``.
        """
        result = self.simulation
        frame = self.frame(lang)
        options = [
            {"key": key, "stands_apart": result.service(key).apart, **row}
            for key, row in zip(frame.index, records(frame), strict=True)
        ]
        perfect = result.value_of_perfect_information.cells("value_of_perfect_information_eur")
        return {
            "scenario": result.scenario.name,
            "draws": result.draws,
            "asked_draws": result.asked_draws,
            "interrupted": result.interrupted,
            "seed": result.seed,
            "sampler": result.sampler,
            "made_how": made_how(result, lang),
            "best_option": result.best.key,
            "within_noise": result.within_noise,
            "tolerance_eur": self.tolerance_eur,
            **{name: plain(value) for name, value in perfect.items()},
            "options": options,
            "convergence": records(result.convergence(lang)),
            "exceedance": _exceedance(result),
            "sentences": self.sentences(lang),
            "notices": [
                {"key": notice.key, "level": notice.level, "text": notice.sentence(lang)}
                for notice in simulation_notices(result)
            ],
        }


def _exceedance(result: Simulation) -> dict[str, list[dict[str, Any]]]:
    frame = result.exceedance()
    return {
        str(key): records(points[["cost_eur", "probability"]]) for key, points in frame.groupby("option", sort=False)
    }
