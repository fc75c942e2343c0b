"""`hds-tco schema`: the JSON Schema that editors complete and check scenario files with."""

from __future__ import annotations

import json
from pathlib import Path

import click

from hds_tco.cli.delivery import write_or_say
from hds_tco.cli.help import PlainCommand
from hds_tco.cli.options import lang_option, out_options
from hds_tco.locale import Language, text


def command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return PlainCommand(
        lang,
        name="schema",
        callback=schema,
        params=[*out_options(lang), lang_option(lang)],
        help=text("cli.schema", lang),
    )


def schema(out: Path | None, force: bool, lang: Language) -> None:
    """Write the schema, its descriptions in one language."""
    from hds_tco.scenario.output import refuse_ending, refuse_overwrite
    from hds_tco.scenario.schema import json_schema

    if out is not None:
        refuse_ending(out, (".json",), lang=lang)
        refuse_overwrite(out, force=force, lang=lang)
    written = json.dumps(json_schema(lang), ensure_ascii=False, indent=2) + "\n"
    write_or_say(written, "json", out, lang, force=force)
