"""The level R, the floor of L_TE and the traces they are made of: exact sums, best choices, real networks."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from w2s_theory import activation_sphere, relu_sphere, spectrum
from w2s_theory.equivalents.arithmetic import BALLS
from w2s_theory.guarantees.bound_values import rigorous_bounds
from w2s_theory.guarantees.degree_tails import rest_traces
from w2s_theory.guarantees.formulas import deviation_failure
from w2s_theory.guarantees.gap_certificate import certified_gap
from w2s_theory.guarantees.lower_bound_anywhere import compute_placement_floor, enclose_placement_floor
from w2s_theory.guarantees.residual_level import compute_level, enclose_level
from w2s_theory.guarantees.spectral_sums import BITS, ball_sums, float_sums, require_features
from w2s_theory.guarantees.teacher_lower_bound import (
    compute_floor,
    compute_mean_floor,
    enclose_floor,
    mean_of,
)
from w2s_theory.records.errors import AccuracyError
from w2s_theory.simulate.kernels.gegenbauer import orthonormal_values
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.student import compute_student_error
from w2s_theory.simulate.teacher import simulate_teacher

TENTH = Fraction(1, 10)


def test_rest_traces_against_exact_fractions():
    # d = 3: N_k = 2k + 1 and rational eigenvalues; the trace is 1/6
    values = {k: spectrum(relu_sphere(3), range(61)).exact(k) for k in range(61)}
    lam = {k: Fraction(int(v.rational.p), int(v.rational.q)) for k, v in values.items()}
    for row in rest_traces(relu_sphere(3), 1)[:6]:
        first = Fraction(1, 6) - sum(((2 * k + 1) * lam[k] for k in range(row.last + 1)), Fraction(0))
        near = sum(((2 * k + 1) * lam[k] ** 2 for k in range(row.last + 1, 61)), Fraction(0))
        t, s = row.floats
        assert t == pytest.approx(float(first), rel=1e-14, abs=0)
        # beyond 60: less than 1e-6 of it, and it must be included
        assert float(near) < s < float(near) * (1 + 1e-5)


@pytest.mark.parametrize("model", [relu_sphere(2), relu_sphere(6), relu_sphere(50), relu_sphere(5, 0)])
def test_rest_traces_fall_and_join(model):
    rows = rest_traces(model, 1)
    t, s = np.array([row.floats for row in rows]).T
    assert np.all(np.diff(t) < 0) and np.all(t > 0) and np.all(np.diff(s) <= 0)
    assert [row.last for row in rows] == sorted({row.last for row in rows})
    # one parity only: what lies between two rows is what T loses
    for before, after in zip(rows[:20], rows[1:21], strict=False):
        degrees = range(before.last + 1, after.last + 1)
        found = spectrum(model, degrees).fast
        between = float(np.sum(found.eigenvalue * found.multiplicity))
        assert before.floats[0] - after.floats[0] == pytest.approx(between, rel=1e-6, abs=0)


def test_tail_formula_and_partial_sums_agree_where_both_hold():
    # degrees beyond 128 come from the closed form in d = 12, those before from the trace
    rows = {row.last: row for row in rest_traces(relu_sphere(12), 1)}
    far = min(last for last in rows if last > 200)
    near = max(last for last in rows if last < 100)
    found = spectrum(relu_sphere(12), range(near + 1, far + 1)).fast
    lost = float(np.sum(np.exp(found.log_eigenvalue + found.log_multiplicity)))
    assert rows[near].floats[0] - rows[far].floats[0] == pytest.approx(lost, rel=1e-10, abs=0)


def gram_outside(units: np.ndarray, model, last: int) -> np.ndarray:
    """The features' Gram matrix without the degrees 0..last."""
    cosines = np.clip(units @ units.T, -1.0, 1.0)
    d = units.shape[1]
    np.fill_diagonal(cosines, 1.0)
    kernel = (np.sqrt(1 - cosines**2) + cosines * (np.pi - np.arccos(cosines))) / (2 * np.pi * d)
    table = spectrum(model, range(last + 1)).fast
    for k, values in zip(range(last + 1), orthonormal_values(cosines, d), strict=False):
        kernel -= table.eigenvalue[k] * np.sqrt(table.multiplicity[k]) * values
    return kernel


def test_smallest_eigenvalue_of_real_features():
    count, model = 40, relu_sphere(24)
    lam = float_sums(require_features(model, count, 1)).eigenvalue(1)
    floor = compute_floor(model, 1, lam, count, Fraction(1, 5))
    assert floor.gram > 0 and floor.last >= 2
    rng = child_generator(3, "floors")
    found = []
    for _ in range(20):
        gram = gram_outside(draw_units(model, count, rng), model, floor.last)
        found.append(np.linalg.eigvalsh(gram)[0])
    # at least 4 of 5 by Markov, in truth nearly all
    assert np.mean(np.array(found) >= floor.gram) >= 0.8
    # the diagonal T alone would be wrong for each of them
    row = next(row for row in rest_traces(model, 1) if row.last == floor.last)
    assert max(found) < row.floats[0]


def mean_over_targets(draws: list, index: int = 0) -> float:
    return float(np.mean([each[index] for each in draws]))


@pytest.mark.parametrize(("dimension", "count"), [(3, 120), (6, 100)])
def test_level_and_floor_hold_for_real_networks(dimension, count):
    model = relu_sphere(dimension)
    setting = require_features(model, count, 1)
    sums = float_sums(setting)
    lam = sums.eigenvalue(1)
    level = compute_level(sums, lam, count, TENTH)
    floor = compute_floor(model, 1, lam, count, TENTH)
    assert level is not None and level.residual > floor.value > 0
    rng = child_generator(5, "levels", dimension)
    for _ in range(6):
        units = draw_units(model, count, rng)
        # the d coordinates are an orthogonal basis of V_1
        draws = [
            simulate_teacher(model, np.roll(units, i, axis=1), 1, accuracy=1e-3) for i in range(dimension)
        ]
        errors = [draw.teacher_error for draw in draws]
        assert max(errors) < level.residual and np.mean(errors) > floor.value
        for draw in draws:
            energy = draw.mass.copy()
            # ||Pi_1 e||^2 = mass - (1 - 2 L_TE)
            energy[1] = draw.mass[1] - 1 + 2 * draw.teacher_error
            mu = np.sum(draw.eigenvalue * energy) / lam / draw.teacher_error
            assert draw.teacher_error <= mu * (1 + 1e-6) and mu < level.residual


def test_level_is_the_smallest_of_all_allowed():
    count = 20_000
    sums = float_sums(require_features(relu_sphere(32), count, 1))
    lam = sums.eigenvalue(1)
    level = compute_level(sums, lam, count, TENTH)
    assert level is not None
    rng = child_generator(7, "choices")
    rho = lam * 10.0 ** rng.uniform(-8, 2, 4000)
    c = rng.uniform(0.01, 0.99, 4000)
    allowed = (deviation_failure(sums.count(rho), c, count) <= 0.1) & (rho <= sums.largest)
    assert 100 < allowed.sum() < 4000
    others = (rho * c / ((1 - c) * lam))[allowed]
    assert others.min() >= level.residual * (1 - 1e-6)
    assert others.min() < 1.3 * level.residual


@pytest.mark.parametrize(
    ("dimension", "units", "residual"), [(32, 10**6, 1.39e-4), (100, 10**6, 7.85e-4), (1000, 10**8, 1.20e-4)]
)
def test_reference_values_of_the_level(dimension, units, residual):
    setting = require_features(relu_sphere(dimension), units, 1)
    sums = float_sums(setting)
    level = compute_level(sums, sums.eigenvalue(1), units, TENTH)
    assert level is not None and level.residual == pytest.approx(residual, rel=5e-3, abs=0)
    with BALLS.working(BITS):
        sure = ball_sums(setting)
        found = enclose_level(sure, sure.eigenvalue(1), units, level)
        assert float(found.residual) == pytest.approx(level.residual, rel=1e-9, abs=0)


def test_a_level_that_breaks_a_condition_is_refused():
    setting = require_features(relu_sphere(32), 10**5, 1)
    sums = float_sums(setting)
    level = compute_level(sums, sums.eigenvalue(1), 10**5, TENTH)
    assert level is not None
    less = type(level)(level.rho, level.deviation * Fraction(999, 1000), level.delta, level.residual)
    high = type(level)(Fraction(sums.largest) * 2, level.deviation, level.delta, level.residual)
    one = type(level)(level.rho, Fraction(1), level.delta, level.residual)
    with BALLS.working(BITS):
        sure = ball_sums(setting)
        lam = sure.eigenvalue(1)
        enclose_level(sure, lam, 10**5, level)
        for wrong in (less, high, one):
            with pytest.raises(AccuracyError):
                enclose_level(sure, lam, 10**5, wrong)


def test_few_units_have_no_level():
    sums = float_sums(require_features(relu_sphere(32), 3, 1))
    assert compute_level(sums, sums.eigenvalue(1), 3, TENTH) is None


def test_floor_is_the_best_of_all_degrees_and_its_balls_agree():
    model, units = relu_sphere(32), 10**5
    lam = 1 / (4 * 32**2)
    floor = compute_floor(model, 1, lam, units, TENTH)
    for row in rest_traces(model, 1):
        t, s = row.floats
        assert floor.gram >= (t - units * np.sqrt(s / 0.1)) * (1 - 1e-12)
    with BALLS.working(BITS):
        sure = enclose_floor(model, 1, BALLS.number(Fraction(1, 4 * 32**2)), units, floor)
        assert float(sure.value) == pytest.approx(floor.value, rel=1e-12, abs=0)
    mean = compute_mean_floor(model, 1, lam, units)
    assert 0 < mean_of(mean) < mean.value
    assert mean_of(mean) == pytest.approx(float(1 - mean.delta) * mean.value)


def test_bounds_in_order_and_their_reference_values():
    for dimension, units in ((32, 512), (32, 10**6), (100, 3 * 10**4), (1000, 10**7)):
        found = rigorous_bounds(relu_sphere(dimension), units)
        assert found.mean_teacher_floor < found.equivalent_teacher_error < found.teacher_error_from_log_det
        assert found.teacher_error_from_log_det < found.teacher_error_from_trace
        assert found.equivalent_teacher_error**2 < found.equivalent_student_error < found.mean_student_error
        if found.quadratic_factor is not None:
            assert found.residual_level is not None and 1e3 < found.quadratic_factor < 1e5
    # with measured l_1 the mean over the widths M..2M-1 against E L_TE of M units
    for units, error, share in ((512, 0.0100, 0.7367), (1500, 0.00135, 0.8864)):
        found = rigorous_bounds(relu_sphere(32), units, teacher_error=error)
        assert 1 - found.mean_student_error / error == pytest.approx(share, abs=1e-4)


@pytest.mark.parametrize(
    "trial", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow)]
)
def test_a_gap_recovered_in_theory_is_recovered_by_networks(trial):
    from w2s_theory.guarantees.units_search import units_needed

    found = units_needed(relu_sphere(3), "1/2")
    model, units, tau = relu_sphere(3), found.teacher_units, float(found.certificate.tau)
    time = tau * 36
    drawn = draw_units(model, units, child_generator(11, "recovered", trial))
    teacher, student = 0.0, 0.0
    for i in range(3):
        draw = simulate_teacher(model, np.roll(drawn, i, axis=1), 1, times=[time], accuracy=1e-2)
        teacher += draw.teacher_error
        student += compute_student_error(draw, [time])[0][0]
    assert 1 - student / teacher > float(found.recovered)


def test_other_activations_have_floors_and_levels():
    found = rigorous_bounds(activation_sphere("tanh", 8), 300)
    assert found.residual_level is not None and found.teacher_floor > 0
    assert found.teacher_floor < found.equivalent_teacher_error < found.teacher_error_from_log_det


@pytest.mark.parametrize(
    ("dimension", "degree", "units", "scaled", "exponent"),
    [
        (2, 2, 128, 0.0593, 4),
        (3, 2, 512, 0.0431, 2.5),
        (3, 0, 512, 0.00305, 2.5),
        (4, 2, 512, 0.0288, 2),
        (8, 2, 512, 0.0089, 10 / 7),
    ],
)
def test_floor_for_any_placement(dimension, degree, units, scaled, exponent):
    model = relu_sphere(dimension)
    m, value = compute_placement_floor(model, degree, units)
    assert value * units**exponent == pytest.approx(scaled, rel=1e-2, abs=0)
    with BALLS.working(BITS):
        sure = enclose_placement_floor(model, degree, units, m)
        assert float(sure) == pytest.approx(value, rel=1e-12, abs=0)
        # no m near it is better
        for other in (m - 2, m - 1, m + 1, m + 2):
            if other > 0 and comb(other + dimension - 1, dimension - 1) > units:
                assert float(enclose_placement_floor(model, degree, units, other)) < value * (
                    1 + (1e-9 if m < 40 else 1e-2)
                )
    if degree == 2:
        units = min(units, 60)
        rng = child_generator(13, "anywhere", dimension)
        drawn = draw_units(model, units, rng)
        errors = [
            simulate_teacher(model, np.roll(drawn, i, axis=1), degree, accuracy=1e-2).teacher_error
            for i in range(dimension)
        ]
        assert compute_placement_floor(model, degree, units)[1] < min(errors)


def test_no_floor_for_any_placement_where_opposite_units_are_exact():
    # k - p even and k <= p: a pair of opposite units represents a linear function
    assert compute_placement_floor(relu_sphere(8), 1, 50) == (0, 0.0)
    assert compute_placement_floor(activation_sphere("tanh", 8), 1, 50) == (0, 0.0)
    # a floor that needs no probability is not diminished by one
    sure = compute_mean_floor(relu_sphere(3), 2, 1 / 256, 512)
    assert sure.anywhere and mean_of(sure) == sure.value


def test_the_mean_floor_is_the_best_of_all():
    model = relu_sphere(32)
    split = certified_gap(model, 2100, bound="split")
    found = rigorous_bounds(model, 2100)
    assert found.mean_teacher_floor == pytest.approx(float(split.gap.floors[0].value), rel=1e-9)
    # by the Gram matrix alone it is a tenth of that
    assert found.mean_teacher_floor > 6e-4 and found.mean_teacher_floor < found.equivalent_teacher_error
