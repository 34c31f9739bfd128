"""Near chance both bounds close on 1: there is nothing to gain from a useless teacher."""

from __future__ import annotations

import numpy as np

from w2s_theory.figures.style import BLUE, ORANGE
from w2s_theory.report.pictures.picture import Picture
from w2s_theory.report.pictures.values import bounds_at
from w2s_theory.report.svg.plot import Plot
from w2s_theory.report.svg.scale import linear

PICTURE_OF = "student_error_tendsto_one_of_useless_teacher"


def draw(prefix: str) -> Picture:
    """Both bounds over the whole range of the teacher's error."""
    level = 1 - np.linspace(1, 0, 201) ** 2
    lower, upper = bounds_at(PICTURE_OF, L_TE=level)
    plot = Plot(linear(0, 1), linear(0, max(1.2, float(upper.max()))), prefix, "$L_{TE}$", "$L_{ST}$")
    plot.curve("lower", level, lower, colour=ORANGE, label="at least")
    plot.curve("upper", level, upper, colour=ORANGE, dashed=True, label="at most")
    plot.curve("teacher", level, level, colour=BLUE, label="no gain: $L_{ST} = L_{TE}$")
    return Picture(
        plot.svg(),
        "Every student that shrinks its teacher lies between the two curves. They meet at L_TE = 1: a "
        "student of a teacher that "
        "knows nothing knows nothing, and one of a teacher slightly better than chance is slightly "
        "better than chance.",
    )
