"""Five sliders over a comparison: the answer on top, yearly and cumulative costs below."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import ipywidgets as widgets
import plotly.graph_objects as go

from hds_tco.analysis import compare
from hds_tco.analysis.answer import answer_sentences, cumulative_message, yearly_message
from hds_tco.charts import costs_figure
from hds_tco.cockpit.knob import Knob, knob
from hds_tco.locale import DEFAULT_LANGUAGE, Language, text
from hds_tco.scenario import Assumption, Scenario, assumptions_of, with_values

# One question a DSI asks first of each: how fast will images grow, what will the provider quote, what do people cost,
# at what rate is one leased, how often does a provider fail.
FIRST_SLIDERS: tuple[str, ...] = (
    "volumes.imaging_growth_per_year",
    "external.price_eur_per_vm_per_month",
    "hardware.storage_price_eur_per_tb",
    "leasing.implicit_rate_per_year",
    "restitution.insolvency.rate_per_year",
)


class Explorer(widgets.VBox):  # type: ignore[misc]  # ipywidgets carries no types
    """Sliders, the answer, two charts.

    Parameters
    ----------
    scenario : Scenario
        Where the sliders start.
    paths : sequence of str
        Assumptions to move.
    lang : {"fr", "en"}

    Attributes
    ----------
    result : Comparison
        The comparison now on screen.
    """

    def __init__(self, scenario: Scenario[Assumption], paths: Sequence[str], lang: Language) -> None:
        self.start = scenario
        self.lang = lang
        self.result = compare(scenario)
        self._knobs = [knob(scenario, path, lang) for path in paths]
        self._sliders = [self._slider(item) for item in self._knobs]
        self._readings = [widgets.HTML(item.shown(item.value, lang)) for item in self._knobs]
        self._reset = widgets.Button(description=text("cockpit.reset", lang), icon="undo")
        self._reset.on_click(lambda _: self.reset())
        self._answer = widgets.HTML(self._answer_html())
        # Built whole before it becomes a widget: what is added to a live figure later never reaches a page that joins
        # late.
        self._figure = go.FigureWidget(self._draw())
        rows = [widgets.HBox([slider, reading]) for slider, reading in zip(self._sliders, self._readings, strict=True)]
        super().__init__([self._answer, *rows, self._reset, self._figure])
        for slider in self._sliders:
            slider.observe(self._moved, names="value")

    def _slider(self, item: Knob) -> widgets.FloatSlider:
        return widgets.FloatSlider(
            value=item.value,
            min=item.low,
            max=item.high,
            step=item.step,
            description=item.label,
            readout=False,
            style={"description_width": "420px"},
            layout={"width": "720px"},
        )

    def reset(self) -> None:
        """Put every slider back where the scenario has it."""
        for slider, item in zip(self._sliders, self._knobs, strict=True):
            slider.value = item.value

    def values(self) -> dict[str, float]:
        """Return what the sliders say that the scenario does not."""
        return {
            item.path: slider.value
            for slider, item in zip(self._sliders, self._knobs, strict=True)
            if slider.value != item.value
        }

    def _moved(self, _: Any) -> None:
        self.result = compare(with_values(self.start, self.values(), self.lang))
        self._answer.value = self._answer_html()
        for slider, reading, item in zip(self._sliders, self._readings, self._knobs, strict=True):
            reading.value = item.shown(slider.value, self.lang)
        fresh = self._draw()
        with self._figure.batch_update():
            for shown, drawn in zip(self._figure.data, fresh.data, strict=True):
                shown.y = drawn.y
            for shown, drawn in zip(self._figure.layout.annotations, fresh.layout.annotations, strict=True):
                shown.text = drawn.text

    def _draw(self) -> go.Figure:
        result, lang = self.result, self.lang
        return costs_figure(
            result.yearly(lang),
            result.cumulative(lang),
            yearly_message(result, lang),
            cumulative_message(result, lang),
            lang,
        )

    def _answer_html(self) -> str:
        first, *others = (escape(sentence) for sentence in answer_sentences(self.result, self.lang))
        rest = "".join(f"<p style='margin:0'>{sentence}</p>" for sentence in others)
        # role=status: a screen reader says the new answer when a slider has moved.
        return (
            "<div role='status' class='hds-answer' style='line-height:1.4'>"
            f"<p style='font-size:1.25em;font-weight:bold;margin:0'>{first}</p>{rest}</div>"
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
        Assumptions to move; by default `FIRST_SLIDERS`, without those that the scenario does not hold.
    lang : {"fr", "en"}

    Returns
    -------
    Explorer
        A widget: make it a notebook cell's last line.

    Raises
    ------
    ScenarioError
        If a path leads to no assumption that a slider can move.
    """
    known = assumptions_of(scenario)
    wanted = [path for path in FIRST_SLIDERS if path in known] if paths is None else list(paths)
    return Explorer(scenario, wanted, lang)
