"""Notation functions put into elementary form before numbers are asked for.

``a_k`` by its gamma ratio (theorem ``relu_eigenvalue_eq_gamma_ratio``), ``lambda_k = a_k^2``, the
multiplicity and the density by their definitions, the kernel by its arc-cosine form. Integrals
over z in (-1, 1) are written over the angle, where their integrands are entire functions.
Everything else of the notation table has no number.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import sympy

from w2s_theory import notation
from w2s_theory.derive.activation_coefficient import derive_coefficient_closed_form
from w2s_theory.derive.arc_cosine_kernel import derive_kernel


def closed_form(expression: Any, values: Mapping[str, Any] | None = None) -> Any:
    """The expression with the table's functions replaced by elementary ones.

    ``values`` is looked at only for the power p of a kernel, whose form depends on it.
    """
    expression = sympy.S(expression)
    if expression.has(notation.kernel):
        expression = expression.subs(notation.p, int((values or {})["p"]))
    return _elementary(expression)


@lru_cache(maxsize=512)
def _elementary(expression: Any) -> Any:
    if not expression.atoms(sympy.Function):
        return expression
    return (
        expression.replace(notation.eigenvalue, lambda k, d, p: notation.a(k, d, p) ** 2)
        .replace(notation.a, lambda k, d, p: derive_coefficient_closed_form(k, p, d))
        .replace(notation.N, lambda k, d: notation.definition("N", k, d))
        .replace(notation.density, lambda d, z: notation.definition("density", d, z))
        .replace(notation.kernel, lambda z, d, p: derive_kernel(z, d, int(p)))
        .replace(sympy.Integral, _over_the_angle)
    )


def _over_the_angle(integrand: Any, limits: Any) -> Any:
    z, start, end = limits
    if (start, end) != (-1, 1):
        return sympy.Integral(integrand, limits)
    theta = sympy.Symbol("theta", positive=True)
    sine = sympy.sin(theta)

    def power(node: Any) -> Any:
        return sine ** sympy.expand(2 * node.exp)

    def is_weight(node: Any) -> bool:
        return isinstance(node, sympy.Pow) and sympy.expand(node.base - 1 + z**2) == 0

    # the weight's power and dz = -sin(theta) d(theta) must merge before theta is put in
    merged = sympy.powsimp(
        integrand.replace(is_weight, power).subs(sympy.acos(z), theta).subs(z, sympy.cos(theta)) * sine
    )
    return sympy.Integral(merged, (theta, 0, sympy.pi))


def summation_ends(expression: Any) -> frozenset[str]:
    """Names of the letters in the ends of sums: they count terms, and stay whole numbers."""
    ends = [end for node in expression.atoms(sympy.Sum) for _, *both in node.limits for end in both]
    return frozenset(symbol.name for end in ends for symbol in end.free_symbols)


def with_reciprocal_gammas(expression: Any) -> Any:
    """1/Gamma(x)^n written as rgamma(x)^n, which is 0 (not an error) at the poles of Gamma.

    For printers only: SymPy has no such function, the numeric libraries do.
    """
    rgamma = sympy.Function("rgamma")
    return expression.replace(
        lambda node: (
            isinstance(node, sympy.Pow) and isinstance(node.base, sympy.gamma) and bool(node.exp.is_negative)
        ),
        lambda node: rgamma(node.base.args[0]) ** (-node.exp),
    )
