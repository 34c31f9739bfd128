"""Experiments on the alignment of random ReLU teachers, and on their students of infinite width."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from w2s_theory.experiments.alignment import estimate_alignment
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws
from w2s_theory.records.errors import AccuracyError
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.gegenbauer import compute_log_multiplicity
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.student import compute_student_error
from w2s_theory.simulate.teacher import simulate_teacher

FAILURE = Fraction(1, 2)
# how many degrees an instance of B may have; the statements hold for every number
LENGTH = 3


def describe_degrees(dimension: int, degrees: tuple[int, ...], count: int) -> dict[str, np.ndarray]:
    """The parameters of B for one ReLU teacher of ``count`` units, each with a first axis of length 1."""
    table = estimate_coefficients(relu_sphere(dimension), max(degrees) + 2)
    numbers = np.exp(compute_log_multiplicity(dimension, max(degrees) + 2))[list(degrees)]
    padding = np.zeros(LENGTH - len(degrees))
    return {
        "M_TE": np.array([count]),
        "K_1": np.array([table.kernel_diagonal]),
        "n": np.array([len(degrees)]),
        "counts": np.concatenate([numbers, padding])[None],
        "lambdas": np.concatenate([table.eigenvalue[list(degrees)], padding])[None],
        "delta": np.array([float(FAILURE)]),
    }


def _collect(
    rows: list[dict[str, np.ndarray]], found: list[tuple[float, float]], sizes: dict[str, str]
) -> Draws:
    parameters = {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}
    measured, accuracy = np.array(found).T
    return Draws(parameters, measured, accuracy, sizes=sizes)


def alignment_trials(rng: np.random.Generator, size: int) -> Draws:
    """B = {0}, where the trace is the norm, and a few draws more with degrees 1 and 2 in it."""
    rows, found = [], []
    for number in range(size + size // 20):
        degrees = (0,) if number < size else ((0, 1), (0, 1, 2), (1,))[number % 3]
        dimension = int(rng.integers(32, 65)) if number < size else 4
        count = int(rng.integers(1, 3)) if number < size else int(rng.integers(16, 33))
        units = draw_units(relu_sphere(dimension), count, rng)
        try:
            teacher = simulate_teacher(relu_sphere(dimension), units, 0, degrees=max(degrees), accuracy=1e-4)
        except AccuracyError:
            continue
        found.append(estimate_alignment(teacher, degrees))
        rows.append(describe_degrees(dimension, degrees, count))
    return _collect(
        rows, found, {"d": "4 and 32 to 64", "M_TE": "1 to 32", "B": "{0}, {1}, {0, 1} or {0, 1, 2}"}
    )


def student_trials(rng: np.random.Generator, size: int) -> Draws:
    """A constant target and B = {0}: students stopped soon, and one in twenty at any later time."""
    rows, found = [], []
    while len(found) < size:
        dimension, count = int(rng.integers(8, 17)), int(rng.integers(64, 129))
        model = relu_sphere(dimension)
        soon = len(found) % 20
        tau = float(rng.uniform(0.05, 0.5) if soon else 10.0 ** rng.uniform(0, 5))
        eigenvalue = estimate_coefficients(model, 4).eigenvalue
        time = tau / float(eigenvalue[0])
        try:
            teacher = simulate_teacher(model, draw_units(model, count, rng), 0, times=[time], accuracy=1e-4)
            error, accuracy = compute_student_error(teacher, [time])
        except AccuracyError:
            continue
        found.append((float(error[0]), float(accuracy[0]) + 4 * teacher.teacher_error_accuracy))
        rows.append({
            **describe_degrees(dimension, (0,), count),
            "L_TE": np.array([teacher.teacher_error]), "tau": np.array([tau]), "t": np.array([time]),
            "lam": np.array([eigenvalue[1]]),
        })  # fmt: skip
    return _collect(rows, found, {"d": "8 to 16", "M_TE": "64 to 128", "B": "{0}", "target degree": "0"})
