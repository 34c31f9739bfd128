"""The rule ``derivative``: what SymPy differentiates, where it may be differentiated."""

import pytest
from single_step import real, status
from sympy import Abs, Derivative, Max, Sum, exp, log, sin, sqrt

from w2s_theory.notation import b, coefficient, j, lambdas, n, s, t, x
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.step import Step

T, S = real("t", 0), real("s", 0)
MODES = tuple(
    Parameter(name, reals(low), reals(0, 1), length=3) for name, low in (("b", None), ("lambdas", 0))
)
FREE = (real("coefficient"),)
SIZE = Parameter("n", integers(1), integers(1, 3))


def slope(expression, right, *letters, **options):
    return status(
        Claim(Derivative(expression, t), "==", right), "derivative", *(letters or (T, S)), **options
    )


@pytest.mark.parametrize(
    ("expression", "right"),
    [
        (t**3 - s * t, 3 * t**2 - s),
        (exp(-s * t) * t, (1 - s * t) * exp(-s * t)),
        (1 / (1 + t), -1 / (1 + t) ** 2),
        (sqrt(1 + t), 1 / (2 * sqrt(1 + t))),
        (
            log(2 + t) * sin(s * t),
            sin(s * t) / (2 + t) + s * log(2 + t) * Derivative(sin(s * t), t).doit() / s,
        ),
    ],
)
def test_derivative_accepts_true_derivatives_and_refuses_mutated_ones(expression, right):
    letters = (T, real("s", 1))
    assert slope(expression, right, *letters) == "decided"
    assert slope(expression, right + 1, *letters) == "not decided"
    assert slope(expression, -right, *letters) == "not decided"
    assert slope(expression + t, right, *letters) == "not decided"


def test_derivative_goes_under_finite_sums():
    error = Sum((1 - exp(-lambdas[j] * t)) ** 2 * b[j], (j, 0, n - 1))
    right = 2 * Sum(lambdas[j] * exp(-lambdas[j] * t) * (1 - exp(-lambdas[j] * t)) * b[j], (j, 0, n - 1))
    letters = (T, SIZE, *MODES)
    assert slope(error, right, *letters) == "decided"
    assert slope(t * error, error + t * right, *letters) == "decided"
    assert slope(error, right / 2, *letters) == "not decided"
    assert slope(error, right.subs(n, n + 1), *letters) == "not decided"
    assert slope(error, -right, *letters) == "not decided"


def test_derivative_of_second_order():
    claim = Claim(Derivative(t**4, (t, 2)), "==", 12 * t**2)
    assert status(claim, "derivative", T) == "decided"
    assert status(Claim(claim.left, "==", 4 * t**3), "derivative", T) == "not decided"


def test_derivative_refuses_kinks_poles_and_branch_points():
    assert slope(Abs(t - 1), 1, T) == "not decided"
    assert slope(Max(t, 1), 0, T) == "not decided"
    assert slope(sqrt(t), 1 / (2 * sqrt(t)), T) == "not decided"
    assert slope(1 / t, -1 / t**2, T) == "not decided"
    assert slope(log(t), 1 / t, T) == "not decided"
    assert slope(1 / (t - 1), -1 / (t - 1) ** 2, T) == "not decided"


def test_derivative_needs_a_letter_that_runs():
    whole = Parameter("n", integers(1), integers(1, 3))
    assert status(Claim(Derivative(n**2, n), "==", 2 * n), "derivative", whole) == "not decided"
    assert slope(t**2, 2 * t, real("t", 1, 1)) == "not decided"
    assert slope(t**2, 2, T, where=(Claim(t, "==", 1),)) == "not decided"
    assert slope(t**2, 2 * t, T, S, where=(Claim(t, "<=", s),)) == "not decided"
    assert slope(x * t, x, T) == "not decided"  # x is not declared


def test_derivative_puts_in_an_equality_only_where_it_holds_throughout():
    square = Step("square", Claim((t + 1) ** 2 - 1, "==", t**2 + 2 * t), "ring", "expanded")
    assert slope((t + 1) ** 2 - 1, 2 * t + 2, T, before=(square,), uses=("square",)) == "decided"
    assert slope((t + 1) ** 2 - 1, 2 * t, T, before=(square,), uses=("square",)) == "not decided"
    at_one = (Claim(t, "==", 1),)
    point = Step("point", Claim(t**2, "==", t), "ring", "true at t = 1 only", where=at_one)
    assert slope(t**2, 1, T, before=(point,), uses=("point",), where=at_one) == "not decided"
    letter = Step("letter", Claim(coefficient * t, "==", t * coefficient), "ring", "nothing", variables=FREE)
    assert slope(coefficient * t, 1, T, before=(letter,), uses=("letter",), variables=FREE) == "not decided"
