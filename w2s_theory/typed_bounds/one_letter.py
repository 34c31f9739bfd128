"""Claims in L_TE alone: a bound holds for a whole kind of student exactly when it stays on its side of the limit."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil, isfinite, log
from typing import Any

import mpmath
import sympy
from flint import arb

from w2s_theory.notation import L_TE
from w2s_theory.theorems.listing import Catalog
from w2s_theory.typed_bounds.ball_sign import BITS, ball_at, certified_nonnegative, series_precision
from w2s_theory.typed_bounds.best_constant import best_constant, factor_of, smallest_constant
from w2s_theory.typed_bounds.decision import CounterExample, Decision, When, decimal, plain
from w2s_theory.typed_bounds.exact_sign import exact_sign
from w2s_theory.typed_bounds.extreme_students import student_operator
from w2s_theory.typed_bounds.normal_form import BoundClaim, trial_points
from w2s_theory.typed_bounds.student_kinds import (
    BEST_OF_A_PATH,
    Place,
    StudentClass,
    teacher_vector,
)
from w2s_theory.typed_bounds.witness import Witness, dot, identity, outer, write_out

BALLS = "certified balls"
# where a claim is tried when nothing else decides it; a smaller L_TE is not reached
_TINY = tuple(Fraction(1, 10**i) for i in (500, 1000, 2000, 4000))


def lower_limit(kind: StudentClass) -> Any:
    """The smallest L_ST of the kind at L_TE, in the form without cancellation: balls stay narrow where L_TE is tiny."""
    if kind.theorem is None:
        return sympy.Integer(0)
    theorem = Catalog()[kind.theorem]
    return theorem.bound if theorem.stable_bound is None else theorem.stable_bound


def decide_in_teacher_error(claim: BoundClaim, kind: StudentClass, when: When) -> Decision:
    """A claim without misfit and tau, for every student of a kind, or for the best-stopped of each path."""
    return _lower(claim, kind) if claim.relation == ">=" else _upper(claim, kind, when)


def _lower(claim: BoundClaim, kind: StudentClass) -> Decision:
    limit = lower_limit(kind)
    gap = limit - claim.bound
    ratio = _tightest_ratio(claim.bound, limit)
    best = None if limit == 0 else best_constant(claim.bound, limit, lambda each: holds(each)[0])
    if best is not None and best.upper and not best.none:
        # the grid need not hold the point where the bound is tightest
        ratio = float(factor_of(claim.bound) / (best.exact or best.upper))
    point, method = _largest_violation(gap), BALLS
    if point is None:
        true, method, point = holds(gap)
        if true:
            why = f"implied by {kind.theorem}" if kind.theorem else "a squared norm is not negative"
            return Decision("verified", why, method, kind.theorem, None, ratio, best)
    if point is None:
        return Decision("undecided", _why_not(claim), "", None, None, ratio, best)
    example = _example(claim, kind, point, kind.best)
    reason = f"at L_TE = {plain(point)} a student has L_ST = {_short(example)}, below the bound"
    if ratio is not None and (best is None or best.none):
        ratio = max(ratio, 1 + float(mpmath.mpf(example.excess)))
    return Decision("refuted", reason, method, None, example, ratio, best)


def _upper(claim: BoundClaim, kind: StudentClass, when: When) -> Decision:
    best = when == "best"
    limit = L_TE if best else kind.upper
    least = smallest_constant(claim.bound, limit, lambda each: holds(each)[0])
    return replace(_upper_decision(claim, kind, limit, best), best=least)


def _upper_decision(claim: BoundClaim, kind: StudentClass, limit: Any, best: bool) -> Decision:
    point, method = _largest_violation(claim.bound - limit), BALLS
    if point is None:
        true, method, point = holds(claim.bound - limit)
        if true and best:
            reason = "with K > 0 (infinite width) the student ends at its teacher, so its best error is at most L_TE"
            return Decision("verified", reason, method, BEST_OF_A_PATH)
        if true:
            return Decision("verified", kind.upper_reason, method, kind.upper_theorem)
    if point is None:
        return Decision("undecided", _why_not(claim))
    if best:
        example = _example(claim, kind, point, None, "S = I: K = 1 at t = inf, the best time of that student")
        reason = (
            f"a kernel without a spectrum (K = 1) gains nothing, whenever it stops: its best L_ST is "
            f"L_TE = {plain(point)}, above the bound"
        )
        hopeless = _largest_violation(claim.bound - lower_limit(kind))
        if hopeless is not None and kind.theorem is not None:
            reason += f"; at L_TE = {plain(hopeless)} no student at all satisfies it ({kind.theorem})"
        return Decision("refuted", reason, method, None, example)
    start = _largest_violation(claim.bound - 1) if kind.has_path else None
    if start is not None:
        example = _example(
            claim, kind, start, lambda L: (mpmath.mpf(0), mpmath.mpf(0)), "S = 0: not yet trained"
        )
        reason = f"the student of time 0 has L_ST = 1, above the bound at L_TE = {plain(start)}"
    else:
        example = _example(claim, kind, point, kind.worst)
        reason = f"at L_TE = {plain(point)} a student has L_ST = {_short(example)}, above the bound"
    return Decision("refuted", reason, method, None, example)


def holds(difference: Any) -> tuple[bool, str, Fraction | None]:
    """Whether a function of L_TE is >= 0 on (0, 1), by which method, or where it is not."""
    sign = exact_sign(difference)
    if sign is not None:
        return sign.holds, "exact", sign.at
    if certified_nonnegative(difference):
        return True, BALLS, None
    below = next((point for point in _TINY if ball_at(difference, point) < 0), None)
    return False, BALLS if below is not None else "", below


def _why_not(claim: BoundClaim) -> str:
    least = decimal(_TINY[-1], 1)
    return (
        f"the bound is not algebraic, balls could not separate it from the limit for every L_TE, and no "
        f"counter-example was found at L_TE between {least} and 1"
    )


def _largest_violation(gap: Any) -> Fraction | None:
    """The trial point where a function of L_TE is most negative, certified; ``None`` if it nowhere is.

    Two decimals are preferred: an example at L_TE = 1e-40 convinces nobody if there is one at 0.3.
    """
    found = [(ball.mid(), point) for point in trial_points() if (ball := ball_at(gap, point)) < 0]
    short = [pair for pair in found if pair[1].denominator <= 100]
    return min(short or found, key=lambda pair: pair[0])[1] if found else None


def _tightest_ratio(bound: Any, limit: Any) -> float | None:
    if limit == 0:
        return None
    values = [float(ball_at(bound / limit, point).mid()) for point in trial_points()]
    return max(values) if all(map(isfinite, values)) else None


def _example(
    claim: BoundClaim, kind: StudentClass, point: Fraction, place: Place | None, note: str = ""
) -> CounterExample:
    """The numbers with as many digits as show on which side of the bound the student is."""
    bits = BITS + 4 * len(str(point.denominator)) + 4 * len(str(point.numerator))
    bound = ball_at(claim.bound, point, bits)
    with series_precision(bits, 1):
        measured = arb(build_witness(kind, point, place, digits=bits // 4).measured)
        excess = abs(bound / measured - 1)
        # the logarithm: an excess may be far below the smallest float
        lost = -float(excess.mid().log()) / log(10) if excess.mid() > 0 else 0.0
        digits = max(17, ceil(lost) + 4)
        text, size = bound.str(digits, radius=False), excess.str(3, radius=False)
    return CounterExample(point, text, size, build_witness(kind, point, place, digits, note))


def build_witness(
    kind: StudentClass, teacher_error: Fraction, place: Place | None, digits: int = 17, note: str = ""
) -> Witness:
    """The example at a teacher error in (0, 1); without a ``place`` the student is its teacher, S = I."""
    with mpmath.workdps(40 + digits + 2 * len(str(teacher_error.denominator))):
        L = mpmath.mpf(teacher_error.numerator) / teacher_error.denominator
        v = teacher_vector(L)
        w = v if place is None else place(L)
        P = outer(v, v, dot(v, v))
        S = identity(2) if place is None and kind.name != "convex" else student_operator(kind.name, v, w)
        return write_out((mpmath.mpf(1), mpmath.mpf(0)), v, P, S, w, digits, note)


def _short(example: CounterExample) -> str:
    with mpmath.workdps(20):
        return str(mpmath.nstr(mpmath.mpf(example.witness.measured), 6))
