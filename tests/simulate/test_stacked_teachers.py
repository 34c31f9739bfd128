"""Stacks of small teachers against the same teachers one by one, and against themselves in other stacks."""

import numpy as np
import pytest

from w2s_theory.models.activation_sphere import activation_sphere
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.spectral_filter import averaged_flow, gradient_flow, ridge
from w2s_theory.simulate import degree_masses, network_trials
from w2s_theory.simulate.degree_masses import PairMasses, can_use_moments
from w2s_theory.simulate.kernels.gegenbauer import gegenbauer_values
from w2s_theory.simulate.machine.streams import child_generator, child_generators
from w2s_theory.simulate.networks import simulate_networks
from w2s_theory.simulate.random_features import draw_stacked_units, draw_units, normalise_rows
from w2s_theory.simulate.stacked_students import simulate_stacked_students, student_stack_size
from w2s_theory.simulate.stacked_teachers import (
    LARGEST_STACKED,
    project_stacked_teachers,
    simulate_stacked_teachers,
    stack_size,
)
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


WIDTHS = {"relu": 40, "mixture": 24, "steps": 70, "smooth": 12, "leaky": 16}


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


@pytest.mark.parametrize("case", WIDTHS)
def test_finite_students_are_those_of_one_by_one(case, monkeypatch):
    model, units, target, chosen = CASES[case]
    width = {"target": target, "student_units": WIDTHS[case], "spectral_filter": chosen}
    settings = {"taus": [0.5, 20.0, np.inf], "trials": 6, "seed": 4, "accuracy": 1e-4, **width}
    with monkeypatch.context() as patched:
        patched.setattr(network_trials, "_run_one", None)  # nothing is left to it
        stacked = simulate_networks(model, units, **settings)
    alone = one_by_one(monkeypatch, model, units, **settings)
    for name in NAMES:
        difference = np.abs(getattr(stacked, name) - getattr(alone, name))
        doubt = getattr(stacked, f"{name}_accuracy") + getattr(alone, f"{name}_accuracy")
        assert np.all(difference <= doubt), name
    assert np.all(stacked.student_error_accuracy <= 4 * alone.student_error_accuracy)


@pytest.mark.parametrize("taus", [[2.0], [0.5, 4.0, np.inf]])
def test_a_finite_student_does_not_depend_on_its_stack(taus):
    settings = {"taus": taus, "seed": 2, "student_units": 20}
    whole = simulate_networks(relu_sphere(8), 12, trials=30, **settings)
    for trials in (range(7, 8), range(3, 30, 2)):
        part = simulate_networks(relu_sphere(8), 12, trials=trials, **settings)
        for name in (*NAMES, "student_error_accuracy"):
            assert np.array_equal(getattr(part, name), getattr(whole, name)[list(trials)])


def test_a_finite_student_with_equal_features_is_left_out():
    model, target = relu_sphere(6), build_target(1, relu_sphere(6))
    draw = [draw_units(model, 10, child_generator(1, name, trial)) for name in "ts" for trial in range(3)]
    units, students = np.array(draw[:3]), np.array(draw[3:])
    students[1, 3] = students[1, 7]
    # two features so near each other that no limit is known
    students[2, 0] = normalise_rows(students[2, 1:2] + 1e-9 * students[2, 2:3])[0]
    teachers, places = project_stacked_teachers(model, units, target, 1e-6)
    assert list(places) == [0, 1, 2]
    rows = simulate_stacked_students(
        model, target, teachers, units, students, np.array([5.0, np.inf]), gradient_flow()
    )
    assert np.isfinite(rows[0]).tolist() == [[True, True], [False, False], [False, False]]


def test_large_students_are_not_stacked():
    assert student_stack_size(193, 3) == student_stack_size(np.inf, 3) == 1 and student_stack_size(192, 3) > 1
    # and memory does not grow with the number of times
    assert 240 * 50 * student_stack_size(8, 50) <= 2**19


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


@pytest.mark.parametrize("count", [1, 3, 40])
def test_many_streams_are_those_of_one_each(count):
    """In every bit of the state, for seeds of one to four words."""
    rng = np.random.default_rng(5)
    seeds = [int.from_bytes(rng.bytes(16), "little") >> (4 * i % 128) for i in range(count - 1)]
    indices = rng.integers(2**32, size=count).tolist()
    streams = list(zip([*seeds, 2**128 - 1], indices, strict=True))
    streams[0] = (streams[0][0], 0)
    made = 0
    for (seed, index), generator in zip(streams, child_generators("student", streams), strict=True):
        alone = child_generator(seed, "student", index)
        assert generator.bit_generator.state == alone.bit_generator.state
        assert np.array_equal(generator.standard_normal(9), alone.standard_normal(9))
        made += 1
    assert made == count


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
