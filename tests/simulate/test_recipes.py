"""Recipes on drawn networks, against the same rounds made of single simulations, and what they must keep."""

from __future__ import annotations

import numpy as np
import pytest

from w2s_theory.models.activation_sphere import activation_sphere
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.recipe import Mix, Study, Teach, parse_recipe
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.recipes import simulate_recipe
from w2s_theory.simulate.student import compute_student_error
from w2s_theory.simulate.teacher import simulate_teacher


@pytest.mark.parametrize(
    ("model", "target"), [(relu_sphere(6), {1: 0.8, 2: 0.6}), (activation_sphere("erf", 8), 1)]
)
def test_one_round_is_the_simulated_teacher_and_student(model, target):
    found = simulate_recipe(model, target, [Teach(24), Study(tau=3), Study(tau="inf")], trials=1, seed=5)
    units = draw_units(model, 24, child_generator(5, "recipe step 0, teacher 0", 0))
    draw = simulate_teacher(model, units, target, times=[100.0])
    time = 3 / float(draw.eigenvalue[draw.target.main_degree])
    again = simulate_teacher(model, units, target, times=[time])
    assert found.errors[0, 0] == pytest.approx(draw.teacher_error, abs=1e-9)
    assert found.errors[0, 1] == pytest.approx(float(compute_student_error(again, [time])[0][0]), abs=1e-9)
    # to convergence on what the first student says: nothing changes
    assert found.errors[0, 2] == pytest.approx(found.errors[0, 1], abs=1e-12)


def test_mixing_and_starting():
    steps = [
        Teach(20),
        Mix(0.5),
        Mix(1),
        Mix(1, 1),
        Study(tau=0, start=0),
        Study(tau="inf", start=1),
        Mix(1, 1),
        Study(tau=0),
    ]
    errors = simulate_recipe(relu_sphere(7), 1, steps, trials=2).errors
    level = errors[:, 0]
    # halfway to the truth a quarter of the error; the truth; the teacher; the truth again; what the label was
    kept = np.stack([level, level / 4, 0 * level, level, 0 * level, 0 * level, level, 1 + 0 * level], axis=1)
    assert errors == pytest.approx(kept, abs=1e-9)


def test_copies_of_one_teacher_average_their_noise():
    one, many = (
        simulate_recipe(relu_sphere(10), 1, [Teach(30, copies=n)], trials=8).errors.mean() for n in (1, 8)
    )
    # level^2 + level (1 - level)/n
    assert many == pytest.approx(one**2 + one * (1 - one) / 8, rel=0.15)


def test_rounds_agree_with_the_equivalent():
    from w2s_theory.equivalents.recipe_steps import recipe

    steps = parse_recipe("teach 128, study 5, teach 128, study 5")
    drawn, mean = simulate_recipe(relu_sphere(32), 1, steps, trials=6), recipe(relu_sphere(32), 1, steps)
    for interval, error in zip(drawn.intervals, mean.errors, strict=True):
        assert interval.mean == pytest.approx(error, rel=0.12)
    # a second round without a better teacher loses what the first had won
    assert drawn.intervals[3].mean > 1.5 * drawn.intervals[1].mean


def test_two_rounds_on_a_grid_of_the_circle():
    """d = 2 by least squares and Fourier transforms on 2^15 angles: no kernel, no degree by degree."""
    steps, seed = parse_recipe("teach 5, study 2, teach 6, study 3 from 1"), 3
    found = simulate_recipe(relu_sphere(2), 1, steps, trials=1, seed=seed).errors[0]
    angles = np.arange(2**15) * (2 * np.pi / 2**15)
    truth = np.sqrt(2) * np.cos(angles)
    # Fourier coefficients of max(cos, 0): lambda_k is the square of a_k = (1/2 pi) int max(cos t, 0) cos(k t) dt
    rates = np.abs(np.fft.fft(np.maximum(np.cos(angles), 0)) / 2**15) ** 2
    time_unit = 1 / rates[1]

    def teach(label, number, count):
        units = draw_units(
            relu_sphere(2), count, child_generator(seed, f"recipe step {number}, teacher 0", 0)
        )
        features = np.maximum(
            np.cos(angles)[:, None] * units[:, 0] + np.sin(angles)[:, None] * units[:, 1], 0
        )
        return features @ np.linalg.lstsq(features, label, rcond=None)[0]

    def study(label, tau, start):
        shrinkage = -np.expm1(-rates * tau * time_unit)
        return np.fft.ifft(shrinkage * np.fft.fft(label) + (1 - shrinkage) * np.fft.fft(start)).real

    first = teach(truth, 0, 5)
    second = study(first, 2, 0 * truth)
    third = teach(second, 2, 6)
    fourth = study(third, 3, first)
    errors = [np.mean((truth - each) ** 2) for each in (first, second, third, fourth)]
    assert found == pytest.approx(errors, abs=2e-6)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([], "list of 1 to"),
        ([Study(tau="best")], "tau or time"),
        ([Study()], "tau or time"),
        ([Study(tau=-1)], "tau or time"),
        ([Mix(2)], "0 to 1"),
        ([Teach(0)], "units of a Teach"),
        ([Teach(4, copies=0)], "copies"),
        ([Teach(4), Study(tau=1, start=3)], "earlier function"),
    ],
)
def test_wrong_recipes(steps, words):
    with pytest.raises(InputError, match=words):
        simulate_recipe(relu_sphere(6), 1, steps, trials=1)


def test_a_time_that_sees_too_many_degrees_is_refused():
    with pytest.raises(AccuracyError, match="400 degrees"):
        simulate_recipe(relu_sphere(3), 1, [Teach(4), Study(tau=1e6)], trials=1)


def test_records():
    found = simulate_recipe(relu_sphere(6), 1, "teach 10, study 2", trials=3)
    assert [row["text"] for row in found.to_dict()["steps"]] == ["teach 10", "study 2"]
    assert "teach 10" in repr(found) and "<table>" in found._repr_html_() and found.to_dict()["trials"] == 3
