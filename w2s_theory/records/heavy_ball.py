r"""The solution of s'' + gamma s' + lambda s = lambda, s(0) = s'(0) = 0, in float64 without cancellation or overflow.

With a, b = gamma/2 -+ sqrt(gamma^2/4 - lambda), a b = lambda and a + b = gamma,

    1 - s = (b e^{-a t} - a e^{-b t})/(b - a),

for large lambda with complex a, b: a damped swing. Where a t and b t are small both sides cancel, and
s = lambda t^2 (1/2! - h_1/3! + h_2/4! - ...) is summed, h_n = gamma t h_{n-1} - lambda t^2 h_{n-2} (the complete homogeneous
polynomials of a t and b t, real in either case).
"""

from __future__ import annotations

import numpy as np

_SERIES_UP_TO = 1.0
_TERMS = 26


def heavy_ball_remainder(damping: float, lam: np.ndarray, t: np.ndarray) -> np.ndarray:
    """1 - s(t); arrays of one shape, lambda >= 0, 0 <= t <= inf."""
    with np.errstate(all="ignore"):
        direct = np.where(np.sqrt(lam) <= damping / 2, _slow(damping, lam, t)[0], _swing(damping, lam, t)[0])
        found = np.where(_early(damping, lam, t), 1.0 - _series(damping, lam, t), direct)
    return np.where((lam == 0.0) | (t == 0.0), 1.0, found)


def heavy_ball_shrinkage(damping: float, lam: np.ndarray, t: np.ndarray) -> np.ndarray:
    """s(t), as :func:`heavy_ball_remainder`; relative accuracy a few ulp before the first swing."""
    with np.errstate(all="ignore"):
        direct = np.where(np.sqrt(lam) <= damping / 2, _slow(damping, lam, t)[1], _swing(damping, lam, t)[1])
        found = np.where(_early(damping, lam, t), _series(damping, lam, t), direct)
    return np.where((lam == 0.0) | (t == 0.0), 0.0, found)


def _early(damping: float, lam: np.ndarray, t: np.ndarray) -> np.ndarray:
    return (damping * t <= _SERIES_UP_TO) & (np.sqrt(lam) * t <= _SERIES_UP_TO)


def _series(damping: float, lam: np.ndarray, t: np.ndarray) -> np.ndarray:
    first, second = damping * t, (np.sqrt(lam) * t) ** 2
    before, now, weight = np.zeros_like(second), np.ones_like(second), 0.5
    total = np.zeros_like(second)
    for n in range(_TERMS):
        total = total + weight * now
        before, now = now, first * now - second * before
        weight = -weight / (n + 3)
    return second * total


def _slow(damping: float, lam: np.ndarray, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Over-damped: 1 - s = e^{-a t} (1 + a (1 - e^{-2 r t})/(2 r)), r the root, a = gamma/2 - r; and s."""
    half, swing = damping / 2, np.sqrt(lam)
    root = np.sqrt(np.maximum(half - swing, 0.0)) * np.sqrt(half + swing)
    fast = half + root
    a = swing / fast * swing
    # (1 - e^{-2 r t})/(2 r), and t at r = 0
    memory = np.where(root * t > 0.0, -np.expm1(-2 * root * t) / (2 * root), t)
    # at the double root and an infinite time the exponential wins
    kept = np.where(np.isinf(t), 0.0, np.exp(-a * t))
    more = np.where(np.isinf(t), 0.0, a * memory * kept)
    return kept + more, -np.expm1(-a * t) - more


def _swing(damping: float, lam: np.ndarray, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Under-damped: 1 - s = e^{-gamma t/2} (cos(w t) + gamma/(2 w) sin(w t)), w = sqrt(lambda - gamma^2/4); and s."""
    half, swing = damping / 2, np.sqrt(lam)
    w = np.sqrt(np.maximum(swing - half, 0.0)) * np.sqrt(swing + half)
    end = np.exp(-half * t) == 0.0
    phase = np.where(end, 0.0, w * t)
    kept = np.where(end, 0.0, np.exp(-half * t))
    # sin(w t)/w, and t at w = 0
    lag = half * np.where(end, 0.0, np.where(phase > 0.0, np.sin(phase) / w, t))
    return kept * (np.cos(phase) + lag), -np.expm1(-half * t) + kept * (2 * np.sin(phase / 2) ** 2 - lag)
