"""Experiments on mixtures of a few teachers: any functions, the mixture nearest to the student's start, and another one."""

from __future__ import annotations

import numpy as np

from w2s_theory.records.draws import Draws
from w2s_theory.simulate.linear.mixtures import nearest_mixture

_MOST_TEACHERS, _MOST_DIMENSIONS = 4, 6
_ROUNDING = 1e-11


def measure_mixtures(target: np.ndarray, start: np.ndarray, near: np.ndarray, other: np.ndarray) -> Draws:
    """Draws from functions as rows, all of shape (draws, D): target, start, nearest mixture, any mixture."""

    def product(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        return np.sum(left * right, axis=1)

    scale = 1.0 + np.sum([product(each, each) for each in (target, start, near, other)], axis=0)
    parameters = {
        "L_mix": product(target - other, target - other),
        "mix_apart": product(other - near, other - near),
        "mix_ahead": product(other - near, target - start),
    }
    error = _ROUNDING * scale
    return Draws(
        parameters, product(target - near, target - near), error, uncertainty={name: error for name in parameters},
        sizes={"teachers": _MOST_TEACHERS, "D": _MOST_DIMENSIONS},
    )  # fmt: skip


def mixture_trials(rng: np.random.Generator, size: int) -> Draws:
    """Two to four teachers of any error in R^2 to R^6, caps from 1/K to 1, starts at 0 and elsewhere."""
    rows = []
    for _ in range(size):
        count, dimension = (
            int(rng.integers(2, _MOST_TEACHERS + 1)),
            int(rng.integers(2, _MOST_DIMENSIONS + 1)),
        )
        target = rng.standard_normal(dimension)
        target /= np.linalg.norm(target)
        start = rng.integers(0, 2) * rng.standard_normal(dimension) / 2
        shrunk = rng.uniform(0.2, 1.2, (count, 1))
        teachers = shrunk * (target + rng.uniform(0.1, 1) * rng.standard_normal((count, dimension)))
        cap = rng.uniform(1 / count, 1)
        weights = rng.dirichlet(np.ones(count))
        # towards uniform weights until the cap is kept
        excess = max(0.0, (weights.max() - cap) / max(weights.max() - 1 / count, 1e-12))
        weights = (1 - excess) * weights + excess / count
        near = nearest_mixture(teachers, start, cap) @ teachers
        padding = np.zeros(_MOST_DIMENSIONS - dimension)
        rows.append([np.append(each, padding) for each in (target, start, near, weights @ teachers)])
    return measure_mixtures(*np.array(rows).transpose(1, 0, 2))


def inner_mixture() -> Draws:
    """Two teachers on either side of the foot of the start: the nearest mixture lies between them."""
    teachers = np.array([[0.5, 0.5, 0.2], [0.5, -1.0, 0.2]])
    start, target = np.zeros(3), np.array([1.0, 0.0, 0.0])
    near = nearest_mixture(teachers, start) @ teachers
    others = np.linspace(0, 1, 5)[:, None] * teachers[0] + np.linspace(1, 0, 5)[:, None] * teachers[1]
    same = np.ones((5, 1))
    return measure_mixtures(same * target, same * start, same * near, others)
