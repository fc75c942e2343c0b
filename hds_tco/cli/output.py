"""A result where and as the user asked for it: on the screen or in a file, as tables, JSON or CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hds_tco.analysis.results import json_of, plain
from hds_tco.cli.click_i18n import say
from hds_tco.cli.options import refuse_table
from hds_tco.locale import Language, bare, bare_lines, text
from hds_tco.scenario.output import write_whole

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType

FORMATS = ("table", "json", "csv")
# A name in .txt holds any text.
FORM_OF_ENDING = {".txt": "table", ".json": "json", ".csv": "csv"}
# A CSV whose numbers a French Excel reads: `--csv fr`.
FRENCH_CSV = "csv-fr"


def checked_form(
    form: str | None,
    out: Path | None,
    lang: Language,
    *,
    force: bool,
    table: str | None = None,
    needs: Mapping[str, tuple[str, bool]] | None = None,
    csv: str | None = None,
) -> str:
    """Return the output's form: the one asked for, else the one that the file's name tells, else tables.

    Whatever stands in its way is said before any work is done.

    Parameters
    ----------
    form, out, lang, force, table
        As the user gave them.
    needs : mapping of str to (str, bool), optional
        See `hds_tco.cli.options.refuse_table`.
    csv : {"en", "fr"}, optional
        Whom a CSV is for.

    Raises
    ------
    UsageError
        If the table cannot be written, or the output is no CSV though `csv` is given.
    ScenarioError
        If a file stands in the way, or its name does not end as what is written.
    """
    from hds_tco.scenario.output import refuse_ending, refuse_overwrite

    chosen = form or FORM_OF_ENDING.get(out.suffix.lower() if out else "", "table")
    refuse_table(table, chosen, lang, needs)
    if csv is not None and chosen != "csv":
        raise click.UsageError(text("cli.csv_only", lang))
    if out is not None:
        fitting = [ending for ending, of in FORM_OF_ENDING.items() if form in (None, of)]
        refuse_ending(out, tuple(dict.fromkeys([*fitting, ".txt"])), lang=lang)
        refuse_overwrite(out, force=force, lang=lang)
    return FRENCH_CSV if csv == "fr" else chosen


def deliver(
    form: str,
    out: Path | None,
    lang: Language,
    parts: Callable[[], list[RenderableType]],
    data: Callable[[], dict[str, Any]],
    csv_file: Callable[[], str],
    warning: str = "",
    *,
    force: bool,
) -> None:
    """Show or write a result; only the form that was asked for is made. A CSV has no room for a warning: it is told."""
    if form == "table":
        from hds_tco.cli.console import as_text, show

        if out is None:
            show(parts())
            return
        content = as_text(parts())
    elif form == "json":
        content = json_of(data())
    else:
        content = csv_file()
    if form in ("csv", FRENCH_CSV) and warning:
        say(warning, err=True)
    write_or_say(content, form, out, lang, force=force)


def write_or_say(content: str, form: str, out: Path | None, lang: Language, *, force: bool) -> None:
    """Write a text into a file and say so, or show it where no file is asked for."""
    if out is None:
        say(content, nl=False)
        return
    write_whole(out, bare_lines(content), force=force)
    say(text("cli.written", lang, file=str(out)), err=True)
    if form == "csv":
        say(text("cli.csv_for_programs", lang), err=True)


def csv_of(frame: pd.DataFrame, *, french: bool = False) -> str:
    r"""Return a frame as CSV: see `csv_text`.

    Examples
    --------
    >>> import pandas as pd
    >>> csv_of(pd.DataFrame({"a": [1.5], "b": ["=x"]}), french=True)
    "\ufeffa;b\n1,5;'=x\n"
    """
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    return csv_text(frame.columns, frame.itertuples(index=False, name=None), french=french)


def csv_text(columns: Iterable[Any], rows: Iterable[Iterable[Any]], *, french: bool = False) -> str:
    """Return rows as CSV; numbers keep every digit, and no text can be taken for a formula.

    Parameters
    ----------
    columns : iterable
    rows : iterable of iterables
    french : bool
        Semicolons, decimal commas and the mark by which Excel knows UTF-8.
    """

    def cell(value: Any) -> Any:
        value = plain(value)
        if isinstance(value, str):
            return harmless(value)
        return repr(value).replace(".", ",") if french and isinstance(value, float) else value

    lines = io.StringIO()
    lines.write("\ufeff" if french else "")
    writer = csv.writer(lines, lineterminator="\n", delimiter=";" if french else ",")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return lines.getvalue()


def harmless(words: str) -> str:
    """Return a text on one line that a spreadsheet cannot take for a formula."""
    words = bare(re.sub(r"[\t\n\v\f\r]+", " ", words)).strip()
    return f"'{words}" if words.startswith(("=", "+", "-", "@")) else words
