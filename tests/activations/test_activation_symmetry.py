"""Halves of an activation that are polynomials, proved: the reason for exact zeros, never a small number."""

from fractions import Fraction

import pytest
import sympy

from w2s_theory.activations.kinks import find_kinks
from w2s_theory.activations.symmetry import branch_at, has_no_degree, polynomial_half_of, proves_zero
from w2s_theory.activations.user import activation_from_callable, activation_from_expression
from w2s_theory.records.errors import InputError

z = sympy.Symbol("z", real=True)
third, half = sympy.Rational(1, 3), sympy.Rational(1, 2)

# expression, h for even degrees, h for odd degrees; None where it is no polynomial
HALVES = [
    (sympy.log(1 + sympy.exp(z)), None, (0, 1)),  # softplus: z/2 plus even
    (z / (1 + sympy.exp(-z)), None, (0, 1)),  # SiLU
    (sympy.Max(-third, sympy.Min(third, z)), (), None),  # hard tanh
    (sympy.Max(z - half, 0), None, None),
    (sympy.Abs(z), (0, 2), ()),
    (z * (1 + sympy.erf(z / sympy.sqrt(2))) / 2, None, (0, 1)),
    (z * (1 + sympy.tanh(sympy.sqrt(2 / sympy.pi) * (z + z**3 / 20))) / 2, None, (0, 1)),
    (1 / (1 + sympy.exp(-z)), (1,), None),  # 1/2 plus odd
    (sympy.log(sympy.cosh(z)), None, ()),
    (sympy.log(z + sympy.sqrt(1 + z**2)), (), None),  # arsinh
    (z * sympy.log(1 + sympy.exp(z)), (0, 0, 1), None),
    (z * sympy.Max(0, sympy.Min(1, z / 6 + half)), None, (0, 1)),  # hard swish, kinks at -3 and 3
    (sympy.Abs(z - half) + sympy.Abs(z + half), None, ()),
    (z / (1 + sympy.Abs(z)), (), None),
    (z * sympy.tanh(sympy.log(1 + sympy.exp(z))), None, None),  # mish
    (sympy.Piecewise((z, z > 0), (sympy.exp(z) - 1, True)), None, None),
]


@pytest.mark.parametrize("expr, even, odd", HALVES)
def test_polynomial_halves(expr, even, odd):
    kinks = find_kinks(expr, z)
    assert polynomial_half_of(expr, z, kinks, odd=False) == even
    assert polynomial_half_of(expr, z, kinks, odd=True) == odd


def test_only_the_reach_counts():
    # kinks at -1 and 1: on the sphere it is z itself, beyond it is not
    expr = sympy.Min(1, sympy.Max(-1, z))
    kinks = find_kinks(expr, z)
    assert polynomial_half_of(expr, z, kinks, odd=True, reach_squared=1) == (0, 2)
    assert polynomial_half_of(expr, z, kinks, odd=True) is None


def test_a_half_says_which_degrees_are_missing():
    assert has_no_degree((), 0) and has_no_degree((0, 1), 3) and not has_no_degree((0, 1), 1)
    # |z| has all even degrees, though its half is a polynomial
    assert not has_no_degree((0, 2), 4) and not has_no_degree(None, 3)


def test_nearly_zero_is_not_zero():
    tiny = sympy.Rational(1, 10**60)
    expr = sympy.log(1 + sympy.exp(z)) + tiny * z**3
    assert polynomial_half_of(expr, z, (), odd=True) != (0, 1)
    assert not proves_zero(sympy.exp(z) * tiny) and not proves_zero(sympy.sin(z) - z + z**3 / 6)
    assert proves_zero(sympy.tanh(z) * sympy.cosh(z) - sympy.sinh(z))


def test_branches():
    expr = sympy.Piecewise((z**2, z > half), (-z, z >= -1), (sympy.Integer(1), True)) + sympy.sign(
        z
    ) * sympy.Abs(z)
    assert branch_at(expr, z, Fraction(3, 4)) == z**2 + z
    assert branch_at(expr, z, Fraction(-1, 4)) == -z + z and branch_at(expr, z, Fraction(-2)) == 1 + z
    assert branch_at(sympy.Abs(z), z, Fraction(0)) is None


def test_parity_is_found_believed_or_refused():
    assert activation_from_expression(sympy.Max(-third, sympy.Min(third, z)), z).parity == "odd"
    assert activation_from_expression(sympy.log(sympy.cosh(z)), z).parity == "even"
    # true, and beyond the proofs here
    hidden = sympy.sin(z) * sympy.cos(z) - sympy.sin(2 * z) / 2 + sympy.cos(z)
    assert activation_from_expression(hidden, z).parity == "none"
    assert activation_from_expression(hidden, z, parity="even").parity == "even"
    assert activation_from_callable(lambda x: x**3, parity="odd").parity == "odd"
    for wrong in ("even", "other"):
        with pytest.raises(InputError):
            activation_from_expression(z**3, z, parity=wrong)
        with pytest.raises(InputError):
            activation_from_callable(lambda x: x**3, parity=wrong)


@pytest.mark.parametrize("expr", [1 / z, sympy.sqrt(z), sympy.log(z), z**third, sympy.Piecewise((z, z > 0))])
def test_what_is_not_finite_and_real_is_refused_with_a_point(expr):
    with pytest.raises(InputError, match="no finite real number at"):
        activation_from_expression(expr, z)


def test_an_overflow_of_float64_is_a_number():
    assert activation_from_expression(10**400 * z, z).parity == "odd"


def test_zero_and_what_explodes_is_refused():
    with pytest.raises(InputError, match="is 0"):
        activation_from_expression(z - z, z)
    with pytest.raises(InputError, match="terms"):
        activation_from_expression((1 + z + sympy.exp(z)) ** 400, z)


def test_complex_callable_is_refused():
    with pytest.raises(InputError, match="complex"):
        activation_from_callable(lambda x: x + 0j)


def test_a_callable_may_overflow_where_no_dimension_in_use_looks():
    import numpy as np

    from w2s_theory.models.activation_sphere import activation_sphere

    quartic = activation_from_callable(lambda x: np.exp(x**4), scale="sqrt_dimension")
    assert activation_sphere(quartic, 5).dimension == 5
    with pytest.raises(InputError, match="no finite real number"):
        activation_sphere(quartic, 100)
