"""Polynomials in letters: what is zero there is zero, and nothing else is taken to be."""

from __future__ import annotations

import random

import pytest
import sympy
from sympy import Abs, E, Function, Integral, Rational, S, Sum, exp, gamma, log, pi, sqrt, symbols

from proofs_check.polynomials import Ring, polynomial_in_symbols, together, vanishes
from proofs_check.requirement import NotShown

x, y = symbols("x y", positive=True)
a, b = symbols("a b", real=True)
n, m = symbols("n m", integer=True, nonnegative=True)
f = Function("f")


@pytest.mark.parametrize(
    "expression",
    [
        S.Zero,
        (a + b) ** 3 - a**3 - 3 * a**2 * b - 3 * a * b**2 - b**3,
        1 / (a + b) + 1 / (a - b) - 2 * a / (a**2 - b**2),
        sqrt(x + y) ** 3 - (x + y) * sqrt(x + y),
        (sqrt(a) + 1) ** 2 - a - 1 - 2 * sqrt(a),
        (1 + sqrt(2)) ** 2 - 3 - 2 * sqrt(2),
        sqrt(6) - sqrt(2) * sqrt(3),
        sqrt(1 + sqrt(x + 1)) ** 4 - 2 - x - 2 * sqrt(x + 1),
        1 / sqrt(x + 1) - sqrt(x + 1) / (x + 1),
        sqrt((a + b) * (a + b + 1)) - sqrt(a**2 + 2 * a * b + b**2 + a + b),
        (x + 1) ** Rational(1, 3) * (x + 1) ** Rational(2, 3) - x - 1,
        2 ** (n + 1) - 2 * 2**n,
        6**n - 2**n * 3**n,
        Rational(3, 2) ** n - 3**n * 2 ** (-n),
        S(-8) ** n - S(-1) ** n * 2 ** (3 * n),
        S(-1) ** n * S(-1) ** (n + 1) + 1,
        x ** (n + 1) / x**n - x,
        x ** (n / 2) * x ** (n / 2 + 1) - x * x**n,
        (x + 1) ** (a / 4) * (x + 1) ** (b / 2 + a / 4) - (x + 1) ** (a / 2 + b / 2),
        exp(a + b) - exp(a) * exp(b),
        exp(2 * a + 1) - E * exp(a) ** 2,
        exp(a) * exp(-a - b) - exp(-b),
        (1 + f(a)) ** 2 - f(a) ** 2 - 2 * f(a) - 1,
        pi * (pi + 1) - pi**2 - pi,
        gamma(a) ** 2 / gamma(b) ** 2 - (gamma(a) / gamma(b)) ** 2,
    ],
    ids=str,
)
def test_these_vanish(expression):
    assert vanishes(expression)


@pytest.mark.parametrize(
    "expression",
    [
        S.One,
        a - b,
        1 / a - 1 / b,
        f(a) - f(b),
        Abs(a) - a,
        sqrt(a**2) - a,
        sqrt(x + y) - sqrt(x) - sqrt(y),
        2**n - 3**n,
        x**n - x,
        S(-1) ** n - 1,
        # the square of (-1)^a is 1 for whole a only
        S(-1) ** (a / 2) * S(-1) ** (3 * a / 2) - 1,
        S(-1) ** a * S(-1) ** a - 1,
        S(-1) ** (n / 2) - 1,
        # the reciprocal of Gamma is a letter of its own
        gamma(a) * sympy.Pow(gamma(b), -1) - 1,
        log(a) + log(b) - log(a * b),
        # two roots whose product is another: not recognised
        sqrt(x) * sqrt(x + 1) - sqrt(x**2 + x),
        # equal as numbers, perhaps, but not written equally
        f(a * (a + 1)) - f(a**2 + a),
        Sum(a * (n + 1), (n, 0, 3)) - Sum(a * n + a, (n, 0, 3)),
        Integral(a, (a, 0, b)) - Integral(b, (b, 0, a)),
    ],
    ids=str,
)
def test_these_do_not_vanish(expression):
    assert not vanishes(expression)


LETTERS = [a, b, sqrt(x), sqrt(y + 1), x, y, 2**n, exp(a), x**n, S(-1) ** n, sqrt(2)]
POINT = {a: Rational(2, 3), b: Rational(-5, 7), x: Rational(9, 4), y: S(8), n: S(3)}


def _random_expression(draw: random.Random, depth: int):
    if depth == 0:
        return draw.choice([*LETTERS, S(draw.randint(-3, 3))])
    left, right = (_random_expression(draw, depth - 1) for _ in range(2))
    kind = draw.choice(["sum", "product", "square", "quotient"])
    if kind == "quotient":
        return left / (right**2 + 1)
    return {"sum": left + right, "product": left * right, "square": left**2}[kind]


@pytest.mark.parametrize("seed", range(40))
def test_answers_agree_with_values_and_with_sympy(seed):
    draw = random.Random(seed)
    first, second = (_random_expression(draw, 3) for _ in range(2))
    written_otherwise = first + (first + second) ** 2 - first**2 - second**2 - 2 * first * second
    assert vanishes(written_otherwise - first)
    difference = first - second
    value = difference.subs(POINT).evalf(40)
    if abs(value) > 1e-20:
        assert not vanishes(difference)
    numerator = sympy.expand(sympy.fraction(sympy.together(difference))[0])
    assert vanishes(difference) == (numerator == 0)


@pytest.mark.parametrize("seed", range(40))
def test_numerator_and_denominator_have_the_value_of_the_expression(seed):
    expression = _random_expression(random.Random(seed), 3)
    above, below = together(expression)
    assert abs((above / below - expression).subs(POINT).evalf(40)) < 1e-25


def test_numerator_and_denominator_are_in_lowest_terms_and_factored():
    above, below = together((a**2 - b**2) / (a**2 + 2 * a * b + b**2) / a)
    assert (above, below) == (a - b, a * (a + b))
    assert together(a**2 + 2 * a + 1) == ((a + 1) ** 2, 1)


def test_a_polynomial_has_symbols_for_letters_and_numbers_for_denominators():
    letters, polynomial = polynomial_in_symbols((a + b) ** 2 / 2) or ([], None)
    assert letters == [a, b]
    assert {(2, 0): Rational(1, 2), (1, 1): 1, (0, 2): Rational(1, 2)} == {
        powers: Rational(int(value.p), int(value.q)) for powers, value in polynomial.terms()
    }
    for other in (a / b, sqrt(x), x + sqrt(x), 2**n, f(a), pi * a, sqrt(2) * a, exp(a)):
        assert polynomial_in_symbols(other) is None


def test_a_letter_that_stands_in_another_has_no_coefficients():
    e = a**2 * b + 3 * a + 1
    ring = Ring(e)
    found = ring.coefficients(ring.fraction(e)[0], a)
    assert {power: ring.expression(part) for power, part in found.items()} == {2: b, 1: 3, 0: 1}
    for hidden in (a + f(a), a + sqrt(a), a + 2**a, a + Sum(a, (n, 0, 2))):
        ring = Ring(hidden)
        with pytest.raises(NotShown, match="stands in a function"):
            ring.coefficients(ring.fraction(hidden)[0], a)


def test_a_denominator_that_is_zero_is_an_error():
    zero = (a + 1) ** 2 - a**2 - 2 * a - 1
    with pytest.raises(ZeroDivisionError):
        vanishes(a / zero)
