"""Gegenbauer polynomials P_{k,d} with P_{k,d}(1) = 1, by two routes: recurrence and Rodrigues.

Both are exact: polynomials over the rationals for a number d, and polynomials in z and d over the
integers (denominators cleared) when d is a letter.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy
from flint import fmpq, fmpq_poly
from sympy.polys.rings import ring

from w2s_theory.derive.sphere import require_degree, require_dimension

# for a letter d everything stays in Z[z, d]: no division, no rational functions
POLYNOMIALS, Z, D = ring("z,d", sympy.ZZ)


def gegenbauer_polynomial(degree: int, dimension: int) -> fmpq_poly:
    """P_{k,d} for numbers, by (k+d-2) P_{k+1} = (2k+d-2) z P_k - k P_{k-1}.

    Returns
    -------
    flint.fmpq_poly
        Exact; its value at 1 is 1. d = 2 gives the Chebyshev, d = 3 the Legendre polynomials.
    """
    return _by_recurrence(require_degree(degree), require_dimension(dimension))


@lru_cache(maxsize=256)
def _by_recurrence(k: int, d: int) -> fmpq_poly:
    z = fmpq_poly([0, 1])
    before, now = fmpq_poly([1]), z
    if k == 0:
        return before
    for m in range(1, k):
        before, now = now, (z * now * (2 * m + d - 2) - before * m) * fmpq(1, m + d - 2)
    return now


def gegenbauer_by_rodrigues(degree: int, dimension: int) -> fmpq_poly:
    """P_{k,d} for numbers by Rodrigues' formula: the independent second route.

    (1-z^2)^{(d-3)/2} P_k = (-1)^k c_{k,d} D^k (1-z^2)^beta, beta = k + (d-3)/2,
    1/c_{k,d} = 2^k ((d-1)/2)((d+1)/2)...(k-1+(d-1)/2).
    """
    k, d = require_degree(degree), require_dimension(dimension)
    beta = fmpq(2 * k + d - 3, 2)
    z, one_minus = fmpq_poly([0, 1]), fmpq_poly([1, 0, -1])
    factor, scale = fmpq_poly([1]), fmpq(1)
    for m in range(k):
        # D^m (1-z^2)^beta = (1-z^2)^(beta-m) factor
        factor = one_minus * factor.derivative() - z * factor * (2 * (beta - m))
        scale *= 2 * (fmpq(d - 1, 2) + m)
    return factor * ((-1) ** k / scale)


@lru_cache(maxsize=64)
def gegenbauer_over_dimensions(degree: int) -> Any:
    """G_k = P_{k,d} times :func:`recurrence_denominator`, in Z[z, d], by the recurrence without division.

    (k+d-2) P_{k+1} = (2k+d-2) z P_k - k P_{k-1} becomes G_{k+1} = (2k+d-2) z G_k - k(k+d-3) G_{k-1}.
    """
    k = require_degree(degree)
    before, now = POLYNOMIALS(1), Z
    if k == 0:
        return before
    for m in range(1, k):
        # G_0 and G_1 have the same empty denominator, later neighbours differ by m + d - 3
        last = before * (m * D + m * (m - 3)) if m > 1 else before
        before, now = now, Z * now * (D + 2 * m - 2) - last
    return now


def recurrence_denominator(degree: int) -> Any:
    """(d-1) d (d+1) ... (d+k-3) for degree k, in Z[z, d]."""
    return _product([D + m - 2 for m in range(1, degree)])


def rodrigues_denominator(degree: int) -> Any:
    """1/c_{k,d} = (d-1)(d+1)...(d+2k-3), in Z[z, d]."""
    return _product([D + 2 * m - 1 for m in range(degree)])


def _product(factors: list[Any]) -> Any:
    value = POLYNOMIALS(1)
    for factor in factors:
        value = value * factor
    return value


@lru_cache(maxsize=64)
def derivative_factor(order: int, degree: int) -> Any:
    """Q in Z[z, d] with D^order (1-z^2)^beta = (1-z^2)^(beta-order) Q, beta = degree + (d-3)/2."""
    factor = POLYNOMIALS(1)
    for m in range(order):
        factor = (1 - Z**2) * factor.diff(Z) - Z * factor * (D + 2 * degree - 3 - 2 * m)
    return factor


def derive_gegenbauer(degree: int, dimension: Any, variable: sympy.Expr) -> sympy.Expr:
    """P_{k,d} as a SymPy expression in ``variable``; ``dimension`` a number or an expression.

    Raises
    ------
    InputError
        For a negative degree or a number d < 2.
    """
    if isinstance(dimension, int):
        coefficients = gegenbauer_polynomial(degree, dimension).coeffs()
        return sum(
            (sympy.Rational(int(c.p), int(c.q)) * variable**i for i, c in enumerate(coefficients) if c != 0),
            sympy.Integer(0),
        )
    letter, z = sympy.Symbol("d"), sympy.Symbol("z")
    numerator = sympy.Poly(gegenbauer_over_dimensions(degree).as_expr(), z)
    denominator = recurrence_denominator(degree).as_expr()
    return sum(
        (
            sympy.factor(sympy.cancel(c / denominator)).subs(letter, dimension) * variable**power
            for (power,), c in numerator.terms()
        ),
        sympy.Integer(0),
    )
