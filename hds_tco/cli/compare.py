"""`hds-tco compare`: the three options priced on a scenario; `hds-tco explain`: a cost line taken apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hds_tco.cli.options import command, flag, format_options, out_options, scenario_argument, set_option
from hds_tco.cli.output import FORMATS, FRENCH_CSV, checked_form, write_or_say
from hds_tco.locale import Language, text

if TYPE_CHECKING:
    import pandas as pd


def compare_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    params = [
        scenario_argument(),
        set_option(lang),
        *format_options(lang, FORMATS),
        flag(lang, "--lines with_lines", "cli.lines"),
        *out_options(lang),
    ]
    return command(lang, "compare", compare, params)


def compare(
    scenario: str,
    settings: tuple[str, ...],
    form: str | None,
    csv: str | None,
    with_lines: bool,
    out: Path | None,
    force: bool,
    lang: Language,
) -> None:
    """Price the options and write the answer."""
    from hds_tco.analysis import compare as price
    from hds_tco.analysis.report import as_csv, as_json
    from hds_tco.cli.options import read_scenario

    form = checked_form(form, out, lang, force=force, csv=csv)
    result = price(read_scenario(scenario, settings, lang, with_doubts=False))
    if form == "table":
        from hds_tco.cli.console import as_text, show
        from hds_tco.cli.tables import comparison_parts

        parts = comparison_parts(result, lang, with_lines)
        if out is None:
            show(parts)
            return
        content = as_text(parts)
    else:
        content = as_json(result, lang) if form == "json" else as_csv(result, lang, french=form == FRENCH_CSV)
    write_or_say(content, form, out, lang, force=force)


def explain_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    params = [
        scenario_argument(),
        click.Argument(["line"], metavar=text("cli.line_metavar", lang), required=False),
        set_option(lang),
        *format_options(lang, FORMATS),
        *out_options(lang),
    ]
    return command(lang, "explain", explain, params)


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
    from hds_tco.cli.options import read_scenario
    from hds_tco.cli.output import checked_form, deliver
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
    explanation = take_apart(loaded, line, lang=lang)
    frame = explanation.frame()
    deliver(
        *(form, out, lang),
        parts=lambda: explanation_parts(explanation, loaded, lang),
        data=lambda: {
            "option": explanation.option.key,
            "line": explanation.line.key,
            **_listed(frame),
            **({"notes": list(explanation.notes)} if explanation.notes else {}),
        },
        frame=lambda: frame,
        force=force,
    )


def _listed(frame: pd.DataFrame) -> dict[str, Any]:
    """Return a frame as rows that JSON holds."""
    named = frame.reset_index() if any(name is not None for name in frame.index.names) else frame
    return {"rows": json.loads(named.to_json(orient="records", force_ascii=False, double_precision=15))}
