r"""The Funk-Hecke coefficient of sigma_p, derived line by line from its definition.

a_k = E[sigma_p(z) P_k(z)], sigma_p(z) = max(z, 0)^p, under the density c_d (1-z^2)^{(d-3)/2}.
Rodrigues' formula, min(k, p) integrations by parts whose boundary terms vanish, then either a beta
integral (k <= p) or one derivative at 0 read off the binomial series (k > p).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy
from sympy import Derivative, Integer, Integral, Rational, Subs, beta, binomial, factorial, gamma, pi, sqrt

from w2s_theory import notation
from w2s_theory.derive.derivation import Derivation, Line, verified_line
from w2s_theory.derive.gamma_quotient import are_equal_for_all_naturals, are_equal_products
from w2s_theory.derive.gegenbauer import POLYNOMIALS, Z, derivative_factor
from w2s_theory.derive.rodrigues import (
    derivative_of,
    power_of_weight,
    rodrigues_constant,
    rodrigues_line,
    rodrigues_lines,
    weighted_polynomial,
)
from w2s_theory.derive.sphere import require_degree, require_power

HALF = Rational(1, 2)


def derive_coefficient_closed_form(degree: Any, power: Any, dimension: Any) -> sympy.Expr:
    r"""a_k = p! Gamma(d/2) / (2^{p+1} Gamma((p-k)/2+1) Gamma((k+p+d)/2)), the result of the derivation.

    Parameters
    ----------
    degree, power, dimension : int or SymPy expression
        With numbers for k and p the zeros at k > p, k-p even, and the rational functions of d at
        k <= p, k-p even, come out as such.

    Returns
    -------
    sympy.Expr
        Exact. Sphere bottom weights, probability measure, P_k(1) = 1.
    """
    k, p, d = (
        sympy.sympify(value) if isinstance(value, int) else value for value in (degree, power, dimension)
    )
    argument = sympy.expand((p - k) / 2 + 1)
    if argument.is_integer and argument.is_nonpositive:
        return Integer(0)  # a pole of Gamma
    reciprocal = 1 / gamma(argument)
    shift = sympy.expand((k + p) / 2)
    if shift.is_Integer:
        ratio = Integer(1)
        for i in range(int(shift)):
            ratio = ratio / (d / 2 + i)
    else:
        ratio = gamma(d / 2) / gamma((k + p + d) / 2)
    return factorial(p) / 2 ** (p + 1) * reciprocal * ratio


def density_constant_of(d: Any) -> sympy.Expr:
    """c_d as an expression in a letter d."""
    return gamma(d / 2) / (sqrt(pi) * gamma((d - 1) / 2))


def derive_activation_coefficient(power: int = 1, degree: int | None = None) -> Derivation:
    """The closed form of a_k with the dimension a letter, as a chain of verified lines.

    Parameters
    ----------
    power : int
        p in 0..3.
    degree : int, optional
        k >= 0. Without it the degree is a letter too, and the result the gamma ratio for all k.

    Returns
    -------
    Derivation
        ``result`` is a_k as a SymPy expression in ``notation.d`` (and ``notation.k``); lambda_k is
        its square. Every line was verified exactly when made.

    Raises
    ------
    InputError
        For a power outside 0..3 or a negative degree.
    ArithmeticError
        If a line fails its check.
    """
    # checked before the cache, which takes 1, 1.0 and True for one key
    return _derive(require_power(power), None if degree is None else require_degree(degree))


@lru_cache(maxsize=128)
def _derive(p: int, degree: int | None) -> Derivation:
    d, z = notation.d, notation.z
    if degree is None:
        k = notation.k
        lines = [_definition(k, d, p, z), *rodrigues_lines(k, d, z)]
        lines += [_by_parts(k, p, m, d, z) for m in range(1, p + 1)]
        lines += [_last_derivative(k, p, d, z), _binomial_series(z), _collect_all(p, d), _zeros(p, d, z)]
        lines += [_small_degree(m, p, d, z) for m in range(p + 1)]
        title = f"a_k of max(z, 0)^{p}, for every degree k and dimension d"
        return Derivation(title, tuple(lines), derive_coefficient_closed_form(k, p, d))
    number, k = degree, Integer(degree)
    lines = [_definition(k, d, p, z), rodrigues_line(number, d, z)]
    lines += [_by_parts(k, p, m, d, z) for m in range(1, min(number, p) + 1)]
    if number <= p:
        lines.append(_small_degree(number, p, d, z))
    else:
        lines += [_last_derivative(k, p, d, z), _derivative_at_zero(number, p, d, z), _collect(number, p, d)]
    title = f"a_{number} of max(z, 0)^{p}, for every dimension d"
    return Derivation(title, tuple(lines), derive_coefficient_closed_form(number, p, d))


def _definition(k: Any, d: Any, p: int, z: Any) -> Line:
    constant = density_constant_of(d)
    (above, _), (below, _) = notation.definition("sigma", Integer(p), z).args
    weight = constant * (1 - z**2) ** ((d - 3) * HALF)
    return verified_line(
        "Definition",
        f"the activation is z^{p} on (0, 1) and 0 on (-1, 0)",
        notation.a(k, d, Integer(p)),
        constant * Integral(z**p * weighted_polynomial(k, d, z), (z, 0, 1)),
        "definition of the activation and of the density",
        above == z**p and below == 0 and are_equal_products(notation.definition("density", d, z), weight),
    )


def _boundary_vanishes(exponent: Any, d: Any) -> bool:
    """Whether an exponent of 1-z^2, linear in d, is positive for every d >= 2."""
    excess = sympy.Symbol("excess")
    constant, slope = (sympy.expand(exponent.subs(d, 2 + excess)).coeff(excess, i) for i in (0, 1))
    return bool(constant > 0 and slope >= 0)


def _by_parts(k: Any, p: int, m: int, d: Any, z: Any) -> Line:
    """The m-th integration by parts: z^q loses one power, D^r g one derivative."""
    q, g = p - m + 1, power_of_weight(k, d, z)
    function = sympy.Function("G")(z)
    product_rule = sympy.expand(
        sympy.diff(z**q * function, z) - q * z ** (q - 1) * function - z**q * function.diff(z)
    )
    # D^(k-m) g = (1-z^2)^(m+(d-3)/2) times a polynomial: 0 at z = 1; and z^q is 0 at z = 0
    vanishes = q >= 1 and _boundary_vanishes(m + (d - 3) * HALF, d)
    return verified_line(
        f"By parts ({m} of {p})",
        f"z^{q} vanishes at 0, and the derivative of order k-{m} at 1: its exponent {m}+(d-3)/2 is positive",
        Integral(z**q * derivative_of(g, z, k - m + 1), (z, 0, 1)),
        -q * Integral(z ** (q - 1) * derivative_of(g, z, k - m), (z, 0, 1)),
        "product rule; signs of the exponents for every d >= 2",
        product_rule == 0 and vanishes,
    )


def _last_derivative(k: Any, p: int, d: Any, z: Any) -> Line:
    g = power_of_weight(k, d, z)
    inner = derivative_of(g, z, k - p - 1)
    return verified_line(
        "Last integral",
        "for k > p nothing is left but a derivative, and its primitive vanishes at 1",
        Integral(derivative_of(g, z, k - p), (z, 0, 1)),
        -(inner.subs(z, 0) if inner == g else Subs(inner, z, 0)),
        "sign of the exponent p+1+(d-3)/2 for every d >= 2",
        _boundary_vanishes(p + 1 + (d - 3) * HALF, d),
    )


def _binomial_series(z: Any) -> Line:
    exponent, j = sympy.Symbol("beta", positive=True), notation.j
    coefficient = (-1) ** j * binomial(exponent, j)
    # (1-z^2) g' = -2 beta z g, coefficient of z^(2j+1): (2j+2) c_{j+1} - 2j c_j = -2 beta c_j
    left = (2 * j + 2) * coefficient.subs(j, j + 1)
    right = (2 * j - 2 * exponent) * coefficient
    return verified_line(
        "Binomial series",
        "the coefficients of (1-z^2)^beta obey (2j+2) c_{j+1} = (2j-2 beta) c_j, c_0 = 1",
        Subs(Derivative((1 - z**2) ** exponent, (z, 2 * j)), z, 0),
        factorial(2 * j) * coefficient,
        "quotient of neighbouring coefficients",
        coefficient.subs(j, 0) == 1 and are_equal_products(left, right),
    )


def _derivative_at_zero(k: int, p: int, d: Any, z: Any) -> Line:
    order = k - p - 1
    g = power_of_weight(k, d, z)
    value = derivative_factor(order, k).evaluate([(Z, 0)])
    holds, shape = value == 0, Integer(0)
    if order % 2 == 0:
        j = order // 2
        shape = (-1) ** j * factorial(2 * j) * binomial(k + (d - 3) * HALF, j)
        # (2j)!/j! times the product of beta - i, in twos: 2 beta = 2k + d - 3
        expected = POLYNOMIALS((-1) ** j * int(factorial(2 * j))).evaluate([(Z, 0)])
        letter = expected.ring.gens[0]
        for i in range(j):
            expected = expected * (letter + (2 * k - 3 - 2 * i))
        holds = value * (2**j * int(factorial(j))) == expected
    return verified_line(
        "Derivative at 0",
        "the term of order k-p-1 of the binomial series; an even function has no odd derivative at 0",
        Subs(derivative_of(g, z, order), z, 0),
        shape,
        "identity of polynomials in d",
        holds,
    )


def _factors(k: Any, d: Any, p: int, j: Any) -> sympy.Expr:
    """The constants gathered on the way for k = p+1+2j: signs (-1)^k (-1)^p (-1) (-1)^j = (-1)^j."""
    derivative = factorial(2 * j) * binomial(k + (d - 3) * HALF, j)
    return density_constant_of(d) * rodrigues_constant(k, d) * factorial(p) * (-1) ** j * derivative


def _collect_all(p: int, d: Any) -> Line:
    j = notation.j
    k = p + 1 + 2 * j
    left, right = _factors(k, d, p, j), derive_coefficient_closed_form(k, p, d)
    return verified_line(
        "Closed form, k = p+1+2j",
        "gather the constants; equal at j = 0 and with the same quotient of neighbours",
        left,
        right,
        "induction on j over quotients of gamma functions",
        are_equal_for_all_naturals(left, right, j),
    )


def _collect(k: int, p: int, d: Any) -> Line:
    right = derive_coefficient_closed_form(k, p, d)
    if (k - p) % 2 == 0:
        return verified_line(
            "Closed form", "k-p is even and k > p: the derivative at 0 is zero, and 1/Gamma has a zero",
            notation.a(Integer(k), d, Integer(p)), right, "pole of Gamma((p-k)/2+1)", right == 0,
        )  # fmt: skip
    left = _factors(Integer(k), d, p, Integer((k - p - 1) // 2))
    return verified_line(
        "Closed form",
        "gather the constants",
        left,
        right,
        "quotient of gamma functions",
        are_equal_products(left, right),
    )


def _zeros(p: int, d: Any, z: Any) -> Line:
    j, exponent = notation.j, sympy.Symbol("beta", positive=True)
    g = (1 - z**2) ** exponent
    return verified_line(
        "Zeros, k = p+2+2j",
        "an even function has no odd derivative at 0; in the closed form 1/Gamma(-j) = 0",
        notation.a(p + 2 + 2 * j, d, Integer(p)),
        derive_coefficient_closed_form(p + 2 + 2 * j, p, d),
        "g(-z) = g(z), and the pole of Gamma",
        g.subs(z, -z) == g and derive_coefficient_closed_form(p + 2 + 2 * j, p, d) == 0,
    )


def _small_degree(k: int, p: int, d: Any, z: Any) -> Line:
    """For k <= p: what is left after k integrations by parts is a beta integral."""
    q, exponent = p - k, k + (d - 3) * HALF
    # u = z^2, dz = u^(-1/2) du/2: z^q (1-z^2)^beta dz = u^((q-1)/2) (1-u)^beta du/2
    substitution = Rational(q - 1, 2) * 2 + 1 == q
    first, second = Rational(q + 1, 2), exponent + 1
    factor = density_constant_of(d) * rodrigues_constant(k, d) * factorial(p) / factorial(q)
    left, right = factor * beta(first, second) / 2, derive_coefficient_closed_form(k, p, d)
    return verified_line(
        f"Closed form, k = {k}",
        f"after {k} integrations by parts a beta integral is left, by the substitution u = z^2",
        factor * Integral(z**q * (1 - z**2) ** exponent, (z, 0, 1)),
        right,
        "exponents of the substitution; quotient of gamma functions",
        substitution and are_equal_products(left, right),
    )
