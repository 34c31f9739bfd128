"""Experiments on students of teachers: linear regressions on Gaussian features, risks measured exactly given the fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

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
_PAIR_SIZES = {"d_ST, d_TE, shared, D, N_TE, N, sigma": _PAIRS}
# of the teacher's labels beside true ones
_WEIGHTS = (0.3, 0.8)


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
    each: int, numbers: dict[str, float], measure: Callable[[], np.ndarray], sizes: Mapping[str, object]
) -> Draws:
    measured = np.array([measure().mean() for _ in range(each)])
    parameters = {name: np.full(each, value) for name, value in numbers.items()}
    return Draws(parameters, measured, _ROUNDING * measured, sizes=sizes, repeats=REPEATS)


@dataclass(frozen=True)
class _Setting:
    """Fixed subspaces and target of one pair, and the numbers that a statement speaks of."""

    strong: np.ndarray
    weak: np.ndarray
    target: np.ndarray
    labels: int
    unlabelled: int
    noise: float

    def numbers(self) -> dict[str, float]:
        mean_teacher = self.target - _rest(self.weak, self.target)
        return {
            "d_ST": self.strong.shape[1],
            "d_TE": self.weak.shape[1],
            "samples": self.unlabelled,
            "samples_TE": self.labels,
            "d_both": float(np.sum((self.strong.T @ self.weak) ** 2)),
            "missed_ST": _square(_rest(self.strong, self.target)),
            "aligned": _square(self.strong.T @ (self.target - mean_teacher)),
            "unseen": _square(_rest(self.strong, mean_teacher)),
            "label_variance": self.noise**2 + _square(self.target - mean_teacher),
        }

    def crossed(self) -> float:
        """The product of what the student's features do not see of the target and of the mean teacher."""
        mean_teacher = self.target - _rest(self.weak, self.target)
        return float(_rest(self.strong, self.target) @ mean_teacher)


def _settings() -> list[_Setting]:
    found = []
    for strong, weak, shared, ambient, n, fresh, noise in _PAIRS:
        fixed = np.random.default_rng(ambient)
        first, second = draw_pair(strong, weak, shared, ambient, fixed)
        found.append(_Setting(first, second, fixed.standard_normal(ambient) / 4, n, fresh, noise))
    return found


def _mixed(parts: list[Draws], rng: np.random.Generator) -> Draws:
    draws = join(parts)
    return draws.select(rng.permutation(len(draws)))


def discrepancy_trials(rng: np.random.Generator, size: int) -> Draws:
    """Teachers fitted to noisy labels, students to the labels of teachers; subspaces and targets are fixed."""
    settings, parts = _settings(), []
    for here in settings:

        def measure(here: _Setting = here) -> np.ndarray:
            return simulate_discrepancies(
                here.strong, here.weak, here.target, here.labels, here.unlabelled, here.noise, REPEATS, rng
            ).student

        parts.append(_draws(-(-size // len(settings)), here.numbers(), measure, _PAIR_SIZES))
    return _mixed(parts, rng)


def mixed_label_trials(rng: np.random.Generator, size: int) -> Draws:
    """Students of labels that mix the truth and a teacher, at two weights."""
    settings = [(here, weight) for here in _settings() for weight in _WEIGHTS]
    parts = []
    for here, weight in settings:
        numbers = {
            **here.numbers(), "mixing": weight, "noise_variance": here.noise**2, "crossed": here.crossed(),
        }  # fmt: skip

        def measure(here: _Setting = here, weight: float = weight) -> np.ndarray:
            teacher = simulate_fits(here.weak, here.target, here.labels, here.noise, REPEATS, rng)
            labels = (1 - weight) * here.target + weight * teacher
            noise = (1 - weight) * here.noise
            student = simulate_fits(here.strong, labels, here.unlabelled, noise, REPEATS, rng)
            return excess_risks(student, here.target)

        parts.append(_draws(-(-size // len(settings)), numbers, measure, _PAIR_SIZES))
    return _mixed(parts, rng)


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
    return _mixed(parts, rng)
