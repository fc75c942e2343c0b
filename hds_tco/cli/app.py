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
from hds_tco.cli.click_i18n import PlainGroup, say, usage_message
from hds_tco.cli.compare import compare_command, explain_command
from hds_tco.cli.files import board_command, list_command, new_command, schema_command
from hds_tco.cli.options import option
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
from hds_tco.locale import Language, text
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
PLAIN_LETTERS = {
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
    return "".join(PLAIN_LETTERS.get(letter) or _ascii(letter) or "?" for letter in letters), error.end


def _ascii(letter: str) -> str:
    return normalize("NFKD", letter).encode("ascii", "ignore").decode()


codecs.register_error("plain", _plain)


def program(lang: Language) -> click.Group:
    """Return the program with its help in one language."""

    def show_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
        if asked and not ctx.resilient_parsing:
            from hds_tco import __version__

            say(f"hds-tco {__version__}")
            ctx.exit()

    version = option(
        lang, "--version", "cli.version", is_flag=True, is_eager=True, expose_value=False, callback=show_version
    )
    group = PlainGroup(lang, name="hds-tco", help=text("cli.help", lang), params=[version])
    for command in COMMANDS:
        group.add_command(command(lang))
    return group


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
        say(_fault_message(error, lang), err=True)
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


def _fault_message(error: ScenarioError | MissingLibraryError | click.ClickException, lang: Language) -> str:
    """Return what is wrong, in the reader's language."""
    if isinstance(error, ScenarioError):
        return error.message(lang)
    return usage_message(error, lang) if isinstance(error, click.ClickException) else str(error)


def _leave_stdout() -> None:
    """Send what is still to be written nowhere: nobody reads it, and the interpreter must not fail on it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
