"""Being forced out of the provider in three figures, then what each risk is expected to cost."""

from __future__ import annotations

import numpy as np

from hds_tco.analysis.evaluator import RISKS
from hds_tco.charts.words import listed
from hds_tco.cockpit.fragment import tag, words
from hds_tco.cockpit.shown import Shown
from hds_tco.locale import Language, amount, number_of, percent, text
from hds_tco.model.finance import HALF_A_CENT


def risk_html(now: Shown, lang: Language) -> str:
    """Return the risk of restitution, then what each risk is expected to cost, option by option.

    Nothing of a risk that is none: no provider, no rate of exit, no draws yet, no cost.
    """
    return _exits(now, lang) + "".join(tag("p", words(row)) for row in _expected(now, lang))


def _exits(now: Shown, lang: Language) -> str:
    found = now.exits
    if found is None or not found.probability:  # no cause has a rate: it is not known, and "0 %" would say that it is
        return ""
    years = number_of("count.years", now.result.scenario.horizon_years, lang)
    days, cost = found.interruption_days, found.cost_eur
    figures = [("probability", percent(found.probability, lang, 0 if found.probability >= 0.1 else 1))]
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


def _expected(now: Shown, lang: Language) -> list[str]:
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
