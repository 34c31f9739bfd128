"""``docs/reference.md``: every command with its Python twin and what that returns, printed from both.

``python -m w2s_theory.cli.reference docs/reference.md`` writes the page; ``--check`` says whether it is current.
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

import w2s_theory
from w2s_theory.cli.group import w2s
from w2s_theory.records.errors import InputError

# command -> the public names that do in Python what it does; the first is what the page calls its twin
TWINS: dict[str, tuple[str, ...]] = {
    "check": ("check",),
    "compare": ("compare", "power_law"),
    "derive": ("derive_theorem",),
    "diagnose": ("diagnose",),
    "doctor": ("doctor",),
    "equivalent": ("equivalent",),
    "evaluate": ("evaluate_bound",),
    "explain": ("explain",),
    "exponents": ("student_exponents",),
    "explore": ("explore",),
    "figure": ("figure", "list_figures"),
    "list": ("list_theorems",),
    "needs": ("hypothesis_roles", "facts"),
    "new": ("new_theorem_file", "load_theorem"),
    "notebook": ("copy_notebook", "list_notebooks"),
    "paper": ("paper",),
    "prove": ("prove",),
    "recipe": ("recipe", "Teach", "Study", "Mix"),
    "samples": ("samples_needed", "finite_sample_equivalent"),
    "sgd": ("one_pass_sgd", "simulate_one_pass_sgd"),
    "show": ("theorem",),
    "simulate": ("simulate_networks", "simulate_linear_networks"),
    "slides": ("slides",),
    "spectrum": ("spectrum",),
    "sweep export": ("export_sweep",),
    "sweep plan": ("sweep_plan",),
    "sweep run": ("run_sweep",),
    "sweep status": ("sweep_status",),
    "try": ("try_bound",),
    "units": ("units_needed", "certified_gap"),
}
_INTRODUCTION = """# Reference: commands and their Python twins

Printed by `python -m w2s_theory.cli.reference docs/reference.md` from the commands and the docstrings; do not edit by hand.

`import w2s_theory as w` loads nothing; each name is loaded when it is first used. A theorem is given by its name, by a part
that no other name has, or as a record. Models come first, then sizes, then the target. Every result is a frozen record that
can be copied and pickled, with `to_dict()`, `to_latex()`, an HTML form for notebooks and a `repr` of one line; a wrong
argument raises `w.InputError`, an accuracy that is not reached `w.AccuracyError`, both `ValueError`s of one line.
"""


def command_names() -> tuple[str, ...]:
    """Every command, those of groups as ``sweep run``, sorted."""
    return tuple(sorted(_names(w2s, "")))


def _names(group: Any, before: str) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from _names(found, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def twins_of(command: str) -> tuple[str, ...]:
    """The public names that belong to a command.

    Raises
    ------
    InputError
        If it has none: a command without a twin.
    """
    found = tuple(name for name in TWINS.get(command, ()) if name in w2s_theory.PUBLIC_NAMES)
    if not found:
        raise InputError(f"the command {command} has no Python twin: add one to TWINS and to w2s_theory")
    return found


def reference() -> str:
    """The page."""
    rows = [
        f"| `w2s {command}` | {_link(twins_of(command)[0])} | {_returns(twins_of(command)[0])} |"
        for command in command_names()
    ]
    with_twin = {name for command in command_names() for name in twins_of(command)}
    others = [name for name in w2s_theory.PUBLIC_NAMES if name not in with_twin and _is_function(name)]
    lines = [_INTRODUCTION, "## Commands", "", "| command | Python twin | returns |", "|---|---|---|", *rows]
    lines += ["", "## The twins, and what belongs to them", ""]
    for command in command_names():
        lines += [line for name in twins_of(command) for line in _entry(name, command)]
    lines += ["## More in Python", ""]
    lines += [line for name in others for line in _entry(name, None)]
    return "\n".join(each_once(lines)).rstrip().replace("``", "`") + "\n"


def each_once(lines: Sequence[str]) -> list[str]:
    """The lines, an entry that belongs to several commands printed once."""
    kept: list[str] = []
    seen: set[str] = set()
    skipping = False
    for line in lines:
        if line.startswith("### "):
            skipping = line in seen
            seen.add(line)
        elif line.startswith("## "):
            skipping = False
        if not skipping:
            kept.append(line)
    return kept


def _is_function(name: str) -> bool:
    value = getattr(w2s_theory, name)
    return (
        callable(value)
        and not (inspect.isclass(value) and issubclass(value, Exception))
        and name != "catalog"
    )


def _link(name: str) -> str:
    return f"[`w.{name}`](#{name})"


def _entry(name: str, command: str | None) -> list[str]:
    value = getattr(w2s_theory, name)
    twin = f" Twin of `w2s {command}`." if command is not None and TWINS[command][0] == name else ""
    head = [f"### {name}", "", f"`w.{name}{_signature(value)}`", "", f"{_first_line(value)}{twin}", ""]
    parameters = _section(value, "Parameters")
    head += [f"- {each}" for each in parameters] + ([""] if parameters else [])
    returned = _section(value, "Returns")
    return head + ([f"Returns {'; '.join(returned)}", ""] if returned else [])


class _Default:
    """What stands for a default that is a function: its own repr has an address."""

    def __repr__(self) -> str:
        return "..."


def _signature(value: Any) -> str:
    shown = inspect.signature(value)
    plain = []
    for each in shown.parameters.values():
        bare = each.replace(annotation=inspect.Parameter.empty)
        is_function = each.default is not inspect.Parameter.empty and callable(each.default)
        plain.append(bare.replace(default=_Default()) if is_function else bare)
    return str(shown.replace(parameters=plain, return_annotation=inspect.Signature.empty))


def _returns(name: str) -> str:
    found = _section(getattr(w2s_theory, name), "Returns")
    if not found:
        raise InputError(f"the docstring of {name} has no section Returns")
    return found[0].split(":")[0].replace("|", "or")


def _first_line(value: Any) -> str:
    return " ".join((inspect.getdoc(value) or "").split("\n\n")[0].split())


def _section(value: Any, title: str) -> list[str]:
    """The entries of a section of a docstring, each in one line: ``name : type: what it is``."""
    text = (inspect.getdoc(value) or "").split(f"{title}\n{'-' * len(title)}\n")
    if len(text) < 2:
        return []
    entries: list[list[str]] = []
    lines = text[1].splitlines()
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if following and set(following) == {"-"}:
            break
        if line.startswith("    "):
            entries[-1].append(line.strip())
        elif line.strip():
            entries.append([line.strip()])
    return [f"`{head}`{': ' if rest else ''}{' '.join(rest)}" for head, *rest in entries]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the page; 0 done or current, 1 stale, 2 wrong use."""
    parser = argparse.ArgumentParser(prog="python -m w2s_theory.cli.reference", description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if the page is stale")
    options = parser.parse_args(arguments)
    text = reference()
    if options.page.is_file() and options.page.read_text(encoding="utf-8") == text:
        return 0
    if options.check:
        print(f"{options.page} is stale: run this without --check", file=sys.stderr)
        return 1
    try:
        options.page.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        print(f"{options.page} cannot be written: {error.strerror}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
