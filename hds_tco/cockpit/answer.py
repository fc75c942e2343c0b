"""The answer in words: which option, by how much, how sure, what changed from A, what a forced exit may cost."""

from __future__ import annotations

import numpy as np

from hds_tco.analysis import Comparison, OptionResult
from hds_tco.analysis.measures import RISKS
from hds_tco.charts.palette import mark
from hds_tco.charts.words import listed, signed
from hds_tco.cockpit.compare_a_b import changes, tile_words
from hds_tco.cockpit.html_widget import paragraphs, tag, words
from hds_tco.cockpit.snapshot import Snapshot
from hds_tco.locale import Language, amount, decimal, number_of, percent, points, text
from hds_tco.model.finance import HALF_A_CENT


def answer_html(now: Snapshot, fixed: Snapshot | None, chosen: str, lang: Language) -> str:
    """Return the answer as HTML.

    Parameters
    ----------
    now : Snapshot
    fixed : Snapshot or None
        What was fixed as A.
    chosen : str
        Key of the option whose years and lines are shown below.
    lang : {"fr", "en"}
    """
    headline, *more = now.result.sentences(lang)
    apart = now.result.apart_sentences(lang)
    below = (*apart, certainty(now, lang), *changes(now, fixed, lang))
    tiles = "".join(_tile(rank, now, fixed, chosen, lang) for rank in range(len(now.result.options)))
    return (
        tag(
            "div",
            paragraphs([headline], class_="hds-headline") + paragraphs(filter(None, below)),
            class_="hds-sentences",
            role="status",
        )
        + tag("div", tiles, class_="hds-tiles", role="group", aria_label=text("cockpit.options", lang))
        + _notices(now.result, [sentence for sentence in more if sentence not in apart], lang)
    )


def certainty(now: Snapshot, lang: Language) -> str:
    """Return how sure the answer is, in a sentence; that the draws are coming, while they are."""
    drawn, best = now.simulation, now.result.best
    if drawn is None:
        return text("cockpit.drawing", lang)
    if now.certain:
        return text("cockpit.certainty_none", lang)
    if len(drawn.compared) == 1:
        low, high = (amount(drawn.quantile(best.key, share).value, lang) for share in (0.05, 0.95))
        return text("cockpit.certainty_single", lang, low=low, high=high, draws=decimal(drawn.draws, lang))
    chance = drawn.probability_cheapest(best.key)
    error = points(chance.standard_error * 100, lang)
    values = {"chance": percent(chance.value, lang, 0), "draws": decimal(drawn.draws, lang), "error": error}
    values["option"] = best.option.named(lang)
    if drawn.best.key == best.key:
        return drawn.at_equal_service(text("cockpit.certainty", lang, **values), lang)
    return text("cockpit.certainty_other", lang, mean=drawn.best.named(lang), **values)


def _tile(rank: int, now: Snapshot, fixed: Snapshot | None, chosen: str, lang: Language) -> str:
    """Return one option: its cost, its chance of being the cheapest, and A's beside."""
    option = now.result.options[rank]
    is_best = option.key == now.result.best.key
    gap = option.net_present_cost_eur - now.result.best.net_present_cost_eur
    parts = [
        tag("span", words(option.option.label(lang)), class_="hds-tile-name"),
        tag("span", words(amount(option.net_present_cost_eur, lang)), class_="hds-tile-cost"),
    ]
    if option.service.apart or len(now.result.compared) > 1:
        parts.append(tag("span", words(_standing(option, gap, is_best, lang)), class_="hds-tile-gap"))
        if option.service.apart:
            lacks = text("equal_service.tile_lacks", lang, lacks=option.service.words(lang))
            parts.append(tag("span", words(lacks), class_="hds-tile-chance"))
        elif now.simulation is not None:
            chance = now.simulation.probability_cheapest(option.key).value
            bar = tag("span", class_="hds-bar-fill", style=f"width:{chance * 100:.1f}%;background:{mark(rank).colour}")
            parts.append(tag("span", bar, class_="hds-bar"))
            share = text("cockpit.chance", lang, chance=percent(chance, lang, 0))
            parts.append(tag("span", words(share), class_="hds-tile-chance"))
    in_a = tile_words(now, fixed, option.key, lang)
    if in_a:
        parts.append(tag("span", words(in_a), class_="hds-tile-a"))
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


def _standing(option: OptionResult, gap_eur: float, is_best: bool, lang: Language) -> str:
    """Return where an option stands: the cheapest, so much dearer, or apart."""
    if option.service.apart:
        return text("equal_service.tile", lang, gap=signed(gap_eur, lang))
    return text("cockpit.cheapest", lang) if is_best else text("cockpit.dearer", lang, gap=signed(gap_eur, lang))


def _notices(result: Comparison, more: list[str], lang: Language) -> str:
    notices = [(notice.level, notice.sentence(lang)) for notice in result.notices]
    rows = [tag("li", words(sentence), class_=f"hds-{level}") for level, sentence in notices]
    rows += [tag("li", words(sentence)) for sentence in more]
    if not rows:
        return ""
    warnings = sum(level == "warning" for level, _ in notices)
    title = text("cockpit.notices", lang, n=len(rows))
    if warnings:
        title = text("cockpit.with_warnings", lang, title=title, warnings=number_of("count.warnings", warnings, lang))
    summary = tag("summary", words(title), class_="hds-warns" if warnings else None)
    return tag("details", summary, tag("ul", *rows), class_="hds-notices", data_key="notices")


def risk_html(now: Snapshot, lang: Language) -> str:
    """Return the risk of restitution, then what each risk is expected to cost, option by option.

    Nothing of a risk that is none: no provider, no rate of exit, no draws yet, no cost.
    """
    return _exits(now, lang) + paragraphs(_expected(now, lang))


def _exits(now: Snapshot, lang: Language) -> str:
    exits = now.exits
    if exits is None or not exits.probability:  # no cause has a rate: it is not known, and "0 %" would say that it is
        return ""
    years = number_of("count.years", now.result.scenario.horizon_years, lang)
    days, cost = exits.interruption_days, exits.cost_eur
    figures = [("probability", percent(exits.probability, lang, 0 if exits.probability >= 0.1 else 1))]
    if days is not None and cost is not None:
        figures += [
            ("interruption", number_of("count.days", round(days), lang)),
            ("cost", amount(cost, lang, digits=0)),
        ]
    tiles = (
        tag(
            "div",
            tag("dt", words(text(f"cockpit.exit.{name}", lang))),
            tag("dd", words(figure)),
            class_="hds-figure",
        )
        for name, figure in figures
    )
    title = text("cockpit.exit.title", lang, chance=figures[0][1], years=years)
    return tag("h3", words(title), class_="hds-chart-title") + tag("dl", *tiles, class_="hds-figures")


def _expected(now: Snapshot, lang: Language) -> list[str]:
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
    return rows
