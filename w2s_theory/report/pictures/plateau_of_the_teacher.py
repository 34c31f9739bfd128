"""What becomes of a student that never stops: between two curves that close on its teacher's error."""

from __future__ import annotations

import numpy as np

from w2s_theory.figures.style import BLUE, ORANGE
from w2s_theory.report.pictures.picture import Picture
from w2s_theory.report.pictures.values import DEGREES, DIMENSION, bounds_at, eigenvalues, shares
from w2s_theory.report.svg.plot import Plot
from w2s_theory.report.svg.scale import linear, logarithmic

PICTURE_OF = "student_error_tendsto_teacher_error"
L_TE = 0.05


def draw(prefix: str) -> Picture:
    """Both bounds, at the cut that is best for each time, and the teacher's level between them."""
    tau = np.geomspace(1, 1e9, 200)
    order = np.argsort(eigenvalues())[::-1]
    values, share = np.array(eigenvalues())[order], np.array(shares(L_TE))[order]
    sides = []
    for cut in range(1, len(values) + 1):
        left_over = L_TE * (1 - L_TE) * share[cut:].sum()
        sides.append(bounds_at(
            PICTURE_OF, L_TE=np.full_like(tau, L_TE), lam=np.full_like(tau, values[cut - 1]),
            t=tau / eigenvalues()[0], T_rest=np.full_like(tau, left_over),
        ))  # fmt: skip
    lower = np.max([low for low, _ in sides], axis=0)
    upper = np.min([high for _, high in sides], axis=0)
    plot = Plot(logarithmic(tau[0], tau[-1]), linear(0, 0.2), prefix, "$\\lambda_1 t$", "$L_{ST}$")
    plot.curve("teacher", tau, np.full_like(tau, L_TE), colour=BLUE, label="teacher, $L_{TE}$")
    inside = upper <= 0.2
    plot.curve("upper", tau[inside], upper[inside], colour=ORANGE, label="upper bound")
    plot.curve("lower", tau, np.maximum(lower, 0), colour=ORANGE, dashed=True, label="lower bound")
    return Picture(
        plot.svg(),
        f"The theorem's two bounds at L_TE = {L_TE:g}, each at the best of {len(DEGREES)} cuts between "
        "the eigenvalues of ReLU "
        f"features at d = {DIMENSION}, the noise spread as in the deterministic equivalent and no energy above "
        f"degree {max(DEGREES)}: a step "
        "is a degree that is learnt with its mistakes, and in the end nothing is left of the gain.",
    )
