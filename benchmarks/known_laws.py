"""Laws whose mean is known exactly: what the statistics of the checks are counted on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

POOL = 4000


@dataclass(frozen=True)
class Law:
    """Independent draws with an exactly known mean, in a known range or with a known variance."""

    draw: Callable[[np.random.Generator, int], np.ndarray]
    mean: float
    low: float = 0.0
    high: float = 1.0
    variance: float = 0.0


def network_errors(quantity: str) -> np.ndarray:
    """L_TE, or L_ST/L_TE at tau = 8, of ``POOL`` independent teachers with 16 units in dimension 4."""
    return _network_pool()[0 if quantity == "L_TE" else 1]


@lru_cache(maxsize=1)
def _network_pool() -> np.ndarray:
    from w2s_theory.models.relu_sphere import relu_sphere
    from w2s_theory.simulate.networks import simulate_networks

    model = relu_sphere(4)
    # lambda_1 = 1/(2d)^2
    found = simulate_networks(model, 16, times=[8.0 * 64.0], trials=POOL, seed=5, accuracy=1e-4)
    return np.array([found.teacher_error, found.student_error[:, 0] / found.teacher_error])


def _resampled(quantity: str, high: float) -> Law:
    """Draws from the simulated networks with replacement: their mean is then known exactly."""
    pool = network_errors(quantity)
    assert pool.min() >= 0.0 and pool.max() <= high
    return Law(lambda rng, n: pool[rng.integers(len(pool), size=n)], float(np.mean(pool)), 0.0, high)


def bounded_laws() -> dict[str, Callable[[], Law]]:
    """Laws in a known range, by name."""
    return {
        "a coin": lambda: Law(lambda rng, n: rng.integers(0, 2, n).astype(float), 0.5),
        "1 in 100": lambda: Law(lambda rng, n: (rng.random(n) < 0.01).astype(float), 0.01),
        "uniform": lambda: Law(lambda rng, n: rng.random(n), 0.5),
        "skewed": lambda: Law(lambda rng, n: rng.beta(0.05, 0.95, n), 0.05),
        "L_TE of networks": lambda: _resampled("L_TE", 1.0),
        "L_ST/L_TE of networks": lambda: _resampled("L_ST/L_TE", 4.0),
    }


def unbounded_laws() -> dict[str, Callable[[], Law]]:
    """Laws without a range whose variance is known, by name."""
    return {
        "normal": lambda: Law(lambda rng, n: 1.0 + rng.standard_normal(n), 1.0, variance=1.0),
        "exponential": lambda: Law(lambda rng, n: rng.standard_exponential(n), 1.0, variance=1.0),
        # density 5/2 x^(-7/2) from 1 on: mean 5/3, E x^2 = 5; no third moment
        "Pareto 5/2": lambda: Law(lambda rng, n: 1.0 + rng.pareto(2.5, n), 5 / 3, variance=5 - 25 / 9),
    }
