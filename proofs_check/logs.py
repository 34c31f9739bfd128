"""Sums ``c_1 log(p_1) + c_2 log(p_2) + ...`` of polynomials shown to be positive, in normal form."""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.assumptions import Assumptions
from proofs_check.polynomials import expanded, together
from proofs_check.requirement import require
from proofs_check.sign import positive


def log_sum(expression: Any, known: Assumptions) -> dict[Any, Any]:
    """``{primitive polynomial or prime: coefficient}`` of a sum of logarithms."""
    table: dict[Any, Any] = {}
    for term in sympy.Add.make_args(sympy.expand(expression, log=False)):
        logs = [factor for factor in sympy.Mul.make_args(term) if isinstance(factor, sympy.log)]
        one = len(logs) == 1 and not (term / logs[0]).has(sympy.log)
        require(one, "{} is no multiple of one logarithm", term)
        add_log(table, logs[0].args[0], term / logs[0], known)
    return clean(table)


def add_log(table: dict[Any, Any], argument: Any, coefficient: Any, known: Assumptions) -> None:
    """Add ``coefficient * log(argument)`` for a rational function with positive factors."""
    numerator, denominator = together(argument)
    for part, sign in ((numerator, 1), (denominator, -1)):
        for factor in sympy.Mul.make_args(part):
            base, power = factor.as_base_exp()
            require(positive(base, known), "{} is not shown to be positive", base)
            content, primitive = expanded(base).as_content_primitive()
            weight = sign * power * coefficient
            for prime, count in sympy.factorrat(content).items():
                table[sympy.Integer(prime)] = table.get(sympy.Integer(prime), 0) + count * weight
            if primitive != 1:
                table[primitive] = table.get(primitive, 0) + weight


def clean(table: dict[Any, Any]) -> dict[Any, Any]:
    """Coefficients expanded, zeros dropped."""
    return {key: value for key, each in table.items() if (value := expanded(each)) != 0}


def same_logs(left: dict[Any, Any], right: dict[Any, Any]) -> bool:
    """Whether two such sums are identical."""
    return not clean({key: left.get(key, 0) - right.get(key, 0) for key in {*left, *right}})


def tends_to_zero(table: dict[Any, Any], x: Any, known: Assumptions, degree: Any = sympy.S.Zero) -> bool:
    """Whether the sum, and ``degree`` log(x), tends to 0 as x -> oo: total degree 0 and leading coefficients that cancel.

    A leading coefficient that may vanish would change the degree, so each must be shown positive.
    """
    leading: dict[Any, Any] = {}
    for base, coefficient in table.items():
        polynomial = sympy.Poly(base, x)
        first = polynomial.LC()
        if coefficient.has(x) or not positive(first, known):
            return False
        degree += polynomial.degree() * coefficient
        for prime, count in sympy.factorint(first).items() if first.is_Integer else [(first, 1)]:
            leading[prime] = leading.get(prime, 0) + count * coefficient
    return expanded(degree) == 0 and not clean(leading)
