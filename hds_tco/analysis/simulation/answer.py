"""What a simulation says, in a few sentences: which option, how sure, at what risk, and what is not known."""

from __future__ import annotations

from math import ceil

from hds_tco.analysis.compare import compare
from hds_tco.analysis.estimate import TAIL, Estimate
from hds_tco.analysis.notice import Notice
from hds_tco.analysis.simulation.result import Simulation
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, number_of, percent, text
from hds_tco.model.finance import HALF_A_CENT
from hds_tco.scenario import assumptions_of, uncertain_paths
from hds_tco.scenario.correlations import idle_correlations

# A risk of one in twenty: the bad case that a board hears of.
BAD_CASE = 0.95
# Standard errors beyond which a difference is no luck of the draw.
FAR = 4.0


def simulation_sentences(result: Simulation, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
    """Return what a board wants to hear first: the option, its certainty, its bad case, the price of being wrong.

    Examples
    --------
    >>> import hds_tco as ht
    >>> said = simulation_sentences(ht.simulate(ht.load("chi-eure-seine-2017-total"), draws=100), "en")
    >>> said[0]
    'In-house hosting costs €730.0k on average over 4 years (± €0.0k).'
    """
    best = result.best
    learned = [] if uncertain_paths(result.scenario) else [text("study.nothing_to_learn", lang)]
    if not result.kept.any():
        return [text("answer.nothing_known", lang), *learned]
    mean = result.mean(best.key)
    said = {
        "option": best.named(lang),
        "cost": amount(mean.value, lang),
        "error": _error(mean, lang),
        "years": number_of("count.years", result.scenario.horizon_years, lang),
    }
    apart = result.apart_sentences(lang)
    if len(result.compared) == 1:
        return [text("simulation.single", lang, **said), *apart, *_bad_case(result, lang), *learned]
    second = result.compared[1]
    gap = result.gap(second.key, best.key)
    said |= {
        "second": second.named(lang),
        "gap": amount(gap.value, lang),
        "gap_error": _error(gap, lang),
        "probability": percent(result.probability_cheapest(best.key).value, lang, 0),
    }
    standing = _standing(result)
    first = text(f"simulation.{standing}", lang, **said)
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
    found: list[Notice] = []
    stopped = interruption(result)
    if stopped is not None:
        found.append(stopped)
    idle = idle_correlations(result.scenario)
    if idle:
        found.append(Notice("idle_correlation", "warning", counted=len(idle), words={"paths": ", ".join(idle)}))
    if result.within_noise and not result.tied:  # no draw would tell equals apart
        found.append(Notice("within_noise", "warning"))
    if not uncertain:
        found.append(Notice("nothing_uncertain", "warning"))
    else:
        found.append(Notice("uncertain", counted=len(uncertain), numbers={"guessed": guessed}))
    found += _not_proportional(result)
    found.append(Notice("drawn_risks"))
    if result.sketch is not None:
        error = ceil(result.counting_error_eur)
        found.append(Notice("sketch", numbers={"error": error, "kept": result.kept.shape[1]}))
    return tuple(found)


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
