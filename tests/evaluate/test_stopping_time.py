"""Stopping times: all stationary points certified, the best one, the oracle filter."""

import math
import random
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx

from w2s_theory.evaluate import stopping_time as stopping
from w2s_theory.evaluate.exponential_sum import ExponentialSum, enclose_zeros, exponential_sum
from w2s_theory.records.errors import AccuracyError, InputError

HALF = Fraction(1, 2)


def float_error(modes: tuple[stopping.Mode, ...], t: float) -> float:
    return sum(
        (float(m.target) + math.expm1(-float(m.eigenvalue) * t) * float(m.teacher)) ** 2 for m in modes
    )


def random_modes(rng: random.Random, count: int) -> tuple[stopping.Mode, ...]:
    target = [rng.gauss(0, 1) for _ in range(count)]
    teacher = [f * rng.random() + rng.gauss(0, 0.2) for f in target]
    return stopping.modes_from(target, teacher, [10 ** rng.uniform(-4, 1) for _ in range(count)])


def test_three_stationary_points_of_the_noise_profile() -> None:
    error, slope = stopping.eigenfunction_modes(Fraction(2, 5), 1, [(200, HALF), (Fraction(1, 100), HALF)])
    best = stopping.best_of(error, slope, 20)
    assert [float(t) for t in best.stationary_points] == pytest.approx(
        [1.299382e-4, 0.018465882, 7.949848], rel=1e-6
    )
    for t in best.stationary_points:
        assert t.rel_accuracy_bits() > 66
    # a shallow minimum, a maximum, the deep minimum
    first, second, third = (float(value) for value in best.stationary_errors)
    assert third < first < 1 < second
    assert best.place == "interior" and not best.tied and float(best.error) == third
    low, high = best.bracket()
    assert low < 7.94984806972108 < high and high - low < 1e-8


def test_error_and_slope_belong_together() -> None:
    modes = random_modes(random.Random(2), 6)
    error, slope = stopping.student_error(modes), stopping.student_error_slope(modes)
    assert error.derivative() == slope
    for t in (0.0, 0.3, 2.0, 50.0):
        assert float(stopping.enclose_student_error(modes, t)) == pytest.approx(
            float_error(modes, t), rel=1e-12
        )
    assert float(stopping.enclose_student_error(modes, math.inf)) == pytest.approx(
        float_error(modes, 1e9), rel=1e-12
    )
    # at the start nothing is learnt
    assert stopping.enclose_student_error(modes, 0).overlaps(
        sum((arb(float(m.target)) ** 2 for m in modes), arb(0))
    )


@pytest.mark.parametrize("seed", range(12))
def test_no_grid_point_beats_the_best_time_and_no_sign_change_is_missed(seed: int) -> None:
    rng = random.Random(seed)
    modes = random_modes(rng, 1 + seed)
    best = stopping.enclose_best_stopping_time(modes)
    grid = np.logspace(-4, 7, 4000)
    errors = np.array([float_error(modes, t) for t in grid])
    assert float(best.error) <= errors.min() * (1 + 1e-12)
    # each interior extremum of the grid lies next to one of the certified points
    signs = np.sign(np.diff(errors))
    turns = [
        i
        for i in range(1, len(signs))
        if signs[i - 1] * signs[i] < 0 and abs(errors[i + 1] - errors[i]) > 1e-13
    ]
    for i in turns:
        assert any(grid[i - 1] <= float(t) <= grid[i + 1] for t in best.stationary_points)
    for t in best.stationary_points:
        with ctx.workprec(300):
            assert stopping.student_error_slope(modes).ball(t).contains(0)
    assert len(best.stationary_points) <= stopping.student_error_slope(modes).sign_changes()


def test_ends_of_the_time_axis() -> None:
    # a teacher with too little of the target: never stop; with the wrong sign: never start
    assert stopping.enclose_best_stopping_time(stopping.modes_from([1], [HALF], [1])).place == "end"
    wrong = stopping.enclose_best_stopping_time(stopping.modes_from([1], [-1], [1]))
    assert wrong.place == "start" and wrong.error == 1 and wrong.bracket() == (0.0, 0.0)
    # twice the target: stop at log 2, with error 0
    twice = stopping.enclose_best_stopping_time(stopping.modes_from([1], [2], [1]), 30)
    with ctx.workprec(200):
        assert twice.time is not None and twice.time.overlaps(arb(2).log())
    assert abs(float(twice.error)) < 1e-30
    # nothing to learn at all
    flat = stopping.enclose_best_stopping_time(stopping.modes_from([1], [0], [1]))
    assert flat.place == "start" and flat.stationary_points == () and flat.error == 1
    assert stopping.enclose_best_stopping_time(stopping.modes_from([1], [1], [1])).to_dict()["time"] == "inf"


def test_slope_that_vanishes_at_zero() -> None:
    # sum lambda_j b_j f_j = 0: the error starts flat; its slope is exp(-2t)(1 - exp(-2t)) > 0 afterwards
    modes = stopping.modes_from([1, 1], [1, -HALF], [1, 2])
    slope = stopping.student_error_slope(modes)
    assert sum(slope.coefficients) == 0
    assert stopping.enclose_stationary_points(modes) == ()
    assert stopping.enclose_best_stopping_time(modes).place == "start"


def test_double_zero_is_found_and_near_double_is_refused() -> None:
    # (x - 1/2)^2 x with x = exp(-t): one stationary point, of even order
    def square(unit: Fraction, gap: Fraction) -> ExponentialSum:
        return exponential_sum(
            [(unit, Fraction(1, 4) + gap), (2 * unit, Fraction(-1)), (3 * unit, Fraction(1))]
        )

    (zero,) = enclose_zeros(square(Fraction(1), Fraction(0)), 20)
    with ctx.workprec(200):
        assert zero.overlaps(arb(2).log())
    assert enclose_zeros(square(Fraction(1), Fraction(1, 10**30)), 15) == ()
    two = enclose_zeros(square(Fraction(1), -Fraction(1, 10**30)), 20)
    assert len(two) == 2 and two[0] < two[1]
    # the same double zero hidden by rates without a small common unit
    rates = (Fraction(10_001), Fraction(20_003), Fraction(30_005))
    hidden = exponential_sum(zip(rates, (Fraction(1, 4), Fraction(-1), Fraction(1)), strict=True))
    with pytest.raises(AccuracyError, match="close"):
        enclose_zeros(hidden, 15)


def test_oracle_filter() -> None:
    modes = stopping.modes_from([1, 0, 1, 1], [HALF, HALF, 2, -1], [3, 3, 2, 1])
    shrinkage, error = stopping.oracle_filter(modes)
    # eigenspace 3: f.b/b.b = 1/2/(1/2) = 1; eigenspace 2: 1/2; eigenspace 1: clipped to 0
    assert shrinkage == {3: 1, 2: HALF, 1: 0}
    assert error == Fraction(1, 2) + 0 + 1
    for seed in range(5):
        some = random_modes(random.Random(seed), 4)
        best = stopping.enclose_best_stopping_time(some)
        assert float(stopping.oracle_filter(some)[1]) <= float(best.error) * (1 + 1e-12)
    # f* in one eigenspace with f.b = b.b: the projection, s_k = 1
    teacher = [Fraction(3, 5), Fraction(1, 5)]
    own, rest = stopping.oracle_filter(stopping.modes_from([1, 0], teacher, [2, 1]))
    assert own == {2: 1, 1: 0} and rest == Fraction(4, 25)


def test_many_digits_and_restored_precision() -> None:
    before = ctx.prec
    error, slope = stopping.eigenfunction_modes(Fraction(1, 10), 1, [(HALF, 1)])
    best = stopping.best_of(error, slope, 300)
    assert best.time is not None and best.time.rel_accuracy_bits() > 996
    assert ctx.prec == before


@pytest.mark.parametrize(
    "call",
    [
        lambda: stopping.modes_from([], [], []),
        lambda: stopping.modes_from([1], [1, 2], [1]),
        lambda: stopping.modes_from([1], [1], [-1]),
        lambda: stopping.modes_from([math.nan], [1], [1]),
        lambda: stopping.modes_from([1], [math.inf], [1]),
        lambda: stopping.enclose_student_error(stopping.modes_from([1], [1], [1]), -1),
        lambda: stopping.enclose_student_error(stopping.modes_from([1], [1], [1]), math.nan),
        lambda: stopping.enclose_best_stopping_time(stopping.modes_from([1], [1], [1]), 0),
        lambda: stopping.eigenfunction_modes(Fraction(1), 1, []),
        lambda: stopping.eigenfunction_modes(HALF, 1, [(1, -1)]),
    ],
)
def test_bad_input_is_refused(call) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert "\n" not in str(caught.value)
