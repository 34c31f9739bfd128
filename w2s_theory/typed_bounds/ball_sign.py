"""Certified sign of any elementary function of L_TE on (0, 1): Taylor models in balls.

Boxes of balls cannot finish where the function vanishes, and it does at both ends (every sharp
limit is 0 at L_TE = 0 and 1 at L_TE = 1). There the variable becomes y with L_TE = y^q or
1 - y^2, and the first Taylor coefficient that is not exactly 0 decides a whole end interval.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from math import lcm
from typing import Any

import sympy
from flint import arb, arb_series, ctx, fmpq

from w2s_theory.notation import L_TE
from w2s_theory.records.ball_expression import NoBall, ball_function, exact_ball
from w2s_theory.typed_bounds.end_bounds import smooth_lower_bound

PRECISION = 192
BITS = 2400  # of single values: enough for log(1 + L_TE^2) at L_TE = 1e-300
MOST_BOXES = 4000
LARGEST_ROOT = 24
_Y = sympy.Symbol("y", positive=True)


@contextmanager
def series_precision(bits: int, length: int) -> Iterator[None]:
    """Precision and series length of python-flint, restored whatever happens."""
    before = ctx.prec, ctx.cap
    ctx.prec, ctx.cap = bits, length
    try:
        yield
    finally:
        ctx.prec, ctx.cap = before


def ball_at(expression: Any, teacher_error: Fraction, bits: int = BITS) -> arb:
    """The value at an exact L_TE as a ball; not finite where it is no real number."""
    with series_precision(bits, 1):
        return ball_function(expression)({"L_TE": exact_ball(teacher_error)})


def certified_nonnegative(expression: Any) -> bool:
    """Whether ``expression >= 0`` on (0, 1) is certified; ``False`` means only that it was not."""
    try:
        left = _end_zone(expression, left=True)
        right = _end_zone(expression, left=False)
        return left is not None and right is not None and _cover(expression, left, right)
    except (NoBall, OverflowError):
        return False


def _end_zone(expression: Any, *, left: bool) -> Fraction | None:
    """An L_TE up to which (from which) the function is certainly >= 0."""
    denominators = [power.exp.q for power in expression.atoms(sympy.Pow) if power.exp.is_Rational]
    # powers such as L_TE^1.9999 have no series in a root of L_TE: they are bounded by whole powers
    root = lcm(2, *(q for q in denominators if q <= LARGEST_ROOT)) if left else 2
    if root > LARGEST_ROOT:
        root = 2
    inside = expression.subs(L_TE, _Y**root if left else 1 - _Y**2)
    width = None if max(denominators, default=1) > LARGEST_ROOT else _positive_width(inside, 4 * root + 2)
    if width is None:
        below = smooth_lower_bound(inside, _Y)
        if below == 0:
            width = Fraction(1, 2)  # the bound holds for every y < 1
        elif below is not None:
            width = _positive_width(below, 4 * root + 2)
    if width is None:
        return None
    return width**root if left else 1 - width**2


def _positive_width(inside: Any, length: int) -> Fraction | None:
    """A y up to which a function with a series at 0 is certainly >= 0, by its first coefficient that is not 0."""
    with series_precision(PRECISION, length):
        coefficients = _coefficients(inside, arb(0), length)
        order = next((i for i, each in enumerate(coefficients) if not each == 0), None)
        if order is None or not coefficients[order] > 0:
            return None
        for exponent in range(1, 16):
            width = Fraction(1, 2**exponent)
            box = arb(fmpq(1, 2 ** (exponent + 1)), fmpq(1, 2 ** (exponent + 1)))
            if _coefficients(inside, box, order + 1)[order] > 0:
                return width
    return None


def _cover(expression: Any, lower: Fraction, upper: Fraction) -> bool:
    """Boxes with a second-order Taylor model each; halved where that does not decide."""
    if lower >= upper:
        return True
    waiting, done, unit = [(lower, upper)], 0, arb(0.5, 0.5)  # unit: the squares of [-1, 1]
    with series_precision(PRECISION, 3):
        while waiting:
            low, high = waiting.pop()
            done += 1
            if done > MOST_BOXES or high - low < Fraction(1, 2**80):
                return False
            middle, half = (low + high) / 2, (high - low) / 2
            radius = exact_ball(half)
            value, slope, _ = _coefficients(expression, exact_ball(middle), 3)
            curvature = _coefficients(expression, arb(exact_ball(middle), radius), 3)[2]
            spread = arb(0, radius)
            if not value + slope * spread + curvature * unit * radius**2 >= 0:
                waiting += [(low, middle), (middle, high)]
    return True


def _coefficients(expression: Any, start: arb, length: int) -> list[arb]:
    try:
        series = _series(expression, arb_series([start, 1], prec=length), length)
    except (ZeroDivisionError, ValueError):  # the box is too wide for a denominator, so it is halved
        return [arb("nan")] * length
    found = list(series.coeffs())[:length]
    return found + [arb(0)] * (length - len(found))


def _series(node: Any, variable: arb_series, length: int) -> arb_series:
    if node.is_Symbol:
        return variable
    if node.is_Add or node.is_Mul:
        parts = [_series(part, variable, length) for part in node.args]
        total = parts[0]
        for part in parts[1:]:
            total = total + part if node.is_Add else total * part
        return total
    if not node.free_symbols:
        return arb_series([ball_function(node)({})], prec=length)
    if node.is_Pow:
        return _power_series(node, variable, length)
    inner = _series(node.args[0], variable, length)
    if node.func is sympy.exp:
        return inner.exp()
    if node.func is sympy.log:
        return inner.log()
    raise NoBall(f"{node.func.__name__} has no Taylor series here")


def _power_series(node: Any, variable: arb_series, length: int) -> arb_series:
    base, exponent = node.base, node.exp
    if not base.free_symbols:
        logarithm = arb_series([ball_function(base)({}).log()], prec=length)
        return (_series(exponent, variable, length) * logarithm).exp()
    inner = _series(base, variable, length)
    if exponent.is_Integer:
        power = inner ** abs(int(exponent))
        return power if exponent > 0 else 1 / power
    if not exponent.is_Rational:
        raise NoBall("only a constant may stand to a power that is not a number")
    if exponent.q == 2:
        power = inner.sqrt() ** abs(int(exponent.p))
        return power if exponent > 0 else 1 / power
    return (inner.log() * arb_series([exact_ball(exponent)], prec=length)).exp()
