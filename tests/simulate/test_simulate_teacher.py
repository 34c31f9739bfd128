"""One teacher: against ball arithmetic, against itself, and what is refused."""

import math

import numpy as np
import pytest

from benchmarks.ball_referee import distance, enclose_teacher
from w2s_theory.models.activation_sphere import activation_sphere
from w2s_theory.models.linear_network import linear_network
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.spectral_filter import averaged_flow, gradient_flow, ridge
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.random_features import draw_units, normalise_rows
from w2s_theory.simulate.student import compute_shrunk_error, compute_student_error
from w2s_theory.simulate.targets import build_target
from w2s_theory.simulate.teacher import simulate_teacher


def test_teacher_error_to_eight_digits_at_condition_1e8():
    model = relu_sphere(3)
    units = draw_units(model, 300, child_generator(0, "balls"))
    draw = simulate_teacher(model, units)
    error = distance(enclose_teacher(draw.units, 1, 1, 1).teacher_error, draw.teacher_error)[1]
    assert draw.condition > 1e7 and draw.teacher_error < 1e-6 and draw.bits == 53
    assert error <= draw.teacher_error_accuracy
    assert error < 1e-8 * draw.teacher_error
    assert draw.teacher_error_accuracy < 1e-6 * draw.teacher_error


@pytest.mark.parametrize(
    "dimension, units, power, degree",
    [(3, 60, 1, 1), (3, 60, 1, 4), (3, 60, 0, 1), (3, 50, 2, 1), (2, 30, 1, 1), (2, 24, 2, 2), (5, 60, 1, 2),
     (16, 60, 1, 1), (16, 50, 3, 2), (4, 60, 3, 6), (3, 60, 1, 0)],
)  # fmt: skip
def test_every_estimate_covers_the_true_error(dimension, units, power, degree):
    model = relu_sphere(dimension, power)
    array = draw_units(model, units, child_generator(5, "cover"))
    draw = simulate_teacher(model, array, degree, degrees=9, accuracy=0.1)
    time = 8.0 / draw.eigenvalue[degree]
    true = enclose_teacher(draw.units, power, degree, 9)
    assert distance(true.teacher_error, draw.teacher_error)[1] <= draw.teacher_error_accuracy
    for name in ("cross", "mass", "residual_cross", "residual_mass"):
        numbers, doubts = getattr(draw, name), getattr(draw, name + "_accuracy")
        for ball, number, accuracy in zip(getattr(true, name), numbers, doubts, strict=True):
            assert distance(ball, number)[1] <= accuracy or (
                accuracy == number == 0.0 and abs(float(ball)) < 1e-60
            )
    assert distance(true.tail_mass, draw.tail_mass)[1] <= draw.tail_mass_accuracy
    # the student's error lies between its explicit part and that plus the whole tail shrunk most
    found, accuracy = compute_student_error(draw, [time])
    assert distance(true.student_error(time), found[0])[1] <= accuracy[0] * (1 + 1e-9)
    # an estimate that is always huge would pass the above: it stays within a few thousand roundings
    assert draw.teacher_error_accuracy < 1e-12 * (1 + draw.top_weights @ draw.top_weights)


def test_masses_close_with_the_exact_norm():
    model = relu_sphere(8)
    draw = simulate_teacher(model, draw_units(model, 60, child_generator(0, "close")), degrees=60)
    assert math.fsum(draw.mass) + draw.tail_mass == pytest.approx(1 - draw.teacher_error, abs=1e-13)
    assert 0 < draw.tail_mass < 0.05 * draw.teacher_error
    assert np.all(draw.mass[3::2] == 0.0) and np.all(draw.mass[[0, 1, 2, 4]] > 0)
    # off the target f_TE is minus a part of the residual
    assert np.allclose(draw.residual_mass[2:], draw.mass[2:], rtol=1e-9)
    assert draw.residual_mass[1] >= draw.teacher_error**2


def test_more_degrees_change_the_student_error_by_less_than_stated():
    model = relu_sphere(4)
    units = draw_units(model, 80, child_generator(2, "degrees"))
    times = np.array([1e2, 1e3, 1e4, 1e6, np.inf])
    fine, fine_accuracy = compute_student_error(simulate_teacher(model, units, degrees=300), times)
    for degrees in (2, 6, 20):
        draw = simulate_teacher(model, units, degrees=degrees)
        error, accuracy = compute_student_error(draw, times)
        assert np.all(np.abs(error - fine) <= accuracy + fine_accuracy)
    assert fine[-1] == pytest.approx(draw.teacher_error, rel=1e-9)
    adaptive = simulate_teacher(model, units, times=times, accuracy=1e-6)
    error, accuracy = compute_student_error(adaptive, times)
    assert np.all(accuracy <= 1e-6 * error) and np.all(np.abs(error - fine) <= accuracy + fine_accuracy)


def test_mixture_is_linear_in_the_target():
    model = relu_sphere(6)
    units = draw_units(model, 50, child_generator(0, "mixture"))
    mixed = simulate_teacher(model, units, {1: 0.6, 2: -0.8}, degrees=20)
    single = {k: simulate_teacher(model, units, k, degrees=20) for k in (1, 2)}
    combined = 0.6 * single[1].top_weights - 0.8 * single[2].top_weights
    assert np.allclose(mixed.top_weights, combined, rtol=1e-9, atol=1e-11)
    assert mixed.cross.sum() == pytest.approx(1 - mixed.teacher_error, abs=1e-13)
    error, _ = compute_student_error(mixed, [0.0, np.inf])
    assert error == pytest.approx([1.0, mixed.teacher_error], rel=1e-9)


def test_rotation_of_units_about_the_axis_changes_nothing():
    model = relu_sphere(5)
    units = draw_units(model, 40, child_generator(0, "turn"))
    turn = np.eye(5)
    turn[1:, 1:] = np.linalg.qr(child_generator(0, "matrix").standard_normal((4, 4)))[0]
    first, second = simulate_teacher(model, units), simulate_teacher(model, normalise_rows(units @ turn))
    assert second.teacher_error == pytest.approx(first.teacher_error, rel=1e-11)
    assert np.allclose(second.mass, first.mass, atol=1e-13)


def test_one_unit_by_hand():
    """M = 1: f_TE = b phi/K1, L_TE = 1 - b^2/K1 with b = sqrt(d) u_1/(2d), K1 = 1/(2d)."""
    draw = simulate_teacher(relu_sphere(8), np.eye(8)[:1])
    assert draw.teacher_error == pytest.approx(1 - (8**0.5 / 16) ** 2 * 16, rel=1e-14)
    assert draw.top_weights[0] == pytest.approx(8**0.5 / 16 * 16, rel=1e-14)


def test_overshoot_of_the_target_degree_goes_below_the_square():
    model = relu_sphere(16)
    draw = simulate_teacher(model, draw_units(model, 256, child_generator(0, "over")), degrees=12)
    square = draw.teacher_error**2
    plain, _ = compute_shrunk_error(draw, {1: 1.0})
    over, accuracy = compute_shrunk_error(draw, {1: 1.0 / (1.0 - draw.teacher_error)})
    assert over + accuracy < square <= plain
    whole, _ = compute_shrunk_error(draw, np.ones(len(draw.mass)), tail=1.0)
    assert whole == pytest.approx(draw.teacher_error, rel=1e-10)
    with pytest.raises(InputError):
        compute_shrunk_error(draw, {99: 1.0})


def test_repeated_and_dependent_features_are_refused():
    model = relu_sphere(4)
    units = draw_units(model, 20, child_generator(0, "twice"))
    with pytest.raises(InputError, match="units 3 and 20"):
        simulate_teacher(model, np.vstack((units, units[3])))
    # opposite ReLU units are different features, opposite erf units are not
    assert simulate_teacher(model, np.vstack((units, -units[3]))).teacher_error > 0
    with pytest.raises(InputError, match="same feature"):
        simulate_teacher(activation_sphere("erf", 4), np.vstack((units, -units[3])))
    with pytest.raises(AccuracyError, match="linearly dependent"):
        simulate_teacher(activation_sphere("identity", 4), units)


def test_balls_take_over_where_float64_is_not_enough():
    """Nearly equal features, and an accuracy beyond float64: the same projection with more bits, and as a proof."""
    model = relu_sphere(4)
    units = draw_units(model, 20, child_generator(0, "twice"))
    nearly = normalise_rows(np.vstack((units, units[3] + 1e-9 * units[4])))
    flat, far = relu_sphere(2), draw_units(relu_sphere(2), 40, child_generator(0, "far"))
    assert simulate_teacher(flat, far, accuracy=1e-3).bits == 53
    for draw, power in (
        (simulate_teacher(model, nearly), 1),
        (simulate_teacher(flat, far, accuracy=1e-9), 1),
    ):
        assert draw.bits > 53 and 0 < draw.teacher_error_accuracy < 1e-15 * draw.teacher_error
        true = enclose_teacher(draw.units, power, 1, 12, bits=500)
        assert distance(true.teacher_error, draw.teacher_error, 500)[1] <= draw.teacher_error_accuracy
        for ball, number, doubt in zip(
            true.residual_mass, draw.residual_mass, draw.residual_mass_accuracy, strict=True
        ):
            assert distance(ball, number, 500)[1] <= doubt <= 1e-15 * number or abs(number) <= doubt < 1e-40
    # both ways give the same numbers where both work
    rough = simulate_teacher(relu_sphere(3), units[:, :3] / np.linalg.norm(units[:, :3], axis=1)[:, None])
    fine = simulate_teacher(relu_sphere(3), rough.units, accuracy=1e-15)
    assert (rough.bits, fine.bits) == (53, 192)
    assert rough.teacher_error == pytest.approx(fine.teacher_error, abs=rough.teacher_error_accuracy)
    assert rough.mass == pytest.approx(fine.mass, abs=1e-13)
    assert np.allclose(rough.top_weights, fine.top_weights, rtol=1e-9)


def test_accuracy_out_of_reach_is_refused():
    model = activation_sphere("erf", 2)
    units = draw_units(model, 12, child_generator(0, "far"))
    with pytest.raises(AccuracyError, match="accuracy"):
        simulate_teacher(model, units, accuracy=1e-12)


def test_dependent_features_are_refused_with_any_number_of_bits():
    """max(z, 0) - max(-z, 0) = z, so three opposite pairs in the plane are linearly dependent."""
    half = draw_units(relu_sphere(2), 3, child_generator(0, "pairs"))
    with pytest.raises(AccuracyError, match="linearly dependent"):
        simulate_teacher(relu_sphere(2), np.vstack((half, -half)))
    # two pairs are not, and hold every linear function
    with pytest.raises(AccuracyError, match="represent the target"):
        simulate_teacher(relu_sphere(2), np.vstack((half[:2], -half[:2])))


@pytest.mark.parametrize("units, refined", [(3, False), (30, True)])
def test_student_errors_far_down(units, refined):
    """Late students: the remainder 1 - s is never a difference."""
    model = relu_sphere(2, 3)
    draw = simulate_teacher(model, draw_units(model, units, child_generator(1, "late")), degrees=24)
    times = np.array([5.0, 40.0, 80.0]) / draw.eigenvalue[1]
    true = enclose_teacher(draw.units, 3, 1, 24)
    assert (draw.bits > 53) == refined
    for filter_ in (gradient_flow(), ridge(), averaged_flow()):
        found, doubt = compute_student_error(draw, times, filter_)
        for time, value, accuracy in zip(times, found, doubt, strict=True):
            gap = distance(true.student_error(time, filter_.name), value)[1]
            assert gap <= accuracy * (1 + 1e-9)
            if refined:
                assert accuracy < 1e-8 * value


@pytest.mark.parametrize("degree", [3, 5, 101])
def test_degrees_that_the_relu_lacks_are_named(degree):
    for target in (degree, {1: 0.6, degree: 0.8}):
        with pytest.raises(InputError, match=f"degree {degree}"):
            simulate_teacher(relu_sphere(4), np.eye(4), target)


def test_representable_by_parity():
    assert build_target(2, relu_sphere(4)).degrees == (2,)
    for model, bad in (
        (relu_sphere(4, 0), 2),
        (relu_sphere(4, 2), 4),
        (activation_sphere("cos", 4), 1),
        (activation_sphere("erf", 4), 2),
    ):
        with pytest.raises(InputError, match=f"degree {bad}"):
            build_target(bad, model)
    with pytest.raises(InputError, match="degree 3"):
        build_target(3, activation_sphere("identity", 4))


@pytest.mark.parametrize(
    "wrong", [-1, 1.5, True, "1", None, {}, {1: 0.5}, {1: float("nan")}, {1: "1"}, 10**9, {1: 1j}, [1]]
)
def test_bad_targets(wrong):
    with pytest.raises(InputError) as caught:
        build_target(wrong, relu_sphere(4))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "wrong", [np.ones((3, 5)), np.eye(4) * 2, np.full((2, 4), np.nan), [], "units", np.ones(4), [["a"] * 4]]
)
def test_bad_units(wrong):
    with pytest.raises(InputError):
        simulate_teacher(relu_sphere(4), wrong)


def test_models_without_features_are_refused():
    with pytest.raises(InputError):
        simulate_teacher(linear_network([1.0, 1.0]), np.eye(2))
