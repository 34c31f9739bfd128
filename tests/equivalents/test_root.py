"""The root kappa: reference values, an independent certified bracket, three views, the tail's traces."""

from __future__ import annotations

import math

import numpy as np
import pytest
from flint import arb, ctx, fmpq
from scipy.optimize import brentq

from w2s_theory import activation_sphere, equivalent, linear_network, relu_sphere, zonal_kernel
from w2s_theory.derive.sphere import derive_multiplicity
from w2s_theory.derive.traces import derive_kernel_diagonal, derive_trace, derive_trace_tail
from w2s_theory.equivalents.continued_degrees import continued_nodes, log_eigenvalue_ratio
from w2s_theory.equivalents.kernel_trace import enclose_kernel_trace, last_degree
from w2s_theory.equivalents.trace_tail import enclose_trace_tail
from w2s_theory.evaluate.eigenvalues.power_balls import enclose_eigenvalue
from w2s_theory.evaluate.eigenvalues.power_floats import compute_eigenvalues
from w2s_theory.records.errors import AccuracyError


@pytest.mark.parametrize(
    ("dimension", "power", "first", "exponent"),
    [(3, 1, 400, 1), (3, 1, 400, 2), (8, 1, 100, 1), (2, 0, 301, 1), (5, 2, 103, 2), (4, 3, 80, 1)],
)
def test_trace_tail_contains_the_exact_one(dimension, power, first, exponent):
    with ctx.workprec(200):
        term = enclose_eigenvalue(dimension, first, power, 50) ** exponent * derive_multiplicity(
            dimension, first
        )
        found = enclose_trace_tail(dimension, power, first, exponent, term, 16)
        exact = derive_trace_tail(dimension, first - 1, power, exponent).to_ball()
        assert found.overlaps(exact) and found.rel_accuracy_bits() > 60
        # wrong by a part in 10^12: seen
        assert not (found * (1 + arb(10) ** -12)).overlaps(exact)


def test_trace_tail_of_a_high_power_contains_the_sum():
    d, first, m = 4, 60, 5
    with ctx.workprec(200):
        lam = [enclose_eigenvalue(d, k, 1, 50) for k in range(first, 400, 2)]
        terms = [x**m * derive_multiplicity(d, k) for x, k in zip(lam, range(first, 400, 2), strict=True)]
        found = enclose_trace_tail(d, 1, first, m, terms[0], 12)
        total = sum(terms, arb(0))
        # what is left of the sum is below the last term times the number of terms that double it
        assert total < found.upper() and total + 400 * terms[-1] > found.lower()
        assert found.rel_accuracy_bits() > 30


def test_trace_tail_says_nothing_where_it_cannot():
    assert not enclose_trace_tail(3, 1, 6, 30, arb(1), 4).is_finite()


@pytest.mark.parametrize(("dimension", "power", "units"), [(5, 1, 30), (4, 0, 11), (6, 2, 100), (3, 3, 40)])
def test_certified_root_lies_where_exact_traces_put_it(dimension, power, units):
    """Explicit degrees, and a tail between T_1/kappa - T_2/kappa^2 and T_1/kappa: S_1 brackets M_TE."""
    found = equivalent(relu_sphere(dimension, power), units, power, digits=12, certified=True)
    last = 120
    with ctx.workprec(300):
        lam = [enclose_eigenvalue(dimension, k, power, 60) for k in range(last + 1)]
        tails = [derive_trace_tail(dimension, last, power, m).to_ball() for m in (1, 2)]

        def bracket(kappa: arb) -> tuple[arb, arb]:
            explicit = sum(
                (x * derive_multiplicity(dimension, k) / (x + kappa) for k, x in enumerate(lam)), arb(0)
            )
            return explicit + tails[0] / kappa - tails[1] / kappa**2, explicit + tails[0] / kappa

        kappa = found.kappa
        assert kappa.rel_accuracy_bits() >= 40
        assert bracket(kappa.lower())[1] > units and bracket(kappa.upper())[0] < units
        # wrong by a thousandth: seen
        assert bracket(kappa * (1 + arb(10) ** -3))[1] < units


@pytest.mark.parametrize(
    ("dimension", "units", "power"),
    [(2, 20, 1), (3, 300, 1), (3, 50, 0), (4, 256, 1), (8, 1000, 1), (16, 512, 2), (32, 512, 1),
     (32, 40, 3), (300, 10**7, 1), (10**4, 10**8, 1), (10**6, 10**12, 1)],
)  # fmt: skip
def test_three_views_agree(dimension, units, power):
    degree = power + 1
    fast = equivalent(relu_sphere(dimension, power), units, degree)
    high = equivalent(relu_sphere(dimension, power), units, degree, digits=25)
    ball = equivalent(relu_sphere(dimension, power), units, degree, digits=25, certified=True)
    for name in ("kappa", "teacher_error", "unit_surplus"):
        values = [getattr(each, name) for each in (fast, high, ball)]
        assert values[0] == pytest.approx(float(values[1]), rel=2e-13, abs=0)
        assert high.text(values[1])[:24] == ball.text(values[2])[:24] or _near(values[1], values[2])
    for tau in (1, 8, "inf"):
        values = [each.student_error(tau=tau) for each in (fast, high, ball)]
        assert values[0] == pytest.approx(float(values[1]), rel=1e-12, abs=0)
        assert _near(values[1], values[2])


def _near(number, ball) -> bool:
    """An mpmath number and a ball agree to 24 digits."""
    mantissa, exponent = int(number.man), int(number.exp)
    with ctx.workprec(300):
        exact = arb(fmpq(mantissa)) * arb(2) ** exponent * (-1 if number < 0 else 1)
        return bool(abs(exact / ball - 1) < arb(10) ** -24)


@pytest.mark.parametrize("units", [10**6, 10**8])
def test_continued_degrees_agree_with_balls(units):
    """d = 3: in float64 the high degrees are an integral with end corrections."""
    fast = equivalent(relu_sphere(3), units, 1)
    ball = equivalent(relu_sphere(3), units, 1, digits=15, certified=True)
    assert fast.kappa == pytest.approx(float(ball.kappa), rel=2e-14, abs=0)
    assert fast.student_error(tau=20) == pytest.approx(float(ball.student_error(tau=20)), rel=2e-13, abs=0)


def test_root_of_the_circle_in_closed_form():
    """d = 2, step activation: lambda_k = 1/(pi k)^2 for odd k, lambda_0 = 1/4: the sum is a hyperbolic tangent."""

    def count(log_kappa: float) -> float:
        root = math.exp(log_kappa / 2)
        # sum over odd k of 2/(1 + kappa pi^2 k^2) = tanh(1/(2 sqrt(kappa)))/(2 sqrt(kappa))
        return 1 / (1 + 4 * root**2) + math.tanh(1 / (2 * root)) / (2 * root)

    for units in (3, 1000, 10**5, 10**7, 10**9, 10**12):
        exact = math.exp(brentq(lambda u, n=units: count(u) - n, -80, 5, xtol=1e-15, rtol=1e-15))
        assert equivalent(relu_sphere(2, 0), units, 1).kappa == pytest.approx(exact, rel=2e-13, abs=0)


def test_continued_nodes_sum_a_known_series():
    k, weight = continued_nodes(1000, 1e10, 4)
    # sum over k = 1000, 1002, ... of 1/k^4 = zeta(4, 500)/16, and what lies beyond the nodes is below 1e-39
    from scipy.special import zeta

    assert float(np.sum(weight / k**4)) == pytest.approx(zeta(4, 500) / 16, rel=1e-13, abs=0)


def test_eigenvalue_between_degrees_meets_the_whole_ones():
    for d, p in ((2, 1), (3, 0), (7, 3)):
        first = 16_384 + (p + 1) % 2
        k = first + 2 * np.array([0, 10, 5000])
        exact = compute_eigenvalues(d, k, p)[1]
        found = exact[0] + log_eigenvalue_ratio(d, p, k.astype(float), first)
        assert found == pytest.approx(exact, rel=1e-14, abs=0)


def test_listed_spectra():
    assert 1 - equivalent([(1, 1), ("0.1", 2)], 1, 0).teacher_error == pytest.approx(2 / 3, rel=1e-14, abs=0)
    assert 1 - equivalent(linear_network([1, 0.1, 0.1]), 1, 0).teacher_error == pytest.approx(
        2 / 3, rel=1e-13
    )
    # isotropic: kappa = lambda (d - M)/M and L_TE = 1 - M/d
    flat = equivalent([(3, 100)], 30, 0, digits=30)
    assert flat.text(flat.kappa) == "7.0" and flat.text(flat.teacher_error) == "0.7"
    # two eigenvalues: a quadratic
    found = equivalent([(1, 4), ("0.001", 1000)], 20, 0).kappa
    assert 4 / (1 + found) + 1 / (0.001 + found) == pytest.approx(20, rel=1e-13, abs=0)
    # eigenvalues far apart
    assert equivalent([(1, 1000), ("1e-200", 1000)], 1500, 0).kappa == pytest.approx(1e-200, rel=1e-14, abs=0)
    # close to the rank, and with a zero row
    assert equivalent([(1, 5), (0, 7), (2, 1)], 5, 2).kappa == pytest.approx(_two(5), rel=1e-13, abs=0)


def _two(units: int) -> float:
    return brentq(lambda x: 5 / (1 + x) + 2 / (2 + x) - units, 1e-12, 10, xtol=1e-15, rtol=1e-15)


def test_traces_and_last_degrees_of_models():
    assert enclose_kernel_trace(relu_sphere(7), 30).overlaps(arb(fmpq(1, 14)))
    for p in range(4):
        value = derive_kernel_diagonal(9, p)
        assert enclose_kernel_trace(relu_sphere(9, p), 30).overlaps(arb(fmpq(int(value.p), int(value.q))))
        named = activation_sphere(("step", "relu", "relu_squared", "relu_cubed")[p], 9)
        assert enclose_kernel_trace(named, 30).overlaps(arb(fmpq(int(value.p), int(value.q))))
    kernel = zonal_kernel(lambda rho: (1 + rho) ** 3 / 8, 5)
    assert enclose_kernel_trace(kernel, 20).overlaps(arb(1)) and last_degree(kernel) == 3
    assert last_degree(relu_sphere(5)) is None and last_degree(activation_sphere("identity", 5)) == 1
    # E[erf(sqrt(d) z)^2] by a plain sum
    z, w = np.polynomial.legendre.leggauss(400)
    d = 6
    weight = w * (1 - z**2) ** ((d - 3) / 2)
    mean = float(np.sum(weight * np.vectorize(math.erf)(math.sqrt(d) * z) ** 2) / np.sum(weight))
    assert float(enclose_kernel_trace(activation_sphere("erf", d), 15)) == pytest.approx(
        mean, rel=1e-6, abs=0
    )


def test_other_activations_against_plain_sums():
    for name, d, units in (("erf", 8, 20), ("gelu", 12, 40)):
        model = activation_sphere(name, d)
        found = equivalent(model, units, 1)
        ball = equivalent(model, units, 1, digits=10, certified=True)
        assert found.kappa == pytest.approx(float(ball.kappa), rel=1e-9, abs=0)
        f = found.float_formulas(0.0)
        assert float(np.sum(f.modes.trace / (f.modes.eigenvalue + found.kappa))) == pytest.approx(
            units, rel=1e-12
        )
        assert float(f.modes.trace.sum()) == pytest.approx(
            float(enclose_kernel_trace(model, 15)), rel=1e-13, abs=0
        )


def test_digits_out_of_reach_are_refused_with_the_reason():
    with pytest.raises(AccuracyError, match="explicit degrees for 1000000000000 teacher units"):
        _ = equivalent(relu_sphere(2), 10**12, 1, digits=20, certified=True).kappa
    with pytest.raises(AccuracyError, match="use fewer units"):
        equivalent(activation_sphere("max(z - 1/4, 0)", 3), 10**6, 1)


def test_exact_trace_is_that_of_the_kernel():
    # the float modes hold the whole trace, tail included
    for d in (2, 3, 32):
        f = equivalent(relu_sphere(d), 100, 1).float_formulas(0.0)
        with ctx.workprec(100):
            assert float(f.modes.trace.sum()) == pytest.approx(
                float(derive_trace(d).to_ball()), rel=1e-14, abs=0
            )
