"""Experiments on single regressions: one squared coefficient of a fit, with normal noise of the labels."""

from __future__ import annotations

import numpy as np

from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.gaussian.regression import draw_basis, simulate_coefficients

# independent fits of which one measured number is the mean
REPEATS = 400
# features, samples, coordinates of the input
_DETERMINED = ((3, 16, 5), (6, 24, 8))
_UNDERDETERMINED = ((20, 4, 22), (24, 6, 26))
# standard deviation of the labels' noise, and the number that the coefficient is compared with
_NOISES, _GOALS = (0.6, 1.2), (0.0, 0.5)
_ROUNDING = 1e-12


def _trials(
    rng: np.random.Generator, size: int, sizes: tuple[tuple[int, int, int], ...], scale: float
) -> Draws:
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
            np.mean(
                (simulate_coefficients(basis, target, noise, count, REPEATS, rng) @ direction - goal) ** 2
            )
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
