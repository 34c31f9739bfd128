"""The spiked spectrum in closed form against the general route, in floats, digits and balls; bad input."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from flint import arb

from w2s_theory.equivalents.spiked import spiked_equivalent, teacher_bounds
from w2s_theory.records.errors import InputError

SIZES = [
    (4, 4096, "1/256", 256),
    (128, 4096, "1/256", 256),
    (3, 10**12, Fraction(1, 10**6), 10**9),
    (500, 600, 3, 100),
    (1, 2, "1/3", 1),
    (5, 40, "1e-9", 20),
    (7, 50, 2, 49),
]
TIMES = [0, "0.1", 1, 8, 50, "inf"]


@pytest.mark.parametrize("sizes", SIZES)
def test_closed_form_is_the_general_route(sizes):
    closed = spiked_equivalent(*sizes)
    general = closed.general()
    assert closed.kappa == pytest.approx(general.kappa, rel=2e-14, abs=0)
    assert closed.teacher_error == pytest.approx(general.teacher_error, rel=2e-14, abs=0)
    for tau in TIMES:
        assert closed.student_error(tau) == pytest.approx(general.student_error(tau=tau), rel=1e-13, abs=0)


@pytest.mark.parametrize("sizes", SIZES)
def test_balls_of_both_routes_overlap_and_hold_the_floats(sizes):
    closed = spiked_equivalent(*sizes, digits=40, certified=True)
    general = closed.general()
    assert isinstance(closed.kappa, arb) and closed.kappa.rel_accuracy_bits() >= 40 * 3.3
    assert closed.kappa.overlaps(general.kappa)
    for tau in TIMES[1:]:
        ours = closed.student_error(tau)
        assert ours.overlaps(general.student_error(tau=tau)) and ours.rel_accuracy_bits() >= 130
        assert float(ours) == pytest.approx(spiked_equivalent(*sizes).student_error(tau), rel=1e-13, abs=0)
    digits = spiked_equivalent(*sizes, digits=40)
    assert abs(float(digits.kappa) / float(closed.kappa) - 1) < 1e-15
    # the equation of kappa itself, and not that of another number of units
    spikes, dimension, eps, units = sizes
    eps = Fraction(eps)
    count = spikes / (1 + closed.kappa) + (dimension - spikes) * _ball(eps) / (_ball(eps) + closed.kappa)
    assert count.contains(units) and not count.contains(units + 1)


def _ball(value: Fraction) -> arb:
    return arb(value.numerator) / value.denominator


@pytest.mark.parametrize(("spikes", "exponent"), [(4, 1.9866), (128, 1.7668)])
def test_exponents_at_the_best_time(spikes, exponent):
    general = spiked_equivalent(spikes, 4096, "1/256", 256).general()
    best = general.best_stopping_time()
    assert math.log(best.error) / math.log(general.teacher_error) == pytest.approx(exponent, abs=1e-4)


def test_exponent_tends_to_two_where_the_conditions_say_so():
    """K << M << d and lambda M log^2(1/L) << d: L_ST/L_TE^2 at t = 2 log(1/L) falls to 1, and its bound with it."""
    ratios, bounds = [], []
    for power in range(2, 8):
        units = 10**power
        found = spiked_equivalent(2, units**2 // 8, Fraction(1, units**2), units)
        level = found.teacher_error
        tau = 2 * math.log(1 / level)
        ratios.append(found.student_error(tau) / level**2)
        bounds.append(found.student_bound(tau) / level**2)
    assert all(1 <= ratio <= bound for ratio, bound in zip(ratios, bounds, strict=True))
    assert sorted(bounds, reverse=True) == bounds and bounds[-1] < 1 + 1e-5 < 1.01 < bounds[0]


def test_bounds_of_the_teacher_error_hold_and_meet():
    for units in (64, 1024, 10**6):
        found = spiked_equivalent(2, units**2, Fraction(1, 16 * units**2), units)
        low, high = teacher_bounds(2, units**2, 1 / (16 * units**2), units)
        assert low <= found.teacher_error <= high
    assert high / low < 1 + 1e-5


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ((4, 100, "1/2", 100), "rank 100"),
        ((4, 100, "1/2", 1000), "fewer than 100"),
        ((0, 100, "1/2", 10), "spikes"),
        ((100, 100, "1/2", 10), "spikes"),
        ((4, 100, 0, 10), "> 0"),
        ((4, 100, -1, 10), ">= 0"),
        ((4, 100, "x", 10), "must be a number"),
        ((4, 100, "1/2", 0), "teacher units"),
    ],
)
def test_bad_input_is_one_line(sizes, said):
    with pytest.raises(InputError) as caught:
        spiked_equivalent(*sizes)
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_bad_times_are_one_line():
    found = spiked_equivalent(4, 100, "1/2", 10)
    for call, said in (
        (lambda: found.student_error(-1), "negative"),
        (lambda: found.student_bound("inf"), "finite"),
        (lambda: spiked_equivalent(4, 100, "1/2", 3).student_bound(1), "spikes < teacher units"),
        (lambda: spiked_equivalent(4, 100, "1/2", 10, digits=0), "digits"),
    ):
        with pytest.raises(InputError) as caught:
            call()
        assert said in str(caught.value) and "\n" not in str(caught.value)
