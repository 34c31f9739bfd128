"""Experiments on the closed-form lower bounds for every placement: the networks with the m that suits each."""

from __future__ import annotations

from functools import lru_cache
from math import comb, factorial

import numpy as np

from w2s_theory.experiments.kernel_products import (
    SIZES,
    Placed,
    measure_mean,
    measure_placements,
    simplex,
)
from w2s_theory.records.draws import Draws
from w2s_theory.records.theorem import Attack
from w2s_theory.simulate.random_features import normalise_rows

_MOST_LEVELS = 400


@lru_cache(maxsize=1024)
def choose_degree(dimension: int, power: int, degree: int, units: int, peak: int) -> int:
    """m with D_m = binomial(m + d - 1, d - 1) > F M for which (D_m - F M) lambda_{k+2m} is largest, and k + 2m > p."""
    best, largest, ratio = 0, 0.0, 1.0
    for level in range(_MOST_LEVELS):
        excess = comb(level + dimension - 1, dimension - 1) - peak * units
        if excess > 0 and degree + 2 * level > power and ratio * excess > largest:
            best, largest = level, ratio * excess
        if largest > 0.0 and ratio * excess < largest / 100:
            break
        here = degree + 2 * level
        ratio *= ((here - power) / (here + dimension + power)) ** 2
    return best


def units_draws(found: list[Placed]) -> Draws:
    """The networks with a good m for each."""
    rows = []
    for each in found:
        level = choose_degree(each.dimension, each.power, each.degree, each.units, each.peak)
        index = (each.degree + 2 * level - each.power - 1) // 2
        rows.append((each.dimension, each.degree, each.power, index, level, each.units, each.peak))
    columns = np.array(rows).T
    return Draws(
        dict(zip(("d", "k", "p", "i", "m", "M_TE", "peak"), columns, strict=True)),
        np.array([each.error for each in found]), np.array([each.accuracy for each in found]), sizes=SIZES,
    )  # fmt: skip


def units_trials(rng: np.random.Generator, size: int) -> Draws:
    """Placed networks of dimension 2 to 8."""
    return units_draws(measure_placements(rng, size))


def units_witness() -> Draws:
    """Simplices and the constant target; one unit and a target of degree 40, where the bound is nearly attained."""
    high = [measure_mean(d, 1, 40, np.eye(d)[:1]) for d in (3, 5, 8)]
    return units_draws([*high, *(measure_mean(d, 1, 0, simplex(d)) for d in (2, 3, 4, 5, 6, 8))])


def _attack(x: np.ndarray) -> Draws:
    """Four units in three dimensions, the constant target."""
    return units_draws([measure_mean(3, 1, 0, normalise_rows(np.reshape(x, (4, 3))))])


UNITS_ATTACK = Attack(12, _attack)


def power_draws(found: list[Placed]) -> Draws:
    """The networks with k >= p - 1, their x = ((d-1)! (1 + 1/s) F M)^{1/(d-1)} and its whole part m."""
    rows = []
    for each in found:
        d, p = each.dimension, each.power
        total = factorial(d - 1) * (2 * d + 2 * p - 1) / (d + 2 * p) * each.peak * each.units
        root = total ** (1 / (d - 1))
        rows.append((d, each.degree, p, (each.degree - p + 1) // 2, int(root), each.units, each.peak, root))
    *whole, root = np.array(rows).T
    names = ("d", "k", "p", "i", "m", "M_TE", "peak")
    return Draws(
        {**{name: values.astype(int) for name, values in zip(names, whole, strict=True)}, "x": root},
        np.array([each.error for each in found]), np.array([each.accuracy for each in found]), sizes=SIZES,
    )  # fmt: skip


def power_trials(rng: np.random.Generator, size: int) -> Draws:
    """Placed networks of dimension 2 to 8."""
    return power_draws([each for each in measure_placements(rng, size) if each.degree >= each.power - 1])


def power_witness() -> Draws:
    """Simplices and the constant target; one unit and a target of high degree, which it cannot learn."""
    high = [measure_mean(d, p, 101 - p, np.eye(d)[:1]) for d in (3, 5, 8) for p in (0, 1)]
    return power_draws([*high, *(measure_mean(d, 1, 0, simplex(d)) for d in (2, 3, 4, 5, 6, 8))])


def _attack_power(x: np.ndarray) -> Draws:
    return power_draws([measure_mean(3, 1, 0, normalise_rows(np.reshape(x, (4, 3))))])


POWER_ATTACK = Attack(12, _attack_power)
