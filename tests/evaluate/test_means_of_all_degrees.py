"""Certified means of all degrees at once: Chebyshev series, Gauss rules between kinks, and what they leave."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy
from flint import acb, arb, ctx

from w2s_theory.activations.text import activation_from_text
from w2s_theory.activations.user import activation_from_callable, activation_from_expression
from w2s_theory.derive.arc_cosine_kernel import derive_kernel
from w2s_theory.evaluate.eigenvalues.activation_balls import NotToldFromZero, enclose_activation_eigenvalue
from w2s_theory.evaluate.eigenvalues.activation_quadrature import estimate_activation_eigenvalue
from w2s_theory.evaluate.eigenvalues.analytic_means import activation_means, kernel_means
from w2s_theory.evaluate.eigenvalues.chebyshev_series import certify_strips, log2_upper, series_of
from w2s_theory.evaluate.eigenvalues.gauss_pieces import certified_piece
from w2s_theory.evaluate.eigenvalues.kernel_spectrum import spectrum
from w2s_theory.evaluate.eigenvalues.power_balls import enclose_eigenvalue
from w2s_theory.models.activation_sphere import activation_sphere
from w2s_theory.models.zonal_kernel import zonal_kernel
from w2s_theory.records.errors import AccuracyError, InputError

z = sympy.Symbol("z", real=True)
BITS = 70


def as_ball(value: mpmath.mpf) -> arb:
    sign, mantissa, exponent, _ = value._mpf_
    return arb(int(mantissa)) * arb(2) ** int(exponent) * (-1) ** sign


def quadrature(function, d: int, k: int, cuts: tuple = ()) -> mpmath.mpf:
    """a_k by mpmath at 60 digits, pieces given."""
    points = sorted({mpmath.mpf(0), mpmath.pi / 2, mpmath.pi, *(mpmath.acos(c) for c in cuts)})
    constant = mpmath.gammaprod([mpmath.mpf(d) / 2], [mpmath.mpf(1) / 2, mpmath.mpf(d - 1) / 2])

    def harmonic(c):
        before, now = mpmath.mpf(1), c
        for m in range(1, k):
            before, now = now, ((2 * m + d - 2) * c * now - m * before) / (m + d - 2)
        return now if k else before

    return constant * mpmath.quad(
        lambda t: function(mpmath.cos(t)) * harmonic(mpmath.cos(t)) * mpmath.sin(t) ** (d - 2), points
    )


@pytest.mark.parametrize(
    "text, d, function, cuts",
    [
        ("log(1 + exp(z))", 5, lambda c: mpmath.log(1 + mpmath.exp(c)), ()),
        ("1/(2 - z)", 4, lambda c: 1 / (2 - c), ()),  # a pole near the sphere
        ("max(z - 1/4, 0)", 3, lambda c: max(c - 0.25, 0), (0.25,)),
        ("exp(z)*max(z + 1/2, -z)", 6, lambda c: mpmath.exp(c) * max(c + 0.5, -c), (-0.25,)),
        ("min(1, max(-1, z)) + sin(3*z)", 3, lambda c: c + mpmath.sin(3 * c), ()),
    ],
)  # fmt: skip
def test_balls_hold_the_quadrature(text, d, function, cuts):
    means = activation_means(activation_from_text(text), d)
    assert means is not None
    for k in (0, 1, 2, 5, 12):
        ball = means(k, BITS)
        assert ball is not None
        with mpmath.workdps(50), ctx.workprec(300):
            value = as_ball(quadrature(function, d, k, cuts))
            assert abs(ball - value).lower() < arb(10) ** -35, (text, k)
            assert ball.rel_accuracy_bits() >= BITS or ball.contains(0)


def test_cosine_on_the_circle_is_a_bessel_function():
    # E[cos(sqrt 2 cos t) cos k t] = J_k(sqrt 2) cos(k pi/2)
    means = activation_means(activation_sphere("cos", 2).activation, 2)
    for k in (0, 2, 8, 40, 160):
        with ctx.workprec(1500):
            ball = means(k, BITS)
            assert ball.overlaps(arb(2).sqrt().bessel_j(k) * (-1) ** (k // 2))
            assert ball.rel_accuracy_bits() >= BITS
    with ctx.workprec(200):
        assert means(3, BITS).contains(0) and abs(means(3, BITS)).upper() < arb(10) ** -60


def test_high_degrees_of_an_analytic_activation_in_a_moment():
    fast = spectrum(activation_sphere("tanh", 3), range(301)).fast
    assert np.all(fast.eigenvalue[0::2] == 0) and np.all(fast.error[0::2] == 0)
    # the poles at +- i pi/(2 sqrt 3): a_k falls like rho^-k, rho = b + sqrt(1 + b^2)
    b = math.pi / (2 * math.sqrt(3))
    slope = (fast.log_eigenvalue[301 - 2] - fast.log_eigenvalue[201]) / (2 * 98)
    assert abs(-slope - math.log(b + math.sqrt(1 + b * b))) < 0.01


def test_kernels_in_the_angle_and_in_rho():
    rho = sympy.Symbol("rho", real=True)
    for d in (2, 3, 9):
        means = kernel_means(derive_kernel(rho, d, 1), rho, d)
        for k in (0, 1, 2, 5, 6, 20):
            closed, ball = enclose_eigenvalue(d, k, 1, 40), means(k, BITS)
            with ctx.workprec(300):
                assert ball.contains(0) and ball.rad() < 1e-60 if closed == 0 else ball.overlaps(closed)
    exponential = kernel_means(sympy.exp(rho), rho, 2)
    with ctx.workprec(300):
        assert exponential(7, BITS).overlaps(arb(1).bessel_i(7))


def test_arc_cosine_kernel_has_exact_zeros():
    kernel = zonal_kernel(lambda rho: derive_kernel(rho, 3, 1), 3)
    rows = spectrum(kernel, range(6)).rows("enclose", 15)
    assert [row["radius"] == "0" and row["eigenvalue"] == "0" for row in rows] == [False] * 3 + [
        True,
        False,
        True,
    ]
    assert str(spectrum(kernel, [1]).exact(1)) == "1/36" and spectrum(kernel, [3]).exact(3).is_zero()


def test_no_strip_across_a_singularity():
    def pole(value: acb, analytic: bool) -> acb:
        return 1 / (value * value + arb(0.01))  # at +- i/10

    strips = certify_strips(pole, None)
    # cos(theta) = i/10 at |Im theta| = asinh(1/10)
    assert strips and all(eta < math.asinh(0.1) for eta, _ in strips)
    assert series_of(lambda value, analytic: 1 / (value - arb(0.5)), None) is None
    assert series_of(lambda value, analytic: value.sqrt(analytic=analytic), None) is None
    with ctx.workprec(100):
        ends = arb(0), arb.pi()
    assert certified_piece(*ends, lambda theta, analytic: 1 / (theta - 1), 3) is None


def test_branches_beyond_the_sphere_are_not_crossed():
    # kinks at +-1.01, just outside: a wide strip would see the other branch
    text = "min(1.01, max(-1.01, z))*exp(z)"
    means = activation_means(activation_from_text(text), 3)
    plain = activation_means(activation_from_text("z*exp(z)"), 3)
    for k in (0, 3, 9):
        with ctx.workprec(200):
            assert means(k, BITS).overlaps(plain(k, BITS)) and means(k, BITS).rel_accuracy_bits() >= BITS


def test_logarithms_of_any_size():
    with ctx.workprec(4000):
        assert abs(log2_upper(arb(2) ** -5000) + 5000) < 1e-6 and log2_upper(arb(0)) == -math.inf
        assert 0 <= log2_upper(arb(3)) - math.log2(3) < 1e-6


HIDDEN = sympy.sin(z) * sympy.cos(z) - sympy.sin(2 * z) / 2 + sympy.cos(z)


def test_a_zero_that_no_rule_explains_is_zero_to_within_a_radius():
    model = activation_sphere(activation_from_expression(HIDDEN, z, name="hidden"), 5)
    with pytest.raises(NotToldFromZero, match="0 to within"):
        enclose_activation_eigenvalue(model.activation, 5, 3)  # type: ignore[arg-type]
    table = spectrum(model, range(6))
    even = spectrum(activation_sphere("cos(z)", 5), range(6))
    for row, other in zip(table.rows(), even.rows(), strict=True):
        if row["degree"] % 2:
            assert row["eigenvalue"] == 0.0 and 0.0 < row["radius"] < 1e-100 and row["log_eigenvalue"] is None
            assert other["radius"] == 0.0
        else:
            assert row["eigenvalue"] == pytest.approx(other["eigenvalue"], rel=1e-15)
    rows = table.rows("enclose", 10)
    assert (
        rows[3]["eigenvalue"] == "0" and 0 < float(rows[3]["radius"]) < 1e-100 and rows[2]["eigenvalue"] > "0"
    )
    assert spectrum(model, [3]).rows("digits", 10)[0]["eigenvalue"].startswith("0 +- ")
    # said by the user, it is exact
    told = activation_sphere(activation_from_expression(HIDDEN, z, parity="even"), 5)
    assert spectrum(told, [3]).rows("enclose")[0]["radius"] == "0"


def test_everyday_activations_have_whole_tables():
    third = Fraction(1, 3)
    for text, zeros in (
        ("log(1 + exp(z))", (3, 5)), ("z/(1 + exp(-z))", (3, 5)), (f"max(-{third}, min({third}, z))", (0, 2, 4)),
        ("max(z - 1/4, 0)", ()), ("abs(z)", (1, 3, 5)),
    ):  # fmt: skip
        fast = spectrum(activation_sphere(text, 5), range(6)).fast
        assert tuple(np.flatnonzero(fast.eigenvalue == 0)) == zeros and np.all(fast.error[list(zeros)] == 0)
    # softplus and SiLU: the odd part is z/2, a_1 = 1/(2 d)
    assert str(spectrum(activation_sphere("log(1 + exp(z))", 5), [1]).exact(1)) == "1/100"


@pytest.mark.parametrize(
    "kernel, d, message",
    [
        (lambda rho: 1 - rho, 5, "not positive semidefinite, lambda_1 = -0.2"),
        (lambda rho: sympy.exp(rho) - 3 * rho, 5, "not positive semidefinite, lambda_1"),
        (lambda rho: 0 * rho, 5, "is 0"),
        (lambda rho: -sympy.log((1 - rho) / 2), 4, "not finite at rho = 1"),
        (lambda rho: 1 / (1 - rho), 5, "not finite at rho = 1"),
        (lambda rho: 1 / (rho - sympy.Rational(1, 2)), 3, "not finite at rho = 0.5"),
        (lambda rho: sympy.sqrt(rho), 3, "not real at rho = -"),
    ],
)
def test_what_is_no_kernel_is_refused(kernel, d, message):
    for view in ("fast", "enclose", "digits"):
        with pytest.raises(InputError, match=message):
            spectrum(zonal_kernel(kernel, d), range(3)).rows(view)


def test_a_singularity_between_the_points_tried_ends_by_its_budget():
    with pytest.raises(AccuracyError, match="evaluations"):
        spectrum(zonal_kernel(lambda rho: 1 / (rho - sympy.Rational(1, 3)), 3), [0]).enclose(0)


def test_estimates_of_what_is_not_resolved():
    fast_sine = activation_from_callable(lambda x: np.sin(1000 * x), kinks=[])
    estimate = estimate_activation_eigenvalue(fast_sine, 3, 3)
    with mpmath.workdps(30):
        # spherical Bessel function: a_3 = j_3(1000) up to sign
        right = float((mpmath.sqrt(mpmath.pi / 2000) * mpmath.besselj(3.5, 1000)) ** 2)
    assert abs(right - 3.11e-7) < 1e-9 and abs(estimate.value - right) <= estimate.error < 1e-12
    kink = activation_from_callable(lambda x: x**2 + 1e-9 * np.abs(x - 0.123456), kinks=[])
    exact = activation_from_expression(
        z**2 + sympy.Rational(1, 10**9) * sympy.Abs(z - sympy.Rational(123456, 10**6)), z
    )
    for k in (0, 2, 3):
        truth = float(enclose_activation_eigenvalue(exact, 3, k, 20).mid())
        estimate = estimate_activation_eigenvalue(kink, 3, k)
        assert abs(estimate.value - truth) <= estimate.error
