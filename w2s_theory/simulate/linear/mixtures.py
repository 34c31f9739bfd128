"""The mixture of a few teachers that is nearest to a point, by trying every set of weights that can be at its ends."""

from __future__ import annotations

import itertools
import math

import numpy as np

from w2s_theory.records.errors import InputError

_MOST_TEACHERS = 6
_INSIDE = 1e-10


def nearest_mixture(teachers: np.ndarray, point: np.ndarray, cap: float = 1.0) -> np.ndarray:
    """Weights w >= 0, w <= cap, sum w = 1 with the smallest ||w @ teachers - point||.

    Parameters
    ----------
    teachers : array, shape (K, D)
        K up to 6, affinely independent where it matters which weights.
    point : array, shape (D,)
    cap : float
        From 1/K to 1.

    Returns
    -------
    array, shape (K,)

    Raises
    ------
    InputError
        For more than 6 teachers.
    """
    count = len(teachers)
    if count > _MOST_TEACHERS:
        raise InputError(f"all sets of weights are tried for up to {_MOST_TEACHERS} teachers, not {count}")
    away = teachers - point
    gram = away @ away.T
    best, least = np.full(count, 1 / count), math.inf
    for kinds in itertools.product((0, 1, 2), repeat=count):
        high, free = np.array(kinds) == 1, np.array(kinds) == 2
        weights = np.where(high, cap, 0.0)
        if np.any(free):
            size = int(free.sum())
            system = np.ones((size + 1, size + 1))
            system[:size, :size], system[size, size] = gram[np.ix_(free, free)], 0.0
            right = np.append(-gram[free] @ weights, 1 - weights.sum())
            weights[free] = np.linalg.lstsq(system, right, rcond=None)[0][:size]
        outside = max(-weights.min(), weights.max() - cap, abs(weights.sum() - 1))
        value = float(weights @ gram @ weights)
        if outside < _INSIDE and value < least:
            best, least = weights, value
    return best
