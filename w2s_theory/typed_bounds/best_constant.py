"""The best constant of a shape: the largest c with c g(L_TE) below the lower limit on all of (0, 1), or the smallest above
the upper limit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import sympy

from w2s_theory.notation import L_TE
from w2s_theory.records.decimals import float_at_most
from w2s_theory.typed_bounds.ball_sign import BITS, ball_at, series_precision
from w2s_theory.typed_bounds.normal_form import as_typed, trial_points

Holds = Callable[[Any], bool]
Attained = Literal["everywhere", "at near", "in the limit"]

# a limit that is more than so many times the shape is above every multiple of it
_LARGE = 10**6
_NEAR_AN_END = Fraction(1, 10**5)


@dataclass(frozen=True, slots=True)
class BestConstant:
    """``lower <= c* <= upper``; one end is proved to work, beyond the other a counter-example exists.

    Parameters
    ----------
    shape
        g, in the notation of the parser.
    lower, upper
        Of a lower bound c is as large as possible, and ``lower`` works. Of an upper bound it is as small as possible, and
        ``upper`` works; ``None`` where no c does.
    near
        The L_TE that makes the bound tight, or comes nearest to it.
    exact
        c*, where it is known: the end that works is attained at a rational point, or is the limit at 0 or 1.
    attained
        ``everywhere``, ``at near``, or only ``in the limit``; where there is no constant, ``in the limit`` says that this is
        shown for every c > 0 (the limit over the shape goes to 0, or to infinity), and ``at near`` that it is shown for
        the constants beyond the one at that point only.
    relation
        That of the bound, ``>=`` or ``<=``.
    """

    shape: str
    lower: Fraction
    upper: Fraction | None
    near: Fraction
    exact: Fraction | None = None
    attained: Attained = "at near"
    relation: Literal[">=", "<="] = ">="

    @property
    def none(self) -> bool:
        """Whether no c > 0 works, or none but one that is smaller (larger) than a point near an end of (0, 1) admits."""
        if self.upper is None:
            return True
        return self.relation == ">=" and self.lower == 0 and self.upper < Fraction(1, 10**6)

    @property
    def multiple(self) -> str:
        """``c``, ``c*L_TE^2``, and ``c*(L_TE^2 + L_TE)`` where the shape is a sum."""
        if self.shape == "1":
            return "c"
        return f"c*({self.shape})" if " + " in self.shape or " - " in self.shape else f"c*{self.shape}"

    def to_dict(self) -> dict[str, Any]:
        """Plain values; the ends as floats rounded outwards."""
        return {
            "shape": self.shape,
            "relation": self.relation,
            "lower": float_at_most(self.lower),
            "upper": None if self.upper is None else -float_at_most(-self.upper),
            "exact": None if self.exact is None else str(self.exact),
            "attained": self.attained,
            "near": float(self.near),
        }


def best_constant(bound: Any, limit: Any, holds: Holds) -> BestConstant | None:
    """Enclose the largest c for ``c g <= limit``, where ``bound`` = (a number > 0) times g.

    Parameters
    ----------
    bound, limit
        Exact expressions of L_TE.
    holds
        Certified decision of ``expression >= 0`` on (0, 1); ``False`` may mean "not decided".

    Returns
    -------
    BestConstant or None
        ``None`` where g is not positive or nothing could be certified.
    """
    with series_precision(BITS, 1):
        return _largest_constant(bound, limit, holds)


def smallest_constant(bound: Any, limit: Any, holds: Holds) -> BestConstant | None:
    """Enclose the smallest c for ``c g >= limit``; arguments and result as in :func:`best_constant`."""
    with series_precision(BITS, 1):
        return _smallest_constant(bound, limit, holds)


def factor_of(bound: Any) -> Fraction:
    """The number that stands before the shape of a bound with a best constant."""
    factor = bound.as_coeff_Mul()[0]
    return Fraction(int(factor.p), int(factor.q))


def _largest_constant(bound: Any, limit: Any, holds: Holds) -> BestConstant | None:
    found = _ratios(bound, limit)
    if found is None:
        return None
    shape, ratios = found
    ratio, near = min(ratios, key=lambda pair: pair[0].mid())
    ratio, near = _refine(limit / shape, ratio, near)
    upper = _above(ratio)
    lower = next((c for c in _candidates(upper) if holds(limit - _rational(c) * shape)), None)
    if lower is None:
        return None
    exact, attained = _known(lower, limit, shape, near)
    return BestConstant(as_typed(shape), lower, max(upper, lower), near, exact, attained)


def _smallest_constant(bound: Any, limit: Any, holds: Holds) -> BestConstant | None:
    found = _ratios(bound, limit)
    if found is None:
        return None
    shape, ratios = found
    ratio, near = max(ratios, key=lambda pair: pair[0].mid())
    if ratio > _LARGE:
        shown: Attained = "in the limit" if _grows(limit / shape, near) else "at near"
        return BestConstant(as_typed(shape), Fraction(_LARGE), None, near, None, shown, "<=")
    # the point where limit/g is largest is the one where g/limit is smallest
    inverse, near = _refine(shape / limit, 1 / ratio, near)
    least = 1 / _above(inverse)
    plain = least.limit_denominator(1000)
    tried = [plain] if abs(plain - least) < Fraction(1, 10**12) else []
    tried += [Fraction(int(least * 10**places) + 2, 10**places) for places in (12, 9, 6, 3)]
    upper = next((c for c in tried if holds(_rational(c) * shape - limit)), None)
    if upper is None:
        return None
    exact, attained = _known(upper, limit, shape, near)
    return BestConstant(as_typed(shape), min(least, upper), upper, near, exact, attained, "<=")


def _ratios(bound: Any, limit: Any) -> tuple[Any, list[tuple[Any, Fraction]]] | None:
    """The shape, and limit/shape at every trial point; ``None`` where the shape is not positive."""
    factor, shape = bound.as_coeff_Mul()
    if not factor.is_Rational or factor <= 0:
        return None
    ratios = []
    for point in trial_points():
        below = ball_at(shape, point)
        if not below > 0:
            return None
        ratios.append((ball_at(limit, point) / below, point))
    return shape, ratios


def _grows(ratio: Any, near: Fraction) -> bool:
    """Whether a ratio goes to infinity at the end of (0, 1) that a point lies near."""
    end, side = (0, "+") if near < Fraction(1, 2) else (1, "-")
    try:
        return bool(sympy.limit(ratio, L_TE, end, side) == sympy.oo)
    except (NotImplementedError, ValueError):
        return False


def _rational(value: Fraction) -> Any:
    return sympy.Rational(value.numerator, value.denominator)


def _refine(ratio: Any, value: Any, near: Fraction) -> tuple[Any, Fraction]:
    """Move the point where the ratio is smallest, by ternary search on exact points."""
    if not Fraction(1, 1000) < near < Fraction(999, 1000):
        return value, near
    low, high = near - Fraction(1, 100), near + Fraction(1, 100)
    for _ in range(70):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        left, right = left.limit_denominator(10**24), right.limit_denominator(10**24)
        if ball_at(ratio, left) < ball_at(ratio, right):
            high = right
        else:
            low = left
    for point in (((low + high) / 2).limit_denominator(1000), (low + high) / 2):
        found = ball_at(ratio, point)
        if found.mid() <= value.mid():
            value, near = found, point
    return value, near


def _above(ball: Any) -> Fraction:
    """A rational just above a ball, 1e-30 away at most for balls that narrow."""
    mantissa, exponent = ball.upper().mid().man_exp()
    upper = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return upper


def _candidates(upper: Fraction) -> list[Fraction]:
    """Constants worth proving: the plain number it seems to be, then slightly smaller ones."""
    plain = upper.limit_denominator(1000)
    found = [plain] if abs(plain - upper) < Fraction(1, 10**12) else []
    for places in (12, 9, 6, 3):
        rounded = Fraction(int(upper * 10**places), 10**places) - Fraction(1, 10**places)
        found.append(max(rounded, Fraction(0)))
    return found


def _known(constant: Fraction, limit: Any, shape: Any, near: Fraction) -> tuple[Fraction | None, Attained]:
    """The constant, if limit = constant * shape holds exactly at a plain rational point, or in the limit at an end."""
    plain, value = near.limit_denominator(1000), _rational(constant)
    gap = sympy.expand(limit - value * shape)
    if gap == 0:
        return constant, "everywhere"
    if 0 < plain < 1 and sympy.expand(gap.subs(L_TE, _rational(plain))) == 0:
        return constant, "at near"
    for end, side, distance in ((0, "+", near), (1, "-", 1 - near)):
        if distance < _NEAR_AN_END and sympy.limit(limit / shape, L_TE, end, side) == value:
            return constant, "in the limit"
    return None, "at near"
