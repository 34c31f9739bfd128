"""Students that start anywhere: random operators in R^n, and ReLU networks on the circle that start at p f*."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from w2s_theory.experiments.random_operators import ROUNDING
from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.grid_flow import draw_on_grid, simulate_flow_on_grid
from w2s_theory.simulate.operators import OperatorDraw, draw_operators
from w2s_theory.simulate.sphere_grid import SphereGrid


@dataclass(frozen=True, eq=False)
class StartedDraw:
    """Target, teacher, start and student, all of shape (n,), and the least and the largest shrinkage."""

    target: np.ndarray
    teacher: np.ndarray
    start: np.ndarray
    student: np.ndarray
    smallest: float = 0.0
    largest: float = 1.0


def started(draw: OperatorDraw, start: np.ndarray, shrinkage: np.ndarray | None = None) -> StartedDraw:
    """f_0 + S (f_TE - f_0) for the draw's operator S, or the one with other ``shrinkage`` on its eigenvectors."""
    used = draw.shrinkage if shrinkage is None else shrinkage
    moved = draw.eigenvectors @ (used * (draw.eigenvectors.T @ (draw.teacher - start)))
    return StartedDraw(
        draw.target, draw.teacher, start, start + moved, float(np.min(used)), float(np.max(used))
    )


def draw_start(draw: OperatorDraw, rng: np.random.Generator) -> np.ndarray:
    """Some share of the target, and something else of any size up to about 1."""
    other = rng.standard_normal(len(draw.target))
    return rng.uniform(-0.5, 1) * draw.target + rng.uniform(0, 1) ** 2 * other / np.linalg.norm(other)


def measure_started(draws: list[StartedDraw]) -> Draws:
    """L_ST with L_TE, L_0 and c_0, from the vectors themselves."""
    rows = [
        (
            np.sum((each.target - each.teacher) ** 2), np.sum((each.target - each.start) ** 2),
            (each.start - each.target) @ (each.teacher - each.target), np.sum((each.target - each.student) ** 2),
            each.smallest, each.largest,
        )
        for each in draws
    ]  # fmt: skip
    teacher, start, overlap, student, smallest, largest = np.array(rows).T
    exact = ROUNDING * (1 + teacher + start)
    return Draws(
        {"L_TE": teacher, "L_0": start, "c_0": overlap}, student, exact,
        {"L_TE": exact, "L_0": exact, "c_0": exact}, {"smallest_shrinkage": smallest, "largest_shrinkage": largest},
    )  # fmt: skip


def draw_started_network(rng: np.random.Generator) -> tuple[float, float, float, float, float, float, float]:
    """A ReLU network on the circle: p of its start p f*, L_TE, its accuracy, t, s on V_k, L_ST and its accuracy."""
    share = float(rng.uniform(-0.5, 1))

    def measure(units: np.ndarray, degree: int, grid: SphereGrid, time: float) -> float:
        target, _, student = simulate_flow_on_grid(units, degree, grid, time, share)
        return float(np.sum((target - student) ** 2))

    teacher, time, error, accuracy = draw_on_grid(rng, 2, measure)
    learnt = -np.expm1(-teacher.eigenvalue[teacher.target.main_degree] * time)
    return share, teacher.teacher_error, teacher.teacher_error_accuracy, time, float(learnt), error, accuracy


def started_trials(rng: np.random.Generator, size: int) -> Draws:
    """ReLU networks on the circle that start at p f*, and random operators with any start."""
    circles = min(12, max(3, size // 10))
    rows = [draw_started_network(rng) for _ in range(circles)]
    share, teacher, doubt, _, _, student, accuracy = np.array(rows).T
    zero = np.zeros(circles)
    networks = Draws(
        {"L_TE": teacher, "L_0": (1 - share) ** 2, "c_0": (1 - share) * teacher}, student, accuracy,
        {"L_TE": doubt, "L_0": zero + 1e-15, "c_0": 2 * doubt},
        {"smallest_shrinkage": zero, "largest_shrinkage": zero + 1},
    )  # fmt: skip
    found = [draw_operators(rng) for _ in range(max(1, size - circles))]
    others = measure_started([started(each, draw_start(each, rng)) for each in found])
    sizes = {"ReLU networks d = 2": circles, "random operators": len(found), "M_TE": "2 to 16"}
    return replace(join([networks, others]), sizes=sizes)


def measure_share(rows: list[tuple[float, ...]], **sizes: object) -> Draws:
    """Rows (p, L_TE, its accuracy, s on V_k, L_ST, its accuracy) of students that start at p f*."""
    share, teacher, doubt, learnt, student, accuracy = np.array(rows).T
    return Draws(
        {"L_TE": np.clip(teacher, 0, 1), "p_0": share, "s": learnt},
        student,
        accuracy,
        {"L_TE": doubt},
        {},
        sizes,
    )


def share_trials(rng: np.random.Generator, size: int) -> Draws:
    """ReLU networks on the circle and random operators, target in V_k, start p f*."""
    circles = min(12, max(3, size // 10))
    rows = []
    for _ in range(circles):
        share, teacher, doubt, _, learnt, error, accuracy = draw_started_network(rng)
        rows.append((share, teacher, doubt, learnt, error, accuracy))
    for _ in range(max(1, size - circles)):
        made = draw_operators(rng, eigenfunction_target=True)
        share = float(rng.uniform(-0.5, 1.0))
        student = started(made, share * made.target).student
        error = float(np.sum((made.target - student) ** 2))
        rows.append((share, made.teacher_error, ROUNDING, made.shrinkage[0], error, ROUNDING))
    return measure_share(rows, **{"ReLU networks d = 2": circles, "random operators": len(rows) - circles})


def isotropic_trials(rng: np.random.Generator, size: int) -> Draws:
    """Students f_0 + s (f_TE - f_0), s in [0, 1], of random teachers and starts in R^n."""
    found, used = [], []
    for _ in range(size):
        made = draw_operators(rng)
        s = float(rng.uniform(0, 1))
        found.append(started(made, draw_start(made, rng), np.full(len(made.target), s)))
        used.append(s)
    return with_shrinkage(measure_started(found), np.array(used), **{"random operators": size})


def with_shrinkage(found: Draws, s: np.ndarray, **sizes: object) -> Draws:
    """The draws with the one number s of an isotropic student."""
    return Draws(
        {**found.parameters, "s": s}, found.measured, found.error, found.uncertainty, found.facts, sizes
    )
