"""One trained teacher on Gaussian features, resolved into the rows of its spectrum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.records.spectral_filter import SpectralFilter
from w2s_theory.simulate.student import compute_shrunk_error, compute_student_error
from w2s_theory.simulate.targets import Target

_EPS = float(np.finfo(float).eps)


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
    residual_mass_accuracy
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
    residual_mass_accuracy: np.ndarray
    tail_mass: float
    tail_mass_accuracy: float
    tail_eigenvalue: float
    condition: float

    @property
    def eigenvalue_accuracy(self) -> np.ndarray:
        """How far ``eigenvalue`` may be off, shape (J+1,): rounding, for the spectrum drawn is the model."""
        return _EPS * self.eigenvalue

    @property
    def residual_cross(self) -> np.ndarray:
        """<Pi_j f*, Pi_j (f* - f_TE)>, shape (J+1,)."""
        kept = self.target_coefficient**2 - self.cross
        if len(self.target.degrees) == 1:
            kept[self.target.degrees[0]] = self.teacher_error
        return kept

    @property
    def residual_cross_accuracy(self) -> np.ndarray:
        """How far ``residual_cross`` may be off, shape (J+1,)."""
        doubt = 4 * _EPS * self.target_coefficient**2
        places = list(self.target.degrees)
        doubt[places] += self.teacher_error_accuracy if len(places) == 1 else self.cross_accuracy[places]
        return doubt

    @property
    def residual_mass(self) -> np.ndarray:
        """||Pi_j (f* - f_TE)||^2, shape (J+1,)."""
        return np.maximum(self.mass - self.target_coefficient**2 + 2.0 * self.residual_cross, 0.0)

    def student_error(
        self, times: Any, spectral_filter: SpectralFilter | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """L_ST of the infinitely wide student and its accuracy, shapes (n_times,); gradient flow by default."""
        return compute_student_error(self, times, spectral_filter)

    def shrunk_error(self, shrinkage: Any) -> tuple[float, float]:
        """L_ST of f_ST = sum_j s_j Pi_j f_TE, s real of shape (J+1,) and 0 above J, and its accuracy."""
        return compute_shrunk_error(self, np.asarray(shrinkage, dtype=float))

    def __repr__(self) -> str:
        """Return one line: units and the error."""
        value = f"{self.teacher_error:.6g} +- {self.teacher_error_accuracy:.1g}"
        return f"GaussianTeacher(M_TE={self.teacher_units}, rows={len(self.mass)}, L_TE={value})"
