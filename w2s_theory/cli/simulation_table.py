"""The tables of ``w2s simulate``: every number a row for programs; for people one setting downwards, several one a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor, inf, log10
from typing import Any

from w2s_theory.cli.headings import model_heading, sizes_text, target_heading
from w2s_theory.cli.output import counted, number_text
from w2s_theory.cli.table import Column, Table
from w2s_theory.simulate.networks import NetworkSimulation

_COLUMNS = (
    Column("dimension", "d", "d", "$d$"),
    Column("teacher_units", "M_TE", "M_TE", r"$M_{\mathrm{TE}}$"),
    Column("student_units", "M_ST, or inf", "M_ST", r"$M_{\mathrm{ST}}$"),
    Column(
        "function",
        "whose error: teacher, student at tau, best student (each draw at its own best time)",
        "error of",
        number=False,
    ),
    Column(
        "tau", "stopping time lambda_K t; of best students the median over draws", "tau", r"$\tau$", absent=""
    ),
    Column("mean", "mean over the draws of ||f* - f||^2, ||f*|| = 1", "error", "error"),
    Column("low", "lower end of its approximate 95 % interval (Student t), 0 where that is below 0", "low"),
    Column("high", "upper end; of a teacher 1 where that is above 1", "high"),
    Column(
        "accuracy",
        "how far rounding may have moved the mean",
        "+- rounding",
        r"$\pm$ rounding",
        digits=2,
        up=True,
    ),
    Column("trials", "independent draws"),
    Column("seed", "of all draws"),
)
_SIZES = 3


def long_table(found: Sequence[NetworkSimulation]) -> Table:
    """One row per number."""
    return Table(heading(found), _COLUMNS, tuple(row for each in found for row in _rows(each)))


def one_setting(found: NetworkSimulation) -> Table:
    """Teacher, students and the best student downwards, each with its interval."""
    return Table(heading([found]), _COLUMNS[_SIZES:-3], tuple(_rows(found)))


def several_settings(found: Sequence[NetworkSimulation]) -> Table:
    """One setting a row: errors as mean +- half of their interval, times in the heads."""
    columns: list[Column] = []
    for column in _COLUMNS[:_SIZES]:
        if len({row[column.name] for each in found for row in _rows(each)}) > 1:
            columns.append(column)
    rows = []
    for each in found:
        cells: dict[str, Any] = {}
        for number, row in enumerate(_rows(each)):
            cells |= {column.name: row[column.name] for column in _COLUMNS[:_SIZES]}
            cells[str(number)] = _mean_text(row)
        rows.append(cells)
    for number, row in enumerate(_rows(found[0])):
        head = row["function"] if row["function"] != "student" else f"tau {number_text(row['tau'])}"
        columns.append(Column(str(number), "", head))
    return Table(heading(found), tuple(columns), tuple(rows))


def heading(found: Sequence[NetworkSimulation]) -> str:
    """Model, sizes and target; errors are relative to ||f*||^2."""
    first = found[0]
    model = model_heading(first.model)
    dimensions = list(dict.fromkeys(each.model.dimension for each in found))
    if len(dimensions) > 1:
        size = f"d = {first.model.dimension}"
        # K(x,x) of the heading is written with the letter d
        model = model.replace(size, f"d = {sizes_text(dimensions)}")
    teachers, students = (
        sizes_text(dict.fromkeys(getattr(each, name) for each in found))
        for name in ("teacher_units", "student_units")
    )
    return (
        f"simulated: {model}; M_TE = {teachers}, M_ST = {students}; {target_heading(first.target.to_dict())}"
    )


def last_line(found: Sequence[NetworkSimulation]) -> str:
    """Draws, seed, what the interval is."""
    first = found[0]
    drawn = f"{counted(first.trials, 'trial')}, seed {first.seed}"
    if first.trials == 1:
        return f"{drawn}: no interval"
    cut = any(
        row["low"] == 0.0 or (row["function"] == "teacher" and row["high"] == 1.0)
        for each in found
        for row in _rows(each)
    )
    note = "; cut at 0 (a teacher's at 1 too), beyond which no error lies" if cut and len(found) == 1 else ""
    return f"{drawn}; 95 % interval, {first.teacher_interval.method}{note}"


def _rows(found: NetworkSimulation) -> Iterator[dict[str, Any]]:
    data = found.to_dict()
    sizes = {
        "dimension": found.model.dimension,
        "teacher_units": found.teacher_units,
        "student_units": data["student_units"],
    }
    last = {"trials": found.trials, "seed": found.seed}
    yield {**sizes, "function": "teacher", "tau": None, **_cut(data["teacher_error"], 1.0), **last}
    for row in data["student_errors"]:
        yield {**sizes, "function": "student", **_cut(row), **last}
    best = data["best_student_error"]
    if best is not None:
        yield {**sizes, "function": "best student", "tau": best["tau_median"], **_cut(best), **last}


def _cut(row: dict[str, Any], most: float = inf) -> dict[str, Any]:
    """The row with its interval cut to where errors can lie; a Student t interval knows nothing of that."""
    if row["low"] is None:
        return row
    return {**row, "low": max(row["low"], 0.0), "high": min(row["high"], most)}


def _mean_text(row: dict[str, Any]) -> str:
    """``0.0649 +- 0.0080``: two digits of the half-width, and the mean as far as they reach."""
    mean = row["mean"]
    if row["low"] is None:
        return number_text(mean, 4)
    half = max(row["high"] - mean, mean - row["low"])
    if not half or not mean:
        return number_text(mean, 4)
    digits = 2 + floor(log10(abs(mean))) - floor(log10(half))
    return f"{mean:#.{min(max(digits, 2), 6)}g} +- {half:#.2g}"
