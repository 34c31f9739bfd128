"""Where a student's error can lie against its teacher's, when the target is an eigenfunction."""

from __future__ import annotations

import numpy as np

from w2s_theory.figures.style import BLUE, GREEN, ORANGE
from w2s_theory.report.pictures.picture import Picture
from w2s_theory.report.pictures.values import bounds_at
from w2s_theory.report.svg.plot import Plot
from w2s_theory.report.svg.scale import linear

PICTURE_OF = "student_error_ge_sq_of_eigenfunction_target"
EVERY_KERNEL = "student_error_ge_of_shrinkage"


def draw(prefix: str) -> Picture:
    """The square, the limit for every kernel below it, and the diagonal on which nothing is gained."""
    level = np.linspace(0, 1, 121)
    (square,) = bounds_at(PICTURE_OF, L_TE=level, s=level)
    (every,) = bounds_at(EVERY_KERNEL, L_TE=level)
    plot = Plot(linear(0, 1), linear(0, 1), prefix, "$L_{TE}$", "$L_{ST}$")
    plot.curve("no_gain", level, level, colour=BLUE, label="no gain: $L_{ST} = L_{TE}$")
    plot.curve("square", level, square, colour=ORANGE, label="$L_{TE}^2$, eigenfunction")
    plot.curve("every_kernel", level, every, colour=GREEN, dashed=True, label="limit for every kernel")
    return Picture(
        plot.svg(),
        "A student that shrinks its teacher lies above the solid lower curve when the target is an eigenfunction of its "
        "kernel; for other targets the dashed one is the limit. The gain is the way down from the diagonal.",
    )
