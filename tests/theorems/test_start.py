"""Students with a start beyond what the check of every theorem does: special cases, angles, networks by another route."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.experiments.started_networks import LENGTH, measure_started_networks
from w2s_theory.experiments.started_students import draw_start, measure_started, started
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.simulate.grid_flow import simulate_flow_on_grid, simulate_student_on_grid
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.operators import draw_operators
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.sphere_grid import circle_grid
from w2s_theory.simulate.student import compute_student_error
from w2s_theory.simulate.teacher import simulate_teacher
from w2s_theory.theorems.limits.student_error_ge_of_shrinkage import STABLE as FROM_ZERO
from w2s_theory.theorems.start.expected_student_error_eq_of_start import THEOREM as MEAN
from w2s_theory.theorems.start.student_error_eq_of_isotropic_start import BOUND as STRAIGHT
from w2s_theory.theorems.start.student_error_ge_of_isotropic_start import BOUND as ALTITUDE
from w2s_theory.theorems.start.student_error_ge_of_start import BOUND, STABLE


def value_of(bound: Any, **letters: float) -> float:
    """A bound in float64 at one point."""
    return float(compute_expression(bound, {name: np.array([value]) for name, value in letters.items()})[0])


@pytest.mark.parametrize("error", [1e-6, 0.01, 0.3, 0.9])
def test_the_start_at_zero_is_the_limit_for_shrinkage(error: float) -> None:
    at_zero = value_of(STABLE, L_TE=error, L_0=1.0, c_0=error)
    assert at_zero == pytest.approx(value_of(FROM_ZERO, L_TE=error), rel=1e-13)


def test_limit_against_its_simple_lower_bound_and_in_angles() -> None:
    """4 c^2/(sqrt(D^2 + 4c) + D)^2 >= c^2/(L_0 + L_TE), c = sqrt(L_0 L_TE) cos theta; equality as c -> 0."""
    rng = np.random.default_rng(0)
    for _ in range(200):
        error, start, angle = (
            rng.uniform(0.01, 1),
            rng.uniform(0.01, 2),
            rng.uniform(0.01, math.pi / 2 - 0.01),
        )
        overlap = math.sqrt(start * error) * math.cos(angle)
        limit = value_of(STABLE, L_TE=error, L_0=start, c_0=overlap)
        assert limit == pytest.approx(value_of(BOUND, L_TE=error, L_0=start, c_0=overlap), rel=1e-8)
        assert overlap**2 / (start + error) <= limit <= min(start, error)
    small = value_of(STABLE, L_TE=0.1, L_0=0.2, c_0=1e-8)
    assert small == pytest.approx(1e-16 / 0.3, rel=1e-6)


def test_limit_on_random_operators() -> None:
    """No student of any start is below it; the overlap is L_TE - <f_0, e> for a projection teacher."""
    rng = np.random.default_rng(1)
    for _ in range(300):
        made = draw_operators(rng)
        each = started(made, draw_start(made, rng))
        found = measure_started([each])
        letters = {name: float(values[0]) for name, values in found.parameters.items()}
        missed = made.target - made.teacher
        assert letters["c_0"] == pytest.approx(letters["L_TE"] - each.start @ missed, abs=1e-13)
        if letters["c_0"] > 1e-6 and letters["L_0"] + letters["L_TE"] - 2 * letters["c_0"] > 1e-9:
            assert found.measured[0] >= value_of(STABLE, **letters) - 1e-12


def test_straight_students_beat_teacher_and_start_where_the_altitude_says() -> None:
    """Strict weak-to-strong gain iff c_0 < min(L_0, L_TE), by a search over s."""
    rng = np.random.default_rng(2)
    seen = set()
    s = np.linspace(0, 1, 2001)
    for _ in range(300):
        target, teacher, start = rng.standard_normal((3, 3)) * rng.uniform(0.1, 1.5, (3, 1))
        error, begin = (
            float((target - teacher) @ (target - teacher)),
            float((target - start) @ (target - start)),
        )
        overlap = float((start - target) @ (teacher - target))
        path = np.sum((target - start - s[:, None] * (teacher - start)) ** 2, axis=1)
        strict = path.min() < min(error, begin) - 1e-9
        margin = min(begin, error) - overlap
        if abs(margin) > 0.01:
            assert strict == (margin > 0)
            seen.add(strict)
        letters = {"L_TE": error, "L_0": begin, "c_0": overlap}
        assert path[700] == pytest.approx(value_of(STRAIGHT, **letters, s=float(s[700])), rel=1e-12)
        if margin > 0.01:
            assert path.min() == pytest.approx(value_of(ALTITUDE, **letters), abs=1e-5)
            # altitude of the triangle f*, f_0, f_TE: twice its area over the side
            side = teacher - start
            area = np.linalg.norm(np.cross(target - start, side))
            assert value_of(ALTITUDE, **letters) == pytest.approx(area**2 / (side @ side), rel=1e-9)
    assert seen == {True, False}


def test_flow_from_a_share_of_the_target_on_the_circle() -> None:
    """From values on a grid, against degrees: f* - p f* and f_TE - p f* in place of target and teacher."""
    model = relu_sphere(2)
    units = draw_units(model, 6, child_generator(1, "start"))
    teacher = simulate_teacher(model, units, 1, degrees=20, accuracy=1e-7)
    time, share = 1.5 / float(teacher.eigenvalue[1]), 0.4
    grid = circle_grid(units, 12)
    target, taught, student = simulate_flow_on_grid(units, 1, grid, time, share)
    s = -np.expm1(-teacher.eigenvalue * time)
    # (1 - p)^2 (1 - s)^2 + 2 (1 - p) s (1 - s) <f*, e> + s^2 ||e||^2 on V_1, s_j^2 ||Pi_j e||^2 elsewhere
    expected = np.sum(s**2 * teacher.residual_mass) + (1 - share) ** 2 * (1 - s[1]) ** 2
    expected += 2 * (1 - share) * s[1] * (1 - s[1]) * teacher.residual_cross[1]
    assert np.sum((target - student) ** 2) == pytest.approx(expected, abs=1e-5)
    assert np.sum((target - taught) ** 2) == pytest.approx(teacher.teacher_error, abs=1e-5)
    assert simulate_student_on_grid(units, 1, grid, time) == pytest.approx(
        float(compute_student_error(teacher, [time])[0][0]), abs=1e-5
    )


def test_started_networks_without_a_start_are_the_usual_students() -> None:
    model = relu_sphere(8)
    units = draw_units(model, 4 * 6, child_generator(2, "start")).reshape(4, 6, 8)
    table = simulate_teacher(model, units[0], 1)
    tau = 1.0
    found = measure_started_networks(units, 0.0, 0.0, tau)
    for place, each in enumerate(units):
        time = tau / float(table.eigenvalue[1])
        error, _ = compute_student_error(simulate_teacher(model, each, 1, times=(time,)), [time])
        assert found.measured[place] == pytest.approx(float(error[0]), abs=found.error[place] + 1e-8)


@pytest.mark.parametrize(("share", "other"), [(0.0, 0.0), (0.5, 0.0), (0.4, 0.3)])
def test_mean_over_teachers_keeps_what_the_start_has_wrong(share: float, other: float) -> None:
    """The mean of many networks at the formula within four standard errors; errors on degree 2 stay by (1 - s_2)^2."""
    model = relu_sphere(8)
    units = draw_units(model, 3000 * 8, child_generator(5, "start")).reshape(3000, 8, 8)
    found = measure_started_networks(units, share, other, 1.0)
    means = {
        name: np.mean(values, axis=0, keepdims=True) if values.ndim == 2 else values[:1]
        for name, values in found.parameters.items()
    }
    (formula,) = compute_expression(MEAN.stable_bound, means)
    deviation = float(np.std(found.measured) / math.sqrt(len(found)))
    assert abs(float(np.mean(found.measured)) - formula) <= 4 * deviation
    left = (1 - means["s_ST"][0, 2]) ** 2
    without = dict(means, z_0=np.zeros((1, LENGTH)))
    lasting = formula - compute_expression(MEAN.stable_bound, without)[0]
    assert lasting == pytest.approx(left * other**2, rel=1e-9, abs=1e-15)
