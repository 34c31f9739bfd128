"""Students of finite width stopped early: from the spectrum of their Gram matrix to errors and misfits, one or many.

Arrays of one student have the shapes of :mod:`w2s_theory.simulate.finite_student`, which says what the letters are; a
leading axis is a stack of students, and the numbers of each do not depend on the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.records.spectral_filter import SpectralFilter
from w2s_theory.simulate.projection import weight_size_of

_EPS = float(np.finfo(float).eps)
# at which a filter is looked at, for every time
EIGENVALUE_GRID = 240


@dataclass(frozen=True, eq=False)
class StudentSetting:
    """What students know of their teachers: of one, or of B with a leading axis.

    Parameters
    ----------
    entry_accuracy, shared, diagonal
        Of an entry of kappa; of the products with f*, the part of the error that all have in common; K1.
    teacher_products, target_products
        h and y, shape (..., M_ST).
    teacher_size, teacher_doubt
        Shape (...). Size of the teacher's weights, and how far its own rounding moves f_TE, in norm.
    teacher_energy, teacher_energy_doubt
        Shape (...). ||f_TE||^2.
    target_energy, product_doubt
        ||f*||^2, and how far h and y may be off, in norm; what a start adds to it. With a start f_0 target and teacher are
        f* - f_0 and f_TE - f_0.
    """

    entry_accuracy: float
    shared: float
    diagonal: float
    teacher_products: np.ndarray
    target_products: np.ndarray
    teacher_size: Any
    teacher_doubt: Any
    teacher_energy: Any
    teacher_energy_doubt: Any
    target_energy: float = 1.0
    product_doubt: float = 0.0

    def one(self, place: int) -> StudentSetting:
        """That of one student of a stack."""
        parts: dict[str, Any] = {
            k: each[place] if isinstance(each, np.ndarray) else each for k, each in vars(self).items()
        }
        return StudentSetting(**parts)


@dataclass(frozen=True, eq=False)
class StoppedStudent:
    """Numbers of the coefficients c at several times, shapes (..., n_times).

    Parameters
    ----------
    inner, taught, square
        y.c, h.c and c.kappa c.
    weights
        |c|^2.
    top
        Shape (...). The largest eigenvalue of K_hat.
    bound
        How far the student may be off in norm, rounding of its setting apart.
    """

    inner: np.ndarray
    taught: np.ndarray
    square: np.ndarray
    weights: np.ndarray
    top: Any
    bound: np.ndarray


def teacher_rounding(weights: np.ndarray, condition: Any, entry: float) -> tuple[Any, Any]:
    """Size of a teacher's weights, shape (..., M_TE), and how far rounding of its Gram matrix moves f_TE in norm."""
    size = weight_size_of(weights)
    return size, entry * np.sqrt(size) * np.sqrt(condition / max(1.0, weights.shape[-1] ** 0.5))


def stop_spectrally(
    known: StudentSetting,
    values: np.ndarray,
    vectors: np.ndarray,
    times: np.ndarray,
    chosen: SpectralFilter,
) -> StoppedStudent:
    """Students from the eigenvalues (..., M_ST), ascending, and eigenvectors (..., M_ST, M_ST) of kappa."""
    unit = known.diagonal / values.shape[-1]
    x = np.maximum(unit * values, _EPS * unit * values[..., -1:])
    s = chosen.shrinkage(x[..., None], times)
    across = np.swapaxes(vectors, -1, -2)
    # rows, so that each product is one of a matrix and a vector, whatever the stack
    h, y = (np.matmul(across, each[..., None]) for each in (known.teacher_products, known.target_products))
    solution = unit * h * s / x[..., None]
    inner, taught = np.sum(y * solution, axis=-2), np.sum(h * solution, axis=-2)
    square = np.sum((x / unit)[..., None] * solution**2, axis=-2)
    return StoppedStudent(
        inner, taught, square, np.sum(solution**2, axis=-2), x[..., -1], np.zeros(len(times))
    )


def measure_stopped(
    known: StudentSetting, stopped: StoppedStudent, times: np.ndarray, chosen: SpectralFilter
) -> tuple[np.ndarray, ...]:
    """The four rows of :class:`FiniteRun`, each of shape (..., n_times)."""
    inner, square = stopped.inner, stopped.square
    size, teacher, energy, known_to = (
        np.asarray(each)[..., None]
        for each in (
            known.teacher_size,
            known.teacher_doubt,
            known.teacher_energy,
            known.teacher_energy_doubt,
        )
    )
    error = known.target_energy - 2.0 * inner + square
    moved = stopped.bound + _perturbation(known, times, chosen, stopped.top)
    length = np.sqrt(np.maximum(error, 0.0))
    rounding = 16 * _EPS * (known.target_energy + square)
    rounding = rounding + 2 * known.product_doubt * np.sqrt(stopped.weights)
    accuracy = 2.0 * length * moved + moved**2 + 2 * known.shared * np.abs(inner) + rounding
    misfit = np.maximum(energy - 2.0 * stopped.taught + square, 0.0)
    # rounding of K(V, U) in <f_TE, f_ST>, for weights of this size; the student and its teacher may both have moved
    weights = (4.0 + 0.1 * known.teacher_products.shape[-1]) * stopped.weights
    moved = moved + teacher
    doubt = 2.0 * np.sqrt(misfit) * moved + moved**2 + known_to
    doubt = doubt + 2.0 * known.entry_accuracy * np.sqrt(size * weights) + 16 * _EPS * (1.0 + square)
    doubt = doubt + 2 * known.product_doubt * np.sqrt(stopped.weights)
    return np.maximum(error, 0.0), accuracy, misfit, doubt


def _perturbation(known: StudentSetting, times: np.ndarray, chosen: SpectralFilter, top: Any) -> np.ndarray:
    """How far rounding of K(V, V), K(V, U) and of the teacher moves the student, in norm, shape (..., n_times)."""
    count, entry = known.teacher_products.shape[-1], known.entry_accuracy
    top = np.asarray(top)[..., None]
    matrix = known.diagonal * entry * (2.0 / count**0.5 + 0.1) + 16 * _EPS * top
    grid = (top * np.geomspace(1e-9, 1.0, EIGENVALUE_GRID))[..., None]
    s = chosen.shrinkage(grid, times)
    slope = np.max(np.abs(np.diff(s, axis=-2)) / np.diff(grid, axis=-2), axis=-2)
    gain = np.max(np.abs(s) / np.sqrt(grid), axis=-2)
    size, teacher = np.asarray(known.teacher_size)[..., None], np.asarray(known.teacher_doubt)[..., None]
    products = entry * size**0.5 + known.product_doubt / count**0.5
    return slope * matrix + gain * known.diagonal**0.5 * products + teacher
