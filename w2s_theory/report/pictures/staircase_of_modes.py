"""Who learns what when: each degree is learnt at its own time, the target's long before the others."""

from __future__ import annotations

import numpy as np

from w2s_theory.figures.style import BLUE, GREEN, INK, ORANGE, PINK, SKY
from w2s_theory.report.pictures.picture import Picture
from w2s_theory.report.pictures.values import DEGREES, DIMENSION, eigenvalues
from w2s_theory.report.svg.plot import Plot
from w2s_theory.report.svg.scale import linear, logarithmic

PICTURE_OF = "student_error_le_sq_of_relu"
L_TE = 0.05
_COLOURS = {1: ORANGE, 0: INK, 2: BLUE, 4: GREEN, 6: PINK, 8: SKY}


def draw(prefix: str) -> Picture:
    """What share of each degree the student has taken over from its teacher, against the time."""
    target = eigenvalues()[0]
    tau = np.geomspace(0.05, 1e8, 240)
    plot = Plot(
        logarithmic(tau[0], tau[-1]),
        linear(0, 1),
        prefix,
        "$\\lambda_1 t$",
        "learnt: $1 - e^{-\\lambda_j t}$",
    )
    order = sorted(zip(DEGREES, eigenvalues(), strict=True), key=lambda pair: -pair[1])
    for degree, value in order:
        learnt = -np.expm1(-value / target * tau)
        plot.curve(
            f"degree_{degree}",
            tau,
            learnt,
            colour=_COLOURS[degree],
            dashed=degree != 1,
            label=f"$j = {degree}$",
        )
    stop = float(np.log(1 / L_TE))
    plot.upright("stop", stop, colour=INK)
    return Picture(
        plot.svg(),
        f"Degrees j of a student of ReLU features at d = {DIMENSION}, by the kernel's own eigenvalues. At "
        "the upright line, "
        f"lambda_1 t = log(1/L_TE) for L_TE = {L_TE:g}, the target's degree 1 is learnt up to L_TE and "
        "the degrees that carry the "
        "teacher's mistakes hardly at all: stopping there gives about the square.",
    )
