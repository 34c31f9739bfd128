"""Random closed convex sets in R^n with their nearest points in closed form: seven kinds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

KINDS = ("subspace", "half-space", "ball", "box", "orthant", "simplex", "point")

Nearest = Callable[[np.ndarray], np.ndarray]


def draw_class(kind: int, inside: np.ndarray, rng: np.random.Generator) -> Nearest:
    """The map to the nearest point of a random convex set of the given kind that holds ``inside`` (shape (n,)).

    ``kind`` counts through :data:`KINDS`; the subspace is linear, all others may lie anywhere.
    """
    n = len(inside)
    basis = np.linalg.qr(rng.standard_normal((n, n)))[0]
    own = basis @ inside
    if kind == 0:
        span = np.linalg.qr(np.column_stack((inside, rng.standard_normal((n, int(rng.integers(0, n)))))))[0]
        return lambda v: span @ (span.T @ v)
    if kind == 1:
        level = own[0] + rng.exponential() * 0.2
        return lambda v: v - max(0.0, float(basis[0] @ v) - level) * basis[0]
    if kind == 2:
        centre = inside + rng.exponential() * basis[0]
        radius = np.linalg.norm(inside - centre) * (1 + rng.exponential() * 0.1)
        return lambda v: (
            centre + (v - centre) * min(1.0, radius / max(float(np.linalg.norm(v - centre)), 1e-300))
        )
    if kind == 3:
        low, high = own - rng.exponential(size=n) * 0.2, own + rng.exponential(size=n) * 0.2
        return lambda v: basis.T @ np.clip(basis @ v, low, high)
    if kind == 4:
        # a cone: the orthant of the basis that the point lies in
        return lambda v: basis.T @ np.where((basis @ v) * own > 0, basis @ v, 0.0)
    if kind == 5:
        corner = own - rng.exponential(size=n) * 0.3
        return lambda v: (
            basis.T @ (corner + nearest_of_simplex(basis @ v - corner, float(np.sum(own - corner))))
        )
    return lambda v: inside


def nearest_of_simplex(point: np.ndarray, total: float) -> np.ndarray:
    """The nearest vector of entries >= 0 with the given sum: what is above a level, which the sum decides."""
    falling = np.sort(point)[::-1]
    levels = (np.cumsum(falling) - total) / np.arange(1, len(point) + 1)
    return np.maximum(point - levels[np.nonzero(falling > levels)[0][-1]], 0.0)
