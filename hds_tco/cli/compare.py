"""`hds-tco compare`: the three options priced on a scenario; `hds-tco explain`: a cost line taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hds_tco.cli.options import flag
from hds_tco.cli.output import csv_text
from hds_tco.cli.study import study_command
from hds_tco.locale import Language, text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hds_tco.analysis import Comparison, Explanation
    from hds_tco.scenario import Assumption, Scenario

CSV_COLUMNS = (
    *("option", "line", "label", "nature", "eprd_title", "year", "calendar_year"),
    *("amount_eur", "discounted_eur"),
)


def compare_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    options = [flag(lang, "--lines with_lines", "cli.lines")]
    return study_command(
        lang, "compare", (), options, _compare, parts=_compare_parts, csv=amounts_csv, with_doubts=False
    )


def _compare(scenario: Scenario[Assumption], **_: Any) -> Comparison:
    from hds_tco.analysis import compare

    return compare(scenario)


def _compare_parts(result: Comparison, lang: Language, *, with_lines: bool) -> list[RenderableType]:
    from hds_tco.cli.tables import comparison_parts

    return comparison_parts(result, lang, with_lines)


def amounts_csv(result: Comparison, lang: Language, *, french: bool = False) -> str:
    """Return every amount as CSV, one row for each option, cost line and year, without a frame: pandas is slow to load.

    Parameters
    ----------
    result : Comparison
    lang : {"fr", "en"}
        Of the labels.
    french : bool
        As in `hds_tco.cli.output.csv_text`.
    """
    return csv_text(CSV_COLUMNS, ([row[name] for name in CSV_COLUMNS] for row in result.rows(lang)), french=french)


def explain_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    options = [click.Argument(["line"], metavar=text("cli.line_metavar", lang), required=False)]
    return study_command(lang, "explain", (), options, _explain, parts=_explain_parts, data=_explain_data)


def _explain(scenario: Scenario[Assumption], *, line: str | None, lang: Language, **_: Any) -> Comparison | Explanation:
    """Return a line taken apart; without one, the comparison, whose lines there are to choose from."""
    from hds_tco.analysis import compare, explain

    return compare(scenario) if line is None else explain(scenario, line, lang=lang)


def _explain_parts(result: Any, lang: Language, *, line: str | None) -> list[RenderableType]:
    from hds_tco.cli.tables import explanation_parts, line_list_parts

    return line_list_parts(result, lang) if line is None else explanation_parts(result, lang)


def _explain_data(result: Any, lang: Language, *, line: str | None) -> dict[str, Any]:
    from hds_tco.analysis.results import records

    return {"rows": records(result.frame(lang))} if line is None else result.data(lang)
