"""Students that are stopped late, on targets of one or several degrees: ReLU networks, and random teachers in R^m.

A direction (a degree of the networks) without a part of the target is singled out, and what the teacher has there.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from w2s_theory.experiments.random_operators import ROUNDING
from w2s_theory.experiments.relu_networks import ACCURACY
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws, join
from w2s_theory.records.errors import AccuracyError
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.student import compute_student_error
from w2s_theory.simulate.teacher import simulate_teacher

# coefficients of the targets by degree
TARGETS: tuple[dict[int, float], ...] = ({1: 1.0}, {1: 0.6, 2: 0.8}, {0: 0.6, 2: 0.8}, {2: 1.0})
_NAMES = ("lam", "lam_slow", "q_slow", "t", "L_TE")
Row = tuple[dict[str, float], float, float, dict[str, float]]


def _network_row(rng: np.random.Generator) -> Row:
    """A ReLU network and the first degree after the target's that the kernel has, tau from 0.1 to 10^4."""
    while True:
        model = relu_sphere(int(rng.integers(3, 17)))
        units = draw_units(model, int(2.0 ** rng.uniform(2, 6)), rng)
        target = TARGETS[int(rng.integers(len(TARGETS)))]
        try:
            teacher = simulate_teacher(model, units, target, accuracy=ACCURACY)
            lam = float(min(teacher.eigenvalue[k] for k in target))
            time = 10.0 ** rng.uniform(-1, 4) / lam
            teacher = simulate_teacher(model, units, target, times=[time], accuracy=ACCURACY)
            error, accuracy = compute_student_error(teacher, [time])
        except AccuracyError:
            continue
        beyond = [
            k
            for k in range(max(target) + 1, len(teacher.eigenvalue))
            if 0.0 < teacher.eigenvalue[k] < lam and teacher.mass[k] > 10.0 * teacher.mass_accuracy[k]
        ]
        if beyond and accuracy[0] <= 1e-3 * error[0]:
            slow = int(rng.choice(beyond[:3]))
            found = {
                "lam": lam, "lam_slow": float(teacher.eigenvalue[slow]), "q_slow": float(teacher.mass[slow]),
                "t": time, "L_TE": teacher.teacher_error,
            }  # fmt: skip
            doubts = {"L_TE": teacher.teacher_error_accuracy, "q_slow": float(teacher.mass_accuracy[slow])}
            return found, float(error[0]), float(accuracy[0]), doubts


def _plane_row(rng: np.random.Generator, any_teacher: bool) -> Row:
    """A target on some eigenvectors, a projection of it or any function as teacher; V_J is the last eigenvector."""
    size = int(rng.integers(2, 9))
    slow, lam = float(rng.uniform(0, 0.5)), float(rng.uniform(0.5, 2))
    target = rng.standard_normal(size) * (rng.random(size) < 0.6)
    target[0] += 1.0
    target[-1] = 0.0
    target /= np.linalg.norm(target)
    lambdas = np.where(target != 0.0, lam * (1 + 3 * rng.random(size)), 2 * rng.random(size))
    lambdas[0], lambdas[-1] = lam, slow
    teacher = rng.standard_normal(size) if any_teacher else target
    if not any_teacher:
        span, _ = np.linalg.qr(
            rng.standard_normal((size, int(rng.integers(1, size)))) + 2 * np.outer(target, [1])
        )
        teacher = span @ (span.T @ target)
    time = float(10.0 ** rng.uniform(-2, 1.3))
    student = -np.expm1(-lambdas * time) * teacher
    return _vectors(target, teacher, student, lam, slow, time)


def _vectors(
    target: np.ndarray, teacher: np.ndarray, student: np.ndarray, lam: float, slow: float, time: float
) -> Row:
    found = {
        "lam": lam, "lam_slow": slow, "q_slow": float(teacher[-1] ** 2), "t": time,
        "L_TE": float(np.sum((target - teacher) ** 2)),
    }  # fmt: skip
    error = float(np.sum((target - student) ** 2))
    return found, error, ROUNDING * (1 + error + found["L_TE"]), {"L_TE": ROUNDING, "q_slow": ROUNDING}


def _draws(rows: list[Row]) -> Draws:
    return Draws(
        {name: np.array([row[0][name] for row in rows]) for name in _NAMES},
        np.array([row[1] for row in rows]),
        np.array([row[2] for row in rows]),
        {name: np.array([row[3][name] for row in rows]) for name in ("L_TE", "q_slow")},
    )


def late_trials(rng: np.random.Generator, size: int) -> Draws:
    """One draw in twenty a ReLU network; of the others half have a projection as teacher."""
    count = min(10, max(3, size // 20))
    networks = _draws([_network_row(rng) for _ in range(count)])
    others = _draws([_plane_row(rng, place % 2 == 0) for place in range(max(2, size - count))])
    sizes = {"ReLU networks": count, "teachers in R^m": len(others), "d": "3 to 16", "M_TE": "4 to 64"}
    return replace(join([networks, others]), sizes=sizes)


def spread_witness() -> Draws:
    """A teacher that is the target and more, before the student has moved."""
    target = np.array([1.0, 0.0])
    noises = (0.1, 0.5, 0.9)
    return _draws([
        _vectors(target, np.array([1.0, noise]), 0 * target, 1.0, 0.1, 0.0) for noise in noises
    ])  # fmt: skip
