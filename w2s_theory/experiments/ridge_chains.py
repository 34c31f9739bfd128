"""Experiments on chains of regressions with fixed spectra: rotations and noise are drawn, the fits are made of them.

A uniformly rotated basis meets two vectors of any space only through an orthonormal pair that is uniformly distributed, so
two normal vectors and Gram and Schmidt stand for the whole rotation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from w2s_theory.records.draws import Draws, join

LENGTH = 5
# what a statement's letters are worth; sequences as tuples
Setting = dict[str, Any]
# independent chains of which one measured number is the mean
REPEATS = 1000
# eigenvalues of the teacher's sample covariance, N_TE, sigma^2; the rows of zeros belong to fewer samples than features
_TEACHERS = (
    ((2.1, 1.2, 0.7, 0.3), 10, 0.8),
    ((1.4, 0.5), 4, 0.5),
    ((2.6, 1.0, 0.4, 0.0, 0.0), 3, 0.4),
)
# penalties relative to sigma^2 n/N: too small, so that all excesses have one sign
_PENALTIES = (0.3, 0.6)
# the student's shares: part of a strong ridge, of least squares on fewer samples than features
_STUDENTS = ((0.6, 0.3, 0.1, 0.1, 0.0), (1.0, 0.0, 0.0, 0.0, 0.0))
_ROUNDING = 1e-12


def _rotated(vectors: np.ndarray, rng: np.random.Generator, dimension: int) -> np.ndarray:
    """Vectors of shape (repeats, 2, d), each pair in the coordinates of a basis rotated uniformly."""
    first = rng.standard_normal((len(vectors), 2, dimension))
    first[:, 0] /= np.linalg.norm(first[:, 0], axis=-1, keepdims=True)
    first[:, 1] -= np.sum(first[:, 0] * first[:, 1], axis=-1, keepdims=True) * first[:, 0]
    first[:, 1] /= np.linalg.norm(first[:, 1], axis=-1, keepdims=True)
    return np.einsum("rab,rbd->rad", vectors, first)


def _pair(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Coordinates of two vectors in an orthonormal basis of their plane, (repeats, 2, 2); the first is on its first axis."""
    length = np.linalg.norm(first, axis=-1)
    along = np.sum(first * second, axis=-1) / length
    across = np.sqrt(np.maximum(np.sum(second**2, axis=-1) - along**2, 0.0))
    zero = np.zeros_like(length)
    return np.stack([np.stack([length, zero], axis=-1), np.stack([along, across], axis=-1)], axis=1)


def draw_teachers(
    eigenvalues: np.ndarray,
    weights: np.ndarray,
    samples: int,
    noise: float,
    repeats: int,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Target and teacher in the eigenvectors of the teacher's inputs, each (repeats, n).

    ``weights`` are g_j: the teacher is V diag(g) V^T X^T y/N_TE. X^T noise/N_TE is normal with the covariance
    sigma^2 X^T X/N_TE^2.
    """
    dimension = len(eigenvalues)
    target = rng.standard_normal((repeats, dimension))
    target /= np.linalg.norm(target, axis=1, keepdims=True)
    # of N_TE samples of noise only n combinations meet the features
    noisy = np.sqrt(eigenvalues * noise / samples) * rng.standard_normal((repeats, dimension))
    return target, weights * (eigenvalues * target + noisy)


def _padded(values: object) -> np.ndarray:
    given = np.asarray(values, dtype=float)
    return np.concatenate([given, np.zeros(LENGTH - len(given))])


def _draws(
    rng: np.random.Generator,
    size: int,
    settings: list[Setting],
    measure: Callable[[Setting], float],
) -> Draws:
    each, parts = -(-size // len(settings)), []
    for here in settings:
        measured = np.array([measure(here) for _ in range(each)])
        rows = {
            name: np.tile(_padded(value), (each, 1)) if isinstance(value, tuple) else np.full(each, value)
            for name, value in here.items()
        }
        sizes = {"n, N_TE, sigma^2": [(len(x), count, noise) for x, count, noise in _TEACHERS]}
        parts.append(Draws(rows, measured, np.full(each, _ROUNDING), sizes=sizes, repeats=REPEATS))
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))


def _tuned(here: Setting) -> float:
    return float(here["noise_variance"]) * int(here["n"]) / int(here["samples_TE"])


def _settings(*further: Setting) -> list[Setting]:
    return [
        {"n": len(values), "samples_TE": samples, "sample_eigenvalues": values, "noise_variance": noise}
        | more
        for values, samples, noise in _TEACHERS
        for more in (further or ({},))
    ]


def _teachers(here: Setting, weights: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    values = np.array(here["sample_eigenvalues"])
    return draw_teachers(
        values,
        weights[: len(values)],
        int(here["samples_TE"]),
        float(here["noise_variance"]),
        REPEATS,
        rng,
    )


def energy_trials(rng: np.random.Generator, size: int) -> Draws:
    """||theta_TE||^2 - <theta_TE, theta> of ridge teachers that regularise too little."""
    settings = [here | {"penalty": ratio * _tuned(here)} for here in _settings() for ratio in _PENALTIES]

    def measure(here: Setting) -> float:
        weights = 1 / (np.array(here["sample_eigenvalues"]) + float(here["penalty"]))
        target, teacher = _teachers(here, weights, rng)
        return float(np.mean(np.sum(teacher * (teacher - target), axis=1)))

    return _draws(rng, size, settings, measure)


def tuned_chain_trials(rng: np.random.Generator, size: int) -> Draws:
    """R_ST - R_TE of students of tuned teachers."""
    settings = [here | {"s_ST": shares[: int(here["n"])]} for here in _settings() for shares in _STUDENTS]

    def measure(here: Setting) -> float:
        weights = 1 / (np.array(here["sample_eigenvalues"]) + _tuned(here))
        target, teacher = _teachers(here, weights, rng)
        known = _rotated(_pair(target, teacher), rng, int(here["n"]))
        student = np.array(here["s_ST"]) * known[:, 1]
        student_risk = np.sum((known[:, 0] - student) ** 2, axis=1)
        return float(np.mean(student_risk - np.sum((target - teacher) ** 2, axis=1)))

    return _draws(rng, size, settings, measure)


def filtered_teacher_trials(rng: np.random.Generator, size: int) -> Draws:
    """R_TE of the tuned ridge and of ridges beside it."""
    settings = []
    for here in _settings():
        values, best = np.array(here["sample_eigenvalues"]), _tuned(here)
        filters = (1 / (values + best), 1 / (values + 0.85 * best), 1 / (values + 1.2 * best))
        settings += [here | {"filter_weights": tuple(each)} for each in filters]

    def measure(here: Setting) -> float:
        target, teacher = _teachers(here, np.array(here["filter_weights"]), rng)
        return float(np.mean(np.sum((target - teacher) ** 2, axis=1)))

    return _draws(rng, size, settings, measure)


def balanced_tuned_teachers() -> Draws:
    """The tuned ridge, its mean risk over targets along every eigenvector and noise of either sign: no chance is left."""
    rows: dict[str, list[np.ndarray | float]] = {}
    measured = []
    for here in _settings():
        values, best = np.array(here["sample_eigenvalues"]), _tuned(here)
        weights = 1 / (values + best)
        deviation = np.sqrt(values * float(here["noise_variance"]) / int(here["samples_TE"]))
        risks = [
            np.sum((target - weights * (values * target + sign * deviation)) ** 2)
            for target in np.eye(len(values))
            for sign in (1, -1)
        ]
        measured.append(float(np.mean(risks)))
        here = here | {"filter_weights": tuple(weights)}
        for name, value in here.items():
            rows.setdefault(name, []).append(_padded(value) if isinstance(value, tuple) else float(value))
    return Draws(
        {name: np.array(each) for name, each in rows.items()},
        np.array(measured),
        np.full(len(measured), _ROUNDING),
    )
