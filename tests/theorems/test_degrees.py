"""Targets of several degrees beyond the check of every theorem: a network below the square, and a table of means."""

from fractions import Fraction

import numpy as np
import pytest

from w2s_theory.checks.points import claim_holds, restrictions
from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.evaluate.rational_value import rational_value
from w2s_theory.experiments.degree_mixtures import LENGTH, measure_mixtures, mixture_trials
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.theorems.degrees.expected_student_error_eq_of_degrees import THEOREM as MEAN
from w2s_theory.theorems.degrees.expected_student_error_ge_of_degrees import THEOREM as LIMIT
from w2s_theory.theorems.degrees.expected_student_error_ge_sq_of_degrees import THEOREM as SQUARE
from w2s_theory.theorems.degrees.student_error_eq_bias_plus_noise_of_degrees import BOUND

# d, M_TE, shares, tau: mean L_TE, mean L_ST (computed apart, 400 and 100 draws of it)
TABLE = [
    (8, 64, {1: 0.5, 2: 0.5}, {1.0: 0.5154, 4.0: 0.3178, 30.0: 0.0383}, 0.0702),
    (8, 64, {0: 0.2, 1: 0.3, 2: 0.3, 4: 0.2}, {1.0: 0.5092, 4.0: 0.3905, 30.0: 0.2237}, 0.2313),
]


def test_two_degrees_fall_below_the_square_on_one_network():
    """The docstring's counter-example: a projection of the plane, and the student that drops the second degree."""
    target = np.array([Fraction(24, 25), Fraction(7, 25)])
    direction = np.array([Fraction(3, 5), Fraction(-4, 5)])
    teacher = (target @ direction) * direction
    share = teacher / target
    error = sum((target - teacher) ** 2)
    assert tuple(share) == (Fraction(11, 50), Fraction(-176, 175)) and error == Fraction(117, 125) ** 2
    point = {
        "n": Fraction(2), "s_ST": (Fraction(1), Fraction(0)), "f": tuple(target), "shares_TE": tuple(share),
        "n_TE": (Fraction(0), Fraction(0)),
    }  # fmt: skip
    student = rational_value(BOUND, point)
    assert student == (target[0] - teacher[0]) ** 2 + target[1] ** 2 == Fraction(249649, 390625) < error**2


def test_students_of_single_networks_reach_below_the_square():
    """Not only by design: among random projections too, from two degrees on."""
    draws = mixture_trials(child_generator(0, "below"), 2000)
    parts, shares = draws.parameters["f"], draws.parameters["shares_TE"]
    teacher = 1.0 - np.sum(parts**2 * shares, axis=1)
    below = draws.measured < teacher**2 - 1e-9
    several = np.sum(parts > 0, axis=1) > 1
    shrinks = np.all(draws.parameters["s_ST"] <= 1, axis=1)
    assert np.any(below & several & shrinks) and not np.any(below & ~several & shrinks)


@pytest.mark.parametrize(("dimension", "count", "shares", "students", "teacher"), TABLE)
def test_means_by_traces_and_by_networks(dimension, count, shares, students, teacher):
    units = draw_units(relu_sphere(dimension), 40 * count, child_generator(0, "table", dimension)).reshape(
        40, count, -1
    )
    for tau, expected in students.items():
        draws = measure_mixtures(units, shares, tau)
        bounds = compute_expression(MEAN.stable_bound, draws.parameters)
        assert np.mean(bounds) == pytest.approx(expected, rel=0.02)
        gap = draws.measured - bounds
        assert abs(np.mean(gap)) < 4 * np.std(gap) / np.sqrt(len(gap))
        missed = np.mean(draws.parameters["l_TE"], axis=0)
        means = {"n": np.array([LENGTH]), "f": draws.parameters["f"][:1], "l_TE": missed[None]}
        assert np.sum(draws.parameters["f"][0] ** 2 * missed) == pytest.approx(teacher, rel=0.05)
        limits = [float(compute_expression(each.stable_bound, means)[0]) for each in (LIMIT, SQUARE)]
        assert np.mean(bounds) > limits[0] > limits[1] == pytest.approx(teacher**2, rel=0.1)


def test_hypotheses_on_every_entry_are_asked_entry_by_entry():
    claims = restrictions(LIMIT)
    assert len(claims) == 2 * LENGTH
    point = {"l_TE": (Fraction(1),) * LENGTH, "s_ST": (Fraction(0),) * LENGTH}
    assert all(claim_holds(claim, point) for claim in claims)
    wrong = {**point, "l_TE": (*point["l_TE"][:3], Fraction(3, 2), *point["l_TE"][4:])}
    assert [claim_holds(claim, wrong) for claim in claims].count(False) == 1
