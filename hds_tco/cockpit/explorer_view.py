"""Sliders over a comparison: the answer on top, yearly and cumulative costs below."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import ipywidgets as widgets

from hds_tco.analysis import compare
from hds_tco.analysis.answer import answer_sentences
from hds_tco.charts import by_year_chart, cumulative_chart
from hds_tco.cockpit.chart_view import ChartView
from hds_tco.cockpit.html_widget import words
from hds_tco.cockpit.names import Names
from hds_tco.cockpit.slider_range import SliderRange, slider_range
from hds_tco.locale import DEFAULT_LANGUAGE, Language, text
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, with_values

# One question a DSI asks first of each: how fast will images grow, what will the provider quote, what does storing
# them cost, at what rate is one leased, how often does a provider fail.
FIRST_SLIDERS: tuple[str, ...] = (
    "volumes.imaging_growth_per_year",
    "external.price_eur_per_vm_per_month",
    "hardware.imaging_price_eur_per_tb",
    "leasing.implicit_rate_per_year",
    "restitution.insolvency.rate_per_year",
)

HEIGHT = 300


class Explorer(widgets.VBox):  # type: ignore[misc]  # ipywidgets carries no types
    """Sliders, the answer, two charts.

    Parameters
    ----------
    scenario : Scenario
        Where the sliders start.
    ranges : sequence of SliderRange
        What moves.
    lang : {"fr", "en"}

    Attributes
    ----------
    start : Scenario
        Where the sliders started.
    result : Comparison
        The comparison now on screen; `result.scenario` holds what the sliders say.
    sliders : dict
        The sliders by their assumption's path: set ``.value`` to one of its ``options`` to move one.
    charts : tuple of ChartView
        Cost of each year, cumulative cost.
    """

    def __init__(self, scenario: Scenario[Assumption], ranges: Sequence[SliderRange], lang: Language) -> None:
        self.start = scenario
        self.lang = lang
        self.result = compare(scenario)
        self._knobs = {item.path: item for item in ranges}
        self.sliders = {item.path: _slider(item, lang) for item in ranges}
        self._answer = widgets.HTML(self._answer_html())
        self._answer.add_class("hds-answer")
        self.charts = (ChartView(height=HEIGHT), ChartView(height=HEIGHT))
        self._show_charts()
        pair = widgets.Box(self.charts)
        pair.add_class("hds-pair")
        super().__init__([self._answer, *self.sliders.values(), self._below_sliders(), pair, Names(lang=lang)])
        self.add_class("hds-explorer")
        self._hold = False
        for slider in self.sliders.values():
            slider.observe(self._moved, names="value")

    def values(self) -> dict[str, float]:
        """Return what the sliders say that the scenario does not."""
        return {path: slider.value for path, slider in self.sliders.items() if slider.value != self._knobs[path].value}

    def reset(self) -> None:
        """Put every slider back where the scenario has it."""
        self._hold = True
        try:
            for path, slider in self.sliders.items():
                slider.value = self._knobs[path].value
        finally:
            self._hold = False
        self._show()

    def _below_sliders(self) -> widgets.Widget:
        if not self.sliders:
            return widgets.HTML(escape(text("cockpit.no_slider", self.lang)))
        button = widgets.Button(description=text("cockpit.reset", self.lang), icon="undo")
        button.add_class("hds-reset")
        button.on_click(lambda _: self.reset())
        return button

    def _moved(self, _: Any) -> None:
        if not self._hold:
            self._show()

    def _show(self) -> None:
        """Compute what the sliders say, and show it."""
        values = self.values()
        self.result = compare(with_values(self.start, values, self.lang) if values else self.start)
        self._answer.value = self._answer_html()
        self._show_charts()

    def _show_charts(self) -> None:
        for view, chart_of in zip(self.charts, (by_year_chart, cumulative_chart), strict=True):
            view.show(chart_of(self.result, self.lang), self.lang)

    def _answer_html(self) -> str:
        return "".join(f"<p>{words(sentence)}</p>" for sentence in answer_sentences(self.result, self.lang))


def _slider(item: SliderRange, lang: Language) -> widgets.SelectionSlider:
    # Over positions, not over floats: a float slider moves a value between two steps as soon as it is on the page, and
    # says it without its unit.
    return widgets.SelectionSlider(
        options=item.choices(lang), value=item.value, description=item.label, style={"description_width": "30%"}
    )


def explore(
    scenario: Scenario[Assumption],
    paths: Sequence[str] | None = None,
    lang: Language = DEFAULT_LANGUAGE,
) -> Explorer:
    """Return sliders over a scenario's comparison.

    Parameters
    ----------
    scenario : Scenario
    paths : sequence of str, optional
        Assumptions to move; by default those of `FIRST_SLIDERS` that the scenario holds, that a slider can move, and
        that change something when it does.
    lang : {"fr", "en"}

    Returns
    -------
    Explorer
        A widget: make it a notebook cell's last line.

    Raises
    ------
    ScenarioError
        If a path leads to no assumption that a slider can move; every such path is named.
    """
    ranges: list[SliderRange] = []
    faults: list[Fault] = []
    for path in FIRST_SLIDERS if paths is None else paths:
        try:
            ranges.append(slider_range(scenario, path, lang))
        except ScenarioError as error:
            faults += error.faults
    if paths is None:
        ranges = [item for item in ranges if _matters(scenario, item)]
    elif faults:
        raise ScenarioError(faults, lang)
    return Explorer(scenario, ranges, lang)


def _matters(scenario: Scenario[Assumption], item: SliderRange) -> bool:
    """Tell whether a slider changes what any option costs, at either of its ends."""
    ends = (with_values(scenario, {item.path: end}) for end in (item.positions[0], item.positions[-1]))
    return any(_costs(end) != _costs(scenario) for end in ends)


def _costs(scenario: Scenario[Assumption]) -> list[float]:
    return [option.net_present_cost_eur for option in compare(scenario).options]
