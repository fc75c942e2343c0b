"""A chart's figures as a table of words, for those who read rather than see."""

from __future__ import annotations

from typing import Any

import numpy as np

from hds_tco.charts.chart import Chart, Series, Unit
from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, number_of, percent, text


def figures_of(chart: Chart, lang: Language = DEFAULT_LANGUAGE, most: int = 0) -> dict[str, Any]:
    """Return ``head`` (a list of words) and ``rows`` (lists of words, the row's name first).

    Parameters
    ----------
    chart : Chart
    lang : {"fr", "en"}
    most : int
        Rows at most for curves: places evenly apart, values between two points in a straight line; 0 for every point.

    Examples
    --------
    >>> import hds_tco as ht
    >>> from hds_tco.charts import cumulative_chart
    >>> table = figures_of(cumulative_chart(ht.compare(ht.load("reference-ght"))))
    >>> table["head"][1], len(table["rows"])
    ('Hébergement interne', 11)
    """
    if chart.kind == "curves":
        rows = _points(chart, lang, most)
    elif chart.kind == "spans":
        return _spans(chart, lang)
    else:
        rows = [
            [_name(name), *(_cell(chart, item, rank, lang) for item in chart.series)]
            for rank, name in enumerate(chart.categories)
        ]
    return {"head": [chart.x_title, *(item.name or chart.y_title for item in chart.series)], "rows": rows}


def _name(name: str) -> str:
    return " ".join(name.split())


def _cell(chart: Chart, item: Series, rank: int, lang: Language) -> str:
    value = item.values[rank]
    if chart.kind == "grid" and value is not None:
        return chart.options[int(value)]
    return _said(value, chart.unit, lang)


def _points(chart: Chart, lang: Language, most: int) -> list[list[str]]:
    places = sorted({x for item in chart.series for x in item.x})
    if most and len(places) > most:
        even = np.linspace(places[0], places[-1], most)
        return [
            [
                _said(float(x), chart.x_unit, lang),
                *(_said(float(np.interp(x, item.x, _filled(item))), chart.unit, lang) for item in chart.series),
            ]
            for x in even
        ]
    known = [dict(zip(item.x, item.values, strict=True)) for item in chart.series]
    return [[_said(x, chart.x_unit, lang), *(_said(row.get(x), chart.unit, lang) for row in known)] for x in places]


def _filled(item: Series) -> list[float]:
    return [np.nan if value is None else value for value in item.values]


def _spans(chart: Chart, lang: Language) -> dict[str, Any]:
    """Return when each span begins, to the month, and how long it lasts."""
    rows = []
    for row, name in enumerate(chart.categories):
        spans = sorted(
            (item.x[row], value, item.labels[row] if item.labels else "")
            for item in chart.series
            if (value := item.values[row]) is not None
        )
        for start, years, label in spans:
            lasts = number_of("count.years", round(years, 1), lang) if years else "–"
            rows.append([_name(name), _when(start), lasts, label])
    heads = (text(f"charts.spans.{key}", lang) for key in ("what", "start", "length", "said"))
    return {"head": list(heads), "rows": rows}


def _when(start: float) -> str:
    """Return a moment as month and year: 3.25 is April of year 3."""
    year, month = divmod(round(start * 12), 12)
    return f"{month + 1:02d}/{year}"


def _said(value: float | None, unit: Unit, lang: Language) -> str:
    if value is None or np.isnan(value):
        return "–"
    if unit == "share":
        return percent(value, lang, 1)
    return decimal(value, lang, 1 if unit == "keur" else None)
