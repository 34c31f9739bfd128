"""The sphere: density of an inner product, and how many harmonics of each degree there are.

For u uniform on S^{d-1} and x fixed, z = <u, x> has density c_d (1 - z^2)^{(d-3)/2} on [-1, 1].
"""

from __future__ import annotations

from typing import Any

import sympy
from flint import fmpq, fmpz

from w2s_theory.records.errors import InputError


def require_dimension(dimension: Any) -> int:
    """The dimension as an ``int``, or ``InputError`` unless it is a whole number >= 2."""
    if isinstance(dimension, bool) or not isinstance(dimension, int) or dimension < 2:
        raise InputError(f"the dimension must be a whole number >= 2, and {dimension!r} is not: give d >= 2")
    return dimension


def require_degree(degree: Any) -> int:
    """The degree as an ``int``, or ``InputError`` unless it is a whole number >= 0."""
    if isinstance(degree, bool) or not isinstance(degree, int) or degree < 0:
        raise InputError(f"a degree must be a whole number >= 0, and {degree!r} is not: give k >= 0")
    return degree


def require_power(power: Any) -> int:
    """The power as an ``int``, or ``InputError`` unless it is 0, 1, 2 or 3."""
    if isinstance(power, bool) or not isinstance(power, int) or not 0 <= power <= 3:
        raise InputError(f"the power must be 0, 1, 2 or 3, and {power!r} is not: 1 is the ReLU")
    return power


def derive_density_constant(dimension: Any) -> sympy.Expr:
    r"""c_d = Gamma(d/2) / (sqrt(pi) Gamma((d-1)/2)), the constant of a probability density.

    Parameters
    ----------
    dimension : int or SymPy expression
        d >= 2. A number gives a number: rational for odd d, rational/pi for even d.

    Returns
    -------
    sympy.Expr
        Exact. :math:`\int_{-1}^1 c_d (1-z^2)^{(d-3)/2}\,dz = 1`.
    """
    d = sympy.sympify(dimension) if isinstance(dimension, int) else dimension
    half = sympy.Rational(1, 2)
    return sympy.gamma(d * half) / (sympy.sqrt(sympy.pi) * sympy.gamma((d - 1) * half))


def density_constant(dimension: int) -> tuple[fmpq, bool]:
    """c_d as (rational, over_pi): the value is the rational, divided by pi if ``over_pi``.

    From c_2 = 1/pi, c_3 = 1/2 and c_{d+2} = c_d d/(d-1).
    """
    start, c = (2, fmpq(1)) if dimension % 2 == 0 else (3, fmpq(1, 2))
    numerator, denominator = fmpz(1), fmpz(1)
    for d in range(start, dimension, 2):
        numerator *= d
        denominator *= d - 1
    return c * fmpq(numerator, denominator), dimension % 2 == 0


def derive_multiplicity(dimension: Any, degree: Any) -> Any:
    """N(d, k), the dimension of the space V_k of spherical harmonics of degree k.

    Parameters
    ----------
    dimension, degree : int or SymPy expression
        d >= 2, k >= 0.

    Returns
    -------
    int or sympy.Expr
        An ``int`` of any size for two numbers: C(k+d-1, k) - C(k+d-3, k-2) (all homogeneous
        polynomials of degree k less r^2 times those of degree k-2). An exact expression in the
        symbols otherwise; with the degree a number it is a polynomial in d.

    Raises
    ------
    InputError
        For a dimension below 2 or a negative degree.
    """
    if isinstance(dimension, int) and isinstance(degree, int):
        d, k = require_dimension(dimension), require_degree(degree)
        lower = int(fmpz.bin_uiui(k + d - 3, k - 2)) if k >= 2 else 0
        return int(fmpz.bin_uiui(k + d - 1, k)) - lower
    if isinstance(degree, int):
        k, d = require_degree(degree), dimension
        if k == 0:
            return sympy.Integer(1)
        if k == 1:
            return d
        # (2k+d-2)/k! times (d-1) d ... (d+k-3)
        product = (2 * k + d - 2) / sympy.factorial(k)
        for i in range(1, k - 1):
            product *= d - 1 + i
        return sympy.expand(product * (d - 1))
    d, k = sympy.sympify(dimension) if isinstance(dimension, int) else dimension, degree
    return (2 * k + d - 2) * sympy.gamma(k + d - 2) / (sympy.gamma(k + 1) * sympy.gamma(d - 1))
