"""Buying against leasing as small tables: side by side, along growth, along its uncertainty, how far ahead to buy."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import Any

from hds_tco.analysis.flexibility.comparison import Flexibility
from hds_tco.analysis.flexibility.growth import GrowthBreakEven
from hds_tco.analysis.flexibility.lead_time import BuyingAhead
from hds_tco.analysis.flexibility.volatility import VolatilityBreakEven
from hds_tco.analysis.table import Table, amount_and_error, share_and_error
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, decimal, text

# Points of a curve that a table shows; the frame has them all.
MOST_POINTS = 11
_ROWS = ("mean", "p05", "p50", "p95", "cvar95", "idle", "shortage", "ending", "failure")
_ALONG = ("buying_eur", "leasing_eur", "gap_eur", "buying_idle_eur", "buying_shortage_eur")
_AHEAD = ("cost", "over_best", "idle", "shortage")
_ALONG_HEADINGS = ("buying", "leasing", "gap", "idle", "shortage")


def ways_table(found: Flexibility, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return both ways side by side."""
    ways = found.frame(lang).to_dict("records")

    def cells(name: str) -> tuple[str, ...]:
        return tuple(amount_and_error(way, f"{name}_eur", lang) for way in ways)

    rows = [(text(f"flexible.{name}", lang), *cells(name)) for name in _ROWS]
    rows.append((text("flexible.cheaper", lang), *(share_and_error(way, "probability_cheaper", lang) for way in ways)))
    return Table(
        columns=(text("screen.amounts_in", lang), *(str(way["way_label"]) for way in ways)),
        rows=tuple(rows),
        title=text("flexible.ways", lang),
        strong=(0, len(rows) - 1),
    )


def growth_table(found: GrowthBreakEven, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return both ways along the growth that comes, the forecast unchanged."""
    frame = found.frame(lang)
    rows = tuple(
        (
            text("flexible.points", lang, points=decimal(row["growth_shift_per_year"] * 100, lang, 1)),
            *_along(row, lang),
        )
        for row in frame.iloc[:: -(-len(frame) // MOST_POINTS)].to_dict("records")
    )
    return Table(_headings(("shift", *_ALONG_HEADINGS), lang), rows, title=text("flexible.growth", lang))


def volatility_table(found: VolatilityBreakEven, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return both ways as growth is more or less certain."""
    frame = found.frame(lang)
    rows = tuple(
        (f"× {decimal(row['volatility_scale'], lang)}", *_along(row, lang))
        for row in frame.iloc[:: -(-len(frame) // MOST_POINTS)].to_dict("records")
    )
    return Table(_headings(("scale", *_ALONG_HEADINGS), lang), rows, title=text("flexible.volatility", lang))


def ahead_table(found: BuyingAhead, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return what buying further ahead costs."""
    rows = []
    for row in found.frame(lang).to_dict("records"):
        marks = "".join(f" ({text(f'flexible.{name}', lang)})" for name in ("best", "own", "blind") if row[name])
        figures = (amount_and_error(row, f"{name}_eur", lang) for name in _AHEAD)
        rows.append((f"{row['label']}{marks}", *figures))
    return Table(_headings(("years", *_AHEAD), lang), tuple(rows), title=text("flexible.ahead", lang))


def _along(row: Mapping[Hashable, Any], lang: Language) -> tuple[str, ...]:
    """Return the figures of one point of a curve; the error that matters is that of the gap."""
    return tuple(amount_and_error(row, name, lang) if name == "gap_eur" else amount(row[name], lang) for name in _ALONG)


def _headings(names: Collection[str], lang: Language) -> tuple[str, ...]:
    return tuple(text(f"flexible.{name}", lang) for name in names)
