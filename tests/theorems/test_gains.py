"""Gains beyond what the check of every theorem does by itself: other routes to the same numbers, and reference values."""

from __future__ import annotations

import numpy as np
import pytest

from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.experiments import residual_energy
from w2s_theory.experiments.alignment import estimate_alignment
from w2s_theory.experiments.noise_profile import measure_networks, noise_share
from w2s_theory.experiments.relu_networks import NetworkDraw
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.spectral_filter import gradient_flow
from w2s_theory.simulate.finite_student import simulate_finite_student
from w2s_theory.simulate.grid_flow import draw_on_grid, estimate_on_grids, simulate_student_on_grid
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.sphere_grid import circle_grid
from w2s_theory.simulate.student import compute_shrunk_error, compute_student_error
from w2s_theory.simulate.teacher import TeacherDraw, simulate_teacher
from w2s_theory.theorems.gains import (
    student_error_eq_bias_plus_noise,
    student_error_le_of_alignment,
    student_error_le_of_residual_energy,
)
from w2s_theory.theorems.gains.setting import LENGTH
from w2s_theory.theorems.gains.square_shrinkage import C_0


def trained(dimension: int, units: int, seed: int, degree: int = 1) -> TeacherDraw:
    model = relu_sphere(dimension)
    return simulate_teacher(model, draw_units(model, units, np.random.default_rng(seed)), degree, degrees=16)


def bias_plus_noise(teacher: TeacherDraw, shrinkage: np.ndarray) -> float:
    """The right side of D5 from the teacher's profile alone, s_j on degree j, 0 above the resolved ones."""
    k, loss = teacher.target.main_degree, teacher.teacher_error
    share = noise_share(np.array([teacher.mass[k]]), np.array([loss]))[0]
    others = np.arange(len(teacher.mass)) != k
    noise = float(np.sum(shrinkage[others] ** 2 * teacher.mass[others]))
    return (1 - shrinkage[k] * (1 - loss)) ** 2 + loss * (1 - loss) * share * shrinkage[k] ** 2 + noise


def test_bias_plus_noise_is_the_limit_of_wide_finite_students():
    """The left side in any dimension from students that know no degree: their excess falls like 1/M_ST to 0."""
    teacher = trained(8, 48, 0)
    time = 1.0 / teacher.eigenvalue[1]
    expected = bias_plus_noise(teacher, -np.expm1(-teacher.eigenvalue * time))
    rng = np.random.default_rng(1)
    excess, doubt = {}, {}
    for width, count in ((64, 30), (256, 60), (1024, 16)):
        students = [draw_units(teacher.model, width, rng) for _ in range(count)]
        errors = np.array([simulate_finite_student(teacher, student, [time])[0][0] for student in students])
        excess[width], doubt[width] = np.mean(errors) / expected - 1, np.std(errors) / expected / count**0.5
    assert excess[64] > 0.2 > excess[256] > 0.02
    limit = (4 * excess[1024] - excess[256]) / 3
    accuracy = np.hypot(4 * doubt[1024], doubt[256]) / 3
    assert accuracy < 0.03 and abs(limit) < 4 * accuracy


def test_bias_plus_noise_is_the_projection_student_and_the_converged_one():
    teacher = trained(8, 48, 2)
    loss, k = teacher.teacher_error, 1
    only = np.zeros(len(teacher.mass))
    only[k] = 1.0
    found, accuracy = compute_shrunk_error(teacher, {k: 1.0})
    assert bias_plus_noise(teacher, only) == pytest.approx(found, abs=10 * accuracy + 1e-12)
    assert bias_plus_noise(teacher, only) >= loss**2
    # everything learnt: bias L^2 and all of the noise, L (1 - L), make L
    learnt = bias_plus_noise(teacher, np.ones(len(teacher.mass))) + teacher.tail_mass
    assert learnt == pytest.approx(loss, rel=1e-9)


@pytest.mark.parametrize("dimension", [2, 3])
def test_a_spoiled_side_of_the_identity_is_seen_on_the_grid(dimension):
    """Per network: the two routes agree within their stated errors, and not when one of them is changed."""
    rng = np.random.default_rng(dimension)
    theorem = student_error_eq_bias_plus_noise.THEOREM
    draws = measure_networks([draw_on_grid(rng, dimension) for _ in range(12 if dimension == 2 else 4)])
    bound = compute_expression(theorem.stable_bound, draws.parameters)
    assert np.all(np.abs(draws.measured - bound) <= draws.error + 1e-9)
    # on the sphere the grid is too coarse to see the modes outside V_k in every draw
    for name, factor in (("s", 0.9), ("omega_k", 0.5), ("b", 0.9), ("lambdas", 0.9))[
        : 4 if dimension == 2 else 1
    ]:
        spoiled = {**draws.parameters, name: factor * draws.parameters[name]}
        other = compute_expression(theorem.stable_bound, spoiled)
        assert np.any(np.abs(draws.measured - other) > 2 * draws.error + 1e-9), name


def test_grid_agrees_with_the_degrees_at_several_times():
    model = relu_sphere(2)
    units = draw_units(model, 9, np.random.default_rng(4))
    teacher = simulate_teacher(model, units, 2, degrees=40)
    times = np.array([0.1, 1.0, 5.0]) / teacher.eigenvalue[2]
    exact, accuracy = compute_student_error(teacher, times)
    for time, expected, doubt in zip(times, exact, accuracy, strict=True):
        found, error = estimate_on_grids(
            units, lambda grid, t=time: simulate_student_on_grid(units, 2, grid, t)
        )
        assert abs(found - expected) <= error + doubt and error < 0.05 * expected
    # before training the student is 0, and the target has norm 1
    assert simulate_student_on_grid(units, 2, circle_grid(units, 12), 0.0) == pytest.approx(1.0, abs=1e-12)


def test_circle_teachers_leave_room_for_the_rest_of_the_noise():
    draws = measure_networks([draw_on_grid(np.random.default_rng(6), 2) for _ in range(4)])
    loss, share = draws.parameters["L_TE"], draws.parameters["omega_k"]
    noise = np.sum(draws.parameters["b"] ** 2, axis=1)
    assert draws.parameters["b"].shape == (4, LENGTH)
    assert np.allclose(noise + loss * (1 - loss) * share, loss * (1 - loss), rtol=0, atol=1e-9)


# the residual's energy


@pytest.mark.parametrize(("dimension", "best_bound", "best_error"), [(16, 2.84, 2.00), (32, 4.09, 2.07)])
def test_residual_energy_reference_values(dimension, best_bound, best_error):
    """Best bound and best error over time, relative to L_TE^2, M_TE = 512; single draws scatter by 7 %."""
    tau = np.linspace(2.0, 12.0, 400)
    found = []
    for seed in range(6):
        teacher = trained(dimension, 512, seed)
        lam, loss = float(teacher.eigenvalue[1]), teacher.teacher_error
        errors, accuracy = compute_student_error(teacher, tau / lam)
        energy = float(teacher.eigenvalue @ teacher.residual_mass) / (lam * loss)
        numbers = {
            "L_TE": np.full(400, loss),
            "mu": np.full(400, energy),
            "lam": np.full(400, lam),
            "t": tau / lam,
        }
        bound = compute_expression(student_error_le_of_residual_energy.BOUND, numbers)
        assert np.all(errors - accuracy <= bound)
        found.append((bound.min() / loss**2, errors.min() / loss**2))
    assert np.mean(found, axis=0) == pytest.approx([best_bound, best_error], rel=0.08)


def test_residual_energy_is_that_of_the_kernel_between_points():
    """<e, K e> from values of the residual on the circle, without degrees."""
    model = relu_sphere(2)
    rng = np.random.default_rng(3)
    teacher = simulate_teacher(model, draw_units(model, 8, rng), 1, degrees=40)
    lam = float(teacher.eigenvalue[1])
    draw = NetworkDraw(teacher, gradient_flow(), 1 / lam, False, 0.5, 1e-9)
    measured = residual_energy.measure_networks([draw]).parameters["mu"][0]
    grid = circle_grid(teacher.units, 12)
    values = (
        np.sqrt(2) * grid.points[:, 0] - np.maximum(grid.points @ teacher.units.T, 0) @ teacher.top_weights
    )
    weighted = grid.weights * values
    rho = np.clip(grid.points @ grid.points.T, -1, 1)
    kernel = (np.sqrt(1 - rho**2) + rho * np.arccos(-rho)) / (4 * np.pi)
    assert weighted @ kernel @ weighted / (lam * (weighted @ values)) == pytest.approx(measured, rel=1e-3)


def test_constant_of_the_shrinkage_is_the_best_but_for_its_rounding():
    x = np.linspace(1e-6, 40, 400_001)
    best = np.max(np.expm1(-x) ** 2 / x)
    assert best == pytest.approx(0.40727, abs=1e-5)
    assert best < float(C_0) < best * 1.0005


# the alignment


@pytest.mark.parametrize("dimension", [4, 8])
def test_alignment_with_linear_functions_is_a_small_matrix(dimension):
    """||Pi_1 (I - P) Pi_1|| from the d x d matrix of P between the functions sqrt(d) x_i."""
    teacher = trained(dimension, 128, 5)
    found, accuracy = estimate_alignment(teacher, (1,))
    rho = np.clip(teacher.units @ teacher.units.T, -1, 1)
    np.fill_diagonal(rho, 1.0)
    gram = (np.sqrt(1 - rho**2) + rho * np.arccos(-rho)) / (2 * np.pi * dimension)
    cross = np.sqrt(teacher.eigenvalue[1] * dimension) * teacher.units
    matrix = cross.T @ np.linalg.solve(gram, cross)
    assert found == pytest.approx(1 - np.linalg.eigvalsh(matrix)[0], abs=1e-9 + accuracy)
    # the target is one linear function: its error is at most that of the worst
    assert 0 < teacher.teacher_error <= found < 1


def test_alignment_of_too_few_units_is_one_and_grows_with_the_degrees():
    few, many = trained(8, 6, 1), trained(3, 128, 1)
    assert estimate_alignment(few, (1,)) == (1.0, 0.0)
    one, _ = estimate_alignment(many, (1,))
    three, _ = estimate_alignment(many, (0, 1, 2))
    assert 0 < one <= three < 1


def test_alignment_shows_a_gain_on_real_networks():
    teacher = trained(4, 256, 3)
    loss, lam = teacher.teacher_error, float(teacher.eigenvalue[1])
    alignment, doubt = estimate_alignment(teacher, (0, 1, 2))
    slow = float(max(teacher.eigenvalue[3:].max(), teacher.tail_eigenvalue))
    tau = np.linspace(2, 12, 100)
    values = {"L_TE": loss, "alignment": alignment + doubt, "lam": slow}
    bound = compute_expression(
        student_error_le_of_alignment.THEOREM.bound,
        {**{name: np.full(100, value) for name, value in values.items()}, "tau": tau, "t": tau / lam},
    )
    errors, accuracy = compute_student_error(teacher, tau / lam)
    assert np.all(errors - accuracy <= bound)
    assert bound.min() < 0.5 * loss
