"""Linear networks: teacher, student and their errors with the population integrated exactly.

f_v(x) = <v, x> has norm |v| under x ~ N(0, I), so the teacher is the projection of the vector f* onto the
span of its features, and the student of infinite width follows f' = Lambda (f_TE - f). One network here is a stack of
one in :mod:`w2s_theory.simulate.linear.stacked`, where the arithmetic is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.records.errors import InputError
from w2s_theory.records.spectral_filter import SpectralFilter, gradient_flow
from w2s_theory.simulate.linear.features import LinearFeatures
from w2s_theory.simulate.linear.stacked import (
    LinearTeachers,
    compute_finite_student_errors,
    compute_student_errors,
    find_best_stops,
    train_teachers,
)
from w2s_theory.simulate.student import require_times
from w2s_theory.simulate.teacher import require_accuracy


@dataclass(frozen=True, eq=False)
class LinearTeacher:
    """One trained teacher of a linear network.

    Parameters
    ----------
    features
        What it was trained with: M_TE rows, r coordinates.
    residual
        Shape (r,). f* - f_TE.
    residual_accuracy
        How far the residual may be off, as the length of a vector.
    teacher_error, teacher_error_accuracy
        L_TE, and how far it may be off.
    condition
        Condition number of the features scaled to length 1, estimated.
    """

    features: LinearFeatures
    residual: np.ndarray
    residual_accuracy: float
    teacher_error: float
    teacher_error_accuracy: float
    condition: float

    @property
    def teacher(self) -> np.ndarray:
        """f_TE, shape (r,)."""
        return self.features.target - self.residual

    @property
    def stack(self) -> LinearTeachers:
        """The same as a stack of one."""
        numbers = (self.residual_accuracy, self.teacher_error, self.teacher_error_accuracy, self.condition)
        return LinearTeachers(
            self.features.eigenvalue, self.features.target, self.residual[None],
            *(np.array([number]) for number in numbers),
        )  # fmt: skip


def simulate_linear_teacher(features: LinearFeatures, accuracy: float = 1e-6) -> LinearTeacher:
    """Train a teacher on the population: f_TE = P f*.

    Parameters
    ----------
    features : LinearFeatures
        M_TE of them, fewer than the rank of Lambda.
    accuracy : float
        Relative accuracy asked of L_TE.

    Returns
    -------
    LinearTeacher

    Raises
    ------
    InputError
        For M_TE at or above the rank: then the span is everything and L_TE = 0.
    AccuracyError
        If the features are dependent to working accuracy, or L_TE is not known as well as asked for.

    Notes
    -----
    Householder QR solves the problem of features that are off by a few roundings each. To first order that
    moves L_TE by 2 <e, E w> and f_TE by (I-P) E w + (U^+)^T E^T e, with weights w: the stated errors.
    """
    accuracy = require_accuracy(accuracy)
    require_below_rank(len(features.weights), features.rank)
    found = train_teachers(features.weights[None], features.eigenvalue, features.target, accuracy)
    return LinearTeacher(
        features, found.residual[0], float(found.residual_accuracy[0]),
        float(found.teacher_error[0]), float(found.teacher_error_accuracy[0]), float(found.condition[0]),
    )  # fmt: skip


def compute_linear_student_error(
    teacher: LinearTeacher, times: Any, spectral_filter: SpectralFilter | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """L_ST of the student of infinite width.

    Parameters
    ----------
    teacher : LinearTeacher
        The teacher.
    times : array, shape (n_times,)
        Times t >= 0 of the filter, ``inf`` included.
    spectral_filter : SpectralFilter, optional
        Gradient flow by default.

    Returns
    -------
    student_error, student_error_accuracy : arrays, shape (n_times,)

    Raises
    ------
    InputError
        For a time that is negative or not a number.
    """
    times = require_times(times)
    chosen = gradient_flow() if spectral_filter is None else spectral_filter
    error, accuracy = compute_student_errors(teacher.stack, times, chosen)
    return error[0], accuracy[0]


def estimate_linear_stop(teacher: LinearTeacher) -> tuple[float, float]:
    """The stopping time of gradient flow at which this draw's L_ST is least, and L_ST there.

    Returns
    -------
    time, student_error : float
        ``inf`` if no finite time is better than convergence. The best of a logarithmic grid, refined.
    """
    time, error = find_best_stops(teacher.stack)
    return float(time[0]), float(error[0])


def simulate_linear_student(
    teacher: LinearTeacher, student_weights: np.ndarray, times: Any
) -> tuple[np.ndarray, np.ndarray]:
    """L_ST of a student of finite width under gradient flow, K_hat = V^T V/M_ST.

    Parameters
    ----------
    teacher : LinearTeacher
        The teacher.
    student_weights : array, shape (M_ST, r)
        The student's features in the teacher's coordinates (:meth:`LinearFeatures.split`).
    times : array, shape (n_times,)
        Times t >= 0; ``inf`` is convergence, f_ST = P_ST f_TE.

    Returns
    -------
    student_error, student_error_accuracy : arrays, shape (n_times,)

    Raises
    ------
    InputError
        For a bad time or shape.
    AccuracyError
        If the student's features are dependent to working accuracy.
    """
    times = require_times(times)
    weights = np.asarray(student_weights, dtype=float)
    goal = teacher.features.target
    if weights.ndim != 2 or weights.shape[1] != len(goal) or not len(weights):
        raise InputError(f"the student's features must be an array of shape (M_ST, {len(goal)})")
    error, accuracy = compute_finite_student_errors(teacher.stack, weights[None], times)
    return error[0], accuracy[0]


def require_below_rank(units: int, rank: int) -> None:
    """Raise ``InputError`` unless M_TE is below the rank."""
    if units >= rank:
        raise InputError(
            f"the spectrum has rank {rank}, and {units} teacher units span all of it (L_TE = 0): "
            f"use fewer than {rank}"
        )
