"""What a command returns, and the options that every command has, and those of every command with a table."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from w2s_theory.cli.list_options import WholeList
from w2s_theory.cli.parameters import Whole
from w2s_theory.exact_number import shorten, shorten_path
from w2s_theory.records.errors import InputError

if TYPE_CHECKING:
    from w2s_theory.cli.table import Table

# options that name Python of the user's
_USER_FILES = ("file", "folder")
_TABLE_OPTIONS = ("as_csv", "as_latex", "table_out")
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
    table
        What ``--csv`` and ``--latex`` print, if the command has a table; without one, a row of the fields in ``data``.
    """

    data: Mapping[str, Any]
    show: Callable[[Any], None]
    status: int = HOLDS
    remarks: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """How an answer is written: ``text``, ``json``, ``csv`` or ``latex``; to a file, if one is named."""

    kind: str = "text"
    out: str | None = None


# what the ending of --out stands for
_ENDINGS = {".csv": "csv", ".tex": "latex", ".json": "json", ".txt": "text"}


def choose_form(as_json: bool, as_csv: bool = False, as_latex: bool = False, out: str | None = None) -> Form:
    """The form that was asked for; a path is looked at before the work starts.

    Raises
    ------
    InputError
        For two forms at once, an unknown ending, or a path that cannot be written.
    """
    asked = [kind for kind, wanted in (("json", as_json), ("csv", as_csv), ("latex", as_latex)) if wanted]
    if len(asked) > 1:
        raise InputError(f"give --{asked[0]} or --{asked[1]}, not both")
    if out is None:
        return Form(asked[0] if asked else "text")
    from pathlib import Path

    from w2s_theory.output_file import require_output_file

    ending = Path(out).suffix.lower() if out.strip() else ""
    kind = _ENDINGS.get(ending)
    if kind is None and not asked:
        raise InputError(f"--out must end in {', '.join(_ENDINGS)}, and {shorten_path(out)} does not")
    if asked and kind not in (None, "text", asked[0]):
        raise InputError(
            f"--{asked[0]} does not go with --out {shorten_path(out)}: leave it out, or change the ending"
        )
    require_output_file(out, "--out")
    return Form(asked[0] if asked else kind or "text", out)


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
        given = {arg.partition("=")[0] for arg in spread}
        try:
            return super().parse_args(ctx, spread)
        except click.MissingParameter as problem:
            # click names the first one only
            missing = [
                each.opts[0]
                for each in self.get_params(ctx)
                if isinstance(each, click.Option) and each.required and not given & {*each.opts}
            ]
            if len(missing) < 2:
                raise
            raise click.UsageError(f"Missing options {', '.join(missing)}", ctx) from problem


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
            once = "give it once"
            if isinstance(option.type, WholeList):
                once += f", as {name} {values[name][:20]},{value[:20]}"
            raise click.UsageError(
                f"{name} is given twice, {shorten(values[name])} and {shorten(value)}: {once}", ctx
            )
        values[name] = value


def command(
    name: str, brief: str, *, many: tuple[str, ...] = (), table: bool = False
) -> Callable[[Callable[..., Outcome]], click.Command]:
    """Make a command of a function that returns an :class:`Outcome`.

    ``brief`` stands beside the name in ``w2s --help``. Adds ``--json`` and ``--threads``, and with ``table`` also
    ``--csv``, ``--latex`` and ``--out``; click then returns (outcome, the form that was asked for).
    A parameter ``threads`` of the function receives the number of threads.
    """

    def decorate(function: Callable[..., Outcome]) -> click.Command:
        wants_threads = "threads" in function.__code__.co_varnames[: function.__code__.co_argcount]

        @functools.wraps(function)
        @click.pass_context
        def run(
            ctx: click.Context, /, as_json: bool, threads: int | None, **options: Any
        ) -> tuple[Outcome, Form]:
            from w2s_theory.cli.threads import limited_threads
            from w2s_theory.cli.user_output import prints_to_stderr

            form = choose_form(as_json, *(options.pop(each) for each in _TABLE_OPTIONS) if table else ())
            threads = threads or (ctx.obj or {}).get("threads")
            runs_user_code = any(options.get(each) for each in _USER_FILES)
            with prints_to_stderr() if runs_user_code else nullcontext():
                if wants_threads:
                    return function(threads=threads, **options), form
                with limited_threads(threads):
                    return function(**options), form

        run = click.option(
            "--threads", type=Whole("threads", 1, 1024), help="Threads of the linear algebra."
        )(run)
        if table:
            run = click.option(
                "--out",
                "table_out",
                metavar="FILE",
                help="Write to a file that ends in .csv, .tex, .json or .txt.",
            )(run)
            run = click.option("--latex", "as_latex", is_flag=True, help="The table as a LaTeX tabular.")(run)
            run = click.option("--csv", "as_csv", is_flag=True, help="The table as CSV, with all digits.")(
                run
            )
        run = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")(run)
        return click.command(name, cls=Command, many=many, short_help=brief)(run)

    return decorate
