"""When to stop: right where errors differ by less than a rounding, global, and no condition for the other answers."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import mpmath
import numpy as np
import pytest

from w2s_theory import activation_sphere, equivalent, relu_sphere
from w2s_theory.cli.equivalent_rows import equivalent_at
from w2s_theory.equivalents import stop_search
from w2s_theory.equivalents.best_stop import Turn, certified_turns, require_agreement, require_worse
from w2s_theory.equivalents.stop_slope import StopSlope, stop_slope
from w2s_theory.records.errors import AccuracyError


@pytest.mark.parametrize(
    ("dimension", "degree", "units", "tau"),
    [
        (1000, 2, 1, 28.2653398260),
        (1000, 2, 10, 27.9948096),
        (1000, 4, 10, 25.1644785),
        (10**9, 1, 1, 39.4822534),
    ],
)
def test_best_stop_where_the_teacher_learns_almost_nothing(dimension, degree, units, tau):
    """Right values by high precision from a bracket of the slope; the values of E3 differ by less than an ulp there."""
    for options in ({}, {"digits": 5}, {"digits": 30}, {"digits": 12, "certified": True}):
        best = equivalent(relu_sphere(dimension), units, degree, **options).best_stopping_time()
        assert float(best.tau) == pytest.approx(tau, rel=2e-9)


ROWS = [(1, 1), ("1/100", 40), ("1/10000", 4000)]


def test_slope_of_the_sums_is_the_slope_of_the_error():
    found = equivalent(ROWS, 30, {0: 0.6, 1: 0.8})
    f = found.float_formulas()
    for time in (1e-3, 0.5, 20.0, 300.0, 4e4):
        step = 1e-5 * time
        difference = (f.flow_error(time + step) - f.flow_error(time - step)) / (2 * step)
        assert f.slope().value(time) == pytest.approx(
            difference, rel=2e-6, abs=1e-9 / time * f.flow_error(time)
        )


def test_signs_on_intervals_hold_at_every_point():
    f = equivalent(ROWS, 30, {0: 0.6, 1: 0.8}).float_formulas()
    slope = f.slope()
    boxes = slope.boxes()
    assert boxes[0].low == 0.0 and boxes[-1].high == inf
    assert all(a.high == b.low for a, b in zip(boxes, boxes[1:], strict=False))
    assert {"falls", "rises"} <= {box.sign for box in boxes}
    for box in boxes:
        if box.sign != "open":
            ends = (box.low, box.high if box.high < inf else 10 * box.low)
            for time in np.linspace(*ends, 7)[1:-1]:
                assert (slope.value(float(time)) < 0) == (box.sign == "falls")


def three_minima() -> tuple[list[tuple[object, int]], int, dict[int, float]]:
    """A target in a strong and a weak row with noise between and behind: E3 falls and rises three times."""
    return [(1, 2), ("1e-4", 60), ("1e-8", 1), ("1e-12", 10**6)], 40, {0: 0.8, 2: 0.6}


def test_the_least_of_three_minima_is_taken():
    rows, units, target = three_minima()
    found = equivalent(rows, units, target)
    f = found.float_formulas()
    turns, end = f.slope().turns()
    assert len(turns) == 3 and end == "rises"
    times = np.exp(np.linspace(np.log(1e-3), np.log(1e14), 4000))
    least = min(f.flow_error(float(t)) for t in times)
    best = found.best_stopping_time()
    assert best.error <= least * (1 + 1e-14)
    ball = equivalent(rows, units, target, certified=True).best_stopping_time()
    assert float(ball.tau) == pytest.approx(best.tau, rel=1e-10) and ball.how == "certified"


def test_a_minimum_between_the_points_of_a_grid_is_found():
    """A narrow valley: exact signs on intervals do not step over it."""
    slope = stop_slope(
        np.array([1.0, 1.05, 3e-9]), np.array([0.2, 0.7, 0.1]), np.array([0]),
        np.array([1.0]), np.array([0.9]), np.array([0.1]),
    )  # fmt: skip
    turns, end = slope.turns()
    assert len(turns) == 1 and end == "rises"
    low, high = turns[0]
    time = slope.turning_time(low, high)
    assert slope.value(time * (1 - 1e-9)) < 0 < slope.value(time * (1 + 1e-9))


def test_infinity_is_an_answer_where_the_slope_is_negative_for_ever_only():
    flat = equivalent([(1, 200)], 50, 0, certified=True)
    assert flat.best_stopping_time().time == inf and flat.performance_gap_recovered() == 0
    # the target is the slowest mode: late noise is gone, and the error falls to the end
    slowest = equivalent([(1, 5), ("1/2", 100)], 60, 1, certified=True)
    turns, for_ever = certified_turns(slowest.float_formulas())
    assert for_ever and (slowest.best_stopping_time().time == inf) == (not turns)
    # a hair of slower noise and it rises at the end, however late
    late = equivalent([(1, 5), ("1/2", 100), ("0.49", 1)], 60, 1, certified=True).best_stopping_time()
    assert not isinstance(late.time, float) and float(late.tau) > 10


def test_undecided_sign_is_refused():
    slope = StopSlope(
        np.array([1.0]), np.array([1.0]), np.array([]), np.array([]), np.array([1.0]), np.array([1.0])
    )
    # positive and negative terms of one rate and one size: no time decides
    with pytest.raises(AccuracyError, match="could not be decided"):
        slope.last_time()


def test_equally_good_stops_are_refused():
    found = equivalent(ROWS, 30, 0, certified=True)
    best, early = found.best_stopping_time(), Turn(Fraction(1, 100), Fraction(1, 99), Fraction(1, 98))
    for turn in (early, None):
        found.value(lambda f: 0.0, lambda f, turn=turn: require_worse(f, turn, best.error))
    here = Turn(*(Fraction(float(best.time)) * (1 + Fraction(i, 10**9)) for i in (-1, 0, 1)))
    with pytest.raises(AccuracyError, match="as good to these digits"):
        found.value(lambda f: 0.0, lambda f: require_worse(f, here, best.error))


def test_float_numbers_that_are_not_those_of_the_balls_are_seen():
    found = equivalent(ROWS, 30, 0, certified=True)
    fast, other = found.float_formulas(), equivalent(ROWS, 31, 0).float_formulas()
    with pytest.raises(AccuracyError, match="does not agree"):
        found.value(lambda f: 0.0, lambda f: require_agreement(other, f) or f.kappa)
    found.value(lambda f: 0.0, lambda f: require_agreement(fast, f) or f.kappa)


def test_a_best_stop_that_fails_does_not_take_the_errors_with_it(monkeypatch):
    def refuse(*arguments):
        raise AccuracyError("too flat to certify")

    monkeypatch.setattr(stop_search, "certified_turns", refuse)
    found = equivalent(relu_sphere(8), 100, 1, certified=True)
    data = found.to_dict()
    assert data["best_tau"] is data["best_student_error"] is data["performance_gap_recovered"] is None
    assert data["best_stop_problem"] == "too flat to certify" and data["teacher_error"].startswith(
        "0.00371626"
    )
    assert (
        "tabular" in found.to_latex() and "best" not in found.to_latex() and "<table>" in found._repr_html_()
    )
    fields = equivalent_at(relu_sphere(8), 100, 1, None, [Fraction(1)], 15, True)
    assert fields["best_tau"] is None and fields["best_stop_problem"] == "too flat to certify"
    assert fields["student_errors"][0]["value"].startswith("0.13707053989")


def test_best_stop_of_another_student():
    """A plain search over many times, with the errors from their definition."""
    arguments = (relu_sphere(12), 100, {1: 0.8, 2: 0.6}, relu_sphere(12, 3))
    found = equivalent(*arguments)
    best = found.best_stopping_time()
    times = best.time * np.exp(np.linspace(-4, 4, 401))
    assert best.error <= min(found.student_error(float(t)) for t in times) * (1 + 1e-14)


def test_all_fields_are_text_with_digits_and_the_unit_of_time_is_said():
    data = equivalent(activation_sphere("identity", 6), 3, 1, digits=20).to_dict()
    fields = equivalent_at(
        relu_sphere(8), 100, {1: Fraction(3, 5), 2: Fraction(4, 5)}, None, [Fraction(1)], 20, False
    )
    for rows in (data["noise_profile"], fields["noise_profile"]):
        assert rows and all(isinstance(row["share"], str) for row in rows)
    with mpmath.workdps(40):
        total = sum(mpmath.mpf(row["share"]) for row in fields["noise_profile"])
        assert abs(total - 1) < mpmath.mpf(10) ** -18
    assert fields["main_degree"] == 2
    plain = equivalent_at(relu_sphere(8), 100, 1, None, [Fraction(1)], None, False)
    assert all(isinstance(row["share"], float) for row in plain["noise_profile"])
