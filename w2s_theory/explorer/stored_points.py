"""Simulated networks that the page shows beside its curves: the committed data of two figures."""

from __future__ import annotations

import math
from typing import Any

from w2s_theory.figures.listing import load_figure
from w2s_theory.figures.plan import Table
from w2s_theory.figures.stored_data import read_table, stored_path

CURVES, BEST_STOPS = "student_error_against_time", "student_error_against_teacher_error"
# ReLU networks throughout: what `figures` draws
_POWER = 1


def stored_points() -> dict[str, Any]:
    """``curves``: geometric means of L_ST/L_TE over draws with their 95 % intervals; ``stops``: single draws, each at its
    best stopping time. Both for an infinitely wide student and one target degree.

    Raises
    ------
    InputError
        If the data did not come with the package.
    """
    curves, stops = _table(CURVES), _table(BEST_STOPS)
    return {
        "curves": {
            **_setting(curves),
            "points": [
                [row["teacher_units"], row["tau"], row["ratio"], row["low"], row["high"]]
                for row in curves
                if math.isinf(row["student_units"])
            ],
            "trials": next(row["trials"] for row in curves if math.isinf(row["student_units"])),
        },
        "stops": {
            **_setting(stops),
            "points": [[row["teacher_units"], row["teacher_error"], row["student_error"]] for row in stops],
        },
    }


def _table(name: str) -> Table:
    return read_table(load_figure(name), stored_path(name))


def _setting(table: Table) -> dict[str, int]:
    sizes = table.sizes
    assert sizes is not None  # the committed files say them
    return {"d": sizes.one("d"), "degree": sizes.one("k"), "p": _POWER}
