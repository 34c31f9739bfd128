"""The group of commands: names from the folder, a command's module imported when it is called."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from w2s_theory.cli.outcome import refuse_repeats
from w2s_theory.cli.parameters import Whole
from w2s_theory.exact_number import shorten

FOLDER = Path(__file__).parent / "commands"


class CommandFolder(click.Group):
    """A group whose members are the files of a folder."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Command names, sorted; nothing is imported."""
        return sorted(path.stem.rstrip("_") for path in FOLDER.glob("*.py") if path.stem != "__init__")

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; ``None`` if there is no such file."""
        if cmd_name not in self.list_commands(ctx):
            return None
        # a command may be called like a Python keyword, a module may not
        stem = cmd_name if (FOLDER / f"{cmd_name}.py").is_file() else f"{cmd_name}_"
        return import_module(f"w2s_theory.cli.commands.{stem}").COMMAND

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, but no option twice."""
        refuse_repeats(self, ctx, args)
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """As click does, with the nearest name when there is no such command."""
        if args and args[0] not in self.list_commands(ctx) and not args[0].startswith("-"):
            near = get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = (
                f"did you mean {near[0]}?"
                if near
                else f"expected one of {', '.join(self.list_commands(ctx))}"
            )
            raise click.UsageError(f"there is no command {shorten(args[0])}; {hint}", ctx)
        return super().resolve_command(ctx, args)


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        import w2s_theory

        click.echo(f"w2s_theory {w2s_theory.__version__}")
        ctx.exit()


@click.command(
    cls=CommandFolder,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version.",
)
@click.option("--threads", type=Whole("threads", 1, 1024), help="Threads (or worker processes of `check`).")
@click.pass_context
def w2s(ctx: click.Context, threads: int | None) -> None:
    """Weak-to-strong generalization in random-feature networks.

    Derive, evaluate, certify, simulate and prove its bounds, and check your own.
    Every command takes --json. Exit status: 0 holds, 1 refuted, 2 wrong input, 3 undecided or not accurate
    enough, 70 a defect of ours, 130 interrupted.

    \b
    For NAME a part that no other theorem has will do; a subject stands for
    all its theorems (w2s list). TAB completes names after this line, which
    has zsh_source or fish_source for these shells:
        eval "$(_W2S_COMPLETE=bash_source w2s)"
    """  # noqa: D301
    ctx.obj = {"threads": threads}
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
