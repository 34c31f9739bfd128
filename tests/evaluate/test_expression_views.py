"""The three views of an exact expression: digits that are really correct, balls that are narrow and right."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import ctx
from hypothesis import given
from hypothesis import strategies as st
from sympy import Rational, Sum, exp, gamma, pi, sqrt

from w2s_theory.evaluate.enclosure import ball_precision, enclose_expression
from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.evaluate.high_precision import evaluate_expression
from w2s_theory.notation import L_TE, b, d, f, j, k, lam, n, p, t
from w2s_theory.records.errors import AccuracyError, InputError

WHOLE = (p + 1) / (d * (2 * p + 3)) + sqrt(d)
CASES = [
    (WHOLE, {"p": Fraction(2), "d": Fraction(5)}),
    ((k + 1) / (d + 2) + Rational(1, 3), {"k": Fraction(6), "d": Fraction(7)}),
    (gamma(d / 2) / (2 ** (p + 1) * pi), {"p": Fraction(3), "d": Fraction(9)}),
    (1 - exp(-lam * t), {"lam": Fraction(1, 10**9), "t": Fraction(1, 3)}),
    ((sqrt(1 + 3 * L_TE) - sqrt(1 - L_TE)) ** 2 / 4, {"L_TE": Fraction(1, 10**12)}),
]


@pytest.mark.parametrize("expression, values", CASES, ids=str)
@pytest.mark.parametrize("digits", [15, 30, 200, 1000])
def test_digits_are_correct(expression, values, digits):
    """Also where whole numbers are divided: a quotient of two Python ints would be a double."""
    value = evaluate_expression(expression, values, digits)
    ball = enclose_expression(expression, values, digits + 20)
    with ball_precision(4 * digits + 200), mpmath.workdps(digits + 30):
        truth = mpmath.mpf(ball.mid().str(digits + 15, radius=False))
        assert abs(value - truth) <= abs(truth) * mpmath.mpf(10) ** (1 - digits)
        assert ball.rel_accuracy_bits() > 3.3 * digits


@given(st.fractions(min_value=0, max_value=1, max_denominator=10**6))
def test_balls_contain_mpmath(value):
    expression = sqrt(1 + 3 * L_TE) / (1 + L_TE)
    ball = enclose_expression(expression, {"L_TE": value}, 20)
    number = evaluate_expression(expression, {"L_TE": value}, 40)
    with ball_precision(300), mpmath.workdps(60):
        assert abs(number - mpmath.mpf(ball.mid().str(50, radius=False))) < mpmath.mpf(10) ** -19


def test_sums_over_entries():
    expression = Sum((f[j] - b[j]) ** 2, (j, 0, n - 1))
    values = {"n": Fraction(3), "f": (1, Fraction(1, 2), Fraction(1, 3)), "b": (0, Fraction(1, 7), 2)}
    exact = Fraction(1) + Fraction(25, 196) + Fraction(25, 9)
    assert abs(evaluate_expression(expression, values, 40) * 1764 - exact * 1764) < 1e-30
    assert enclose_expression(expression * 1764, values, 30).contains(int(exact * 1764))
    arrays = {name: np.array([np.array(values[name], dtype=float)] * 2) for name in ("f", "b")}
    found = compute_expression(expression, {**arrays, "n": np.array([3, 3])})
    assert found == pytest.approx([float(exact)] * 2, rel=1e-15)
    with pytest.raises(ValueError, match="same in all rows"):
        compute_expression(expression, {**arrays, "n": np.array([2, 3])})


def test_exact_zero_and_hidden_zero():
    assert enclose_expression(1 / gamma(1 - k), {"k": Fraction(4)}, 20) == 0
    with pytest.raises(AccuracyError):
        enclose_expression(sqrt(2) * sqrt(3) - sqrt(lam), {"lam": Fraction(6)}, 20)


@pytest.mark.parametrize("digits", [0, -1, True, 10**6, 1.5])
def test_digits_must_make_sense(digits):
    with pytest.raises(InputError, match="digits"):
        enclose_expression(L_TE, {"L_TE": Fraction(1, 2)}, digits)


def test_precision_is_restored_after_an_error():
    bits, places = ctx.prec, mpmath.mp.dps
    with pytest.raises(AccuracyError):
        enclose_expression(sqrt(2) * sqrt(3) - sqrt(lam), {"lam": Fraction(6)}, 20)
    with pytest.raises(ZeroDivisionError):
        evaluate_expression(1 / lam, {"lam": Fraction(0)}, 20)
    assert (ctx.prec, mpmath.mp.dps) == (bits, places)
