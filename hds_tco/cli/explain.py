"""`hds-tco explain`: a cost line taken apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hds_tco.cli.delivery import FORMATS
from hds_tco.cli.help import PlainCommand
from hds_tco.cli.options import csv_option, format_option, lang_option, out_options, scenario_argument, set_option
from hds_tco.locale import Language, text

if TYPE_CHECKING:
    import pandas as pd


def command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return PlainCommand(
        lang,
        name="explain",
        callback=explain,
        params=[
            scenario_argument(),
            click.Argument(["line"], metavar=text("cli.line_metavar", lang), required=False),
            set_option(lang),
            format_option(lang, FORMATS),
            csv_option(lang),
            *out_options(lang),
            lang_option(lang),
        ],
        help=text("cli.explain", lang),
    )


def explain(
    scenario: str,
    line: str | None,
    settings: tuple[str, ...],
    form: str | None,
    csv: str | None,
    out: Path | None,
    force: bool,
    lang: Language,
) -> None:
    """Write the formula of a cost line, step by step; without a line, the lines that there are."""
    from hds_tco.analysis import compare as price
    from hds_tco.analysis import explain as take_apart
    from hds_tco.cli.delivery import checked_form, deliver
    from hds_tco.cli.reading import read_scenario
    from hds_tco.cli.tables import explanation_parts, line_list_parts

    form = checked_form(form, out, lang, force=force, csv=csv)
    loaded = read_scenario(scenario, settings, lang)
    if line is None:
        result = price(loaded)
        frame = result.frame(lang)
        deliver(
            form, out, lang, lambda: line_list_parts(result, lang), lambda: _listed(frame), lambda: frame, force=force
        )
        return
    found = take_apart(loaded, line, lang=lang)
    frame = found.frame()
    deliver(
        *(form, out, lang),
        parts=lambda: explanation_parts(found, loaded, lang),
        data=lambda: {
            "option": found.option.key,
            "line": found.line.key,
            **_listed(frame),
            **({"notes": list(found.notes)} if found.notes else {}),
        },
        frame=lambda: frame,
        force=force,
    )


def _listed(frame: pd.DataFrame) -> dict[str, Any]:
    """Return a frame as rows that JSON holds."""
    named = frame.reset_index() if any(name is not None for name in frame.index.names) else frame
    return {"rows": json.loads(named.to_json(orient="records", force_ascii=False, double_precision=15))}
