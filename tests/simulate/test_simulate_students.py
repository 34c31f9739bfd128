"""Students: infinite and finite, by modes, by Lanczos, on grids, with momentum."""

import math

import numpy as np
import pytest

import w2s_theory.simulate.finite_student as finite
from w2s_theory.models.activation_sphere import activation_sphere
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.spectral_filter import (
    averaged_flow,
    explicit_steps,
    gradient_flow,
    heavy_ball,
    projection,
    ridge,
)
from w2s_theory.simulate.finite_student import simulate_finite_student, simulate_student_limit
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.kernels.gram import compute_cross_gram, compute_gram
from w2s_theory.simulate.machine.lanczos import build_krylov_flow
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.momentum import simulate_heavy_ball
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.sphere_grid import circle_grid, product_grid, simulate_on_grid
from w2s_theory.simulate.student import (
    compute_optimal_shrinkage,
    compute_shrunk_error,
    compute_student_error,
    require_times,
)
from w2s_theory.simulate.teacher import simulate_teacher


def pair(model, teachers, students, target=1, seed=1):
    draw = simulate_teacher(
        model, draw_units(model, teachers, child_generator(seed, "teacher")), target, degrees=40
    )
    return draw, draw_units(model, students, child_generator(seed, "student"))


@pytest.mark.parametrize("power, degree", [(0, 1), (1, 1), (1, 2), (2, 1), (3, 2)])
def test_circle_grid_agrees(power, degree):
    model = relu_sphere(2, power)
    draw, student = pair(model, 7, 30, degree)
    times = np.array([0.0, 1.0, 10.0, 100.0, 1000.0])
    grid = circle_grid(np.vstack((draw.units, student)))
    target = math.sqrt(2) * np.cos(degree * np.arctan2(grid.points[:, 1], grid.points[:, 0]))
    teacher_error, student_error = simulate_on_grid(model, draw.units, target, grid, times, student)
    error, accuracy = simulate_finite_student(draw, student, times)
    # the grid's own rounding is that of a least-squares problem: a few hundred eps
    assert teacher_error == pytest.approx(draw.teacher_error, abs=draw.teacher_error_accuracy + 1e-13)
    assert np.all(np.abs(student_error - error) <= accuracy + 1e-13)


@pytest.mark.parametrize("name, degree", [("erf", 1), ("gelu", 1), ("cos", 2)])
def test_sphere_grid_agrees_for_smooth_activations(name, degree):
    model = activation_sphere(name, 3)
    draw, student = pair(model, 6, 20, degree)
    grid = product_grid(40, 80)
    z = grid.points[:, 0]
    target = math.sqrt(3) * z if degree == 1 else math.sqrt(5) * (1.5 * z**2 - 0.5)
    times = np.array([1.0, 10.0, 1000.0])
    teacher_error, student_error = simulate_on_grid(model, draw.units, target, grid, times, student)
    error, accuracy = simulate_finite_student(draw, student, times)
    assert teacher_error == pytest.approx(draw.teacher_error, abs=draw.teacher_error_accuracy + 1e-13)
    assert np.all(np.abs(student_error - error) <= accuracy + 1e-13)


def test_sphere_grid_converges_to_the_relu_teacher():
    model = relu_sphere(3)
    draw, student = pair(model, 6, 20)
    gaps = []
    for heights in (40, 160):
        grid = product_grid(heights, 2 * heights)
        found, _ = simulate_on_grid(
            model, draw.units, math.sqrt(3) * grid.points[:, 0], grid, np.ones(1), student
        )
        gaps.append(abs(found - draw.teacher_error))
    # the kinks cut through the cells: second order, so a factor 16 less
    assert gaps[1] < gaps[0] / 4 and gaps[1] < 1e-5 * draw.teacher_error * 100


def test_wide_student_approaches_the_infinite_one():
    """Evenly spaced students in d = 2: a rectangle rule for K, of fourth order in the spacing."""
    model = relu_sphere(2)
    draw, _ = pair(model, 9, 1)
    times = np.array([3.0, 30.0, 300.0, 3000.0])
    infinite, _ = compute_student_error(draw, times)
    gaps = []
    for count in (64, 256, 1024):
        angles = 0.1 + 2 * math.pi * np.arange(count) / count
        wide, _ = simulate_finite_student(draw, np.column_stack((np.cos(angles), np.sin(angles))), times)
        gaps.append(float(np.max(np.abs(wide - infinite))))
    assert gaps[2] < 1e-6 and gaps[0] > 3 * gaps[1] > 9 * gaps[2]


FILTERS = [
    gradient_flow(),
    ridge(),
    averaged_flow(),
    heavy_ball(0.1),
    projection(1e-3),
    explicit_steps(0.5, 0.4),
]


@pytest.mark.parametrize("chosen", FILTERS, ids=lambda chosen: chosen.name)
def test_filters_on_the_infinite_student_by_direct_sum(chosen):
    model = relu_sphere(3)
    draw, _ = pair(model, 12, 1)
    times = np.array([0.0, 4.0, 60.0])
    error, accuracy = compute_student_error(draw, times, chosen)
    for i, time in enumerate(times):
        s = np.array([float(chosen.shrinkage(x, time)) for x in draw.eigenvalue])
        direct = math.fsum((draw.target_coefficient - s * draw.cross * draw.target_coefficient) ** 2)
        direct += math.fsum(s**2 * (draw.mass - (draw.cross * draw.target_coefficient) ** 2))
        assert abs(error[i] - direct) <= 2 * accuracy[i] + 1e-14


@pytest.mark.parametrize("damping", [0.0, 0.3, 2.0])
def test_momentum_by_integration(damping):
    model = relu_sphere(3)
    draw, student = pair(model, 8, 24)
    times = np.array([2.0, 9.0, 40.0])
    slow = simulate_heavy_ball(draw, student, times, damping)
    error, accuracy = simulate_finite_student(draw, student, times, heavy_ball(damping))
    half = simulate_heavy_ball(draw, student, times, damping, steps_per_period=200)
    # fourth order: the step's error is at most the difference to twice the step
    assert np.all(np.abs(slow - error) <= np.abs(slow - half) + accuracy + 1e-12)
    assert np.max(np.abs(slow - half)) < 1e-7


@pytest.mark.parametrize("students", [40, 250])
def test_lanczos_and_eigendecomposition_agree(students, monkeypatch):
    draw, student = pair(relu_sphere(16), 64, students)
    times = np.array([0.0, 1e2, 1e3, 1e4, 1e5])
    monkeypatch.setattr(finite, "KRYLOV_FROM", 10**9)
    exact, exact_accuracy = simulate_finite_student(draw, student, times)
    monkeypatch.setattr(finite, "KRYLOV_FROM", 0)
    krylov, accuracy = simulate_finite_student(draw, student, times)
    assert np.all(np.abs(exact - krylov) <= accuracy + exact_accuracy)
    assert np.max(accuracy) < 1e-10


def test_krylov_bound_covers_before_convergence():
    rng = child_generator(0, "krylov")
    basis = np.linalg.qr(rng.standard_normal((60, 60)))[0]
    values = np.geomspace(1e-4, 1.0, 60)
    matrix, start = (basis * values) @ basis.T, rng.standard_normal(60)
    times = np.array([0.5, 10.0, 300.0])
    exact = basis @ (-np.expm1(-np.outer(values, times)) / values[:, None] * (basis.T @ start)[:, None])
    shares = []
    for steps in (4, 10, 20, 35):
        flow = build_krylov_flow(lambda x: matrix @ x, start, times, 0.0, steps)
        gap = basis.T @ (exact - flow.basis @ flow.solution(times))
        error = np.sqrt(np.sum(values[:, None] * gap**2, axis=0))
        assert np.all(error <= flow.error_bound(times) + 1e-12)
        shares.append(error[2] / flow.error_bound(times)[2])
    assert max(shares) > 1e-3


def test_finite_student_at_convergence_keeps_ceiling_and_residual():
    """B2: L_ST(inf) = L_ceiling + ||P_ST e||^2, three linear systems."""
    for seed, (teachers, students) in enumerate([(20, 60), (60, 20), (40, 40)]):
        draw, student = pair(relu_sphere(8), teachers, students, seed=seed)
        limit = simulate_student_limit(draw, student)
        gap = limit.student_error - limit.ceiling_error - limit.projected_residual
        assert (
            abs(gap)
            <= limit.student_error_accuracy + limit.ceiling_error_accuracy + limit.projected_residual_accuracy
        )
        assert (
            limit.student_error_accuracy < 1e-11 and limit.ceiling_error > 0 and limit.projected_residual > 0
        )
        error, _ = simulate_finite_student(draw, student, [np.inf, 1e9])
        assert error[0] == limit.student_error and error[1] == pytest.approx(error[0], rel=1e-3)
        ceiling = simulate_teacher(draw.model, student).teacher_error
        assert limit.ceiling_error == pytest.approx(ceiling, rel=1e-11)


def test_a_student_with_the_teachers_units_learns_the_teacher():
    draw, _ = pair(relu_sphere(6), 30, 1)
    limit = simulate_student_limit(draw, draw.units)
    assert limit.student_error == pytest.approx(draw.teacher_error, rel=1e-11)
    assert limit.projected_residual < 1e-13


def test_limits_of_section_c_hold_on_a_draw():
    draw, student = pair(relu_sphere(10), 120, 300)
    times = np.geomspace(1.0, 1e6, 30)
    square = draw.teacher_error**2
    infinite, _ = compute_student_error(draw, times)
    narrow, _ = simulate_finite_student(draw, student, times)
    assert infinite.min() >= square and narrow.min() >= 0.75 * square
    assert infinite.min() < 0.5 * draw.teacher_error
    best, _ = compute_shrunk_error(draw, compute_optimal_shrinkage(draw))
    assert square <= best <= infinite.min()


def test_repeated_student_units_and_bad_times_are_refused():
    draw, student = pair(relu_sphere(4), 10, 12)
    with pytest.raises(InputError, match="same feature"):
        simulate_finite_student(draw, np.vstack((student, student[0])), [np.inf])
    dependent = activation_sphere("identity", 4)
    one = simulate_teacher(dependent, draw_units(dependent, 2, child_generator(0, "two")))
    with pytest.raises(AccuracyError):
        simulate_finite_student(one, draw_units(dependent, 9, child_generator(0, "x")), [np.inf])
    for wrong in ([-1.0], [np.nan], ["a"], [[1.0]], None, [10**400]):
        with pytest.raises(InputError):
            require_times(wrong)
        with pytest.raises(InputError):
            simulate_finite_student(draw, student, wrong)
    with pytest.raises(InputError):
        simulate_heavy_ball(draw, student, [1.0, 0.5], 0.1)
    with pytest.raises(InputError):
        simulate_heavy_ball(draw, student, [1.0], -0.1)


@pytest.mark.parametrize("count", [1, 127, 385, 900])
def test_gram_in_tiles(count):
    """Blocks that end anywhere give the entries that are computed pair by pair; one triangle is enough."""
    model = relu_sphere(3)
    kernel, units = relative_kernel(model), draw_units(model, count, child_generator(0, "tiles"))
    full = compute_gram(units, kernel, model.activation)
    upper = compute_gram(units, kernel, model.activation, upper_only=True)
    direct = compute_cross_gram(units, units, kernel)
    np.fill_diagonal(direct, 1.0)
    np.testing.assert_allclose(full.entries, direct, rtol=0, atol=2 * full.entry_accuracy)
    assert np.array_equal(full.entries, full.entries.T)
    assert np.array_equal(np.triu(upper.entries), np.triu(full.entries))
    assert full.norm == upper.norm == pytest.approx(np.abs(direct).sum(axis=0).max(), rel=1e-12)


@pytest.mark.parametrize("first, second", [(3, 800), (0, 1), (700, 899)])
def test_equal_units_are_found_in_every_tile(first, second):
    model = relu_sphere(5)
    units = draw_units(model, 900, child_generator(0, "equal"))
    units[second] = units[first]
    with pytest.raises(InputError, match=f"units {first} and {second} give the same feature"):
        compute_gram(units, relative_kernel(model), model.activation, upper_only=True)


def test_times_together_and_apart():
    """One factorisation for all times, finite and infinite, gives what each time gives alone."""
    draw, student = pair(relu_sphere(12), 80, 600)
    times = np.array([np.inf, 3e4, 0.0, 1e2, 5e6])
    together, accuracy = simulate_finite_student(draw, student, times)
    for time, error, doubt in zip(times, together, accuracy, strict=True):
        alone, alone_doubt = simulate_finite_student(draw, student, [time])
        assert abs(alone[0] - error) <= doubt + alone_doubt
        assert doubt < 1e-7 * error


def test_error_estimate_at_many_units():
    """1500 units, 30 times: Lanczos within its estimate of the eigendecomposition, and the estimate small."""
    draw, student = pair(relu_sphere(32), 128, 1500)
    times = np.geomspace(10.0, 1e7, 30)
    error, accuracy = simulate_finite_student(draw, student, times)
    gram = compute_gram(student, relative_kernel(draw.model), draw.model.activation).entries
    diagonal = 1.0 / 64.0
    values, vectors = np.linalg.eigh(gram)
    values = values * diagonal / len(student)
    weights = draw.top_weights * math.sqrt(diagonal)
    h = compute_cross_gram(student, draw.units, relative_kernel(draw.model)) @ weights
    # sqrt(d) <x, e> against phi_v: sqrt(N_1) a_1 <v, e>, a_1 = 1/(2d)
    y = math.sqrt(32) / 64 * student[:, 0] / math.sqrt(diagonal)
    shrunk = -np.expm1(-np.outer(values, times)) / values[:, None]
    c = diagonal / len(student) * shrunk * (vectors.T @ h)[:, None]
    direct = 1 - 2 * (vectors.T @ y) @ c + (values * len(student) / diagonal) @ c**2
    assert np.all(np.abs(direct - error) <= accuracy + 1e-13)
    assert np.max(accuracy / error) < 1e-6
