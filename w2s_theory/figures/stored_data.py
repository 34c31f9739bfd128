"""Data of a figure as a CSV file whose comments say what it is and how to make it again."""

from __future__ import annotations

import csv
import math
import os
import platform
import re
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from w2s_theory.figures.plan import Column, FigurePlan, Row, Table
from w2s_theory.records.errors import InputError

_PARTS = ("w2s_theory", "numpy", "scipy")
_DIGITS = 8
_LARGEST_FILE = 20_000_000


def stored_path(name: str) -> Path:
    """The committed data of a figure: inside an installed package, or beside the package in a checkout.

    Raises
    ------
    InputError
        If there are none.
    """
    package = Path(__file__).parent.parent
    for folder in (package / "results", package.parent / "results"):
        if (folder / f"{name}.csv").is_file():
            return folder / f"{name}.csv"
    raise InputError(f"the data of {name} are not here: make them with `w2s figure {name} --recompute`")


def table_text(plan: FigurePlan, table: Table, command: str, seed: int) -> str:
    """The file's text: no date, and the same bytes for the same numbers and versions."""
    head = [
        plan.title,
        f"figure: {plan.name}",
        f"command: {command}",
        f"seed: {seed}",
        f"versions: python {platform.python_version()}, "
        + ", ".join(f"{part} {version(part)}" for part in _PARTS),
        f"accuracy: {plan.accuracy:g} (relative difference that other machines may see)",
        *(f"{column.name}: {column.meaning}" for column in plan.columns),
    ]
    lines = [f"# {line}" for line in head]
    lines.append(",".join(column.name for column in plan.columns))
    lines += [",".join(_text(column, row[column.name]) for column in plan.columns) for row in table]
    return "\n".join(lines) + "\n"


def require_output_file(path: str | Path, what: str) -> None:
    """``InputError`` unless a file may be written there; asked before the work starts."""
    target = Path(path)
    try:
        parent = target.absolute().parent
        if target.is_dir():
            raise InputError(f"{what} must name a file, and {target} is a folder")
        if not parent.is_dir():
            raise InputError(f"{what} must lie in an existing folder, and {parent} is none: make it")
        if not os.access(parent, os.W_OK | os.X_OK):
            raise InputError(f"{what} must lie in a folder that can be written, and {parent} is not")
    except (OSError, ValueError) as problem:
        if isinstance(problem, InputError):
            raise
        raise InputError(f"{what} must be a usable path") from problem


def write_file(path: str | Path, content: bytes) -> None:
    """Write a file at once: there is never half of it."""
    target = Path(path)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        temporary.write_bytes(content)
        temporary.replace(target)
    except OSError as problem:
        raise InputError(f"{target} cannot be written ({problem.strerror}): give another path") from problem
    finally:
        temporary.unlink(missing_ok=True)


def read_table(plan: FigurePlan, path: str | Path) -> Table:
    """The data of a figure from a file.

    Raises
    ------
    InputError
        For a file that is missing or no text, other columns, no rows, or what is no number; with the line.
    """
    lines = _lines(Path(path))
    named = [match[1] for line in lines if (match := re.match(r"# figure: (\S+)\s*$", line))]
    if named and named[0] != plan.name:
        raise InputError(f"{path} holds the data of {named[0][:60]}, not of {plan.name}")
    body = [(i, line) for i, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    expected = [column.name for column in plan.columns]
    if not body or next(csv.reader([body[0][1]])) != expected:
        raise InputError(f"{path} must have the columns {','.join(expected)}")
    if len(body) == 1:
        raise InputError(f"{path} has no rows: make the data with `w2s figure {plan.name} --recompute`")
    return Table(tuple(_row(plan, line, f"{path}, line {i}") for i, line in body[1:]))


def _lines(path: Path) -> list[str]:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise InputError(f"{path} is too large to be the data of a figure")
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as problem:
        if isinstance(problem, InputError):
            raise
        raise InputError(f"{path} cannot be read as text: give the data of a figure, a CSV file") from problem


def _row(plan: FigurePlan, line: str, where: str) -> Row:
    entries: Sequence[str] = next(csv.reader([line]))
    if len(entries) != len(plan.columns):
        raise InputError(f"{where}: {len(plan.columns)} entries were expected, not {len(entries)}")
    return {
        column.name: _value(column, entry.strip(), where)
        for column, entry in zip(plan.columns, entries, strict=True)
    }


def _value(column: Column, entry: str, where: str) -> Any:
    if column.kind == "text":
        return entry
    if not entry:
        return None
    if column.kind == "whole":
        if entry == "inf":
            return math.inf
        if re.fullmatch(r"[0-9]{1,18}", entry):
            return int(entry)
        raise InputError(f"{where}: {column.name} must be a whole number, or inf")
    try:
        number = float(entry)
    except ValueError:
        number = math.nan
    if math.isnan(number):
        raise InputError(f"{where}: {column.name} must be a number")
    return number


def _text(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.kind == "real":
        return f"{value:.{_DIGITS}g}"
    return str(value)
