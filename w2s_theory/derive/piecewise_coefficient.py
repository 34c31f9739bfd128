"""Exact coefficients of activations whose even or odd part is a polynomial on each side of 0.

E[sigma(z) P_k(z)] = E[1_{z>0} h(z) P_k(z)], h(z) = sigma(z) + (-1)^k sigma(-z). Where h is a polynomial the
coefficient is a finite sum of half-line moments: zeros are exact and nothing is integrated. That
covers the step, powers of the ReLU, the leaky ReLU, |z|, every polynomial, and the odd degrees of GELU, SiLU
and softplus.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import isqrt
from typing import Any

import sympy
from flint import arb, fmpq

from w2s_theory.activations.symmetry import has_no_degree, polynomial_half_of
from w2s_theory.derive.exact_eigenvalue import half_line_moment
from w2s_theory.derive.sphere import require_degree, require_dimension
from w2s_theory.records.activation import Activation


@dataclass(frozen=True, slots=True)
class RootPiNumber:
    """(a + b/pi) + (c + e/pi) sqrt(radicand), rational letters; exact.

    The radicand is no square, so the number is 0 only if all four letters are (pi is transcendental).
    """

    parts: tuple[fmpq, fmpq, fmpq, fmpq]
    radicand: int = 2

    def is_zero(self) -> bool:
        """Whether it is exactly 0."""
        return all(part == 0 for part in self.parts)

    def to_sympy(self) -> sympy.Expr:
        """The number as a SymPy expression."""
        a, b, c, e = (sympy.Rational(int(part.p), int(part.q)) for part in self.parts)
        return a + b / sympy.pi + (c + e / sympy.pi) * sympy.sqrt(self.radicand)

    def to_ball(self) -> arb:
        """The number as a ball at the ambient precision."""
        a, b, c, e = (arb(part) for part in self.parts)
        return a + b / arb.pi() + (c + e / arb.pi()) * arb(self.radicand).sqrt()

    def __str__(self) -> str:
        return str(self.to_sympy())


@dataclass(frozen=True, slots=True)
class SquaredCoefficient:
    """lambda_k = a_k^2 for a :class:`RootPiNumber` a_k."""

    coefficient: RootPiNumber

    def is_zero(self) -> bool:
        """Whether it is exactly 0."""
        return self.coefficient.is_zero()

    def to_sympy(self) -> sympy.Expr:
        """The number as an expanded SymPy expression."""
        return sympy.expand(self.coefficient.to_sympy() ** 2)

    def to_ball(self) -> arb:
        """The number as a ball at the ambient precision."""
        a = self.coefficient.to_ball()
        return a * a

    def __str__(self) -> str:
        return str(self.to_sympy())


@lru_cache(maxsize=256)
def exact_half(activation: Activation, odd: bool, reach_squared: int) -> tuple[Any, ...] | None:
    """The coefficients of h for odd or even degrees on 0 < z^2 < reach_squared, as exact SymPy numbers.

    () stands for h = 0, ``None`` for an h that is not known to be a polynomial.
    """
    if activation.expression is None:
        return None
    z = sympy.Symbol("z", real=True)
    definition = activation.expression(z)
    # ints and SymPy only: text would be executed by a parser
    if not isinstance(definition, int | sympy.Expr):
        return None
    return polynomial_half_of(sympy.Integer(0) + definition, z, activation.kinks, odd, reach_squared)


@lru_cache(maxsize=256)
def polynomial_half(activation: Activation, odd: bool, reach_squared: int) -> tuple[fmpq, ...] | None:
    """The same where all coefficients are rational, else ``None``."""
    return rational_coefficients(exact_half(activation, odd, reach_squared))


def rational_coefficients(half: tuple[Any, ...] | None) -> tuple[fmpq, ...] | None:
    """Exact SymPy numbers as fractions, ``None`` if one of them is none."""
    if half is None or not all(term.is_Rational for term in half):
        return None
    return tuple(fmpq(int(term.p), int(term.q)) for term in half)


def vanishes(activation: Activation, dimension: int, degree: int) -> bool:
    """Whether a_k is known to be exactly 0: by parity, or since h is a polynomial orthogonal to P_k."""
    if activation.parity != "none" and (activation.parity == "odd") == (degree % 2 == 0):
        return True
    return has_no_degree(
        exact_half(activation, degree % 2 == 1, scale_squared(activation, dimension)), degree
    )


def derive_piecewise_coefficient(
    half: tuple[fmpq, ...], dimension: int, degree: int, scale_squared: int = 1
) -> RootPiNumber:
    """E[sigma(scale z) P_k(z)], exact, for an activation whose h is a polynomial.

    Parameters
    ----------
    half
        From :func:`polynomial_half`, for the parity of the degree.
    dimension, degree : int
        d >= 2, k >= 0.
    scale_squared : int
        1, or d for activations whose argument is sqrt(d) <u, x>.

    Returns
    -------
    RootPiNumber
    """
    d, k = require_dimension(dimension), require_degree(degree)
    root = isqrt(scale_squared)
    is_square = root * root == scale_squared
    parts = [fmpq(0)] * 4
    for n, coefficient in enumerate(half):
        if coefficient == 0:
            continue
        moment = half_line_moment(d, k, n)
        value, place = coefficient * moment.rational, 1 if moment.over_pi else 0
        if is_square:
            parts[place] += value * root**n
        else:
            parts[place + 2 * (n % 2)] += value * scale_squared ** (n // 2)
    return RootPiNumber((parts[0], parts[1], parts[2], parts[3]), 2 if is_square else scale_squared)


def scale_squared(activation: Activation, dimension: int) -> int:
    """The square of the scale, exact: 1 or d."""
    return 1 if activation.scale == "one" else dimension


def derive_activation_eigenvalue(
    activation: Activation, dimension: int, degree: int
) -> SquaredCoefficient | None:
    """lambda_k of an activation, exact, or ``None`` where h is no polynomial."""
    squared = scale_squared(activation, dimension)
    half = polynomial_half(activation, require_degree(degree) % 2 == 1, squared)
    if half is None:
        return None
    return SquaredCoefficient(derive_piecewise_coefficient(half, dimension, degree, squared))
