"""Experiments on the mean error of ReLU teachers, and the log-det time of their kernel by the simulation's own spectrum."""

from __future__ import annotations

import numpy as np

from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.growing_teachers import GrowingTeachers, simulate_growing_teachers
from w2s_theory.simulate.random_features import draw_units

# (dimension, units): with more units the bound is further off, and tells less of a wrong one
SETTINGS = ((3, 1), (4, 2), (8, 4), (16, 8))
SIZES = {"(d, M_TE)": str(SETTINGS), "target degree": 1}


def compute_log_det_time(made: GrowingTeachers, units: int) -> float:
    """x_M of the recursion; degrees beyond the table count as one of eigenvalue 0: g is larger then and x smaller."""
    weight = made.eigenvalue * np.exp(made.log_multiplicity)
    tail = max(0.0, made.kernel_diagonal - float(weight.sum()))
    time = 0.0
    for _ in range(units):
        time += 1.0 / (float(np.sum(weight / (1.0 + made.eigenvalue * time))) + tail)
    return time


def log_det_trials(rng: np.random.Generator, size: int) -> Draws:
    """Teachers of four sizes on a linear target; x does not depend on the draw."""
    parts = []
    each = -(-size // len(SETTINGS))
    for dimension, count in SETTINGS:
        model = relu_sphere(dimension)
        units = draw_units(model, each * count, rng).reshape(each, count, dimension)
        made = simulate_growing_teachers(model, units)
        time = compute_log_det_time(made, count)
        parts.append(
            Draws(
                {
                    "M_TE": np.full(each, count), "k": np.ones(each, dtype=int),
                    "lam": np.full(each, made.coefficient**2), "xi": np.full(each, time),
                },
                made.teacher_error[:, -1], made.accuracy[:, -1],
                # what the degrees beyond the table may change
                {"lam": np.full(each, 1e-15), "xi": np.full(each, 1e-6 * time)},
                sizes=SIZES,
            )
        )  # fmt: skip
    return join(parts)
