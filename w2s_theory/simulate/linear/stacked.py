"""Many linear networks of one size at once: the projections, their students at all times, their best stops.

The numbers of a teacher do not depend on the stack in which it is computed, bit for bit; one teacher is a stack of one.
Projections come from QR factorisations of the features (never from their Gram matrix, whose condition is squared).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import lapack as _lapack

from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.spectral_filter import SpectralFilter
from w2s_theory.simulate.student import sum_over_degrees

_EPS = float(np.finfo(float).eps)
# roundings in one column of a QR factorisation; measured against 300-bit arithmetic: below 1
_COLUMN = 8.0 * _EPS
_GRID, _HALVINGS = 400, 40
# a compiled module whose functions a type checker cannot see
lapack: Any = _lapack


@dataclass(frozen=True, eq=False)
class LinearTeachers:
    """B trained teachers whose coordinates have common eigenvalues and a common target.

    Parameters
    ----------
    eigenvalue, target
        Shape (r,), as of :class:`~w2s_theory.simulate.linear.features.LinearFeatures`.
    residual
        Shape (B, r). f* - f_TE.
    residual_accuracy, teacher_error, teacher_error_accuracy, condition
        Shape (B,), as of :class:`~w2s_theory.simulate.linear.network.LinearTeacher`.
    """

    eigenvalue: np.ndarray
    target: np.ndarray
    residual: np.ndarray
    residual_accuracy: np.ndarray
    teacher_error: np.ndarray
    teacher_error_accuracy: np.ndarray
    condition: np.ndarray


def train_teachers(
    weights: np.ndarray, eigenvalue: np.ndarray, target: np.ndarray, accuracy: float
) -> LinearTeachers:
    """f_TE = P f* for features of shape (B, n, r); errors as ``simulate_linear_teacher``, of the first that has one."""
    count = weights.shape[1]
    basis, factor = np.linalg.qr(np.swapaxes(weights, 1, 2))
    lengths = np.sqrt(np.einsum("bij,bij->bi", weights, weights))
    if not np.all(lengths > 0.0):
        raise InputError("a feature is 0 throughout: remove it")
    scaled = factor / lengths[:, None, :]
    norms = np.array([[_inverse_norm(each, norm) for norm in "1I"] for each in scaled])
    inverse = np.sqrt(norms[:, 0] * norms[:, 1])
    if not np.all(inverse < 0.01 / _COLUMN):
        raise AccuracyError(
            f"the {count} features are linearly dependent to working accuracy: use fewer units"
        )
    across = np.swapaxes(basis, 1, 2)
    products = np.matmul(across, target[:, None])
    residual = target[:, None] - np.matmul(basis, products)
    # what rounding put back into the span
    residual = (residual - np.matmul(basis, np.matmul(across, residual)))[..., 0]
    solved = np.array(
        [lapack.dtrtrs(each, right)[0][:, 0] for each, right in zip(scaled, products, strict=True)]
    )
    length = np.sqrt(np.vecdot(residual, residual))
    moved = _COLUMN * np.sum(np.abs(solved), axis=1) + 4 * _EPS
    doubt = moved + _COLUMN * math.sqrt(count) * inverse * length
    error = np.array([math.fsum(row) for row in (residual**2).tolist()])
    error_accuracy = 2.0 * length * moved + doubt**2 + 4 * _EPS * error
    short = np.flatnonzero(~(error_accuracy <= accuracy * error))
    if len(short):
        raise AccuracyError(
            f"the teacher error {error[short[0]]:.3g} is known to +-{error_accuracy[short[0]]:.1e} only, not to the "
            f"relative accuracy {accuracy:g} asked for: use fewer units or a larger accuracy"
        )
    return LinearTeachers(
        eigenvalue, target, residual, doubt, error, error_accuracy, inverse * math.sqrt(count)
    )


def compute_student_errors(
    teachers: LinearTeachers, times: np.ndarray, spectral_filter: SpectralFilter
) -> tuple[np.ndarray, np.ndarray]:
    """L_ST of students of infinite width and its accuracy, shapes (B, n_times)."""
    eigenvalue, whole, kept, left = _per_eigenvalue(teachers)
    s = np.asarray(spectral_filter.shrinkage(eigenvalue[:, None], times[None, :]), dtype=float)
    columns = whole[:, None] * (1 - s) ** 2 + 2 * s * (1 - s) * kept[..., None] + s**2 * left[..., None]
    error = np.maximum(sum_over_degrees(columns), 0.0)
    moved = np.abs(s).max(axis=0) * teachers.residual_accuracy[:, None] + 8 * _EPS
    return error, 2.0 * np.sqrt(error) * moved + moved**2


def find_best_stops(teachers: LinearTeachers) -> tuple[np.ndarray, np.ndarray]:
    """The time of gradient flow at which each draw's L_ST is least (``inf``: none is), and L_ST there, shapes (B,).

    The best of a logarithmic grid, and between its neighbours the zero of the slope by bisection.
    """
    eigenvalue, whole, kept, left = _per_eigenvalue(teachers)
    grid = np.linspace(np.log(1e-3 / eigenvalue.max()), np.log(40.0 / eigenvalue.min()), _GRID)
    s = -np.expm1(-eigenvalue[:, None] * np.exp(grid))
    # one row at a time, so that a teacher's sums run in one order whatever the stack
    values = whole @ (1 - s) ** 2 + np.matmul(kept[:, None], 2 * s * (1 - s))[:, 0]
    values = values + np.matmul(left[:, None], s**2)[:, 0]
    best = np.argmin(values, axis=1)
    least = np.take_along_axis(values, best[:, None], axis=1)[:, 0]
    low, high = grid[np.maximum(best - 1, 0)], grid[np.minimum(best + 1, _GRID - 1)]
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        reached = eigenvalue * np.exp(middle)[:, None]
        s = -np.expm1(-reached)
        # d L_ST/d log t; s' = reached (1 - s)
        slope = 2.0 * (s * left + (1 - 2 * s) * kept - (1 - s) * whole) * reached * (1 - s)
        rising = np.sum(slope, axis=1) > 0.0
        low, high = np.where(rising, low, middle), np.where(rising, middle, high)
    stop = 0.5 * (low + high)
    s = -np.expm1(-eigenvalue * np.exp(stop)[:, None])
    found = np.sum(whole * (1 - s) ** 2 + 2 * s * (1 - s) * kept + s**2 * left, axis=1)
    coarse = least < found
    time, error = np.exp(np.where(coarse, grid[best], stop)), np.where(coarse, least, found)
    # equal to rounding: for ever
    endless = teachers.teacher_error <= least * (1 + 64 * _EPS)
    return np.where(endless, math.inf, time), np.where(endless, teachers.teacher_error, error)


def compute_finite_student_errors(
    teachers: LinearTeachers, weights: np.ndarray, times: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """L_ST of students with features of shape (B, M_ST, r) under gradient flow, shapes (B, n_times)."""
    goal, taught = teachers.target, teachers.target - teachers.residual
    _, size, directions = np.linalg.svd(weights, full_matrices=False)
    with np.errstate(divide="ignore", invalid="ignore"):
        condition = np.where(size[:, -1] > 0.0, size[:, 0] / size[:, -1], math.inf)
    if not np.all(condition < 0.01 / _COLUMN):
        raise AccuracyError(
            f"the student's {weights.shape[1]} features are linearly dependent to working accuracy: use another width"
        )
    speed = size**2 / weights.shape[1]
    s = -np.expm1(-np.where(np.isinf(times), math.inf, speed[..., None] * times))
    along = np.matmul(directions, taught[..., None])
    students = np.matmul(np.swapaxes(s * along, 1, 2), directions)
    error = np.sum((goal - students) ** 2, axis=2)
    # features off by a few roundings: I - exp(-t K_hat) moves by at most t times that, and lambda s' < 1
    with np.errstate(invalid="ignore"):
        learnt = _COLUMN * np.minimum(condition[:, None], speed[:, :1] * times)
    learnt = learnt * np.sqrt(np.vecdot(taught, taught))[:, None]
    moved = np.where(times == 0.0, 0.0, learnt) + teachers.residual_accuracy[:, None] + 8 * _EPS
    return error, 2.0 * np.sqrt(error) * moved + moved**2


def _inverse_norm(triangle: np.ndarray, norm: str) -> float:
    """The 1-norm or infinity-norm of the inverse of an upper triangular matrix, estimated by LAPACK."""
    reciprocal = float(lapack.dtrcon(triangle, norm=norm, uplo="U")[0])
    own = float(np.abs(np.triu(triangle)).sum(axis=0 if norm == "1" else 1).max())
    return math.inf if reciprocal == 0.0 else 1.0 / (reciprocal * own)


def _per_eigenvalue(teachers: LinearTeachers) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Distinct eigenvalues and ||Pi f*||^2 on each, shape (n,); <Pi f*, Pi e> and ||Pi e||^2, shape (B, n)."""
    eigenvalue, place = np.unique(teachers.eigenvalue, return_inverse=True)
    order = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[order], np.arange(len(eigenvalue)))
    goal, rest = teachers.target[order], teachers.residual[:, order]
    whole, kept, left = (
        np.add.reduceat(each, starts, axis=-1) for each in (goal * goal, goal * rest, rest * rest)
    )
    return eigenvalue, whole, kept, left
