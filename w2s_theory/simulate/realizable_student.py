"""A student whose class holds the target: f* in the span of the student's own features, any teacher.

Trained to convergence on the teacher's labels the student is the nearest function of its span. All functions are
combinations of the two networks' features, so norms and inner products come from one Gram matrix, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.model import Model
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.kernels.gram import compute_cross_gram
from w2s_theory.simulate.random_features import require_units

_EPS = float(np.finfo(float).eps)


@dataclass(frozen=True, slots=True)
class RealizableStudent:
    """One teacher and one student of a target in the student's span; everything relative to ||f*||^2 = 1.

    Parameters
    ----------
    teacher_error, student_error
        ||f* - f_TE||^2 and ||f* - f_ST||^2.
    misfit
        ||f_TE - f_ST||^2.
    product
        <f_TE - f_ST, f* - f_ST>: 0 up to rounding, for the student is a projection.
    accuracy
        How far each of these may be off.
    """

    teacher_error: float
    student_error: float
    misfit: float
    product: float
    accuracy: float


def simulate_realizable_student(
    model: Model,
    teacher_units: np.ndarray,
    student_units: np.ndarray,
    rng: np.random.Generator,
    noise: float = 0.0,
) -> RealizableStudent:
    """Train a teacher on a random target of the student's span, and the student on the teacher.

    Parameters
    ----------
    model : Model
        A sphere model with an activation.
    teacher_units, student_units : array, shapes (M_TE, d) and (M_ST, d)
        Bottom weights, rows of length 1.
    rng : Generator
        Draws the target's top weights, and the noise.
    noise : float
        Standard deviation of what is added to the teacher's trained top weights, relative to their size.

    Raises
    ------
    InputError
        For bad units.
    AccuracyError
        If the features of either network are linearly dependent to working accuracy.
    """
    teacher_units, student_units = require_units(model, teacher_units), require_units(model, student_units)
    count = len(student_units)
    units = np.vstack((student_units, teacher_units))
    gram = compute_cross_gram(units, units, relative_kernel(model))
    own, mixed, theirs = gram[:count, :count], gram[:count, count:], gram[count:, count:]
    target = rng.standard_normal(count)
    target /= np.sqrt(target @ own @ target)
    teacher = _solve(theirs, mixed.T @ target)
    teacher = teacher + noise * np.linalg.norm(teacher) / len(teacher) ** 0.5 * rng.standard_normal(
        len(teacher)
    )
    student = _solve(own, mixed @ teacher)
    left_over = mixed @ teacher - own @ student
    student = student + _solve(own, left_over)

    def square(inside: np.ndarray, outside: np.ndarray) -> float:
        whole = np.concatenate((inside, outside))
        return float(whole @ gram @ whole)

    product = float((mixed @ teacher - own @ student) @ (target - student))
    size = float(np.sum(np.abs(target)) + np.sum(np.abs(student)) + np.sum(np.abs(teacher)))
    return RealizableStudent(
        square(target, -teacher), square(target - student, 0 * teacher), square(student, -teacher), product,
        8 * _EPS * size**2 + 2 * abs(product),
    )  # fmt: skip


def _solve(gram: np.ndarray, right: np.ndarray) -> np.ndarray:
    try:
        return cho_solve(cho_factor(gram), right)
    except np.linalg.LinAlgError:
        raise AccuracyError(
            "the features are linearly dependent to working accuracy: use fewer units or a higher dimension"
        ) from None
