"""Gains of the means over networks of one width: values found by another route, floors of the mean error, limits."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from w2s_theory import relu_sphere
from w2s_theory.equivalents.arithmetic import BALLS
from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.experiments.mean_errors import degree_errors
from w2s_theory.guarantees.gap_certificate import certified_gap
from w2s_theory.guarantees.mean_floor import compute_mean_error_floor, enclose_mean_error_floor
from w2s_theory.guarantees.spectral_sums import BITS, ball_sums, require_features
from w2s_theory.guarantees.units_search import units_needed
from w2s_theory.records.errors import AccuracyError
from w2s_theory.simulate.random_features import draw_units


# found by a search of another program
@pytest.mark.parametrize(("dimension", "units"), [(32, 1784), (1000, 25257)])
def test_sizes_that_are_certified(dimension, units):
    found = units_needed(relu_sphere(dimension), "0.9", bound="split")
    assert found.teacher_units == pytest.approx(units, rel=0.01, abs=0)
    assert found.certificate.check() >= 0.9
    data = found.to_dict()
    assert data["chain"][-1] == found.teacher_units
    assert data["probability"] is None and f"{found.teacher_units} units" in data["statement"]
    assert data["rests_on"] == [
        "expected_student_error_le_of_chain", "residual_square_le_of_chain", "residual_square_le_of_split",
        "expected_teacher_error_le_of_log_det",
        "expected_teacher_error_ge_of_two_tails", "tail_gram_ge_of_fourth_moment",
    ]  # fmt: skip


def test_another_target_has_one_tail():
    found = certified_gap(relu_sphere(32), 16000, degree=2, bound="split")
    assert found is not None and found.recovered > 0.9
    assert "expected_teacher_error_ge_of_tail_moments" in found.rests_on


def test_floor_of_the_mean_error_is_below_a_simulated_mean():
    """d = 32, M = 64: 60 networks, the mean of L_TE over V_1 in each."""
    model = relu_sphere(32)
    floor = compute_mean_error_floor(model, 1, 1 / 4096, 64)
    assert floor is not None and floor.middle is not None
    units = draw_units(model, 60 * 64, np.random.default_rng(0)).reshape(60, 64, 32)
    errors = degree_errors(model, units, 1)[0][:, 1]
    spread = float(np.std(errors)) / 60**0.5
    assert 0.3 * errors.mean() < floor.value < errors.mean() + 4 * spread


@pytest.mark.parametrize(("dimension", "units", "share"), [(32, 2000, 0.85), (1000, 30_000, 0.75)])
def test_floor_against_the_equivalent(dimension, units, share):
    model = relu_sphere(dimension)
    floor = compute_mean_error_floor(model, 1, 1 / (4 * dimension**2), units)
    assert floor is not None
    assert floor.value / float(equivalent(model, units, 1).teacher_error) == pytest.approx(share, abs=0.015)


def test_floor_by_balls_is_that_of_floats_and_conditions_are_looked_at():
    model, units = relu_sphere(32), 2000
    floor = compute_mean_error_floor(model, 1, 1 / 4096, units)
    assert floor is not None
    setting = require_features(model, units, 1)
    with BALLS.working(BITS):
        sums = ball_sums(setting)
        lam = sums.eigenvalue(1)
        found = enclose_mean_error_floor(model, 1, sums, lam, units, floor)
        assert float(found.value) == pytest.approx(floor.value, rel=1e-9, abs=0)
        assert found.value.rad() < 1e-15
        for wrong in (replace(floor, delta=Fraction(1, 10**6)), replace(floor, middle=floor.last)):
            with pytest.raises(AccuracyError):
                enclose_mean_error_floor(model, 1, sums, lam, units, wrong)
        # two tails need an odd target
        with pytest.raises(AccuracyError):
            enclose_mean_error_floor(
                model, 2, sums, sums.eigenvalue(2), units, replace(floor, last=3, middle=5)
            )


def test_parts_with_more_than_half_of_the_units_do_not_pass():
    found = certified_gap(relu_sphere(16), 1600, bound="split")
    assert found is not None
    weights = replace(found.gap.weights, units=10**6)
    changed = replace(found, gap=replace(found.gap, weights=weights))
    assert changed.check() <= found.check() + 1e-12


def test_small_numbers_of_units_say_nothing():
    for units in (1, 2, 3, 20):
        assert certified_gap(relu_sphere(32), units, bound="split") is None
    assert certified_gap(relu_sphere(10**4), 2, bound="split") is None
