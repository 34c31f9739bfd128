"""Heavy-ball momentum of a finite student, integrated step by step: the slow referee of its filter."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from w2s_theory.records.errors import InputError
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.kernels.gram import compute_cross_gram
from w2s_theory.simulate.random_features import require_units
from w2s_theory.simulate.student import require_times
from w2s_theory.simulate.targets import compute_feature_products
from w2s_theory.simulate.teacher import TeacherDraw


def simulate_heavy_ball(
    draw: TeacherDraw, student_units: Any, times: Any, damping: float, steps_per_period: int = 400
) -> np.ndarray:
    """L_ST of c'' + damping c' = g - A c from rest at 0, by the classical fourth-order Runge-Kutta method.

    Parameters
    ----------
    draw : TeacherDraw
        The teacher.
    student_units : array, shape (M_ST, d)
        Bottom weights of the student.
    times : array, shape (n_times,)
        Increasing, finite.
    damping : float
        Friction, >= 0.
    steps_per_period : int
        Steps in one period of the fastest mode; the error falls with its fourth power.

    Returns
    -------
    array, shape (n_times,)
    """
    times = require_times(times)
    if not np.all(np.isfinite(times)) or np.any(np.diff(times) < 0.0):
        raise InputError("momentum is integrated at finite, increasing times")
    if not (damping >= 0.0 and math.isfinite(damping)):
        raise InputError("the damping must be a finite number >= 0")
    units = require_units(draw.model, student_units)
    kernel = relative_kernel(draw.model)
    table = estimate_coefficients(draw.model, max(64, draw.target.degrees[-1]))
    y = compute_feature_products(draw.target, table, units)[0].sum(axis=0)
    weights = draw.top_weights * math.sqrt(table.kernel_diagonal)
    gram = compute_cross_gram(units, units, kernel)
    unit = table.kernel_diagonal / len(units)
    matrix, force = unit * gram, unit * (compute_cross_gram(units, draw.units, kernel) @ weights)
    step = 2 * math.pi / math.sqrt(float(np.linalg.norm(matrix, 2))) / steps_per_period

    def rate(state: np.ndarray) -> np.ndarray:
        return np.stack((state[1], force - matrix @ state[0] - damping * state[1]))

    state, now, errors = np.zeros((2, len(units))), 0.0, []
    for time in times:
        count = max(1, math.ceil((time - now) / step))
        h = (time - now) / count
        for _ in range(count if time > now else 0):
            k1 = rate(state)
            k2 = rate(state + h / 2 * k1)
            k3 = rate(state + h / 2 * k2)
            state = state + h / 6 * (k1 + 2 * k2 + 2 * k3 + rate(state + h * k3))
        now = time
        errors.append(1.0 - 2.0 * (y @ state[0]) + state[0] @ gram @ state[0])
    return np.array(errors)
