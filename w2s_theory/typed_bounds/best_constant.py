"""The best constant of a shape: the largest c with c g(L_TE) below the limit on all of (0, 1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

from w2s_theory.notation import L_TE
from w2s_theory.typed_bounds.ball_sign import BITS, ball_at, series_precision
from w2s_theory.typed_bounds.normal_form import as_typed, trial_points

Holds = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class BestConstant:
    """``lower <= c* <= upper``: ``lower`` is proved to work, above ``upper`` a counter-example exists.

    ``shape`` is g, ``near`` the L_TE that makes the bound tight; ``exact`` is c* where ``lower``
    is attained at a rational point (else ``None``).
    """

    shape: str
    lower: Fraction
    upper: Fraction
    near: Fraction
    exact: Fraction | None = None

    @property
    def none_above_zero(self) -> bool:
        """Whether no c > 0 works: the limit falls below every multiple of the shape, by hundreds of powers of ten."""
        return self.lower == 0 and self.upper < Fraction(1, 10**6)

    @property
    def multiple(self) -> str:
        """``c*L_TE^2``, and ``c*(L_TE^2 + L_TE)`` where the shape is a sum."""
        return f"c*({self.shape})" if " + " in self.shape or " - " in self.shape else f"c*{self.shape}"

    def to_dict(self) -> dict[str, Any]:
        """Plain values; the ends as decimals rounded outwards by at most 1e-15."""
        return {
            "shape": self.shape,
            "lower": float(self.lower),
            "upper": float(self.upper),
            "exact": None if self.exact is None else str(self.exact),
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
        return _best_constant(bound, limit, holds)


def _best_constant(bound: Any, limit: Any, holds: Holds) -> BestConstant | None:
    factor, shape = bound.as_coeff_Mul()
    if not factor.is_Rational or factor <= 0:
        return None
    ratios = []
    for point in trial_points():
        below = ball_at(shape, point)
        if not below > 0:
            return None
        ratios.append((ball_at(limit, point) / below, point))
    ratio, near = min(ratios, key=lambda pair: pair[0].mid())
    ratio, near = _refine(limit / shape, ratio, near)
    upper = _above(ratio)
    lower = next(
        (c for c in _candidates(upper) if holds(limit - sympy.Rational(c.numerator, c.denominator) * shape)),
        None,
    )
    if lower is None:
        return None
    return BestConstant(as_typed(shape), lower, max(upper, lower), near, _attained(lower, limit, shape, near))


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


def _attained(constant: Fraction, limit: Any, shape: Any, near: Fraction) -> Fraction | None:
    """The constant itself where limit = constant * shape holds exactly at a plain rational point."""
    plain = near.limit_denominator(1000)
    if not 0 < plain < 1:
        return None
    difference = (limit - sympy.Rational(constant.numerator, constant.denominator) * shape).subs(
        L_TE, sympy.Rational(plain.numerator, plain.denominator)
    )
    return constant if sympy.expand(difference) == 0 else None
