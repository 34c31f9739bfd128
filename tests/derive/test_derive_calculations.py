"""Derivations line by line, the gamma rule they rest on, traces, tails, gradient flow."""

import itertools
from dataclasses import FrozenInstanceError
from fractions import Fraction

import numpy as np
import pytest
import sympy
from flint import ctx

from w2s_theory import notation
from w2s_theory.activations import load_activation
from w2s_theory.derive import gradient_flow as flow
from w2s_theory.derive.activation_coefficient import (
    derive_activation_coefficient,
    derive_coefficient_closed_form,
)
from w2s_theory.derive.derivation import verified_line
from w2s_theory.derive.exact_eigenvalue import derive_exact_coefficient
from w2s_theory.derive.gamma_quotient import are_equal_for_all_naturals, are_equal_products
from w2s_theory.derive.piecewise_coefficient import derive_activation_eigenvalue
from w2s_theory.derive.tail_bound import derive_tail_bound
from w2s_theory.derive.traces import (
    derive_kernel_diagonal,
    derive_partial_trace,
    derive_trace,
    derive_trace_tail,
)
from w2s_theory.records import spectral_filter
from w2s_theory.records.errors import InputError

D = notation.d


@pytest.mark.parametrize("power", range(4))
def test_closed_form_for_each_degree_matches_exact_numbers(power: int) -> None:
    for k in range(9):
        derivation = derive_activation_coefficient(power, k)
        assert not derivation.result.atoms(sympy.Float)
        for d in (2, 3, 4, 9):
            assert derivation.result.subs(D, d) == derive_exact_coefficient(d, k, power).to_sympy()


@pytest.mark.parametrize("power", range(4))
def test_closed_form_for_a_letter_k(power: int) -> None:
    derivation = derive_activation_coefficient(power)
    assert {notation.k, D} == derivation.result.free_symbols
    for k, d in itertools.product(range(9), (2, 5)):
        expected = derive_exact_coefficient(d, k, power).to_sympy()
        # substituting a pole of Gamma leaves 1/zoo = 0
        assert derivation.result.subs({notation.k: k, D: d}) == expected
    titles = [line.title for line in derivation.lines]
    assert (
        titles[0] == "Definition" and "Rodrigues" in titles and sum("By parts" in t for t in titles) == power
    )


def test_lines_start_at_the_definition_and_hold_numerically() -> None:
    derivation = derive_activation_coefficient(1, 4)
    assert derivation.lines[0].left == notation.a(4, D, 1)
    # the last two lines are plain numbers for d = 5
    derivative, closed = derivation.lines[-2], derivation.lines[-1]
    assert sympy.simplify(derivative.left.doit().subs(D, 5) - derivative.right.subs(D, 5)) == 0
    assert sympy.gammasimp(closed.left.subs(D, 5)) == closed.right.subs(D, 5) == sympy.Rational(-1, 256)


def test_no_float_in_any_line() -> None:
    for power, degree in itertools.product(range(4), (None, 0, 1, 2, 5)):
        for line in derive_activation_coefficient(power, degree).lines:
            assert not sympy.sympify(line.left).atoms(sympy.Float)
            assert not sympy.sympify(line.right).atoms(sympy.Float)


def test_a_false_line_raises_and_records_are_frozen() -> None:
    with pytest.raises(ArithmeticError, match="did not verify"):
        verified_line("False", "", sympy.Integer(1), sympy.Integer(2), "comparison", False)
    derivation = derive_activation_coefficient(1, 2)
    with pytest.raises(FrozenInstanceError):
        derivation.title = "other"
    latex = derivation.to_latex()
    assert latex.startswith("\\begin{align*}") and latex.count("&=") == len(derivation.lines)
    assert derivation.to_dict()["lines"][0]["title"] == "Definition"
    assert "<ol>" in derivation._repr_html_() and "verified lines" in repr(derivation)


@pytest.mark.parametrize("arguments", [(4,), (-1,), (True,), (1, -1), (1, 2.0)])
def test_bad_arguments_are_refused(arguments: tuple) -> None:
    with pytest.raises(InputError):
        derive_activation_coefficient(*arguments)


def test_gamma_rule_accepts_true_and_refuses_false_equalities() -> None:
    x, j = sympy.Symbol("x", positive=True), notation.j
    g = sympy.gamma
    assert are_equal_products(g(x + 3), x * (x + 1) * (x + 2) * g(x))
    assert are_equal_products(sympy.binomial(x, 2 + j) * sympy.factorial(j + 2), sympy.ff(x, j + 2))
    assert are_equal_products(sympy.beta(x, 2), 1 / (x * (x + 1)))
    assert are_equal_products(sympy.Integer(2) ** (j + 1), 2 * sympy.Integer(2) ** j)
    assert not are_equal_products(g(x + 3), x * (x + 1) * (x + 3) * g(x))
    assert not are_equal_products(g(x + sympy.Rational(1, 2)), g(x))
    assert not are_equal_products(sympy.sqrt(sympy.pi), sympy.pi)
    assert not are_equal_products((-1) ** j, sympy.Integer(1))
    assert not are_equal_products(sympy.Integer(0), x)
    duplication = g(j + sympy.Rational(1, 2)) * 4**j * sympy.factorial(j)
    assert are_equal_for_all_naturals(duplication, sympy.sqrt(sympy.pi) * sympy.factorial(2 * j), j)
    assert not are_equal_for_all_naturals(duplication, sympy.sqrt(sympy.pi) * sympy.factorial(2 * j) * 2, j)
    assert not are_equal_for_all_naturals(
        duplication, sympy.sqrt(sympy.pi) * sympy.factorial(2 * j) * 2**j, j
    )


def test_closed_form_of_letters_has_its_poles() -> None:
    j = notation.j
    assert derive_coefficient_closed_form(2 * j + 3, 1, D) == 0
    assert derive_coefficient_closed_form(1, 1, D) == 1 / (2 * D)


@pytest.mark.parametrize("d", (2, 3, 6, 9))
@pytest.mark.parametrize("power", range(4))
@pytest.mark.parametrize("exponent", (1, 2))
def test_exact_tail_lies_between_its_bounds(d: int, power: int, exponent: int) -> None:
    for last in (0, 4, 25, 60):
        bound = derive_tail_bound(d, last, power, exponent)
        with ctx.workprec(400):
            tail = derive_trace_tail(d, last, power, exponent).to_ball()
            low, high = bound.lower.to_ball(), bound.upper.to_ball()
            assert low < tail < high
            if last == 60:
                assert (high - low) / tail < (0.02 if power > 1 or exponent == 2 else 0.005)
        for certificate in bound.certificates:
            assert certificate.degree() > 0 and all(c >= 0 for c in certificate.coeffs())


def test_traces() -> None:
    assert derive_kernel_diagonal(D, 1) == 1 / (2 * D)
    assert derive_kernel_diagonal(3, 0) == sympy.Rational(1, 2)
    assert derive_kernel_diagonal(D, 2) == sympy.Rational(3, 2) / (D * (D + 2))
    # odd d: everything is rational, and the partial sums approach from below
    part, whole = derive_partial_trace(3, 40), derive_trace(3)
    assert part.to_sympy() < whole.to_sympy() == sympy.Rational(1, 6)
    # E[K^2] on the circle, by hand: 5/(64 pi^2) + 1/96
    assert derive_trace(2, 1, 2).to_sympy() == sympy.Rational(5, 64) / sympy.pi**2 + sympy.Rational(1, 96)
    with pytest.raises(InputError):
        derive_tail_bound(3, 5, 1, 3)


def test_activations_with_a_polynomial_half_are_exact() -> None:
    expected = {
        ("leaky_relu", 3): 0, ("identity", 1): sympy.Rational(1, 25), ("identity", 2): 0,
        ("relu", 2): sympy.Rational(1, 1024), ("gelu", 3): 0,
    }  # fmt: skip
    for (name, k), value in expected.items():
        assert derive_activation_eigenvalue(load_activation(name), 5, k).to_sympy() == value
    assert derive_activation_eigenvalue(load_activation("gelu"), 5, 2) is None
    # slope 1/100: even degrees are those of |z| times 99/200, the ReLU's times (99/100)^2
    leaky = derive_activation_eigenvalue(load_activation("leaky_relu"), 5, 2).to_sympy()
    assert leaky == sympy.Rational(1, 1024) * sympy.Rational(99, 100) ** 2
    # scale sqrt(d): GELU's odd part is z/2, a_1 = sqrt(d)/(2 d)
    assert derive_activation_eigenvalue(load_activation("gelu"), 7, 1).to_sympy() == sympy.Rational(1, 28)


def test_filters_solve_their_equations() -> None:
    lam, t = notation.lam, notation.t
    assert flow.derive_gradient_flow().result == 1 - sympy.exp(-lam * t)
    assert flow.derive_ridge().result == lam * t / (1 + lam * t)
    assert flow.derive_heavy_ball(0).result == 1 - sympy.cos(sympy.sqrt(lam) * t)
    for derive in (
        flow.derive_gradient_flow,
        flow.derive_explicit_steps,
        flow.derive_ridge,
        flow.derive_averaged_flow,
    ):
        derivation = derive()
        assert derivation.lines[-1].title == "The filter in use"
        assert not derivation.result.atoms(sympy.Float)
    for bad in (0.5, -1, True):
        with pytest.raises(InputError):
            flow.derive_heavy_ball(bad)


@pytest.mark.parametrize("damping", (0, Fraction(1, 2), 2))
def test_numpy_filters_have_the_derived_values(damping: Fraction) -> None:
    lam, t = notation.lam, notation.t
    pairs = [
        (flow.derive_gradient_flow(), spectral_filter.gradient_flow()),
        (flow.derive_averaged_flow(), spectral_filter.averaged_flow()),
        (flow.derive_ridge(), spectral_filter.ridge()),
        (flow.derive_heavy_ball(damping), spectral_filter.heavy_ball(float(damping))),
    ]
    for derivation, member in pairs:
        for value, time in itertools.product(
            (Fraction(1, 3), Fraction(7, 2)), (Fraction(1, 10), Fraction(5))
        ):
            exact = derivation.result.subs({lam: sympy.Rational(value), t: sympy.Rational(time)})
            number = complex(sympy.N(exact, 30)).real
            assert np.isclose(
                float(member.shrinkage(float(value), float(time))), number, rtol=1e-12, atol=1e-14
            )
