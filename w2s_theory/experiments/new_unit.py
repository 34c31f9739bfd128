"""Experiments on ReLU teachers that are given one more unit."""

from __future__ import annotations

import numpy as np

from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.growing_teachers import GrowingTeachers, simulate_growing_teachers
from w2s_theory.simulate.random_features import draw_units

DIMENSION = 8
LARGEST = 3
SIZES = {"d": DIMENSION, "units before": f"0 to {LARGEST - 1}", "target degree": 1}


def _measure(made: GrowingTeachers, before: int, weight: float) -> Draws:
    """The step from ``before`` units to one more, with a fixed weight of the new feature."""
    n = len(made.teacher_error)
    exact = np.full(n, 1e-15)
    return Draws(
        {
            "l_M": made.teacher_error[:, before],
            "epsilon_M": made.missed[:, before],
            "a_k": np.full(n, made.coefficient),
            "c_u": np.full(n, weight),
        },
        made.teacher_error[:, before + 1],
        made.accuracy[:, before + 1],
        {"l_M": made.accuracy[:, before], "epsilon_M": made.missed_accuracy[:, before], "a_k": exact},
        sizes=SIZES,
    )


def new_unit_trials(rng: np.random.Generator, size: int) -> Draws:
    """Teachers of 0 to 2 units and the same with one more, the new feature's weight near its best value.

    The best weight is that of a pilot of other draws: it must not depend on these.
    """
    model = relu_sphere(DIMENSION)
    each = -(-size // LARGEST)
    units = draw_units(model, 2 * each * LARGEST, rng).reshape(2 * each, LARGEST, DIMENSION)
    pilot, made = (simulate_growing_teachers(model, half) for half in (units[:each], units[each:]))
    parts = []
    for before in range(LARGEST):
        best = pilot.coefficient * pilot.teacher_error[:, before].mean() / pilot.missed[:, before].mean()
        parts.append(_measure(made, before, float(best)))
    return join(parts)


def witness() -> Draws:
    """Without a unit before, at a weight where f*(u)^2 is its mean 1: the drop is the mean drop, lambda/K(x, x)."""
    rows = []
    for dimension in (2, 3, 5):
        side = np.sqrt(1 - 1 / dimension)
        unit = np.zeros((1, 1, dimension))
        unit[0, 0, :2] = 1 / np.sqrt(dimension), side
        made = simulate_growing_teachers(relu_sphere(dimension), unit)
        rows.append(_measure(made, 0, made.coefficient / made.kernel_diagonal))
    return join(rows)
