"""Flows of random operators and of real networks, their spectrum cut at one eigenvalue."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from w2s_theory.experiments.random_operators import ROUNDING
from w2s_theory.experiments.relu_networks import SIZES, NetworkDraw, draw_network
from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.operators import OperatorDraw, draw_operators

# exp(-36) is below the rounding of 1: what was learnt to the last digit counts as this far
_LONGEST = 36.0


def measure_flow(draws: list[OperatorDraw], cuts: list[int], times: np.ndarray) -> Draws:
    """L_ST, and the teacher's energy on the eigenvalues below that of the mode ``cut``."""
    rows = []
    for each, cut, time in zip(draws, cuts, times, strict=True):
        scaled = np.minimum(-np.log1p(-np.minimum(each.shrinkage, 1 - 1e-16)), _LONGEST)
        energy = (each.eigenvectors.T @ each.teacher) ** 2
        rest = float(np.sum(energy[scaled < scaled[cut]]))
        rows.append((each.teacher_error, scaled[cut] / time, time, rest, each.student_error))
    teacher, lam, time, rest, error = np.array(rows).T
    exact = np.full(len(rows), ROUNDING)
    return _draws(teacher, lam, time, rest, error, exact, exact, exact)


def measure_networks(draws: list[NetworkDraw], rng: np.random.Generator) -> Draws:
    """The same for ReLU networks, cut at the eigenvalue of a random degree."""
    rows = []
    for each in draws:
        teacher = each.teacher
        present = np.nonzero(teacher.eigenvalue > 0)[0]
        lam = float(teacher.eigenvalue[rng.choice(present[: rng.integers(1, len(present) + 1)])])
        below = teacher.eigenvalue < lam
        rest = float(np.sum(teacher.mass[below])) + teacher.tail_mass
        doubt = float(np.sum(teacher.mass_accuracy[below])) + teacher.tail_mass_accuracy
        rows.append((
            teacher.teacher_error, lam, each.time, rest, each.student_error, each.student_error_accuracy,
            teacher.teacher_error_accuracy, doubt,
        ))  # fmt: skip
    return _draws(*np.array(rows).T)


def _draws(teacher, lam, time, rest, error, accuracy, teacher_doubt, rest_doubt) -> Draws:
    teacher = np.clip(teacher, 0.0, 1.0)
    # the part below the cut cannot have more energy than the whole; rounding can say so
    rest = np.clip(rest, 0.0, 1.0 - teacher)
    return Draws(
        {"L_TE": teacher, "lam": lam, "t": time, "T_rest": rest}, error, accuracy,
        {"L_TE": teacher_doubt, "T_rest": rest_doubt},
    )  # fmt: skip


def flow_trials(rng: np.random.Generator, size: int) -> Draws:
    """One draw in five a real network, the others random operators."""
    networks = max(4, size // 5)
    found = measure_networks([draw_network(rng, flow=True) for _ in range(networks)], rng)
    operators = [draw_operators(rng) for _ in range(max(1, size - networks))]
    cuts = [int(rng.integers(len(each.shrinkage))) for each in operators]
    others = measure_flow(operators, cuts, 10.0 ** rng.uniform(-1, 2, len(operators)))
    return replace(
        join([found, others]), sizes={"ReLU networks": networks, "random operators": len(others), **SIZES}
    )
