"""Balls, mpmath and float64 of the eigenvalues of sigma_p: they must agree, at every precision."""

import itertools
import random

import mpmath
import numpy as np
import pytest
from flint import arb, ctx, fmpq

from w2s_theory.derive.exact_eigenvalue import derive_exact_eigenvalue
from w2s_theory.derive.sphere import derive_multiplicity
from w2s_theory.evaluate.eigenvalues.power_balls import (
    enclose_activation_coefficient,
    enclose_eigenvalue,
    refine,
)
from w2s_theory.evaluate.eigenvalues.power_floats import (
    compute_eigenvalues,
    compute_multiplicities,
    compute_spectrum,
)
from w2s_theory.evaluate.eigenvalues.power_mpmath import evaluate_activation_coefficient, evaluate_eigenvalue
from w2s_theory.evaluate.eigenvalues.running_products import (
    quotient,
    rounded,
    running_products,
    scaled_from_integer,
)
from w2s_theory.records.errors import AccuracyError, InputError


def ulps(value: float, ball: arb) -> float:
    with ctx.workprec(300):
        return abs(float((arb(float(value)) - ball) / arb(float(np.spacing(abs(value))))))


def as_ball(value: mpmath.mpf) -> arb:
    """An mpf exactly (precision must be ambient)."""
    sign, mantissa, exponent, _ = value._mpf_
    return arb(int(mantissa)) * arb(2) ** int(exponent) * (-1) ** sign


@pytest.mark.parametrize("digits", (15, 30, 60, 120, 250, 500))
def test_views_agree_at_increasing_precision(digits: int) -> None:
    for d, k, p in itertools.product((2, 3, 10, 33), (0, 1, 2, 3, 4, 8, 60, 61), range(4)):
        ball = enclose_eigenvalue(d, k, p, digits)
        exact = derive_exact_eigenvalue(d, k, p)
        value = evaluate_eigenvalue(d, k, p, digits)
        if exact.is_zero():
            assert ball == 0 and ball.is_exact() and value == 0
            continue
        with ctx.workprec(4 * digits + 100):
            tolerance = abs(ball) / arb(10) ** digits
            assert arb(ball.rad()) <= tolerance
            assert ball.overlaps(exact.to_ball())
            assert abs(as_ball(value) - exact.to_ball()) < tolerance


def test_ball_contains_the_exact_rational() -> None:
    for d, k in ((3, 0), (3, 2), (5, 4), (7, 20), (2, 1)):
        exact = derive_exact_eigenvalue(d, k)
        assert not exact.over_pi_squared
        assert enclose_eigenvalue(d, k).contains(arb(exact.rational))
        assert not enclose_eigenvalue(d, k).contains(arb(exact.rational) * arb(fmpq(10**14 + 1, 10**14)))


def test_sign_of_the_coefficients() -> None:
    signs = [float(enclose_activation_coefficient(3, k).mid()) > 0 for k in (0, 1, 2, 4, 6, 8)]
    assert signs == [True, True, True, False, True, False]
    for k in (0, 2, 4, 6):
        assert mpmath.sign(evaluate_activation_coefficient(3, k)) == (1 if k < 4 or k == 6 else -1)


def test_thousand_digits_of_a_far_eigenvalue() -> None:
    ball = enclose_eigenvalue(10**6, 10**6, 1, 1000)
    with ctx.workprec(4000):
        assert arb(ball.rad()) <= abs(ball) / arb(10) ** 1000
    with mpmath.workdps(1010):
        value = evaluate_eigenvalue(10**6, 10**6, 1, 1000)
    with ctx.workprec(4000):
        assert abs(as_ball(value) / ball - 1) < arb(10) ** -1000


def test_precision_is_restored_also_after_an_error() -> None:
    before = ctx.prec, mpmath.mp.prec
    enclose_eigenvalue(3, 4, 1, 300)
    evaluate_eigenvalue(3, 4, 1, 300)
    with pytest.raises(AccuracyError):
        refine(lambda: arb(1) / 3 - arb(1) / 3, 20, what="zero")
    with pytest.raises(ZeroDivisionError):
        refine(lambda: arb(1) / (1 // 0), 20)
    assert (ctx.prec, mpmath.mp.prec) == before


@pytest.mark.parametrize("digits", (0, -1, 1.5, True, 10**7))
def test_bad_digits_are_refused(digits: object) -> None:
    for function in (enclose_eigenvalue, evaluate_eigenvalue):
        with pytest.raises(InputError, match="digits"):
            function(3, 4, 1, digits)


@pytest.mark.parametrize("d", (2, 3, 32, 10**3, 10**6))
def test_fast_eigenvalues_of_a_million_degrees(d: int) -> None:
    count = 10**6
    value, log_value = compute_eigenvalues(d, range(count))
    sample = [*range(40), *range(count - 100, count), *random.Random(d).sample(range(count), 60)]
    for k in sample:
        ball = enclose_eigenvalue(d, k, 1, 60)
        if ball == 0:
            assert value[k] == 0.0 and log_value[k] == -np.inf
            continue
        with ctx.workprec(300):
            assert ulps(log_value[k], ball.log()) <= 1.0
        if value[k] == 0.0:
            assert ball < 5e-324
        else:
            assert ulps(value[k], ball) <= 1.0


@pytest.mark.parametrize("power", (0, 2, 3))
def test_fast_eigenvalues_of_other_powers_and_orders(power: int) -> None:
    for d in (2, 3, 17, 10**9):
        degrees = np.array([7, 0, 1, 2, 3, 4, 5, 1000, 6, 70, 200_001])
        value, log_value = compute_eigenvalues(d, degrees, power)
        for k, number, logarithm in zip(degrees.tolist(), value, log_value, strict=True):
            ball = enclose_eigenvalue(d, k, power, 40)
            assert (ball == 0) == (logarithm == -np.inf)
            if ball != 0:
                with ctx.workprec(200):
                    assert ulps(logarithm, ball.log()) <= 1.0
                assert ulps(number, ball) <= 1.0 if number > 1e-300 else ball < 1e-299


def test_fast_ranges_agree_with_each_other() -> None:
    whole = compute_spectrum(32, range(400_000))
    for degrees in (
        range(100_000, 100_400),
        range(399_999, 399_000, -3),
        range(5, 300_000, 1000),
        range(131_000, 131_200),
    ):
        part = compute_spectrum(32, degrees)
        picked = np.array(degrees)
        assert np.array_equal(part.degree, picked)
        finite = part.log_eigenvalue > -np.inf
        assert np.array_equal(finite, whole.log_eigenvalue[picked] > -np.inf)
        logs = part.log_eigenvalue[finite], whole.log_eigenvalue[picked][finite]
        np.testing.assert_array_almost_equal_nulp(*logs, 1)
        np.testing.assert_array_almost_equal_nulp(part.eigenvalue, whole.eigenvalue[picked], 1)
        np.testing.assert_array_almost_equal_nulp(part.multiplicity, whole.multiplicity[picked], 1)


def test_fast_multiplicities() -> None:
    for d in (2, 3, 4, 32, 1000):
        value, log_value = compute_multiplicities(d, range(300))
        for k in range(300):
            exact = derive_multiplicity(d, k)
            if exact < 2**53:
                assert value[k] == exact
            if np.isfinite(value[k]):
                assert abs(int(value[k]) - exact) <= exact * 2.0**-52
            else:
                assert exact > 2**1023
            with ctx.workprec(200):
                assert abs(arb(exact).log() - arb(float(log_value[k]))) <= 4e-16 * max(1.0, log_value[k])


def test_trace_of_the_fast_spectrum_is_the_diagonal() -> None:
    fast = compute_spectrum(3, range(20_001))
    # the tail after J is about 1/(8 pi J^3): N_k lambda_k = k^-4/pi (1 + O(1/k)) on every other k
    total = float(np.sum(fast.eigenvalue * fast.multiplicity))
    assert abs(total - 1 / 6) < 1e-13


def test_products_of_exact_rationals() -> None:
    n = 5000
    k = np.arange(n, dtype=float)
    products = running_products(scaled_from_integer(1, 0), quotient(k + 3, k + 1))
    # telescopes to (n+1)(n+2)/2: whole numbers, so every entry must be exact
    m = np.arange(n + 1, dtype=float)
    assert np.array_equal(rounded(products), (m + 1) * (m + 2) / 2)
    one = running_products(scaled_from_integer(3, -1), quotient(k[:0] + 1, k[:0] + 1))
    assert rounded(one).tolist() == [1.5]
    down = running_products(scaled_from_integer(1, 0), quotient(np.full(4000, 1.0), np.full(4000, 1e6)))
    assert rounded(down)[-1] == 0.0 and down.exponent[-1] == pytest.approx(-4000 * np.log2(1e6), abs=2)


def test_fast_refusals() -> None:
    for arguments in ((1, range(3)), (3, range(-2, 3)), (3, range(3), 5), (2**51, range(3))):
        with pytest.raises(InputError):
            compute_eigenvalues(*arguments)
    assert len(compute_eigenvalues(3, range(0))[0]) == 0


@pytest.mark.parametrize("d, p", list(itertools.product((2, 3, 32, 1000, 10**6), range(4))))
def test_one_degree_by_itself_is_the_entry_of_the_table(d: int, p: int) -> None:
    # one degree is a rounded ball, a table the compensated recursion
    table = compute_spectrum(d, range(130), p)
    for k in (0, 1, 2, 3, 4, 5, 64, 128, 129):
        one = compute_spectrum(d, np.array([k]), p)
        for name in ("eigenvalue", "log_eigenvalue", "multiplicity", "log_multiplicity"):
            single, entry = getattr(one, name)[0], getattr(table, name)[k]
            assert single == entry or abs(single - entry) <= 2 * np.spacing(abs(entry)), name
        assert one.error[0] == (0.0 if one.log_eigenvalue[0] == -np.inf else np.spacing(one.eigenvalue[0]))
