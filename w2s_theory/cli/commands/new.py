"""``w2s new``: a theorem file to start from."""

from __future__ import annotations

import shlex
from typing import Any

import click

from w2s_theory.cli.outcome import Outcome, command


@command("new", "Write a theorem file to start from.")
@click.argument("path", metavar="MY_BOUND.py")
def COMMAND(path: str) -> Outcome:
    """Write a theorem file that checks at once: a statement, its setting and a proof of one step, with comments.

    Change it piece by piece, and ask `w2s check --file` in between. A file that exists is left alone.
    """
    from w2s_theory.theorems.new_file import new_theorem_file

    target = new_theorem_file(path)
    name = shlex.quote(path)
    commands = [f"w2s check --file {name}", f"w2s prove --file {name}", f"w2s show --file {name}"]

    def show(screen: Any) -> None:
        screen.line(f"{path} states and proves a bound; try")
        for each in commands:
            screen.line(f"    {each}")

    return Outcome({"path": path, "name": target.stem, "commands": commands}, show)
