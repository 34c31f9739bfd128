"""Three views of one bound must agree: balls, mpmath, float64; and its stable form is the same bound."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
from flint import arb

from w2s_theory.checks.points import Point, exact_points
from w2s_theory.evaluate.enclosure import ball_precision, enclose_expression
from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.evaluate.high_precision import evaluate_expression
from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.theorem import Theorem
from w2s_theory.records.verdict import Agreement

DIGITS = 30
BROKEN_PROMISE = "the float64 form of the bound is less accurate than promised"


def evaluations_agree(theorem: Theorem, rng: np.random.Generator, count: int) -> Agreement:
    """Evaluate every side of the claim in all three ways at ``count`` exact points."""
    points = exact_points(theorem, rng, count)
    if not points:
        return Agreement(
            0, DIGITS, 0.0, theorem.float_accuracy, "no point of the domain satisfies the hypotheses"
        )
    worst = 0.0
    exact_sides = [claim.right for claim in theorem.claims()]
    stable_sides = [side for _, side in theorem.stable_sides()]
    for point in points:
        for exact, stable in zip(exact_sides, stable_sides, strict=True):
            try:
                error, problem = _one_point(exact, stable, point)
            except AccuracyError as refusal:
                return Agreement(
                    len(points), DIGITS, worst, theorem.float_accuracy, f"{refusal} at {_show(point)}"
                )
            is_number = math.isfinite(error)
            worst = max(worst, error) if is_number else worst
            if not problem and not (is_number and error <= theorem.float_accuracy):
                off = f"float64 is off by {error:.1e}" if is_number else "float64 gives no number"
                problem = f"{BROKEN_PROMISE}: {off}, promised {theorem.float_accuracy:.0e},"
            if problem:
                return Agreement(
                    len(points), DIGITS, worst, theorem.float_accuracy, f"{problem} at {_show(point)}"
                )
    return Agreement(len(points), DIGITS, worst, theorem.float_accuracy)


def _one_point(exact: Any, stable: Any, point: Point) -> tuple[float, str]:
    # float64 is judged at the very double it was given, not at the rational that rounds to it
    rounded = {name: _rounded(value) for name, value in point.items()}
    ball = enclose_expression(exact, rounded, DIGITS)
    if stable is not exact and not ball.overlaps(enclose_expression(stable, rounded, DIGITS)):
        return 0.0, "the stable form is another number than the bound"
    number = evaluate_expression(exact, rounded, DIGITS)
    with ball_precision(200), mpmath.workdps(60):
        centre = mpmath.mpf(ball.mid().str(50, radius=False)) if ball != 0 else mpmath.mpf(0)
        if abs(number - centre) > abs(centre) * mpmath.mpf(10) ** (2 - DIGITS):
            return 0.0, f"mpmath gives {mpmath.nstr(number, 12)}, the ball {ball.str(12)}"
    values = {name: np.array([_floats(value)]) for name, value in rounded.items()}
    fast = float(compute_expression(stable, values)[0])
    with ball_precision(200):
        if ball == 0:
            return abs(fast), ""
        gap = abs((arb(fast) - ball) / ball)
        return float(gap.mid()) + float(gap.rad()), ""


def _rounded(value: Any) -> Any:
    from fractions import Fraction

    if isinstance(value, tuple):
        return tuple(_rounded(entry) for entry in value)
    return Fraction(float(value))


def _floats(value: Any) -> Any:
    if isinstance(value, tuple):
        return [float(entry) for entry in value]
    # whole numbers stay whole, so that an index or an exponent is one
    return int(value) if value.denominator == 1 else float(value)


def _show(point: Point) -> str:
    return ", ".join(
        f"{name} = {value if not isinstance(value, tuple) else '...'}" for name, value in point.items()
    )
