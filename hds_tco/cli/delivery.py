"""A result where and as the user asked for it: on the screen or in a file, as tables, JSON or CSV."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hds_tco.cli.options import refuse_table
from hds_tco.locale import Language, text
from hds_tco.scenario.output import write_whole

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType

FORMATS = ("table", "json", "csv")
FORMAT_OF_SUFFIX = {".json": "json", ".csv": "csv"}


def form_of(form: str | None, out: Path | None) -> str:
    """Return the output's form: the one asked for, else the one that the file's name tells, else tables."""
    return form or FORMAT_OF_SUFFIX.get(out.suffix.lower() if out else "", "table")


def checked_form(
    form: str | None,
    out: Path | None,
    lang: Language,
    *,
    force: bool,
    table: str | None = None,
    needs: Mapping[str, tuple[str, bool]] | None = None,
) -> str:
    """Return the output's form, once nothing stands in its way: said before any work is done.

    Parameters
    ----------
    form, out, lang, force, table
        As the user gave them.
    needs : mapping of str to (str, bool), optional
        See `hds_tco.cli.options.refuse_table`.

    Raises
    ------
    UsageError
        If the table cannot be written.
    ScenarioError
        If a file stands in the way.
    """
    from hds_tco.scenario.output import refuse_overwrite

    chosen = form_of(form, out)
    refuse_table(table, chosen, lang, needs)
    if out is not None:
        refuse_overwrite(out, force=force, lang=lang)
    return chosen


def deliver(
    form: str,
    out: Path | None,
    lang: Language,
    parts: Callable[[], list[RenderableType]],
    data: Callable[[], dict[str, Any]],
    frame: Callable[[], pd.DataFrame],
    warning: str = "",
) -> None:
    """Show or write a result; only the form that was asked for is made. A CSV has no room for a warning: it is told."""
    if form == "table":
        from hds_tco.cli.screen import as_text, show

        if out is None:
            show(parts())
            return
        written = as_text(parts())
    elif form == "json":
        written = json.dumps(data(), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    else:
        written = csv_of(frame())
    if form == "csv" and warning:
        click.echo(warning, err=True)
    if out is None:
        click.echo(written, nl=False)
        return
    write_whole(out, written)
    click.echo(text("cli.written", lang, file=str(out)), err=True)


def csv_of(frame: pd.DataFrame) -> str:
    """Return a frame as CSV; numbers keep every digit, and no text can be taken for a formula."""
    from hds_tco.analysis.report import harmless

    texts = [name for name in frame.columns if frame[name].map(lambda cell: isinstance(cell, str)).any()]
    safe = frame.assign(
        **{name: frame[name].map(lambda cell: harmless(cell) if isinstance(cell, str) else cell) for name in texts}
    )
    named = any(name is not None for name in safe.index.names)
    return str(safe.to_csv(index=named, lineterminator="\n"))
