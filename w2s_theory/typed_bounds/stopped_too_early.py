"""One student whose best time comes before its misfit explains it: three modes, every number rational but the time.

    f* = (1, 8, 4)/9,   f_TE = P f* = (21, 28, 20)/45  with P = I - u u^T, u = (-4, 3, 0)/5,
    K = diag(2, 12, 1),  S_t = I - exp(-t K) = diag(1 - x^2, 1 - x^12, 1 - x),  x = exp(-t).

The second mode is learnt first, the first two carry the teacher's error, and at the best time x = 0.5439...
the gain L_TE - L_ST = 0.0205 is smaller than the misfit 0.0779. So "the best-stopped student gains at least its
misfit" is false for targets that are no eigenfunctions, though it is true of least squares. The best time
is global: L_ST is a polynomial of degree 24 in x, and a test counts the roots of its derivative.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
from flint import arb

from w2s_theory.records.ball_expression import NoBall, ball_function, exact_ball
from w2s_theory.typed_bounds.ball_sign import series_precision
from w2s_theory.typed_bounds.decision import CounterExample
from w2s_theory.typed_bounds.normal_form import BoundClaim
from w2s_theory.typed_bounds.witness import diagonal, identity, outer, plus, squared_distance, write_out

TARGET = tuple(Fraction(n, 9) for n in (1, 8, 4))
DIRECTION = tuple(Fraction(n, 5) for n in (-4, 3, 0))
TEACHER = tuple(Fraction(n, 45) for n in (21, 28, 20))
EIGENVALUES = (2, 12, 1)
TEACHER_ERROR = squared_distance(TARGET, TEACHER)
# the derivative of L_ST in x changes its sign from - to + between these, and nowhere else matters
_BRACKET = (Fraction(53, 100), Fraction(56, 100))
_BITS = 200


def student(x: Any, teacher: tuple[Any, ...] = TEACHER) -> tuple[Any, ...]:
    """f_ST at x = exp(-t), in the numbers that ``x`` and the teacher are given in."""
    return tuple((1 - x**rate) * each for rate, each in zip(EIGENVALUES, teacher, strict=True))


def slope(x: Fraction) -> Fraction:
    """Half the derivative of L_ST in x."""
    parts = zip(EIGENVALUES, TEACHER, TARGET, student(x), strict=True)
    return sum(((s - f) * -rate * x ** (rate - 1) * v for rate, v, f, s in parts), Fraction(0))


def best_decay() -> tuple[Fraction, Fraction]:
    """The best x between two fractions that are 2^-200 apart."""
    low, high = _BRACKET
    while high - low > Fraction(1, 2**_BITS):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return low, high


def counter_example(claim: BoundClaim) -> CounterExample | None:
    """The student at its best time, if balls show that it violates the upper bound."""
    low, high = best_decay()
    with series_precision(2 * _BITS, 1):
        x = exact_ball(low).union(exact_ball(high))
        target, teacher = (tuple(exact_ball(each) for each in vector) for vector in (TARGET, TEACHER))
        f_ST = student(x, teacher)
        error, misfit = (_squared(one, f_ST) for one in (target, teacher))
        try:
            bound = ball_function(claim.bound)({"L_TE": exact_ball(TEACHER_ERROR), "misfit": misfit})
        except (NoBall, ZeroDivisionError):
            return None
        if not error > bound:
            return None
        text, excess = bound.str(17, radius=False), abs(bound / error - 1).str(3, radius=False)
    return CounterExample(TEACHER_ERROR, text, excess, _written(low))


def _squared(left: tuple[Any, ...], right: tuple[Any, ...]) -> arb:
    return sum(((a - b) ** 2 for a, b in zip(left, right, strict=True)), arb(0))


def _written(decay: Fraction) -> Any:
    minus = tuple(-each for each in DIRECTION)
    with mpmath.workdps(60):
        x = mpmath.mpf(decay.numerator) / decay.denominator
        operator = diagonal([1 - x**rate for rate in EIGENVALUES])
        projection = plus(identity(3), outer(minus, DIRECTION, 1))
        note = f"gradient flow with K = diag(2, 12, 1) at its best time t = {mpmath.nstr(-mpmath.log(x), 9)}"
        f_ST = student(x, tuple(mpmath.mpf(each.numerator) / each.denominator for each in TEACHER))
        return write_out(TARGET, TEACHER, projection, operator, f_ST, note=note)
