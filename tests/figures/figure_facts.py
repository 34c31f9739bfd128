"""What the tests know of each figure: add a line when a figure is added. And each figure as it is drawn, once."""

from __future__ import annotations

import math
from functools import cache
from typing import Any, NamedTuple

from w2s_theory.figures.listing import load_figure
from w2s_theory.figures.plan import Table
from w2s_theory.figures.stored_data import read_table, stored_path
from w2s_theory.figures.style import render

INF = math.inf


class Facts(NamedTuple):
    """A cell that takes about a second and uses the seed, the number of stored rows, a column that is drawn."""

    cell: tuple[Any, ...]
    rows: int
    drawn: str


FACTS = {
    "bounds_against_simulation": Facts(("simulated", 256, 3), 454, "value"),
    "early_against_late_stopping": Facts((256, 10), 5 * 24, "ratio"),
    "gain_region": Facts((128, 400), 21, "share"),
    "linear_network_exponent": Facts(("few", 144, 20), 14, "student"),
    "map_of_failure": Facts(("relu", 4, 1, 64, 200), 120, "teacher_error"),
    "misfit": Facts((128, 20), 3 * 16, "student"),
    "scaling_laws": Facts((20, 40), 20, "error"),
    "student_error_against_teacher_error": Facts((512, 7), 180, "student_error"),
    "student_error_against_time": Facts((128, INF, 20), 18 * 21, "ratio"),
    "student_width": Facts((256, 10), 7 * 3 + 2, "mean"),
}


def stored(name: str) -> Table:
    """The data of a figure that are kept with the package."""
    return read_table(load_figure(name), stored_path(name))


@cache
def drawn(name: str, kind: str = "svg") -> bytes:
    """The figure of the stored data, drawn once in this process."""
    return render(load_figure(name), stored(name), kind)
