"""What a figure is: where its numbers come from, what is drawn, and how far a number may differ next time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from w2s_theory.figures.settings import Setting, Sizes, choose_sizes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Row = dict[str, Any]
Cell = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a figure's data.

    Parameters
    ----------
    name, meaning
        As in the file's header; the meaning in words, with its normalisation.
    kind
        ``whole`` (or the text ``inf``), ``real`` or ``text``.
    scale
        For a real column: the column whose size its accuracy refers to (by default its own). The end of
        an interval may be near 0 where the mean is not.
    accuracy
        For a real column: its own relative accuracy, instead of the plan's. Where a minimum lies is known
        less well than the minimum.
    least
        ``positive`` numbers, ``zero`` and more, or ``any``: what a file from outside may hold.
    infinite, missing
        Whether an entry may be ``inf``, or empty.
    words
        For a text column: the texts there are.
    """

    name: str
    meaning: str
    kind: Literal["whole", "real", "text"] = "real"
    scale: str | None = None
    accuracy: float | None = None
    least: Literal["positive", "zero", "any"] = "positive"
    infinite: bool = False
    missing: bool = False
    words: tuple[str, ...] = ()

    @staticmethod
    def end(name: str, meaning: str, scale: str | None = None) -> Column:
        """The end of an interval: of any sign, and none where there is one draw."""
        return Column(name, meaning, scale=scale, least="any", missing=True)


@dataclass(frozen=True)
class FigurePlan:
    """A figure: its data and its drawing.

    Parameters
    ----------
    name
        The file's stem.
    title
        One line for people.
    caption
        What is seen, and what of it is exact, certified, simulated or universality.
    columns
        Of the data.
    settings
        The sizes that can be changed.
    cells
        ``cells(sizes)`` lists the independent parts of the computation, tuples of plain values.
    compute_cell
        ``compute_cell(cell, seed, sizes)`` returns the rows of one cell; the same for the same arguments.
    draw
        ``draw(table)`` returns the matplotlib figure.
    accuracy
        Relative: how far a real number may be off when it is computed again, elsewhere.
    seconds
        About how long all cells take on one core.
    summarise
        ``summarise(table)`` returns the head and the rows of a small table for people, as text.
    require
        ``require(table)`` raises ``InputError`` for too few rows to draw.
    """

    name: str
    title: str
    caption: Callable[[Table], str]
    columns: tuple[Column, ...]
    settings: tuple[Setting, ...]
    cells: Callable[[Sizes], Sequence[Cell]]
    compute_cell: Callable[[Cell, int, Sizes], list[Row]]
    draw: Callable[[Table], Figure]
    accuracy: float
    seconds: float
    summarise: Callable[[Table], tuple[tuple[str, ...], list[tuple[str, ...]]]] | None = None
    require: Callable[[Table], None] = lambda table: None

    def sizes(self, quick: bool = False, changes: Mapping[str, str] | None = None) -> Sizes:
        """The usual (or quick) sizes, with those that are given as ``--set`` takes them: ``{"M_TE": "30,100"}``."""
        return choose_sizes(self.settings, quick, changes or {})

    def sizes_of(self, table: Table) -> Sizes:
        """The sizes of these data; the usual ones where the data do not say."""
        return table.sizes or self.sizes()


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of a figure's data, and the sizes they belong to if these are known; a missing number is ``None``."""

    rows: tuple[Row, ...]
    sizes: Sizes | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def where(self, **wanted: Any) -> Table:
        """The rows whose columns have these values."""
        rows = tuple(row for row in self.rows if all(row[k] == v for k, v in wanted.items()))
        return Table(rows, self.sizes)

    def where_at_least(self, name: str, least: Any) -> Table:
        """The rows whose entry of a column is ``least`` or more."""
        return Table(tuple(row for row in self.rows if row[name] >= least), self.sizes)

    def array(self, name: str) -> np.ndarray:
        """A column as float64, shape (n,); nan where there is no number."""
        return np.array([np.nan if row[name] is None else float(row[name]) for row in self.rows])

    def distinct(self, name: str) -> list[Any]:
        """The values of a column, each once, in the order of the rows."""
        return list(dict.fromkeys(row[name] for row in self.rows))


def matching_rows(plan: FigurePlan, table: Table, made: Sequence[Row]) -> list[Row]:
    """The rows of a table that belong to the cell whose rows were made: those with the same labels.

    Labels are the columns that hold no real number.
    """
    labels = [column.name for column in plan.columns if column.kind != "real"]
    wanted = {tuple(row[name] for name in labels) for row in made}
    return [row for row in table if tuple(row[name] for name in labels) in wanted]


def differences(plan: FigurePlan, stored: Sequence[Mapping[str, Any]], made: Sequence[Row]) -> list[str]:
    """In which places rows made again differ from stored ones by more than the plan's accuracy.

    Parameters
    ----------
    plan
        Gives the columns and the accuracy.
    stored, made
        The same rows in the same order.

    Returns
    -------
    list of str
        One line per difference; empty if they agree.
    """
    if len(stored) != len(made):
        return [f"{len(made)} rows were made and {len(stored)} are stored"]
    found = []
    for number, (old, new) in enumerate(zip(stored, made, strict=True)):
        for column in plan.columns:
            before, after = old[column.name], new[column.name]
            if column.kind == "real" and before is not None and after is not None:
                size = abs(old[column.scale or column.name])
                same = before == after or abs(before - after) <= (column.accuracy or plan.accuracy) * size
            else:
                same = before == after
            if not same:
                found.append(f"row {number}, {column.name}: stored {before!r}, made {after!r}")
    return found
