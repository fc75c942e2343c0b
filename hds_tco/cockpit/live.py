"""A live figure that a page joining late sees as it now is."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import plotly.graph_objects as go

# Without plotly's button bar, which speaks English and offers to send the figures to its servers.
_CONFIG = {"displayModeBar": False, "responsive": True}


class LiveFigure(go.FigureWidget):  # type: ignore[misc]  # plotly carries no types
    """A figure on the page: what changes in it changes there.

    Plotly keeps, for a page that is reloaded, the figure as it was first shown: old bars below a new answer. Here the
    state is made anew whenever a page asks for the whole of it. And what is added to a live figure never reaches such
    a page: build the figure whole, then make it live.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
    """

    _built = False

    def __init__(self, figure: go.Figure) -> None:
        super().__init__(figure)
        self._config = _CONFIG  # plotly has no public name for it
        self._built = True

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """Return what a page needs to draw the figure."""
        if key is None and self._built:
            self._widget_data, self._widget_layout = deepcopy(self._data), deepcopy(self._layout_obj._props)
        return super().get_state(key, drop_defaults)  # type: ignore[no-any-return]
