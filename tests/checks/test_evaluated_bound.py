"""`evaluate_bound`: the Python twin of `w2s evaluate`."""

import json
from fractions import Fraction

import pytest

import w2s_theory as w
from w2s_theory.records.errors import InputError

NAME = "student_error_ge_of_shrinkage"


def test_values_may_be_typed_in_any_exact_way():
    tenth = w.evaluate_bound(NAME, L_TE="1/10", digits=30)
    for given in (0.1, "0.1", "1e-1", Fraction(1, 10)):
        assert w.evaluate_bound(NAME, L_TE=given, digits=30).value == tenth.value
    assert w.evaluate_bound(w.catalog[NAME], L_TE="1/10", digits=30) == tenth
    assert w.evaluate_bound("error_ge_of_shrinkage", L_TE="1/10", digits=30) == tenth
    assert tenth.value == "0.00916730868040160603211680987943" and tenth.radius is None


def test_float_digits_and_enclosure_speak_of_one_number():
    point = {"L_TE": "0.999999999999"}
    number = w.evaluate_bound(NAME, **point)
    ball = w.evaluate_bound(NAME, **point, certified=True, digits=40)
    assert abs(Fraction(ball.value) - Fraction(number.value)) <= Fraction(number.radius) + Fraction(
        ball.radius
    )
    assert number.value == 0.9999989999995


def test_two_sides_and_lists():
    both = w.evaluate_bound("student_error_tendsto_one_of_useless_teacher", L_TE="1/2")
    assert [each.relation for each in both.sides] == [">=", "<="] and both.sides[0].value < both.sides[
        1
    ].value
    mean = w.evaluate_bound("teacher_error_eq_mean_squared_sine", n=3, sines=["1/10", 0.2, Fraction(1, 2)])
    assert mean.value == pytest.approx(0.8 / 3, rel=1e-15)


def test_it_can_be_written_as_json_and_read_on_a_line():
    found = w.evaluate_bound(NAME, L_TE="1e-170")
    assert json.loads(json.dumps(found.to_dict()))["sides"][0] == {
        "relation": ">=", "value": None, "radius": None, "log10": pytest.approx(-340),
    }  # fmt: skip
    assert "10^-340" in repr(found) and repr(found).count("\n") == 0


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "needs a value for L_TE in"),
        ({"L_TE": 3}, "must lie in"),
        ({"L_TE": "1/2", "x": 1}, "no parameter 'x'"),
        ({"L_TE": [1]}, "must be a number"),
        ({"L_TE": float("nan")}, "must be a number"),
        ({"L_TE": True}, "must be a number"),
        ({"L_TE": None}, "must be a number"),
    ],
)
def test_bad_values_are_refused_in_one_line(values, words):
    with pytest.raises(InputError, match=words) as refusal:
        w.evaluate_bound(NAME, **values)
    assert "\n" not in str(refusal.value)
    with pytest.raises(InputError, match="could be|no theorem"):
        w.evaluate_bound("shrinkag", L_TE=1)


def test_letters_on_which_nothing_depends_need_no_value():
    """The bound is L_TE^2, whatever share of the target the student has learnt."""
    name = "student_error_ge_sq_of_eigenfunction_target"
    assert len(w.catalog[name].parameters) > 1
    assert w.evaluate_bound(name, L_TE="1/2").value == 0.25
    with pytest.raises(InputError, match="s must lie in"):
        w.evaluate_bound(name, L_TE="1/2", s=2)
    with pytest.raises(InputError, match="needs a value for L_TE in"):
        w.evaluate_bound(name, s="1/2")


@pytest.mark.parametrize("name", w.catalog)
def test_what_is_asked_for_is_enough(name):
    """A value for each letter that is needed and for no other: there is a number, and the same as with all."""
    from w2s_theory.cli.point_letters import example_point
    from w2s_theory.evaluate.bound_at import evaluate_sides, needed_letters, require_point

    theorem = w.catalog[name]
    whole = example_point(theorem, {})
    some = {letter: value for letter, value in whole.items() if letter in needed_letters(theorem)}
    require_point(theorem, some)
    assert evaluate_sides(theorem, some) == evaluate_sides(theorem, whole)
