"""Equivalents of spectra that are integrated: the tail as a quantity of its own, signs, and all being zero."""

import mpmath
import numpy as np
import pytest
import sympy
from flint import arb, ctx

from w2s_theory.activations.text import activation_from_text
from w2s_theory.activations.user import activation_from_callable
from w2s_theory.derive.sphere import derive_multiplicity
from w2s_theory.derive.traces import derive_trace_tail
from w2s_theory.equivalents.kernel_trace import enclose_kernel_trace, enclose_remaining_trace, last_degree
from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.equivalents.trace_tail import closed_tail_ratio, enclose_trace_tail, has_closed_tail
from w2s_theory.evaluate.eigenvalues.power_balls import enclose_eigenvalue
from w2s_theory.models.activation_sphere import activation_sphere
from w2s_theory.models.zonal_kernel import zonal_kernel
from w2s_theory.records.errors import InputError

COSINE = activation_sphere("cos", 2)


def circle_kappa(units: int) -> mpmath.mpf:
    """kappa of cos(sqrt 2 <u, x>) on the circle, lambda_k = J_k(sqrt 2)^2, by mpmath alone."""
    lam = [(mpmath.besselj(k, mpmath.sqrt(2)) ** 2, 2 if k else 1) for k in range(0, 80, 2)]
    low, high = mpmath.mpf(10) ** -120, mpmath.mpf(1)
    for _ in range(240):
        middle = mpmath.sqrt(low * high)
        low, high = (middle, high) if sum(n * v / (v + middle) for v, n in lam) > units else (low, middle)
    return middle


@pytest.mark.parametrize("units", (5, 7, 11, 20))
def test_kappa_far_below_the_first_eigenvalues(units: int) -> None:
    with mpmath.workdps(60):
        right = circle_kappa(units)
        assert abs(equivalent(COSINE, units, 0).kappa / right - 1) < 1e-13
        precise = equivalent(COSINE, units, 0, digits=25).kappa
        assert abs(precise / right - 1) < mpmath.mpf(10) ** -25
        ball = equivalent(COSINE, units, 0, digits=20, certified=True).kappa
        assert abs(mpmath.mpf(ball.mid().str(30, radius=False)) / right - 1) < mpmath.mpf(10) ** -20


def test_the_known_value() -> None:
    assert equivalent(COSINE, 7, 0).kappa == pytest.approx(2.36876944707e-10, rel=3e-12)


@pytest.mark.parametrize("last", (4, 16, 40, 90))
def test_trace_of_the_degrees_left_out(last: int) -> None:
    with mpmath.workdps(40):
        right = mpmath.nsum(
            lambda j: 2 * mpmath.besselj(2 * j, mpmath.sqrt(2)) ** 2, [last // 2 + 1, last // 2 + 40]
        )
        rest = enclose_remaining_trace(COSINE, last, float(mpmath.log10(right)) - 20)
        with ctx.workprec(300):
            text = arb(mpmath.nstr(right, 38))
            assert abs(rest - text).upper() < text * arb(10) ** -17
            assert abs(rest / text).rel_accuracy_bits() > 50


def test_below_its_radius_the_rest_is_a_ball_around_zero() -> None:
    rest = enclose_remaining_trace(COSINE, 90, -60.0)
    assert rest.contains(0) and abs(rest).upper() < arb(10) ** -58


def test_user_activation_in_all_three_views() -> None:
    model = activation_sphere("log(1 + exp(z))", 5)
    fast, ball = equivalent(model, 20, 1), equivalent(model, 20, 1, certified=True)
    assert abs(fast.kappa / float(ball.kappa.mid()) - 1) < 1e-13
    with pytest.raises(InputError, match="no component of degree 3"):
        equivalent(model, 20, 3)


def test_the_last_degree_is_that_on_the_sphere() -> None:
    assert last_degree(activation_sphere("z^3 - z", 4)) == 3
    # a hard tanh whose kinks lie on the sphere's rim is z
    assert last_degree(activation_sphere("min(1, max(-1, z))", 4)) == 1
    assert last_degree(activation_sphere("abs(z)", 4)) is None
    assert last_degree(activation_sphere("leaky_relu", 4)) is None
    assert last_degree(zonal_kernel(lambda rho: 1 + rho + rho**4, 4)) == 4


@pytest.mark.parametrize(
    "model",
    [
        zonal_kernel(lambda rho: 1 - rho, 5),
        zonal_kernel(lambda rho: sympy.exp(rho) - 3 * rho, 5),
        # negative only from degree 3 on, and only in sum
        zonal_kernel(lambda rho: 1 + rho - rho**3 / 100, 3),
        zonal_kernel(lambda rho: 0 * rho, 5),
        zonal_kernel(lambda rho: (1 + rho) * sympy.Rational(1, 10**400), 5),
        zonal_kernel(lambda rho: (1 + rho) * 10**400, 5),
        activation_sphere(activation_from_text("max(z - 2, 0)"), 5),
        activation_sphere(activation_from_callable(lambda x: 0 * x), 5),
    ],
)
def test_what_has_no_spectrum_is_refused_in_one_line(model) -> None:
    with pytest.raises(InputError) as caught, np.errstate(all="raise"):
        equivalent(model, 1, 0)
    assert "\n" not in str(caught.value)


def test_trace_is_that_of_the_cosine() -> None:
    # E cos^2 = (1 + J_0(2 sqrt 2))/2
    with ctx.workprec(200):
        right = (1 + (2 * arb(2).sqrt()).bessel_j(0)) / 2
        assert enclose_kernel_trace(COSINE, 40).overlaps(right)


@pytest.mark.parametrize("dimension", (3, 5, 9, 21, 101))
def test_closed_tail_in_odd_dimension(dimension: int) -> None:
    for power in range(4):
        for first in (power + 1, power + 3, power + 15):
            with ctx.workprec(400):
                term = enclose_eigenvalue(dimension, first, power, 80) * derive_multiplicity(dimension, first)
                closed = closed_tail_ratio(dimension, power, first) * term
                exact = derive_trace_tail(dimension, first - 1, power, 1).to_ball()
                assert closed.overlaps(exact) and closed.rel_accuracy_bits() > 200
                assert enclose_trace_tail(dimension, power, first, 1, term, 2).overlaps(exact)
    with ctx.workprec(100):
        # t_2 = 5/256 on S^2, and the tail from there 1/48
        assert closed_tail_ratio(3, 1, 2).overlaps(arb(16) / 15)
    assert not has_closed_tail(4)
