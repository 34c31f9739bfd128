r"""Trace identities of the kernel of sigma_p, and the exact tails they give.

sum_k N_k lambda_k = K(x, x) = E[sigma_p^2], and sum_k N_k lambda_k^2 = E[K(z)^2]: so the tail of
either series is the closed form less a finite sum, exactly. Two-sided bounds without the closed
form are in :mod:`w2s_theory.derive.tail_bound`.
"""

from __future__ import annotations

from typing import Any

import sympy
from flint import fmpq, fmpq_poly

from w2s_theory.derive.angle_integral import PiNumber
from w2s_theory.derive.arc_cosine_kernel import derive_kernel_square_mean
from w2s_theory.derive.exact_eigenvalue import derive_exact_eigenvalue
from w2s_theory.derive.sphere import derive_multiplicity, require_degree, require_dimension, require_power


def derive_kernel_diagonal(dimension: Any, power: int = 1) -> Any:
    """K(x, x) = E[max(z, 0)^{2p}] = (1/2) (1 * 3 * ... * (2p-1)) / (d(d+2)...(d+2p-2)).

    Parameters
    ----------
    dimension : int or SymPy expression
        d >= 2.
    power : int
        p in 0..3.

    Returns
    -------
    sympy.Expr
        Exact: 1/(2d) for the ReLU.
    """
    p = require_power(power)
    d = sympy.Integer(require_dimension(dimension)) if isinstance(dimension, int) else dimension
    value = sympy.Rational(1, 2)
    for i in range(p):
        value = value * (2 * i + 1) / (d + 2 * i)
    return value


def derive_trace(dimension: int, power: int = 1, exponent: int = 1) -> PiNumber:
    """The infinite sum over k of N(d, k) lambda_k^exponent, exponent 1 or 2, exact."""
    if exponent == 2:
        return derive_kernel_square_mean(dimension, power)
    diagonal = derive_kernel_diagonal(dimension, power)
    return PiNumber(fmpq_poly([fmpq(int(diagonal.p), int(diagonal.q))]))


def derive_partial_trace(dimension: int, last_degree: int, power: int = 1, exponent: int = 1) -> PiNumber:
    """Sum of N(d, k) lambda_k^exponent over k = 0, ..., last_degree, exact."""
    d, p = require_dimension(dimension), require_power(power)
    rational, transcendental = fmpq(0), fmpq(0)
    for k in range(require_degree(last_degree) + 1):
        value = derive_exact_eigenvalue(d, k, p)
        term = value.rational**exponent * derive_multiplicity(d, k)
        if value.over_pi_squared:
            transcendental += term
        else:
            rational += term
    return PiNumber(fmpq_poly([rational])) + PiNumber(fmpq_poly([transcendental]), 2 * exponent)


def derive_trace_tail(dimension: int, last_degree: int, power: int = 1, exponent: int = 1) -> PiNumber:
    """Sum of N(d, k) lambda_k^exponent over k > last_degree: the trace less the partial sum, exact.

    Parameters
    ----------
    dimension, last_degree, power : int
        d >= 2, J >= 0, p in 0..3.
    exponent : int
        1 (remainder of K(x, x)) or 2 (remainder of E[K^2]).

    Returns
    -------
    PiNumber
        Exact and positive: rational + rational/pi^2 for exponent 1.

    Raises
    ------
    InputError
        For arguments outside the domain.
    """
    whole = derive_trace(dimension, power, exponent)
    return whole - derive_partial_trace(dimension, last_degree, power, exponent)
