"""Filters by name: the same filter as its constructor makes, wherever one is taken; a wrong name says what was meant."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

import w2s_theory as w
from w2s_theory.records import spectral_filter as filters
from w2s_theory.records.errors import InputError

MODEL = w.relu_sphere(8)
MADE = {
    "gradient_flow": filters.gradient_flow(),
    "ridge": filters.ridge(),
    "averaged_flow()": filters.averaged_flow(),
    "heavy_ball(1/2)": filters.heavy_ball(0.5),
    "Heavy-Ball( 0.5 )": filters.heavy_ball(0.5),
    "explicit_steps(0.5, 1)": filters.explicit_steps(0.5, 1.0),
    "projection(1e-3)": filters.projection(1e-3),
}


@pytest.mark.parametrize("name", MADE)
def test_a_name_makes_what_its_constructor_makes(name):
    found, made = w.spectral_filter(name), MADE[name]
    values, times = np.geomspace(1e-4, 1, 5), np.array([0.0, 1.0, 7.0])[:, None]
    assert np.array_equal(found.shrinkage(values, times), made.shrinkage(values, times))
    assert (found.name, found.title, found.lower, found.upper) == (
        made.name,
        made.title,
        made.lower,
        made.upper,
    )
    assert w.spectral_filter(found) is found and pickle.loads(pickle.dumps(found)).title == made.title


def test_every_filter_of_the_module_has_its_name():
    assert {each.name for each in MADE.values()} == set(filters._FACTORIES)


def test_a_name_is_taken_wherever_a_filter_is():
    flow, ridge = MADE["gradient_flow"], MADE["ridge"]
    found = w.equivalent(MODEL, 30, 1)
    assert found.student_error(tau=1, spectral_filter="ridge") == found.student_error(
        tau=1, spectral_filter=ridge
    )
    assert found.student_error(tau=1, spectral_filter="ridge") != found.student_error(
        tau=1, spectral_filter=flow
    )
    steps = [[w.Teach(30), w.Study(time=9.0, spectral_filter=each)] for each in ("ridge", ridge)]
    assert w.recipe(MODEL, 1, steps[0]).errors == w.recipe(MODEL, 1, steps[1]).errors
    runs = [
        w.simulate_networks(MODEL, 8, times=[2.0], trials=2, spectral_filter=each)
        for each in ("ridge", ridge)
    ]
    assert np.array_equal(runs[0].student_error, runs[1].student_error)
    pair = w.SubspacePair(6, 10, 2)
    risks = [
        w.filtered_discrepancy_risks(pair, 40, 60, student=each, time=2.0).student
        for each in ("ridge", ridge)
    ]
    mixed = [w.mixed_label_risks(pair, 40, 60, student=each, time=2.0).risk(0.5) for each in ("ridge", ridge)]
    assert risks[0] == risks[1] and mixed[0] == mixed[1]


@pytest.mark.parametrize(
    ("name", "parameters", "said"),
    [
        ("rigde", (), "there is no filter 'rigde': did you mean 'ridge'?"),
        ("nothing", (), "expected one of gradient_flow, explicit_steps, ridge"),
        ("heavy_ball", (), r"the filter is heavy_ball\(damping\), and it was given 0 numbers"),
        ("ridge(2)", (), "the filter is ridge, and it was given 1 numbers"),
        ("heavy_ball(x)", (), "the number of heavy_ball must be a number"),
        ("heavy_ball(-1)", (), "the damping must be a finite number >= 0"),
        ("heavy_ball", (True,), "must be numbers, not bool"),
        ("heavy_ball(1", (), "there is no filter"),
        (3, (), "a filter is a name such as 'ridge'"),
        (filters.ridge(), (1.0,), "a filter is a name"),
    ],
)
def test_what_is_no_filter_is_refused_with_what_is_meant(name, parameters, said):
    with pytest.raises(InputError, match=said):
        w.spectral_filter(name, *parameters)
