"""CSV files from outside, read in one way: with or without BOM, any line ends, comments, quoted cells, pandas' row numbers.

Line numbers are those of the file, so that an error can say where.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from w2s_theory.exact_number import shorten, shorten_path
from w2s_theory.records.errors import InputError

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class CsvLine:
    """A row: its line number in the file, and its cells without surrounding blanks."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file as read: comments (without ``#``), the names of its columns, its rows.

    An unnamed first column that counts the rows, as pandas writes it, is left out.
    """

    path: str
    comments: tuple[str, ...]
    columns: tuple[str, ...]
    lines: tuple[CsvLine, ...]


def read_csv(path: str | Path, expected: str, largest: int) -> CsvFile:
    """Read a CSV file whose first line names its columns.

    Parameters
    ----------
    path
        Of the file.
    expected
        What must stand there, for the errors: ``--spectrum must be a CSV file ...``.
    largest
        Bytes.

    Raises
    ------
    InputError
        In one line, for what is no readable text file, too large, or a row that is longer or shorter than the first line.
    """
    shown = shorten_path(path)
    try:
        file = Path(path)
        if not file.is_file():
            kind = "a folder" if file.is_dir() else "not a file"
            raise InputError(f"{expected}, and {shown} cannot be read: it is {kind}")
        if file.stat().st_size > largest:
            raise InputError(f"{expected} of at most {largest / 1e6:g} MB, and {shown} is larger")
        # "utf-8-sig" takes the mark that spreadsheets put at the beginning away
        text = file.read_text(encoding="utf-8-sig")
    except PermissionError as problem:
        raise InputError(f"{expected}, and {shown} cannot be read: permission denied") from problem
    except UnicodeDecodeError as problem:
        raise InputError(f"{expected}, and {shown} cannot be read: it is not UTF-8 text") from problem
    except (OSError, ValueError) as problem:
        if isinstance(problem, InputError):
            raise
        raise InputError(f"{expected}, and {shown} cannot be read as text") from problem
    return _parsed(text, str(path), expected)


def _parsed(text: str, path: str, expected: str) -> CsvFile:
    shown = shorten_path(path)
    comments, rows = [], []
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        if line.startswith("#"):
            comments.append(line[1:].strip())
            continue
        try:
            cells = next(csv.reader([line], strict=True), [])
        except csv.Error as problem:
            raise InputError(
                f"{expected}, and line {number} of {shown} cannot be read: {problem}"
            ) from problem
        cells = [cell.strip() for cell in cells]
        if any(cells):
            rows.append(CsvLine(number, tuple(cells)))
    columns = rows[0].cells if rows else ()
    for row in rows[1:]:
        if len(row.cells) != len(columns):
            entries = f"{len(columns)} {'entry' if len(columns) == 1 else 'entries'}"
            raise InputError(f"line {row.number} of {shown}: {entries} were expected, not {len(row.cells)}")
    if len(columns) > 1 and columns[0] == "" and all(row.cells[0].isdecimal() for row in rows[1:]):
        rows = [CsvLine(row.number, row.cells[1:]) for row in rows]
        columns = columns[1:]
    return CsvFile(path, tuple(comments), columns, tuple(rows[1:]))


def finite_float(text: str, what: str) -> float:
    """A decimal number in the range of float64; ``what`` names place and column.

    Raises
    ------
    InputError
        For what is no decimal number (``nan``, ``1_0``, ``0x1``) or beyond float64.
    """
    if not _NUMBER.fullmatch(text):
        raise InputError(f"{what} must be a number, not {shorten(text)}")
    number = float(text)
    if abs(number) == float("inf"):
        raise InputError(f"{what} must be a number below 1e308, and {shorten(text)} is too large")
    return number
