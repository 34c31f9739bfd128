"""Exact sign of an algebraic function of L_TE on (0, 1): rational substitution, then Sturm.

The limits contain sqrt(1 - L) and sqrt(1 + 3 L). A curve on which these are rational functions of
one letter turns ``f(L) >= 0`` into a polynomial inequality on an interval, which counting roots
decides, points of equality included (where boxes of balls cannot finish).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import sympy
from sympy import QQ, Rational, integer_nthroot

from w2s_theory.notation import L_TE
from w2s_theory.records.errors import InputError

LARGEST_DEGREE = 160
Poly: Any = sympy.Poly
_W = sympy.Symbol("w")


@dataclass(frozen=True, slots=True)
class Curve:
    """L_TE as a rational function of w, running over (0, 1) while w runs over (lower, upper)."""

    teacher_error: Any
    lower: Any
    upper: Any

    def at(self, w: Any) -> Fraction:
        """L_TE at a rational w, exact."""
        value = self.teacher_error.subs(_W, w)
        return Fraction(int(value.p), int(value.q))


@dataclass(frozen=True, slots=True)
class Sign:
    """Whether a function is >= 0 on (0, 1); ``at`` is a point where it is negative."""

    holds: bool
    at: Fraction | None = None


def curves(expression: Any) -> tuple[Curve, ...]:
    """Substitutions worth trying, simplest first."""
    w = _W
    denominators = [power.exp.q for power in expression.atoms(sympy.Pow) if power.exp.is_Rational]
    root = lcm(1, *denominators)
    both = (1 - w) * (1 + 3 * w) / (1 + 3 * w**2)  # sqrt(1-L); then sqrt(1+3L) = (3w^2+6w-1)/(1+3w^2)
    found = [
        Curve(w, Rational(0), Rational(1)),
        Curve(1 - w**2, Rational(0), Rational(1)),
        Curve(1 - both**2, Rational(1, 3), Rational(1)),
        Curve(4 * w**2 / (1 + w**2) ** 2, Rational(0), Rational(1)),  # sqrt(L) and sqrt(1-L)
    ]
    if 2 <= root <= 12:
        found.append(Curve(w**root, Rational(0), Rational(1)))
    return tuple(found)


def exact_sign(expression: Any) -> Sign | None:
    """Decide ``expression >= 0`` for every L_TE in (0, 1); ``None`` if it is not algebraic enough.

    Raises
    ------
    InputError
        If the expression has a pole inside (0, 1).
    """
    field = QQ.frac_field(_W)
    for curve in curves(expression):
        value = _rational(expression, field.from_sympy(curve.teacher_error), curve, field)
        if value is not None:
            return _sign(value, curve)
    return None


def _rational(node: Any, letter: Any, curve: Curve, field: Any) -> Any:
    """The expression as an element of Q(w), or ``None``."""
    if node.is_Rational:
        return field(QQ(int(node.p), int(node.q)))
    if node == L_TE:
        return letter
    if node.is_Pow and node.exp.is_Rational:
        base = _rational(node.base, letter, curve, field)
        if base is not None and node.exp.q != 1:
            base = _root(base, int(node.exp.q), curve, field)
        if base is None or _degree(base) * abs(int(node.exp.p)) > LARGEST_DEGREE:
            return None
        if base == 0 and node.exp.p < 0:
            return None
        power = base ** abs(int(node.exp.p))
        return power if node.exp.p > 0 else 1 / power
    if not (node.is_Add or node.is_Mul):
        return None
    total = None
    for part in node.args:
        value = _rational(part, letter, curve, field)
        if value is None:
            return None
        total = value if total is None else total + value if node.is_Add else total * value
        if _degree(total) > LARGEST_DEGREE:
            return None
    return total


def _degree(value: Any) -> int:
    return max(0, value.numer.degree(), value.denom.degree())


def _root(value: Any, order: int, curve: Curve, field: Any) -> Any:
    """The positive root of a perfect power, or ``None``."""
    if value == 0:
        return value
    result = field(1)
    for polynomial, sign in ((value.numer, 1), (value.denom, -1)):
        constant, factors = Poly(polynomial.as_expr(), _W).sqf_list()
        constant: Any = Rational(constant)
        if constant < 0 or any(multiplicity % order for _, multiplicity in factors):
            return None
        above, exact_above = integer_nthroot(int(constant.p), order)
        below, exact_below = integer_nthroot(int(constant.q), order)
        if not (exact_above and exact_below):
            return None
        part = field(QQ(int(above), int(below)))
        for factor, multiplicity in factors:
            part *= field.from_sympy(factor.as_expr()) ** (multiplicity // order)
        result = result * part if sign > 0 else result / part
    if _roots_inside(Poly(result.numer.as_expr(), _W) * Poly(result.denom.as_expr(), _W), curve):
        return None  # the root would change its sign on the way
    middle = (curve.lower + curve.upper) / 2
    return result if result.as_expr().subs(_W, middle) > 0 else -result


def _roots_inside(polynomial: Any, curve: Curve) -> int:
    """Number of different roots in the open interval."""
    if polynomial.degree() <= 0:
        return 0
    count = polynomial.count_roots(curve.lower, curve.upper)
    return count - sum(1 for end in (curve.lower, curve.upper) if polynomial.eval(end) == 0)


def _sign(value: Any, curve: Curve) -> Sign:
    above, below = Poly(value.numer.as_expr(), _W), Poly(value.denom.as_expr(), _W)
    if above.is_zero:
        return Sign(True)
    if _roots_inside(below, curve):
        raise InputError(
            "the bound is infinite at some L_TE between 0 and 1: it must be a number at each of them"
        )
    product = above * below
    constant, factors = product.sqf_list()
    changing = Poly(constant, _W, domain=QQ)
    for factor, multiplicity in factors:
        if multiplicity % 2:
            changing *= factor
    middle = (curve.lower + curve.upper) / 2
    if not _roots_inside(changing, curve):
        holds = changing.eval(middle) > 0
        return (
            Sign(True) if holds else Sign(False, curve.at(_below_zero([curve.lower, curve.upper], product)))
        )
    for places in (2, 4, 8, 16, 32):
        isolated = changing.intervals(eps=Rational(1, 10**places), inf=curve.lower, sup=curve.upper)
        ends = [curve.lower, *(end for (interval, _) in isolated for end in interval), curve.upper]
        try:
            return Sign(False, curve.at(_below_zero(ends, product)))
        except LookupError:
            continue
    raise AssertionError("a root of odd order without a change of sign")


def _below_zero(ends: list[Any], polynomial: Any) -> Any:
    """A rational point between neighbouring ends where the polynomial is negative."""
    for left, right in zip(ends, ends[1:], strict=False):
        # more points than the polynomial has roots, so that touching points cannot hide its sign
        for part in range(1, max(polynomial.degree(), 1) + 2):
            point = left + (right - left) * Rational(part, max(polynomial.degree(), 1) + 2)
            if polynomial.eval(point) < 0:
                return point
    raise LookupError("no negative value between the ends")
