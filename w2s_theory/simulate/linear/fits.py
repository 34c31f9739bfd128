"""Learners of linear labels, one after another: teachers, their students, students of these."""

from __future__ import annotations

import numpy as np

from w2s_theory.simulate.gaussian.compressed import adapted_frame, draw_factors, solve_triangular_systems
from w2s_theory.simulate.gaussian.regression import fit_least_squares

_BLOCK = 512


def simulate_fits(
    basis: np.ndarray, labels: np.ndarray, samples: int, noise: float, repeats: int, rng: np.random.Generator
) -> np.ndarray:
    """Coefficients in R^D of independent (minimum-norm) least-squares fits on fresh inputs x ~ N(0, I_D).

    Parameters
    ----------
    basis : array, shape (D, d)
        The learner's features, orthonormal columns.
    labels : array, shape (D,) or (repeats, D)
        Each repeat is labelled <labels, x> plus normal noise.
    samples : int
        N.
    noise : float
        Standard deviation of that noise.
    repeats : int
    rng : numpy.random.Generator

    Returns
    -------
    array, shape (repeats, D)
        In the span of the features. For N >= d from the triangular factors of the samples, whose law is the same and
        whose cost does not depend on N.
    """
    labels = np.broadcast_to(labels, (repeats, len(basis)))
    count, frame = basis.shape[1], adapted_frame(basis)
    found = np.empty((repeats, count))
    for first in range(0, repeats, _BLOCK):
        block = labels[first : first + _BLOCK]
        if samples >= count:
            rows = draw_factors(samples, count, len(basis) + 1, len(block), rng)
            given = np.einsum("kij,kj->ki", rows[:, :, :-1], block @ frame) + noise * rows[:, :, -1]
            fit = solve_triangular_systems(rows[:, :, :count], given)
        else:
            inputs = rng.standard_normal((len(block), samples, len(basis)))
            given = np.einsum("kni,ki->kn", inputs, block) + noise * rng.standard_normal(inputs.shape[:2])
            fit = fit_least_squares(inputs @ basis, given)
        found[first : first + _BLOCK] = fit
    return found @ basis.T


def excess_risks(fitted: np.ndarray, target: np.ndarray) -> np.ndarray:
    """E_x (<fitted, x> - <target, x>)^2 for each row of ``fitted``."""
    return np.sum((fitted - target) ** 2, axis=-1)
