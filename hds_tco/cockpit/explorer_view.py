"""Sliders over a comparison: the answer on top, yearly and cumulative costs below."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets as widgets

from hds_tco.charts import by_year_chart, cumulative_chart
from hds_tco.cockpit.assumptions import Assumptions
from hds_tco.cockpit.chart_view import ChartView
from hds_tco.cockpit.history import Opened
from hds_tco.cockpit.html_widget import HtmlWidget, box, button, paragraphs
from hds_tco.cockpit.session import Change, Session
from hds_tco.cockpit.slider import Slider, has_slider, option_costs, slider_faults, slider_range, sliders_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language, text
from hds_tco.scenario import Assumption, Scenario, ScenarioError, with_values

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
    """Sliders, the answer, two charts: a session on a few rows.

    Parameters
    ----------
    session : Session

    Attributes
    ----------
    session : Session
        What the sliders say, and what it costs.
    charts : tuple of ChartView
        Cost of each year, cumulative cost.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        around = {"lang": session.lang}
        self._answer = HtmlWidget("hds-answer", attributes=around | {"role": "status"})
        self._rows = Assumptions(session, foldable=False)
        self._below = HtmlWidget("hds-reset", self._on_button, around)
        self._below.html = self._below_rows()
        self.charts = (ChartView(height=HEIGHT), ChartView(height=HEIGHT))
        super().__init__([self._answer, self._rows, self._below, box("hds-pair", *self.charts)])
        self.add_class("hds-explorer")
        session.subscribe(self._on_change)
        self._on_change("all")

    @property
    def sliders(self) -> dict[str, Slider]:
        """The sliders by their assumption's path: set ``.value`` to one of its ``options`` to move one."""
        return sliders_of(self.session)

    def _below_rows(self) -> str:
        lang = self.session.lang
        if not self.session.in_hand:
            return paragraphs([text("cockpit.no_slider", lang)])
        return button("reset", text("cockpit.reset", lang))

    def _on_button(self, what: str, *_: object) -> None:
        if what == "reset":
            self.session.reset()

    def _on_change(self, change: Change) -> None:
        self._rows.show()
        if change != "all":
            return
        result, lang = self.session.result, self.session.lang
        self._answer.html = paragraphs(result.sentences(lang))
        for view, chart_of in zip(self.charts, (by_year_chart, cumulative_chart), strict=True):
            view.show(chart_of(result, lang), lang)


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
    if paths is None:
        paths = [path for path in FIRST_SLIDERS if has_slider(scenario, path) and _matters(scenario, path)]
    faults = [fault for path in paths for fault in slider_faults(scenario, path)]
    if faults:
        raise ScenarioError(faults, lang)
    return Explorer(Session(Opened(scenario), lang, paths=paths, live_draws=False))


def sliders(scenario: Scenario[Assumption], paths: Sequence[str], lang: Language = DEFAULT_LANGUAGE) -> Explorer | None:
    """Return sliders over those assumptions of a list that the scenario holds and that can be moved; none for none.

    Parameters
    ----------
    scenario : Scenario
    paths : sequence of str
    lang : {"fr", "en"}

    Examples
    --------
    >>> import hds_tco as ht
    >>> list(sliders(ht.load("reference-ght"), ["nowhere.price_eur", "leasing.implicit_rate_per_year"]).sliders)
    ['leasing.implicit_rate_per_year']
    """
    movable = [path for path in paths if has_slider(scenario, path)]
    return explore(scenario, movable, lang) if movable else None


def _matters(scenario: Scenario[Assumption], path: str) -> bool:
    """Tell whether a slider changes what any option costs, at either of its ends."""
    positions = slider_range(scenario, path, DEFAULT_LANGUAGE).positions
    ends = (with_values(scenario, {path: end}) for end in (positions[0], positions[-1]))
    return any(option_costs(end) != option_costs(scenario) for end in ends)
