"""Recipes of several rounds, and the bound that certifies the quadratic rate."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import numpy as np
import pytest

from w2s_theory import Mix, Study, Teach, equivalent, recipe, relu_sphere, units_for_quadratic_rate
from w2s_theory.equivalents.sharp_bound import compute_error_bound
from w2s_theory.equivalents.sharp_expressions import C_0
from w2s_theory.records.errors import InputError
from w2s_theory.records.recipe import parse_recipe
from w2s_theory.records.spectral_filter import ridge


@pytest.mark.parametrize("dimension", [2, 3, 10, 200])
def test_one_round_is_the_equivalent(dimension):
    alone = equivalent(relu_sphere(dimension), 50, {1: 0.8, 2: 0.6})
    found = recipe(relu_sphere(dimension), {1: 0.8, 2: 0.6}, [Teach(50), Study(tau=3), Study(tau="inf")])
    assert found.errors[0] == pytest.approx(alone.teacher_error, rel=1e-12, abs=0)
    assert found.errors[1] == pytest.approx(alone.student_error(tau=3), rel=1e-12, abs=0)
    # to convergence on what the first student says: nothing changes
    assert found.errors[2] == pytest.approx(found.errors[1], rel=1e-12, abs=0)
    assert recipe(relu_sphere(dimension), 1, [Teach(50), Study(tau=3, spectral_filter=ridge())]).errors[
        1
    ] == pytest.approx(
        equivalent(relu_sphere(dimension), 50, 1).student_error(tau=3, spectral_filter=ridge()), rel=1e-12
    )


def test_projection_keeps_its_energy():
    """P^2 = P in the mean: ||P f||^2 = <f, P f>, in total, for any label."""
    found = recipe(relu_sphere(9), 1, [Teach(30), Study(tau=4), Teach(80)])
    residuals = found.gram.sum(axis=0)
    # from f*, f* - f_1, ... to f*, f_1, ...
    change = np.diag([1.0, -1.0, -1.0, -1.0])
    change[1:, 0] = 1.0
    gram = change @ residuals @ change.T
    assert gram[1, 1] == pytest.approx(gram[0, 1], rel=1e-13, abs=0)
    assert gram[3, 3] == pytest.approx(gram[2, 3], rel=1e-12, abs=0)
    assert np.all(np.linalg.eigvalsh(gram) > -1e-12)


def test_copies_mixtures_and_starts():
    one, many = (recipe(relu_sphere(12), 1, [Teach(60, copies=n)]) for n in (1, 10**9))
    # of endlessly many teachers the mean is left: (1 - h) f*
    assert many.errors[0] == pytest.approx(one.errors[0] ** 2, rel=1e-6, abs=0)
    level = one.errors[0]
    mixed = recipe(relu_sphere(12), 1, [Teach(60), Mix(0.5), Mix(1), Mix(1, 2)])
    assert mixed.errors[1:] == pytest.approx([level / 4, 0, level / 4], rel=1e-12, abs=0)
    # from the truth with no time: the truth; with endless time: the label
    starts = recipe(
        relu_sphere(12), 1, [Teach(60), Study(tau=0, start=0), Mix(1, 1), Study(tau="inf", start=0)]
    )
    assert starts.errors[1:] == pytest.approx([0, level, level], rel=1e-12, abs=0)
    halfway = recipe(relu_sphere(12), 1, [Teach(60), Study(tau=2, start=0)])
    s = -np.expm1(-2 * halfway.modes.student / halfway.modes.student[1])
    assert halfway.errors[1] == pytest.approx(float(np.sum(s**2 * halfway.gram[:, 1, 1])), rel=1e-12, abs=0)


def test_recipe_records():
    found = recipe([(1, 3), ("0.01", 500)], 0, [Teach(40), Study(tau=2)])
    assert [row["name"] for row in found.to_dict()["steps"]] == ["teach", "study"]
    assert (
        "tabular" in found.to_latex() and "<table>" in found._repr_html_() and "universality" in repr(found)
    )


@pytest.mark.parametrize(
    ("dimension", "units", "target"), [(2, 7, 1), (20, 100, 1), (20, 100, {1: 0.8, 2: 0.6}), (300, 20, 2)]
)
def test_the_best_stop_of_one_round_is_the_equivalents(dimension, units, target):
    best = equivalent(relu_sphere(dimension), units, target).best_stopping_time()
    found = recipe(relu_sphere(dimension), target, [Teach(units), Study(tau="best")])
    assert found.errors[1] == pytest.approx(best.error, rel=1e-9)
    assert found.taus == (None, pytest.approx(best.tau, rel=1e-5))


def test_the_best_stop_of_later_rounds_is_a_least_value():
    text = "teach 30, study best, teach 40 x 2, study best from 1, mix 1/4 of 2, study best from 0"
    found = recipe(relu_sphere(6), 1, text)
    steps = list(found.steps)
    for number, step in enumerate(steps):
        if not isinstance(step, Study):
            continue
        tau = found.taus[number]
        assert tau is not None
        for other in (0.0, 0.9 * tau, 1.1 * tau, 10 * tau, "inf"):
            if other == tau or (isinstance(other, float) and not np.isfinite(other)):
                continue
            changed = [*steps[:number], Study(tau=other, start=step.start)]
            # what is known of the steps before, at their own best times
            fixed = [Study(tau=t, start=s.start) if isinstance(s, Study) else s
                     for s, t in zip(changed[:number], found.taus, strict=False)]  # fmt: skip
            error = recipe(relu_sphere(6), 1, [*fixed, changed[-1]]).errors[-1]
            assert error >= found.errors[number] * (1 - 1e-9)
    # the truth as the start, and nothing to gain: it stays there
    assert found.taus[-1] == 0 and found.errors[-1] == 0


def test_a_recipe_as_text_is_the_same_and_is_shown_as_it_is_typed():
    steps = [Teach(100, copies=4), Study(tau=Fraction(5, 2), start=1), Mix(Fraction(1, 2), 0), Study(tau=inf)]
    text = "Teach 100 x 4,  study 2.5 from 1, mix 0.5 of 0, study inf"
    assert parse_recipe(text) == tuple(steps)
    found = recipe(relu_sphere(8), 1, text)
    assert found.errors == recipe(relu_sphere(8), 1, steps).errors
    assert repr(found).startswith("RecipeOutcome(teach 100 x 4: ") and "study best (tau 4." in repr(
        recipe(relu_sphere(8), 1, "teach 30, study best")
    )
    assert len(repr(recipe(relu_sphere(8), 1, "teach 30, study 2" * 1 + ", study 3" * 60))) < 400


@pytest.mark.parametrize(
    "text",
    [
        "",
        "teach",
        "teach 1.5",
        "study",
        "study x",
        "teach 30; study 1",
        "mix",
        "mix 1/2 of x",
        "learn 3",
        "teach 3 x",
    ],
)
def test_what_is_no_recipe_is_refused_in_one_line(text):
    with pytest.raises(InputError) as problem:
        parse_recipe(text)
    assert "\n" not in str(problem.value)


def test_an_exponent_where_the_teacher_error_rounds_to_one():
    """log L_TE is taken from 1 - L_TE, so it is no 0; the right value from forty digits."""
    import mpmath

    from w2s_theory import equivalent, student_exponents

    assert student_exponents(relu_sphere(1000), [1, 2, 10])[0].slope is None
    found = equivalent(relu_sphere(10**9), 1, 2, digits=60)
    with mpmath.workdps(70):
        expected = mpmath.log(found.best_stopping_time().error) / mpmath.log(found.teacher_error)
    (row,) = student_exponents(relu_sphere(10**9), [1], 2)
    assert row.teacher_error == 1.0 and row.exponent == pytest.approx(float(expected), rel=1e-9)


def test_exponents_near_a_useless_teacher():
    from w2s_theory import student_exponents

    rows = list(student_exponents(relu_sphere(1000), [1, 2, 10]))
    assert rows[0].slope is None and all(1 < row.exponent < 2 for row in rows)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([], "list of 1 to"),
        ("Teach", "list of 1 to"),
        ([Teach(0)], "teacher units|units of a Teach"),
        ([Teach(8, copies=0)], "copies"),
        ([Study()], "time or as tau"),
        ([Study(tau=-1)], ">= 0"),
        ([Teach(8), Study(tau=1, start=5)], "earlier function"),
        ([Teach(8), Study(tau=1, spectral_filter="rigde")], "did you mean .ridge"),
        ([Teach(8), Study(tau="best", time=1)], "without time and filter|one of them"),
        ([Teach(8), Study(tau="best", spectral_filter=ridge())], "without time and filter"),
        ([Teach(8), Mix(1.5)], "0 to 1"),
        ([Teach(8), Mix("a")], "0 to 1"),
        ([Teach(8), Mix(0.5, 2)], "earlier function"),
    ],
)
def test_wrong_recipes(steps, words):
    with pytest.raises(InputError, match=words):
        recipe(relu_sphere(8), 1, steps)


def test_recipe_refuses_units_at_the_rank():
    with pytest.raises(InputError, match="rank 5"):
        recipe([(1, 5)], 0, [Teach(4), Teach(5)])


def test_bound_lies_above_the_equivalent():
    for units in (50, 500, 10**5):
        found = equivalent(relu_sphere(16), units, 2)
        for tau in (0.5, 3, 10, 30):
            for form in ("trace", "count", "smaller"):
                assert compute_error_bound(found, tau, form).value >= found.student_error(tau=tau)
    x = np.linspace(1.2, 1.3, 10001)
    assert 0 < float(C_0) - ((1 - np.exp(-x)) ** 2 / x).max() < 2e-4


def test_units_that_certify_the_quadratic_rate():
    found = units_for_quadratic_rate(relu_sphere(32), 1, "0.1")
    assert (
        found.ratio < 1.1
        and found.how == "certified"
        and found.to_dict()["teacher_units"] == found.teacher_units
    )
    here, before = (
        compute_error_bound(equivalent(relu_sphere(32), found.teacher_units - i, 1)).ratio for i in (0, 1)
    )
    assert here <= 1.1 < before * (1 + 1e-5)
    inside = equivalent(relu_sphere(32), found.teacher_units, 1)
    assert inside.student_error(tau=found.tau) <= 1.1 * inside.teacher_error**2
    assert found.holds_on[-1] == 10**12 and all(units >= found.teacher_units for units in found.holds_on)
    listed = units_for_quadratic_rate([(1, 1), ("1e-7", 10**6)], 0, "1/2")
    assert listed.ratio < 1.5 and listed.teacher_units < 10**6


@pytest.mark.parametrize(("eps", "words"), [(0, "> 0"), (-1, "> 0"), ("x", "eps"), (float("nan"), "eps")])
def test_wrong_eps(eps, words):
    with pytest.raises(InputError, match=words):
        units_for_quadratic_rate(relu_sphere(8), 1, eps)


def test_bound_out_of_reach():
    with pytest.raises(InputError, match="larger eps"):
        units_for_quadratic_rate([(1, 3), ("0.5", 3)], 0, "0.01")
    with pytest.raises(InputError, match="one degree"):
        compute_error_bound(equivalent(relu_sphere(8), 50, {1: 0.8, 2: 0.6}))
    with pytest.raises(InputError, match="form"):
        compute_error_bound(equivalent(relu_sphere(8), 50, 1), form="other")  # type: ignore[arg-type]
