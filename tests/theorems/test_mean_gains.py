"""Means over random units: other routes to the same numbers, sides that are changed, and reference values."""

from __future__ import annotations

import math
from itertools import islice

import numpy as np
import pytest

from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.experiments.alignment import estimate_alignment
from w2s_theory.experiments.alignment_of_units import describe_degrees
from w2s_theory.experiments.angles import angles_of_linear_functions, angles_on_circle
from w2s_theory.experiments.finite_students import (
    LENGTH,
    ConvergedStudents,
    converged_students,
)
from w2s_theory.experiments.learnt_degrees import learnt_of_degrees, rank_of_values
from w2s_theory.experiments.mean_errors import degree_errors
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.simulate.finite_student import simulate_student_limit
from w2s_theory.simulate.kernels.gegenbauer import compute_log_multiplicity, gegenbauer_values
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.sphere_grid import circle_grid
from w2s_theory.simulate.teacher import simulate_teacher
from w2s_theory.theorems.gains import (
    alignment_le_of_units,
    expected_student_error_eq_of_finite_width,
    expected_student_error_le_of_finite_width,
    student_error_eq_mean_fourth_sine_of_projection,
    student_error_le_of_units,
)
from w2s_theory.theorems.teacher import expected_teacher_error_le_of_units, teacher_error_eq_mean_squared_sine


def bound_of(module, **values):
    """The stable bound of a theorem at one or more points."""
    stable = module.THEOREM.stable_bound or module.THEOREM.bound
    return compute_expression(stable, {name: np.atleast_1d(value) for name, value in values.items()})


# the mean teacher error


@pytest.mark.parametrize(("dimension", "degree", "count"), [(8, 1, 3), (5, 2, 6), (3, 1, 4)])
def test_mean_over_the_harmonics_is_the_mean_over_the_units(dimension, degree, count):
    """One fixed target, trained on, has the mean that the trace over V_k has; both are below the bound."""
    model, rng = relu_sphere(dimension), np.random.default_rng(dimension)
    trained = np.array([
        simulate_teacher(model, draw_units(model, count, rng), degree, degrees=2, accuracy=1e-3).teacher_error
        for _ in range(600)
    ])  # fmt: skip
    traces = degree_errors(
        model, draw_units(model, 4000 * count, rng).reshape(4000, count, dimension), degree
    )[0]
    spread = math.hypot(np.std(trained) / 600**0.5, np.std(traces[:, degree]) / 4000**0.5)
    assert abs(trained.mean() - traces[:, degree].mean()) < 4.5 * spread < 0.03
    table = simulate_teacher(model, draw_units(model, 2, rng), degree, degrees=degree)
    bound = bound_of(
        expected_teacher_error_le_of_units,
        M_TE=count,
        a_k=table.eigenvalue[degree] ** 0.5,
        K_1=1 / (2 * dimension),
    )
    assert traces[:, degree].mean() < bound[0] < 1


def test_the_bound_by_units_is_a_ratio_with_its_own_constant():
    """A/(M + A) with A = 2 d - 1 for the ReLU and a linear target."""
    for dimension in (2, 3, 32, 1000):
        for count in (1, 10, 10**6):
            found = bound_of(
                expected_teacher_error_le_of_units,
                M_TE=count,
                a_k=1 / (2 * dimension),
                K_1=1 / (2 * dimension),
            )
            a = 2 * dimension - 1
            assert found[0] == pytest.approx(a / (count + a), rel=1e-13, abs=0)


# the trace


@pytest.mark.parametrize("dimension", [3, 5, 8])
def test_degrees_add_up_to_the_rank_and_no_other_number(dimension):
    rng = np.random.default_rng(dimension)
    for count in (1, 3, 6):
        units = draw_units(relu_sphere(dimension), count, rng)
        learnt, rest, rounding = learnt_of_degrees(units)
        rank, total = rank_of_values(units, rng), learnt.sum()
        assert rank == count and total - rounding <= rank <= total + rest + rounding
        # half a percent of one degree that matters is seen
        spoiled = total + 0.005 * learnt[1]
        assert not spoiled - rounding <= rank <= spoiled + rest + rounding
        assert np.all(
            learnt <= np.minimum(count, np.exp(compute_log_multiplicity(dimension, 120))) + rounding
        )


def test_a_degree_learns_what_the_functions_of_the_span_have_on_it():
    """d = 2: N_k (1 - ell_k) from the cosines of the units, against Fourier coefficients of an orthonormal basis."""
    rng = np.random.default_rng(7)
    units = draw_units(relu_sphere(2), 4, rng)
    grid = circle_grid(units, 24)
    root = np.sqrt(grid.weights)
    span = np.linalg.qr(root[:, None] * np.maximum(grid.points @ units.T, 0.0))[0]
    angle = np.arctan2(grid.points[:, 1], grid.points[:, 0])
    learnt = learnt_of_degrees(units)[0]
    assert learnt[0] == pytest.approx(np.sum((root @ span) ** 2), rel=1e-9)
    for degree in range(1, 9):
        basis = math.sqrt(2) * root * np.array([np.cos(degree * angle), np.sin(degree * angle)])
        assert learnt[degree] == pytest.approx(np.sum((basis @ span) ** 2), rel=1e-9, abs=1e-12)


# principal angles


@pytest.mark.parametrize(
    "module", [teacher_error_eq_mean_squared_sine, student_error_eq_mean_fourth_sine_of_projection]
)
def test_errors_are_read_off_the_angles_and_off_no_others(module):
    """Draw by draw within the stated error; one angle changed by 5 % of its squared sine is seen where it matters."""
    draws = module.THEOREM.experiment(np.random.default_rng(3), 60)
    bound = compute_expression(module.THEOREM.stable_bound, draws.parameters)
    assert np.all(np.abs(draws.measured - bound) <= draws.error)
    for change in (0.95, 1.05):
        angles = draws.parameters["sines"].copy()
        angles[:, 0] *= change
        spoiled = compute_expression(module.THEOREM.stable_bound, {**draws.parameters, "sines": angles})
        assert np.mean(np.abs(draws.measured - spoiled) > draws.error) > 0.9


def test_angles_from_the_circle_are_those_of_the_gram_matrix():
    rng = np.random.default_rng(5)
    for count in (1, 2, 4, 6):
        units = draw_units(relu_sphere(2), count, rng)
        (ours, doubt), (theirs, other) = angles_on_circle(units, 1), angles_of_linear_functions(units)
        assert np.sort(ours) == pytest.approx(np.sort(theirs), rel=1e-9, abs=4 * (doubt + other))


def test_the_projection_student_is_never_below_the_square():
    draws = [
        module.THEOREM.experiment(np.random.default_rng(11), 40)
        for module in (teacher_error_eq_mean_squared_sine, student_error_eq_mean_fourth_sine_of_projection)
    ]
    # the same draws, since neither experiment draws anything but the units
    assert np.array_equal(draws[0].parameters["sines"], draws[1].parameters["sines"])
    teacher, student = (each.measured for each in draws)
    assert np.all(student >= teacher**2 - draws[1].error - 2 * draws[0].error)
    assert np.all(student <= teacher + draws[1].error)


# students of finite width at convergence


def formula(made: ConvergedStudents) -> np.ndarray:
    """The right side of the mean error, per draw of the student."""
    values = {
        "l_ceiling": made.width_errors[:, 1],
        "n": np.full(len(made.doubt), LENGTH),
        "width_errors": made.width_errors,
        "residual_energies": made.energies,
    }
    return compute_expression(expected_student_error_eq_of_finite_width.THEOREM.stable_bound, values)


def one_teacher(students: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """d = 8, M_TE = 40, M_ST = 80: units of one teacher and of its students."""
    model, rng = relu_sphere(8), np.random.default_rng(seed)
    return draw_units(model, 40, rng), draw_units(model, 80 * students, rng).reshape(students, 80, 8)


def test_fast_students_are_those_of_the_careful_simulation():
    teacher, students = one_teacher(3, 0)
    made = converged_students(np.repeat(teacher[None], 3, axis=0), students)
    careful = simulate_teacher(relu_sphere(8), teacher, 1, degrees=LENGTH - 2)
    for number in range(3):
        limit = simulate_student_limit(careful, students[number])
        assert made.student_error[number] == pytest.approx(limit.student_error, rel=1e-8)
        assert made.energies[number, :-1] == pytest.approx(careful.residual_mass, abs=1e-10)


@pytest.mark.parametrize("seed", [0, 2])
def test_mean_of_finite_students_and_of_their_degrees(seed):
    """400 students of one teacher: both sides agree to chance, and neither the ceiling nor the residual can be left out."""
    teacher, students = one_teacher(400, seed)
    made = converged_students(np.repeat(teacher[None], 400, axis=0), students)
    gap = made.student_error - formula(made)
    spread = np.std(gap) / 20 + made.doubt.max()
    mean = made.student_error.mean()
    assert abs(gap.mean()) < 4 * spread < 0.02 * mean
    assert abs(mean - made.width_errors[:, 1].mean()) > 20 * spread
    assert abs(mean - formula(made).mean() + made.width_errors[:, 1].mean()) > 20 * spread
    for degree in (2, 4):
        dropped = (1 - made.width_errors[:, degree]) * made.energies[:, degree]
        assert abs(gap.mean() + dropped.mean()) > 6 * spread, degree
    # without early stopping the students beat their teacher, and narrower ones would not see more of its error
    teacher_error = made.energies[0].sum()
    assert mean < 0.8 * teacher_error
    bound = bound_of(
        expected_student_error_le_of_finite_width,
        l_ceiling=made.width_errors[:, 1].mean(), n=LENGTH, M_ST=80,
        counts=made.multiplicities[None], residual_densities=(made.energies[0] / made.multiplicities)[None],
    )  # fmt: skip
    assert mean < bound[0] < teacher_error


# alignment


def test_alignment_stays_below_its_limit_and_falls_with_the_units():
    """d = 4, B = {0, 1}: what is measured at each size is below the limit at delta = 1/2 in all draws, far below in most."""
    rng = np.random.default_rng(4)
    medians = []
    for count in (32, 64, 128):
        limit = bound_of(alignment_le_of_units, **describe_degrees(4, (0, 1), count))[0]
        found = []
        for _ in range(12):
            units = draw_units(relu_sphere(4), count, rng)
            teacher = simulate_teacher(relu_sphere(4), units, 0, degrees=2, accuracy=1e-3)
            found.append(estimate_alignment(teacher, (0, 1))[0])
        assert max(found) < limit
        medians.append(np.median(found))
    assert medians[0] > 2 * medians[1] > 4 * medians[2]


def test_bound_by_units_says_something_from_some_size_on():
    """Linear target, d = 32, delta = 1/10, at the best time: B = {0, 1} gives a gain from M between 1e4 and 3e4 on."""
    model = relu_sphere(32)
    values = simulate_teacher(model, draw_units(model, 4, np.random.default_rng(0)), 1, degrees=6).eigenvalue
    teacher_error, tau = 1e-4, np.geomspace(1.0, 40.0, 200)

    def best(count: int, degrees: tuple[int, ...], outside: int) -> float:
        sizes = {
            key: np.repeat(value, 200, axis=0) for key, value in describe_degrees(32, degrees, count).items()
        }
        chosen = {"delta": np.full(200, 0.1), "L_TE": np.full(200, teacher_error)}
        times = {"tau": tau, "t": tau / values[1], "lam": np.full(200, values[outside])}
        return (
            float(bound_of(student_error_le_of_units, **{**sizes, **chosen, **times}).min()) / teacher_error
        )

    assert best(10**4, (0, 1), 2) > 2 and best(3 * 10**4, (0, 1), 2) < 0.75
    assert best(10**5, (0, 1), 2) < 0.25 and best(10**7, (0, 1), 2) < 0.03
    # degree 2 in B costs its many dimensions, and pays only for very many units
    assert best(10**7, (0, 1, 2), 4) > 1 > 4 * best(10**8, (0, 1, 2), 4)
    assert best(10**9, (0, 1, 2), 4) < best(10**9, (0, 1), 2)
    # without degree 0 the student learns the teacher's noise there at once
    assert best(10**9, (1,), 0) > 0.99


def test_gegenbauer_parts_of_the_features_make_the_learnt_energies():
    """ell_j by solving for every function of a basis of V_1, against the trace formula that all means here rest on."""
    model, rng = relu_sphere(4), np.random.default_rng(9)
    units = draw_units(model, 7, rng)
    errors, accuracy = degree_errors(model, units[None], 2)
    turned = [np.roll(units, -axis, axis=1) for axis in range(4)]
    trained = [simulate_teacher(model, each, 1, degrees=2).teacher_error for each in turned]
    assert errors[0, 1] == pytest.approx(np.mean(trained), abs=accuracy[0, 1] + 1e-10)
    assert next(islice(gegenbauer_values(np.ones(1), 4), 2, None))[0] == 1.0
