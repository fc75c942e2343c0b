"""Yearly and cumulative costs, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from hds_tco.analysis import Comparison
from hds_tco.analysis.answer import cumulative_message, yearly_message
from hds_tco.charts.look import FONT, GRID, INK, MUTED, mark, separators
from hds_tco.charts.source import source_line
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, text

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

# Where plotly neither wraps nor measures text: letters that a title, and the line below, may have.
TITLE_LETTERS, SOURCE_LETTERS = 36, 100
_LEGEND_ROW, _TITLE_ROW, _TITLE_ROWS = 20, 18, 3
# A tick a year up to this horizon, then every other year, then one in five.
_EVERY_YEAR, _EVERY_OTHER = 12, 24


@dataclass(frozen=True)
class Costs:
    """What the figure shows.

    Parameters
    ----------
    yearly_eur, cumulative_eur : DataFrame
        Years down, options across, euros.
    yearly_title, cumulative_title : str
        Each chart's message.
    source : str
        The line below.
    """

    yearly_eur: pd.DataFrame
    cumulative_eur: pd.DataFrame
    yearly_title: str
    cumulative_title: str
    source: str

    @classmethod
    def of(cls, result: Comparison, lang: Language = DEFAULT_LANGUAGE) -> Costs:
        """Return what a comparison has to show."""
        return cls(
            yearly_eur=result.yearly(lang),
            cumulative_eur=result.cumulative(lang),
            yearly_title=yearly_message(result, lang),
            cumulative_title=cumulative_message(result, lang),
            source=source_line(result, lang),
        )

    def in_words(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return what the figure shows, for those who do not see it."""
        last = self.cumulative_eur.iloc[-1]
        ends = ", ".join(f"{option} {amount(float(cost), lang, digits=0)}" for option, cost in last.items())
        return text(
            "chart.in_words",
            lang,
            yearly=self.yearly_title,
            cumulative=self.cumulative_title,
            year=self.cumulative_eur.index[-1],
            ends=ends,
        )


def costs_figure(costs: Costs, lang: Language = DEFAULT_LANGUAGE) -> go.Figure:
    """Draw yearly costs as bars and cumulative discounted costs as lines.

    Parameters
    ----------
    costs : Costs
    lang : {"fr", "en"}

    Returns
    -------
    plotly.graph_objects.Figure
        Both charts in one figure: each live figure would send its own copy of plotly.
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(rows=1, cols=2, subplot_titles=("yearly", "cumulative"), horizontal_spacing=0.12)
    hover = text("chart.hover", lang, year="%{x}", cost="%{y:,.1f}") + "<extra>%{fullData.name}</extra>"
    for rank, option in enumerate(costs.yearly_eur.columns):
        figure.add_trace(_bar(rank, option, costs.yearly_eur, hover), row=1, col=1)
    for rank, option in enumerate(costs.cumulative_eur.columns):
        figure.add_trace(_line(rank, option, costs.cumulative_eur, hover), row=1, col=2)
    above = _LEGEND_ROW * len(costs.yearly_eur.columns) + 8
    figure.update_layout(
        height=316 + above + _TITLE_ROWS * _TITLE_ROW,
        autosize=True,
        barmode="group",
        showlegend=True,  # plotly leaves out the legend of a single series, but not the other chart's
        bargap=0.25,
        template="plotly_white",
        separators=separators(lang),
        font={"family": FONT, "size": 12, "color": INK},
        margin={"l": 70, "r": 16, "t": above + _TITLE_ROWS * _TITLE_ROW + 4, "b": 84},
        dragmode=False,  # nothing to zoom or to pick in charts of a few years
        hoverlabel={"font": {"family": FONT}, "namelength": -1},
    )
    for name, axis in (("legend", figure.layout.xaxis), ("legend2", figure.layout.xaxis2)):
        place = {"x": axis.domain[0], "xanchor": "left", "y": 1.0, "yanchor": "bottom", "tracegroupgap": 0}
        figure.update_layout({name: place | {"bgcolor": "rgba(0,0,0,0)", "itemwidth": 40}})
    for title, axis in zip(figure.layout.annotations, (figure.layout.xaxis, figure.layout.xaxis2), strict=True):
        title.update(x=axis.domain[0], xanchor="left", align="left", y=1.0, yanchor="bottom", yshift=above)
        title.font.update(size=13, weight="bold")
    figure.add_annotation(
        **{"xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "xshift": -60, "y": 0, "yanchor": "top"},
        **{"yshift": -52, "align": "left", "showarrow": False, "font": {"size": 11, "color": MUTED}},
    )
    years = len(costs.yearly_eur)
    tick = 1 if years <= _EVERY_YEAR else 2 if years <= _EVERY_OTHER else 5
    common = {"gridcolor": GRID, "fixedrange": True, "title": {"font": {"size": 12}, "standoff": 8}}
    figure.update_xaxes(common, dtick=tick, zeroline=False, title_text=text("chart.year", lang))
    figure.update_yaxes(common, tickformat=",.2~f", zerolinecolor=INK, rangemode="tozero")
    figure.update_yaxes(title_text=text("chart.yearly_axis", lang), row=1, col=1)
    figure.update_yaxes(title_text=text("chart.cumulative_axis", lang), row=1, col=2)
    update_costs(figure, costs)
    return figure


def update_costs(figure: go.Figure, costs: Costs) -> None:
    """Show other amounts of the same options in a figure that `costs_figure` drew: a tenth of the work of drawing.

    Parameters
    ----------
    figure : Figure
        Changed in place; a live one sends the page what changed, all at once.
    costs : Costs
    """
    columns = [_keur(frame[option]) for frame in (costs.yearly_eur, costs.cumulative_eur) for option in frame.columns]
    lines = (
        *("<br>".join(wrap(title, TITLE_LETTERS)) for title in (costs.yearly_title, costs.cumulative_title)),
        "<br>".join(wrap(costs.source, SOURCE_LETTERS)),
    )
    with figure.batch_update():
        for trace, column in zip(figure.data, columns, strict=True):
            trace.y = column
        for annotation, line in zip(figure.layout.annotations, lines, strict=True):
            annotation.text = line


def _keur(euros: pd.Series) -> list[float]:
    return (euros / 1e3).round(6).tolist()  # type: ignore[no-any-return]  # pandas carries no types


def _bar(rank: int, option: str, eur: pd.DataFrame, hover: str) -> go.Bar:
    import plotly.graph_objects as go

    style = mark(rank)
    marker = {"color": style.colour, "line": {"color": INK, "width": 0.6}, "pattern": {"shape": style.pattern}}
    return go.Bar(name=option, x=list(eur.index), marker=marker, hovertemplate=hover)


def _line(rank: int, option: str, eur: pd.DataFrame, hover: str) -> go.Scatter:
    import plotly.graph_objects as go

    style = mark(rank)
    return go.Scatter(
        name=option,
        legend="legend2",
        mode="lines+markers",
        x=list(eur.index),
        line={"color": style.colour, "dash": style.dash, "width": 2.5},
        marker={"symbol": style.symbol, "size": 8, "line": {"color": INK, "width": 1}},
        hovertemplate=hover,
    )
