"""Cost lines by family; each option by nature, by year, cumulated, from one to another; scenarios side by side."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor
from typing import TYPE_CHECKING

import numpy as np

from hds_tco.analysis import Comparison, OptionResult
from hds_tco.analysis.report import cumulative_message, yearly_message
from hds_tco.analysis.side_by_side import SideBySide
from hds_tco.charts.axes import foot_of_steps
from hds_tco.charts.chart import KEUR, Chart, Point, Series, keur
from hds_tco.charts.words import euros, scenario_line, signed, source_line
from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, number_of, percent, text
from hds_tco.model.finance import HALF_A_CENT
from hds_tco.model.ledger import NATURES, Nature, total

if TYPE_CHECKING:
    import pandas as pd


# The first part of a line's key, by family, in the order in which they are told.
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "hardware": (
        *("purchase", "too_early", "emergency", "maintenance", "idle_maintenance", "residual"),
        *("rent", "unused_rent", "notice_rent", "return", "late_return", "lease_maintenance", "buy_out"),
        *("lease_insurance", "other_leasing"),
        *("disposal", "bought_out_disposal"),
    ),
    "services": (
        *("setup", "links_setup", "service", "links", "independent_copy"),
        *("kept_operations", "local_room", "uncovered_activities", "other_external"),
    ),
    "operations": (
        *("project", "room_investment", "room", "electricity", "network_investment", "network", "licences", "security"),
        *("windows", "on_call", "second_site", "insurance", "cyber_insurance", "other_investment", "other_operating"),
    ),
    "staff": (
        *("staff", "contractors", "freed_staff", "seconded", "retraining", "contract_ends", "staff_back"),
        *("hosted_support",),
    ),
    "migration": (
        *("migration", "old_platform", "extended_support", "old_disposal", "old_contracts"),
        *("renewal", "lease_renewal"),
    ),
    "certification": ("certification",),
    "contract": ("procurement", "change"),
    "planned_exit": ("planned_exit",),
    "restitution": ("restitution", "lessor"),
    "incidents": ("incidents",),
    "income": ("hosted_fees", "hosted_recovery", "hosted_vat"),
}
OTHER = "other"
_FAMILY_OF = {part: family for family, parts in FAMILIES.items() for part in parts}


def natures_chart(result: Comparison, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return present costs by nature, options side by side, the cheapest first."""
    ranked = result.ranked
    best = ranked[0]
    heaviest = max(NATURES, key=lambda nature: best.present_by_nature_eur[nature])
    paid = sum(max(value, 0.0) for value in best.present_by_nature_eur.values())
    words = {"option": best.option.label(lang), "cost": euros(best.net_present_cost_eur, lang)}
    if paid > HALF_A_CENT:
        share = percent(best.present_by_nature_eur[heaviest] / paid, lang, 0)
        title = text("charts.natures", lang, nature=text(f"nature.{heaviest}", lang), share=share, **words)
    else:
        title = text("charts.natures_plain", lang, **words)
    totals = ", ".join(f"{option.marked(lang)} {euros(option.net_present_cost_eur, lang)}" for option in ranked)
    amounts = {nature: keur(option.present_by_nature_eur[nature] for option in ranked) for nature in NATURES}
    return Chart(
        key="natures",
        kind="stacked",
        title=title,
        categories=tuple(option.marked(lang) for option in ranked),
        series=_by_nature({nature: values for nature, values in amounts.items() if any(values)}, lang),
        y_title=text("charts.present_keur", lang),
        source=source_line(result, lang),
        alt=f"{title}. {totals}.",
    )


def _by_nature(amounts: Mapping[Nature, tuple[float, ...]], lang: Language) -> tuple[Series, ...]:
    """Return a series a nature, each with the look that it has everywhere."""
    return tuple(
        Series(text(f"nature.{nature}", lang).capitalize(), values, NATURES.index(nature))
        for nature, values in amounts.items()
    )


def yearly_chart(result: Comparison, option: OptionResult, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return what one option costs each year, in current euros, by nature."""
    amounts = option.amounts_eur
    years = tuple(result.scenario.decision_year + year for year in range(len(amounts)))
    dearest = int(np.argmax(amounts))
    title = text(
        "charts.yearly" if np.any(amounts) else "charts.yearly_nothing",
        lang,
        option=option.option.label(lang),
        year=years[dearest],
        cost=euros(float(amounts[dearest]), lang),
    )
    by_nature = {
        nature: keur(total((line for line in option.lines if line.nature == nature), np.zeros_like(amounts)))
        for nature in NATURES
    }
    series = _by_nature({nature: values for nature, values in by_nature.items() if any(values)}, lang)
    costs = ", ".join(f"{year} {euros(float(cost), lang)}" for year, cost in zip(years, amounts, strict=True))
    return Chart(
        key=f"yearly_{option.key}",
        kind="stacked",
        title=title,
        categories=tuple(map(str, years)),
        series=series or (Series(option.option.label(lang), (0.0,) * len(years)),),
        x_title=text("charts.budget_year", lang),
        y_title=text("charts.current_keur", lang),
        source=source_line(result, lang),
        alt=f"{title}. {costs}.",
    )


def _by_option(frame: pd.DataFrame) -> tuple[Series, ...]:
    """Return a series a column, years down."""
    return tuple(Series(str(name), keur(frame[name]), rank) for rank, name in enumerate(frame.columns))


def by_year_chart(result: Comparison, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return what each option costs each year, in current euros, options side by side.

    Examples
    --------
    >>> import hds_tco as ht
    >>> chart = by_year_chart(ht.compare(ht.load("reference-ght")), "en")
    >>> chart.title, len(chart.series)
    ('Highest initial outlay: In-house hosting, €1,132k', 3)
    """
    frame = result.yearly(lang)
    title = yearly_message(result, lang)
    sums = ", ".join(f"{name} {euros(float(frame[name].sum()), lang)}" for name in frame.columns)
    return Chart(
        key="by_year",
        kind="columns",
        title=title,
        categories=tuple(map(str, frame.index)),
        series=_by_option(frame),
        x_title=text("chart.year", lang),
        y_title=text("chart.yearly_axis", lang),
        source=source_line(result, lang),
        alt=text("chart.by_year_alt", lang, title=title, sums=sums),
    )


def cumulative_chart(result: Comparison, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return cumulative discounted costs, with the point where the cheapest passes below each other option."""
    frame = result.cumulative(lang)
    title = cumulative_message(result, lang)
    ends = ", ".join(f"{name} {euros(float(cost), lang)}" for name, cost in frame.iloc[-1].items())
    best = keur(frame[result.best.option.label(lang)])
    crossings = []
    for option in result.options:
        year = None if option.service.apart else option.crossing_year
        if year:
            low = min(floor(year), len(best) - 2)
            height = best[low] + (best[low + 1] - best[low]) * (year - low)
            crossings.append(Point(year, height, text("charts.crossing", lang, option=option.option.label(lang))))
    return Chart(
        key="cumulative",
        kind="lines",
        title=title,
        categories=tuple(map(str, frame.index)),
        series=_by_option(frame),
        x_title=text("chart.year", lang),
        y_title=text("charts.cumulative_keur", lang),
        source=source_line(result, lang),
        alt=f"{title}. {ends}.",
        points=tuple(crossings),
    )


def waterfall_chart(result: Comparison, start: str, end: str, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return the way from one option's net present cost to another's, family by family.

    Parameters
    ----------
    result : Comparison
    start, end : str
        Keys of options.
    lang : {"fr", "en"}
    """
    frame = by_family(result, lang)
    moves = (frame[end] - frame[start]) / KEUR
    moves = moves[moves.abs() > HALF_A_CENT / KEUR]
    moves = moves.reindex(moves.abs().sort_values(ascending=False, kind="stable").index)
    first, last = (result[key].net_present_cost_eur / KEUR for key in (start, end))
    names = (result[start].option.label(lang), *(str(frame["label"][family]) for family in moves.index))
    names = (*names, result[end].option.label(lang))
    steps = (first, *(float(value) for value in moves), last)
    foot = foot_of_steps(list(steps))
    words: dict[str, str] = {"start": result[start].option.named(lang), "end": result[end].option.named(lang)}
    words |= {"gap": euros(abs(last - first) * KEUR, lang)}
    if len(moves):
        words |= {"family": names[1], "move": signed(float(moves.iloc[0]) * KEUR, lang)}
        title = text("charts.waterfall_up" if last >= first else "charts.waterfall_down", lang, **words)
    else:
        title = text("charts.waterfall_same", lang, **words)
    costs = ", ".join(f"{name} {euros(step * KEUR, lang)}" for name, step in zip(names, steps, strict=True))
    # The axis says the unit.
    figures = [decimal(step, lang, 0) for step in steps]
    figures[1:-1] = [
        figure if step < 0 else f"+{figure}" for step, figure in zip(steps[1:-1], figures[1:-1], strict=True)
    ]
    return Chart(
        key=f"waterfall_{start}_{end}",
        kind="steps",
        title=title,
        categories=names,
        series=(Series("", steps, labels=tuple(figures)),),
        y_title=text("charts.present_cut_keur" if foot else "charts.present_keur", lang, foot=decimal(foot, lang, 0)),
        source=source_line(result, lang),
        alt=f"{title}. {costs}.",
        base=foot,
    )


def side_by_side_chart(result: SideBySide, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return what each option costs a year, scenarios side by side.

    Parameters
    ----------
    result : SideBySide
    lang : {"fr", "en"}
    """
    comparisons = result.comparisons
    first = next(iter(comparisons.values()))
    words = {"option": first.best.option.named(lang)}
    if result.is_single:
        title = text("charts.scenarios_single", lang, **words)
    elif result.changing:
        title = number_of("charts.scenarios_change", len(result.changing), lang, **words)
    else:
        title = text("charts.scenarios_same", lang, **words)
    bests = {name: comparison.best for name, comparison in comparisons.items()}
    costs = "; ".join(
        f"{name}: {best.option.label(lang)} {euros(best.equivalent_annual_cost_eur, lang)}"
        for name, best in bests.items()
    )
    return Chart(
        key="scenarios",
        kind="columns",
        title=title,
        categories=tuple(comparisons),
        series=tuple(
            Series(option.label(lang), tuple(_cost(each, option.key) for each in comparisons.values()), rank)
            for rank, option in enumerate(result.options)
        ),
        y_title=text("charts.annual_keur", lang),
        source=scenario_line(first.scenario, lang),
        alt=f"{title}. {costs}.",
    )


def readings_chart(result: SideBySide, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return what the cheapest option costs each year, scenario by scenario: published cases, as read.

    Parameters
    ----------
    result : SideBySide
    lang : {"fr", "en"}
    """
    costs = {name: comparison.best.amounts_eur for name, comparison in result.comparisons.items()}
    last = max(map(len, costs.values()))
    totals = ", ".join(
        text("charts.reading", lang, name=name, total=euros(float(np.sum(amounts)), lang))
        for name, amounts in costs.items()
    )
    title = text("charts.readings", lang, totals=totals)
    return Chart(
        key="readings",
        kind="columns",
        title=title,
        categories=tuple(map(str, range(last))),
        series=tuple(
            Series(name, (*keur(amounts), *(None,) * (last - len(amounts))), rank)
            for rank, (name, amounts) in enumerate(costs.items())
        ),
        x_title=text("chart.year", lang),
        y_title=text("charts.published_keur", lang),
        source=scenario_line(next(iter(result.comparisons.values())).scenario, lang),
        alt=f"{title}.",
    )


def _cost(result: Comparison, key: str) -> float | None:
    costs = (option.equivalent_annual_cost_eur / KEUR for option in result.options if option.key == key)
    return next(costs, None)


def family_of(key: str) -> str:
    """Return the family of a cost line; ``"other"`` for one that a user composed.

    Examples
    --------
    >>> family_of("restitution.legal"), family_of("purchase.servers"), family_of("my_line")
    ('restitution', 'hardware', 'other')
    """
    return _FAMILY_OF.get(key.partition(".")[0], OTHER)


def by_family(result: Comparison, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
    """Return present costs in euros, families down, options across; families that no option pays are left out.

    Returns
    -------
    DataFrame
        Indexed by ``family``; ``label``, then a column for each option's key. Columns sum to the net present costs.
    """
    import pandas as pd

    rows: dict[str, dict[str, float]] = {family: {} for family in (*FAMILIES, OTHER)}
    for option in result.options:
        for line in option.lines:
            row = rows[family_of(line.key)]
            row[option.key] = row.get(option.key, 0.0) + float(np.dot(line.amounts_eur, result.discount_factors))
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=[option.key for option in result.options]).fillna(0.0)
    frame = frame[(frame != 0).any(axis=1)]
    frame.insert(0, "label", [text(f"family.{family}", lang) for family in frame.index])
    return frame.rename_axis("family")
