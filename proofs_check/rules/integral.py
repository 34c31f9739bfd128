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

from proofs_check.assumptions import Assumptions, rational
from proofs_check.combination import put_equalities_in
from proofs_check.definedness import defined, even_power
from proofs_check.identity import is_zero
from proofs_check.kernel import Context, Decision, NotShown, decided, require
from proofs_check.sign import nonnegative, nonzero, positive
from proofs_check.substitution import canonical, substitute, transform
from w2s_theory.records.parameter import reals


def decide(context: Context) -> Decision:
    require(context.claim.relation == "==", "this rule decides equalities")
    sides = [_rewritten(side, context) for side in (context.claim.left, context.claim.right)]
    if context.certificate.get("positive_part"):
        sides = [transform(side, _is_integral, _positive_part) for side in sides]
    difference = sympy.expand(sides[0] - sides[1])
    integrals = sorted(difference.atoms(sympy.Integral), key=str)
    limits = {integral.limits for integral in integrals}
    one = len(limits) <= 1 and all(len(integral.limits) == 1 for integral in integrals)
    require(one, "the integrals run over different intervals")
    if not integrals:
        require(difference == 0, "no integral is left to compare")
        return decided()
    ((z, start, end),) = limits.pop()
    coefficients = {integral: difference.coeff(integral, 1) for integral in integrals}
    integrand = sympy.Add(*[coefficient * each.function for each, coefficient in coefficients.items()])
    there = sympy.Add(*[coefficient * each for each, coefficient in coefficients.items()])
    rest = sympy.expand(difference - there)
    linear = not rest.has(*integrals) and not any(each.has(z) for each in coefficients.values())
    require(linear, "the claim is not linear in its integrals")
    antiderivative = context.expression("antiderivative", 0)
    inside = context.known.without(z)
    inside = replace(inside, domains={**inside.domains, z: _interval(start, end)}, substitution={})
    numbers = defined(antiderivative, inside) and defined(integrand, inside)
    require(numbers, "the antiderivative or the integrand is not shown to be a number inside the interval")
    slope = sympy.powsimp(sympy.expand(antiderivative.diff(z) - integrand))
    require(is_zero(slope, "rational", inside), "the antiderivative's derivative is not the integrand")
    value = _boundary(antiderivative, z, end, context.known) - _boundary(
        antiderivative, z, start, context.known
    )
    require(is_zero(value + rest, "rational", context.known), "the boundary values are not what is left")
    # one integral that was not known to exist does, since all others and the boundary values are numbers
    missing = [each for each in integrals if not defined(each, context.known)]
    one = len(missing) == 1 and nonzero(coefficients[missing[0]], context.known)
    return decided(exists=(canonical(missing[0]),) if one else ())


def _is_integral(e: Any) -> bool:
    return isinstance(e, sympy.Integral)


def _rewritten(side: Any, context: Context) -> Any:
    """Used equalities, also under the integral sign; integrands expanded into one power per base."""
    side = put_equalities_in(sympy.S(side), context)
    return transform(
        side,
        _is_integral,
        lambda e: sympy.Integral(sympy.powsimp(sympy.expand(e.function), force=False), *e.limits),
    )


def _positive_part(node: Any) -> Any:
    require(len(node.limits) == 1, "{} is not over one interval", node)
    f, limits = node.function, node.limits[0]
    z, pieces = limits[0], list(f.atoms(sympy.Piecewise))
    if limits[1:] == (-1, 1) and len(pieces) == 1:
        (first, condition), *otherwise = pieces[0].args
        base, exponent = f.as_independent(pieces[0], as_Add=False)[1].as_base_exp()
        vanishes = base == pieces[0] and exponent.is_positive and otherwise == [(0, sympy.true)]
        if vanishes and condition == (z > 0):
            return sympy.Integral(sympy.powsimp(substitute(f, {pieces[0]: first})), (z, 0, 1))
    return sympy.Integral(f, limits)


def _interval(start: Any, end: Any) -> Any:
    require(start.is_Rational and end.is_Rational, "the ends of the interval must be rational numbers")
    require(start < end, "the interval must run from its lower to its upper end")
    return reals(rational(start), rational(end), lower_open=True, upper_open=True)


def _boundary(antiderivative: Any, z: Any, point: Any, known: Assumptions) -> Any:
    terms = sympy.Add.make_args(sympy.expand(antiderivative))
    return sympy.Add(*[_term_at(term, z, point, known) for term in terms])


def _term_at(term: Any, z: Any, point: Any, known: Assumptions) -> Any:
    total, vanishes = sympy.Integer(1), False
    for factor in sympy.Mul.make_args(term):
        if not factor.has(z):
            total *= factor
            continue
        (base, exponent), even = factor.as_base_exp(), even_power(factor, z)
        if even is not None:
            alpha, order = even
            whole = order.is_integer and nonnegative(order, known)
            require(whole, "the order {} is not shown to be a whole number >= 0", order)
            if abs(point) == 1:
                below = positive(sympy.expand(alpha - order), known)
                require(below, "{} is not shown to be below {}", order, alpha)
                vanishes = True
            else:
                total *= sympy.Subs(factor, z, point)
        elif base == z and not exponent.has(z):
            if point == 0:
                require(positive(exponent, known), "the exponent {} is not shown to be positive", exponent)
                vanishes = True
            else:
                total *= point**exponent
        elif factor.is_polynomial(z) or (isinstance(factor, sympy.exp) and factor.args[0].is_polynomial(z)):
            total *= substitute(factor, {z: point})
        else:
            raise NotShown(f"the boundary value of {factor} is not known here")
    return sympy.Integer(0) if vanishes else total
