"""Students with a start: known means, a slow route on the circle, the definitions of a gain, and what is refused."""

import math

import numpy as np
import pytest

from w2s_theory import AccuracyError, InputError, relu_sphere, simulate_networks
from w2s_theory.equivalents.started_student import best_started_stop, mean_started_error, mean_started_misfit
from w2s_theory.simulate.finite_student import simulate_best_finite_student, simulate_finite_run
from w2s_theory.simulate.grid_flow import simulate_flow_on_grid
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.sphere_grid import circle_grid
from w2s_theory.simulate.started_student import build_start, compute_started_error, compute_started_misfit
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
    assert found.to_dict()["start_error"] == pytest.approx(0.3) and found.misfit is not None
    misfit, its_spread = found.misfit.mean(axis=0), found.misfit.std(axis=0, ddof=1) / 12**0.5
    expected = mean_started_misfit(model, 128, {1: 1.0}, start, TAUS)
    assert np.all(np.abs(misfit - expected) <= 4 * its_spread + 0.1 * found.teacher_error.mean())


def test_the_slow_route_on_the_circle() -> None:
    """A start p f*, integrated on a grid that knows no degree; the coefficient of degree 2 along a start at degree 1."""
    model = relu_sphere(2)
    units = draw_units(model, 5, child_generator(0, "teacher"))
    teacher = simulate_teacher(model, units, 2, degrees=400)
    grid = circle_grid(units)
    for time, share in ((3.0, 0.4), (20.0, -0.5)):
        target, taught, student = simulate_flow_on_grid(units, 2, grid, time, share)
        error, _ = compute_started_error(teacher, build_start({2: share}), [time])
        misfit, _ = compute_started_misfit(teacher, build_start({2: share}), [time])
        assert misfit[0] == pytest.approx(float(np.sum((taught - student) ** 2)), rel=1e-5)
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
    ],
)
def test_refusals(options, words) -> None:
    with pytest.raises(InputError, match=words):
        simulate_networks(relu_sphere(8), 8, **{"taus": [1.0], "trials": 1, **options})


def trained_weights(units, student, teacher_weights, degree, start, time):
    """L_ST and misfit on the circle of a finite student that trains its weights from a start: values at nodes, no kernel."""
    grid = circle_grid(np.concatenate([units, student]))
    angle = np.arctan2(grid.points[:, 1], grid.points[:, 0])
    target = math.sqrt(2) * np.cos(degree * angle)
    begun = sum(
        a * (math.sqrt(2) * np.cos(k * angle) if k else np.ones_like(angle)) for k, a in start.items()
    )
    root = np.sqrt(grid.weights)
    taught = np.maximum(grid.points @ units.T, 0) @ teacher_weights
    features = root[:, None] * np.maximum(grid.points @ student.T, 0) / math.sqrt(len(student))
    rates, basis = np.linalg.eigh(features.T @ features)
    pull = basis.T @ (features.T @ (root * (taught - begun)))
    rates = np.maximum(rates, 1e-300)
    moved = features @ (basis @ (pull * -np.expm1(-rates * time) / rates))
    end = root * begun + moved
    return float(np.sum((root * target - end) ** 2)), float(np.sum((root * taught - end) ** 2))


@pytest.mark.parametrize("start", [{1: 0.4}, {0: 0.3, 1: -0.5, 2: 0.2}])
@pytest.mark.parametrize("width", [6, 220])
def test_a_finite_student_keeps_its_start(start, width) -> None:
    """Up to 192 units by eigendecomposition, beyond by Lanczos."""
    model = relu_sphere(2)
    units, student = (draw_units(model, n, child_generator(0, "finite", n)) for n in (5, width))
    teacher = simulate_teacher(model, units, 1, degrees=8)
    times = [0.0, 3.0, 40.0]
    found = simulate_finite_run(teacher, student, times, start=build_start(start))
    for place, time in enumerate(times):
        error, misfit = trained_weights(units, student, teacher.top_weights, 1, start, time)
        assert found.student_error[place] == pytest.approx(
            error, abs=1e-9 + found.student_error_accuracy[place]
        )
        assert found.misfit[place] == pytest.approx(misfit, abs=1e-9 + found.misfit_accuracy[place])
        assert found.student_error_accuracy[place] < 1e-9


def test_finite_students_from_a_start_tend_to_the_infinitely_wide_one() -> None:
    options = {"taus": [1.0, 8.0], "trials": 3, "start": {1: 0.5, 2: HALF}, "accuracy": 1e-5}
    wide = simulate_networks(relu_sphere(8), 24, **options).student_error
    gaps = [
        np.abs(
            simulate_networks(relu_sphere(8), 24, student_units=width, **options).student_error / wide - 1
        ).mean()
        for width in (64, 1024)
    ]
    assert gaps[1] < gaps[0] / 5


def test_the_best_time_from_a_start() -> None:
    model, start = relu_sphere(16), {1: 0.5, 2: HALF}
    found = simulate_networks(model, 64, taus=[1.0, 8.0, 16.0, 32.0, "best"], trials=2, start=start)
    assert np.all(found.best_student_error <= found.student_error.min(axis=1) * (1 + 1e-9))
    still = simulate_networks(model, 64, taus=["best"], trials=2, start={1: 1.0})
    assert np.all(still.best_tau == 0) and np.all(still.best_student_error == 0)
    tau, error = best_started_stop(model, 64, {1: 1.0}, start)
    around = mean_started_error(model, 64, {1: 1.0}, start, [tau * 0.97, tau * 1.03])
    assert error < around.min() and error == pytest.approx(found.best_student_error.mean(), rel=0.4)
    assert best_started_stop(model, 64, {1: 1.0}, {1: 1.0}) == (0, pytest.approx(0, abs=1e-14))


def test_a_finite_student_stays_at_a_start_that_nothing_improves() -> None:
    model = relu_sphere(8)
    units, student = (draw_units(model, n, child_generator(0, "stay", n)) for n in (12, 40))
    teacher = simulate_teacher(model, units, 1, degrees=8)
    assert simulate_best_finite_student(teacher, student, build_start({1: 1.0})).time == 0
    found = simulate_best_finite_student(teacher, student, build_start({1: 0.3}))
    assert 0 < found.time and found.error < 0.49


def test_a_mean_error_without_a_least_value_is_refused() -> None:
    """A start that has only degree 20 wrong, which is unlearnt after all else."""
    with pytest.raises(AccuracyError, match="falls until"):
        best_started_stop(relu_sphere(3), 4, {1: 1.0}, {1: 0.999, 20: 3.0})
