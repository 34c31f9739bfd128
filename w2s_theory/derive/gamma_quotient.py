"""Exact equality of products of gamma functions, powers and rational functions.

A decision by rules, no ``simplify``: Gamma(x+n) is brought to Gamma(x) times a polynomial, powers
of one base are collected, and what is left is one rational function that is compared with 1.
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Integer, Rational, gamma


def are_equal_products(left: Any, right: Any) -> bool:
    """Whether left = right, both nonzero products of gammas, powers and rational functions.

    Parameters
    ----------
    left, right : sympy.Expr
        Built by multiplication from gamma, factorial, binomial, beta and rising or falling
        factorials of linear arguments, powers with linear exponents, and rational functions.

    Returns
    -------
    bool
        ``True`` only if they are equal identically. ``False``: not equal, or not of this form.
    """
    if left == 0 or right == 0:
        return left == right
    quotient = _as_gammas(left) / _as_gammas(right)
    rest, gammas, powers = Integer(1), {}, {}
    for factor in sympy.Mul.make_args(quotient):
        base, exponent = factor.as_base_exp()
        if isinstance(base, gamma) and exponent.is_Integer:
            argument = sympy.expand(base.args[0])
            gammas[argument] = gammas.get(argument, 0) + int(exponent)
        elif (base.is_number and not factor.is_Rational) or not exponent.is_Integer:
            for piece, power in _prime_parts(base, exponent):
                powers[piece] = powers.get(piece, Integer(0)) + power
        else:
            rest *= factor
    reduced = _reduce_gammas(gammas)
    if reduced is None:
        return False
    for base, exponent in powers.items():
        exponent = sympy.expand(exponent)
        if base == -1 and exponent.is_even:
            continue  # (-1)^(2 m) = 1 for whole m
        if not exponent.is_Integer:
            return False
        rest *= base**exponent
    return sympy.cancel(sympy.together(rest * reduced)) == 1


def are_equal_for_all_naturals(left: Any, right: Any, index: sympy.Symbol) -> bool:
    """Whether left = right for index = 0, 1, 2, ...: equal at 0, and with the same quotient of neighbours.

    Arguments as for :func:`are_equal_products`; in ``index`` the arguments of gamma may have
    half-integer differences to each other, which single equality could not settle.
    """
    start = are_equal_products(left.subs(index, 0), right.subs(index, 0))
    step = are_equal_products(left.subs(index, index + 1) * right, right.subs(index, index + 1) * left)
    return start and step


def _as_gammas(expression: Any) -> Any:
    replacements = (
        (sympy.factorial, lambda n: gamma(n + 1)),
        (sympy.binomial, lambda n, m: gamma(n + 1) / (gamma(m + 1) * gamma(n - m + 1))),
        (sympy.beta, lambda x, y: gamma(x) * gamma(y) / gamma(x + y)),
        (sympy.rf, lambda x, n: gamma(x + n) / gamma(x)),
        (sympy.ff, lambda x, n: gamma(x + 1) / gamma(x - n + 1)),
    )
    for kind, rule in replacements:
        expression = expression.replace(kind, rule)
    return expression


def _prime_parts(base: Any, exponent: Any) -> list[tuple[Any, Any]]:
    """base**exponent as prime powers when base is rational, else itself."""
    if not base.is_Rational:
        return [(base, exponent)]
    parts = [
        (Integer(prime), exponent * count)
        for prime, count in sympy.factorint(abs(base.p)).items()
        if prime != 1
    ]
    parts += [
        (Integer(prime), -exponent * count) for prime, count in sympy.factorint(base.q).items() if prime != 1
    ]
    return [*parts, (Integer(-1), exponent)] if base < 0 else parts


def _reduce_gammas(gammas: dict[Any, int]) -> Any:
    """The product of Gamma(argument)^power as a rational function, or ``None`` if it is none."""
    classes: dict[tuple[Any, Any], list[tuple[Rational, int]]] = {}
    for argument, power in gammas.items():
        constant, letters = argument.as_coeff_Add()
        if not constant.is_Rational:
            return None
        classes.setdefault((letters, constant - sympy.floor(constant)), []).append((constant, power))
    total = Integer(1)
    for (letters, _), members in classes.items():
        if sum(power for _, power in members) != 0:
            return None
        lowest = min(constant for constant, _ in members)
        for constant, power in members:
            for i in range(int(constant - lowest)):
                total *= (letters + lowest + i) ** power
    return total
