"""``w2s new``: a theorem file to start from."""

from __future__ import annotations

import keyword
import shlex
from pathlib import Path
from typing import Any

import click

from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.exact_number import shorten_path
from w2s_theory.records.errors import InputError


@command("new", "Write a theorem file to start from.")
@click.argument("path", metavar="MY_BOUND.py")
def COMMAND(path: str) -> Outcome:
    """Write a theorem file that checks at once: a statement, its setting and a proof of one step, with comments.

    Change it piece by piece, and ask `w2s check --file` in between. A file that exists is left alone.
    """
    from w2s_theory.theorems import my_bound

    target = _new_file(path)
    text = Path(my_bound.__file__).read_text(encoding="utf-8").replace('"my_bound"', f'"{target.stem}"')
    text = text.replace("THIS_FILE", target.name)
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as problem:
        raise InputError(f"{shorten_path(path)} cannot be written: {problem.strerror}") from problem
    name = shlex.quote(path)
    commands = [f"w2s check --file {name}", f"w2s prove --file {name}", f"w2s show --file {name}"]

    def show(screen: Any) -> None:
        screen.line(f"{path} states and proves a bound; try")
        for each in commands:
            screen.line(f"    {each}")

    return Outcome({"path": path, "name": target.stem, "commands": commands}, show)


def _new_file(path: str) -> Path:
    """The path, if a theorem file can be made there.

    Raises
    ------
    InputError
        If it has no name for a theorem, exists, or lies in no folder.
    """
    target = Path(path)
    if target.suffix != ".py" or not target.stem.isidentifier() or keyword.iskeyword(target.stem):
        raise InputError(
            f"{shorten_path(path)}: a theorem file ends in .py and its stem, the theorem's name, is a Python "
            "identifier, as in my_bound.py"
        )
    try:
        if target.exists() or target.is_symlink():
            raise InputError(f"{shorten_path(path)} exists and is left alone: give another name")
        folder = target.absolute().parent
        if not folder.is_dir():
            raise InputError(
                f"{shorten_path(path)} must lie in a folder, and {shorten_path(folder)} is none: make it"
            )
    except (OSError, ValueError) as problem:
        if isinstance(problem, InputError):
            raise
        raise InputError(f"{shorten_path(path)} is not a usable path") from problem
    return target
