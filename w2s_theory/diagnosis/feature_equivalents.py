"""Random features with the spectrum of real ones: a teacher of M_TE units, and its student with the same kernel.

The best stopping time is searched once, on all rows. The repetitions of the jackknife are evaluated at that time: at the
least error it moves the error to second order only. They use the formulas in float64 directly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.equivalents.float_formulas import FloatFormulas
from w2s_theory.equivalents.float_modes import FloatModes
from w2s_theory.equivalents.float_root import solve_root
from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.equivalents.target_shares import target_shares
from w2s_theory.records.errors import AccuracyError, InputError


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

    def best_time(self, units: int) -> float | None:
        """lambda_1 t of the student's least error; ``inf`` if it falls for ever, ``None`` where theory gives none."""
        shares = np.sqrt(self.coefficients / self.coefficients.sum())
        try:
            wanted = target_shares(dict(enumerate(shares.tolist())), normalise=True)
            return float(equivalent(self.eigenvalues.tolist(), units, wanted).best_stopping_time().time)
        except (InputError, AccuracyError):
            return None

    def errors(self, units: int, time: float) -> tuple[float, float] | None:
        """L_TE and L_ST at a time; ``None`` unless there are more directions than units."""
        values, count = self.eigenvalues, len(self.eigenvalues)
        if units >= count or not self.coefficients.sum() > 0:
            return None
        modes = FloatModes(np.arange(count), values, values, np.ones(count), values, 0.0, count, True)
        seen = np.flatnonzero(self.coefficients[:count] > 0)
        shares = self.coefficients[seen] / self.coefficients[seen].sum()
        asked = FloatFormulas(modes, solve_root(modes, units), seen, shares, int(np.argmax(shares)))
        return asked.teacher_error, asked.student_error(time)


def equivalent_numbers(who: str, kernel: FeatureKernel, units: int, time: float | None) -> dict[str, Any]:
    """Both errors and PGR (against a ceiling of 0) by name, ``None`` where theory gives none."""
    names = (f"equivalent_teacher_error_{who}", f"equivalent_student_error_{who}", f"equivalent_pgr_{who}")
    found = None if time is None else kernel.errors(units, time)
    if found is None:
        return dict.fromkeys(names)
    return dict(zip(names, (*found, 1 - found[1] / found[0]), strict=True))
