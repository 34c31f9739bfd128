"""Linear networks: accuracy against 300-bit arithmetic, laws, students against matrix exponentials, bad input."""

from __future__ import annotations

import math

import numpy as np
import pytest
from flint import arb, arb_mat, ctx
from scipy.linalg import expm
from scipy.stats import beta, kstest

from w2s_theory.models.linear_network import linear_network, read_eigenspaces, spiked_spectrum
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.spectral_filter import ridge
from w2s_theory.simulate.linear import runs
from w2s_theory.simulate.linear.features import draw_linear_features, place_linear_features
from w2s_theory.simulate.linear.network import (
    compute_linear_student_error,
    estimate_linear_stop,
    simulate_linear_student,
    simulate_linear_teacher,
)
from w2s_theory.simulate.linear.runs import simulate_linear_networks
from w2s_theory.simulate.machine.streams import child_generator

# a law is taken for wrong at this level; each test states how many it looks at
FALSE_ALARM = 1e-8


def enclose_errors(weights, eigenvalues, target, times):
    """L_TE and L_ST(t) by normal equations in 300 bits."""
    with ctx.workprec(300):
        rows = arb_mat([[arb(float(x)) for x in row] for row in weights])
        goal = arb_mat([[arb(float(x))] for x in target])
        teacher = rows.transpose() * (rows * rows.transpose()).solve(rows * goal)
        students = []
        for t in times:
            total = arb(0)
            for j, lam in enumerate(eigenvalues):
                s = arb(1) if math.isinf(t) else -(-(arb(float(lam)) * arb(float(t)))).expm1()
                total += (goal[j, 0] - s * teacher[j, 0]) ** 2
            students.append(total)
        error = sum(((goal[j, 0] - teacher[j, 0]) ** 2 for j in range(len(target))), arb(0))
        return error, students


def given(units, eigenvalues, target, seed):
    rng = np.random.default_rng(seed)
    weights = rng.standard_normal((units, len(eigenvalues))) * np.sqrt(eigenvalues)
    return place_linear_features(eigenvalues, weights, target)


@pytest.mark.parametrize(
    "units, eigenvalues",
    [
        (5, np.ones(20)),
        (24, 1.0 / np.arange(1, 41) ** 2),
        (24, 10.0 ** -np.arange(0, 8, 0.2)),
        (30, np.concatenate([np.ones(3), np.full(40, 1e-6)])),
    ],
)
@pytest.mark.parametrize("row", [0, 2])
def test_stated_errors_hold_against_high_precision(units, eigenvalues, row):
    times = [0.0, 0.3, 3.0, 30.0, math.inf]
    for seed in range(4):
        features = given(units, eigenvalues, row, seed)
        teacher = simulate_linear_teacher(features)
        exact, students = enclose_errors(features.weights, eigenvalues, features.target, times)
        assert abs(teacher.teacher_error - float(exact)) <= teacher.teacher_error_accuracy
        errors, doubts = compute_linear_student_error(teacher, times)
        for error, doubt, value in zip(errors, doubts, students, strict=True):
            assert abs(error - float(value)) <= doubt
        assert np.all(doubts <= 1e-5 * np.maximum(errors, teacher.teacher_error**2))
        assert errors[0] == pytest.approx(1.0, rel=1e-14) and errors[-1] == pytest.approx(
            teacher.teacher_error, rel=1e-12
        )


def beta_sample(dimension, units, count, seed):
    rng = np.random.default_rng(seed)
    rows = [(1, dimension)]
    return np.array([
        1 - simulate_linear_teacher(draw_linear_features(rows, units, 0, rng), 1e-3).teacher_error
        for _ in range(count)
    ])  # fmt: skip


@pytest.mark.parametrize(
    "dimension, units",
    [
        (10, 3),
        pytest.param(200, 20, marks=pytest.mark.slow),
        pytest.param(7, 6, marks=pytest.mark.slow),
        (10**12, 4),
    ],
)
def test_isotropic_overlap_has_the_beta_law(dimension, units):
    """The whole law, not its mean; the same test sees a law with one degree of freedom more or less."""
    count = 3000
    sample = beta_sample(dimension, units, count, dimension)
    law = beta(units / 2, (dimension - units) / 2)
    assert kstest(sample, law.cdf).pvalue > FALSE_ALARM
    few, many = sorted((units, dimension - units))
    for freedom in (few - 1, few + 1):
        parts = (freedom / 2, many / 2) if few == units else (many / 2, freedom / 2)
        assert freedom == 0 or kstest(sample, beta(*parts).cdf).pvalue < FALSE_ALARM
    # the right mean is not the right law
    same_mean = beta(units / 4, (dimension - units) / 4)
    assert kstest(sample, same_mean.cdf).pvalue < FALSE_ALARM


def test_coordinates_that_matter_have_the_law_of_all_of_them():
    """Eigenspaces larger than the number of features: compressed draws against full ones."""
    rows, units, count = [(1, 2), (0.25, 30), (0.01, 60)], 8, 1500
    eigenvalues = np.repeat([1.0, 0.25, 0.01], [2, 30, 60])
    rng = np.random.default_rng(5)

    def measure(features):
        teacher = simulate_linear_teacher(features)
        return (
            teacher.teacher_error,
            *compute_linear_student_error(teacher, [2.0, 20.0])[0],
            simulate_linear_student(teacher, student, [3.0])[0][0],
        )

    compressed, full = [], []
    for _ in range(count):
        features, student = draw_linear_features(rows, units + 12, 1, rng).split(units)
        assert features.weights.shape[1] == 2 + 1 + 20 + 20
        compressed.append(measure(features))
        weights = rng.standard_normal((units + 12, 92)) * np.sqrt(eigenvalues)
        features, student = place_linear_features(eigenvalues, weights, {2: 1.0}).split(units)
        full.append(measure(features))
    for left, right in zip(np.array(compressed).T, np.array(full).T, strict=True):
        assert kstest(left, right).pvalue > FALSE_ALARM
        assert kstest(left, right * 1.05).pvalue < 1e-3


@pytest.mark.parametrize("student_units", [math.inf, 15])
def test_a_network_does_not_depend_on_its_stack(student_units, monkeypatch):
    """The same bits in a stack of all, in stacks of one, and from the functions for one network."""
    rows, times = [(1, 3), (0.25, 40), (0.01, 500)], [0.0, 2.0, 30.0, math.inf]
    settings = {"target": {0: 0.8, 1: 0.6}, "student_units": student_units, "times": times, "seed": 3}
    whole = simulate_linear_networks(rows, 12, trials=9, **settings)
    monkeypatch.setattr(runs, "_STACK", 1)
    alone = simulate_linear_networks(rows, 12, trials=9, **settings)
    names = ("teacher_error", "student_error", "best_time", "best_error")
    for name in (*names, "teacher_error_accuracy", "student_error_accuracy"):
        assert np.array_equal(getattr(whole, name), getattr(alone, name)), name
    width = 0 if math.isinf(student_units) else student_units
    for trial in (0, 8):
        rng = child_generator(3, "linear network", trial)
        features, student = draw_linear_features(rows, 12 + width, settings["target"], rng).split(12)
        teacher = simulate_linear_teacher(features)
        assert teacher.teacher_error == whole.teacher_error[trial]
        if width:
            error, _ = simulate_linear_student(teacher, student, times)
        else:
            error, _ = compute_linear_student_error(teacher, times)
            assert estimate_linear_stop(teacher) == (whole.best_time[trial], whole.best_error[trial])
        assert np.array_equal(error, whole.student_error[trial])


def test_the_best_stop_is_below_its_neighbours_and_all_of_a_fine_grid():
    for seed in range(5):
        features = draw_linear_features([(1, 3), (0.1, 80), (0.01, 500)], 30, 0, np.random.default_rng(seed))
        teacher = simulate_linear_teacher(features)
        time, error = estimate_linear_stop(teacher)
        around = compute_linear_student_error(teacher, time * np.exp(np.linspace(-3, 3, 2001)))[0]
        assert error <= around.min() * (1 + 1e-13) and error == pytest.approx(around[1000], rel=1e-13)


def test_finite_student_is_the_matrix_exponential_and_its_limits():
    eigenvalues = 1.0 / np.arange(1, 31)
    features, student = given(40, eigenvalues, 0, 3).split(12)
    teacher = simulate_linear_teacher(features)
    times = [0.0, 0.5, 5.0, 50.0]
    errors, doubts = simulate_linear_student(teacher, student, [*times, math.inf])
    taught, goal = teacher.teacher, features.target
    for time, error, doubt in zip(times, errors, doubts, strict=False):
        f = taught - expm(-time * student.T @ student / len(student)) @ taught
        assert abs(error - np.sum((goal - f) ** 2)) <= doubt + 1e-13
    assert errors[-1] <= 1e-12 + doubts[-1] + teacher.teacher_error or len(student) < 30
    # narrow: converged to the projection of the teacher on its span
    narrow = student[:6]
    span = np.linalg.qr(narrow.T)[0]
    error, doubt = simulate_linear_student(teacher, narrow, [math.inf])
    assert abs(error[0] - np.sum((goal - span @ (span.T @ taught)) ** 2)) <= doubt[0] + 1e-13


def test_wide_student_approaches_the_infinite_one():
    spectrum = [(1, 3), ("1/4", 9), ("1/16", 60)]
    features, student = draw_linear_features(spectrum, 10 + 20_000, 0, np.random.default_rng(2)).split(10)
    teacher = simulate_linear_teacher(features)
    limit = compute_linear_student_error(teacher, [3.0])[0][0]
    gaps = [
        abs(simulate_linear_student(teacher, student[:n], [3.0])[0][0] / limit - 1) for n in (100, 20_000)
    ]
    assert gaps[1] < 0.02 < gaps[0]


def test_best_stop_is_the_least_of_a_fine_grid():
    teacher = simulate_linear_teacher(
        draw_linear_features([(1, 4), (0.01, 900)], 64, 0, np.random.default_rng(1))
    )
    time, error = estimate_linear_stop(teacher)
    fine = compute_linear_student_error(teacher, time * np.geomspace(0.5, 2.0, 2001))[0]
    assert error <= fine.min() * (1 + 1e-9) and error < 0.5 * teacher.teacher_error
    # no spectrum, no gain
    flat = simulate_linear_teacher(draw_linear_features([(1, 60)], 20, 0, np.random.default_rng(1)))
    assert estimate_linear_stop(flat) == (math.inf, flat.teacher_error)
    assert np.all(
        compute_linear_student_error(flat, np.geomspace(0.1, 30, 50))[0] >= flat.teacher_error * (1 - 1e-12)
    )


@pytest.mark.parametrize(("spikes", "exponent"), [(4, 1.985), (128, 1.766)])
def test_exponents_of_the_spiked_spectrum(spikes, exponent):
    """log L_ST/log L_TE at the best time: quadratic with few spikes, not with half as many as units."""
    rng, values = np.random.default_rng(spikes), []
    for _ in range(60):
        teacher = simulate_linear_teacher(
            draw_linear_features(spiked_spectrum(spikes, 4096, "1/256"), 256, 0, rng)
        )
        values.append((teacher.teacher_error, estimate_linear_stop(teacher)[1]))
    level, error = np.mean(values, axis=0)
    assert math.log(error) / math.log(level) == pytest.approx(exponent, abs=0.012)


def test_other_filters_and_targets():
    teacher = simulate_linear_teacher(
        draw_linear_features([(1, 3), (0.5, 5), (0.1, 50)], 12, {0: 0.6, 1: 0.8}, np.random.default_rng(0))
    )
    error = compute_linear_student_error(teacher, [4.0], ridge())[0][0]
    lam = teacher.features.eigenvalue
    direct = teacher.features.target - lam * 4 / (1 + lam * 4) * teacher.teacher
    assert error == pytest.approx(float(direct @ direct), rel=1e-12)


RNG = np.random.default_rng(0)
WRONG = {
    "empty": (lambda: read_eigenspaces([]), "empty"),
    "negative": (lambda: read_eigenspaces([(-1, 3)]), ">= 0"),
    "all zero": (lambda: read_eigenspaces([(0, 3)]), "at least one must be positive"),
    "not finite": (lambda: read_eigenspaces([float("nan")]), "finite"),
    "text": (lambda: read_eigenspaces("1,2"), "rows"),
    "three columns": (lambda: read_eigenspaces([(1, 2, 3)]), "rows"),
    "multiplicity": (lambda: read_eigenspaces([(1, 0)]), "multiplicity"),
    "another model": (lambda: read_eigenspaces(relu_sphere(3)), "linear_network"),
    "spikes": (lambda: spiked_spectrum(5, 5, 1), "spikes"),
    "eps": (lambda: spiked_spectrum(2, 5, 0), "> 0"),
    "rank": (lambda: simulate_linear_teacher(draw_linear_features([(1, 4), (0, 9)], 4, 0, RNG)), "rank 4"),
    "above the rank": (lambda: simulate_linear_teacher(draw_linear_features([(1, 4)], 7, 0, RNG)), "fewer than 4"),
    "target row": (lambda: draw_linear_features([(1, 4)], 2, 1, RNG), "row from 0 to 0"),
    "target length": (lambda: draw_linear_features([(1, 4), (2, 1)], 2, {0: 1, 1: 1}, RNG), "sum to 1"),
    "target outside": (lambda: draw_linear_features([(1, 4), (0, 1)], 2, 1, RNG), "outside"),
    "shape": (lambda: place_linear_features([1, 2], np.ones((3, 4)), 0), "shape (n, 2)"),
    "equal features": (
        lambda: simulate_linear_teacher(place_linear_features([1, 1, 1], np.ones((2, 3)), 0)), "dependent",
    ),
    "student shape": (
        lambda: simulate_linear_student(
            simulate_linear_teacher(draw_linear_features([(1, 4)], 2, 0, RNG)), np.ones((2, 2)), [1.0]
        ),
        "shape (M_ST, ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", list(WRONG))
def test_bad_input_is_one_line(case):
    call, said = WRONG[case]
    with pytest.raises((InputError, AccuracyError)) as caught:
        call()
    text = str(caught.value)
    assert said in text and "\n" not in text and len(text) < 200


def test_a_model_and_its_rows_are_the_same_spectrum():
    rows = read_eigenspaces(linear_network([1.0, 0.5, 0.0]))
    assert rows.dimension == 3 and rows.rank == 2
    assert read_eigenspaces(rows) is rows and "rank 2" in repr(rows)


def test_run_gives_what_the_single_draws_give():
    """Trials depend on the seed and their number alone; each holds the error of its own finite or infinite student."""
    rows = [(1, 3), ("1/16", 200)]
    run = simulate_linear_networks(rows, 24, times=[4.0, math.inf], trials=3, seed=7)
    longer = simulate_linear_networks(rows, 24, times=[4.0, math.inf], trials=5, seed=7)
    assert np.array_equal(run.student_error, longer.student_error[:3])
    assert np.allclose(run.student_error[:, 1], run.teacher_error, rtol=1e-12)
    assert np.all(run.best_error <= run.student_error.min(axis=1) * (1 + 1e-9))
    interval = run.student_intervals[0]
    assert interval.low is not None and interval.low < interval.mean and "M_ST=inf" in repr(run)
    finite = simulate_linear_networks(rows, 24, 0, 40, [4.0], trials=2, seed=7)
    assert finite.best_error.size == 0 and finite.student_error.shape == (2, 1)
    huge = simulate_linear_networks([(1, 4), (1e-9, 10**12)], 64, times=[8.0], trials=2)
    assert huge.spectrum.dimension == 10**12 + 4 and np.all(huge.teacher_error > 0.9)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"teacher_units": 203}, "rank 203"),
        ({"teacher_units": 1.5}, "teacher units"),
        ({"student_units": 0}, "student units"),
        ({"times": [-1.0]}, "times"),
        ({"trials": 0}, "trials"),
        ({"seed": -1}, "seed"),
        ({"target": 5}, "row from 0 to 1"),
    ],
)
def test_bad_runs_are_one_line(arguments, said):
    with pytest.raises(InputError) as caught:
        simulate_linear_networks(**{"spectrum": [(1, 3), ("1/16", 200)], "teacher_units": 24, **arguments})
    assert said in str(caught.value) and "\n" not in str(caught.value)
