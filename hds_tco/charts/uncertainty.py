"""What may happen: exceedance with the board's line, chance of being the cheapest, how figures settled."""

from __future__ import annotations

from hds_tco.analysis.simulation import Simulation
from hds_tco.analysis.simulation.report import made_how
from hds_tco.charts.chart import Chart, Line, Series
from hds_tco.charts.costs import KEUR
from hds_tco.charts.words import listed, scenario_line
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, percent, text


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
    told = result.best if option is None else result.options[result.keys.index(option)]
    words = {"option": told.named(lang)}
    if tolerance_eur is None:
        high = amount(result.quantile(told.key, 0.95).value, lang, digits=0)
        title = text("charts.exceedance", lang, high=high, share=percent(0.05, lang, 0), **words)
        lines: tuple[Line, ...] = ()
    else:
        chance = percent(result.probability_above(told.key, tolerance_eur).value, lang, 1)
        line = amount(tolerance_eur, lang, digits=0)
        title = text("charts.tolerance", lang, chance=chance, line=line, **words)
        lines = (Line(tolerance_eur / KEUR, text("charts.tolerance_line", lang, line=line)),)
    frame = result.exceedance(points, lang)
    spans = listed(
        (
            text(
                "charts.exceedance_alt",
                lang,
                option=each.label(lang),
                low=amount(result.quantile(each.key, 0.05).value, lang, digits=0),
                high=amount(result.quantile(each.key, 0.95).value, lang, digits=0),
            )
            for each in result.options
        ),
        lang,
    )
    series = []
    for rank, each in enumerate(result.options):
        rows = frame[frame["option"] == each.key]
        costs, chances = rows["cost_eur"].to_numpy() / KEUR, rows["probability"].to_numpy()
        series.append(Series(each.label(lang), tuple(map(float, chances)), rank, tuple(map(float, costs))))
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
        alt=f"{title}. {spans}.",
        lines=lines,
    )


def cheapest_chart(result: Simulation, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return the probability that each option ends up the cheapest."""
    chances = {option: result.probability_cheapest(option.key) for option in result.compared}
    often = max(chances, key=lambda option: chances[option].value)
    share = chances[often].value
    key = "charts.cheapest_sure" if share > 0.9 else "charts.cheapest" if share > 0.5 else "charts.cheapest_open"
    if often != result.best and share > 0.5:  # rarely dear, but then very dear
        key = "charts.cheapest_split"
    words = {"option": often.named(lang), "best": result.best.named(lang)}
    title = result.at_equal_service(text(key, lang, share=percent(share, lang, 0), **words), lang)
    labels = tuple(percent(chance.value, lang, 0) for chance in chances.values())
    names = tuple(option.label(lang) for option in chances)
    told = ", ".join(f"{name} {label}" for name, label in zip(names, labels, strict=True))
    return Chart(
        key="cheapest",
        kind="columns",
        title=title,
        categories=names,
        series=(
            Series(
                "",
                tuple(chance.value for chance in chances.values()),
                labels=labels,
                ranks=tuple(result.options.index(option) for option in chances),
            ),
        ),
        unit="share",
        x_title="",
        y_title=text("simulation.cheapest", lang),
        source=_source(result, lang),
        alt=f"{title}. {told}.",
    )


def convergence_chart(result: Simulation, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return how the mean costs settled as draws came in."""
    frame = result.convergence(lang)
    series = []
    for rank, option in enumerate(result.options):
        rows = frame[frame["option"] == option.key]
        means = tuple(float(value) / KEUR for value in rows["mean_eur"])
        series.append(Series(option.label(lang), means, rank, tuple(float(count) for count in rows["draws"])))
    mean = result.mean(result.best.key)
    words = {"option": result.best.named(lang), "cost": amount(mean.value, lang, digits=0)}
    title = text("charts.convergence", lang, error=amount(mean.standard_error, lang, digits=0), **words)
    return Chart(
        key="convergence",
        kind="curves",
        title=title,
        categories=(),
        series=tuple(series),
        unit="keur",
        x_unit="rank",
        x_title=text("charts.draws", lang),
        y_title=text("charts.mean_keur", lang),
        source=_source(result, lang),
        alt=f"{title}.",
    )


def _source(result: Simulation, lang: Language) -> str:
    return f"{scenario_line(result.scenario, lang)} {made_how(result, lang)}"
