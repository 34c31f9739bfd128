"""What the tests know of each figure: add a line when a figure is added."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

INF = math.inf


class Facts(NamedTuple):
    """A cell that takes about a second and uses the seed, the number of stored rows, a column that is drawn."""

    cell: tuple[Any, ...]
    rows: int
    drawn: str


FACTS = {
    "bounds_against_simulation": Facts(("simulated", 256, 3), 454, "value"),
    "early_against_late_stopping": Facts((256, 10), 5 * 24, "ratio"),
    "linear_network_exponent": Facts(("few", 144, 20), 14, "student"),
    "map_of_failure": Facts(("relu", 4, 1, 64, 200), 120, "teacher_error"),
    "student_error_against_teacher_error": Facts((512, 7), 180, "student_error"),
    "student_error_against_time": Facts((128, INF, 20), 18 * 21, "ratio"),
    "student_width": Facts((256, 10), 7 * 3 + 2, "mean"),
}
