"""Experiments on students of teachers: linear regressions on Gaussian features, risks measured exactly given the fits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.gaussian.regression import draw_basis
from w2s_theory.simulate.linear.discrepancies import simulate_discrepancies
from w2s_theory.simulate.linear.fits import excess_risks, simulate_fits

# independent pairs of teacher and student of which one measured number is the mean
REPEATS = 400
# d_ST, d_TE, shared directions, D, n, N, sigma
_PAIRS = ((6, 10, 2, 16, 40, 60, 1.0), (4, 3, 1, 8, 30, 30, 0.6))
# d_ST, D, N
_STUDENTS = ((10, 16, 60), (3, 6, 12))
_ROUNDING = 1e-11


def draw_pair(
    strong: int, weak: int, shared: int, ambient: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Orthonormal bases of two random subspaces that share some directions exactly."""
    common = rng.standard_normal((ambient, shared))
    first, second = (
        np.linalg.qr(np.column_stack((common, rng.standard_normal((ambient, each - shared)))))[0]
        for each in (strong, weak)
    )
    return first, second


def _square(vector: np.ndarray) -> float:
    return float(vector @ vector)


def _rest(basis: np.ndarray, vector: np.ndarray) -> np.ndarray:
    return vector - basis @ (basis.T @ vector)


def _draws(
    each: int, numbers: dict[str, float], measure: Callable[[], np.ndarray], sizes: dict[str, object]
) -> Draws:
    measured = np.array([measure().mean() for _ in range(each)])
    parameters = {name: np.full(each, value) for name, value in numbers.items()}
    return Draws(parameters, measured, _ROUNDING * measured, sizes=sizes, repeats=REPEATS)


def discrepancy_trials(rng: np.random.Generator, size: int) -> Draws:
    """Teachers fitted to noisy labels, students to the labels of teachers; subspaces and targets are fixed."""
    each, parts = -(-size // len(_PAIRS)), []
    for strong, weak, shared, ambient, n, fresh, noise in _PAIRS:
        fixed = np.random.default_rng(ambient)
        first, second = draw_pair(strong, weak, shared, ambient, fixed)
        target = fixed.standard_normal(ambient) / 4
        mean_teacher = target - _rest(second, target)
        numbers = {
            "d_ST": strong,
            "d_TE": weak,
            "samples": fresh,
            "samples_TE": n,
            "d_both": float(np.sum((first.T @ second) ** 2)),
            "missed_ST": _square(_rest(first, target)),
            "aligned": _square(first.T @ (target - mean_teacher)),
            "unseen": _square(_rest(first, mean_teacher)),
            "label_variance": noise**2 + _square(target - mean_teacher),
        }

        def measure(
            first=first, second=second, target=target, n=n, fresh=fresh, noise=noise
        ) -> np.ndarray:  # the letters of this setting
            return simulate_discrepancies(first, second, target, n, fresh, noise, REPEATS, rng).student

        parts.append(_draws(each, numbers, measure, {"d_ST, d_TE, shared, D, N_TE, N, sigma": _PAIRS}))
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))


def fixed_teacher_trials(rng: np.random.Generator, size: int) -> Draws:
    """Students of a fixed teacher that errs."""
    each, parts = -(-size // len(_STUDENTS)), []
    for strong, ambient, fresh in _STUDENTS:
        fixed = np.random.default_rng(ambient)
        basis, target = draw_basis(ambient, strong, fixed), fixed.standard_normal(ambient) / 4
        teacher = target + fixed.standard_normal(ambient) / 4
        numbers = {
            "d_ST": strong,
            "samples": fresh,
            "missed_ST": _square(_rest(basis, target)),
            "aligned": _square(basis.T @ (teacher - target)),
            "unseen": _square(_rest(basis, teacher)),
        }

        def measure(basis=basis, target=target, teacher=teacher, fresh=fresh) -> np.ndarray:
            return excess_risks(simulate_fits(basis, teacher, fresh, 0.0, REPEATS, rng), target)

        parts.append(_draws(each, numbers, measure, {"d_ST, D, N": _STUDENTS}))
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))
