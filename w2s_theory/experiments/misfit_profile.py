"""Experiments on gain and misfit of students of a target in one eigenspace V_k: networks on a grid, and random operators.

Errors and misfit come from the functions themselves; where the teacher's noise sits, from the teacher alone.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from w2s_theory.experiments.noise_profile import (
    LENGTH,
    draw_lively_operators,
    measure_networks,
    measure_operators,
    padded,
    scaled_speeds,
)
from w2s_theory.experiments.random_operators import ROUNDING
from w2s_theory.experiments.relu_networks import SIZES, NetworkDraw, draw_network
from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.grid_flow import draw_on_grid, simulate_flow_on_grid
from w2s_theory.simulate.misfit import compute_misfit
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


def draw_filtered(rng: np.random.Generator, beside: bool = False) -> OperatorDraw:
    """A random teacher of a target in V_k, and a student that is any filter of it: s on V_k, 0 to 1 outside.

    ``beside``: s >= 1/2, and outside V_k as much is missed as inside, give and take all of it.
    """
    found = draw_lively_operators(rng)
    missed = 10.0 ** rng.uniform(-4, 0) * (0.5 if beside else 1.0)
    shrinkage = 1 - rng.uniform(0, 2 * missed if beside else 1.0, len(found.shrinkage))
    shrinkage[: found.multiplicity] = 1 - missed
    return filtered(found, shrinkage)


def filtered(found: OperatorDraw, shrinkage: np.ndarray) -> OperatorDraw:
    """The same teacher with a student of another filter, ``shrinkage`` of shape (n,)."""
    student = found.eigenvectors @ (shrinkage * (found.eigenvectors.T @ found.teacher))
    return replace(found, shrinkage=shrinkage, student=student)


def plane_operators(teacher_error: np.ndarray, inside: np.ndarray, outside: np.ndarray) -> list[OperatorDraw]:
    """f* = e_1 and all noise along e_2: the student is ``inside`` times the teacher along e_1, ``outside`` along e_2."""
    found = []
    for error, s, other in zip(teacher_error, inside, outside, strict=True):
        teacher = np.array([1 - error, np.sqrt(error * (1 - error))])
        shrinkage = np.array([s, other])
        found.append(OperatorDraw(np.array([1.0, 0.0]), teacher, shrinkage * teacher, np.eye(2), shrinkage))
    return found


def measure_filtered(draws: list[OperatorDraw]) -> Draws:
    """Errors, misfit and shrinkage on V_k, and how far the noise outside is learnt in the mean over its energy."""
    rows = []
    for each in draws:
        modes = each.eigenvectors.T @ each.teacher
        outside, learnt = modes[each.multiplicity :], each.shrinkage[each.multiplicity :]
        energy = np.sum(outside**2)
        mean = np.sum(learnt * outside**2) / energy if energy > 0 else np.inf
        rows.append((each.teacher_error, each.student_error, misfit_of(each), each.shrinkage[0], mean))
    teacher, student, misfit, s, mean = np.array(rows).T
    exact = np.full(len(rows), ROUNDING)
    return _measured(teacher, student, misfit, s, mean, exact, exact)


def measure_filtered_networks(draws: list[NetworkDraw]) -> Draws:
    """The same for ReLU networks, degree by degree; the degrees above J count as not learnt at all."""
    rows = []
    for each in draws:
        teacher, k = each.teacher, each.degree
        misfit, accuracy = compute_misfit(teacher, [each.time], each.spectral_filter)
        energy = teacher.mass.copy()
        energy[k] = 0.0
        outside = float(np.sum(energy)) + teacher.tail_mass
        mean = float(np.sum(each.shrinkage * energy)) / outside if outside > 0 else np.inf
        rows.append((
            teacher.teacher_error, each.student_error, misfit[0], each.shrinkage[k], mean,
            each.student_error_accuracy, teacher.teacher_error_accuracy + accuracy[0],
        ))  # fmt: skip
    return _measured(*np.array(rows).T)


def _measured(teacher, student, misfit, s, mean, accuracy, doubt) -> Draws:
    return Draws(
        {"L_TE": teacher, "misfit": misfit, "s": s}, student, accuracy, {"L_TE": doubt, "misfit": doubt},
        {"gain": teacher - student, "misfit": misfit, "noise_shrinkage": mean},
    )  # fmt: skip


def filtered_trials(rng: np.random.Generator, size: int, beside: bool = False) -> Draws:
    """One draw in ten a ReLU network under gradient flow, the others random operators with any filter."""
    count = min(12, max(3, size // 10))
    networks = measure_filtered_networks([draw_network(rng, flow=True) for _ in range(count)])
    operators = measure_filtered([draw_filtered(rng, beside) for _ in range(max(1, size - count))])
    sizes = {"ReLU networks": count, "random operators": len(operators), **SIZES}
    return replace(join([networks, operators]), sizes=sizes)


def measure_slow(draws: list[OperatorDraw], times: np.ndarray, count: int = LENGTH) -> Draws:
    """Errors and misfit, with (at most ``count``) modes outside V_k as those that are followed."""
    rows, modes, speeds = [], [], []
    for each, time in zip(draws, times, strict=True):
        outside = slice(each.multiplicity, each.multiplicity + count)
        noise, learnt = (each.eigenvectors.T @ each.teacher)[outside], each.shrinkage[outside]
        modes.append(padded(noise))
        speeds.append(padded(scaled_speeds(learnt) / time))
        speed = float(scaled_speeds(each.shrinkage[:1])[0]) / time
        overfit = np.sum(learnt * (1 - learnt) * noise**2)
        rows.append(
            (each.teacher_error, each.student_error, misfit_of(each), speed, 1 - each.shrinkage[0], overfit)
        )
    exact = np.full(len(rows), ROUNDING)
    teacher, student, misfit, speed, missed, overfit = np.array(rows).T
    return _followed(teacher, student, misfit, speed, missed, overfit, times, modes, speeds, exact, exact)


def measure_slow_networks(draws: list[NetworkDraw]) -> Draws:
    """ReLU networks: one mode for each of the first degrees that has a share of the noise."""
    rows, modes, speeds = [], [], []
    for each in draws:
        teacher, k = each.teacher, each.degree
        misfit, accuracy = compute_misfit(teacher, [each.time], each.spectral_filter)
        others = [degree for degree in np.nonzero(teacher.eigenvalue > 0)[0] if degree != k][:LENGTH]
        noise, learnt = np.sqrt(np.maximum(teacher.mass[others], 0.0)), each.shrinkage[others]
        modes.append(padded(noise))
        speeds.append(padded(teacher.eigenvalue[others]))
        rows.append((
            teacher.teacher_error, each.student_error, misfit[0], teacher.eigenvalue[k], 1 - each.shrinkage[k],
            np.sum(learnt * (1 - learnt) * noise**2), each.time, each.student_error_accuracy,
            teacher.teacher_error_accuracy + accuracy[0],
        ))  # fmt: skip
    teacher, student, misfit, speed, missed, overfit, time, accuracy, doubt = np.array(rows).T
    return _followed(teacher, student, misfit, speed, missed, overfit, time, modes, speeds, accuracy, doubt)


def _followed(
    teacher, student, misfit, speed, missed, overfit, time, modes, speeds, accuracy, doubt
) -> Draws:
    price = (1 - teacher) * missed * (teacher + (1 - teacher) * missed)
    return Draws(
        {
            "L_TE": teacher, "misfit": misfit, "lam": speed, "t": time, "lambdas": np.array(speeds),
            "n": np.full(len(teacher), LENGTH), "b": np.array(modes),
        },
        student, accuracy, {"L_TE": doubt, "misfit": doubt}, {"overfit": overfit, "price": price},
    )  # fmt: skip


def draw_late(rng: np.random.Generator) -> OperatorDraw:
    """A target that is nearly learnt, and noise of which most is on modes that are learnt more slowly."""
    found = draw_lively_operators(rng)
    shrinkage = 1 - rng.uniform(0, 1, len(found.shrinkage)) ** 0.5
    shrinkage[: found.multiplicity] = 1 - 10.0 ** rng.uniform(-5, -0.5)
    return filtered(found, shrinkage)


def slow_trials(rng: np.random.Generator, size: int) -> Draws:
    """One draw in ten a ReLU network under gradient flow, the others random operators that are stopped late."""
    count = min(12, max(3, size // 10))
    networks = measure_slow_networks([draw_network(rng, flow=True) for _ in range(count)])
    operators = [draw_late(rng) for _ in range(max(1, size - count))]
    others = measure_slow(operators, 10.0 ** rng.uniform(-1, 1, len(operators)))
    return replace(
        join([networks, others]), sizes={"ReLU networks": count, "random operators": len(others), **SIZES}
    )
