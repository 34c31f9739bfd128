"""Experiments on the residual's energy: random operators, and ReLU networks with that energy measured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from w2s_theory.experiments.noise_profile import LENGTH, draw_lively_operators
from w2s_theory.experiments.relu_networks import SIZES, NetworkDraw, draw_network
from w2s_theory.records.draws import Draws, join
from w2s_theory.records.theorem import Attack
from w2s_theory.simulate.operators import (
    OperatorDraw,
    build_operators,
    coordinates_needed,
    operators_from_coordinates,
)

# exp(-36) is below the rounding of 1: what was learnt to the last digit counts as this far
_LONGEST = 36.0
# a few dozen roundings of numbers of size 1
_ROUNDING = 1e-13


def measure_operators(draws: list[OperatorDraw], times: np.ndarray) -> Draws:
    """Random operators; the residual e = f* - f_TE is resolved into the student's eigenvectors."""
    rows = []
    for each, time in zip(draws, times, strict=True):
        scaled = np.minimum(-np.log1p(-np.minimum(each.shrinkage, 1 - 1e-16)), _LONGEST)
        residual = (each.eigenvectors.T @ (each.target - each.teacher)) ** 2
        energy = float(np.sum(scaled * residual) / (scaled[0] * np.sum(residual)))
        rows.append((each.teacher_error, energy, scaled[0] / time, each.student_error))
    teacher, energy, lam, error = np.array(rows).T
    exact = np.full(len(rows), _ROUNDING)
    return _draws(teacher, energy, lam, times, error, exact, exact, exact * energy / teacher)


def measure_networks(draws: list[NetworkDraw]) -> Draws:
    """ReLU networks, d = 2 to 32; degrees above the resolved ones have eigenvalues from 0 to the tail's largest."""
    rows = []
    for each in draws:
        teacher = each.teacher
        lam = float(teacher.eigenvalue[each.degree])
        size = lam * teacher.teacher_error
        tail = teacher.tail_eigenvalue * (teacher.tail_mass + teacher.tail_mass_accuracy)
        energy = (float(teacher.eigenvalue @ teacher.residual_mass) + tail / 2) / size
        # ||Pi_k e||^2 comes from the mass and the cross term, which is known as L_TE is
        doubt = teacher.mass_accuracy + 2 * teacher.cross_accuracy
        rows.append((
            teacher.teacher_error, energy, lam, each.time, each.student_error, each.student_error_accuracy,
            teacher.teacher_error_accuracy,
            (float(teacher.eigenvalue @ doubt) + tail / 2) / size
            + energy * teacher.teacher_error_accuracy / teacher.teacher_error,
        ))  # fmt: skip
    return _draws(*np.array(rows).T)


def _draws(teacher, energy, lam, time, error, accuracy, teacher_doubt, energy_doubt) -> Draws:
    # the bound does not look at the single modes
    nothing = np.zeros((len(teacher), LENGTH))
    return Draws(
        {
            "L_TE": teacher, "mu": energy, "lam": lam, "t": time, "lambdas": nothing,
            "n": np.full(len(teacher), LENGTH), "b": nothing,
        },
        error, accuracy, {"L_TE": teacher_doubt, "mu": energy_doubt},
    )  # fmt: skip


def residual_trials(rng: np.random.Generator, size: int) -> Draws:
    """One draw in four a ReLU network, the others random operators."""
    networks = max(4, size // 4)
    found = measure_networks([draw_network(rng, flow=True) for _ in range(networks)])
    operators = [draw_lively_operators(rng) for _ in range(max(1, size - networks))]
    others = measure_operators(operators, 10.0 ** rng.uniform(-1, 2, len(operators)))
    return replace(
        join([found, others]), sizes={"ReLU networks": networks, "random operators": len(others), **SIZES}
    )


def attack_draw(x: np.ndarray) -> Draws:
    """An optimiser chooses the teacher's direction and the student's operator in three dimensions."""
    return measure_operators([operators_from_coordinates(x, 3, 1, True, 1)], np.ones(1))


def witness() -> Draws:
    """At t = 0 both sides are 1; at lambda t = 1.2564 they differ by what c_0 was rounded up by.

    f* = e_1, the teacher projects on one direction, and e_2 has the same eigenvalue as e_1.
    """
    teacher_error = np.array([0.1, 0.1, 0.3, 0.5])
    scaled = np.array([0.0, 1.25643120862617, 1.25643120862617, 1.25643120862617])
    rows = []
    for error, tau in zip(teacher_error, scaled, strict=True):
        basis = np.array([[np.sqrt(1 - error)], [np.sqrt(error)]])
        made = build_operators(basis, np.eye(2), np.full(2, -np.expm1(-tau)), np.array([1.0, 0.0]))
        rows.append((made.teacher_error, made.student_error))
    teacher, error = np.array(rows).T
    exact = np.full(len(rows), 1e-15)
    return _draws(teacher, np.ones(len(rows)), np.ones(len(rows)), scaled, error, exact, exact, 0 * exact)


ATTACK = Attack(coordinates_needed(3, 1), attack_draw)
