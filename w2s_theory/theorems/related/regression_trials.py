"""Experiments on single regressions, and how much one squared coefficient can scatter.

The variances are a-priori facts on which the numeric check rests (a fit is not bounded). With e the noise's part of
the coefficient and u the rest, compared with t: e is symmetric given u, so
E (u + e)^4 = E u^4 + 6 E u^2 e^2 + E e^4; and E e^4 = 3 tau^4 E ||w||^4 for normal noise.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sympy import Abs

from w2s_theory.notation import d, label_variance, other_slope, samples, slope, slope_goal
from w2s_theory.simulate.gaussian_regression import draw_basis, simulate_coefficients
from w2s_theory.spec.draws import Draws, join

# independent fits of which one measured number is the mean
REPEATS = 400
# features, samples, coordinates of the input
_DETERMINED = ((3, 16, 5), (6, 24, 8))
_UNDERDETERMINED = ((20, 4, 22), (24, 6, 26))
# standard deviation of the labels' noise, and the number that the coefficient is compared with
_NOISES, _GOALS = (0.6, 1.2), (0.0, 0.5)
_ROUNDING = 1e-12


def inverse_square(freedom: Any) -> Any:
    """E 1/X^2 for X of the chi-square law with m > 4 degrees of freedom: 1/((m - 2)(m - 4))."""
    return 1 / ((freedom - 2) * (freedom - 4))


def least_squares_variance() -> Any:
    """Variance of (<v, beta^> - t)^2 for N > d + 3: here ||w||^2 is an inverse chi-square and u a number."""
    bias, second = slope - slope_goal, label_variance / (samples - d - 1)
    fourth = 3 * label_variance**2 * inverse_square(samples - d + 1)
    return 4 * bias**2 * second + fourth - second**2


def minimum_norm_variance() -> Any:
    """A bound of the same for N < d - 3.

    Entries of a projection are at most 1, off its diagonal at most 1/2. Given the singular values of the design v's part
    in the row space is uniform, so that E ||w||^4 <= 3 E (tr (B B^T)^{-1})^2/(d (d + 2)); and the trace is a sum
    of N inverse chi-squares with d - N + 1 degrees of freedom (Minkowski).
    """
    largest = Abs(slope) + other_slope / 2 + Abs(slope_goal)
    second = label_variance * samples / (d * (d - samples - 1))
    trace_square = samples**2 * inverse_square(d - samples + 1)
    fourth = 9 * label_variance**2 * trace_square / (d * (d + 2))
    return largest**4 + 6 * largest**2 * second + fourth


def _trials(rng: np.random.Generator, size: int, sizes: tuple[tuple[int, int, int], ...], scale: float) -> Draws:
    """Means of (<v, beta^> - t)^2 over fits with fixed targets, one setting per size, noise and t."""
    settings = [(*each, noise, goal) for each in sizes for noise in _NOISES for goal in _GOALS]
    each = -(-size // len(settings))
    parts = []
    for dimension, count, ambient, noise, goal in settings:
        fixed = np.random.default_rng(ambient)
        basis, target = draw_basis(ambient, dimension, fixed), scale * fixed.standard_normal(ambient)
        direction = draw_basis(dimension, 1, fixed)[:, 0]
        beta = basis.T @ target
        along = float(direction @ beta)
        measured = [
            np.mean((simulate_coefficients(basis, target, noise, count, REPEATS, rng) @ direction - goal) ** 2)
            for _ in range(each)
        ]
        numbers = {
            "d": dimension,
            "samples": count,
            "slope": along,
            "slope_goal": goal,
            "label_variance": float(target @ target - beta @ beta) + noise**2,
            "other_slope": float(np.linalg.norm(beta - along * direction)),
        }
        parameters = {name: np.full(each, value) for name, value in numbers.items()}
        found = np.array(measured)
        parts.append(Draws(parameters, found, _ROUNDING * found, sizes={"d, N, D": sizes}, repeats=REPEATS))
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))


def least_squares_trials(rng: np.random.Generator, size: int) -> Draws:
    """More samples than features."""
    return _trials(rng, size, _DETERMINED, 0.3)


def minimum_norm_trials(rng: np.random.Generator, size: int) -> Draws:
    """Fewer samples than features."""
    return _trials(rng, size, _UNDERDETERMINED, 0.15)
