"""Experiments shared by the limits: random operators, real networks, and what an optimiser may move."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from w2s_theory.records.draws import Draws
from w2s_theory.records.theorem import Attack
from w2s_theory.simulate.operators import (
    OperatorDraw,
    coordinates_needed,
    draw_operators,
    operators_from_coordinates,
)

# a few dozen roundings of numbers of size 1
ROUNDING = 1e-13

Measure = Callable[[list[OperatorDraw]], Draws]


def measure_student_error(draws: list[OperatorDraw]) -> Draws:
    """L_ST measured and L_TE, s (the shrinkage on the target's eigenspace), from the vectors themselves."""
    return _draws(draws, np.array([each.student_error for each in draws]))


def _draws(draws: list[OperatorDraw], measured: np.ndarray) -> Draws:
    teacher = np.array([each.teacher_error for each in draws])
    exact = np.full(len(draws), ROUNDING)
    return Draws(
        {"L_TE": np.minimum(teacher, 1.0), "s": np.array([each.shrinkage[0] for each in draws])},
        measured,
        exact,
        {"L_TE": exact},
        {
            "smallest_shrinkage": np.array([each.shrinkage.min() for each in draws]),
            "largest_shrinkage": np.array([each.shrinkage.max() for each in draws]),
        },
    )


def operator_trials(
    measure: Measure = measure_student_error, eigenfunction_target: bool = False
) -> Callable[[np.random.Generator, int], Draws]:
    """An experiment on random dimensions, teacher subspaces, student kernels and times."""

    def experiment(rng: np.random.Generator, size: int) -> Draws:
        return measure([draw_operators(rng, eigenfunction_target) for _ in range(size)])

    return experiment


def operator_attack(
    measure: Measure = measure_student_error,
    n: int = 3,
    rank: int = 1,
    eigenfunction_target: bool = False,
    multiplicity: int = 1,
) -> Attack:
    """Let an optimiser choose the teacher's subspace and the student's operator."""

    def draw(x: Any) -> Draws:
        return measure([operators_from_coordinates(x, n, rank, eigenfunction_target, multiplicity)])

    return Attack(coordinates_needed(n, rank), draw)


def plane_draws(teacher_error: np.ndarray, students: np.ndarray, **facts: np.ndarray) -> Draws:
    """Witnesses in the plane: f_TE = (sqrt(1 - L_TE), 0), f* = (sqrt(1 - L_TE), sqrt(L_TE)).

    ``students`` has shape (2, n); the measured error is that of each student.
    """
    target = np.stack([np.sqrt(1 - teacher_error), np.sqrt(teacher_error)])
    measured = np.sum((target - students) ** 2, axis=0)
    largest = np.hypot(*(target - students)) * 4e-16
    zero = np.zeros_like(teacher_error)
    given = {"smallest_shrinkage": zero, "largest_shrinkage": zero, **facts}
    # errors of a rounding in each coordinate enter the square through the distance itself
    return Draws({"L_TE": teacher_error, "s": facts.get("s", zero)}, measured, largest + 1e-31, {}, given)
