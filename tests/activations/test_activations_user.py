"""Polynomials and a user's own activations."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from flint import acb, arb, ctx

from w2s_theory.activations.polynomial import polynomial_activation
from w2s_theory.activations.user import activation_from_callable, activation_from_expression
from w2s_theory.records.errors import InputError

z = sympy.Symbol("z", real=True)


def test_polynomial_forms_agree():
    activation = polynomial_activation([1, Fraction(-1, 3), 0, 2])
    assert activation.parity == "none" and activation.how == "certified"
    assert activation.expression(z) == 2 * z**3 - z / 3 + 1
    assert activation.function(np.array([0.5]))[0] == pytest.approx(1 - 1 / 6 + 0.25, rel=1e-15)
    assert abs(float(activation.ball(acb(0.5), True).real) - (1 - 1 / 6 + 0.25)) < 1e-14
    assert polynomial_activation([0, 1, 0, -1]).parity == "odd"
    assert polynomial_activation([3, 0, 1]).parity == "even"


@pytest.mark.parametrize(
    "wrong", [[], [0, 0], [0.5, 1], [True], "12", 3, [1] * 80, [sympy.Float(1)], [10**200]]
)
def test_polynomial_refuses(wrong):
    with pytest.raises(InputError):
        polynomial_activation(wrong)


EXPRESSIONS = [
    (sympy.Max(z, 0), (Fraction(0),), "none"),
    (sympy.Abs(z) - sympy.Rational(1, 3), (Fraction(0),), "even"),
    (sympy.Max(z - sympy.Rational(1, 2), 0), (Fraction(1, 2),), "none"),
    (
        sympy.Piecewise((z**2, z > sympy.Rational(1, 4)), (-z, z >= -1), (sympy.Integer(1), True)),
        (Fraction(-1), Fraction(1, 4)),
        "none",
    ),
    (sympy.Heaviside(z + sympy.Rational(1, 3)) * sympy.exp(z), (Fraction(-1, 3),), "none"),
    (z * sympy.exp(-(z**2)) + sympy.sin(z) + sympy.atan(z) * sympy.sqrt(2 + z**2), (), "odd"),
    (sympy.Min(1, sympy.Max(-1, z)), (Fraction(-1), Fraction(1)), "odd"),
    (sympy.log(3 + z) + sympy.erfc(z) / sympy.pi + sympy.E**z + (2 + z) ** sympy.Rational(1, 3), (), "none"),
]


@pytest.mark.parametrize("expr, kinks, parity", EXPRESSIONS)
def test_expression_is_certified(expr, kinks, parity):
    activation = activation_from_expression(expr, z)
    assert activation.how == "certified" and activation.kinks == kinks and activation.parity == parity
    points = np.array([-1.3, -0.71, -0.2, 0.13, 0.33, 0.62, 1.7])
    values = activation.function(points)
    precision = ctx.prec
    try:
        ctx.prec = 150
        for point, value in zip(points, values, strict=True):
            truth = sympy.N(expr.subs(z, sympy.Rational(float(point))), 40)
            ball = activation.ball(acb(float(point)), True).real
            assert ball.rad() < arb(10) ** -35
            assert abs(float(ball) - float(truth)) <= 2e-15 * max(1.0, abs(float(truth)))
            assert abs(value - float(truth)) <= 1e-14 * max(1.0, abs(float(truth)))
    finally:
        ctx.prec = precision
    assert ctx.prec == precision


def test_certified_integral_between_kinks():
    activation = activation_from_expression(sympy.Max(z - sympy.Rational(1, 2), 0) ** 2, z)
    right = acb.integral(lambda x, analytic: activation.ball(x, analytic), acb(1) / 2, 1)
    assert right.real.overlaps(arb(1) / 24) and right.real.rad() < 1e-10
    assert not activation.ball(acb(arb(0.5, 0.01)), True).is_finite()


def test_root_branch_cut_is_noticed():
    activation = activation_from_expression(sympy.sqrt(z + 2), z)
    assert not activation.ball(acb(arb(-2, 0.1)), True).is_finite()


@pytest.mark.parametrize(
    "wrong",
    [
        "z**2",
        0.5 * z,
        z + sympy.Symbol("y"),
        sympy.gamma(z),
        sympy.Abs(z**2 - 2),
        sympy.Abs(sympy.sin(z)),
        z**z,
        sympy.I * z,
    ],
)
def test_expression_refuses(wrong):
    with pytest.raises(InputError) as caught:
        activation_from_expression(wrong, z)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "function, kinks",
    [
        (lambda x: np.maximum(x, 0.0), (Fraction(0),)),
        (lambda x: np.maximum(x - 0.3, 0.0) ** 2, (Fraction(3, 10),)),
        (lambda x: np.abs(x - 0.25) + np.where(x > -0.5, 1.0, 0.0), (Fraction(-1, 2), Fraction(1, 4))),
        (np.tanh, ()),
        (lambda x: np.sin(20 * x), ()),
        (lambda x: 0.0 * x + 2.0, ()),
    ],
)
def test_kinks_of_a_callable_are_detected(function, kinks):
    activation = activation_from_callable(function)
    assert activation.how == "estimated" and activation.expression is None and activation.ball is None
    assert len(activation.kinks) == len(kinks)
    for found, true in zip(activation.kinks, kinks, strict=True):
        assert abs(found - true) < Fraction(1, 10**6)


def test_kinks_given_by_the_user_are_kept():
    assert activation_from_callable(np.abs, kinks=[0.5, 0]).kinks == (Fraction(0), Fraction(1, 2))


def test_callable_refuses():
    for wrong in (3, lambda x: 1.0, lambda x: x[:3], lambda x: x / 0.0, lambda x: len(x) > 5 and x["a"]):
        with np.errstate(all="ignore"), pytest.raises(InputError):
            activation_from_callable(wrong)
    with pytest.raises(InputError):
        activation_from_callable(np.abs, kinks=[float("nan")])
    with pytest.raises(InputError):
        activation_from_callable(np.abs, scale="two")
