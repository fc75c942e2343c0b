"""Where each figure comes from: the cost lines of an option, and one of them taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from hds_tco.analysis import Comparison, OptionResult
from hds_tco.analysis.explain import Step
from hds_tco.cockpit.html_widget import button, paragraphs, tag, words
from hds_tco.locale import Language, decimal, number_of, text
from hds_tco.scenario import Assumption
from hds_tco.scenario.format_value import shown_value

KEUR = 1e3
# Steps shown at once: the line, and what its formula reads; what stands behind is folded.
NEAR = 1


def lines_html(result: Comparison, fixed: Comparison | None, chosen: str, line: str, lang: Language) -> str:
    """Return the cost lines of an option as a table, and one of them taken apart.

    Parameters
    ----------
    result : Comparison
    fixed : Comparison or None
        What was fixed as A.
    chosen : str
        Key of the option.
    line : str
        Key of the line to take apart; empty for none.
    lang : {"fr", "en"}
    """
    option = result[chosen]
    before = next((item for item in fixed.options if item.key == chosen), None) if fixed is not None else None
    heads = [text("cockpit.lines.line", lang), text("screen.nature", lang), text("cockpit.lines.present", lang)]
    if before is not None and fixed is not None:
        years = fixed.scenario.horizon_years
        alike = years == result.scenario.horizon_years
        of_a = number_of("cockpit.lines.present_a_over", years, lang)
        heads.append(text("cockpit.lines.present_a", lang) if alike else of_a)
    head = tag("tr", *(tag("th", words(title), scope="col") for title in heads))
    costs = _present(option, result.discount_factors)
    known = _present(before, fixed.discount_factors) if before is not None and fixed is not None else None
    rows = [_row(option, key, cost, known, line, lang) for key, cost in costs.items()]
    total = ["", *(_keur(each.net_present_cost_eur, lang) for each in (option, before) if each is not None)]
    cells = [tag("th", words(text("screen.total", lang)), scope="row"), *(tag("td", words(cell)) for cell in total)]
    body = (tag("thead", head), tag("tbody", *rows), tag("tfoot", tag("tr", *cells)))
    table = tag("table", *body, class_="hds-lines-table")
    title = tag("h3", words(text("cockpit.lines.title", lang)), class_="hds-chart-title")
    lead = tag("p", words(text("cockpit.lines.of", lang, option=option.option.label(lang))), class_="hds-lead")
    hint = tag("p", words(text("cockpit.lines.lead", lang)), class_="hds-lead")
    apart = _apart(result, chosen, line, lang) if line in costs else hint
    return title + lead + tag("div", table, tag("div", apart, class_="hds-apart", aria_live="polite"), class_="hds-two")


def _present(option: OptionResult | None, factors: Any) -> dict[str, float]:
    """Return the present cost of each line that costs or brings anything."""
    if option is None:
        return {}
    costs = {line.key: float(np.dot(line.amounts_eur, factors)) for line in option.lines}
    return {key: cost for key, cost in costs.items() if any(option.line(key).amounts_eur)}


def _row(
    option: OptionResult, key: str, cost: float, before: dict[str, float] | None, chosen: str, lang: Language
) -> str:
    line = option.line(key)
    name = button(
        "line",
        line.label(lang),
        key=f"line-{key}",
        class_="hds-link",
        aria_expanded="true" if key == chosen else "false",
        title=text("cockpit.lines.lead", lang),
        value=key,
    )
    cells = [tag("td", words(text(f"nature.{line.nature}", lang))), tag("td", words(_keur(cost, lang)))]
    if before is not None:
        cells.append(tag("td", words(_keur(before.get(key, 0.0), lang))))
    return tag("tr", tag("th", name, scope="row"), *cells, class_="hds-chosen" if key == chosen else None)


def _apart(result: Comparison, chosen: str, line: str, lang: Language) -> str:
    """Return a line's steps and sources."""
    explanation = result.explain(f"{chosen}:{line}")
    label = explanation.line.label(lang)
    title = tag("h4", words(text("cockpit.lines.formula_of", lang, line=label)))
    down = explanation.from_the_line_down(lang)
    if not down:
        return title + tag("p", words(text("cockpit.lines.plain", lang)))
    near = [step for step in down if step.depth <= NEAR]
    far = [step for step in down if step.depth > NEAR]
    steps = _steps(near, result, lang)
    if far:
        more = tag("summary", words(number_of("cockpit.lines.further", len(far), lang)))
        steps += tag("details", more, _steps(far, result, lang), data_key=f"steps-{chosen}-{line}")
    steps += paragraphs(explanation.notes(lang))
    inputs = []
    for item in explanation.inputs(lang):
        reading = item.choice
        origin = ""
        if item.assumption is not None:
            known = item.assumption
            value = known.value
            if known.distribution is not None and isinstance(value, float):  # a mean has digits that nobody wrote
                value = float(f"{value:.4g}")
            reading = shown_value(item.path, value, lang)
            parts = (_standing(known, lang), known.date, known.note)
            origin = " — ".join(part for part in parts if part)
        inputs.append(
            tag(
                "li",
                tag("b", words(item.label)),
                words(f" : {reading}" if lang == "fr" else f": {reading}"),
                tag("span", words(origin), class_="hds-origin"),
            )
        )
    sources = tag("h4", words(text("cockpit.lines.sources_of", lang))) + tag("ul", *inputs, class_="hds-inputs")
    return title + steps + (sources if inputs else "")


def _steps(steps: Sequence[Step], result: Comparison, lang: Language) -> str:
    items = [
        tag(
            "li",
            tag("b", words(step.label)),
            " = ",
            words(step.formula),
            tag("span", words(_values(step.values, result, lang)), class_="hds-step-values"),
            class_=f"hds-depth-{min(step.depth, 3)}",
        )
        for step in steps
    ]
    return tag("ol", *items, class_="hds-steps")


def _standing(known: Assumption, lang: Language) -> str:
    """Return how far a figure can be trusted, and its source; that of a hypothesis tells something else than it."""
    if known.is_hypothesis and known.source:
        return text("cockpit.lines.landmark", lang, source=known.source)
    return " — ".join(part for part in (text(f"confidence.{known.confidence}", lang), known.source) if part)


def _values(values: Any, result: Comparison, lang: Language) -> str:
    """Return a step's figure, or its figures each after its year."""
    numbers = [_short(float(value), lang) for value in np.atleast_1d(values)]
    if len(set(numbers)) == 1:
        return numbers[0]
    if len(numbers) != len(result.discount_factors):
        return " | ".join(numbers)
    between, first = "\N{NO-BREAK SPACE}: " if lang == "fr" else ": ", result.scenario.decision_year
    return " | ".join(f"{first + year}{between}{number}" for year, number in enumerate(numbers))


def _short(value: float, lang: Language) -> str:
    return decimal(value, lang, 0) if abs(value) >= 100 else decimal(float(f"{value:.4g}"), lang)


def _keur(value_eur: float, lang: Language) -> str:
    return decimal(value_eur / KEUR, lang, 1)
