"""Least squares on Gaussian samples without the samples: the triangular factor that decides every fit, drawn at once.

X of shape (N, m) with independent standard normal entries has the QR factor R with independent entries: chi variables with
N, N - 1, ... degrees of freedom on the diagonal, standard normal ones above (Bartlett 1933). Every least-squares fit of a
linear combination of the columns on others depends on X through R alone, so N samples cost as much as m.
"""

from __future__ import annotations

import numpy as np


def draw_factors(samples: int, rows: int, columns: int, repeats: int, rng: np.random.Generator) -> np.ndarray:
    """The first ``rows`` rows of the triangular factors of independent Gaussian samples.

    Parameters
    ----------
    samples, rows, columns : int
        N >= rows, and m >= rows.
    repeats : int
    rng : numpy.random.Generator

    Returns
    -------
    array, shape (repeats, rows, columns)
        Upper triangular, with a positive diagonal.
    """
    factors = np.zeros((repeats, rows, columns))
    for row in range(min(rows, columns - 1)):
        factors[:, row, row + 1 :] = rng.standard_normal((repeats, columns - row - 1))
    place = np.arange(rows)
    factors[:, place, place] = np.sqrt(rng.chisquare(samples - place, (repeats, rows)))
    return factors


def solve_triangular_systems(factors: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Solve R x = y for many upper triangular R, shapes (repeats, d, d) and (repeats, d)."""
    solution = np.empty_like(right)
    for row in range(right.shape[1] - 1, -1, -1):
        known = np.einsum("kj,kj->k", factors[:, row, row + 1 :], solution[:, row + 1 :])
        solution[:, row] = (right[:, row] - known) / factors[:, row, row]
    return solution


def adapted_frame(basis: np.ndarray) -> np.ndarray:
    """An orthogonal matrix whose first columns are those of ``basis``, shape (D, D) for orthonormal columns (D, d)."""
    dimension, count = basis.shape
    rest = np.linalg.svd(np.eye(dimension) - basis @ basis.T)[0]
    return np.column_stack((basis, rest[:, : dimension - count]))
