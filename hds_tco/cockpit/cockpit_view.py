"""The cockpit: the answer on top, the assumptions in hand, what they change before one's eyes."""

from __future__ import annotations

import json
import os
import traceback
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from hds_tco.cockpit.answer import answer_html, risk_html
from hds_tco.cockpit.assumptions import Assumptions
from hds_tco.cockpit.chart_view import ChartView
from hds_tco.cockpit.charts_panel import Charts
from hds_tco.cockpit.cost_lines import lines_html
from hds_tco.cockpit.history import Opened, handover_attributes
from hds_tco.cockpit.html_widget import HtmlWidget, box
from hds_tco.cockpit.session import DRAWS, Change, Session
from hds_tco.cockpit.slider import Slider, sliders_of
from hds_tco.cockpit.toolbar import Toolbar
from hds_tco.locale import DEFAULT_LANGUAGE, Language, text
from hds_tco.scenario import Assumption, Scenario, ScenarioError, load

# What `hds-tco app` tells the process behind a page: the scenario, the language, the folder to save in.
VARIABLE = "HDS_TCO_APP"


class Cockpit(widgets.VBox):  # type: ignore[misc]  # ipywidgets carries no types
    """Sliders, the answer, charts, cost lines, files: a session on a page.

    Parameters
    ----------
    session : Session

    Attributes
    ----------
    session : Session
        What the reader did, and what it costs: moves, steps, A and B, files.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._line = ""  # the cost line that is taken apart
        self._toolbar = Toolbar(session)
        self._bar = HtmlWidget("hds-top", self._on_bar)
        self._answer = HtmlWidget("hds-answer", self._on_choice)
        self._assumptions = Assumptions(session)
        self._charts = Charts(session)
        self._risk = HtmlWidget("hds-risk")
        self._lines = HtmlWidget("hds-lines", self._on_choice)
        views = self._charts.views
        self._risks = box("hds-risks", self._risk, views["exceedance"])
        grid = box("hds-charts", views["cumulative"], views["yearly"], self._risks, views["tornado"])
        right = box("hds-right", self._answer, grid, self._lines)
        super().__init__([self._bar, box("hds-middle", self._assumptions, right)])
        self.add_class("hds-cockpit")
        session.subscribe(self._on_change)
        self._show()

    @property
    def sliders(self) -> dict[str, Slider]:
        """The assumptions in hand, by path."""
        return sliders_of(self.session)

    @property
    def views(self) -> dict[str, ChartView]:
        """The charts: ``cumulative``, ``yearly``, ``exceedance``, ``tornado``."""
        return self._charts.views

    def draw_all(self) -> None:
        """Wait for the draws, and draw what is not seen either: for tests, and for a page that is printed."""
        self.session.wait_for_draws()
        self._charts.draw_all()

    def _on_change(self, change: Change) -> None:
        if change == "opened":
            self._charts.forget()
            self._toolbar.panel = self._line = ""
        elif change == "faults":
            self._assumptions.show()
        elif change == "message":
            self._show_bar()
        else:
            self._show()

    def _show(self) -> None:
        session = self.session
        now, fixed, lang = session.now, session.fixed, session.lang
        with self._answer.hold_sync(), self._assumptions.hold_sync():
            self._answer.html = answer_html(now, fixed, session.chosen, lang)
            self._answer.attributes = {"lang": lang} | handover_attributes(session.history.now, session.rows, lang)
            self._assumptions.show()
        self._risk.html = risk_html(now, lang)
        self._risks.layout.display = "none" if now.certain and not self._risk.html else None
        self._charts.show()
        self._show_lines()
        self._show_bar()

    def _show_lines(self) -> None:
        session, a = self.session, self.session.comparable_a
        before = None if a is None else a.result
        self._lines.html = lines_html(session.result, before, session.chosen, self._line, session.lang)
        self._lines.attributes = {"lang": session.lang}

    def _show_bar(self) -> None:
        self._bar.attributes = {"lang": self.session.lang}
        self._bar.html = self._toolbar.html()

    def _on_choice(self, what: str, value: Any, _: Mapping[str, Any]) -> None:
        if what == "choose" and value in [option.key for option in self.session.result.options]:
            self._line = ""
            self.session.choose(str(value))
        elif what == "line":
            self._line = "" if value == self._line else str(value)
            self._show_lines()

    def _on_bar(self, what: str, value: Any, fields: Mapping[str, Any]) -> None:
        self._toolbar.press(what, value, fields)
        self._show_bar()


def cockpit(
    scenario: str | Path | Scenario[Assumption] = "reference-ght",
    lang: Language = DEFAULT_LANGUAGE,
    draws: int = DRAWS,
    folder: Path | str | None = None,
) -> Cockpit:
    """Return the cockpit: make it a notebook cell's last line.

    Parameters
    ----------
    scenario : str, Path or Scenario
        A shipped case, a file, or a scenario already loaded.
    lang : {"fr", "en"}
    draws : int
    folder : path, optional
        Where the reader's files are; by default where the notebook is.

    Raises
    ------
    ScenarioError
        If the scenario cannot be used.

    Examples
    --------
    >>> screen = cockpit(lang="en")
    >>> screen.session.result.best.key
    'in_house'
    >>> screen.sliders["external.price_eur_per_vm_per_month"].value = 150.0
    >>> screen.session.result.best.key, len(screen.session.history.past)
    ('in_house', 1)
    """
    opened = Opened(scenario) if isinstance(scenario, Scenario) else Opened(load(scenario, lang=lang), str(scenario))
    return Cockpit(Session(opened, lang, draws, None if folder is None else Path(folder)))


def page() -> widgets.Widget:
    """Return what the app's one-cell notebook shows: the cockpit, or what keeps it from showing.

    Examples
    --------
    >>> "hds-cockpit" in page()._dom_classes
    True
    """
    asked: dict[str, Any] = json.loads(os.environ.get(VARIABLE, "{}"))
    lang: Language = asked.get("lang", DEFAULT_LANGUAGE)
    try:
        return cockpit(asked.get("scenario", "reference-ght"), lang, folder=asked.get("folder"))
    except ScenarioError as error:
        return _message(error.message(lang))
    except Exception:
        return _message(text("app.failed", lang), traceback.format_exc())


def _message(words: str, detail: str = "") -> widgets.HTML:
    """Return a message, what only a developer reads below it."""
    below = f"<pre>{escape(detail)}</pre>" if detail else ""
    return widgets.HTML(f'<div role="alert"><p style="white-space: pre-line">{escape(words)}</p>{below}</div>')
