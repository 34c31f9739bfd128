"""One trained teacher on Gaussian features, resolved into the rows of its spectrum."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from w2s_theory.simulate.student import compute_shrunk_error, compute_student_error, require_times
from w2s_theory.simulate.targets import Target
from w2s_theory.simulate.teacher import TeacherDraw
from w2s_theory.spec.spectral_filter import SpectralFilter, gradient_flow


@dataclass(frozen=True, eq=False)
class GaussianTeacher:
    """One teacher f_TE = P f* on Gaussian features; fields as in ``TeacherDraw``, rows for degrees.

    Parameters
    ----------
    target, teacher_units
        What was trained; M_TE.
    teacher_error, teacher_error_accuracy
        L_TE.
    eigenvalue, multiplicity, target_coefficient
        Shape (J+1,). lambda_j, N_j, c_j.
    cross, mass, and their ``_accuracy``
        Shape (J+1,). <Pi_j f*, Pi_j f_TE> and ||Pi_j f_TE||^2.
    residual_accuracy
        Shape (J+1,). Of ``residual_mass``; smaller than what the two give together.
    tail_mass, tail_mass_accuracy, tail_eigenvalue
        Of the rows above J.
    condition
        Estimated condition number of the Gram matrix (unit diagonal).
    """

    target: Target
    teacher_units: int
    teacher_error: float
    teacher_error_accuracy: float
    eigenvalue: np.ndarray
    multiplicity: np.ndarray
    target_coefficient: np.ndarray
    cross: np.ndarray
    cross_accuracy: np.ndarray
    mass: np.ndarray
    mass_accuracy: np.ndarray
    residual_accuracy: np.ndarray
    tail_mass: float
    tail_mass_accuracy: float
    tail_eigenvalue: float
    condition: float

    @property
    def residual_mass(self) -> np.ndarray:
        """||Pi_j (f* - f_TE)||^2, shape (J+1,)."""
        return np.maximum(self.target_coefficient**2 - 2.0 * self.cross + self.mass, 0.0)

    def student_error(
        self, times: Any, spectral_filter: SpectralFilter | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """L_ST of the infinitely wide student and its accuracy, shapes (n_times,); gradient flow by default."""
        chosen = gradient_flow() if spectral_filter is None else spectral_filter
        times = require_times(times)
        error, doubt = compute_student_error(self._in_residuals(), times, chosen)
        places = list(self.target.degrees)
        s = chosen.shrinkage(self.eigenvalue[places][:, None], times[None, :])
        return error, doubt + self._kept_accuracy() @ np.abs(2.0 * s * (1.0 - s))

    def shrunk_error(self, shrinkage: Any) -> tuple[float, float]:
        """L_ST of f_ST = sum_j s_j Pi_j f_TE, s real of shape (J+1,) and 0 above J, and its accuracy."""
        s = np.asarray(shrinkage, dtype=float)
        error, doubt = compute_shrunk_error(self._in_residuals(), s)
        s = s[list(self.target.degrees)]
        return error, doubt + float(self._kept_accuracy() @ np.abs(2.0 * s * (1.0 - s)))

    def _kept_accuracy(self) -> np.ndarray:
        if len(self.target.degrees) == 1:
            return np.array([self.teacher_error_accuracy])
        return self.cross_accuracy[list(self.target.degrees)]

    def _in_residuals(self) -> TeacherDraw:
        # Errors of cross and mass cancel in the residual, and its own accuracy knows that: with those of cross
        # set aside, what the shared formula takes for that of the mass is that of the residual.
        free = replace(
            self,
            teacher_error_accuracy=0.0,
            cross_accuracy=0.0 * self.cross,
            mass_accuracy=self.residual_accuracy,
        )
        # the formula reads fields that both records have
        return cast(TeacherDraw, free)

    def __repr__(self) -> str:
        """Return one line: units and the error."""
        value = f"{self.teacher_error:.6g} +- {self.teacher_error_accuracy:.1g}"
        return f"GaussianTeacher(M_TE={self.teacher_units}, rows={len(self.mass)}, L_TE={value})"
