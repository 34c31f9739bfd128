"""Printing: JSON for programs, tables for people, one line for errors; any locale, any pipe."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import isfinite, isinf, isnan
from typing import Any

SCHEMA = 1
_WIDTH_WITHOUT_TERMINAL = 200
_LONGEST_ERROR = 480
_MOST_ROWS_WITH_RULES = 400


def plain(value: Any) -> Any:
    """A value as JSON can hold it: infinite sizes as "inf", no NaN, exact rationals as text."""
    if value is None or isinstance(value, (bool, str, int)):
        return value
    if isinstance(value, float):
        return _plain_float(value)
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, Fraction):
        return str(value)
    if hasattr(value, "tolist"):  # NumPy scalars and arrays
        return plain(value.tolist())
    if isinstance(value, Iterable):
        return [plain(entry) for entry in value]
    return str(value)


def _plain_float(value: float) -> float | str | None:
    if isfinite(value):
        return value
    return None if isnan(value) or value < 0 else "inf"


def json_text(command: str, arguments: Sequence[str], data: Mapping[str, Any]) -> str:
    """One object with ``schema``, ``command``, ``version`` and the command's fields."""
    import w2s_theory

    head = {
        "schema": SCHEMA,
        "command": command,
        "arguments": list(arguments),
        "version": w2s_theory.__version__,
    }
    return json.dumps({**head, **plain(data)}, indent=2, allow_nan=False)


class Screen:
    """Standard output for people."""

    def __init__(self) -> None:
        from rich.console import Console

        terminal = sys.stdout.isatty()
        self.unicode = _speaks_unicode(sys.stdout)
        self.console = Console(
            file=sys.stdout,
            markup=False,
            highlight=False,
            emoji=False,
            soft_wrap=not terminal,
            width=None if terminal else _WIDTH_WITHOUT_TERMINAL,
            safe_box=True,
        )

    def line(self, text: str = "") -> None:
        """One line of text."""
        self.console.print(text)

    def source(self, text: str) -> None:
        """Lines that another program reads, LaTeX or BibTeX: never broken, whatever the terminal's width."""
        print(text, file=sys.stdout)

    def fields(self, rows: Iterable[tuple[str, Any]]) -> None:
        """Name and value, one pair per line, values aligned; empty values are left out."""
        pairs = [(name, str(value)) for name, value in rows if value not in (None, "", (), [])]
        width = max((len(name) for name, _ in pairs), default=0)
        for name, value in pairs:
            self.line(f"{name:<{width}}  {value}")

    def table(
        self, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, right: Sequence[int] = ()
    ) -> None:
        """A table; ``right`` lists the columns aligned to the right."""
        if len(rows) > _MOST_ROWS_WITH_RULES:
            self._plain_table(columns, rows, right)
            return
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(box=box.SIMPLE_HEAD if self.unicode else box.ASCII2, pad_edge=False)
        for number, name in enumerate(columns):
            table.add_column(name, justify="right" if number in right else "left", overflow="fold")
        for row in rows:
            table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
        self.console.print(table)

    def _plain_table(
        self, columns: Sequence[str], rows: Sequence[Sequence[Any]], right: Sequence[int]
    ) -> None:
        """Columns of text at once: a layout engine takes seconds over thousands of rows."""
        cells = [list(columns), *(["" if cell is None else str(cell) for cell in row] for row in rows)]
        widths = [max(len(row[number]) for row in cells) for number in range(len(columns))]
        for row in cells:
            parts = [
                cell.rjust(width) if number in right else cell.ljust(width)
                for number, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            print("  ".join(parts).rstrip(), file=sys.stdout)


def number_text(value: Any, digits: int = 6) -> str:
    """A number for a table; a dash where there is none."""
    if value is None:
        return "-"
    if isinstance(value, float) and isinf(value):
        return "inf"
    return f"{value:.{digits}g}" if isinstance(value, float) else str(value)


def error_line(text: str) -> str:
    """Any message as one printable line; what a user typed may be long, its middle is left out."""
    line = " ".join(text.split())
    if len(line) > _LONGEST_ERROR:
        line = f"{line[: _LONGEST_ERROR // 2]} ... {line[-_LONGEST_ERROR // 3 :]}"
    return "".join(mark if mark.isprintable() else "?" for mark in line)


def complain(text: str) -> None:
    """One line on standard error, whatever its state."""
    try:
        print(f"w2s: {error_line(text)}", file=sys.stderr, flush=True)
    except (OSError, ValueError, AttributeError):
        pass  # nobody is listening


def prepare_streams() -> None:
    """Let no character of ours end in an encoding error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def _speaks_unicode(stream: Any) -> bool:
    return (getattr(stream, "encoding", None) or "ascii").lower().replace("-", "") in (
        "utf8",
        "utf16",
        "utf32",
    )
