"""Rodrigues' formula as verified lines: for one degree, and for a letter k.

With g = (1-z^2)^beta, beta = k + (d-3)/2 and c_{k,d} = Gamma((d-1)/2)/(2^k Gamma(k+(d-1)/2)),
(1-z^2)^{(d-3)/2} P_k = (-1)^k c_{k,d} D^k g.
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Derivative, Rational, gamma

from w2s_theory import notation
from w2s_theory.derive.derivation import Line, verified_line
from w2s_theory.derive.gamma_quotient import are_equal_products
from w2s_theory.derive.gegenbauer import (
    derivative_factor,
    gegenbauer_over_dimensions,
    recurrence_denominator,
    rodrigues_denominator,
)

HALF = Rational(1, 2)


def rodrigues_constant(k: Any, d: Any) -> sympy.Expr:
    """c_{k,d}, without the sign."""
    return gamma((d - 1) / 2) / (2**k * gamma(k + (d - 1) / 2))


def power_of_weight(k: Any, d: Any, z: Any) -> sympy.Expr:
    """The function g = (1-z^2)^(k+(d-3)/2)."""
    return (1 - z**2) ** (k + (d - 3) * HALF)


def derivative_of(g: Any, z: Any, order: Any) -> Any:
    """D^order g, left as it stands."""
    return g if order == 0 else Derivative(g, (z, order))


def weighted_polynomial(k: Any, d: Any, z: Any) -> sympy.Expr:
    """P_k(z) (1-z^2)^{(d-3)/2}."""
    return notation.P(k, d, z) * (1 - z**2) ** ((d - 3) * HALF)


def rodrigues_line(degree: int, d: Any, z: Any) -> Line:
    """The formula for one degree, compared with the polynomial of the three-term recurrence."""
    left = derivative_factor(degree, degree) * recurrence_denominator(degree) * (-1) ** degree
    right = gegenbauer_over_dimensions(degree) * rodrigues_denominator(degree)
    g = power_of_weight(degree, d, z)
    return verified_line(
        "Rodrigues",
        "the polynomial of the three-term recurrence, times the weight, is a derivative",
        weighted_polynomial(sympy.Integer(degree), d, z),
        (-1) ** degree * rodrigues_constant(degree, d) * derivative_of(g, z, degree),
        "identity of polynomials in z and d",
        left == right,
    )


def rodrigues_lines(k: Any, d: Any, z: Any) -> list[Line]:
    """The formula for a letter k: g's equation, differentiated k+1 times, is that of P_k."""
    g = power_of_weight(k, d, z)
    beta = k + (d - 3) * HALF
    slope = sympy.cancel(sympy.diff(g, z) / g * (1 - z**2) + 2 * beta * z)
    lines = [
        verified_line(
            "First-order equation", "g = (1-z^2)^beta solves it",
            (1 - z**2) * Derivative(g, z), -2 * beta * z * g, "logarithmic derivative", slope == 0,
        )
    ]  # fmt: skip
    # D^{k+1} of (1-z^2) g' + 2 beta z g by Leibniz; u = D^k g; C(k+1, 1) = k+1, C(k+1, 2) = k(k+1)/2
    first = sympy.expand(2 * beta - 2 * (k + 1))
    zeroth = sympy.expand(2 * beta * (k + 1) - k * (k + 1))
    u = sympy.Function("u")(z)
    leibniz = sympy.expand(first - (d - 5)) == 0 and sympy.expand(zeroth - (k + 1) * (k + d - 3)) == 0
    equation = (1 - z**2) * u.diff(z, 2) + (d - 5) * z * u.diff(z) + (k + 1) * (k + d - 3) * u
    lines.append(
        verified_line(
            "Leibniz", "differentiate that equation k+1 times; u is the k-th derivative of g",
            equation, sympy.Integer(0), "coefficients of Leibniz' rule as polynomials in k and d", leibniz,
        )
    )  # fmt: skip
    lines.append(_gegenbauer_equation(k, d, z, equation, u))
    at_one = rodrigues_constant(k, d) * 2**k * gamma(beta + 1) / gamma(beta + 1 - k)
    lines.append(
        verified_line(
            "Value at 1", "each derivative brings down -2z(beta-m) at z = 1, m = 0, ..., k-1",
            rodrigues_constant(k, d) * 2**k * sympy.ff(beta, k), sympy.Integer(1),
            "quotient of gamma functions", are_equal_products(at_one, sympy.Integer(1)),
        )
    )  # fmt: skip
    compared = all(rodrigues_line(degree, d, z) for degree in range(7))
    lines.append(
        verified_line(
            "Rodrigues", "P_k is the polynomial solution of that equation with value 1 at 1",
            weighted_polynomial(k, d, z), (-1) ** k * rodrigues_constant(k, d) * derivative_of(g, z, k),
            "the four lines above; and degrees 0 to 6 against the recurrence", compared,
        )
    )  # fmt: skip
    return lines


def _gegenbauer_equation(k: Any, d: Any, z: Any, equation: Any, u: Any) -> Line:
    r = sympy.Function("R")(z)
    weight = (1 - z**2) ** ((d - 3) * HALF)
    right = (1 - z**2) * r.diff(z, 2) - (d - 1) * z * r.diff(z) + k * (k + d - 2) * r
    # w' = -(d-3) z/(1-z^2) w: with u = w R every term is w times a rational function
    quotient = -(d - 3) * z / (1 - z**2)
    first = r.diff(z) + quotient * r
    second = first.diff(z) + quotient * first
    left = (1 - z**2) * second + (d - 5) * z * first + (k + 1) * (k + d - 3) * r
    slope = sympy.cancel(sympy.diff(weight, z) / weight - quotient) == 0
    values = {r.diff(z, 2): sympy.Symbol("R2"), r.diff(z): sympy.Symbol("R1"), r: sympy.Symbol("R0")}
    difference = sympy.cancel(sympy.together((left - right).doit().subs(values)))
    return verified_line(
        "Gegenbauer's equation",
        "put u = (1-z^2)^{(d-3)/2} R: what R solves is the equation of P_k",
        equation.subs(u, weight * r) / weight,
        right,
        "identity of rational functions in z, k, d",
        slope and difference == 0,
    )
