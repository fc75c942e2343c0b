"""Hosting for others: the balance by number of establishments, and who bears what."""

from __future__ import annotations

from hds_tco.analysis.hosting import HostingForOthers
from hds_tco.charts.chart import Chart, Line, Series
from hds_tco.charts.costs import KEUR
from hds_tco.charts.words import listed, scenario_line
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, decimal, percent, text
from hds_tco.scenario.sections import CostKey


def hosting_chart(found: HostingForOthers, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return income and expense by number of hosted establishments, with today's number and the break-even.

    Parameters
    ----------
    found : HostingForOthers
    lang : {"fr", "en"}
    """
    number, words = found.break_even_number, {"today": decimal(found.today, lang)}
    words |= {"fee": amount(found.fee_eur_per_year, lang), "needed": amount(found.needed_fee_eur_per_year, lang)}
    lines = [Line(found.today, text("charts.today", lang))]
    if number is None:
        title = text("charts.hosting_never", lang, **words)
    elif number == 1:
        title = text("charts.hosting_first", lang, **words)
    else:
        title = text("charts.hosting", lang, number=decimal(number, lang), **words)
        if number != found.today:
            lines.append(Line(float(number), text("charts.balance_line", lang)))
    x = tuple(float(item) for item in found.by_number)
    rows = (("income", "income_eur"), ("cost", "cost_eur"))
    told = amount(found.balance.surplus_eur, lang, digits=0)
    return Chart(
        key="hosting",
        kind="curves",
        title=title,
        categories=(),
        series=tuple(
            Series(
                text(f"hosting.column.{name}", lang),
                tuple(float(getattr(item, field)) / KEUR for item in found.by_number.values()),
                rank,
                x,
            )
            for rank, (name, field) in enumerate(rows)
        ),
        unit="keur",
        x_unit="rank",
        x_title=text("charts.hosted_axis", lang),
        y_title=text("charts.present_keur", lang),
        source=scenario_line(found.scenario, lang),
        alt=f"{title}. {text('charts.hosting_alt', lang, today=words['today'], surplus=told)}",
        lines=tuple(lines),
    )


def shares_chart(found: HostingForOthers, key: CostKey | None = None, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return what each hosted group costs under a key, beside what it pays.

    Parameters
    ----------
    found : HostingForOthers
    key : {"equal", "vms", "storage", "patients"}, optional
        The scenario's own by default.
    lang : {"fr", "en"}
    """
    hosted = found.shares(key, lang).iloc[1:]
    costs, fees = float(hosted["cost_eur"].sum()), float(hosted["present_fee_eur"].sum())
    words = {"cost": amount(costs, lang, digits=0), "fee": amount(fees, lang, digits=0)}
    share = percent(fees / costs, lang, 0) if costs > 0 else ""
    title = text("charts.shares" if share else "charts.shares_plain", lang, share=share, **words)
    told = listed(
        (
            text(
                "charts.item",
                lang,
                name=who,
                value=f"{amount(row['cost_eur'], lang, digits=0)}, {amount(row['present_fee_eur'], lang, digits=0)}",
            )
            for who, row in hosted.iterrows()
        ),
        lang,
    )
    return Chart(
        key="shares",
        kind="columns",
        title=title,
        categories=tuple(str(who) for who in hosted.index),
        series=tuple(
            Series(text(f"hosting.share.{name}", lang), tuple(float(value) / KEUR for value in hosted[column]), rank)
            for rank, (name, column) in enumerate((("total", "cost_eur"), ("fee", "present_fee_eur")))
        ),
        unit="keur",
        x_title="",
        y_title=text("charts.present_keur", lang),
        source=scenario_line(found.scenario, lang),
        alt=f"{title}. {told}.",
    )
