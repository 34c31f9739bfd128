"""Experiments on the alignment: ||Pi_B (I - P) Pi_B|| measured for random operators and ReLU networks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from w2s_theory.experiments.relu_networks import SIZES, NetworkDraw, draw_network
from w2s_theory.records.draws import Draws, join
from w2s_theory.records.theorem import Attack
from w2s_theory.simulate.kernels.gegenbauer import compute_log_multiplicity, orthonormal_values
from w2s_theory.simulate.operators import build_operators
from w2s_theory.simulate.teacher import TeacherDraw

# a few dozen roundings of numbers of size 1
_ROUNDING = 1e-13
_EPS = float(np.finfo(float).eps)


def estimate_alignment(teacher: TeacherDraw, degrees: tuple[int, ...]) -> tuple[float, float]:
    """||Pi_B (I - P) Pi_B|| of one teacher, and how far it may be off.

    Parameters
    ----------
    teacher : TeacherDraw
        With M_TE units.
    degrees : tuple of int
        B; every one of them resolved in the draw, with a non-zero eigenvalue.

    Returns
    -------
    alignment, accuracy : float
        1 minus the smallest eigenvalue of Pi_B P Pi_B on the harmonics of B. The non-zero eigenvalues are
        those of the pencil of two Gram matrices of the features, of their parts in B and of their own.
    """
    units = teacher.units
    cosines = np.clip(units @ units.T, -1.0, 1.0)
    multiplicity = np.exp(compute_log_multiplicity(teacher.model.dimension, max(degrees)))
    size = round(float(sum(multiplicity[degree] for degree in degrees)))
    if size > len(units):
        return 1.0, 0.0
    # lambda_j N_j P_j, and the values are sqrt(N_j) P_j
    inside = np.zeros_like(cosines)
    for degree, values in zip(
        range(max(degrees) + 1), orthonormal_values(cosines, teacher.model.dimension), strict=False
    ):
        if degree in degrees:
            inside += teacher.eigenvalue[degree] * multiplicity[degree] ** 0.5 * values
    lower = np.linalg.cholesky(_gram(units))
    pencil = np.linalg.solve(lower, np.linalg.solve(lower, inside).T)
    found = np.linalg.eigvalsh((pencil + pencil.T) / 2)
    accuracy = 4 * _EPS * len(units) * teacher.condition + _ROUNDING
    return float(np.clip(1.0 - found[len(units) - size], 0.0, 1.0)), accuracy


def _gram(units: np.ndarray) -> np.ndarray:
    """K(U, U) of the ReLU, from its closed form."""
    rho = np.clip(units @ units.T, -1.0, 1.0)
    np.fill_diagonal(rho, 1.0)
    return (np.sqrt((1 - rho) * (1 + rho)) + rho * (np.pi - np.arccos(rho))) / (2 * np.pi * units.shape[1])


def measure_networks(draws: list[NetworkDraw], rng: np.random.Generator) -> Draws:
    """ReLU networks; B is the target's degree alone, or with the degrees 0, 1, 2."""
    rows = []
    for each in draws:
        teacher, k = each.teacher, each.degree
        degrees = (k,) if rng.random() < 0.5 else tuple(sorted({0, 1, 2, k}))
        alignment, doubt = estimate_alignment(teacher, degrees)
        others = [teacher.eigenvalue[j] for j in range(len(teacher.eigenvalue)) if j not in degrees]
        lam = max(*others, teacher.tail_eigenvalue)
        rows.append((
            teacher.teacher_error, alignment, teacher.eigenvalue[k] * each.time, lam, each.time,
            each.student_error, each.student_error_accuracy, teacher.teacher_error_accuracy, doubt,
        ))  # fmt: skip
    return _draws(np.array(rows, dtype=float))


def draw_aligned_operators(rng: np.random.Generator) -> tuple[float, ...]:
    """A random teacher subspace that leans towards B, a random kernel and time, in 2 to 12 dimensions."""
    n = int(rng.integers(2, 13))
    size = int(rng.integers(1, n + 1))
    multiplicity = int(rng.integers(1, size + 1))
    speed = rng.exponential(size=n) * np.concatenate(
        [np.ones(size), np.full(n - size, 10.0 ** rng.uniform(-3, 0))]
    )
    speed[:multiplicity] = speed[0]
    time = float(10.0 ** rng.uniform(-1, 2))
    # the first ``size`` coordinates are B: all of them in the features, but for some noise
    rank = int(rng.integers(1, n + 1))
    basis = np.eye(n)[:, :rank] + 10.0 ** rng.uniform(-2, 0.5) * rng.standard_normal((n, rank))
    target = np.concatenate([rng.standard_normal(multiplicity), np.zeros(n - multiplicity)])
    return _measure_operators(basis, speed, target, size, time)


def _measure_operators(
    basis: np.ndarray, speed: np.ndarray, target: np.ndarray, size: int, time: float
) -> tuple[float, ...]:
    n = len(speed)
    made = build_operators(basis, np.eye(n), -np.expm1(-speed * time), target)
    span = np.linalg.qr(basis)[0]
    missed = np.eye(n) - span @ span.T
    alignment = float(np.linalg.eigvalsh(missed[:size, :size])[-1])
    outside = float(speed[size:].max(initial=0.0))
    return made.teacher_error, alignment, speed[0] * time, outside, time, made.student_error


def measure_operators(rng: np.random.Generator, count: int) -> Draws:
    """Those of them with 0 < L_TE < 1 beyond rounding."""
    rows: list[tuple[float, ...]] = []
    while len(rows) < count:
        row = draw_aligned_operators(rng)
        if 1e-6 < row[0] < 1 - 1e-6:
            rows.append(row)
    return _draws(np.array([(*row, _ROUNDING, _ROUNDING, _ROUNDING) for row in rows]))


def _draws(rows: np.ndarray) -> Draws:
    """Shape (n, 9): L_TE, c, tau, lambda, t, L_ST, and how far L_ST, L_TE and c may be off."""
    teacher, alignment, tau, lam, time, error, accuracy, teacher_doubt, doubt = rows.T
    return Draws(
        {"L_TE": teacher, "alignment": alignment, "tau": tau, "lam": lam, "t": time},
        error, accuracy, {"L_TE": teacher_doubt, "alignment": doubt},
    )  # fmt: skip


def alignment_trials(rng: np.random.Generator, size: int) -> Draws:
    """One draw in four a ReLU network, the others random operators."""
    networks = max(4, size // 4)
    found = measure_networks([draw_network(rng, flow=True) for _ in range(networks)], rng)
    others = measure_operators(rng, max(1, size - networks))
    return replace(
        join([found, others]), sizes={"ReLU networks": networks, "random operators": len(others), **SIZES}
    )


def attack_draw(x: np.ndarray) -> Draws:
    """An optimiser chooses the teacher's plane and the three eigenvalues; B holds two of three directions."""
    row = _measure_operators(np.reshape(x[:6], (3, 2)), np.asarray(x[6:]) ** 2, np.eye(3)[0], 2, 1.0)
    return _draws(np.array([(*row, _ROUNDING, _ROUNDING, _ROUNDING)]))


def witness() -> Draws:
    """B is everything and the flow has converged: the student is the teacher, and L_ST = L_TE."""
    teacher_error = np.array([0.01, 0.1, 0.5])
    tau = 50.0
    rows = []
    for error in teacher_error:
        basis = np.array([[np.sqrt(1 - error)], [np.sqrt(error)]])
        made = build_operators(basis, np.eye(2), np.full(2, -np.expm1(-tau)), np.array([1.0, 0.0]))
        rows.append((made.teacher_error, 1.0, tau, 0.0, tau, made.student_error, 1e-15, 1e-15, 0.0))
    return _draws(np.array(rows))


ATTACK = Attack(9, attack_draw)
