"""What may happen, and what would change the answer: chances, draws, tornado, map, variance, value of information."""

from __future__ import annotations

import numpy as np

from hds_tco.analysis.sensitivity import BestMap, SobolIndices, Tornado
from hds_tco.analysis.sensitivity.information import ValueOfInformation
from hds_tco.analysis.sensitivity.labels import in_percent, labels_of, rounded, unit_of
from hds_tco.analysis.simulation import Simulation
from hds_tco.analysis.simulation.report import made_how
from hds_tco.charts.axes import named_every
from hds_tco.charts.chart import KEUR, Chart, Line, Point, Series, keur
from hds_tco.charts.words import euros, items, labelled_keur, listed, scenario_line
from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, number_of, percent, text


def exceedance_chart(
    result: Simulation,
    tolerance_eur: float | None = None,
    lang: Language = DEFAULT_LANGUAGE,
    points: int = 101,
    option: str | None = None,
) -> Chart:
    """Return the probability that each option costs more than a bound, with the board's tolerance line.

    Parameters
    ----------
    result : Simulation
    tolerance_eur : float, optional
    lang : {"fr", "en"}
    points : int
        How many bounds.
    option : str, optional
        Key of the one that the title is about; by default the cheapest on average.
    """
    subject = result.best if option is None else result.options[result.keys.index(option)]
    words = {"option": subject.named(lang)}
    lines: tuple[Line, ...] = ()
    if tolerance_eur is None:
        high = euros(result.quantile(subject.key, 0.95).value, lang)
        title = text("charts.exceedance", lang, high=high, share=percent(0.05, lang, 0), **words)
    else:
        chance = percent(result.probability_above(subject.key, tolerance_eur).value, lang, 1)
        line = euros(tolerance_eur, lang)
        title = text("charts.tolerance", lang, chance=chance, line=line, **words)
        lines = (Line(tolerance_eur / KEUR, text("charts.tolerance_line", lang, line=line)),)
    frame = result.exceedance(points, lang)
    ranges, series = [], []
    for rank, each in enumerate(result.options):
        low, high = (euros(result.quantile(each.key, share).value, lang) for share in (0.05, 0.95))
        ranges.append(text("charts.exceedance_alt", lang, option=each.label(lang), low=low, high=high))
        rows = frame[frame["option"] == each.key]
        series.append(Series(each.label(lang), tuple(map(float, rows["probability"])), rank, keur(rows["cost_eur"])))
    return Chart(
        key="exceedance",
        kind="curves",
        title=title,
        categories=(),
        series=tuple(series),
        unit="share",
        x_unit="keur",
        x_title=text("charts.bound_keur", lang),
        y_title=text("charts.chance_above", lang),
        source=_source(result, lang),
        alt=f"{title}. {listed(ranges, lang)}.",
        lines=lines,
    )


def cheapest_chart(result: Simulation, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return the probability that each option ends up the cheapest."""
    chances = {option: result.probability_cheapest(option.key).value for option in result.compared}
    often = max(chances, key=lambda option: chances[option])
    share = chances[often]
    key = "charts.cheapest_sure" if share > 0.9 else "charts.cheapest" if share > 0.5 else "charts.cheapest_open"
    if often != result.best and share > 0.5:  # rarely dear, but then very dear
        key = "charts.cheapest_split"
    words = {"option": often.named(lang), "best": result.best.named(lang)}
    title = result.at_equal_service(text(key, lang, share=percent(share, lang, 0), **words), lang)
    labels = tuple(percent(chance, lang, 0) for chance in chances.values())
    names = tuple(option.label(lang) for option in chances)
    ranks = tuple(result.options.index(option) for option in chances)
    return Chart(
        key="cheapest",
        kind="columns",
        title=title,
        categories=names,
        series=(Series("", tuple(chances.values()), labels=labels, ranks=ranks),),
        unit="share",
        y_title=text("simulation.cheapest", lang),
        source=_source(result, lang),
        alt=f"{title}. {', '.join(map(' '.join, zip(names, labels, strict=True)))}.",
    )


def convergence_chart(result: Simulation, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return how the mean costs settled as draws came in."""
    frame = result.convergence(lang)
    series = []
    for rank, option in enumerate(result.options):
        rows = frame[frame["option"] == option.key]
        series.append(Series(option.label(lang), keur(rows["mean_eur"]), rank, tuple(map(float, rows["draws"]))))
    mean = result.mean(result.best.key)
    words = {"option": result.best.named(lang), "cost": euros(mean.value, lang)}
    title = text("charts.convergence", lang, error=euros(mean.standard_error, lang), **words)
    return Chart(
        key="convergence",
        kind="curves",
        title=title,
        categories=(),
        series=tuple(series),
        x_unit="rank",
        x_title=text("charts.draws", lang),
        y_title=text("charts.mean_keur", lang),
        source=_source(result, lang),
        alt=f"{title}.",
    )


def _source(result: Simulation, lang: Language) -> str:
    return f"{scenario_line(result.scenario, lang)} {made_how(result, lang)}"


def tornado_chart(result: Tornado, top: int = 10, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return how far each assumption moves the gap between the best option and its rival, the widest on top.

    Parameters
    ----------
    result : Tornado
        Of two options at least.
    top : int
        How many assumptions.
    lang : {"fr", "en"}
    """
    frame = result.frame(lang).head(top)
    best, second = result.best, result.rival
    if second is None:
        raise ValueError("a tornado of one option has no gap to draw")
    if not len(frame):
        raise ValueError("nothing is uncertain: there is no swing to draw")
    changing = int(result.rival_wins[:top].sum())
    words = {"label": str(frame["label"].iloc[0]), "option": best.named(lang), "second": second.named(lang)}
    if changing:
        title = number_of("charts.tornado_changes", changing, lang, **words)
    else:
        title = text("charts.tornado_holds", lang, **words)
    rows = list(frame.itertuples())
    pairs = ((row.label, f"{euros(row.gap_low_eur, lang)} → {euros(row.gap_high_eur, lang)}") for row in rows)

    def side(name: str, rank: int) -> Series:
        labels = tuple(_bare(row.path, getattr(row, f"{name}_value"), lang) for row in rows)
        return Series(text(f"charts.tornado.{name}", lang), keur(frame[f"gap_{name}_eur"]), rank, labels=labels)

    return Chart(
        key="tornado",
        kind="bars",
        title=title,
        categories=tuple(_with_unit(row.path, row.label, lang) for row in rows),
        series=(side("low", 0), side("high", 1)),
        y_title=text("charts.gap_keur", lang, best=best.label(lang), second=second.label(lang)),
        source=scenario_line(result.scenario, lang),
        alt=f"{title}. {items(pairs, lang)}.",
        base=result.central_gap_eur / KEUR,
        lines=(Line(0.0, text("charts.tie_line", lang), "y"),),
    )


def _bare(path: str, value: float, lang: Language, *, is_round: bool = False) -> str:
    """Return a value without its unit, which stands with the name; rounded unless it is round already."""
    figure = value if is_round else rounded(value)
    return percent(figure, lang) if in_percent(path) else decimal(figure, lang)


def _with_unit(path: str, label: str, lang: Language) -> str:
    unit = "" if in_percent(path) else unit_of(path, lang)
    return f"{label} ({unit})" if unit else label


def map_chart(result: BestMap, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return which option is the best, over two assumptions."""
    name_x, name_y = result.axis_labels(lang)
    best = result.best
    named = tuple(option.named(lang) for option in result.options)
    shares = [(float((best == rank).mean()), name) for rank, name in enumerate(named)]
    x, y = labels_of(result.scenario, [result.path_x, result.path_y], lang)
    alone = sum(share > 0 for share, _ in shares) == 1
    title = text("charts.map_one" if alone else "charts.map", lang, x=x, y=y, option=max(shares)[1])
    parts = ", ".join(f"{name} {percent(share, lang, 0)}" for share, name in shares if share)
    (every_x, round_x), (every_y, round_y) = (named_every(values.tolist()) for values in (result.x, result.y))
    names_x = tuple(_bare(result.path_x, float(value), lang, is_round=round_x) for value in result.x)
    names_y = (_bare(result.path_y, float(value), lang, is_round=round_y) for value in result.y)
    today_x, today_y = (
        float(np.interp(at, along, np.arange(len(along))))  # in cells from the first
        for at, along in zip(result.central, (result.x, result.y), strict=True)
    )
    return Chart(
        key="map",
        kind="grid",
        title=title,
        categories=names_x,
        series=tuple(Series(name, tuple(map(float, row))) for name, row in zip(names_y, best, strict=True)),
        unit="rank",
        x_title=name_x,
        y_title=name_y,
        source=scenario_line(result.scenario, lang),
        alt=f"{title}. {parts}.",
        options=tuple(map(str, named)),
        points=(Point(today_x, today_y, text("charts.today", lang)),),
        every=(every_x, every_y),
    )


def sobol_chart(result: SobolIndices, top: int = 8, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return the share of the gap's variance that each factor brings, alone and with the others; the largest on top.

    Parameters
    ----------
    result : SobolIndices
    top : int
        How many factors.
    lang : {"fr", "en"}
    """
    frame, measure = result.frame(lang), result.measures[-1]
    rows = frame[frame["measure"] == measure].sort_values("total", ascending=False, kind="stable").head(top)
    if not len(rows):
        raise ValueError("nothing is uncertain: there are no shares to draw")
    names, shares = tuple(map(str, rows["label"])), tuple(percent(float(value), lang, 0) for value in rows["total"])
    title = text("charts.sobol.title", lang, label=names[0], share=shares[0])
    totals = tuple(max(float(value), 0.0) for value in rows["total"])
    # Estimated apart, a share alone may come out a hair above the share in all.
    alone = tuple(min(max(float(value), 0.0), most) for value, most in zip(rows["first"], totals, strict=True))
    labels = tuple(percent(value, lang, 0) for value in totals)
    how = result.made_how(lang)
    return Chart(
        key="sobol",
        kind="bars",
        title=title,
        categories=names,
        series=(
            Series(text("charts.sobol.total", lang), totals, 1, labels=labels),
            Series(text("charts.sobol.first", lang), alone, 0, labels=("",) * len(alone)),
        ),
        unit="share",
        y_title=text("charts.sobol.axis", lang),
        source=f"{scenario_line(result.scenario, lang)} {how}",
        alt=f"{title}. {', '.join(map(' '.join, zip(names, shares, strict=True)))}. {how}",
    )


def information_chart(result: ValueOfInformation, top: int = 8, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return what knowing an assumption before deciding would save, the most worth knowing on top.

    Parameters
    ----------
    result : ValueOfInformation
    top : int
        How many assumptions.
    lang : {"fr", "en"}
    """
    frame = result.frame(lang)
    rows = frame[frame["level"] == "assumption"].sort_values("value_eur", ascending=False, kind="stable").head(top)
    if not len(rows):
        raise ValueError("nothing is uncertain: there is nothing to find out")
    names, worth = tuple(map(str, rows["label"])), [max(float(value), 0.0) for value in rows["value_eur"]]
    words = {"label": names[0], "value": euros(worth[0], lang), "perfect": euros(result.perfect.value, lang)}
    words |= {"perfect_error": euros(result.perfect.standard_error, lang)}
    title = text("charts.information" if worth[0] > 0 else "charts.information_none", lang, **words)
    amounts = (f"{name} {euros(value, lang)}" for name, value in zip(names, worth, strict=True))
    return Chart(
        key="information",
        kind="bars",
        title=title,
        categories=names,
        series=(labelled_keur(worth, lang),),
        y_title=text("charts.information_axis", lang),
        source=scenario_line(result.scenario, lang),
        alt=f"{title}. {', '.join(amounts)}.",
    )
