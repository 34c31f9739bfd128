"""The student of infinite width: every degree of the teacher is shrunk by one number.

L_ST = sum_k ||Pi_k f* - s_k Pi_k f_TE||^2, with s_k = s(lambda_k, t). Written in the residual
e = f* - f_TE: c_k^2 (1-s)^2 + 2 s (1-s) <Pi_k f*, Pi_k e> + s^2 ||Pi_k e||^2, so that nothing is lost where
s is near 1 and e is small.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from w2s_theory.records.errors import InputError
from w2s_theory.records.spectral_filter import SpectralFilter, gradient_flow

_EPS = float(np.finfo(float).eps)
# relative change of an eigenvalue over which the slope of a filter is taken
_STEP = 1e-4


class ResolvedTeacher(Protocol):
    """What the student's error needs of a teacher: its residual e = f* - f_TE on degrees 0..J.

    Arrays have shape (J+1,) and are relative to ||f*||^2 = 1. Several teachers at once have residuals of shape
    (..., J+1) and tails of shape (...); eigenvalues and the target are common to them.
    """

    @property
    def eigenvalue(self) -> np.ndarray:
        """lambda_k."""
        ...

    @property
    def eigenvalue_accuracy(self) -> np.ndarray:
        """How far lambda_k may be off."""
        ...

    @property
    def target_coefficient(self) -> np.ndarray:
        """c_k."""
        ...

    @property
    def residual_cross(self) -> np.ndarray:
        """<Pi_k f*, Pi_k e>."""
        ...

    @property
    def residual_cross_accuracy(self) -> np.ndarray:
        """How far it may be off."""
        ...

    @property
    def residual_mass(self) -> np.ndarray:
        """||Pi_k e||^2."""
        ...

    @property
    def residual_mass_accuracy(self) -> np.ndarray:
        """How far it may be off."""
        ...

    @property
    def tail_mass(self) -> Any:
        """||f_TE||^2 on degrees above J."""
        ...

    @property
    def tail_mass_accuracy(self) -> Any:
        """How far it may be off."""
        ...

    @property
    def tail_eigenvalue(self) -> float:
        """The largest lambda_j with j > J."""
        ...


def compute_student_error(
    draw: ResolvedTeacher, times: Any, spectral_filter: SpectralFilter | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """L_ST of the infinitely wide student of one teacher.

    Parameters
    ----------
    draw : TeacherDraw, GaussianTeacher or StackedTeachers
        The teacher, or several.
    times : array, shape (n_times,)
        Times t >= 0 of the filter, ``inf`` included.
    spectral_filter : SpectralFilter, optional
        Gradient flow by default.

    Returns
    -------
    student_error, student_error_accuracy : arrays, shape (..., n_times)
        The accuracy holds rounding, that of the eigenvalues included, and the degrees above J, whose
        shrinkage lies between 0 and that of the largest eigenvalue there.

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
    remainder = chosen.remainder(draw.eigenvalue[:, None], times[None, :])
    return _combine(draw, shrinkage, remainder, filter_doubt(draw, chosen, times), tail_low, tail_high)


def filter_doubt(draw: ResolvedTeacher, spectral_filter: SpectralFilter, times: np.ndarray) -> np.ndarray:
    """How far the eigenvalues' own accuracy moves the shrinkage of each degree, shape (J+1, n_times)."""
    eigenvalue, moments = draw.eigenvalue[:, None], times[None, :]
    slope = np.minimum(
        *(
            np.abs(each(eigenvalue * (1 + _STEP), moments) - each(eigenvalue * (1 - _STEP), moments))
            for each in (spectral_filter.shrinkage, spectral_filter.remainder)
        )
    ) / (2 * _STEP)
    known = draw.eigenvalue_accuracy / np.where(draw.eigenvalue > 0.0, draw.eigenvalue, 1.0)
    return slope * (known + 2 * _EPS)[:, None]


def largest_shrinkage(spectral_filter: SpectralFilter, upper: float, times: np.ndarray) -> np.ndarray:
    """Return the largest |s(lambda, t)| over 0 < lambda <= ``upper``, for each time, shape (n_times,).

    Exact for filters that grow with lambda there; others are scanned on a fine grid.
    """
    if upper <= 0.0:
        return np.zeros(len(times))
    grid = upper * np.geomspace(1e-12, 1.0, 400)
    return np.max(np.abs(spectral_filter.shrinkage(grid[:, None], times[None, :])), axis=0)


def compute_shrunk_error(
    draw: ResolvedTeacher, shrinkage: Mapping[int, float] | Any, tail: float = 0.0
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
    values = np.full(len(draw.eigenvalue), float(tail))
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
    error, accuracy = _combine(
        draw, values[:, None], 1.0 - values[:, None], np.zeros((len(values), 1)), ends, ends
    )
    return float(error[0]), float(accuracy[0])


def compute_optimal_shrinkage(draw: ResolvedTeacher) -> np.ndarray:
    """Compute the shrinkage in [0, 1] per degree that minimises L_ST for this draw, shape (J+1,)."""
    cross = draw.target_coefficient**2 - draw.residual_cross
    mass = cross - draw.residual_cross + draw.residual_mass
    return np.where(mass > 0.0, np.clip(cross / np.where(mass > 0.0, mass, 1.0), 0.0, 1.0), 0.0)


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
    draw: ResolvedTeacher,
    s: np.ndarray,
    r: np.ndarray,
    moved: np.ndarray,
    tail_low: np.ndarray,
    tail_high: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Sum over degrees; s and r = 1 - s, shape (J+1, n), are off by ``moved``; the tail's |s| is in the given range."""
    c = draw.target_coefficient[:, None]
    kept, residual = draw.residual_cross[..., None], draw.residual_mass[..., None]
    columns = c**2 * r**2 + 2 * s * r * kept + s**2 * residual
    s_moved, r_moved = moved + 2 * _EPS * np.abs(s), moved + 2 * _EPS * np.abs(r)
    doubt = np.abs(2 * s * r) * draw.residual_cross_accuracy[..., None]
    doubt = doubt + s**2 * draw.residual_mass_accuracy[..., None]
    doubt = (
        doubt
        + np.abs(2 * c**2 * r + 2 * s * kept) * r_moved
        + np.abs(2 * r * kept + 2 * s * residual) * s_moved
    )
    doubt = doubt + c**2 * r_moved**2 + 2 * np.abs(kept) * s_moved * r_moved + residual * s_moved**2
    doubt = doubt + 16 * _EPS * np.abs(columns)
    middle, half = (tail_low**2 + tail_high**2) / 2, (tail_high**2 - tail_low**2) / 2
    tail = np.maximum(draw.tail_mass, 0.0)[..., None]
    tail_doubt = np.asarray(draw.tail_mass_accuracy)[..., None]
    error = sum_over_degrees(columns) + middle * tail
    accuracy = doubt.sum(axis=-2) + half * (tail + tail_doubt) + middle * tail_doubt
    return error, accuracy + 4 * _EPS * np.abs(error)


def sum_over_degrees(columns: np.ndarray) -> np.ndarray:
    """Sums over the last axis but one, correctly rounded; shape (..., J+1, n) to (..., n)."""
    rows = np.moveaxis(columns, -2, -1)
    flat = rows.reshape(-1, rows.shape[-1])
    return np.array([math.fsum(row) for row in flat.tolist()]).reshape(rows.shape[:-1])
