"""Experiments on the weighted alignment: ||(I - P) Gamma (I - P)|| measured for random operators and ReLU networks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from w2s_theory.experiments.feature_tails import exact_cosines
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws, join
from w2s_theory.records.theorem import Attack
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.operators import build_operators
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.student import compute_student_error
from w2s_theory.simulate.teacher import simulate_teacher

# a few dozen roundings of numbers of size 1
_ROUNDING = 1e-13
_EPS = float(np.finfo(float).eps)


def _measure(
    basis: np.ndarray, target: np.ndarray, shrinkage: np.ndarray, sigma: float, more: np.ndarray
) -> tuple[float, ...]:
    """One teacher in R^n: its error, s, sigma, the target's weight, Z and the student's error.

    The student is diagonal; ``more`` (n,) is what the weights have beyond s_j^2 - sigma.
    """
    n = len(shrinkage)
    made = build_operators(basis, np.eye(n), shrinkage, target)
    weights = np.maximum(shrinkage**2 - sigma, 0.0) + more
    span = np.linalg.qr(basis)[0]
    missed = np.eye(n) - span @ span.T
    alignment = float(np.linalg.eigvalsh(missed @ (weights[:, None] * missed))[-1])
    return made.teacher_error, float(shrinkage[0]), sigma, float(weights[0]), alignment, made.student_error


def draw_operators(rng: np.random.Generator) -> tuple[float, ...]:
    """A random span, a target in the first coordinates, which the student shrinks alike, and any shrinkages."""
    n = int(rng.integers(2, 13))
    multiplicity, rank = int(rng.integers(1, n + 1)), int(rng.integers(1, n))
    shrinkage = rng.uniform(0, 1.2, n) ** rng.integers(1, 5) * rng.choice([-1.0, 1.0], n, p=[0.1, 0.9])
    shrinkage[:multiplicity] = abs(shrinkage[0])
    more = rng.uniform(0, 0.1) * rng.random(n) if rng.random() < 0.5 else np.zeros(n)
    more[:multiplicity] = more[0]
    basis = np.eye(n)[:, :rank] + 10.0 ** rng.uniform(-2, 0.5) * rng.standard_normal((n, rank))
    target = np.concatenate([rng.standard_normal(multiplicity), np.zeros(n - multiplicity)])
    return _measure(basis, target, shrinkage, float(rng.uniform(0, 0.3)) ** 2, more)


def _draws(rows: np.ndarray, accuracy: np.ndarray) -> Draws:
    """Rows L_TE, s, sigma, gamma_k, Z, L_ST; accuracies of L_TE, Z and L_ST, shape (n, 3)."""
    teacher, s, sigma, weight, alignment, error = rows.T
    return Draws(
        {
            "L_TE": teacher, "s": s, "slow_square": sigma, "gamma_k": weight, "weighted_alignment": alignment,
        },
        error, accuracy[:, 2], {"L_TE": accuracy[:, 0], "weighted_alignment": accuracy[:, 1]},
    )  # fmt: skip


def measure_operators(rng: np.random.Generator, count: int) -> Draws:
    """Random operators with 0 < L_TE < 1 beyond rounding."""
    rows: list[tuple[float, ...]] = []
    while len(rows) < count:
        row = draw_operators(rng)
        if 1e-6 < row[0] < 1 - 1e-6 and row[4] > 1e-9:
            rows.append(row)
    return _draws(np.array(rows), np.full((count, 3), _ROUNDING))


def measure_networks(rng: np.random.Generator, count: int) -> Draws:
    """ReLU networks, linear target, gradient flow: the degrees 0 and 1 have weights, sigma is degree 2's."""
    rows, doubts = [], []
    for _ in range(count):
        dimension = int(rng.integers(4, 17))
        model = relu_sphere(dimension)
        units = draw_units(model, int(rng.integers(1, 6)) * dimension, rng)
        tau = float(rng.uniform(0.3, 5.0))
        lam = 1 / (4 * dimension**2)
        teacher = simulate_teacher(model, units, 1, times=[tau / lam])
        error, accuracy = compute_student_error(teacher, [tau / lam])
        s = -np.expm1(-teacher.eigenvalue * tau / lam)
        sigma = float(s[2] ** 2)
        weights = np.concatenate([[s[0] ** 2 - sigma], np.full(dimension, s[1] ** 2 - sigma)])
        # orthonormal harmonics 1 and sqrt(d) x_i: coefficients a_0 and a_1 sqrt(d) u_i
        feature = np.vstack(
            [np.full(len(units), teacher.eigenvalue[0] ** 0.5), (lam * dimension) ** 0.5 * units.T]
        )
        gram = relative_kernel(model).values(exact_cosines(units[None]))[0] / (2 * dimension)
        seen = feature @ np.linalg.solve(gram, feature.T)
        root = np.sqrt(weights)
        alignment = float(np.linalg.eigvalsh(root[:, None] * (np.eye(dimension + 1) - seen) * root)[-1])
        rows.append((teacher.teacher_error, s[1], sigma, weights[1], alignment, error[0]))
        doubts.append((
            teacher.teacher_error_accuracy, 4 * _EPS * len(units) * teacher.condition + _ROUNDING,
            accuracy[0] + _ROUNDING,
        ))  # fmt: skip
    return _draws(np.array(rows, dtype=float), np.array(doubts, dtype=float))


def alignment_trials(rng: np.random.Generator, size: int) -> Draws:
    """One draw in five a ReLU network, the others random operators."""
    networks = min(40, max(4, size // 5))
    found = measure_networks(rng, networks)
    others = measure_operators(rng, max(1, size - networks))
    sizes = {"ReLU networks": networks, "random operators": len(others), "d": "4 to 16", "M_TE": "d to 5 d"}
    return replace(join([found, others]), sizes=sizes)


def attack_draw(x: np.ndarray) -> Draws:
    """An optimiser chooses the teacher's plane, three shrinkages and sigma."""
    shrinkage = np.abs(np.asarray(x[6:9]))
    row = _measure(np.reshape(x[:6], (3, 2)), np.eye(3)[0], shrinkage, float(x[9]) ** 2, np.zeros(3))
    return _draws(np.array([row]), np.full((1, 3), _ROUNDING))


def witness() -> Draws:
    """The teacher misses one direction of the plane, so that its residual is an eigenvector of (I - P) Gamma (I - P)."""
    rows = [
        _measure(
            np.array([[np.sqrt(1 - error)], [np.sqrt(error)]]),
            np.array([1.0, 0.0]),
            np.array([s, other]),
            sigma,
            np.zeros(2),
        )
        for error, s, other, sigma in ((0.1, 0.9, 0.3, 0.04), (0.01, 0.99, 0.1, 0.01), (0.5, 0.5, 1.1, 0.0))
    ]
    return _draws(np.array(rows), np.full((len(rows), 3), 1e-15))


ATTACK = Attack(10, attack_draw)
