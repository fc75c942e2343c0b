"""Figures of a chart as a sheet holds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A heading and the cells below."""

    name: str
    cells: Sequence[float | str | None]


# Name, x, y.
Curve = tuple[str, Sequence[float], Sequence[float | None]]
