"""kappa and the errors to the ends of their range, against plain formulas at hundreds of digits."""

from __future__ import annotations

import random
from fractions import Fraction
from math import inf

import mpmath
import pytest

from w2s_theory import Study, Teach, equivalent, recipe, relu_sphere, student_exponents
from w2s_theory.equivalents.float_root import solve_root
from w2s_theory.evaluate.enclosure import ball_text
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.spectral_filter import explicit_steps, heavy_ball

DIGITS = 700


def plain_kappa(rows, units):
    """The root of sum N lambda/(lambda + kappa) = M by halving, with digits for every rounding."""
    with mpmath.workdps(DIGITS):
        lam = [
            (mpmath.mpf(Fraction(x).numerator) / Fraction(x).denominator, n) for x, n in rows if Fraction(x)
        ]
        low, high = mpmath.mpf(10) ** -330, mpmath.mpf(10) ** 330
        for _ in range(1400):
            middle = mpmath.sqrt(low * high)
            if sum(n * x / (x + middle) for x, n in lam) > units:
                low = middle
            else:
                high = middle
            if high < low * (1 + mpmath.mpf(10) ** -40):
                break
        return low


def plain_error(rows, units, row, tau):
    """E3 as it is written, for a target in one row and gradient flow at tau."""
    kappa = plain_kappa(rows, units)
    with mpmath.workdps(DIGITS):
        lam = [mpmath.mpf(Fraction(x).numerator) / Fraction(x).denominator for x, _ in rows]
        counts = [n for _, n in rows]
        h = [x / (x + kappa) for x in lam]
        # the root is known to forty digits, and M - S_2 is wanted to as many
        surplus = sum(n * a * (1 - a) for n, a in zip(counts, h, strict=True))
        t = mpmath.mpf(tau) / lam[row]
        s = [1 - mpmath.exp(-x * t) for x in lam]
        noise = h[row] * (1 - h[row]) / surplus
        passed = sum(n * a * (1 - a) * b * b for n, a, b in zip(counts, h, s, strict=True))
        return (1 - s[row] * h[row]) ** 2 + noise * passed


GAPS = [
    ([(1, 1), ("1e-40", 1)], 1, 0),
    ([(1, 1), ("1e-28", 1)], 1, 0),
    ([(1, 4), ("1e-20", 10**6)], 4, 0),
    ([(1, 10**12)], 10**12 - 1, 0),
    ([(1, 3), ("1e-165", 100)], 10, 0),
    ([("1e-163", 2)], 1, 0),
    ([("1e290", 1), ("1e-290", 5)], 1, 1),
    ([("1e290", 2), (1, 7), ("1e-290", 50)], 9, 1),
    ([(1, 5), ("0.999999", 7), ("1e-9", 10**30)], 11, 1),
]


@pytest.mark.parametrize(("rows", "units", "row"), GAPS)
def test_kappa_and_errors_in_wide_gaps_and_near_the_rank(rows, units, row):
    kappa, error = plain_kappa(rows, units), plain_error(rows, units, row, 1)
    found = equivalent(rows, units, row)
    assert abs(found.kappa / kappa - 1) < 4e-15
    assert abs(found.student_error(tau=1) / error - 1) < 4e-15
    for certified in (False, True):
        precise = equivalent(rows, units, row, digits=25, certified=certified)
        with mpmath.workdps(60):
            for value, expected in ((precise.kappa, kappa), (precise.student_error(tau=1), error)):
                text = ball_text(value, 40, more=True)[0] if certified else mpmath.nstr(value, 40)
                assert abs(mpmath.mpf(text) / expected - 1) < mpmath.mpf(10) ** -24


def test_reference_values():
    assert equivalent([(1, 1), ("1e-40", 1)], 1, 0).kappa == pytest.approx(1e-20, rel=1e-15)
    assert equivalent([(1, 10**12)], 10**12 - 1, 0).kappa == pytest.approx(1.000000000001e-12, rel=3e-15)
    assert equivalent([("1e-162", 2)], 1, 0).student_error(tau=1) == pytest.approx(
        0.567667641618306, rel=1e-14
    )
    errors = recipe([(1, 3), ("1e-165", 100)], 0, [Teach(10), Study(tau=1)]).errors
    assert errors[1] == pytest.approx(0.1353352832366127, rel=1e-14)
    assert equivalent([(1, 3), ("1e-290", 1)], 3, 0, digits=20).kappa == pytest.approx(
        mpmath.mpf("5.7735026918962576451e-146"), rel=1e-18
    )


def test_condition_of_the_root_is_the_derivative_in_the_number_of_units():
    for rows, units in (([(1, 40), ("1e-3", 500)], 100), ([(1, 1000)], 990)):
        found = equivalent(rows, units, 0)
        up, down = (plain_kappa(rows, units + sign * mpmath.mpf("1e-6")) for sign in (1, -1))
        with mpmath.workdps(60):
            slope = mpmath.log(up / down) / 2e-6 * units
        assert found.condition == pytest.approx(-float(slope), rel=1e-8)


@pytest.mark.parametrize("seed", range(6))
def test_rescaling_splitting_and_order_change_nothing(seed):
    draw = random.Random(seed)
    rows = [
        (Fraction(10) ** draw.randint(-6, 0) * draw.randint(1, 9), draw.randint(2, 400)) for _ in range(5)
    ]
    units = draw.randint(1, sum(n for _, n in rows) - 1)
    first = equivalent(rows, units, 0)
    expected = (first.teacher_error, first.student_error(tau="1.5"), first.best_stopping_time().error)
    settings = [([(x * Fraction(10) ** power, n) for x, n in rows], 0) for power in (-283, -165, 0, 154, 289)]
    order = draw.sample(range(5), 5)
    settings.append(([rows[i] for i in order], order.index(0)))
    # every other row in two parts of the same eigenvalue
    settings.append(([rows[0], *((x, m) for x, n in rows[1:] for m in (1, n - 1))], 0))
    for changed, row in settings:
        found = equivalent(changed, units, row)
        best = found.best_stopping_time()
        assert (found.teacher_error, found.student_error(tau="1.5"), best.error) == pytest.approx(
            expected, rel=2e-13
        )
        same = best.tau == first.best_stopping_time().tau == inf
        assert same or best.tau == pytest.approx(first.best_stopping_time().tau, rel=1e-9)


def test_certified_best_stop_does_not_depend_on_the_scale():
    for scale in ("1e-200", "1", "1e-289", "1e280"):
        rows = [(Fraction(scale), 4), (Fraction(scale) / 10, 96)]
        found = equivalent(rows, 16, 0, certified=True)
        best = found.best_stopping_time()
        assert float(best.tau) == pytest.approx(3.864861696092416, rel=1e-14)
        assert float(best.error) == pytest.approx(0.192957164963986, rel=1e-14)
        assert float(found.performance_gap_recovered()) == pytest.approx(0.490860630265591, rel=1e-13)


@pytest.mark.parametrize(("small", "digits"), [("1e-30", 20), ("1e-25", 10), ("1e-40", 20), ("1e-280", 25)])
def test_gap_recovered_has_the_digits_asked_for(small, digits):
    rows = [(1, 100), (small, 1)]
    with mpmath.workdps(DIGITS):
        kappa = plain_kappa(rows, 5)
        teacher = kappa / (kappa + mpmath.mpf(small))
    # the root is known to forty digits only: a closed form of the difference, h (1-h) small beside everything
    with mpmath.workdps(DIGITS):
        lam = mpmath.mpf(small)
        # 100/(1+k) + lam/(lam+k) = 5: a quadratic
        b, c = 5 * (1 + lam) - 100 - lam, 5 * lam - 100 * lam - lam
        kappa = (-b + mpmath.sqrt(b * b - 20 * c)) / 10
        h, g = lam / (lam + kappa), 1 / (1 + kappa)
        teacher, one = 1 - h, 1 - mpmath.exp(-1)
        surplus = 100 * g * (1 - g) + h * (1 - h)
        fast = 1 - mpmath.exp(-1 / lam)
        noise = h * (1 - h) / surplus * (100 * g * (1 - g) * fast**2 + h * (1 - h) * one**2)
        expected = 1 - ((1 - one * h) ** 2 + noise) / teacher
        found = equivalent(rows, 5, 1, digits=digits).performance_gap_recovered(tau=1)
        ball = equivalent(rows, 5, 1, digits=digits, certified=True).performance_gap_recovered(tau=1)
        assert abs(found / expected - 1) < mpmath.mpf(10) ** -digits
        middle, radius = ball_text(ball, digits + 10, more=True)
        assert (
            abs(mpmath.mpf(middle) - expected)
            <= mpmath.mpf(radius)
            <= abs(expected) * mpmath.mpf(10) ** -digits
        )
        fast_gap = equivalent(rows, 5, 1).performance_gap_recovered(tau=1)
        assert fast_gap == pytest.approx(float(expected), rel=1e-13)


def test_early_and_late_times_with_digits():
    high = equivalent(relu_sphere(8), 64, 1, digits=20)
    with mpmath.workdps(400):
        # E3 = 1 - 2 tau h + ...
        lost = 2 * mpmath.mpf(10) ** -200
        assert abs(high.student_error(tau="1e-200") - 1) <= lost
    with pytest.raises(
        AccuracyError, match=r"^20 digits at so long a time .* use a shorter time, inf, or float64$"
    ):
        high.student_error(tau="1e50")
    assert equivalent(relu_sphere(8), 64, 1).student_error(tau="1e50") == pytest.approx(
        equivalent(relu_sphere(8), 64, 1).teacher_error, rel=1e-9
    )
    with pytest.raises(AccuracyError, match="^15 digits would need .* use fewer units"):
        _ = equivalent(relu_sphere(3), 10**12, 1, digits=15).kappa


def test_times_at_the_end_of_float64():
    found = equivalent(relu_sphere(3), 100, 1)
    assert found.student_error(1.3e308) == pytest.approx(found.teacher_error, rel=1e-9)
    rows = [("1e-8", 1), ("5e-9", 1), ("1e-9", 1)]
    for options in ({}, {"digits": 20}, {"certified": True}):
        late = equivalent(rows, 1, 0, **options)
        assert float(late.student_error(tau="9e299")) == pytest.approx(float(late.teacher_error), rel=1e-14)
    with pytest.raises(InputError, match="beyond float64"):
        found.student_error(tau="1e350")


def test_kappa_beyond_float64_is_said_and_the_errors_stand():
    rows = [("1e290", 10**30), (1, 3)]
    found = equivalent(rows, 3, 0)
    assert found.teacher_error == 1.0 and "kappa=?" in repr(found)
    with pytest.raises(AccuracyError, match="kappa is beyond the range of float64: ask for digits"):
        _ = found.kappa
    precise = equivalent(rows, 3, 0, digits=20).kappa
    with mpmath.workdps(40):
        assert abs(precise / plain_kappa(rows, 3) - 1) < mpmath.mpf(10) ** -20
    root = solve_root(found.float_formulas().modes, 3)
    assert root.kappa == inf and root.units.sum() == pytest.approx(3, rel=1e-15)
    with pytest.raises(InputError, match="rank 1"):
        equivalent([(1, 1)], 1, 0)


def test_other_filters_at_their_ends():
    found = equivalent(relu_sphere(3), 100, 1)
    endless = explicit_steps(2, 0.25)
    assert found.student_error(1e300, spectral_filter=endless) == pytest.approx(found.teacher_error, rel=1e-3)
    assert 0 < found.student_error(1500, spectral_filter=heavy_ball(2.0)) < 1
    with pytest.raises(InputError, match="finite time"):
        found.student_error("inf", spectral_filter=heavy_ball(0))


def test_exponents_where_errors_round_to_one():
    rows = student_exponents(relu_sphere(1000), [1, 2], 10)
    lam = rows[0]
    found = equivalent(relu_sphere(1000), 1, 10, digits=40)
    with mpmath.workdps(80):
        best = found.best_stopping_time().error
        expected = mpmath.log(best) / mpmath.log(found.teacher_error)
    assert lam.exponent == pytest.approx(float(expected), rel=1e-10) and lam.guaranteed == 0.0
