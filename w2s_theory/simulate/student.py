"""The student of infinite width: every degree of the teacher is shrunk by one number.

L_ST = sum_k ||Pi_k f* - s_k Pi_k f_TE||^2, with s_k = s(lambda_k, t). Written in the residual
e = f* - f_TE: c_k^2 (1-s)^2 + 2 s (1-s) <Pi_k f*, Pi_k e> + s^2 ||Pi_k e||^2, so that nothing is lost where
s is near 1 and e is small.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from w2s_theory.simulate.teacher import TeacherDraw, largest_shrinkage
from w2s_theory.spec.errors import InputError
from w2s_theory.spec.spectral_filter import SpectralFilter, gradient_flow


def compute_student_error(
    draw: TeacherDraw, times: Any, spectral_filter: SpectralFilter | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """L_ST of the infinitely wide student of one teacher.

    Parameters
    ----------
    draw : TeacherDraw
        The teacher.
    times : array, shape (n_times,)
        Times t >= 0 of the filter, ``inf`` included.
    spectral_filter : SpectralFilter, optional
        Gradient flow by default.

    Returns
    -------
    student_error, student_error_accuracy : arrays, shape (n_times,)
        The accuracy holds rounding and the degrees above J, whose shrinkage lies between 0 and that
        of the largest eigenvalue there.

    Raises
    ------
    InputError
        For a time that is negative or not a number.
    """
    times = require_times(times)
    chosen = gradient_flow() if spectral_filter is None else spectral_filter
    shrinkage = chosen.shrinkage(draw.eigenvalue[:, None], times[None, :])
    tail_high = largest_shrinkage(chosen, draw.tail_eigenvalue, times)
    tail_low = np.zeros_like(tail_high)
    # at t = inf every mode of the teacher has reached the filter's limit
    endless = np.isinf(times)
    if endless.any():
        limit = np.ravel(chosen.shrinkage(np.array([draw.eigenvalue.max()]), np.array([np.inf])))[0]
        limit_small = np.ravel(
            chosen.shrinkage(np.array([draw.tail_eigenvalue * 1e-12]), np.array([np.inf]))
        )[0]
        tail_low[endless], tail_high[endless] = min(limit, limit_small), max(limit, limit_small)
    return _combine(draw, shrinkage, tail_low, tail_high)


def compute_shrunk_error(
    draw: TeacherDraw, shrinkage: Mapping[int, float] | Any, tail: float = 0.0
) -> tuple[float, float]:
    """L_ST of the student f_ST = sum_k s_k Pi_k f_TE for any real s_k, beyond [0, 1] too.

    Parameters
    ----------
    draw : TeacherDraw
        The teacher.
    shrinkage : mapping degree -> s_k, or array of shape (J+1,)
        Degrees that a mapping does not name get ``tail``.
    tail : float
        The shrinkage of all degrees above J.

    Returns
    -------
    student_error, student_error_accuracy : float
    """
    values = np.full(len(draw.mass), float(tail))
    if isinstance(shrinkage, Mapping):
        for degree, value in shrinkage.items():
            if not 0 <= degree < len(values):
                raise InputError(
                    f"this teacher is resolved into degrees 0 to {len(values) - 1}, not {degree}"
                )
            values[degree] = value
    else:
        values[:] = np.asarray(shrinkage, dtype=float)
    if not np.all(np.isfinite(values)):
        raise InputError("shrinkage must be finite")
    ends = np.array([abs(float(tail))])
    error, accuracy = _combine(draw, values[:, None], ends, ends)
    return float(error[0]), float(accuracy[0])


def compute_optimal_shrinkage(draw: TeacherDraw) -> np.ndarray:
    """Compute the shrinkage in [0, 1] per degree that minimises L_ST for this draw, shape (J+1,)."""
    safe = np.where(draw.mass > 0.0, draw.mass, 1.0)
    return np.where(draw.mass > 0.0, np.clip(draw.cross / safe, 0.0, 1.0), 0.0)


def require_times(times: Any) -> np.ndarray:
    """Return times as a float64 array of shape (n,); ``InputError`` unless each is >= 0 (``inf`` allowed)."""
    try:
        array = np.atleast_1d(np.array(times, dtype=float))
    except (TypeError, ValueError, OverflowError):
        raise InputError("times must be numbers >= 0, or inf") from None
    if array.ndim != 1 or np.any(np.isnan(array)) or np.any(array < 0.0):
        raise InputError("times must be numbers >= 0, or inf; none may be negative or nan")
    return array


def _combine(
    draw: TeacherDraw, s: np.ndarray, tail_low: np.ndarray, tail_high: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Sum over degrees; ``s`` has shape (J+1, n), the tail's |s| lies in [tail_low, tail_high]."""
    c = draw.target_coefficient
    # <Pi_k f*, Pi_k e> = c_k^2 - cross; a single degree has it from L_TE, which is known better
    kept = c**2 - draw.cross
    kept_accuracy = draw.cross_accuracy + 4 * np.finfo(float).eps * c**2
    if len(draw.target.degrees) == 1:
        only = draw.target.degrees[0]
        kept[only], kept_accuracy[only] = draw.teacher_error, draw.teacher_error_accuracy
    # ||Pi_k e||^2 = mass - c^2 + 2 (c^2 - cross)
    residual = np.maximum(draw.mass - c**2 + 2 * kept, 0.0)
    residual_accuracy = draw.mass_accuracy + 2 * kept_accuracy
    columns = c[:, None] ** 2 * (1 - s) ** 2 + 2 * s * (1 - s) * kept[:, None] + s**2 * residual[:, None]
    doubt = np.abs(2 * s * (1 - s)) * kept_accuracy[:, None] + s**2 * residual_accuracy[:, None]
    # s itself is off by a few eps, with the relative error of lambda_k in its exponent
    doubt = doubt + 16 * np.finfo(float).eps * columns
    middle, half = (tail_low**2 + tail_high**2) / 2, (tail_high**2 - tail_low**2) / 2
    tail = max(draw.tail_mass, 0.0)
    error = np.array([math.fsum(column) for column in columns.T]) + middle * tail
    accuracy = doubt.sum(axis=0) + half * (tail + draw.tail_mass_accuracy) + middle * draw.tail_mass_accuracy
    return error, accuracy
