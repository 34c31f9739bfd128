"""Gradient flow and the limits beyond what the check of every theorem does by itself."""

from __future__ import annotations

import numpy as np
import pytest

from w2s_theory.experiments.function_space import draw_models, train
from w2s_theory.experiments.relu_networks import draw_network, measure_network_error
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.notation import damping, eta, lam, n, penalty, t
from w2s_theory.records import spectral_filter
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.student import compute_student_error
from w2s_theory.simulate.teacher import simulate_teacher
from w2s_theory.theorems.gradient_flow import (
    shrinkage_eq_of_averaged_flow,
    shrinkage_eq_of_explicit_steps,
    shrinkage_eq_of_heavy_ball,
    shrinkage_eq_of_ridge,
)
from w2s_theory.theorems.gradient_flow.setting import LENGTH
from w2s_theory.theorems.limits.student_error_lt_sq_of_overshoot import measure_networks


def values(expression, **numbers):
    """A bound without its coefficient b, at numbers."""
    from w2s_theory.notation import coefficient

    letters = {"lam": lam, "t": t, "n": n, "eta": eta, "penalty": penalty, "damping": damping}
    return float(
        expression.subs(coefficient, 1).subs({letters[name]: value for name, value in numbers.items()})
    )


def test_filters_are_the_shrinkage_that_the_theorems_derive():
    lam_, t_ = 0.7, 3.1
    for found, filtered in (
        (values(shrinkage_eq_of_averaged_flow.BOUND, lam=lam_, t=t_), spectral_filter.averaged_flow()),
        (values(shrinkage_eq_of_ridge.BOUND, lam=lam_, penalty=1 / t_), spectral_filter.ridge()),
        (
            values(shrinkage_eq_of_heavy_ball.BOUND, lam=lam_, t=t_, damping=0.3),
            spectral_filter.heavy_ball(0.3),
        ),
    ):
        assert found == pytest.approx(float(filtered.shrinkage(lam_, t_)), rel=1e-13)
    steps = spectral_filter.explicit_steps(0.5, 1.0)
    found = values(shrinkage_eq_of_explicit_steps.BOUND, lam=lam_, eta=0.5, n=7)
    assert found == pytest.approx(float(steps.shrinkage(lam_, 7)), rel=1e-13)


def test_training_in_function_space_starts_at_the_target_and_ends_at_the_teacher():
    rng = np.random.default_rng(3)
    models = draw_models(rng, 20, LENGTH - 2)
    still, error = train(type(models)(models.features, models.target, models.teacher, 0 * models.time))
    assert np.all(np.abs(still - 1) <= error)
    modes = models.modes()
    assert modes["lambdas"].shape == (20, LENGTH) and np.all(modes["lambdas"][:, LENGTH - 2 :] == 0)
    assert np.allclose(np.sum(modes["f"] ** 2, axis=1), 1) and np.allclose(
        np.sum(modes["b"] ** 2, axis=1), np.mean(models.teacher**2, axis=1)
    )


@pytest.mark.parametrize("seed", range(3))
def test_momentum_beats_the_square_on_relu_networks_and_gradient_flow_does_not(seed):
    model = relu_sphere(32)
    teacher = simulate_teacher(model, draw_units(model, 256, np.random.default_rng(seed)), 1, degrees=16)
    lam_1 = teacher.eigenvalue[1]
    flow, flow_accuracy = compute_student_error(teacher, np.linspace(0.5, 12, 120) / lam_1)
    square = teacher.teacher_error**2
    assert 0.02 < teacher.teacher_error < 0.05
    assert np.all(flow - flow_accuracy > square)
    assert 1.1 < flow.min() / square < 2
    ball = spectral_filter.heavy_ball(0.2 * float(np.sqrt(lam_1)))
    momentum, accuracy = compute_student_error(teacher, np.linspace(1.2, 2.4, 120) / np.sqrt(lam_1), ball)
    best = int(np.argmin(momentum))
    assert momentum[best] + accuracy[best] < 0.4 * square


def test_overshoot_is_admitted_on_real_networks():
    rng = np.random.default_rng(5)
    draws = measure_networks([draw_network(rng) for _ in range(60)])
    teacher, share = draws.parameters["L_TE"], draws.parameters["omega_k"]
    admitted = share * (1 + teacher) < teacher
    assert admitted.sum() >= 10
    assert np.all(draws.measured[admitted] < teacher[admitted] ** 2)
    # where the noise is too much on the target's degree the square is not beaten
    assert np.all(
        draws.measured[~admitted & (share < 1)] >= teacher[~admitted & (share < 1)] ** 2 * (1 - 1e-9)
    )


def test_network_draws_carry_the_simulations_own_error_estimates():
    rng = np.random.default_rng(7)
    draws = measure_network_error(
        [draw_network(rng, finite=finite) for finite in (False, True) for _ in range(10)]
    )
    assert np.all(draws.error > 0) and np.all(draws.error <= 1e-3 * draws.measured)
    assert np.all(draws.uncertainty["L_TE"] > 0) and np.all(draws.uncertainty["L_TE"] < 1e-7)
    assert np.all(draws.facts["smallest_shrinkage"] >= 0) and np.all(draws.facts["largest_shrinkage"] <= 1)


def test_network_draws_do_not_depend_on_anything_but_the_generator():
    first, second = (draw_network(np.random.default_rng(11), finite=True) for _ in range(2))
    assert first.student_error == second.student_error and first.time == second.time
