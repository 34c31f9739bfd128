"""The tables of ``w2s equivalent``: one setting downwards, several one a row; every digit that is known stands in CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from w2s_theory.cli.headings import sizes_text, target_heading
from w2s_theory.cli.output import number_text
from w2s_theory.cli.table import Column, Table

_COLUMNS = (
    Column("dimension", "d", "d", "$d$"),
    Column("teacher_units", "M_TE", "M_TE", r"$M_{\mathrm{TE}}$"),
    Column("kappa", "root of sum_k N_k lambda_k/(lambda_k + kappa) = M_TE", "kappa", r"$\kappa$"),
    Column("function", "whose error: teacher, student at tau, best student", "", number=False),
    Column("tau", "stopping time lambda_K t; of the best student the best", "tau", r"$\tau$"),
    Column("error", "mean of ||f* - f||^2 under the equivalent, ||f*|| = 1", "error", "error"),
    Column("radius", "the equivalent's value lies within error +- radius", "radius", r"$\pm$"),
    Column("gap_recovered", "(L_TE - L_ST)/L_TE", "gap recovered", "PGR"),
)
_SIZES = 3


def heading(model: str, found: Sequence[Mapping[str, Any]], listed: bool) -> str:
    """Model, M_TE and target, and that the student is infinitely wide."""
    units = sizes_text(dict.fromkeys(each["teacher_units"] for each in found))
    row = "row" if listed else "degree"
    return f"equivalent: {model}; M_TE = {units}, M_ST = inf; {target_heading(found[0]['target'], row)}"


def long_table(title: str, found: Sequence[Mapping[str, Any]]) -> Table:
    """One row per number."""
    return Table(title, _COLUMNS, tuple(row for each in found for row in _rows(each)))


def one_setting(title: str, found: Mapping[str, Any]) -> Table:
    """Teacher, students and best student downwards."""
    return Table(title, _COLUMNS[_SIZES:], tuple(_rows(found)))


def several_settings(title: str, found: Sequence[Mapping[str, Any]]) -> Table:
    """One setting a row, errors under their functions."""
    columns = [each for each in _COLUMNS[:2] if len({one.get(each.name) for one in found}) > 1]
    first = list(_rows(found[0]))
    for number, row in enumerate(first):
        name = row["function"] if row["function"] != "student" else f"tau {number_text(row['tau'])}"
        columns.append(Column(str(number), "", name))
        if row["function"] == "best student":
            columns.append(Column("best_tau", "", "at tau"))
    columns.append(Column("gap", "", "gap recovered"))
    rows = []
    for each in found:
        cells: dict[str, Any] = {"dimension": each.get("dimension"), "teacher_units": each["teacher_units"]}
        cells |= {str(number): row["error"] for number, row in enumerate(_rows(each))}
        rows.append(cells | {"best_tau": each["best_tau"], "gap": each["performance_gap_recovered"]})
    return Table(title, tuple(columns), tuple(rows))


def _rows(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    sizes = {
        "dimension": found.get("dimension"),
        "teacher_units": found["teacher_units"],
        "kappa": found["kappa"],
    }
    radii = found["radii"] or {}
    yield {
        **sizes,
        "function": "teacher",
        "error": found["teacher_error"],
        "radius": radii.get("teacher_error"),
    }
    for row in found["student_errors"]:
        yield {
            **sizes,
            "function": "student",
            "tau": row["tau"],
            "error": row["value"],
            "radius": row["radius"],
        }
    yield {
        **sizes,
        "function": "best student",
        "tau": found["best_tau"],
        "error": found["best_student_error"],
        "radius": radii.get("best_student_error"),
        "gap_recovered": found["performance_gap_recovered"],
    }
