"""Printing: JSON for programs, tables for people, one line for errors; any locale, any pipe."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import isfinite, isinf, isnan
from typing import TYPE_CHECKING, Any

from w2s_theory.cli.layout import table_lines, wrapped

if TYPE_CHECKING:
    from w2s_theory.cli.table import Table

SCHEMA = 1
_LONGEST_ERROR = 480


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
    """Standard output for people: as wide as the terminal, or as COLUMNS says; unlimited in a pipe without it."""

    def __init__(self, width: int | None = None) -> None:
        self.width = width or (
            shutil.get_terminal_size().columns if sys.stdout.isatty() else _width_asked_for()
        )
        self._rule = "\N{BOX DRAWINGS LIGHT HORIZONTAL}" if _speaks_unicode(sys.stdout) else "-"

    def line(self, text: str = "", hanging: int | None = None) -> None:
        """One line of text; on a terminal it goes on below, indented (to ``hanging``, if it is given)."""
        for each in wrapped(text, self.width, hanging):
            print(each)

    def source(self, text: str) -> None:
        """What is copied or read by another program, names, LaTeX, BibTeX: never broken, whatever the width."""
        print(text, file=sys.stdout)

    def command(self, name: str, text: str) -> None:
        """A command behind its name; on a narrow screen it goes on after a backslash, so that a shell takes it whole."""
        head = f"{name}  "
        parts: list[str] = []
        for word in map(shlex.quote, shlex.split(text)):
            # an option stays beside its value
            if parts and not word.startswith("-") and parts[-1].startswith("-"):
                parts[-1] += f" {word}"
            else:
                parts.append(word)
        lines = [""]
        for word in parts:
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.width is not None and len(head) + len(longer) + 2 > self.width:
                lines.append(word)
            else:
                lines[-1] = longer
        if len(lines) == 2 and len(head) + len(text) <= (self.width or 0):
            lines = [text]
        for number, line in enumerate(lines):
            print(
                (head if number == 0 else " " * len(head)) + line + (" \\" if line is not lines[-1] else "")
            )

    def fields(self, rows: Iterable[tuple[str, Any]]) -> None:
        """Name and value, one pair per line, values aligned; empty values are left out."""
        pairs = [(name, str(value)) for name, value in rows if value not in (None, "", (), [])]
        width = max((len(name) for name, _ in pairs), default=0)
        for name, value in pairs:
            self.line(f"{name:<{width}}  {value}", width + 2)

    def table(
        self, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, right: Sequence[int] = ()
    ) -> None:
        """A table; ``right`` lists the columns of numbers; where it does not fit, one value a line."""
        lines = table_lines(columns, rows, right=right, width=self.width, rule=self._rule)
        for each in ("", *lines, ""):
            print(each)

    def print_table(self, table: Table) -> None:
        """A table below its title."""
        if table.title:
            self.line(table.title, 0)
        heads, cells, right = table.screen_cells()
        self.table(heads, cells, right=right)


def _width_asked_for() -> int | None:
    """The width that the environment asks for by COLUMNS, ``None`` where it asks for none."""
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdecimal() and 20 <= int(columns) <= 10_000 else None


def counted(count: int, singular: str, plural: str = "") -> str:
    """``1 trial``, ``2 trials``."""
    return f"{count} {singular if count == 1 else plural or singular + 's'}"


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
