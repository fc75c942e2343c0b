"""Buying on a forecast or leasing what follows the need: what each is made of, and where the cheaper one changes."""

from __future__ import annotations

from hds_tco.analysis.flexibility import BuyingAhead, Flexibility, GrowthBreakEven
from hds_tco.analysis.flexibility.buy_or_lease import WAYS
from hds_tco.analysis.flexibility.sentence_parts import way_label, way_name
from hds_tco.charts.chart import Chart, Line, Series
from hds_tco.charts.costs import KEUR
from hds_tco.charts.words import listed, scenario_line
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, decimal, number_of, points, text

_PARTS = ("used", "idle", "shortage", "ending", "failure")


def ways_chart(found: Flexibility, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return what the machines cost bought and leased, part by part.

    Parameters
    ----------
    found : Flexibility
    lang : {"fr", "en"}
    """
    ways = (found.buying, found.leasing)
    parts = [name for name in _PARTS if any(getattr(way, name).value for way in ways)] or ["used"]
    cheaper = way_name("buying" if found.gap.value >= 0 else "leasing", lang)
    words = {"way": cheaper, "gap": amount(abs(found.gap.value), lang, digits=0)}
    words |= {"idle": amount(found.buying.idle.value, lang, digits=0)}
    title = text("charts.ways_unsure" if found.verdict in ("unsure", "same") else "charts.ways", lang, **words)
    told = ", ".join(f"{way_label(way.way, lang)} {amount(way.mean.value, lang, digits=0)}" for way in ways)
    return Chart(
        key="ways",
        kind="stacked",
        title=title,
        categories=tuple(way_label(way.way, lang) for way in ways),
        series=tuple(
            Series(
                text(f"charts.way.{name}", lang),
                tuple(float(getattr(way, name).value) / KEUR for way in ways),
                _PARTS.index(name),
            )
            for name in parts
        ),
        unit="keur",
        x_title="",
        y_title=text("charts.present_keur", lang),
        source=f"{scenario_line(found.scenario, lang)} {number_of('charts.drawn', found.draws, lang)}",
        alt=f"{title}. {told}.",
    )


def growth_chart(found: GrowthBreakEven, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return both ways along the growth that comes, the forecast unchanged, with the break-even nearest to today.

    Parameters
    ----------
    found : GrowthBreakEven
    lang : {"fr", "en"}
    """
    crossing = found.break_even
    if crossing is None:
        title = text("charts.growth_never", lang)
        lines: tuple[Line, ...] = ()
    else:
        shift = points(100 * crossing.at.value, lang)
        title = text("charts.growth", lang, shift=shift, way=way_name(crossing.beyond, lang))
        lines = (Line(crossing.at.value, text("charts.tie_line", lang)),)
    x = tuple(item.at for item in found.points)
    told = listed(
        (
            text(
                "charts.item",
                lang,
                name=points(100 * item.at, lang),
                value=f"{amount(item.buying.value, lang, digits=0)}, {amount(item.leasing.value, lang, digits=0)}",
            )
            for item in (found.points[0], found.points[len(found.points) // 2], found.points[-1])
        ),
        lang,
    )
    return Chart(
        key="growth",
        kind="curves",
        title=title,
        categories=(),
        series=tuple(
            Series(
                way_label(way, lang),
                tuple(float(getattr(item, way).value) / KEUR for item in found.points),
                rank,
                x,
            )
            for rank, way in enumerate(WAYS)
        ),
        unit="keur",
        x_unit="share",
        x_title=text("charts.growth_axis", lang),
        y_title=text("charts.present_keur", lang),
        source=f"{scenario_line(found.scenario, lang)} {number_of('charts.drawn', found.draws, lang)}",
        alt=f"{title}. {told}.",
        lines=lines,
    )


def ahead_chart(found: BuyingAhead, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return what buying for more years at once costs more than the best way of buying.

    Parameters
    ----------
    found : BuyingAhead
    lang : {"fr", "en"}
    """
    frame = found.frame(lang)
    blind = frame[frame["blind"].astype(bool)]
    regret = float(blind["over_best_eur"].iloc[0]) if len(blind) else 0.0
    best = str(frame[frame["best"].astype(bool)]["label"].iloc[0])
    title = text("charts.ahead", lang, best=best, regret=amount(regret, lang, digits=0))
    over = [float(value) for value in frame["over_best_eur"]]
    told = ", ".join(f"{row.label} {amount(row.over_best_eur, lang, digits=0)}" for row in frame.itertuples())
    return Chart(
        key="ahead",
        kind="columns",
        title=title,
        categories=tuple(str(label) for label in frame["label"]),
        series=(
            Series(
                "",
                tuple(value / KEUR for value in over),
                labels=tuple(decimal(value / KEUR, lang, 0) for value in over),
            ),
        ),
        unit="keur",
        x_title=text("flexible.years", lang),
        y_title=text("charts.over_best_keur", lang),
        source=f"{scenario_line(found.scenario, lang)} {number_of('charts.drawn', found.draws, lang)}",
        alt=f"{title}. {told}.",
    )
