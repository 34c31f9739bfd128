"""Experiments shared by the spectrum: the simulation's own quadrature of the activation."""

from __future__ import annotations

import numpy as np

from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients


def coefficient_trials(rng: np.random.Generator, size: int) -> Draws:
    """a_k integrated numerically from the activation itself, random d and p, all low degrees."""
    rows: list[tuple[float, ...]] = []
    while len(rows) < size:
        d, p = int(rng.integers(2, 41)), int(rng.integers(0, 4))
        largest = int(rng.integers(p + 2, 13))
        found = estimate_coefficients(relu_sphere(d, p), largest)
        for k in range(largest + 1):
            rows.append((k, d, p, found.coefficient[k], found.coefficient_accuracy[k]))
    k, d, p, value, error = np.array(rows[:size]).T
    return Draws({"k": k.astype(int), "d": d.astype(int), "p": p.astype(int)}, value, error)
