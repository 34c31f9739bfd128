"""The activations that come with the package: their three forms agree, and loading is safe."""

import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
import sympy
from flint import acb, arb, ctx, fmpq

from w2s_theory.activations import activation_names, load_activation
from w2s_theory.records.errors import InputError

NAMES = ("cos", "erf", "gelu", "identity", "leaky_relu", "relu", "relu_cubed", "relu_squared", "step", "tanh")
POINTS = [Fraction(n, 16) for n in (-53, -31, -7, -1, 1, 5, 23, 60)]


def test_names_are_the_files():
    assert activation_names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_three_forms_agree(name):
    activation = load_activation(name)
    assert activation.name == name and activation.how == "certified"
    symbol = sympy.Symbol("z", real=True)
    values = activation.function(np.array([float(point) for point in POINTS]))
    precision = ctx.prec
    try:
        ctx.prec = 200
        for point, value in zip(POINTS, values, strict=True):
            exact = sympy.sympify(activation.expression(symbol)).subs(
                symbol, sympy.Rational(point.numerator, point.denominator)
            )
            ball = activation.ball(acb(arb(fmpq(point.numerator, point.denominator))), True).real
            assert ball.rad() < arb(10) ** -50
            assert abs(float(ball) - float(sympy.N(exact, 40))) <= 1e-15 * abs(float(ball)) + 1e-300
            assert abs(float(ball) - value) <= 4e-15 * abs(value)
    finally:
        ctx.prec = precision


@pytest.mark.parametrize("name", NAMES)
def test_parity_as_declared(name):
    activation = load_activation(name)
    z = np.linspace(0.1, 3.0, 7)
    left, right = activation.function(-z), activation.function(z)
    assert np.array_equal(left, right) == (activation.parity == "even")
    assert np.array_equal(left, -right) == (activation.parity == "odd")


@pytest.mark.parametrize("name", ("relu", "step", "relu_cubed", "leaky_relu"))
def test_ball_continues_the_side_of_its_centre(name):
    activation = load_activation(name)
    # a ball around 0.25 that reaches across the kink encloses the continuation of the right side only
    wide = acb(arb(0.25, 0.5), arb(0, 0.1))
    inside = activation.ball(wide, True)
    value = activation.ball(acb(0.5), True)
    assert inside.contains(value)
    assert not activation.ball(acb(arb(0, 0.1)), True).is_finite()


def test_certified_integral_of_the_relu():
    relu = load_activation("relu")
    piece = acb.integral(lambda z, analytic: relu.ball(z, analytic) * z.exp(), 0, 1)
    assert piece.real.overlaps(arb(1)) and piece.real.rad() < 1e-10
    assert acb.integral(lambda z, analytic: relu.ball(z, analytic) * z.exp(), -1, 0).is_zero()


@pytest.mark.parametrize(
    "wrong, hint",
    [("rellu", "'relu'"), ("gellu", "'gelu'"), ("polynomial", "there is no"), ("zzz", "expected one of")],
)
def test_unknown_name_gets_one_line(wrong, hint):
    with pytest.raises(InputError) as caught:
        load_activation(wrong)
    assert hint in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("wrong", [3, None, "x" * 500, "../relu"])
def test_strange_names_are_refused(wrong):
    with pytest.raises(InputError) as caught:
        load_activation(wrong)
    assert len(str(caught.value)) < 250


def test_loading_needs_no_symbolic_engine():
    code = (
        "import sys\nfor name in ('sympy', 'flint', 'mpmath'): sys.modules[name] = None\n"
        "from w2s_theory.activations import activation_names, load_activation\n"
        "import numpy as np, w2s_theory.activations.user\n"
        "print(sum(float(load_activation(n).function(np.array([0.5]))[0]) for n in activation_names()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert 4.0 < float(done.stdout) < 6.0
