"""Students with a start: known means, a slow route on the circle, the definitions of a gain, and what is refused."""

import math

import numpy as np
import pytest

from w2s_theory import InputError, relu_sphere, simulate_networks
from w2s_theory.equivalents.started_student import mean_started_error
from w2s_theory.simulate.grid_flow import simulate_flow_on_grid
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.sphere_grid import circle_grid
from w2s_theory.simulate.started_student import build_start, compute_started_error
from w2s_theory.simulate.targets import build_target
from w2s_theory.simulate.teacher import simulate_teacher

TAUS = [0.5, 1, 2, 4, 8, 16]
HALF = math.sqrt(0.05)
# d, M_TE, start, L_0, and the means over teachers by the equivalent at TAUS
TABLE = [
    (16, 256, {1: 0.0}, 1.0, (0.3702, 0.1376, 0.01945, 0.00054, 6e-5, 1.2e-4)),
    (16, 256, {1: 0.5}, 0.25, (0.0931, 0.0350, 0.00516, 2.0e-4, 6e-5, 1.3e-4)),
    (16, 256, {1: 0.5, 2: HALF}, 0.30, (0.1413, 0.0815, 0.0484, 0.0376, 0.0280, 0.01574)),
    (32, 512, {1: 0.8, 2: 0.1}, 0.05, (0.02547, 0.01599, 0.01053, 0.00880, 0.00758, 0.00586)),
    (32, 512, {1: 1.0, 2: math.sqrt(0.3)}, 0.30, (0.29437, 0.28886, 0.27813, 0.25782, 0.22155, 0.16374)),
    (16, 128, {1: -0.5}, 2.25, (0.8430, 0.3196, 0.0491, 0.0027, 0.0013, 0.0028)),
]


@pytest.mark.parametrize("d, units, start, error, means", TABLE)
def test_known_means_over_teachers(d, units, start, error, means) -> None:
    found = mean_started_error(relu_sphere(d), units, {1: 1.0}, start, TAUS)
    assert found == pytest.approx(means, rel=5e-3, abs=8e-6 if units > 128 else 6e-5)
    assert build_start(start).error(build_target(1, relu_sphere(d))) == pytest.approx(error)


def test_networks_have_these_means() -> None:
    model, start = relu_sphere(16), {1: 0.5, 2: HALF}
    found = simulate_networks(model, 128, taus=TAUS, trials=12, start=start)
    predicted = mean_started_error(model, 128, {1: 1.0}, start, TAUS)
    mean, spread = found.student_error.mean(axis=0), found.student_error.std(axis=0, ddof=1) / 12**0.5
    # the equivalent's own gap is a few percent of what the teacher misses
    assert np.all(np.abs(mean - predicted) <= 4 * spread + 0.1 * predicted)
    assert found.to_dict()["start_error"] == pytest.approx(0.3) and found.misfit is None


def test_the_slow_route_on_the_circle() -> None:
    """A start p f*, integrated on a grid that knows no degree; the coefficient of degree 2 along a start at degree 1."""
    model = relu_sphere(2)
    units = draw_units(model, 5, child_generator(0, "teacher"))
    teacher = simulate_teacher(model, units, 2, degrees=400)
    grid = circle_grid(units)
    for time, share in ((3.0, 0.4), (20.0, -0.5)):
        target, _, student = simulate_flow_on_grid(units, 2, grid, time, share)
        error, _ = compute_started_error(teacher, build_start({2: share}), [time])
        assert error[0] == pytest.approx(float(np.sum((target - student) ** 2)), rel=1e-5)


def test_a_start_at_zero_changes_nothing_and_another_degree_only_its_own() -> None:
    model = relu_sphere(6)
    plain = simulate_networks(model, 20, taus=[0.0, 2.0], trials=2).student_error
    # teachers without a start are computed in stacks: the same numbers up to rounding
    still = simulate_networks(model, 20, taus=[0.0, 2.0], trials=2, start={2: 0.0}).student_error
    assert still == pytest.approx(plain, rel=1e-12)
    other = simulate_networks(model, 20, taus=[0.0, 2.0], trials=2, start={1: 1.0, 3: 0.5}).student_error
    # at time 0 the student is its start, and ReLU features lack degree 3: what is wrong there stays
    assert other[:, 0] == pytest.approx(0.25) and np.all(other[:, 1] > 0.25)


def test_better_than_the_teacher_is_not_better_than_the_own_start() -> None:
    """Both definitions of weak-to-strong: f_0 = f* is better than any student that learns from a teacher."""
    found = simulate_networks(relu_sphere(16), 64, taus=[0.5], trials=3, start={1: 1.0})
    assert np.all(found.student_error[:, 0] < found.teacher_error) and found.start is not None
    assert np.all(found.student_error[:, 0] > found.start.error(found.target))


@pytest.mark.parametrize(
    "options, words",
    [
        ({"start": 3}, "mapping"),
        ({"start": {}}, "mapping"),
        ({"start": {1: "x"}}, "numbers"),
        ({"start": {1: math.nan}}, "numbers"),
        ({"start": {201: 1.0}}, "0 to 200"),
        ({"start": {1: 0.5}, "student_units": 10}, "infinite width"),
        ({"start": {1: 0.5}, "taus": ["best"]}, "given times"),
    ],
)
def test_refusals(options, words) -> None:
    with pytest.raises(InputError, match=words):
        simulate_networks(relu_sphere(8), 8, **{"taus": [1.0], "trials": 1, **options})
