"""A chart on the page: plotly once for all charts, each chart's whole state in one value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets

from hds_tco.charts import Chart
from hds_tco.charts.chart import figures_of
from hds_tco.charts.plotly_figure import plotly_script, spec_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language, text

_HERE = Path(__file__).parent


class PlotlyLibrary(anywidget.AnyWidget):
    """Carries plotly to the page, once; shows nothing. Any chart view brings the page to load it."""

    def __init__(self) -> None:
        super().__init__(_esm=f"{plotly_script('fr')}\nwindow.hdsPlotly = window.Plotly;\nexport default {{}};\n")


_loaded: list[PlotlyLibrary] = []


def _library() -> PlotlyLibrary:
    """Return the one library of this kernel; a new one after ``Widget.close_all``."""
    if not _loaded or _loaded[0].comm is None:
        _loaded[:] = [PlotlyLibrary()]
    return _loaded[0]


class ChartView(anywidget.AnyWidget):
    """A chart on the page, as wide as its place, with its figures as a table for those who ask.

    The state is always whole: a page that joins late, as Voilà's does, sees the chart as it now is. Six of them cost a
    page no more than one copy of plotly.

    Parameters
    ----------
    chart : Chart, optional
        What to show; nothing at first if left out.
    lang : {"fr", "en"}
    height : int
        In pixels.

    Attributes
    ----------
    spec, caption : dict
        What plotly draws, as plain data, and what stands around it in words; `show` fills both.
    visible : bool
        Whether the reader sees the chart now: set by the page.
    """

    _esm = _HERE / "chart_view.js"
    _css = _HERE / "chart_view.css"
    library = traitlets.Instance(PlotlyLibrary).tag(sync=True, **ipywidgets.widget_serialization)
    spec = traitlets.Dict().tag(sync=True)
    caption = traitlets.Dict().tag(sync=True)
    table_open = traitlets.Bool(False).tag(sync=True)
    table = traitlets.Dict().tag(sync=True)
    visible = traitlets.Bool(True).tag(sync=True)

    def __init__(self, chart: Chart | None = None, lang: Language = DEFAULT_LANGUAGE, height: int = 380) -> None:
        # Whole from its first message on: a busy page that is still making the view may miss a second one.
        whole = {} if chart is None else {"spec": spec_of(chart, lang, height), "caption": _caption(chart, lang)}
        super().__init__(library=_library(), **whole)
        self.height = height
        self._chart, self._lang = chart, lang
        self.observe(lambda _: self._fill_table(), names="table_open")

    @property
    def chart(self) -> Chart | None:
        """What is shown."""
        return self._chart

    def show(self, chart: Chart, lang: Language = DEFAULT_LANGUAGE, spec: dict[str, Any] | None = None) -> None:
        """Show another chart in the same place.

        Parameters
        ----------
        chart : Chart
        lang : {"fr", "en"}
        spec : dict, optional
            What plotly draws, when it is more than the chart alone (`hds_tco.charts.plotly_figure`).
        """
        self._chart, self._lang = chart, lang
        with self.hold_sync():
            self.spec = spec if spec is not None else spec_of(chart, lang, self.height)
            self.caption = _caption(chart, lang)
            self._fill_table()

    def _fill_table(self) -> None:
        if self.table_open and self._chart is not None:
            self.table = figures_of(self._chart, self._lang)


def _caption(chart: Chart, lang: Language) -> dict[str, str]:
    """Return what stands around the picture."""
    around = {"title": chart.title, "source": chart.source, "alt": chart.alt}
    return around | {"lang": lang, "figures": text("cockpit.figures", lang)}


def show(chart: Chart, lang: Language = DEFAULT_LANGUAGE, height: int = 420) -> ChartView:
    r"""Return a chart as a widget: make it a notebook cell's last line.

    Parameters
    ----------
    chart : Chart
        From `hds_tco.charts`.
    lang : {"fr", "en"}
    height : int
        In pixels.

    Examples
    --------
    >>> import hds_tco as ht
    >>> from hds_tco.charts import natures_chart
    >>> view = show(natures_chart(ht.compare(ht.load("reference-ght"))))
    >>> view.caption["alt"][:24]
    'Hébergement interne\xa0: 19'
    """
    return ChartView(chart, lang, height)
