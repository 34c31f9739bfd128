"""A diagnosis as a table, and as a page for people."""

from __future__ import annotations

from typing import Any

from w2s_theory.cli.output import number_text
from w2s_theory.cli.table import Column, Table

_DIGITS = 4
_SHOWN_CUTS = 8


def diagnosis_table(found: Any) -> Table:
    """The numbers with their intervals: what ``--csv`` prints."""
    columns = (
        Column("quantity", "name of the number", number=False),
        Column("words", "what it is", head="what", number=False),
        Column("value", "estimate less its bias of order 1/m", digits=_DIGITS),
        Column("low", "lower end of the 95 percent interval", digits=_DIGITS),
        Column("high", "upper end", digits=_DIGITS),
        Column("plain", "the full sample's number", digits=_DIGITS),
        Column("rests_on", "measured, or the model of a prediction", head="rests on", number=False),
    )
    title = (
        f"{found.samples} rows, d_w = {found.weak.rank}, d_s = {found.strong.rank}; errors are shares of the labels' "
        f"variance; 95 percent intervals of a jackknife with {found.groups} groups"
    )
    return Table(title, columns, found.rows())


def show_diagnosis(screen: Any, found: Any) -> None:
    """Spectra, the curve, the numbers, the stopping times, and what all this cannot know."""
    screen.table(
        ("features", "columns", "rank", "cut", "explained", "participation ratio", "largest eigenvalue"),
        [
            (
                name, len(each.eigenvalues), each.rank, number_text(each.cut), number_text(each.explained, _DIGITS),
                number_text(each.participation_ratio, _DIGITS), number_text(float(each.eigenvalues[0]), _DIGITS),
            )
            for name, each in (("weak", found.weak), ("strong", found.strong))
        ],
        right=(1, 2, 3, 4, 5, 6),
    )  # fmt: skip
    data = found.to_dict()
    rows = data["curve"]
    step = max(1, len(rows) // _SHOWN_CUTS)
    screen.line("against the cut (d_sw plain; by chance: what unrelated features would have):")
    screen.table(
        ("cut", "d_w", "d_s", "d_sw", "by chance"),
        [
            (
                number_text(row["cut"], 3), row["weak_rank"], row["strong_rank"],
                number_text(row["correlation_dimension"], _DIGITS), number_text(row["by_chance"], _DIGITS),
            )
            for row in rows[::step]
        ],
        right=(0, 1, 2, 3, 4),
    )  # fmt: skip
    table = diagnosis_table(found)
    screen.line(table.title, 0)
    keys = ("value", "low", "high")
    screen.table(
        ("quantity", *keys, "rests on"),
        [
            (row["words"], *(number_text(row[key], _DIGITS) for key in keys), row["rests_on"])
            for row in table.rows
        ],
        right=(1, 2, 3),
    )
    if data["stopping"] and data["stopping"][0]["student_error_at"]:
        screen.line(
            f"L_ST against the stopping time, N = inf (best at {number_text(data['best_tau'], _DIGITS)}):"
        )
        screen.table(
            ("tau", "L_ST", "low", "high", "whitened, N inputs"),
            [
                (
                    number_text(row["tau"]),
                    *(number_text(row["student_error_at"][key], _DIGITS) for key in keys),
                    number_text(row["whitened_student_error_at"]["value"], _DIGITS),
                )
                for row in data["stopping"]
            ],
            right=(0, 1, 2, 3, 4),
        )
    screen.line(found.unknown, 0)
