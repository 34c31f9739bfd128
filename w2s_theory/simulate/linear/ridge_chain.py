"""A ridge regression of noisy labels and a ridge regression of its labels, on Gaussian features, by solving both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError


@dataclass(frozen=True, eq=False)
class SimulatedRidgeChain:
    """Population errors E_x (f - f*)^2 of teachers and students, and of what they are apart; arrays of shape (trials,).

    Parameters
    ----------
    teacher_error, student_error, misfit
        L_TE, L_ST and ||f_TE - f_ST||^2.
    excess
        ||f_TE||^2 - <f_TE, f*>.
    """

    teacher_error: np.ndarray
    student_error: np.ndarray
    misfit: np.ndarray
    excess: np.ndarray


def simulate_ridge_chain(
    eigenvalues: np.ndarray,
    target: np.ndarray,
    samples: int,
    ridge: float,
    noise: float,
    inputs: int | None,
    student_ridge: float,
    trials: int,
    rng: np.random.Generator,
) -> SimulatedRidgeChain:
    """Fit ``trials`` independent chains.

    Parameters
    ----------
    eigenvalues, target : arrays, shape (D,)
        Variances lambda_j of the independent normal features, and the norm f_j of the target on each, so that its
        coefficient is f_j/sqrt(lambda_j).
    samples, ridge : int, float
        n labels f* + noise, and rho of (X^T X + rho) w = X^T y (0: least squares, of smallest norm where n < D).
    noise : float
        sigma^2.
    inputs : int or None
        N fresh inputs that the teacher labels without noise; ``None`` is the population.
    student_ridge : float
        Added to X^T X, for the population to diag(lambda).
    trials : int
    rng : numpy.random.Generator

    Raises
    ------
    InputError
        For shapes that do not agree and numbers out of range.
    """
    lambdas, goal = np.asarray(eigenvalues, dtype=float), np.asarray(target, dtype=float)
    if lambdas.shape != goal.shape or lambdas.ndim != 1 or not np.all(lambdas > 0):
        raise InputError("eigenvalues > 0 and target must be two arrays of the same length")
    if not (ridge >= 0 and noise >= 0 and student_ridge >= 0):
        raise InputError("ridges and the noise variance must be >= 0")
    count = require_whole(samples, "the number of samples", 1, 10**6)
    number = require_whole(trials, "the number of trials", 1, 10**6)
    deviation, coefficients = np.sqrt(lambdas), goal / np.sqrt(lambdas)
    found = []
    for _ in range(number):
        features = rng.standard_normal((count, len(lambdas))) * deviation
        labels = features @ coefficients + noise**0.5 * rng.standard_normal(count)
        teacher = _fit(features, labels, ridge)
        if inputs is None:
            student = teacher * lambdas / (lambdas + student_ridge)
        else:
            fresh = rng.standard_normal((inputs, len(lambdas))) * deviation
            student = _fit(fresh, fresh @ teacher, student_ridge)
        found.append(
            (
                float(lambdas @ (teacher - coefficients) ** 2),
                float(lambdas @ (student - coefficients) ** 2),
                float(lambdas @ (student - teacher) ** 2),
                float(lambdas @ (teacher * (teacher - coefficients))),
            )
        )
    return SimulatedRidgeChain(*np.array(found).T)


def _fit(features: np.ndarray, labels: np.ndarray, ridge: float) -> np.ndarray:
    if ridge == 0.0:
        return np.linalg.lstsq(features, labels, rcond=None)[0]
    normal = features.T @ features
    normal[np.diag_indices_from(normal)] += ridge
    return np.linalg.solve(normal, features.T @ labels)
