"""The smallest quadratic form on the capped simplex: the weights that AE-KD solves for at every step.

min a^T G a with sum a = 1 and 0 <= a_k <= C (the dual of a one-class support vector machine). SciPy finds the weights;
what is active is then solved again as a linear system, and a duality gap says how far from the smallest value they may be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.systems.arrays import require_square, require_vector
from w2s_theory.systems.risk_records import require_number

# relative to the form's value at the uniform weights
_LARGEST_GAP = 1e-9
_ACTIVE = 1e-7
_SLACK = 1e-9


@dataclass(frozen=True, eq=False)
class CappedWeights:
    """Weights on the capped simplex.

    Parameters
    ----------
    weights : array, shape (K,)
    value : float
        a^T G a.
    gap : float
        A bound of value minus the smallest value: what a linear program on the form's gradient still gains.
    """

    weights: np.ndarray
    value: float
    gap: float


def require_weights(value: Any, count: int) -> np.ndarray:
    """Return ``value`` as weights on the simplex.

    Raises
    ------
    InputError
        Unless there are ``count`` weights >= 0 that add up to 1, to 1e-9.
    """
    weights = require_vector(value, "weights")
    if len(weights) != count:
        raise InputError(f"{count} teachers need {count} weights, not {len(weights)}")
    if np.any(weights < -_SLACK) or abs(weights.sum() - 1) > _SLACK:
        raise InputError("weights of an ensemble must be >= 0 and add up to 1")
    return weights


def capped_weights(gram: Any, cap: float = 1.0) -> CappedWeights:
    """Minimise a^T G a over weights that add up to 1, each from 0 to the cap.

    Parameters
    ----------
    gram : array, shape (K, K)
        Symmetric, positive semidefinite.
    cap : float
        C from 1/K (only uniform weights) to 1 (the point of the hull nearest to 0).

    Returns
    -------
    CappedWeights
        Where several weights give the smallest value, one of them.

    Raises
    ------
    InputError
        For another shape, a form that is not positive semidefinite, and a cap out of range.
    AccuracyError
        If the duality gap stays above 1e-9 of the value at uniform weights.

    Examples
    --------
    >>> capped_weights([[1.0, 0.0], [0.0, 3.0]]).weights.round(6).tolist()
    [0.75, 0.25]
    """
    form = require_square(gram, "Gram matrix")
    count = len(form)
    limit = float(require_number(cap, "the cap of the weights"))
    if not 1 / count - _SLACK <= limit <= 1 + _SLACK:
        raise InputError(f"the cap of the weights of {count} teachers lies between 1/{count} and 1")
    limit = min(max(limit, 1 / count), 1.0)
    scale = float(np.abs(form).max())
    if not np.allclose(form, form.T, atol=1e-10 * scale) or np.linalg.eigvalsh(form).min() < -1e-9 * scale:
        raise InputError("the Gram matrix must be symmetric and positive semidefinite")
    if scale == 0.0:
        return CappedWeights(np.full(count, 1 / count), 0.0, 0.0)
    form = (form + form.T) / (2 * scale)
    found = _by_library(form, limit)
    polished = _on_active_set(form, limit, found)
    if polished is not None and _gap(form, limit, polished) <= _gap(form, limit, found):
        found = polished
    gap, value = _gap(form, limit, found), float(found @ form @ found)
    if gap > _LARGEST_GAP * float(form.mean()) + 1e-15:
        raise AccuracyError(
            f"the weights of {count} teachers are not found to the accuracy promised: gap {gap:.1e}"
        )
    return CappedWeights(found, scale * value, scale * gap)


def _by_library(form: np.ndarray, limit: float) -> np.ndarray:
    from scipy.optimize import minimize

    count = len(form)
    found = minimize(
        lambda a: a @ form @ a, np.full(count, 1 / count), jac=lambda a: 2 * form @ a, method="SLSQP",
        bounds=[(0.0, limit)] * count, options={"ftol": 1e-16, "maxiter": 1000},
        constraints={"type": "eq", "fun": lambda a: a.sum() - 1, "jac": lambda a: np.ones(count)},
    )  # fmt: skip
    clipped = np.clip(found.x, 0.0, limit)
    free = (clipped > 0) & (clipped < limit)
    # the sum is 1 to rounding: what is missing goes where there is room
    if np.any(free):
        clipped[free] += (1 - clipped.sum()) / free.sum()
    return np.clip(clipped, 0.0, limit)


def _on_active_set(form: np.ndarray, limit: float, guess: np.ndarray) -> np.ndarray | None:
    """The weights with the same ones at 0 and at the cap, by the linear system of the rest."""
    high = guess > limit - _ACTIVE
    free = (guess > _ACTIVE) & ~high
    count = int(free.sum())
    exact = np.where(high, limit, 0.0)
    if count:
        system = np.ones((count + 1, count + 1))
        system[:count, :count], system[count, count] = form[np.ix_(free, free)], 0.0
        right = np.append(-form[free] @ exact, 1 - exact.sum())
        exact[free] = np.linalg.lstsq(system, right, rcond=None)[0][:count]
    inside = np.all(exact >= -1e-14) and np.all(exact <= limit + 1e-14)
    return np.clip(exact, 0.0, limit) if inside and abs(exact.sum() - 1) < 1e-12 else None


def _gap(form: np.ndarray, limit: float, weights: np.ndarray) -> float:
    """Of the gradient at the weights: by how much its smallest value on the capped simplex is lower."""
    gradient = 2 * form @ weights
    left, least = 1.0, 0.0
    for slope in np.sort(gradient):
        taken = min(limit, left)
        least, left = least + taken * slope, left - taken
    return max(0.0, float(gradient @ weights) - least)
