"""What would change the answer, as small tables."""

from __future__ import annotations

from collections.abc import Collection

from hds_tco.analysis.sensitivity.break_even import BreakEvens
from hds_tco.analysis.sensitivity.information import ValueOfInformation
from hds_tco.analysis.sensitivity.labels import said
from hds_tco.analysis.sensitivity.sobol import SobolIndices
from hds_tco.analysis.sensitivity.tornado import Tornado
from hds_tco.analysis.table import Table, amount_and_error, plus_minus
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, decimal, percent, text

TOP = 10


def tornado_table(found: Tornado, top: int = TOP, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return how far each assumption moves the gap between the best option and its rival, the widest first."""
    rows = tuple(
        (
            f"{row.label}{' *' if row.changes_best else ''}",
            said(row.path, row.low_value, lang),
            said(row.path, row.high_value, lang),
            *(amount(value, lang) for value in (row.gap_low_eur, row.gap_high_eur, row.swing_eur)),
        )
        for row in found.frame(lang).head(top).itertuples()
    )
    return Table(
        columns=_headings(("low", "high", "gap_low", "gap_high", "swing"), lang),
        rows=rows,
        title=text("study.tornado", lang),
        caption=text("study.star", lang),
    )


def break_even_table(found: BreakEvens, top: int = TOP, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return the values at which another option becomes the cheapest, the nearest first."""
    frame = found.frame(lang)
    near = frame[~frame["never"].astype(bool)]
    rows = tuple(
        (
            row.label,
            said(row.path, row.central_value, lang),
            said(row.path, row.break_even_value, lang),
            _share(row.change_share, lang),
            _share(row.probability_beyond, lang),
            row.next_best_label,
        )
        for row in near.head(top).itertuples()
    )
    never = {"never": decimal(len(frame) - len(near), lang), "all": decimal(len(frame), lang)}
    return Table(
        columns=_headings(("central", "threshold", "change", "beyond", "next_best"), lang),
        rows=rows,
        title=text("study.break_even", lang, option=found.best.named(lang)),
        caption=text("study.never", lang, **never),
    )


def information_table(found: ValueOfInformation, top: int = TOP, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return what knowing an assumption, or a whole section, before deciding would save."""
    frame = found.frame(lang)
    cells: list[tuple[str, ...]] = []
    for level in ("assumption", "section"):
        rows = frame[(frame["level"] == level) & (frame["value_eur"] > 0)].head(top)
        if len(rows):
            cells.append((text(f"study.level.{level}", lang), "", "", ""))
        for row in rows.to_dict("records"):
            value, witness = (amount_and_error(row, name, lang) for name in ("value_eur", "shuffled_eur"))
            cells.append((f"  {row['label']}", value, percent(row["share_of_evpi"], lang, 0), witness))
    perfect = {"value": amount(found.perfect.value, lang), "error": amount(found.perfect.standard_error, lang)}
    return Table(
        columns=tuple(text(f"study.{name}", lang) for name in ("known", "value", "share", "witness")),
        rows=tuple(cells),
        title=text("study.information", lang, **perfect),
    )


def sobol_table(found: SobolIndices, top: int = TOP, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return the shares of the variance of the gap, which decides; the largest total first."""
    frame, measure = found.frame(lang), found.measures[-1]
    shown = frame[frame["measure"] == measure].sort_values("total", ascending=False, kind="stable").head(top)
    rows = tuple(
        (
            row.label,
            plus_minus(row.first, row.first_margin95, lambda value: decimal(value, lang, 3)),
            plus_minus(row.total, row.total_margin95, lambda value: decimal(value, lang, 3)),
        )
        for row in shown.itertuples()
    )
    title = text("study.sobol", lang, measure=found.measure_label(measure, lang))
    return Table(_headings(("first", "total"), lang), rows, title=title, caption=found.made_how(lang))


def _headings(names: Collection[str], lang: Language) -> tuple[str, ...]:
    return (text("sensitivity.column.label", lang), *(text(f"study.{name}", lang) for name in names))


def _share(value: float, lang: Language) -> str:
    return "–" if value != value else percent(value, lang, 0)  # noqa: PLR0124  (nan: unknown)
