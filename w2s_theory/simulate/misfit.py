"""The misfit ||f_TE - f_ST||^2 of the student of infinite width: what is left of the teacher, degree by degree.

sum_k (1 - s_k)^2 ||Pi_k f_TE||^2 with the teacher's own energies: neither of the errors L_TE and L_ST enters.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from w2s_theory.records.spectral_filter import SpectralFilter, gradient_flow
from w2s_theory.simulate.student import (
    ResolvedTeacher,
    filter_doubt,
    largest_shrinkage,
    require_times,
    sum_over_degrees,
)

_EPS = float(np.finfo(float).eps)


def compute_misfit(
    draw: ResolvedTeacher, times: Any, spectral_filter: SpectralFilter | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Misfit of the infinitely wide student of one teacher.

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
    misfit, misfit_accuracy : arrays, shape (..., n_times)
        Relative to ||f*||^2 = 1. The accuracy holds rounding and the degrees above J, of which is known only that
        their eigenvalues are at most the first of them.

    Raises
    ------
    InputError
        For a time that is negative or not a number.
    """
    times = require_times(times)
    chosen = gradient_flow() if spectral_filter is None else spectral_filter
    left = chosen.remainder(draw.eigenvalue[:, None], times[None, :])
    # a degree of eigenvalue 0 is never learnt
    left = np.where(draw.eigenvalue[:, None] > 0.0, left, 1.0)
    moved = filter_doubt(draw, chosen, times) + 2 * _EPS * np.abs(left)
    energy = draw.target_coefficient**2 - 2 * draw.residual_cross + draw.residual_mass
    doubt = 2 * draw.residual_cross_accuracy + draw.residual_mass_accuracy
    doubt = doubt + 4 * _EPS * (draw.target_coefficient**2 + draw.residual_mass)
    energy, doubt = np.maximum(energy, 0.0)[..., None], doubt[..., None]
    columns = left**2 * energy
    off = left**2 * doubt + (2 * np.abs(left) * moved + moved**2) * (energy + doubt) + 16 * _EPS * columns
    low, high = _tail_range(chosen, draw.tail_eigenvalue, times)
    middle, half = (low + high) / 2, (high - low) / 2
    tail = np.maximum(draw.tail_mass, 0.0)[..., None]
    tail_doubt = np.asarray(draw.tail_mass_accuracy)[..., None]
    misfit = sum_over_degrees(columns) + middle * tail
    accuracy = off.sum(axis=-2) + half * (tail + tail_doubt) + middle * tail_doubt
    return misfit, accuracy + 4 * _EPS * misfit


def _tail_range(chosen: SpectralFilter, upper: float, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The least and the largest (1 - s)^2 over eigenvalues in (0, upper]."""
    largest = largest_shrinkage(chosen, upper, times)
    low = np.maximum(1.0 - largest, 0.0) ** 2
    high = (1.0 + np.minimum(largest, max(0.0, -chosen.lower))) ** 2
    high = np.maximum(high, (largest - 1.0) ** 2)
    # at t = inf every mode has reached the filter's limit
    endless = np.isinf(times)
    if endless.any() and upper > 0.0:
        ends = chosen.remainder(np.array([upper, upper * 1e-12]), np.array([np.inf, np.inf])) ** 2
        low[endless], high[endless] = np.min(ends), np.max(ends)
    return low, high
