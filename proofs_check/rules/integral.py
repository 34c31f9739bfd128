"""Definite integrals over one interval, by an antiderivative that is differentiated and compared.

Both sides are linear in integrals over the same interval; with f their combined integrand the rule
checks ``F' == f`` for the certificate's ``antiderivative`` F (0 when the integrands agree, after the
used equalities are put in), and ``F(end) - F(start)`` against what is left of the claim. So it
covers evaluation, integration by parts, linearity, and rewriting under the integral sign.

Boundary values: a term vanishes at a zero of z^q with q > 0, and at 1 when it has a factor
D^m (1 - z^2)^alpha with m < alpha (that derivative is a polynomial times (1 - z^2)^(alpha - m)).
``positive_part``: an integral over (-1, 1) of a factor that is 0 for z < 0 is one over (0, 1).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy

from proofs_check.combination import put_equalities_in
from proofs_check.identity import SideCondition, is_zero
from proofs_check.kernel import Context
from proofs_check.sign import defined, nonnegative, positive
from w2s_theory.spec.ledger import Decision, decided, not_decided


class Boundary(ValueError):
    """A boundary value that could not be shown (the text says which)."""


def decide(context: Context) -> Decision:
    if context.claim.relation != "==":
        return not_decided("this rule decides equalities")
    sides = [_rewritten(side, context) for side in (context.claim.left, context.claim.right)]
    if context.certificate.get("positive_part"):
        sides = [side.replace(sympy.Integral, _positive_part) for side in sides]
    difference = sympy.expand(sides[0] - sides[1])
    integrals = sorted(difference.atoms(sympy.Integral), key=str)
    limits = {integral.limits for integral in integrals}
    if len(limits) > 1 or any(len(integral.limits) != 1 for integral in integrals):
        return not_decided("the integrals run over different intervals")
    if not integrals:
        return decided() if difference == 0 else not_decided("no integral is left to compare")
    ((z, start, end),) = limits.pop()
    integrand, rest = sympy.Integer(0), difference
    for integral in integrals:
        coefficient = difference.coeff(integral, 1)
        integrand += coefficient * integral.function
        rest -= coefficient * integral
    rest = sympy.expand(rest)
    if rest.has(*integrals) or any(difference.coeff(integral, 1).has(z) for integral in integrals):
        return not_decided("the claim is not linear in its integrals")
    antiderivative = context.known.put_in(sympy.S(context.certificate.get("antiderivative", 0)))
    inside = context.known.without(z)
    inside = replace(inside, domains={**inside.domains, z: _interval(start, end)}, substitution={})
    try:
        if not (defined(antiderivative, inside) and defined(integrand, inside)):
            return not_decided(
                "the antiderivative or the integrand is not shown to be a number inside the interval"
            )
        if not is_zero(sympy.powsimp(sympy.expand(antiderivative.diff(z) - integrand)), "rational", inside):
            return not_decided("the antiderivative's derivative is not the integrand")
        value = _boundary(antiderivative, z, end, context) - _boundary(antiderivative, z, start, context)
        same = is_zero(value + rest, "rational", context.known)
    except (Boundary, SideCondition) as problem:
        return not_decided(str(problem))
    return decided() if same else not_decided("the boundary values are not what is left")


def _rewritten(side: Any, context: Context) -> Any:
    """Used equalities, also under the integral sign; integrands expanded into one power per base."""
    side = put_equalities_in(sympy.S(side), context)
    return side.replace(
        sympy.Integral,
        lambda f, limits: sympy.Integral(sympy.powsimp(sympy.expand(f), force=False), limits),
    )


def _positive_part(f: Any, limits: Any) -> Any:
    z, start, end = limits
    pieces = [factor for factor in f.atoms(sympy.Piecewise)]
    if (start, end) != (-1, 1) or len(pieces) != 1:
        return sympy.Integral(f, limits)
    (first, condition), (otherwise, default) = pieces[0].args
    base, exponent = f.as_independent(pieces[0], as_Add=False)[1].as_base_exp()
    if (
        condition != (z > 0)
        or otherwise != 0
        or default != sympy.true
        or base != pieces[0]
        or not exponent.is_positive
    ):
        return sympy.Integral(f, limits)
    return sympy.Integral(sympy.powsimp(f.subs(pieces[0], first)), (z, 0, 1))


def _interval(start: Any, end: Any) -> Any:
    from fractions import Fraction

    from w2s_theory.spec.parameter import reals

    if not (start.is_Rational and end.is_Rational):
        raise Boundary("the ends of the interval must be rational numbers")
    if start >= end:
        raise Boundary("the interval must run from its lower to its upper end")
    return reals(
        Fraction(int(start.p), int(start.q)),
        Fraction(int(end.p), int(end.q)),
        lower_open=True,
        upper_open=True,
    )


def _boundary(antiderivative: Any, z: Any, point: Any, context: Context) -> Any:
    terms = sympy.Add.make_args(sympy.expand(antiderivative))
    return sympy.Add(*[_term_at(term, z, point, context) for term in terms])


def _term_at(term: Any, z: Any, point: Any, context: Context) -> Any:
    known = context.known
    total, vanishes = sympy.Integer(1), False
    for factor in sympy.Mul.make_args(term):
        if not factor.has(z):
            total *= factor
            continue
        base, exponent = factor.as_base_exp()
        if isinstance(factor, sympy.Derivative) or _is_even_power(factor, z):
            smooth = factor.expr if isinstance(factor, sympy.Derivative) else factor
            order = factor.variable_count[0][1] if isinstance(factor, sympy.Derivative) else sympy.Integer(0)
            if not _is_even_power(smooth, z):
                raise Boundary(f"the boundary value of {factor} is not known here")
            if not (order.is_integer and nonnegative(order, known)):
                raise Boundary(f"the order {order} is not shown to be a whole number >= 0")
            if abs(point) == 1:
                if not positive(sympy.expand(smooth.exp - order), known):
                    raise Boundary(f"{order} is not shown to be below {smooth.exp}")
                vanishes = True
            else:
                total *= sympy.Subs(factor, z, point)
        elif base == z and not exponent.has(z):
            if point == 0:
                if positive(exponent, known):
                    vanishes = True
                else:
                    raise Boundary(f"the exponent {exponent} is not shown to be positive")
            else:
                total *= point**exponent
        elif factor.is_polynomial(z) or (isinstance(factor, sympy.exp) and factor.args[0].is_polynomial(z)):
            total *= factor.subs(z, point)
        else:
            raise Boundary(f"the boundary value of {factor} is not known here")
    return sympy.Integer(0) if vanishes else total


def _is_even_power(factor: Any, z: Any) -> bool:
    return (
        isinstance(factor, sympy.Pow) and sympy.expand(factor.base - 1 + z**2) == 0 and not factor.exp.has(z)
    )
