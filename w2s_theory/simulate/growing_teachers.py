"""Many small teachers at once, unit by unit: the Cholesky factor of the Gram matrix is Gram-Schmidt on the features.

With G = C C^T and y = C^{-1} b the teacher of the first i units has L_TE = 1 - y_1^2 - ... - y_i^2, and C_ii^2 is the
energy that feature i has outside the span of those before it. For thousands of teachers of a few units.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular

from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.model import Model
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.targets import build_target, compute_feature_products, require_representable

_EPS = float(np.finfo(float).eps)


@dataclass(frozen=True, eq=False)
class GrowingTeachers:
    """n teachers, each after 0, 1, ..., M units, for one harmonic f* of degree k with ||f*|| = 1.

    Parameters
    ----------
    teacher_error, accuracy
        Shape (n, M+1). L_TE after i units, and how far it may be off.
    missed, missed_accuracy
        Shape (n, M). ||phi_i - P phi_i||^2 of unit i with P the projection on the features before it.
    target_value
        Shape (n, M). f*(u_i).
    coefficient
        a_k; its square is the kernel eigenvalue of the target's degree.
    kernel_diagonal
        K(x, x) = ||phi_u||^2.
    eigenvalue, log_multiplicity
        lambda_j and log N_j of the degrees 0..J, shape (J+1,).
    """

    teacher_error: np.ndarray
    accuracy: np.ndarray
    missed: np.ndarray
    missed_accuracy: np.ndarray
    target_value: np.ndarray
    coefficient: float
    kernel_diagonal: float
    eigenvalue: np.ndarray
    log_multiplicity: np.ndarray


def simulate_growing_teachers(model: Model, units: np.ndarray, degree: int = 1) -> GrowingTeachers:
    """Train n teachers to convergence on the population, after each of their units.

    Parameters
    ----------
    model : Model
        ``relu_sphere`` or ``activation_sphere``.
    units : array, shape (n, M, d)
        Weights, rows of length 1; the features of one teacher must be linearly independent.
    degree : int
        k of the target sqrt(N_k) P_k(<x, e>), e the first coordinate.

    Raises
    ------
    InputError
        For a target that the features cannot represent.
    AccuracyError
        If the features of a teacher are linearly dependent to working accuracy.
    """
    count, size, dimension = units.shape
    target = build_target(degree, model)
    require_representable(model, target)
    table = estimate_coefficients(model, max(64, degree))
    kernel = relative_kernel(model)
    gram = kernel.values(np.clip(np.einsum("nid,njd->nij", units, units), -1.0, 1.0))
    gram[:, np.arange(size), np.arange(size)] = 1.0
    products, _, _ = compute_feature_products(target, table, units.reshape(-1, dimension))
    try:
        factor = np.linalg.cholesky(gram)
    except np.linalg.LinAlgError:
        raise AccuracyError(
            "the features of a teacher are linearly dependent to working accuracy: use fewer units or a higher dimension"
        ) from None
    pivot = np.diagonal(factor, axis1=1, axis2=2)
    b = products.reshape(count, size)
    y = np.stack([solve_triangular(c, each, lower=True) for c, each in zip(factor, b, strict=True)])
    error = 1.0 - np.concatenate([np.zeros((count, 1)), np.cumsum(y**2, axis=1)], axis=1)
    smallest = np.minimum.accumulate(pivot**2, axis=1)
    # rounding of the entries, and of the two solves, carried by the inverse
    amplified = 64 * size * (_EPS + kernel.accuracy) * (1 + kernel.slope) / smallest
    coefficient = float(table.coefficient[degree])
    scale = coefficient / np.sqrt(table.kernel_diagonal)
    return GrowingTeachers(
        error,
        np.concatenate([np.zeros((count, 1)), amplified], axis=1),
        pivot**2 * table.kernel_diagonal,
        amplified * table.kernel_diagonal,
        b / scale,
        coefficient,
        float(table.kernel_diagonal),
        table.eigenvalue,
        table.log_multiplicity,
    )
