"""Notation functions put into elementary form before numbers are asked for.

``a_k`` by its gamma ratio (theorem ``relu_eigenvalue_eq_gamma_ratio``), ``lambda_k = a_k^2`` and
the multiplicity by their definitions. Everything else of the notation table has no number.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy

from w2s_theory import notation


def activation_coefficient(k: Any, d: Any, p: Any) -> Any:
    """a_k = p! Gamma(d/2) / (2^{p+1} Gamma((p-k)/2 + 1) Gamma((k+p+d)/2)), zeros at the poles of Gamma."""
    numerator = sympy.gamma(p + 1) * sympy.gamma(sympy.Rational(1, 2) * d)
    first = sympy.Pow(sympy.gamma((p - k) / sympy.Integer(2) + 1, evaluate=False), -1, evaluate=False)
    return numerator * first / (2 ** (p + 1) * sympy.gamma(sympy.Rational(1, 2) * (k + p + d)))


@lru_cache(maxsize=512)
def closed_form(expression: Any) -> Any:
    """The expression with the table's functions replaced by elementary ones."""
    expression = sympy.S(expression)
    if not expression.atoms(sympy.Function):
        return expression
    return (
        expression.replace(notation.eigenvalue, lambda k, d, p: notation.a(k, d, p) ** 2)
        .replace(notation.a, activation_coefficient)
        .replace(notation.N, lambda k, d: notation.definition("N", k, d))
    )


def with_reciprocal_gammas(expression: Any) -> Any:
    """1/Gamma(x)^n written as rgamma(x)^n, which is 0 (not an error) at the poles of Gamma.

    For printers only: SymPy has no such function, the numeric libraries do.
    """
    rgamma = sympy.Function("rgamma")
    return expression.replace(
        lambda node: isinstance(node, sympy.Pow) and isinstance(node.base, sympy.gamma) and bool(node.exp.is_negative),
        lambda node: rgamma(node.base.args[0]) ** (-node.exp),
    )
