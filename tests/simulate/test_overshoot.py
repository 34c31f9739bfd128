"""Overshooting students of one draw: optimality in each family, the closed form of the best filter, reference values."""

import math
from dataclasses import replace

import numpy as np
import pytest

from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.errors import InputError
from w2s_theory.records.spectral_filter import gradient_flow, heavy_ball
from w2s_theory.simulate.finite_student import simulate_finite_student
from w2s_theory.simulate.gaussian.surrogate import simulate_gaussian_teacher
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.overshoot import measure_overshoot
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.student import compute_shrunk_error, compute_student_error
from w2s_theory.simulate.teacher import simulate_teacher

FAMILIES = ("flow", "rescaled", "momentum", "best_filter")


def teacher(dimension, units, seed=0, target=1):
    model = relu_sphere(dimension)
    drawn = draw_units(model, units, child_generator(0, "teacher", seed))
    return simulate_teacher(model, drawn, target, times=[20.0 * (2 * dimension) ** 2])


@pytest.mark.slow
def test_reference_values_at_dimension_32():
    """d = 32, M = 256: means of L_TE, L_TE^2, best flow, rescaled flow, momentum, filter over 200 draws; here 20."""
    reference = [0.03355, 0.001137, 0.001774, 0.000234, 0.000233, 0.000218]
    rows = []
    for seed in range(20):
        found = measure_overshoot(teacher(32, 256, seed))
        assert found.flow.error >= found.teacher_error**2 > 2 * found.momentum.error
        rows.append(
            [found.teacher_error, found.teacher_error**2, *(getattr(found, x).error for x in FAMILIES)]
        )
    mean, spread = np.mean(rows, axis=0), np.std(rows, axis=0, ddof=1) / math.sqrt(20)
    assert np.all(np.abs(mean - reference) < 3 * spread)
    assert np.all(spread < 0.1 * mean)


@pytest.mark.parametrize(
    "dimension, units, target", [(4, 30, 1), (16, 200, 1), (6, 40, 2), (8, 60, {1: 0.8, 2: 0.6})]
)
def test_nothing_in_the_family_is_better(dimension, units, target):
    draw = teacher(dimension, units, 3, target)
    found = measure_overshoot(draw)
    rng = child_generator(1, "trials", dimension)
    rate = draw.eigenvalue[draw.target.main_degree] ** 0.5
    flow, momentum, rescaled = [], [], []
    for _ in range(300):
        time = np.exp(rng.uniform(-3, 8)) / rate**2
        error, doubt = compute_student_error(draw, [time])
        flow.append(error[0] + doubt[0])
        s = rng.uniform(0.0, 3.0) * gradient_flow().shrinkage(draw.eigenvalue, time)
        rescaled.append(sum(compute_shrunk_error(draw, s)))
        time, damping = rng.uniform(0.1, 18.0) / rate, rng.uniform(0.0, 2.0) ** 2 * rate
        error, doubt = compute_student_error(draw, [time], heavy_ball(damping))
        momentum.append(error[0] + doubt[0])
    slack = 1 - 1e-7
    assert found.flow.error * slack <= min(flow)
    assert found.momentum.error * slack <= min(momentum)
    assert found.rescaled.error * slack <= min(rescaled)
    assert found.best_filter.error * slack <= min(getattr(found, name).error for name in FAMILIES)
    # near the optimum the trials are nearly as good, so they could have been better
    s = found.best_filter.shrinkage
    for j in np.flatnonzero(draw.mass > 1e-9):
        for change in (1e-3, -1e-3):
            other = s.copy()
            other[j] = max(0.0, other[j] + change)
            if other[j] != s[j]:
                assert compute_shrunk_error(draw, other)[0] > found.best_filter.error
    for name in ("time", "damping"):
        best = dict(found.momentum.parameters)
        best[name] = best[name] * 1.001 + 1e-4 * rate * (name == "damping")
        near, _ = compute_student_error(draw, [best["time"]], heavy_ball(best["damping"]))
        assert found.momentum.error < near[0] < 1.5 * found.momentum.error


def test_the_best_filter_has_a_closed_form():
    """L_TE omega/(1 - L_TE + L_TE omega), omega the share of the noise in the target's degree."""
    draw = teacher(16, 128, 5)
    best = measure_overshoot(draw).best_filter
    error = draw.teacher_error
    noise = draw.mass[1] - (1 - error) ** 2
    share = noise / (error * (1 - error))
    assert 0 < share < error
    assert best.error == pytest.approx(error * share / (1 - error + error * share), rel=1e-9, abs=0)
    assert best.shrinkage[1] == pytest.approx(1 / (1 - error + error * share), rel=1e-9)
    assert np.all(np.delete(best.shrinkage, 1) == 0.0)


def test_parameters_give_the_errors():
    draw = teacher(2, 9, 2)
    found = measure_overshoot(draw)
    time, scale = found.rescaled.parameters["time"], found.rescaled.parameters["scale"]
    s = scale * gradient_flow().shrinkage(draw.eigenvalue, time)
    direct = math.fsum((draw.target_coefficient - s * draw.cross) ** 2 + s**2 * (draw.mass - draw.cross**2))
    assert found.rescaled.error == pytest.approx(direct, abs=found.rescaled.accuracy + 1e-12)
    # evenly spaced units are a rectangle rule for the kernel: a student of finite width, near the infinite one
    angles = 0.1 + 2 * math.pi * np.arange(600) / 600
    student = np.column_stack((np.cos(angles), np.sin(angles)))
    chosen = heavy_ball(found.momentum.parameters["damping"])
    error, _ = simulate_finite_student(draw, student, [found.momentum.parameters["time"]], chosen)
    assert error[0] == pytest.approx(found.momentum.error, rel=1e-3, abs=0)
    plain = found.to_dict()
    assert plain["momentum"]["error"] == found.momentum.error and plain["square"] == draw.teacher_error**2
    assert "momentum" in repr(found)


def test_gaussian_features_overshoot_too():
    draw = simulate_gaussian_teacher(
        relu_sphere(16), 200, child_generator(0, "surrogate"), times=[20.0 * 1024]
    )
    found = measure_overshoot(draw)
    assert found.momentum.error < 0.5 * draw.teacher_error**2 <= 0.5 * found.flow.error
    assert found.momentum.accuracy < 1e-3 * found.momentum.error


def test_an_exact_teacher_is_refused():
    with pytest.raises(InputError, match="exact"):
        measure_overshoot(replace(teacher(4, 10), teacher_error=0.0))
