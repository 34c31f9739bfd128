"""Wishart matrices drawn exactly, for any number of degrees of freedom, without storing the features.

W = X^T X, X of shape (n, M) with independent standard normal entries. For n < M it is drawn as it is
written; from n = M on by its triangular factor, whose diagonal holds chi variables (Bartlett, On the theory
of statistical regression, 1933): M^2/2 random numbers, whether n is 10^3 or 10^30. The same generator gives
the same matrix again, so a large matrix need not be kept to be multiplied by a vector later.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.linalg import blas as _blas
from scipy.linalg import lapack as _lapack

# compiled modules whose functions a type checker cannot see
blas: Any = _blas
lapack: Any = _lapack

# From here on W/n differs from the identity by less than 1e-18 per entry: by less than its rounding.
_NO_CHANCE_LEFT = 1e36


def draw_wishart(freedom: float, order: int, rng: np.random.Generator) -> np.ndarray:
    """What W of order M is made of: X, its triangular factor, or nothing where no chance is left.

    Parameters
    ----------
    freedom : float
        A whole number n >= 0, or infinity with weight n finite in the limit: then use weight n I.
    order : int
        M.
    rng : Generator
        Consumed.
    """
    if freedom >= max(order, _NO_CHANCE_LEFT):
        return np.empty((0, order))
    return _rows(int(freedom), order, rng) if freedom < order else _triangle(freedom, order, rng)


def add_wishart(
    gram: np.ndarray, weight: float, freedom: float, drawn: np.ndarray, keep: bool = False
) -> None:
    """Add weight W to the lower triangle of ``gram``, W of ``freedom`` degrees of freedom.

    Parameters
    ----------
    gram : array, shape (M, M), Fortran order
        Changed in place; its strict upper triangle is left as it is.
    weight : float
        >= 0.
    freedom, drawn
        Of :func:`draw_wishart`.
    keep : bool
        Leave ``drawn`` as it is, for :func:`multiply_wishart`; without it the product takes its place.
    """
    order = len(gram)
    if freedom < order:
        blas.dsyrk(weight, np.asfortranarray(drawn.T), beta=1.0, c=gram, lower=1, overwrite_c=1)
    elif freedom >= _NO_CHANCE_LEFT:
        gram.flat[:: order + 1] += weight * freedom
    else:
        # L^T L in the place of L, a third of the work of a general product
        product, _ = lapack.dlauum(drawn, lower=1, overwrite_c=not keep)
        product *= weight
        gram += product


def multiply_wishart(
    x: np.ndarray, weight: float, freedom: float, drawn: np.ndarray
) -> tuple[np.ndarray, float]:
    """(weight W x, weight x.W x) for the matrix that :func:`add_wishart` adds."""
    if freedom < len(x):
        image = drawn @ x
        return weight * (drawn.T @ image), weight * float(image @ image)
    if freedom >= _NO_CHANCE_LEFT:
        return weight * freedom * x, weight * freedom * float(x @ x)
    image = blas.dtrmv(drawn, x, lower=1)
    return weight * blas.dtrmv(drawn, image, lower=1, trans=1), weight * float(image @ image)


def _rows(count: int, order: int, rng: np.random.Generator) -> np.ndarray:
    return rng.standard_normal((count, order))


def _triangle(freedom: float, order: int, rng: np.random.Generator) -> np.ndarray:
    """L with W = L^T L in the lower triangle, Fortran order; the upper triangle holds unused numbers."""
    factor = rng.standard_normal((order, order)).T
    # W = U U^T with U = L^T: row i of U is what remains of n - (M - 1 - i) free directions
    factor.flat[:: order + 1] = np.sqrt(rng.chisquare(freedom - np.arange(order)[::-1]))
    return factor
