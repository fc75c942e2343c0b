"""The four charts: cumulative costs, yearly costs of one option, risk, what weighs; A behind B."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import wrap
from typing import Any

import numpy as np

from hds_tco.analysis import OptionResult
from hds_tco.analysis.sensitivity.tornado import Tornado
from hds_tco.charts import Chart, cumulative_chart, exceedance_chart, tornado_chart, yearly_chart
from hds_tco.charts.look import INK
from hds_tco.charts.plotly_figure import spec_of
from hds_tco.cockpit.against import comparable, ground_of
from hds_tco.cockpit.chart_view import ChartView
from hds_tco.cockpit.settled import Settled
from hds_tco.cockpit.shown import Shown
from hds_tco.cockpit.steady import Steady
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

Spec = dict[str, Any]


class Charts:
    """Four views, each drawn again when it is seen.

    Parameters
    ----------
    tornado_of : callable
        Gets a scenario's tornado: asked for only when it is seen, and once the reader's hand is still.
    """

    def __init__(self, tornado_of: Callable[[Shown], Tornado]) -> None:
        self.views = {key: ChartView() for key in ("cumulative", "yearly", "exceedance", "tornado")}
        self._tornado_of = tornado_of
        self._axes = Steady()
        self._settled = Settled()
        self._stale: set[str] = set()
        self._drawers: dict[str, Callable[[Shown, Shown | None, str, Language], tuple[Chart, Spec] | None]] = {
            "cumulative": self._cumulative,
            "yearly": self._yearly,
            "exceedance": self._exceedance,
            "tornado": self._tornado,
        }
        self._last: tuple[Shown, Shown | None, str, Language] | None = None
        for key, view in self.views.items():
            view.observe(lambda _, key=key: self._seen(key), names="visible")

    def forget(self) -> None:
        """Start anew: another scenario is on screen."""
        self._axes.forget()

    def show(self, now: Shown, fixed: Shown | None, chosen: str, lang: Language) -> None:
        """Draw what is seen, and remember what is not."""
        self._last = (now, fixed, chosen, lang)
        self._stale = set(self.views)
        for key, view in self.views.items():
            if key != "tornado" and (view.visible or view.layout.display == "none"):
                self._draw(key)
        # A hundred prices and as many words: it follows once the hand is still.
        self._settled(lambda: self._seen("tornado"))

    def draw_all(self) -> None:
        """Draw what is not seen either."""
        for key in tuple(self._stale):
            self._draw(key)

    def _seen(self, key: str) -> None:
        view = self.views[key]
        if key in self._stale and (view.visible or view.layout.display == "none"):
            self._draw(key)

    def _draw(self, key: str) -> None:
        if self._last is None:
            return
        now, fixed, chosen, lang = self._last
        self._stale.discard(key)
        drawn = self._drawers[key](now, fixed, chosen, lang)
        view = self.views[key]
        view.layout.display = "none" if drawn is None else None
        if drawn is not None:
            view.show(drawn[0], lang, drawn[1])

    def _cumulative(self, now: Shown, fixed: Shown | None, _: str, lang: Language) -> tuple[Chart, Spec]:
        chart = cumulative_chart(now.result, lang)
        spec = spec_of(chart, lang, HEIGHT)
        before = comparable(now, fixed)
        if before is not None:
            behind = cumulative_chart(before.result, lang)
            _behind(spec, behind, lang)
            _named_as_far(spec, behind, lang)
        # The title says when curves cross; words with an arrow would stand on them.
        spec["layout"]["annotations"] = []
        values = [value for trace in spec["data"] for value in trace["y"]]
        self._axes.settle("cumulative", spec, "yaxis", min(0.0, *values), max(0.0, *values))
        return chart, spec

    def _yearly(self, now: Shown, fixed: Shown | None, chosen: str, lang: Language) -> tuple[Chart, Spec]:
        chart = yearly_chart(now.result, now.result[chosen], lang)
        spec = spec_of(chart, lang, HEIGHT)
        stacked = np.array([trace["y"] for trace in spec["data"]])
        tops, bottoms = np.maximum(stacked, 0).sum(axis=0), np.minimum(stacked, 0).sum(axis=0)
        known = comparable(now, fixed)
        before = next((item for item in known.result.options if item.key == chosen), None) if known else None
        if before is not None:
            # Bars are stacked before income: B's net total too, or nothing would compare with A's.
            totals = [
                _totals(before, _BAR, text("cockpit.total_a", lang)),
                _totals(now.result[chosen], _DIAMOND, text("cockpit.total_b", lang)),
            ]
            spec["data"] += totals
            spec["layout"]["showlegend"] = True
            if known is not None and len(before.amounts_eur) > len(now.result[chosen].amounts_eur):
                _named_as_far(spec, yearly_chart(known.result, before, lang), lang)
            for trace in totals:
                tops, bottoms = np.append(tops, trace["y"]), np.append(bottoms, trace["y"])
        self._axes.settle(
            f"yearly.{chosen}", spec, "yaxis", float(min(0.0, bottoms.min())), float(max(0.0, tops.max()))
        )
        return chart, spec

    def _exceedance(self, now: Shown, fixed: Shown | None, _: str, lang: Language) -> tuple[Chart, Spec] | None:
        if now.simulation is None or now.certain:
            return None
        chart = exceedance_chart(now.simulation, lang=lang, points=EXCEEDANCE_POINTS)
        spec = spec_of(chart, lang, TALL)
        alike = fixed is not None and ground_of(now.result, fixed.result) == "same" and not fixed.certain
        if alike and fixed is not None and fixed.simulation is not None:
            _behind(spec, exceedance_chart(fixed.simulation, lang=lang, points=EXCEEDANCE_POINTS), lang)
        # As far as one draw in two hundred goes: what lies beyond would squeeze the rest.
        reached = [x for trace in spec["data"] for x, y in zip(trace["x"], trace["y"], strict=True) if y >= 0.005]
        starts = [x for trace in spec["data"] for x, y in zip(trace["x"], trace["y"], strict=True) if y <= 0.999]
        low, high = min(starts, default=0.0), max(reached, default=1.0)
        self._axes.settle("exceedance", spec, "xaxis", low, max(high, low), 0.02)
        return chart, spec

    def _tornado(self, now: Shown, _: Shown | None, __: str, lang: Language) -> tuple[Chart, Spec] | None:
        found = self._tornado_of(now)
        if found.rival is None or not len(found.paths):
            return None
        chart = tornado_chart(found, TORNADO_ROWS, lang)
        spec = spec_of(chart, lang, TALL)
        ends = [trace["base"] + value for trace in spec["data"] for value in trace["x"]]
        low, high = min(0.0, *ends), max(0.0, *ends)
        beside = _LABELS * (high - low)  # values stand beyond the bars
        self._axes.settle("tornado", spec, "xaxis", low - beside, high + beside, 0.0)
        axis = spec["layout"]["xaxis"]
        # Half of a laptop's screen, less the names: what the axis says does not fit on a line.
        axis["title"] = axis["title"] | {"text": "<br>".join(wrap(axis["title"]["text"], _AXIS_LETTERS))}
        return chart, spec


def _totals(option: OptionResult, marker: Spec, name: str) -> Spec:
    """Return an option's cost of each year, income taken off, as marks over its bars."""
    totals = [float(amount) / 1e3 for amount in option.amounts_eur]
    return {"type": "scatter", "mode": "markers", "x": list(range(len(totals))), "y": totals} | {
        "name": name,
        "marker": marker,
    }


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
