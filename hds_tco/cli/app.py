"""The program: finds the reader's language, runs a command, says faults plainly; no traceback for a user's mistake."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Sequence
from unicodedata import normalize

import click

from hds_tco.analysis.optional import MissingLibraryError
from hds_tco.cli.board import board_command
from hds_tco.cli.click_i18n import PlainCommand, PlainGroup, Unknown, say
from hds_tco.cli.compare import compare_command, explain_command
from hds_tco.cli.scenario_files import list_command, new_command, schema_command
from hds_tco.cli.serve import app_command, lab_command
from hds_tco.cli.start import INTERRUPTED
from hds_tco.cli.studies import (
    clauses_command,
    flexibility_command,
    law_command,
    sensitivity_command,
    simulate_command,
    verdict_command,
)
from hds_tco.locale import Language, decimal, text
from hds_tco.scenario import Fault, ScenarioError
from hds_tco.scenario.errors import refusal

# Exit status of a wrong file, a wrong word on the command line, or a refusal to overwrite.
USER_FAULT = 2
COMMANDS = (
    compare_command,
    explain_command,
    verdict_command,
    simulate_command,
    sensitivity_command,
    clauses_command,
    flexibility_command,
    law_command,
    board_command,
    app_command,
    lab_command,
    new_command,
    schema_command,
    list_command,
)
# What stands for a letter that the terminal or the pipe does not know (Windows: cp1252); "?" for any other.
PLAIN = {
    "−": "-",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "→": "->",
    "─": "-",
    "€": "EUR",
    "–": "-",
    "—": "-",
    "«": '"',
    "»": '"',
    "·": "-",
}


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    bare = (PLAIN.get(letter) or normalize("NFKD", letter).encode("ascii", "ignore").decode() for letter in letters)
    return "".join(said or "?" for said in bare), error.end


codecs.register_error("plain", _plain)


def program(lang: Language) -> click.Group:
    """Return the program with its help in one language."""
    group = PlainGroup(lang, name="hds-tco", help=text("cli.help", lang), params=[version_option(lang)])
    for command in COMMANDS:
        group.add_command(command(lang))
    return group


def version_option(lang: Language) -> click.Option:
    """Return the option that says the version and leaves."""

    def show_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
        if asked and not ctx.resilient_parsing:
            from hds_tco import __version__

            say(f"hds-tco {__version__}")
            ctx.exit()

    return click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show_version,
        help=text("cli.version", lang),
    )


def main(words: Sequence[str], lang: Language) -> int:
    """Run the command line as a program, and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="plain")
    return run(words, lang)


def run(words: Sequence[str], lang: Language) -> int:
    """Return the exit status of a command line: 0 done, 2 the user's fault."""
    try:
        program(lang).main(list(words) or ["--help"], prog_name="hds-tco", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as left:
        return left.exit_code
    except (click.Abort, KeyboardInterrupt):
        say(text("cli.interrupted", lang), err=True)
        return INTERRUPTED
    except (ScenarioError, MissingLibraryError, click.ClickException) as error:
        say(_told(error, lang), err=True)
        return USER_FAULT
    except MemoryError:
        say(text("cli.no_memory", lang), err=True)
        return USER_FAULT
    except BrokenPipeError:
        _leave_stdout()
    except OSError as error:
        _leave_stdout()
        fault = Fault("out_unwritable", values={"why": refusal(error)})
        say(ScenarioError([fault]).message(lang), err=True)
        return USER_FAULT
    return 0


def _told(error: ScenarioError | MissingLibraryError | click.ClickException, lang: Language) -> str:
    """Return what is wrong, in the reader's language."""
    if isinstance(error, ScenarioError):
        return error.message(lang)
    return usage_message(error, lang) if isinstance(error, click.ClickException) else str(error)


def _leave_stdout() -> None:
    """Send what is still to be written nowhere: nobody reads it, and the interpreter must not fail on it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _allowed(error: click.BadParameter, lang: Language) -> str:
    """Return which numbers an option takes."""
    kind = error.param.type if error.param is not None else None
    whole = isinstance(kind, click.types.IntParamType)
    if not whole and not isinstance(kind, click.types.FloatParamType):
        return error.message
    low, high = getattr(kind, "min", None), getattr(kind, "max", None)
    said = text("cli.whole_number" if whole else "cli.number", lang)
    if low is not None and high is not None:
        return text("cli.number_between", lang, number=said, low=decimal(low, lang), high=decimal(high, lang))
    return said if low is None else text("cli.number_from", lang, number=said, low=decimal(low, lang))


def usage_message(error: click.ClickException, lang: Language) -> str:
    """Return what is wrong with the command line, in the reader's language, with a likely mend."""
    hint = ""
    if isinstance(error, click.NoSuchOption):
        said = text("cli.no_option", lang, word=error.option_name)
        if error.possibilities:
            hint = text("cli.did_you_mean", lang, word=", ".join(sorted(error.possibilities)))
    elif isinstance(error, click.MissingParameter):
        name = error.param.human_readable_name if error.param is not None else ""
        said = text("cli.missing", lang, word=name)
    elif isinstance(error, click.BadParameter):
        choices = getattr(error.param.type, "choices", None) if error.param is not None else None
        name = error.param.opts[0] if error.param is not None else ""
        allowed = ", ".join(str(choice) for choice in choices) if choices else _allowed(error, lang)
        said = text("cli.bad_value", lang, word=name, allowed=allowed)
    elif isinstance(error, click.BadOptionUsage):
        said = text("cli.needs_value", lang, word=error.option_name)
    elif isinstance(error, Unknown):
        said = error.message
    else:
        said = PlainCommand.translated(error.format_message(), lang)
    context = getattr(error, "ctx", None)
    usage = text("cli.see_help", lang, command=context.command_path if context is not None else "hds-tco")
    return "\n".join(part for part in (said, hint, usage) if part)
