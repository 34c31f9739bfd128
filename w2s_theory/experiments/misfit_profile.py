"""Experiments on gain and misfit of students of a target in one eigenspace V_k: networks on a grid, and random operators.

Errors and misfit come from the functions themselves; where the teacher's noise sits, from the teacher alone.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from w2s_theory.experiments.noise_profile import draw_lively_operators, measure_networks, measure_operators
from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.grid_flow import draw_on_grid, simulate_flow_on_grid
from w2s_theory.simulate.operators import OperatorDraw
from w2s_theory.simulate.sphere_grid import SphereGrid


def misfit_of(draw: OperatorDraw) -> float:
    """||f_TE - f_ST||^2."""
    return float(np.sum((draw.teacher - draw.student) ** 2))


def measure_on_grid(units: np.ndarray, degree: int, grid: SphereGrid, time: float) -> float:
    """L_ST plus the misfit of a ReLU teacher's student, from values on the grid."""
    target, teacher, student = simulate_flow_on_grid(units, degree, grid, time)
    return float(np.sum((target - student) ** 2) + np.sum((teacher - student) ** 2))


def bridge_trials(rng: np.random.Generator, size: int) -> Draws:
    """L_ST plus misfit with the noise profile of the teacher: ReLU networks on the circle, and random operators."""
    circles = min(20, max(3, size // 10))
    found = []
    for _ in range(circles):
        teacher, time, value, accuracy = draw_on_grid(rng, 2, measure_on_grid)
        # degrees above 20 count as one mode, which is learnt at most as far as the first of them
        rest = teacher.tail_mass + teacher.tail_mass_accuracy
        found.append((teacher, time, value, accuracy - 2 * np.expm1(-teacher.tail_eigenvalue * time) * rest))
    networks = measure_networks(found)
    operators = [draw_lively_operators(rng) for _ in range(max(1, size - circles))]
    others = measure_operators(operators, 10.0 ** rng.uniform(-1, 2, len(operators)))
    both = others.measured + np.array([misfit_of(each) for each in operators])
    others = replace(others, measured=both)
    sizes = {"ReLU networks d = 2": circles, "random operators": len(others), "M_TE": "2 to 16"}
    return replace(join([networks, others]), sizes=sizes)
