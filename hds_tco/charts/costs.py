"""Yearly and cumulative costs, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hds_tco.charts.look import FONT, GRID, INK, mark, separators
from hds_tco.locale import DEFAULT_LANGUAGE, Language, text

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go


def costs_figure(
    yearly_eur: pd.DataFrame,
    cumulative_eur: pd.DataFrame,
    yearly_title: str,
    cumulative_title: str,
    lang: Language = DEFAULT_LANGUAGE,
) -> go.Figure:
    """Draw yearly costs as bars and cumulative discounted costs as lines.

    Parameters
    ----------
    yearly_eur, cumulative_eur : DataFrame
        Years down, options across (`Comparison.yearly`, `Comparison.cumulative`), euros.
    yearly_title, cumulative_title : str
        Each chart's message.
    lang : {"fr", "en"}

    Returns
    -------
    plotly.graph_objects.Figure
        Both charts in one figure: each live figure would send its own copy of plotly.
    """
    import plotly.graph_objects as go
    from plotly.subplots import make_subplots

    figure = make_subplots(
        rows=2, cols=1, subplot_titles=(yearly_title, cumulative_title), vertical_spacing=0.17, shared_xaxes=False
    )
    for rank, option in enumerate(yearly_eur.columns):
        style = mark(rank)
        figure.add_trace(
            go.Bar(
                name=option,
                legendgroup=option,
                x=list(yearly_eur.index),
                y=(yearly_eur[option] / 1e3).round(6).tolist(),
                marker={
                    "color": style.colour,
                    "line": {"color": INK, "width": 0.6},
                    "pattern": {"shape": style.pattern},
                },
                hovertemplate="%{x} : %{y:,.1f} k€<extra>%{fullData.name}</extra>",
            ),
            row=1,
            col=1,
        )
    for rank, option in enumerate(cumulative_eur.columns):
        style = mark(rank)
        figure.add_trace(
            go.Scatter(
                name=option,
                legendgroup=option,
                showlegend=False,
                mode="lines+markers",
                x=list(cumulative_eur.index),
                y=(cumulative_eur[option] / 1e3).round(6).tolist(),
                line={"color": style.colour, "dash": style.dash, "width": 2.5},
                marker={"symbol": style.symbol, "size": 8},
                hovertemplate="%{x} : %{y:,.1f} k€<extra>%{fullData.name}</extra>",
            ),
            row=2,
            col=1,
        )
    figure.update_layout(
        height=760,
        barmode="group",
        template="plotly_white",
        separators=separators(lang),
        font={"family": FONT, "size": 13, "color": INK},
        legend={"orientation": "h", "y": 1.1, "x": 0},
        margin={"l": 90, "r": 20, "t": 110, "b": 60},
    )
    figure.update_annotations(font={"size": 15}, x=0, xanchor="left")
    figure.update_xaxes(title_text=text("chart.year", lang), dtick=1, gridcolor=GRID)
    figure.update_yaxes(tickformat=",.0f", gridcolor=GRID, zerolinecolor=INK)
    figure.update_yaxes(title_text=text("chart.yearly_axis", lang), row=1, col=1)
    figure.update_yaxes(title_text=text("chart.cumulative_axis", lang), row=2, col=1)
    return figure
