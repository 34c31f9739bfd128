"""What a command returns, and the options that every command has."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import click

from w2s_theory.cli.parameters import Whole
from w2s_theory.exact_number import shorten

# options that name Python of the user's
_USER_FILES = ("file", "folder")
HOLDS, REFUTED, WRONG_INPUT, UNDECIDED, DEFECT = 0, 1, 2, 3, 70


@dataclass(frozen=True)
class Outcome:
    """The answer of a command, as data and for people.

    Parameters
    ----------
    data
        The fields of the JSON object.
    show
        Prints the same for people, given a :class:`w2s_theory.cli.output.Screen`.
    status
        Exit status.
    remarks
        Lines for standard error.
    """

    data: Mapping[str, Any]
    show: Callable[[Any], None]
    status: int = HOLDS
    remarks: tuple[str, ...] = ()


class Command(click.Command):
    """A click command whose ``many`` options take several values in a row: ``--tau 1 2 4``."""

    def __init__(self, *args: Any, many: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.many = many

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Repeat the option before each of its further values, then parse as click does."""
        refuse_repeats(self, ctx, args)
        spread: list[str] = []
        current = None
        for arg in args:
            if arg.startswith("-") and not re.match(r"-(\d|\.|inf|nan)", arg):
                name = arg.partition("=")[0]
                current = name if name in self.many else None
            elif current and spread[-1] != current:
                spread.append(current)
            spread.append(arg)
        return super().parse_args(ctx, spread)


def refuse_repeats(command: click.Command, ctx: click.Context, args: list[str]) -> None:
    """Raise ``UsageError`` for an option of one value that is given twice; click would take the last silently."""
    options = {
        name: parameter
        for parameter in command.get_params(ctx)
        if isinstance(parameter, click.Option)
        for name in (*parameter.opts, *parameter.secondary_opts)
    }
    values: dict[str, str] = {}
    rest = iter(args)
    for arg in rest:
        name, equals, value = arg.partition("=")
        option = options.get(name)
        if arg == "--" or (isinstance(command, click.Group) and not arg.startswith("-")):
            return
        if option is None or option.is_flag or option.count:
            continue
        value = value if equals else next(rest, "")
        if option.multiple:
            continue
        if name in values:
            raise click.UsageError(
                f"{name} is given twice, {shorten(values[name])} and {shorten(value)}: give it once", ctx
            )
        values[name] = value


def command(
    name: str, brief: str, *, many: tuple[str, ...] = ()
) -> Callable[[Callable[..., Outcome]], click.Command]:
    """Make a command of a function that returns an :class:`Outcome`.

    ``brief`` stands beside the name in ``w2s --help``. Adds ``--json`` and ``--threads``; click
    then returns (outcome, whether JSON was asked for).
    A parameter ``threads`` of the function receives the number of threads.
    """

    def decorate(function: Callable[..., Outcome]) -> click.Command:
        wants_threads = "threads" in function.__code__.co_varnames[: function.__code__.co_argcount]

        @functools.wraps(function)
        @click.pass_context
        def run(
            ctx: click.Context, /, as_json: bool, threads: int | None, **options: Any
        ) -> tuple[Outcome, bool]:
            from w2s_theory.cli.threads import limited_threads
            from w2s_theory.cli.user_output import prints_to_stderr

            threads = threads or (ctx.obj or {}).get("threads")
            runs_user_code = any(options.get(each) for each in _USER_FILES)
            with prints_to_stderr() if runs_user_code else nullcontext():
                if wants_threads:
                    return function(threads=threads, **options), as_json
                with limited_threads(threads):
                    return function(**options), as_json

        run = click.option(
            "--threads", type=Whole("threads", 1, 1024), help="Threads of the linear algebra."
        )(run)
        run = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")(run)
        return click.command(name, cls=Command, many=many, short_help=brief)(run)

    return decorate
