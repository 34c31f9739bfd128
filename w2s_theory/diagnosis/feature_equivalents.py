"""Random features with the spectrum of real ones: a teacher of M_TE units, and its student with the same kernel.

The best stopping time is searched once, on all rows. The repetitions of the jackknife are evaluated at that time: at the
least error it moves the error to second order only.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isinf
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar

from w2s_theory.equivalents.float_formulas import FloatFormulas
from w2s_theory.equivalents.float_modes import FloatModes
from w2s_theory.equivalents.float_root import solve_root

_GRID = 160
# relative, of an error of the equivalent in float64
_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class FeatureKernel:
    """A spectrum with a target.

    Parameters
    ----------
    eigenvalues
        Those above rounding, decreasing, in units of the largest, shape (n,).
    coefficients
        Squares of the target in the first directions; only their ratios count.
    """

    eigenvalues: np.ndarray
    coefficients: np.ndarray

    def formulas(self, units: int) -> FloatFormulas | None:
        """E1-E3 in float64; ``None`` unless there are more directions than units, and some target."""
        values, count = self.eigenvalues, len(self.eigenvalues)
        seen = np.flatnonzero(self.coefficients[:count] > 0)
        if units >= count or not len(seen):
            return None
        modes = FloatModes(np.arange(count), values, values, np.ones(count), values, 0.0, count, True)
        shares = self.coefficients[seen] / self.coefficients[seen].sum()
        return FloatFormulas(modes, solve_root(modes, units), seen, shares, int(np.argmax(shares)))

    def best_time(self, units: int) -> float | None:
        """lambda_1 t of the student's least error on a fine grid, refined; ``inf`` if that is no worse."""
        asked = self.formulas(units)
        if asked is None:
            return None
        grid = np.linspace(np.log(1e-3), np.log(60 / self.eigenvalues[-1]), _GRID)
        errors = [asked.student_error(float(np.exp(each))) for each in grid]
        at = int(np.argmin(errors))
        bounds = (grid[max(at - 1, 0)], grid[min(at + 1, _GRID - 1)])
        found: Any = minimize_scalar(
            lambda log: asked.student_error(float(np.exp(log))),
            bounds=bounds,
            method="bounded",
            options={"xatol": 1e-7},
        )
        # a gain that rounding can make is none: such a student is not stopped at all
        return inf if asked.student_error(inf) <= found.fun * (1 + _ROUNDING) else float(np.exp(found.x))


def equivalent_numbers(who: str, kernel: FeatureKernel, units: int, time: float | None) -> dict[str, Any]:
    """Both errors and PGR (against a ceiling of 0) by name, ``None`` where theory gives none."""
    names = (f"equivalent_teacher_error_{who}", f"equivalent_student_error_{who}", f"equivalent_pgr_{who}")
    asked = None if time is None else kernel.formulas(units)
    if asked is None or time is None:
        return dict.fromkeys(names)
    teacher = asked.teacher_error
    # a student that is never stopped is its teacher
    student = teacher if isinf(time) else asked.student_error(time)
    return dict(zip(names, (teacher, student, 1 - student / teacher), strict=True))
