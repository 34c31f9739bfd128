"""The referee that samples inputs against the exact route, each within its own interval."""

import math

import numpy as np
import pytest
from scipy.special import stdtrit

from w2s_theory.models.activation_sphere import activation_sphere
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.models.zonal_kernel import zonal_kernel
from w2s_theory.records.errors import InputError
from w2s_theory.records.spectral_filter import explicit_steps
from w2s_theory.simulate.finite_student import simulate_finite_student
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.sampled_training import simulate_sampled_training
from w2s_theory.simulate.teacher import simulate_teacher

# two-sided, so that all of the 20 or so intervals below hold together with probability .99
CONFIDENCE = 0.9995


def networks(model, teachers, students):
    return (
        draw_units(model, teachers, child_generator(0, "teacher")),
        draw_units(model, students, child_generator(0, "student")),
    )


@pytest.mark.parametrize(
    "model, target, tau",
    [
        (relu_sphere(4), 1, (1.0, 4.0, 16.0)),
        (relu_sphere(2), 2, (2.0, 8.0)),
        (relu_sphere(5, 2), {1: 0.8, 2: -0.6}, (1.0, 6.0)),
        (activation_sphere("erf", 3), 1, (0.5, 3.0)),
    ],
    ids=["relu", "circle", "mixed", "erf"],
)
def test_exact_errors_lie_in_the_intervals(model, target, tau):
    teacher, student = networks(model, 8, 24)
    draw = simulate_teacher(model, teacher, target, degrees=2)
    times = np.array(tau) / draw.eigenvalue[draw.target.main_degree]
    options = dict(teacher_samples=8000, batch=256, test_samples=8000, pairs=10, seed=2)
    found = simulate_sampled_training(model, teacher, student, target, times, **options)
    steps = explicit_steps(found.step_size, 1.0 / found.step_size)
    error, _ = simulate_finite_student(draw, student, found.steps.astype(float), steps)
    exact = np.append(draw.teacher_error, error)
    intervals = [found.teacher_interval(CONFIDENCE), *found.student_intervals(CONFIDENCE)]
    for value, interval in zip(exact, intervals, strict=True):
        assert interval.low <= value <= interval.high
        # which says something: half the value would be outside
        assert not interval.low <= value / 2 <= interval.high
    np.testing.assert_allclose(found.times, found.steps * found.step_size, rtol=1e-12)
    np.testing.assert_allclose(found.times, times, atol=found.step_size)


def test_one_network_alone_is_worse_than_the_limit():
    """Sampling moves a teacher of M units on n inputs by about L_TE M/n: single runs show it, pairs do not."""
    model = relu_sphere(6)
    teacher, student = networks(model, 24, 10)
    exact = simulate_teacher(model, teacher).teacher_error
    found = simulate_sampled_training(
        model, teacher, student, 1, [0.0], teacher_samples=120, test_samples=4000, pairs=60
    )
    excess = found.single_teacher_error.mean() / exact - 1
    spread = found.single_teacher_error.std() / math.sqrt(120) / exact
    assert 24 / 120 * 0.7 < excess < 24 / 120 * 2.5 and excess > 5 * spread
    half = stdtrit(59, 0.9995) * found.teacher_error.std(ddof=1) / math.sqrt(60)
    assert abs(found.teacher_error.mean() - exact) < half + (24 / 120) ** 2 * exact
    # at time 0 the student is 0 and its error is the norm of the target
    assert found.student_error.mean() == pytest.approx(1.0, abs=0.02)
    assert found.steps[0] == 0 and found.samples == 60 * (240 + 4000)


def test_more_samples_narrow_the_interval():
    model = relu_sphere(4)
    teacher, student = networks(model, 6, 12)
    widths = []
    for scale in (1, 16):
        options = dict(teacher_samples=500 * scale, batch=16 * scale, test_samples=500 * scale, pairs=12)
        found = simulate_sampled_training(model, teacher, student, 1, [200.0], **options)
        interval = found.student_intervals()[0]
        widths.append(interval.high - interval.low)
    assert widths[1] < 0.5 * widths[0]


def test_a_seed_gives_the_same_run():
    model = relu_sphere(3)
    units = networks(model, 4, 6)
    first, second, other = (
        simulate_sampled_training(
            model, *units, 1, [50.0], teacher_samples=50, test_samples=50, pairs=n, seed=s
        )
        for n, s in ((2, 0), (3, 0), (2, 1))
    )
    assert np.array_equal(first.student_error, second.student_error[:2])
    assert not np.array_equal(first.student_error, other.student_error)
    assert "L_TE" in repr(first)


def test_bad_input_is_refused():
    model = relu_sphere(3)
    units = networks(model, 4, 6)
    for options in (
        dict(times=[math.inf]), dict(times=[-1.0]), dict(teacher_samples=4), dict(batch=0), dict(pairs=0),
        dict(test_samples=1.5), dict(seed=-1), dict(step_size=0.0), dict(step_size=1e9), dict(target=3),
    ):  # fmt: skip
        with pytest.raises(InputError):
            simulate_sampled_training(model, *units, **options)
    with pytest.raises(InputError):
        simulate_sampled_training(zonal_kernel(lambda rho: 1 + rho, 3), *units)
