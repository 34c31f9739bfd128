"""Certified integrals, mpmath quadrature and estimates, for any activation or kernel."""

import dataclasses
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy
from flint import arb, ctx, fmpq

from w2s_theory.activations import load_activation
from w2s_theory.derive.arc_cosine_kernel import derive_kernel
from w2s_theory.derive.gegenbauer import gegenbauer_polynomial
from w2s_theory.evaluate.eigenvalues.activation_balls import (
    enclose_activation_eigenvalue,
    enclose_kernel_eigenvalue,
)
from w2s_theory.evaluate.eigenvalues.activation_quadrature import (
    estimate_activation_eigenvalue,
    evaluate_activation_eigenvalue,
    evaluate_kernel_eigenvalue,
)
from w2s_theory.evaluate.eigenvalues.adaptive_integral import cosine_weights
from w2s_theory.evaluate.eigenvalues.power_balls import enclose_eigenvalue
from w2s_theory.records.activation import Activation
from w2s_theory.records.errors import AccuracyError, InputError


def integrated(name: str) -> Activation:
    """The activation without its expression, so that nothing is exact and the integral is taken."""
    return dataclasses.replace(load_activation(name), expression=None)


def test_cosine_weights_are_those_of_the_polynomial() -> None:
    for d, k in ((2, 0), (2, 1), (2, 7), (3, 6), (5, 5), (32, 8)):
        weights = cosine_weights(k, d)
        assert sum(weights, fmpq(0)) == 1 and all(w >= 0 for w in weights) and len(weights) == k + 1
        polynomial = gegenbauer_polynomial(k, d)
        with ctx.workprec(200):
            theta = arb(fmpq(7, 10))
            value = sum((arb(w) * ((k - 2 * j) * theta).cos() for j, w in enumerate(weights)), arb(0))
            powers = (arb(c) * theta.cos() ** i for i, c in enumerate(polynomial.coeffs()))
            assert abs(value - sum(powers, arb(0))) < 1e-50


@pytest.mark.parametrize(
    ("name", "power"), [("step", 0), ("relu", 1), ("relu_squared", 2), ("relu_cubed", 3)]
)
def test_integrals_meet_the_closed_form(name: str, power: int) -> None:
    for d, k in ((2, 2), (2, 3), (3, 4), (3, 1), (8, 6), (32, 5), (200, 2)):
        closed = enclose_eigenvalue(d, k, power, 40)
        if closed == 0:
            continue
        assert enclose_activation_eigenvalue(integrated(name), d, k, 25).overlaps(closed)
        kernel = enclose_kernel_eigenvalue(lambda rho, d=d: derive_kernel(rho, d, power), d, k, 20)
        assert kernel.overlaps(closed)
        with ctx.workprec(200):
            assert arb(kernel.rad()) <= kernel / arb(10) ** 20


@pytest.mark.parametrize("name", ("erf", "tanh", "gelu", "cos", "leaky_relu"))
def test_balls_and_mpmath_agree(name: str) -> None:
    activation = load_activation(name)
    for d, k in ((2, 1), (3, 2), (8, 3), (32, 4)):
        ball = enclose_activation_eigenvalue(activation, d, k, 20)
        value = evaluate_activation_eigenvalue(activation, d, k, 20)
        if ball == 0:
            assert value == 0
            continue
        with ctx.workprec(200), mpmath.workdps(30):
            assert abs(arb(mpmath.nstr(value, 25)) - ball) <= ball / arb(10) ** 19
        estimate = estimate_activation_eigenvalue(activation, d, k)
        assert abs(float(ball.mid()) - estimate.value) <= estimate.error + 1e-16 * estimate.value
        assert estimate.how == "estimated" and estimate.error < 1e-9 * estimate.value


def test_zeros_by_parity_are_exact() -> None:
    for name, k in (("erf", 2), ("tanh", 0), ("cos", 3), ("gelu", 3), ("leaky_relu", 5), ("identity", 3)):
        ball = enclose_activation_eigenvalue(load_activation(name), 7, k)
        assert ball == 0 and ball.is_exact()
        assert evaluate_activation_eigenvalue(load_activation(name), 7, k) == 0


def test_trace_of_an_activation_with_scale() -> None:
    # sum N_k lambda_k = E[cos(sqrt(d) z)^2] = (1 + E cos(2 sqrt(d) z))/2; on S^2: z is uniform
    from w2s_theory.derive.sphere import derive_multiplicity

    activation = load_activation("cos")
    with ctx.workprec(120):
        total = arb(0)
        for k in range(0, 25, 2):
            total += enclose_activation_eigenvalue(activation, 3, k, 25) * derive_multiplicity(3, k)
        root = arb(3).sqrt()
        expected = (1 + (2 * root).sin() / (2 * root)) / 2
        assert abs(total - expected) < 1e-20


def test_kinks_away_from_zero() -> None:
    # max(z - 1/2, 0) on S^2, k = 0: (1/2) times the integral of z - 1/2 over [1/2, 1] is 1/16
    def ball(z, analytic):
        half = arb(fmpq(1, 2))
        return z - half if z.real.mid() > half else 0 * z

    shifted = Activation("shifted", "", lambda z: np.maximum(z - 0.5, 0), None, ball, (Fraction(1, 2),))
    assert enclose_activation_eigenvalue(shifted, 3, 0, 20).contains(arb(fmpq(1, 256)))
    estimate = estimate_activation_eigenvalue(shifted, 3, 0)
    assert abs(estimate.value - 1 / 256) <= estimate.error < 1e-15


def test_polynomial_and_smooth_kernels() -> None:
    # (1+rho)/2 has lambda_0 = 1/2, lambda_1 = 1/(2d), nothing else
    def linear(rho):
        return (1 + rho) / 2

    assert [enclose_kernel_eigenvalue(linear, 8, k) for k in (0, 2, 3)] == [arb(fmpq(1, 2)), 0, 0]
    assert enclose_kernel_eigenvalue(linear, 8, 1) == arb(fmpq(1, 16))
    # exp(rho) on the circle: Bessel functions I_k(1)
    for k in (0, 1, 5):
        ball = enclose_kernel_eigenvalue(sympy.exp, 2, k, 30)
        with ctx.workprec(200):
            assert ball.overlaps(arb(1).bessel_i(k))
    value = evaluate_kernel_eigenvalue(sympy.exp, 2, 5, 25)
    assert abs(value - mpmath.besseli(5, 1)) < 1e-14 * value
    # Laplace kernel exp(-|x-y|): the square root is entire in the angle
    laplace = enclose_kernel_eigenvalue(lambda rho: sympy.exp(-sympy.sqrt(2 - 2 * rho)), 3, 2, 20)
    reference = evaluate_kernel_eigenvalue(lambda rho: sympy.exp(-sympy.sqrt(2 - 2 * rho)), 3, 2, 15)
    assert abs(float(laplace.mid()) - float(reference)) < 1e-16
    with pytest.raises(InputError, match="gamma"):
        enclose_kernel_eigenvalue(lambda rho: sympy.gamma(rho + 3), 3, 2)


def test_what_cannot_be_certified_is_refused() -> None:
    bare = Activation("bare", "", np.tanh, None, None)
    for function in (enclose_activation_eigenvalue, evaluate_activation_eigenvalue):
        with pytest.raises(InputError, match="estimate"):
            function(bare, 5, 1)
    assert estimate_activation_eigenvalue(bare, 5, 1).value > 0.02
    # an exact zero that no rule explains cannot have correct digits
    hidden = dataclasses.replace(integrated("identity"), parity="none")
    before = ctx.prec
    with pytest.raises(AccuracyError):
        enclose_activation_eigenvalue(hidden, 3, 2)
    assert ctx.prec == before


def test_text_is_refused_and_never_parsed() -> None:
    for function in (enclose_kernel_eigenvalue, evaluate_kernel_eigenvalue):
        with pytest.raises(InputError, match="SymPy expression"):
            function(lambda rho: "print('executed')", 3, 1)


def test_estimates_of_tiny_coefficients_are_honest() -> None:
    relu = load_activation("relu")
    for d, k in ((128, 20), (128, 40), (1000, 6), (32, 60)):
        exact = float(enclose_eigenvalue(d, k, 1, 20).mid())
        estimate = estimate_activation_eigenvalue(relu, d, k)
        assert abs(exact - estimate.value) <= estimate.error
