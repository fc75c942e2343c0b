"""Commands that write files: `hds-tco new`, `schema`, `board`; and `list`, what is shipped to begin with."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from hds_tco.cli.click_i18n import say
from hds_tco.cli.options import (
    command,
    draw_options,
    euros_option,
    flag,
    option,
    out_options,
    path_option,
    read_scenario,
    scenario_argument,
    set_option,
)
from hds_tco.cli.output import write_or_say
from hds_tco.locale import Language, text

if TYPE_CHECKING:
    from hds_tco.board.pack import Form

SCENARIO_FORMS = ("toml", "xlsx")
PACK_FORMS = ("pptx", "xlsx", "pdf", "html")
# Spreadsheets that we neither write nor read: a workbook is proposed.
_SHEETS = (".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".tsv")


def new_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    metavar = text("cli.file_metavar", lang)
    params = [
        click.Argument(["file"], type=click.Path(path_type=Path), metavar=metavar, required=False),
        option(lang, "--from base", "cli.from", default="reference-ght", metavar="SCENARIO"),
        option(lang, "--format form", "sheet.cli.format", type=click.Choice(SCENARIO_FORMS)),
        path_option(lang, "--out", "sheet.cli.out"),
        flag(lang, "--force", "cli.force"),
    ]
    return command(lang, "new", new, params)


def new(file: Path | None, base: str, form: str | None, out: Path | None, force: bool, lang: Language) -> None:
    """Write a scenario file or a workbook that holds a scenario's values, each with its label, unit and help."""
    from hds_tco.scenario import load
    from hds_tco.scenario.output import refuse_overwrite, write_whole

    target, form = _target(file, form, out, lang)
    refuse_overwrite(target, force=force, lang=lang)
    scenario = load(base, lang=lang)
    if form == "xlsx":
        from hds_tco.scenario.workbook.write import workbook

        write_whole(target, workbook(scenario, lang), force=force)
        say(text("sheet.cli.written", lang, file=str(target)))
        return
    from hds_tco.scenario.template import template

    write_whole(target, template(scenario, lang), force=force)
    say(text("cli.new_written", lang, file=str(target), word=shlex.quote(str(target))))


def _target(file: Path | None, form: str | None, out: Path | None, lang: Language) -> tuple[Path, str]:
    """Return where to write and in which form: the one asked for, else the one that the file's name tells."""
    from hds_tco.scenario import Fault, ScenarioError
    from hds_tco.scenario.files import stands
    from hds_tco.scenario.output import refuse_ending

    if file is not None and out is not None:
        raise click.UsageError(f"Got unexpected extra argument ({file})", click.get_current_context())
    named = out or file
    if named is None and form is None:
        context = click.get_current_context()
        raise click.MissingParameter(ctx=context, param=context.command.params[0])
    target = named or Path("scenario")
    form = form or ("xlsx" if target.suffix.lower() == ".xlsx" else "toml")
    ending = target.suffix.lower().removeprefix(".")
    if ending in SCENARIO_FORMS and ending != form:
        raise ScenarioError([Fault("out_form", read=form, file=str(target), mend=f"{target.stem}.{form}")])
    folder = stands(target) and target.is_dir()
    if not target.suffix and not folder:
        target = target.with_suffix(f".{form}")
    refuse_ending(target, (".xlsx", ".toml") if target.suffix.lower() in _SHEETS else (".toml", ".xlsx"), lang=lang)
    return target, form


def schema_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return command(lang, "schema", schema, out_options(lang))


def schema(out: Path | None, force: bool, lang: Language) -> None:
    """Write the schema, its descriptions in one language."""
    from hds_tco.scenario.output import refuse_ending, refuse_overwrite
    from hds_tco.scenario.template import json_schema

    if out is not None:
        refuse_ending(out, (".json",), lang=lang)
        refuse_overwrite(out, force=force, lang=lang)
    content = json.dumps(json_schema(lang), ensure_ascii=False, indent=2) + "\n"
    write_or_say(content, "json", out, lang, force=force)


def list_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    card = click.Argument(["card"], required=False, metavar=text("cli.card_metavar", lang))
    return command(lang, "list", listing, [card])


def listing(card: str | None, lang: Language) -> None:
    """Show what is shipped, or one hospital's card."""
    from hds_tco.cli.console import show
    from hds_tco.cli.tables import card_parts, shipped_parts

    show(shipped_parts(lang) if card is None else card_parts(card, lang))


def board_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    params = [
        scenario_argument(),
        set_option(lang),
        path_option(lang, "--out", "cli.board_out", "cli.folder_metavar", default=Path()),
        option(lang, "--format forms", "cli.board_format", type=click.Choice(PACK_FORMS), multiple=True),
        path_option(lang, "--template", "cli.template"),
        *draw_options(lang, threads=False),
        euros_option(lang, "--tolerance", "cli.tolerance"),
        flag(lang, "--force", "cli.force"),
    ]
    return command(lang, "board", board, params)


def board(
    scenario: str,
    settings: tuple[str, ...],
    out: Path,
    forms: tuple[str, ...],
    template: Path | None,
    draws: int,
    seed: int,
    tolerance_eur: float | None,
    force: bool,
    lang: Language,
) -> None:
    """Compute and write the pack."""
    from hds_tco.board.pack import file_name, write_pack
    from hds_tco.cli.study import progress_bar

    priced = read_scenario(scenario, settings, lang)
    with progress_bar(lang, text("cli.board_working", lang)) as progress:
        files = write_pack(
            priced,
            out,
            draws=draws,
            seed=seed,
            lang=lang,
            tolerance_eur=tolerance_eur,
            forms=cast("tuple[Form, ...]", tuple(dict.fromkeys(forms)) or PACK_FORMS),
            template=template,
            name=file_name(Path(scenario).stem),
            force=force,
            progress=progress,
        )
    for path in files:
        say(text("cli.written", lang, file=str(path)))
