"""The student's error against how far it goes along its teacher: the least value lies beyond 1."""

from __future__ import annotations

import numpy as np

from w2s_theory.figures.style import BLUE, GREEN, ORANGE
from w2s_theory.report.pictures.picture import Picture
from w2s_theory.report.pictures.values import bounds_at, modes
from w2s_theory.report.svg.plot import Plot
from w2s_theory.report.svg.scale import linear

PICTURE_OF = "student_error_lt_sq_of_overshoot"
EXACT = "student_error_eq_bias_plus_noise"
L_TE, OMEGA = 0.3, 0.1


def draw(prefix: str) -> Picture:
    """The exact error of a student that keeps the target's degree alone, times s."""
    s = np.linspace(0.6, 2.0, 181)
    (error,) = bounds_at(
        EXACT, L_TE=np.full_like(s, L_TE), omega_k=np.full_like(s, OMEGA), s=s, t=np.ones_like(s), n=np.ones_like(s),
        lambdas=modes(EXACT, "lambdas", [1.0], len(s)), b=modes(EXACT, "b", [0.0], len(s)),
    )  # fmt: skip
    (square,) = bounds_at(PICTURE_OF, L_TE=np.full_like(s, L_TE), omega_k=np.full_like(s, OMEGA))
    plot = Plot(linear(0.6, 2.0), linear(0, float(error.max())), prefix, "$s$", "$L_{ST}$")
    plot.curve(
        "error",
        s,
        error,
        colour=ORANGE,
        label="$L_{ST}$ of $s$ times the teacher's part in the target's degree",
    )
    plot.curve("square", s, square, colour=BLUE, dashed=True, label="$L_{TE}^2$")
    best = int(np.argmin(error))
    plot.marks("best", s[best : best + 1], error[best : best + 1], shape="diamond", colour=GREEN)
    plot.upright("shrinking_ends", 1.0, colour=BLUE)
    return Picture(
        plot.svg(),
        f"L_TE = {L_TE:g}, a share {OMEGA:g} of the noise in the target's degree. Left of the upright "
        "line the student shrinks its "
        f"teacher and stays above L_TE^2; beyond it, at s = {s[best]:.3g}, it comes to L_ST = "
        f"{error[best]:.3g} "
        f"against L_TE^2 = {square[0]:.3g}.",
    )
