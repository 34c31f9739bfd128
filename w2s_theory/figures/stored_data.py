"""Data of a figure as a CSV file whose comments say what it is and how to make it again."""

from __future__ import annotations

import math
import platform
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

from w2s_theory.csv_file import CsvFile, CsvLine, finite_float, read_csv
from w2s_theory.exact_number import shorten, shorten_path
from w2s_theory.figures.plan import Column, FigurePlan, Row, Table
from w2s_theory.figures.settings import Sizes, read_changes
from w2s_theory.records.errors import InputError

_PARTS = ("w2s_theory", "numpy", "scipy")
_DIGITS = 8
_LARGEST_FILE = 20_000_000
# whose square an axis can still hold
_SMALLEST = 1e-100


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
        f"settings: {plan.sizes_of(table)}",
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


def read_table(plan: FigurePlan, path: str | Path) -> Table:
    """The data of a figure from a file; ``sizes`` of the table is ``None`` if the file does not say them.

    Raises
    ------
    InputError
        For a file that is missing or no text, other columns, no rows or too few, or what is no number or outside its
        range; with the line.
    """
    shown = shorten_path(path)
    file = read_csv(path, f"the data of {plan.name} must be a CSV file", _LARGEST_FILE)
    named = _comment(file, "figure")
    if named is not None and named != plan.name:
        raise InputError(f"{shown} holds the data of {named[:60]}, not of {plan.name}")
    expected = tuple(column.name for column in plan.columns)
    if file.columns != expected:
        raise InputError(f"{shown} must have the columns {','.join(expected)}")
    if not file.lines:
        raise InputError(f"{shown} has no rows: make the data with `w2s figure {plan.name} --recompute`")
    sizes = _sizes(plan, file, shown)
    table = Table(tuple(_row(plan, line, f"{shown}, line {line.number}") for line in file.lines), sizes)
    plan.require(table)
    return table


def _comment(file: CsvFile, name: str) -> str | None:
    found = (each.partition(": ")[2].strip() for each in file.comments if each.startswith(f"{name}: "))
    return next(found, None)


def _sizes(plan: FigurePlan, file: CsvFile, shown: str) -> Sizes | None:
    text = _comment(file, "settings")
    if text is None:
        return None
    try:
        return plan.sizes(changes=read_changes(text.split()))
    except InputError as problem:
        raise InputError(f"{shown}, the line of its settings: {problem}") from problem


def _row(plan: FigurePlan, line: CsvLine, where: str) -> Row:
    return {
        column.name: _value(column, entry, f"{where}: {column.name}")
        for column, entry in zip(plan.columns, line.cells, strict=True)
    }


def _value(column: Column, entry: str, what: str) -> Any:
    if column.kind == "text":
        if column.words and entry not in column.words:
            raise InputError(f"{what} must be one of {', '.join(column.words)}, not {shorten(entry)}")
        return entry
    if not entry:
        if column.missing:
            return None
        raise InputError(f"{what} must be a number, and there is none")
    if entry == "inf" and column.infinite:
        return math.inf
    if column.kind == "whole":
        if not re.fullmatch(r"[0-9]{1,18}", entry):
            raise InputError(
                f"{what} must be a whole number{', or inf' if column.infinite else ''}, not {shorten(entry)}"
            )
        number: Any = int(entry)
    else:
        number = finite_float(entry, what)
    if column.least != "any" and (number < 0 or (number == 0 and column.least == "positive")):
        sort = "a positive number" if column.least == "positive" else "a number >= 0"
        raise InputError(f"{what} must be {sort}, not {shorten(entry)}")
    if column.kind == "real" and column.least == "positive" and not _SMALLEST <= number <= 1 / _SMALLEST:
        raise InputError(
            f"{what} must lie between {_SMALLEST:g} and {1 / _SMALLEST:g} to be drawn, not {shorten(entry)}"
        )
    return number


def _text(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.kind == "real":
        return f"{value:.{_DIGITS}g}"
    return str(value)
