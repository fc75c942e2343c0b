"""The four charts: cumulative costs, yearly costs of one option, risk, what weighs; A behind B."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from math import ceil, floor, log10
from textwrap import wrap
from typing import Any

import numpy as np

from hds_tco.analysis import OptionResult
from hds_tco.charts import Chart, cumulative_chart, exceedance_chart, tornado_chart, yearly_chart
from hds_tco.charts.palette import INK
from hds_tco.charts.plotly_figure import spec_of
from hds_tco.cockpit.chart_view import ChartView
from hds_tco.cockpit.compare_a_b import ground_of
from hds_tco.cockpit.session import Session
from hds_tco.cockpit.snapshot import page_loop
from hds_tco.locale import Language, text

HEIGHT, TALL = 250, 290
TORNADO_ROWS = 8
EXCEEDANCE_POINTS = 81
# How A looks behind B.
_FAINT = 0.35
_BAR: dict[str, Any] = {"symbol": "line-ew", "size": 16, "line": {"color": INK, "width": 2.5}}
_DIAMOND: dict[str, Any] = {"symbol": "diamond", "size": 9, "color": "#ffffff", "line": {"color": INK, "width": 1.5}}
_AXIS_LETTERS = 34
# Room for a value beyond a bar, as a share of what the bars span.
_LABELS = 0.14

# Room beyond the figures, as a share of their span; and how much of an axis they must fill for it to stay.
ROOM, FILLED = 0.08, 0.55
# How near to an end of the axis they may come, likewise.
EDGE = 0.02
# Longer than between two steps of a drag, shorter than a look to the side.
STILL_SECONDS = 0.15
# A hand that was still for so long begins anew: what it asks for first need not wait.
RESTED_SECONDS = 0.3

Spec = dict[str, Any]


class Charts:
    """Four views of a session, each drawn again when it is seen.

    Parameters
    ----------
    session : Session
        Its tornado is asked for only when it is seen, and once the reader's hand is still.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._axes = StickyAxes()
        self._debounce = Debounce()
        self._stale: set[str] = set()
        self._drawers: dict[str, Callable[[Language], tuple[Chart, Spec] | None]] = {
            "cumulative": self._cumulative,
            "yearly": self._yearly,
            "exceedance": self._exceedance,
            "tornado": self._tornado,
        }
        self.views = {key: ChartView() for key in self._drawers}
        for key, view in self.views.items():
            view.observe(lambda _, key=key: self._draw_if_seen(key), names="visible")

    def forget(self) -> None:
        """Start anew: another scenario is on screen."""
        self._axes.forget()

    def show(self) -> None:
        """Draw what is seen, and remember what is not."""
        self._stale = set(self.views)
        for key in self.views:
            if key != "tornado":
                self._draw_if_seen(key)
        # A hundred prices and as many words: it follows once the hand is still.
        self._debounce(lambda: self._draw_if_seen("tornado"))

    def draw_all(self) -> None:
        """Draw what is not seen either."""
        for key in tuple(self._stale):
            self._draw(key)

    def _draw_if_seen(self, key: str) -> None:
        view = self.views[key]
        if key in self._stale and (view.visible or view.layout.display == "none"):
            self._draw(key)

    def _draw(self, key: str) -> None:
        self._stale.discard(key)
        view, lang = self.views[key], self._session.lang
        drawing = self._drawers[key](lang)
        view.layout.display = "none" if drawing is None else None
        if drawing is not None:
            view.show(drawing[0], lang, drawing[1])

    def _cumulative(self, lang: Language) -> tuple[Chart, Spec]:
        chart = cumulative_chart(self._session.result, lang)
        spec = spec_of(chart, lang, HEIGHT)
        a = self._session.comparable_a
        if a is not None:
            behind = cumulative_chart(a.result, lang)
            _behind(spec, behind, lang)
            _named_as_far(spec, behind, lang)
        # The title says when curves cross; words with an arrow would stand on them.
        spec["layout"]["annotations"] = []
        values = [value for trace in spec["data"] for value in trace["y"]]
        self._axes.apply("cumulative", spec, "yaxis", min(0.0, *values), max(0.0, *values))
        return chart, spec

    def _yearly(self, lang: Language) -> tuple[Chart, Spec]:
        result, chosen, a = self._session.result, self._session.chosen, self._session.comparable_a
        chart = yearly_chart(result, result[chosen], lang)
        spec = spec_of(chart, lang, HEIGHT)
        stacked = np.array([trace["y"] for trace in spec["data"]])
        tops, bottoms = np.maximum(stacked, 0).sum(axis=0), np.minimum(stacked, 0).sum(axis=0)
        before = next((item for item in a.result.options if item.key == chosen), None) if a else None
        if a is not None and before is not None:
            # Bars are stacked before income: B's net total too, or nothing would compare with A's.
            totals = [
                _totals(before, _BAR, text("cockpit.total_a", lang)),
                _totals(result[chosen], _DIAMOND, text("cockpit.total_b", lang)),
            ]
            spec["data"] += totals
            spec["layout"]["showlegend"] = True
            if len(before.amounts_eur) > len(result[chosen].amounts_eur):
                _named_as_far(spec, yearly_chart(a.result, before, lang), lang)
            for trace in totals:
                tops, bottoms = np.append(tops, trace["y"]), np.append(bottoms, trace["y"])
        self._axes.apply(f"yearly.{chosen}", spec, "yaxis", float(min(0.0, bottoms.min())), float(max(0.0, tops.max())))
        return chart, spec

    def _exceedance(self, lang: Language) -> tuple[Chart, Spec] | None:
        now, a = self._session.now, self._session.fixed
        if now.simulation is None or now.certain:
            return None
        chart = exceedance_chart(now.simulation, lang=lang, points=EXCEEDANCE_POINTS)
        spec = spec_of(chart, lang, TALL)
        if a is not None and a.simulation is not None and not a.certain and ground_of(now.result, a.result) == "same":
            _behind(spec, exceedance_chart(a.simulation, lang=lang, points=EXCEEDANCE_POINTS), lang)
        # As far as one draw in two hundred goes: what lies beyond would squeeze the rest.
        points = [point for trace in spec["data"] for point in zip(trace["x"], trace["y"], strict=True)]
        low = min((x for x, y in points if y <= 0.999), default=0.0)
        high = max((x for x, y in points if y >= 0.005), default=1.0)
        self._axes.apply("exceedance", spec, "xaxis", low, max(high, low), 0.02)
        return chart, spec

    def _tornado(self, lang: Language) -> tuple[Chart, Spec] | None:
        tornado = self._session.tornado()
        if tornado.rival is None or not len(tornado.paths):
            return None
        chart = tornado_chart(tornado, TORNADO_ROWS, lang)
        spec = spec_of(chart, lang, TALL)
        ends = [trace["base"] + value for trace in spec["data"] for value in trace["x"]]
        low, high = min(0.0, *ends), max(0.0, *ends)
        beside = _LABELS * (high - low)  # values stand beyond the bars
        self._axes.apply("tornado", spec, "xaxis", low - beside, high + beside, 0.0)
        axis = spec["layout"]["xaxis"]
        # Half of a laptop's screen, less the names: what the axis says does not fit on a line.
        axis["title"] = axis["title"] | {"text": "<br>".join(wrap(axis["title"]["text"], _AXIS_LETTERS))}
        return chart, spec


def _totals(option: OptionResult, marker: Spec, name: str) -> Spec:
    """Return an option's cost of each year, income taken off, as marks over its bars."""
    totals = [float(amount) / 1e3 for amount in option.amounts_eur]
    years = list(range(len(totals)))
    return {"type": "scatter", "mode": "markers", "x": years, "y": totals, "name": name, "marker": marker}


def _named_as_far(spec: Spec, chart: Chart, lang: Language) -> None:
    """Name the years along the axis as far as A goes."""
    if len(chart.categories) > len(spec["data"][-1]["x"]):
        axis = spec_of(chart, lang, HEIGHT)["layout"]["xaxis"]
        names = {name: axis[name] for name in ("range", "tickvals", "ticktext", "tickfont") if name in axis}
        spec["layout"]["xaxis"] = spec["layout"]["xaxis"] | names


def _behind(spec: Spec, chart: Chart, lang: Language) -> None:
    """Put A's curves behind B's."""
    faint = [
        trace | {"opacity": _FAINT, "showlegend": False, "name": text("cockpit.behind", lang, option=trace["name"])}
        for trace in spec_of(chart, lang, HEIGHT)["data"]
    ]
    spec["data"] = faint + spec["data"]


class StickyAxes:
    """The ranges of charts' axes, by chart.

    Examples
    --------
    >>> axes = StickyAxes()
    >>> axes.range("cost", 0.0, 90.0), axes.range("cost", 0.0, 80.0), axes.range("cost", 0.0, 40.0)
    ([0.0, 100.0], [0.0, 100.0], [0.0, 45.0])
    >>> axes.range("cost", 0.0, 44.9)
    [0.0, 50.0]
    """

    def __init__(self) -> None:
        self._ranges: dict[str, tuple[float, float]] = {}

    def forget(self) -> None:
        """Start anew: another scenario is on screen."""
        self._ranges.clear()

    def range(self, key: str, low: float, high: float, room: float = ROOM) -> list[float]:
        """Return both ends of an axis on which the figures go from `low` to `high`."""
        known = self._ranges.get(key)
        near = EDGE * (high - low) if room > EDGE else 0.0  # a mark on the very edge would be cut in two
        left = known is not None and ((low < known[0] + near and low != 0) or (high > known[1] - near and high != 0))
        if known is None or left or high - low < FILLED * (known[1] - known[0]):
            self._ranges[key] = known = _round(low, high, room)
        return list(known)

    def apply(self, key: str, spec: Spec, axis: str, low: float, high: float, room: float = ROOM) -> None:
        """Give an axis of a chart its range; ticks follow it."""
        known = {name: value for name, value in spec["layout"][axis].items() if name not in ("tickvals", "ticktext")}
        spec["layout"][axis] = {**known, "range": self.range(key, low, high, room), "autorange": False}


def _round(low: float, high: float, room: float) -> tuple[float, float]:
    """Return round ends with some room; zero stays an end where the figures begin or end there."""
    span = (high - low) or abs(high) or 1.0
    step = 10.0 ** floor(log10(span)) / 2
    step = step if span / step > 5 else step / 10 if span / step < 2 else step / 2
    start = low if low == 0 else floor((low - room * span) / step) * step
    end = high if high == 0 else ceil((high + room * span) / step) * step
    return (0.0 if low >= 0 and start < 0 else start), (0.0 if high <= 0 and end > 0 else end)


class Debounce:
    """Does the last thing that it was asked for, once nothing more is asked; at once where no page is listening.

    After a rest the first thing is done as soon as the page's other messages are out: whoever presses one key waits
    for nothing, and whoever drags sees the rest move freely.
    """

    def __init__(self) -> None:
        self._loop = page_loop()
        self._waiting: asyncio.TimerHandle | None = None
        self._asked = float("-inf")

    def __call__(self, act: Callable[[], None]) -> None:
        """Do this, unless something else is asked for before."""
        if self._loop is None:
            act()
            return
        if self._waiting is not None:
            self._waiting.cancel()
        now = self._loop.time()
        rested = now - self._asked > RESTED_SECONDS
        self._asked = now
        self._waiting = self._loop.call_later(0.0 if rested else STILL_SECONDS, act)
