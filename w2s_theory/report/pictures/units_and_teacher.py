"""The mean error of a teacher of M units for targets of several degrees, at most."""

from __future__ import annotations

from math import sqrt

import numpy as np

from w2s_theory.figures.style import BLUE, GREEN, ORANGE, PINK
from w2s_theory.report.pictures.picture import Picture
from w2s_theory.report.pictures.values import DEGREES, DIMENSION, bounds_at, eigenvalues
from w2s_theory.report.svg.plot import Plot
from w2s_theory.report.svg.scale import logarithmic

PICTURE_OF = "expected_teacher_error_le_of_units"
# K(x, x) of ReLU features on the sphere
DIAGONAL = 1 / (2 * DIMENSION)
_COLOURS = {1: ORANGE, 2: BLUE, 4: GREEN, 6: PINK}


def draw(prefix: str) -> Picture:
    """The theorem's bound against the number of units."""
    units = np.geomspace(1, 1e8, 200)
    plot = Plot(logarithmic(1, 1e8), logarithmic(1e-7, 1), prefix, "$M_{TE}$", "mean $L_{TE}$, at most")
    known = dict(zip(DEGREES, eigenvalues(), strict=True))
    for degree, colour in _COLOURS.items():
        (bound,) = bounds_at(
            PICTURE_OF,
            M_TE=units,
            a_k=np.full_like(units, sqrt(known[degree])),
            K_1=np.full_like(units, DIAGONAL),
        )
        kept = bound >= 1e-7
        plot.curve(
            f"degree_{degree}",
            units[kept],
            bound[kept],
            colour=colour,
            dashed=degree != 1,
            label=f"degree {degree}",
        )
    return Picture(
        plot.svg(),
        f"The theorem's bound for ReLU features at d = {DIMENSION} and targets of degree 1, 2, 4 and 6: "
        "flat up to "
        "K_1/a_k^2 units, which is how many a target of that degree takes, and like one over the number "
        "of units from there on.",
    )
