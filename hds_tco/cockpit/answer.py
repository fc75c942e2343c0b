"""The answer, on top of the page: which option, by how much, how sure, and what the change from A is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hds_tco.analysis import Comparison
from hds_tco.analysis.answer import answer_sentences
from hds_tco.analysis.evaluator import RISKS
from hds_tco.analysis.simulation import Simulation
from hds_tco.charts.costs_by import signed
from hds_tco.charts.look import mark
from hds_tco.charts.words import listed
from hds_tco.cockpit.fragment import tag, words
from hds_tco.locale import Language, amount, decimal, number_of, percent, text
from hds_tco.model.finance import HALF_A_CENT


@dataclass(frozen=True)
class Shown:
    """What is on screen of a scenario.

    Parameters
    ----------
    result : Comparison
    simulation : Simulation or None
        None while the draws are made ready.
    """

    result: Comparison
    simulation: Simulation | None = None


def answer_html(now: Shown, fixed: Shown | None, chosen: str, lang: Language) -> str:
    """Return the answer as HTML.

    Parameters
    ----------
    now : Shown
    fixed : Shown or None
        What was fixed as A.
    chosen : str
        Key of the option whose years and lines are shown below.
    lang : {"fr", "en"}
    """
    sentences = answer_sentences(now.result, lang)
    said = [tag("p", words(sentences[0]), class_="hds-headline")]
    said += [tag("p", words(sentence)) for sentence in (certainty(now, lang), *changes(now, fixed, lang)) if sentence]
    tiles = "".join(_tile(rank, now, fixed, chosen, lang) for rank in range(len(now.result.options)))
    return (
        tag("div", *said, class_="hds-said", role="status")
        + tag("div", tiles, class_="hds-tiles", role="group", aria_label=text("cockpit.options", lang))
        + _notices(now.result, sentences[1:], lang)
    )


def certainty(now: Shown, lang: Language) -> str:
    """Return how sure the answer is, in a sentence; that the draws are coming, while they are."""
    drawn, best = now.simulation, now.result.best
    if drawn is None:
        return text("cockpit.drawing", lang)
    if len(drawn.options) == 1:
        low, high = (amount(drawn.quantile(best.key, share).value, lang) for share in (0.05, 0.95))
        if low == high:
            return text("cockpit.certainty_none", lang)
        return text("cockpit.certainty_single", lang, low=low, high=high, draws=decimal(drawn.draws, lang))
    chance = drawn.probability_cheapest(best.key)
    error = decimal(chance.standard_error * 100, lang, 1)
    said = {"chance": percent(chance.value, lang, 0), "draws": decimal(drawn.draws, lang), "error": error}
    said["option"] = best.option.named(lang)
    if drawn.best.key == best.key:
        return text("cockpit.certainty", lang, **said)
    return text("cockpit.certainty_other", lang, mean=drawn.best.named(lang), **said)


def changes(now: Shown, fixed: Shown | None, lang: Language) -> list[str]:
    """Return what B changes to A, in a sentence; nothing where nothing is fixed."""
    if fixed is None:
        return []
    before, after = fixed.result.best, now.result.best
    gap = after.net_present_cost_eur - before.net_present_cost_eur
    said = {
        "before": before.option.named(lang),
        "after": after.option.named(lang),
        "gap": amount(abs(gap), lang),
        "from": amount(before.net_present_cost_eur, lang),
        "to": amount(after.net_present_cost_eur, lang),
    }
    if before.key != after.key:
        return [text("cockpit.changed_best", lang, **said)]
    if abs(gap) < HALF_A_CENT:
        return [text("cockpit.changed_nothing", lang, **said)]
    return [text("cockpit.changed_more" if gap > 0 else "cockpit.changed_less", lang, **said)]


def risk_html(now: Shown, lang: Language) -> str:
    """Return what the risks are expected to cost, option by option; nothing where they cost nothing."""
    result = now.result
    rows = []
    for key in ("restitution", "incidents"):
        costs = {
            option.option.label(lang): sum(
                float(np.dot(line.amounts_eur, result.discount_factors))
                for line in option.lines
                if line.key.startswith(RISKS[key])
            )
            for option in result.options
        }
        if any(abs(cost) > HALF_A_CENT for cost in costs.values()):
            parts = (f"{name} {amount(cost, lang)}" for name, cost in costs.items() if abs(cost) > HALF_A_CENT)
            rows.append(text(f"cockpit.risk.{key}", lang, costs=listed(parts, lang)))
    return "".join(tag("p", words(row)) for row in rows)


def _tile(rank: int, now: Shown, fixed: Shown | None, chosen: str, lang: Language) -> str:
    """Return one option: its cost, its chance of being the cheapest, and A's beside."""
    option = now.result.options[rank]
    is_best = option.key == now.result.best.key
    gap = option.net_present_cost_eur - now.result.best.net_present_cost_eur
    parts = [
        tag("span", words(option.option.label(lang)), class_="hds-tile-name"),
        tag("span", words(amount(option.net_present_cost_eur, lang)), class_="hds-tile-cost"),
    ]
    if len(now.result.options) > 1:
        said = text("cockpit.cheapest", lang) if is_best else text("cockpit.dearer", lang, gap=signed(gap, lang))
        parts.append(tag("span", words(said), class_="hds-tile-gap"))
        if now.simulation is not None:
            chance = now.simulation.probability_cheapest(option.key).value
            bar = tag("span", class_="hds-bar-fill", style=f"width:{chance * 100:.1f}%;background:{mark(rank).colour}")
            parts.append(tag("span", bar, class_="hds-bar"))
            share = text("cockpit.chance", lang, chance=percent(chance, lang, 0))
            parts.append(tag("span", words(share), class_="hds-tile-chance"))
    if fixed is not None and any(other.key == option.key for other in fixed.result.options):
        before = fixed.result[option.key].net_present_cost_eur
        moved = signed(option.net_present_cost_eur - before, lang)
        said = text("cockpit.against_a", lang, cost=amount(before, lang), moved=moved)
        parts.append(tag("span", words(said), class_="hds-tile-a"))
    return tag(
        "button",
        *parts,
        type="button",
        class_="hds-tile" + (" hds-best" if is_best else ""),
        style=f"--mark:{mark(rank).colour}",
        aria_pressed="true" if option.key == chosen else "false",
        title=text("cockpit.choose", lang, option=option.option.label(lang)),
        data_do="choose",
        data_key=f"tile-{option.key}",
        value=option.key,
    )


def _notices(result: Comparison, more: list[str], lang: Language) -> str:
    notices = [(notice.level, notice.sentence(lang)) for notice in result.notices]
    rows = [tag("li", words(said), class_=f"hds-{level}") for level, said in notices]
    rows += [tag("li", words(said)) for said in more]
    if not rows:
        return ""
    warnings = sum(level == "warning" for level, _ in notices)
    title = text("cockpit.notices", lang, n=len(rows))
    if warnings:
        title = text("cockpit.with_warnings", lang, title=title, warnings=number_of("count.warnings", warnings, lang))
    summary = tag("summary", words(title), class_="hds-warns" if warnings else None)
    return tag("details", summary, tag("ul", *rows), class_="hds-notices", data_key="notices")
