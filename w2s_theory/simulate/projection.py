"""The trained teacher: f_TE = P f*, P the orthogonal projection onto its features.

With the Gram matrix G of the features and b = <f*, phi_u>: w = G^{-1} b, and for *any* weights w
the error of sum w_i phi_i is exactly 1 - 2 b.w + w.G w, which exceeds L_TE by r.G^{-1} r with
r = b - G w. So the solution is refined once, L_TE is read off that quadratic form, and what remains
is the rounding of G and b.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import blas as _blas
from scipy.linalg import lapack as _lapack

from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.model import Model
from w2s_theory.simulate.kernels.activation_coefficients import ActivationCoefficients, estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import RelativeKernel, relative_kernel
from w2s_theory.simulate.kernels.gram import GramMatrix, compute_gram
from w2s_theory.simulate.targets import Target, compute_feature_products

_EPS = float(np.finfo(float).eps)
# compiled modules whose functions a type checker cannot see
blas: Any = _blas
lapack: Any = _lapack


@dataclass(frozen=True, eq=False)
class Projection:
    """The projection of one function onto the span of M features.

    Parameters
    ----------
    weights
        Shape (M,). w for features divided by sqrt(K(x, x)).
    error, error_accuracy
        ||f - P f||^2 for ||f|| = 1, and how far it may be off.
    cross, cross_accuracy
        Shape (n,). <Pi_k f*, Pi_k f_TE> per target degree.
    weight_size
        What the error of one Gram entry is multiplied by in w.G w.
    entry_accuracy
        How far one Gram entry may be off.
    factor
        Of the relative Gram matrix.
    smallest
        Its estimated smallest eigenvalue.
    condition
        Its estimated condition number (1-norm).
    """

    weights: np.ndarray
    error: float
    error_accuracy: float
    cross: np.ndarray
    cross_accuracy: np.ndarray
    weight_size: float
    entry_accuracy: float
    factor: Factor
    smallest: float
    condition: float


@dataclass(frozen=True, eq=False)
class Factor:
    """Cholesky factor and original of a Gram matrix in one array.

    ``array`` (M, M), Fortran order: the lower triangle with the diagonal holds the factor, the
    strict upper triangle the matrix itself, whose diagonal is 1.
    """

    array: np.ndarray
    norm: float
    reciprocal_condition: float

    def solve(self, right: np.ndarray) -> np.ndarray:
        """G^{-1} right."""
        return lapack.dpotrs(self.array, right, lower=1)[0].reshape(right.shape)

    def multiply(self, x: np.ndarray) -> np.ndarray:
        """G x, from the original entries."""
        return multiply_symmetric(self.array, x) + (1.0 - self.array.diagonal()) * x


def multiply_symmetric(array: np.ndarray, x: np.ndarray) -> np.ndarray:
    """G x from the diagonal and the upper triangle of a Fortran-ordered array."""
    return blas.dsymv(1.0, array, x, lower=0)


def factorise(gram: GramMatrix) -> Factor:
    """Cholesky factor, in the place of the Gram matrix's lower triangle.

    Raises
    ------
    AccuracyError
        If the features are linearly dependent to working accuracy.
    """
    count = len(gram.entries)
    # the transpose of a C array is a Fortran array: LAPACK then works in place, without a copy
    array, info = lapack.dpotrf(gram.entries.T, lower=1, clean=0, overwrite_a=1)
    reciprocal = float(lapack.dpocon(array, gram.norm, uplo="L")[0]) if info == 0 else 0.0
    if reciprocal < 16 * _EPS:
        raise AccuracyError(
            f"the {count} features are linearly dependent to working accuracy (condition number above "
            "2.8e14): use fewer units, a higher dimension, or remove nearly equal features"
        )
    return Factor(array, gram.norm, reciprocal)


def project_function(
    factor: Factor, products: np.ndarray, single_error: np.ndarray, entry_error: float
) -> tuple[np.ndarray, float, float, float]:
    """Projection of a function with inner products b onto the features.

    Parameters
    ----------
    factor : Factor
        Of the features' relative Gram matrix.
    products, single_error : array, shape (M,)
        b, and how far each entry may be off independently of the others, both relative to sqrt(K(x, x)).
    entry_error : float
        How far one Gram entry may be off.

    Returns
    -------
    weights (M,), error 1 - ||P f||^2 for ||f|| = 1, its accuracy, weight size

    Notes
    -----
    The accuracy holds the rounding of G and b and what the solve left; an error of b that all
    entries share is for the caller to add.
    """
    weights = factor.solve(products)
    weights = weights + factor.solve(products - factor.multiply(weights))
    residual = products - factor.multiply(weights)
    error = math.fsum([1.0, *(-products * weights), *(-weights * residual)])
    sizes = np.abs(weights)
    weight_size = float(weight_size_of(weights))
    smallest = factor.reciprocal_condition * factor.norm
    left = float(residual @ residual) / max(smallest, _EPS)
    rounding = 2.0 * 4.0 * float(np.linalg.norm(sizes * single_error))
    accuracy = entry_error * weight_size + rounding + left + 4 * _EPS
    return weights, error, accuracy, weight_size


def weight_size_of(weights: np.ndarray) -> np.ndarray:
    """What the error of one Gram entry is multiplied by in w.G w; weights of shape (..., M), result (...).

    Entries are rounded independently, so their errors add up like a random walk; the part common
    to all of them (the formula's own bias) is a small fraction of one rounding.
    """
    return 4.0 * np.sum(weights**2, axis=-1) + 0.1 * np.sum(np.abs(weights), axis=-1) ** 2


def project_target(
    model: Model, units: np.ndarray, target: Target, kernel: RelativeKernel | None = None
) -> tuple[Projection, ActivationCoefficients]:
    """Train the teacher of ``units`` (M, d) on ``target``, and the coefficients used.

    Raises
    ------
    InputError
        For repeated features.
    AccuracyError
        For linearly dependent ones.
    """
    table = estimate_coefficients(model, max(64, target.degrees[-1]))
    kernel = relative_kernel(model) if kernel is None else kernel
    assert model.activation is not None
    gram = compute_gram(units, kernel, model.activation)
    products, shared, single = compute_feature_products(target, table, units)
    factor = factorise(gram)
    weights, error, accuracy, weight_size = project_function(
        factor, products.sum(axis=0), single.sum(axis=0), gram.entry_accuracy
    )
    cross = products @ weights
    accuracy += 2.0 * float(shared @ np.abs(cross))
    # <Pi_k f*, Pi_k f_TE> moves with its own error of a_k, with w, and with the rounding of P_k
    cross_accuracy = shared * np.abs(cross) + 4.0 * np.linalg.norm(single * weights, axis=1) + accuracy
    projection = Projection(
        weights, error, accuracy, cross, cross_accuracy, weight_size, gram.entry_accuracy, factor,
        factor.reciprocal_condition * factor.norm, 1.0 / factor.reciprocal_condition,
    )  # fmt: skip
    return projection, table
