"""Linear networks: teacher, student and their errors with the population integrated exactly.

f_v(x) = <v, x> has norm |v| under x ~ N(0, I), so the teacher is the projection of the vector f* onto the
span of its features, and the student of infinite width follows f' = Lambda (f_TE - f). The projection comes
from a QR factorisation of the features (never from their Gram matrix, whose condition is squared).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import lapack as _lapack
from scipy.optimize import minimize_scalar

from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.spectral_filter import SpectralFilter, gradient_flow
from w2s_theory.simulate.linear.features import LinearFeatures
from w2s_theory.simulate.student import require_times
from w2s_theory.simulate.teacher import require_accuracy

_EPS = float(np.finfo(float).eps)
# roundings in one column of a QR factorisation; measured against 300-bit arithmetic: below 1
_COLUMN = 8.0 * _EPS
_GRID = 400
# a compiled module whose functions a type checker cannot see
lapack: Any = _lapack


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
    basis, factor = np.linalg.qr(features.weights.T)
    lengths = np.sqrt(np.einsum("ij,ij->i", features.weights, features.weights))
    if not np.all(lengths > 0.0):
        raise InputError("a feature is 0 throughout: remove it")
    scaled = factor / lengths
    inverse = math.sqrt(_inverse_norm(scaled, "1") * _inverse_norm(scaled, "I"))
    if not inverse < 0.01 / _COLUMN:
        raise AccuracyError(
            f"the {len(lengths)} features are linearly dependent to working accuracy: use fewer units"
        )
    products = basis.T @ features.target
    residual = features.target - basis @ products
    # what rounding put back into the span
    residual -= basis @ (basis.T @ residual)
    weights = lapack.dtrtrs(scaled, products)[0]
    length, moved = float(np.linalg.norm(residual)), _COLUMN * float(np.sum(np.abs(weights))) + 4 * _EPS
    doubt = moved + _COLUMN * math.sqrt(len(lengths)) * inverse * length
    error = math.fsum(residual**2)
    error_accuracy = 2.0 * length * moved + doubt**2 + 4 * _EPS * error
    if not error_accuracy <= accuracy * error:
        raise AccuracyError(
            f"the teacher error {error:.3g} is known to +-{error_accuracy:.1e} only, not to the relative "
            f"accuracy {accuracy:g} asked for: use fewer units or a larger accuracy"
        )
    condition = inverse * math.sqrt(len(lengths))
    return LinearTeacher(features, residual, doubt, error, error_accuracy, condition)


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
    eigenvalue, (whole, kept, left) = _per_eigenvalue(teacher)
    s = np.asarray(chosen.shrinkage(eigenvalue[:, None], times[None, :]), dtype=float)
    columns = whole[:, None] * (1 - s) ** 2 + 2 * s * (1 - s) * kept[:, None] + s**2 * left[:, None]
    error = np.array([max(math.fsum(column), 0.0) for column in columns.T])
    moved = np.abs(s).max(axis=0) * teacher.residual_accuracy + 8 * _EPS
    return error, 2.0 * np.sqrt(error) * moved + moved**2


def estimate_linear_stop(teacher: LinearTeacher) -> tuple[float, float]:
    """The stopping time of gradient flow at which this draw's L_ST is least, and L_ST there.

    Returns
    -------
    time, student_error : float
        ``inf`` if no finite time is better than convergence. The best of a logarithmic grid, refined.
    """
    eigenvalue, (whole, kept, left) = _per_eigenvalue(teacher)

    def error(log_time: Any) -> np.ndarray:
        s = -np.expm1(-eigenvalue[:, None] * np.exp(np.atleast_1d(log_time))[None, :])
        return whole @ (1 - s) ** 2 + kept @ (2 * s * (1 - s)) + left @ s**2

    grid = np.linspace(np.log(1e-3 / eigenvalue.max()), np.log(40.0 / eigenvalue.min()), _GRID)
    values = error(grid)
    best = int(np.argmin(values))
    # equal to rounding: for ever
    if teacher.teacher_error <= values[best] * (1 + 64 * _EPS):
        return math.inf, teacher.teacher_error
    ends = grid[max(best - 1, 0)], grid[min(best + 1, _GRID - 1)]
    found: Any = minimize_scalar(lambda u: float(error(u)[0]), bounds=ends, method="bounded")
    if values[best] < found.fun:
        return float(np.exp(grid[best])), float(values[best])
    return float(np.exp(found.x)), float(found.fun)


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
    goal, taught = teacher.features.target, teacher.teacher
    if weights.ndim != 2 or weights.shape[1] != len(goal) or not len(weights):
        raise InputError(f"the student's features must be an array of shape (M_ST, {len(goal)})")
    _, size, directions = np.linalg.svd(weights, full_matrices=False)
    condition = float(size[0] / size[-1]) if size[-1] > 0.0 else math.inf
    if not condition < 0.01 / _COLUMN:
        raise AccuracyError(
            f"the student's {len(weights)} features are linearly dependent to working accuracy: use another width"
        )
    speed = size**2 / len(weights)
    s = -np.expm1(-np.where(np.isinf(times), math.inf, speed[:, None] * times[None, :]))
    students = (s * (directions @ taught)[:, None]).T @ directions
    error = np.sum((goal - students) ** 2, axis=1)
    # features off by a few roundings: I - exp(-t K_hat) moves by at most t times that, and lambda s' < 1
    with np.errstate(invalid="ignore"):
        learnt = _COLUMN * np.minimum(condition, speed[0] * times) * float(np.linalg.norm(taught))
    moved = np.where(times == 0.0, 0.0, learnt) + teacher.residual_accuracy + 8 * _EPS
    return error, 2.0 * np.sqrt(error) * moved + moved**2


def require_below_rank(units: int, rank: int) -> None:
    """Raise ``InputError`` unless M_TE is below the rank."""
    if units >= rank:
        raise InputError(
            f"the spectrum has rank {rank}, and {units} teacher units span all of it (L_TE = 0): "
            f"use fewer than {rank}"
        )


def _inverse_norm(triangle: np.ndarray, norm: str) -> float:
    """The 1-norm or infinity-norm of the inverse of an upper triangular matrix, estimated by LAPACK."""
    reciprocal = float(lapack.dtrcon(triangle, norm=norm, uplo="U")[0])
    own = float(np.linalg.norm(np.triu(triangle), 1 if norm == "1" else np.inf))
    return math.inf if reciprocal == 0.0 else 1.0 / (reciprocal * own)


def _per_eigenvalue(teacher: LinearTeacher) -> tuple[np.ndarray, np.ndarray]:
    """Distinct eigenvalues, and on each ||Pi f*||^2, <Pi f*, Pi e>, ||Pi e||^2, shape (3, n)."""
    eigenvalue, place = np.unique(teacher.features.eigenvalue, return_inverse=True)
    goal, rest = teacher.features.target, teacher.residual
    found = [np.bincount(place, weights=x) for x in (goal * goal, goal * rest, rest * rest)]
    return eigenvalue, np.array(found)
