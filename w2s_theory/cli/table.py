"""A table as a command makes it: what it is about, columns with their meaning, rows of plain values.

One record, printed as text (:class:`w2s_theory.cli.output.Screen`), CSV or LaTeX; the rows are those of the JSON object.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Context
from math import isfinite, isinf
from typing import Any

from w2s_theory.cli.output import number_text, plain
from w2s_theory.tables import latex_number

# columns of a LaTeX table
_MOST_ACROSS = 10
# a rational number, or one over a power of pi
_EXACT = re.compile(r"-?\d+/(?:\d+|\(\d+\*pi\^\d+\))")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name
        Key of the rows, and head in CSV.
    meaning
        In words, with unit or normalisation.
    head
        On the screen; the name, if it is not given.
    latex
        Head in LaTeX, a formula; the screen's head as text, if it is not given.
    number
        Numbers stand on the right.
    digits
        Significant digits of a float on the screen and in LaTeX; all of them with ``None``. CSV has all of them.
    up
        Rounded upwards, as a bound on an error must be.
    absent
        What stands on the screen and in LaTeX where there is no number.
    """

    name: str
    meaning: str = ""
    head: str | None = None
    latex: str | None = None
    number: bool = True
    digits: int | None = 6
    up: bool = False
    absent: str = "-"

    @property
    def heading(self) -> str:
        """What stands above the column on a screen."""
        return self.name.replace("_", " ") if self.head is None else self.head


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns, and a title that says of what they are: model, sizes, normalisation."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Any], ...]

    @property
    def used(self) -> tuple[Column, ...]:
        """The columns that hold something: those that are shown. CSV has all of them, for programs."""
        return tuple(
            each for each in self.columns if any(row.get(each.name) is not None for row in self.rows)
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(column.name for column in self.columns)

    def screen_cells(self) -> tuple[list[str], list[list[str]], list[int]]:
        """Heads, cells as text, and which columns are numbers."""
        used = self.used
        heads = [column.heading for column in used]
        cells = [[_shown(row.get(column.name), column) for column in used] for row in self.rows]
        return heads, cells, [place for place, column in enumerate(used) if column.number]

    def to_csv(self) -> str:
        """Names, then one line a row: every digit, nothing for a missing number, ``inf`` for an infinite one."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.names)
        writer.writerows([_csv_cell(row.get(name)) for name in self.names] for row in self.rows)
        return out.getvalue()

    def to_latex(self) -> str:
        """A ``tabular`` below a comment that holds the title; needs no package."""
        from w2s_theory.printing.escaped import escaped

        used = self.used
        if len(self.rows) == 1 and len(used) > _MOST_ACROSS:
            return self._downwards(used)
        heads = " & ".join(column.latex or escaped(column.heading) for column in used)
        layout = "".join("r" if column.number else "l" for column in used)
        lines = [
            f"% {' '.join(self.title.split())}",
            rf"\begin{{tabular}}{{{layout}}}",
            rf"{heads} \\ \hline",
        ]
        for row in self.rows:
            cells = (_latex_cell(row.get(column.name), column) for column in used)
            lines.append(rf"{' & '.join(cells)} \\")
        return "\n".join([*lines, r"\end{tabular}"]) + "\n"

    def _downwards(self, used: tuple[Column, ...]) -> str:
        """One row of many columns as one line a column."""
        from w2s_theory.printing.escaped import escaped

        lines = [f"% {' '.join(self.title.split())}", r"\begin{tabular}{ll}"]
        for column in used:
            cell = _latex_cell(self.rows[0].get(column.name), column)
            lines.append(rf"{column.latex or escaped(column.heading)} & {cell} \\")
        return "\n".join([*lines, r"\end{tabular}"]) + "\n"

    def to_dict(self) -> dict[str, Any]:
        """Title and meaning of the columns, for the JSON object."""
        return {
            "title": self.title,
            "columns": {each.name: each.meaning for each in self.columns if each.meaning},
        }


def table_of_fields(title: str, data: Mapping[str, Any]) -> Table:
    """One row: the fields of an answer that hold one value each."""
    row = {
        name: value for name, value in data.items() if value is None or isinstance(value, str | int | float)
    }
    return Table(title, tuple(Column(name, number=not isinstance(row[name], str)) for name in row), (row,))


def _shown(value: Any, column: Column) -> str:
    if value is None:
        return column.absent if column.number else ""
    if isinstance(value, float) and not isinf(value) and column.digits is None:
        return repr(value)
    if column.up and isinstance(value, float) and isfinite(value):
        return rounded_up(value, column.digits or 6)
    return number_text(value, column.digits or 6)


def rounded_up(value: float, digits: int) -> str:
    """The least decimal number of so many significant digits that is not below ``value``.

    Examples
    --------
    >>> rounded_up(2.41e-14, 2)
    '2.5e-14'
    """
    return f"{float(Context(prec=digits, rounding=ROUND_CEILING).create_decimal(value)):.{digits}g}"


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    entry = plain(value)
    return repr(entry) if isinstance(entry, float) else "" if entry is None else str(entry)


def _latex_cell(value: Any, column: Column) -> str:
    from w2s_theory.printing.escaped import escaped

    text = _shown(value, column)
    if not column.number or value is None:
        return escaped(text)
    if _EXACT.fullmatch(text):
        formula = text.replace("*pi", r"\pi")
        return f"${formula}$"
    return f"${latex_number(text.removeprefix('+'))}$" if _is_number(text) else escaped(text)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
