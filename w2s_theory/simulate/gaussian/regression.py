"""Regressions on Gaussian features, fitted by orthogonal factors: nothing here knows what to expect.

Inputs x ~ N(0, I_D); a learner sees b = V^T x for an orthonormal basis V of its features' space. Many independent
repeats are drawn and fitted at once, so that means over thousands of fits take a second.
"""

from __future__ import annotations

import numpy as np


def fit_least_squares(features: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Least-squares coefficients, of smallest norm where many fit.

    Parameters
    ----------
    features : array, shape (repeats, N, d)
    labels : array, shape (repeats, N)

    Returns
    -------
    array, shape (repeats, d)
        For N >= d the solution of the normal equations by the QR factors of the features, else the
        interpolant in the span of the rows by those of the transpose. The features must have full rank.
    """
    count, dimension = features.shape[1:]
    if count >= dimension:
        q, r = np.linalg.qr(features)
        right = np.einsum("knd,kn->kd", q, labels)
        return np.linalg.solve(r, right[:, :, None])[:, :, 0]
    q, r = np.linalg.qr(features.transpose(0, 2, 1))
    weights = np.linalg.solve(r.transpose(0, 2, 1), labels[:, :, None])[:, :, 0]
    return np.einsum("kdn,kn->kd", q, weights)


def draw_basis(ambient: int, dimension: int, rng: np.random.Generator) -> np.ndarray:
    """Orthonormal columns of a random subspace, shape (ambient, dimension)."""
    return np.linalg.qr(rng.standard_normal((ambient, dimension)))[0]


def simulate_coefficients(
    basis: np.ndarray, target: np.ndarray, noise: float, samples: int, repeats: int, rng: np.random.Generator
) -> np.ndarray:
    """Fitted coefficients of ``repeats`` independent regressions, shape (repeats, d).

    Parameters
    ----------
    basis : array, shape (D, d)
        V, orthonormal columns.
    target : array, shape (D,)
        Labels are <target, x> plus normal noise.
    noise : float
        Standard deviation of that noise.
    samples, repeats : int
    rng : numpy.random.Generator
    """
    inputs = rng.standard_normal((repeats, samples, len(target)))
    labels = inputs @ target + noise * rng.standard_normal((repeats, samples))
    return fit_least_squares(inputs @ basis, labels)
