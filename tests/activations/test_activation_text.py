"""Activations typed as text: read with Python's grammar and a short list of functions, never executed."""

from fractions import Fraction

import numpy as np
import pytest

from w2s_theory.activations.text import activation_from_text
from w2s_theory.models.activation_sphere import activation_sphere
from w2s_theory.records.errors import InputError

READ = [
    ("log(1 + exp(z))", lambda z: np.log(1 + np.exp(z)), ()),
    ("z/(1+exp(-z))", lambda z: z / (1 + np.exp(-z)), ()),
    ("max(-1/3, min(1/3, z))", lambda z: np.clip(z, -1 / 3, 1 / 3), (Fraction(-1, 3), Fraction(1, 3))),
    ("max(z - 0.25, 0)^2", lambda z: np.maximum(z - 0.25, 0) ** 2, (Fraction(1, 4),)),
    ("abs(z) + z²", lambda z: np.abs(z) + z**2, (Fraction(0),)),
    ("2 \u2212 step(z)*pi", lambda z: 2 - np.where(z > 0, np.pi, 0), (Fraction(0),)),
    ("e^(-z**2)", lambda z: np.exp(-(z**2)), ()),
    ("z", lambda z: z, ()),
    ("1e-3*x", lambda z: z / 1000, ()),
]


@pytest.mark.parametrize("text, function, kinks", READ)
def test_text_means_what_it_says(text, function, kinks):
    activation = activation_from_text(text)
    points = np.array([-0.9, -0.3, 0.1, 0.27, 0.8])
    np.testing.assert_allclose(activation.function(points), function(points), rtol=1e-14)
    assert activation.kinks == kinks and activation.how == "certified" and activation.scale == "one"
    assert activation.name == text


def test_the_argument_of_variance_one():
    activation = activation_from_text("sqrt(d)*z*(1 + erf(sqrt(d)*z/sqrt(2)))/2")
    gelu = activation_sphere("gelu", 7).activation
    points = np.linspace(-2, 2, 9)
    assert gelu is not None and activation.scale == gelu.scale == "sqrt_dimension"
    np.testing.assert_allclose(activation.function(points), gelu.function(points), rtol=1e-13)
    assert activation_from_text("max(sqrt(d)*z - 1/2, 0)").kinks == (Fraction(1, 2),)
    with pytest.raises(InputError, match=r"sqrt\(d\)\*z only"):
        activation_from_text("d*z")


@pytest.mark.parametrize(
    "text",
    [
        "", "(((", "z +", "__import__('os')", "z.real", "z**z", "max(z)", "exp(10^9)", "9**9**9", "lambda z: z",
        "z if z > 0 else 0", "z; z", "[z]", "f'{z}'", "z and z", "1_0*z", "0x10*z", "True*z", "1j*z", "y", "foo(z)",
        "exp(z, z)", "exp(x=z)", "0*z", "1/0", "z/(z-z)", "0^(-1)", "(z*10^300)^300", "((1+z)^400)^400", "z" * 301,
        "(" * 200 + "z" + ")" * 99, "sqrt(z)", "1/z", "abs(sin(3*z))", "abs(z^2 - 1/2)", "exp(exp(" * 40 + "z",
    ],
)  # fmt: skip
def test_anything_else_is_one_line(text):
    with pytest.raises(InputError) as caught:
        activation_from_text(text)
    assert "\n" not in str(caught.value) and str(caught.value)


def test_no_text_is_no_activation():
    with pytest.raises(InputError):
        activation_from_text(3)  # type: ignore[arg-type]


def test_a_name_stays_a_name():
    assert activation_sphere("tanh", 4).activation.scale == "sqrt_dimension"  # type: ignore[union-attr]
    with pytest.raises(InputError, match="did you mean"):
        activation_sphere("tanhh", 4)
