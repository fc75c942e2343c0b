"""What would change the answer: tornado, two-way map, shares of the uncertainty, value of information."""

from __future__ import annotations

import numpy as np

from hds_tco.analysis.information import ValueOfInformation
from hds_tco.analysis.sensitivity import BestMap, SobolIndices, Tornado
from hds_tco.analysis.sensitivity.labels import in_percent, labels_of, rounded, unit_of
from hds_tco.charts.axes import named_every
from hds_tco.charts.chart import Chart, Line, Point, Series
from hds_tco.charts.costs import KEUR
from hds_tco.charts.words import listed, scenario_line
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, decimal, number_of, percent, text


def tornado_chart(found: Tornado, top: int = 10, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return how far each assumption moves the gap between the best option and its rival, the widest on top.

    Parameters
    ----------
    found : Tornado
        Of two options at least.
    top : int
        How many assumptions.
    lang : {"fr", "en"}
    """
    frame = found.frame(lang).head(top)
    second = found.rival
    if second is None:
        raise ValueError("a tornado of one option has no gap to draw")
    if not len(frame):
        raise ValueError("nothing is uncertain: there is no swing to draw")
    changing = int(found.rival_wins[:top].sum())
    words = {"label": str(frame["label"].iloc[0]), "option": found.best.named(lang), "second": second.named(lang)}
    if changing:
        title = number_of("charts.tornado_changes", changing, lang, **words)
    else:
        title = text("charts.tornado_holds", lang, **words)
    told = listed(
        (
            text(
                "charts.item",
                lang,
                name=row.label,
                value=f"{amount(row.gap_low_eur, lang, digits=0)} → {amount(row.gap_high_eur, lang, digits=0)}",
            )
            for row in frame.itertuples()
        ),
        lang,
    )

    def side(name: str, rank: int) -> Series:
        values = tuple(float(value) / KEUR for value in frame[f"gap_{name}_eur"])
        labels = tuple(_bare(row.path, getattr(row, f"{name}_value"), lang) for row in frame.itertuples())
        return Series(text(f"charts.tornado.{name}", lang), values, rank, labels=labels)

    return Chart(
        key="tornado",
        kind="bars",
        title=title,
        categories=tuple(_with_unit(row.path, row.label, lang) for row in frame.itertuples()),
        series=(side("low", 0), side("high", 1)),
        unit="keur",
        x_title="",
        y_title=text("charts.gap_keur", lang, best=found.best.label(lang), second=second.label(lang)),
        source=scenario_line(found.scenario, lang),
        alt=f"{title}. {told}.",
        base=found.central_gap_eur / KEUR,
        lines=(Line(0.0, text("charts.tie_line", lang), "y"),),
    )


def _bare(path: str, value: float, lang: Language, *, whole: bool = False) -> str:
    """Return a value without its unit, which stands with the name; rounded unless it is whole, being round already."""
    said = value if whole else rounded(value)
    return percent(said, lang) if in_percent(path) else decimal(said, lang)


def _with_unit(path: str, label: str, lang: Language) -> str:
    unit = "" if in_percent(path) else unit_of(path, lang)
    return f"{label} ({unit})" if unit else label


def map_chart(found: BestMap, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return which option is the best, over two assumptions."""
    name_x, name_y = found.axis_labels(lang)
    best = found.best
    named = [option.named(lang) for option in found.options]
    shares = [(float((best == rank).mean()), name) for rank, name in enumerate(named)]
    widest = max(shares)[1]
    x, y = labels_of(found.scenario, [found.path_x, found.path_y], lang)
    alone = sum(share > 0 for share, _ in shares) == 1
    title = text("charts.map_one" if alone else "charts.map", lang, x=x, y=y, option=widest)
    told = ", ".join(f"{name} {percent(share, lang, 0)}" for share, name in shares if share)
    (every_x, round_x), (every_y, round_y) = (named_every(values.tolist()) for values in (found.x, found.y))
    return Chart(
        key="map",
        kind="grid",
        title=title,
        categories=tuple(_bare(found.path_x, float(value), lang, whole=round_x) for value in found.x),
        series=tuple(
            Series(_bare(found.path_y, float(value), lang, whole=round_y), tuple(float(rank) for rank in row))
            for value, row in zip(found.y, best, strict=True)
        ),
        unit="rank",
        x_title=name_x,
        y_title=name_y,
        source=scenario_line(found.scenario, lang),
        alt=f"{title}. {told}.",
        options=tuple(str(name) for name in named),
        points=(Point(*_cell_of(found), text("charts.today", lang)),),
        every=(every_x, every_y),
    )


def _cell_of(found: BestMap) -> tuple[float, float]:
    """Return where the scenario stands on the map, in cells from the first."""
    x, y = (
        float(np.interp(at, along, np.arange(len(along))))
        for at, along in zip(found.central, (found.x, found.y), strict=True)
    )
    return x, y


def sobol_chart(found: SobolIndices, top: int = 8, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return the share of the gap's variance that each factor brings, alone and with the others; the largest on top.

    Parameters
    ----------
    found : SobolIndices
    top : int
        How many factors.
    lang : {"fr", "en"}
    """
    frame, measure = found.frame(lang), found.measures[-1]
    shown = frame[frame["measure"] == measure].sort_values("total", ascending=False, kind="stable").head(top)
    if not len(shown):
        raise ValueError("nothing is uncertain: there are no shares to draw")
    label, share = str(shown["label"].iloc[0]), float(shown["total"].iloc[0])
    title = text("charts.sobol.title", lang, label=label, share=percent(share, lang, 0))
    told = ", ".join(f"{row.label} {percent(row.total, lang, 0)}" for row in shown.itertuples())

    totals = [max(float(value), 0.0) for value in shown["total"]]
    # Estimated apart, a share alone may come out a hair above the share in all.
    alone = [min(max(float(value), 0.0), most) for value, most in zip(shown["first"], totals, strict=True)]
    names = text("charts.sobol.total", lang), text("charts.sobol.first", lang)
    return Chart(
        key="sobol",
        kind="bars",
        title=title,
        categories=tuple(str(name) for name in shown["label"]),
        series=(
            Series(names[0], tuple(totals), 1, labels=tuple(percent(value, lang, 0) for value in totals)),
            Series(names[1], tuple(alone), 0, labels=("",) * len(alone)),
        ),
        unit="share",
        x_title="",
        y_title=text("charts.sobol.axis", lang),
        source=f"{scenario_line(found.scenario, lang)} {found.made_how(lang)}",
        alt=f"{title}. {told}. {found.made_how(lang)}",
    )


def information_chart(found: ValueOfInformation, top: int = 8, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return what knowing an assumption before deciding would save, the most worth knowing on top.

    Parameters
    ----------
    found : ValueOfInformation
    top : int
        How many assumptions.
    lang : {"fr", "en"}
    """
    frame = found.frame(lang)
    shown = frame[frame["level"] == "assumption"].sort_values("value_eur", ascending=False, kind="stable").head(top)
    if not len(shown):
        raise ValueError("nothing is uncertain: there is nothing to find out")
    worth = [max(float(value), 0.0) for value in shown["value_eur"]]
    words = {"label": str(shown["label"].iloc[0]), "value": amount(worth[0], lang, digits=0)}
    words |= {"perfect": amount(found.perfect.value, lang, digits=0)}
    words |= {"perfect_error": amount(found.perfect.standard_error, lang, digits=0)}
    title = text("charts.information" if worth[0] > 0 else "charts.information_none", lang, **words)
    told = ", ".join(
        f"{name} {amount(value, lang, digits=0)}" for name, value in zip(shown["label"], worth, strict=True)
    )
    return Chart(
        key="information",
        kind="bars",
        title=title,
        categories=tuple(str(name) for name in shown["label"]),
        series=(
            Series(
                "",
                tuple(value / KEUR for value in worth),
                labels=tuple(decimal(value / KEUR, lang, 0) for value in worth),
            ),
        ),
        unit="keur",
        x_title="",
        y_title=text("charts.information_axis", lang),
        source=scenario_line(found.scenario, lang),
        alt=f"{title}. {told}.",
    )
