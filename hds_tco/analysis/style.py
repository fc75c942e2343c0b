"""Frames as tables that a person reads in a notebook: words to the left, numbers to the right, as the reader writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from hds_tco.analysis.crossing_words import in_words
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, bare_lines, decimal, euros, text
from hds_tco.scenario.format_value import shown_value

if TYPE_CHECKING:
    import pandas as pd
    from pandas.io.formats.style import Styler

    from hds_tco.analysis.explain import Explanation
    from hds_tco.analysis.notice import Notice
    from hds_tco.analysis.table import Table

_LOOK = [
    {"selector": "", "props": "border-collapse: collapse;"},
    {"selector": "caption", "props": "caption-side: top; text-align: left; padding: 4px 0;"},
    {"selector": "th, td", "props": "padding: 4px 10px; vertical-align: top;"},
    {"selector": "th.row_heading, th.index_name", "props": "text-align: left; font-weight: normal;"},
    {"selector": "th.col_heading", "props": "text-align: right; vertical-align: bottom;"},
]


Write = Callable[[float], str]


def _keur(lang: Language) -> Write:
    return lambda value: amount(value, lang)


def _gap(lang: Language) -> Write:
    return lambda value: amount(value, lang) if value else "–"


def _crossing(lang: Language) -> Write:
    return lambda year: in_words(year, lang)


def _euros(digits: int) -> Callable[[Language], Write]:
    return lambda lang: lambda value: euros(value, lang, digits)


# Summary column -> catalogue key and how its figures are written, in reading order.
_ROWS: dict[str, tuple[str, Callable[[Language], Write]]] = {
    "net_present_cost_eur": ("net_present_cost", _keur),
    "equivalent_annual_cost_eur": ("equivalent_annual_cost", _keur),
    "gap_eur": ("gap", _gap),
    "crossing_year": ("crossing", _crossing),
    "investment_eur": ("of_which_investment", _keur),
    "operating_eur": ("of_which_operating", _keur),
    "income_eur": ("of_which_income", _keur),
    "risk_eur": ("of_which_risk", _keur),
    "per_patient_eur": ("per_patient_eur", _euros(2)),
    "per_tb_eur": ("per_tb_eur", _euros(0)),
    "per_establishment_eur": ("per_establishment_eur", _euros(0)),
}


def styled_summary(summary: pd.DataFrame, lang: Language = DEFAULT_LANGUAGE) -> Styler:
    """Return the summary with options across and figures down; rows that say nothing are left out.

    Parameters
    ----------
    summary : DataFrame
        From `Comparison.summary`.
    lang : {"fr", "en"}
    """
    marked = summary["label"] + summary["lacks"].map(lambda lacks: text("equal_service.mark", lang) if lacks else "")
    across = summary.set_index(marked)[list(_ROWS)].astype(float).T.dropna(how="all")
    if len(summary) == 1:
        across = across.drop(index="gap_eur")
    across.columns.name = text("screen.amounts_in", lang)
    names = {column: text(f"screen.{_ROWS[column][0]}", lang) for column in across.index}
    styler = _styled(across.rename(index={column: name.strip() for column, name in names.items()}))
    for column, name in names.items():
        styler = styler.format(_ROWS[column][1](lang), na_rep="–", subset=(name.strip(), slice(None)))
    # The catalogue indents with blanks, which a page would swallow.
    indents = [f"text-indent: {len(name) - len(name.lstrip())}ex;" for name in names.values()]
    return (
        styler.set_properties(**{"text-align": "right"})
        .set_properties(subset=(names["net_present_cost_eur"], slice(None)), **{"font-weight": "bold"})
        .apply_index(lambda _: indents)
    )


def styled_notices(notices: Sequence[Notice], lang: Language = DEFAULT_LANGUAGE) -> Styler:
    """Return what must be said beside the figures, warnings first.

    Parameters
    ----------
    notices : sequence of Notice
        From `Comparison.notices`.
    lang : {"fr", "en"}
    """
    columns = [text("level.title", lang), text("level.text", lang)]
    return _words([[text(f"level.{notice.level}", lang), notice.sentence(lang)] for notice in notices], columns)


def styled_steps(found: Explanation, lang: Language = DEFAULT_LANGUAGE) -> Styler:
    """Return a line's calculation, the line itself first, then what it is made of; what stays the same is said once.

    Parameters
    ----------
    found : Explanation
        From `hds_tco.explain`, in the same language.
    lang : {"fr", "en"}
    """
    rows: list[list[str]] = []
    for item in found.from_the_line_down:
        numbers = [_short(float(value), lang) for value in np.atleast_1d(item.values)]
        rows.append([item.label, item.formula, numbers[0] if len(set(numbers)) == 1 else " | ".join(numbers)])
    columns = [text("cockpit.step", lang), text("screen.formula", lang), text("screen.value", lang)]
    styler = _words(rows, columns).set_caption(text("screen.brackets", lang))
    return styler.apply(lambda row: ["font-weight: bold;" if row.name == 0 else ""] * len(row), axis="columns")


def styled_inputs(found: Explanation, lang: Language = DEFAULT_LANGUAGE) -> Styler:
    """Return the assumptions that a line rests on, with their sources.

    Parameters
    ----------
    found : Explanation
        From `hds_tco.explain`, in the same language.
    lang : {"fr", "en"}
    """
    rows = []
    for item in found.inputs:
        known = item.assumption
        if known is None:
            rows.append([item.label, item.choice, "", ""])
            continue
        source = " — ".join(part for part in (known.source, known.date, known.note) if part)
        value = shown_value(item.path, known.value, lang)
        rows.append([item.label, value, text(f"confidence.{known.confidence}", lang), source])
    return _words(rows, [text(f"screen.{name}", lang) for name in ("input", "value", "confidence", "source")])


def styled_table(table: Table) -> Styler:
    """Return a table as a notebook shows it: title and explanation on top, words to the left, figures to the right.

    Parameters
    ----------
    table : Table

    Examples
    --------
    >>> from hds_tco.analysis.table import Table
    >>> "1\u202f234" in styled_table(Table(("Poste", "k€"), (("Loyer", "1\u202f234"),))).to_html()
    True
    """
    import pandas as pd

    frame = pd.DataFrame(list(table.rows), columns=pd.RangeIndex(len(table.columns)))
    aligned = ["left" if rank == 0 or rank in table.words or not table.numbers else "right" for rank in frame.columns]
    look = [
        {
            "selector": f"th.col{rank}, td.col{rank}",
            "props": f"text-align: {side}; max-width: 36em; white-space: normal;",
        }
        for rank, side in enumerate(aligned)
    ]
    bold, heads = {*table.strong}, {*table.parts}

    def row_look(row: pd.Series) -> list[str]:
        style = "font-weight: bold;" if row.name in bold else "font-style: italic;" if row.name in heads else ""
        return [style] * len(row)

    said = [f"<b>{escape(bare_lines(table.title))}</b>"] if table.title else []
    said += [escape(bare_lines(table.caption))] if table.caption else []
    styler = _styled(frame).set_table_styles(look, overwrite=False).hide(axis="index").format(_written)
    styler = styler.format_index(lambda rank: _written(table.columns[rank]), axis="columns")
    styler = styler.apply(row_look, axis="columns")
    return styler.set_caption("<br>".join(said)) if said else styler


def _styled(frame: pd.DataFrame) -> Styler:
    return frame.style.set_table_styles(_LOOK)


def _words(rows: list[list[str]], columns: list[str]) -> Styler:
    """Return a table of words, without row names."""
    import pandas as pd

    left = {"selector": "th.col_heading, td.data", "props": "text-align: left; min-width: 9em;"}
    frame = pd.DataFrame(rows, columns=columns)
    return _styled(frame).set_table_styles([left], overwrite=False).hide(axis="index").format(_written)


def _written(words: str) -> str:
    return escape(bare_lines(words), quote=False)


def _short(value: float, lang: Language) -> str:
    """Write a value of any unit: no decimals from a hundred on, four significant digits below."""
    return decimal(value, lang, 0) if abs(value) >= 100 else decimal(float(f"{value:.4g}"), lang)
