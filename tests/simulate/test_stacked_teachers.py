"""Stacks of small teachers against the same teachers one by one, and against themselves in other stacks."""

import numpy as np
import pytest

from w2s_theory.models.activation_sphere import activation_sphere
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.spectral_filter import averaged_flow, gradient_flow, ridge
from w2s_theory.simulate import degree_masses, network_trials
from w2s_theory.simulate.degree_masses import PairMasses, can_use_moments
from w2s_theory.simulate.kernels.gegenbauer import gegenbauer_values
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.networks import simulate_networks
from w2s_theory.simulate.random_features import draw_stacked_units, draw_units
from w2s_theory.simulate.stacked_teachers import LARGEST_STACKED, simulate_stacked_teachers, stack_size
from w2s_theory.simulate.targets import build_target
from w2s_theory.simulate.teacher import simulate_teacher

NAMES = ("teacher_error", "student_error", "misfit")
CASES = {
    "relu": (relu_sphere(16), 64, 1, gradient_flow()),
    "mixture": (relu_sphere(8), 32, {1: 0.8, 2: 0.6}, gradient_flow()),
    "steps": (relu_sphere(12, 0), 20, 3, ridge()),
    "cubes": (relu_sphere(6, 3), 12, {0: 0.6, 3: 0.8}, averaged_flow()),
    "on the circle": (relu_sphere(2), 8, 1, gradient_flow()),
    "smooth": (activation_sphere("erf", 8), 24, 1, gradient_flow()),
    "leaky": (activation_sphere("leaky_relu", 8), 16, 1, gradient_flow()),
}


def one_by_one(monkeypatch, *arguments, **settings):
    monkeypatch.setattr(network_trials, "stack_size", lambda units: 1)
    found = simulate_networks(*arguments, **settings)
    monkeypatch.undo()
    return found


@pytest.mark.parametrize("case", CASES)
def test_the_same_numbers_as_one_by_one(case, monkeypatch):
    model, units, target, chosen = CASES[case]
    settings = {
        "taus": [0.5, 3.0, 20.0, np.inf],
        "trials": 9,
        "seed": 4,
        "spectral_filter": chosen,
        "accuracy": 1e-5,
    }
    stacked = simulate_networks(model, units, target=target, **settings)
    alone = one_by_one(monkeypatch, model, units, target=target, **settings)
    for name in NAMES:
        difference = np.abs(getattr(stacked, name) - getattr(alone, name))
        doubt = getattr(stacked, f"{name}_accuracy") + getattr(alone, f"{name}_accuracy")
        assert np.all(difference <= doubt), name


def test_a_teacher_does_not_depend_on_its_stack():
    model, settings = relu_sphere(8), {"taus": [1.0, 5.0], "seed": 2}
    whole = simulate_networks(model, 24, trials=40, **settings)
    for trials in (range(7, 8), range(3, 30, 2)):
        part = simulate_networks(model, 24, trials=trials, **settings)
        for name in NAMES:
            assert np.array_equal(getattr(part, name), getattr(whole, name)[list(trials)])


def test_masses_are_those_of_the_teacher_alone():
    model, target = relu_sphere(10), build_target({1: 0.8, 4: 0.6}, relu_sphere(10))
    units = np.array([draw_units(model, 30, child_generator(0, "teacher", trial)) for trial in range(5)])
    (draw,) = simulate_stacked_teachers(model, units, target, np.empty(0), gradient_flow(), 1e-6)
    for place in draw.places:
        alone = simulate_teacher(model, units[place], target, degrees=len(draw.eigenvalue) - 1)
        for name in ("mass", "cross", "residual_mass", "tail_mass"):
            doubt = getattr(draw, f"{name}_accuracy")[place] + getattr(alone, f"{name}_accuracy")
            assert np.all(np.abs(getattr(draw, name)[place] - getattr(alone, name)) <= doubt), name


def test_what_a_stack_cannot_tell_is_left_out():
    model, target = relu_sphere(6), build_target(1, relu_sphere(6))
    units = np.array([draw_units(model, 10, child_generator(1, "teacher", trial)) for trial in range(4)])
    units[1, 3] = units[1, 7]
    # two features that nearly coincide: known to fewer digits than asked for
    units[2, 0] = units[2, 1] + 1e-9 * units[2, 2]
    units[2, 0] /= np.linalg.norm(units[2, 0])
    stacks = simulate_stacked_teachers(model, units, target, np.empty(0), gradient_flow(), 1e-9)
    assert sorted(place for draw in stacks for place in draw.places) == [0, 3]


def test_large_teachers_are_not_stacked():
    assert stack_size(LARGEST_STACKED + 1) == 1
    assert stack_size(LARGEST_STACKED) > 1


def test_a_trial_that_a_stack_leaves_out_is_done_alone(monkeypatch):
    """With nothing stacked to the accuracy asked for, every number comes from the single teacher."""
    model, settings = relu_sphere(4), {"taus": [2.0], "trials": 6, "seed": 1}
    alone = one_by_one(monkeypatch, model, 12, **settings)
    monkeypatch.setattr(network_trials, "simulate_stacked_teachers", lambda *_: iter(()))
    found = simulate_networks(model, 12, **settings)
    for name in NAMES:
        assert np.array_equal(getattr(found, name), getattr(alone, name))


def test_stacked_units_are_those_of_one_stream_each():
    model = relu_sphere(7)
    stacked = draw_stacked_units(model, 33, (child_generator(3, "teacher", trial) for trial in range(50)))
    alone = [draw_units(model, 33, child_generator(3, "teacher", trial)) for trial in range(50)]
    assert np.array_equal(stacked, np.array(alone))


@pytest.mark.parametrize("even", [True, False])
@pytest.mark.parametrize("dimension", [2, 3, 16, 50])
def test_pair_masses_against_the_polynomials(dimension, even, monkeypatch):
    monkeypatch.setattr(degree_masses, "_CHUNK", 16)
    rng = child_generator(1, "pairs", dimension)
    cosines, products = rng.uniform(-1, 1, (3, 40)), rng.standard_normal((3, 40))
    wanted = np.array([k < 2 or not even or k % 2 == 0 for k in range(14)])
    assert can_use_moments(dimension, 13) == (dimension > 3)
    found = PairMasses(dimension, 13, wanted).compute(cosines, products)
    for k, polynomial in zip(range(14), gegenbauer_values(cosines, dimension), strict=False):
        expected = np.sum(products * polynomial, axis=1) if wanted[k] else 0.0
        assert found[:, k] == pytest.approx(expected, abs=2e-13)
