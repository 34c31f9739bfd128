"""What no student that shrinks its teacher can reach, shaded: read from the theorems' own bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.figures.style import DARKER, PALE, QUIET
from w2s_theory.theorems.listing import Catalog

# for a target that is an eigenfunction of the student's kernel; and for every kernel
EIGENFUNCTION = "student_error_ge_sq_of_eigenfunction_target"
EVERY_KERNEL = "student_error_ge_of_shrinkage"


def lower_limit(name: str, teacher_error: np.ndarray) -> np.ndarray:
    """The lower bound on L_ST that a theorem states, at each L_TE; shape (n,)."""
    ((_, side),) = Catalog()[name].stable_sides()
    return compute_expression(side, {"L_TE": teacher_error})


def shade_limits(axes: Any, teacher_error: np.ndarray, floor: float) -> list[Any]:
    """Shade below both bounds down to ``floor``; returns the handles for a legend, labelled with the bounds."""
    handles = []
    for name, colour in ((EIGENFUNCTION, PALE), (EVERY_KERNEL, DARKER)):
        bound = sympy.latex(Catalog()[name].bound)
        values = lower_limit(name, teacher_error)
        handles.append(
            axes.fill_between(
                teacher_error,
                floor,
                np.maximum(values, floor),
                color=colour,
                lw=0,
                label=rf"below ${bound}$: impossible",
            )
        )
        axes.plot(teacher_error, values, color=QUIET, lw=0.9)
    return handles
