"""Plain texts to the terminal, and Click's commands with headings and stock messages in the reader's language."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any

import click

from hds_tco.locale import Language, bare_lines, decimal, text


def say(words: str, *, err: bool = False, nl: bool = True) -> None:
    """Print a text as it is, but for signs that a terminal would obey: see `hds_tco.cli.console.show` for tables."""
    click.echo(bare_lines(words), err=err, nl=nl)


class PlainCommand(click.Command):
    """A command whose help is written in one language.

    Parameters
    ----------
    lang : {"fr", "en"}
    """

    def __init__(self, lang: Language, **settings: Any) -> None:
        super().__init__(**settings)
        self.lang = lang

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        stock = {"[OPTIONS]": "cli.options_piece", "COMMAND [ARGS]...": "cli.command_piece"}
        pieces = " ".join(
            text(stock[piece], self.lang) if piece in stock else piece for piece in self.collect_usage_pieces(ctx)
        )
        formatter.write_usage(ctx.command_path, pieces, prefix=text("cli.usage", self.lang))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        params = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        rows = [row for row in (param.get_help_record(ctx) for param in params) if row is not None]
        if rows:
            with formatter.section(self.heading("cli.options")):
                formatter.write_dl(rows)

    def heading(self, key: str) -> str:
        """Return a heading, before which Click puts nothing and behind which it puts a colon."""
        return text(key, self.lang) + ("\N{NO-BREAK SPACE}" if self.lang == "fr" else "")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the help option, its own help in the reader's language."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = text("cli.help_option", self.lang)
        return option


class PlainGroup(PlainCommand, click.Group):
    """A group of commands whose help is written in one language."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        super().format_options(ctx, formatter)
        rows = [(name, command.get_short_help_str(limit=200)) for name, command in self.commands.items()]
        with formatter.section(self.heading("cli.commands")):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name the nearest one."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            near = get_close_matches(args[0], self.commands, n=1)
            sentence = text("cli.no_command", self.lang, word=args[0])
            hint = " " + text("cli.did_you_mean", self.lang, word=near[0]) if near else ""
            raise Unknown(sentence + hint, ctx)
        return super().resolve_command(ctx, args)


class Unknown(click.UsageError):
    """An unknown command, in a sentence of the reader's language already."""


def usage_message(error: click.ClickException, lang: Language) -> str:
    """Return what is wrong with the command line, in the reader's language, with a likely mend."""
    hint = ""
    if isinstance(error, click.NoSuchOption):
        sentence = text("cli.no_option", lang, word=error.option_name)
        if error.possibilities:
            hint = text("cli.did_you_mean", lang, word=", ".join(sorted(error.possibilities)))
    elif isinstance(error, click.MissingParameter):
        name = error.param.human_readable_name if error.param is not None else ""
        sentence = text("cli.missing", lang, word=name)
    elif isinstance(error, click.BadParameter):
        choices = getattr(error.param.type, "choices", None) if error.param is not None else None
        name = error.param.opts[0] if error.param is not None else ""
        allowed = ", ".join(str(choice) for choice in choices) if choices else _allowed(error, lang)
        sentence = text("cli.bad_value", lang, word=name, allowed=allowed)
    elif isinstance(error, click.BadOptionUsage):
        sentence = text("cli.needs_value", lang, word=error.option_name)
    elif isinstance(error, Unknown):
        sentence = error.message
    else:
        sentence = _translated(error.format_message(), lang)
    context = getattr(error, "ctx", None)
    usage = text("cli.see_help", lang, command=context.command_path if context is not None else "hds-tco")
    return "\n".join(part for part in (sentence, hint, usage) if part)


def _allowed(error: click.BadParameter, lang: Language) -> str:
    """Return which numbers an option takes."""
    kind = error.param.type if error.param is not None else None
    whole = isinstance(kind, click.types.IntParamType)
    if not whole and not isinstance(kind, click.types.FloatParamType):
        return error.message
    low, high = getattr(kind, "min", None), getattr(kind, "max", None)
    sentence = text("cli.whole_number" if whole else "cli.number", lang)
    if low is not None and high is not None:
        return text("cli.number_between", lang, number=sentence, low=decimal(low, lang), high=decimal(high, lang))
    return sentence if low is None else text("cli.number_from", lang, number=sentence, low=decimal(low, lang))


def _translated(message: str, lang: Language) -> str:
    """Return one of click's stock messages in the reader's language."""
    for pattern, key in (
        (r"Got unexpected extra arguments? \((?P<word>.*)\)", "cli.extra"),
        (r"No such command '(?P<word>.*)'\.?.*", "cli.no_command"),
    ):
        stock = re.match(pattern, message, re.DOTALL)
        if stock:
            return text(key, lang, word=stock.group("word"))
    return text("cli.other", lang, message=message)
