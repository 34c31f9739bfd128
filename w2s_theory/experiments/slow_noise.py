"""Experiments on students that are stopped late, and the teacher's noise on eigenvalues below the target's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.operators import build_operators
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.student import compute_student_error
from w2s_theory.simulate.teacher import simulate_teacher

# a few dozen roundings of numbers of size 1
_ROUNDING = 1e-13


def _draws(rows: np.ndarray) -> Draws:
    """Rows L_TE, lambda, lambda_s, u, t, L_ST and the accuracies of L_TE, u and L_ST."""
    teacher, lam, slow, noise, time, error, teacher_doubt, noise_doubt, doubt = rows.T
    return Draws(
        {"L_TE": teacher, "lam": lam, "lam_slow": slow, "slow_noise": noise, "t": time},
        error, doubt, {"L_TE": teacher_doubt, "slow_noise": noise_doubt},
    )  # fmt: skip


def measure_networks(rng: np.random.Generator, count: int) -> Draws:
    """ReLU networks of one unit and more, a linear target; slow is degree 2, or all degrees from 2 on."""
    rows = []
    for number in range(count):
        dimension = int(rng.integers(2, 17))
        model = relu_sphere(dimension)
        teacher_units = int(rng.integers(1, 3 * dimension))
        time = float(10.0 ** rng.uniform(-0.5, 3.0)) * 4 * dimension**2
        units = draw_units(model, teacher_units, rng)
        teacher = simulate_teacher(model, units, 1, times=[time], accuracy=1e-4)
        error, accuracy = compute_student_error(teacher, [time])
        masses, doubts = teacher.mass, teacher.mass_accuracy
        slow = 2 if number % 2 else slice(2, None)
        rows.append((
            teacher.teacher_error, teacher.eigenvalue[1], teacher.eigenvalue[2], float(np.sum(masses[slow])), time,
            error[0], teacher.teacher_error_accuracy, float(np.sum(doubts[slow])), accuracy[0] + _ROUNDING,
        ))  # fmt: skip
    return _draws(np.array(rows, dtype=float))


def measure_operators(rng: np.random.Generator, count: int) -> Draws:
    """Random spans in 2 to 12 dimensions, random eigenvalues, the target in the first direction."""
    rows = []
    while len(rows) < count:
        n = int(rng.integers(2, 13))
        rank = int(rng.integers(1, n))
        speed, time = rng.exponential(size=n) ** 2, float(10.0 ** rng.uniform(-1, 2))
        basis = np.eye(n)[:, :rank] + 10.0 ** rng.uniform(-2, 0.5) * rng.standard_normal((n, rank))
        rows += _row(basis, speed, time, float(rng.choice(speed)))
    return _draws(np.array(rows))


def _row(basis: np.ndarray, speed: np.ndarray, time: float, slow: float) -> list[tuple[float, ...]]:
    """One row, or none where L_TE is at an end of its range."""
    n = len(speed)
    made = build_operators(basis, np.eye(n), -np.expm1(-speed * time), np.eye(n)[0])
    noise = float(np.sum(made.teacher[1:][speed[1:] <= slow] ** 2))
    if not 1e-6 < made.teacher_error < 1 - 1e-6:
        return []
    doubts = (_ROUNDING, _ROUNDING, _ROUNDING)
    return [(made.teacher_error, float(speed[0]), slow, noise, time, made.student_error, *doubts)]


def slow_trials(rng: np.random.Generator, size: int) -> Draws:
    """One draw in five a ReLU network, the others random operators."""
    networks = min(40, max(4, size // 5))
    found, others = measure_networks(rng, networks), measure_operators(rng, max(1, size - networks))
    sizes = {"ReLU networks": networks, "random operators": len(others), "d": "2 to 16", "M_TE": "1 to 3 d"}
    return replace(join([found, others]), sizes=sizes)


def slow_witness() -> Draws:
    """The target is learnt, and the noise not at all: L_ST = L_TE - u."""
    rows = []
    for error in (0.1, 0.5):
        basis = np.array([[np.sqrt(1 - error)], [np.sqrt(error)]])
        rows += _row(basis, np.array([1.0, 0.0]), 50.0, 0.0)
    return _draws(np.array(rows))
