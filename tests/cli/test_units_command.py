"""``w2s units``: its fields, its words, and what it refuses."""

from __future__ import annotations

import shlex
from fractions import Fraction

import pytest

BASE = ("units", "--dimension", "32")


def test_units_for_a_gap(w2s):
    answer = w2s(*BASE, "--pgr", "0.9", "--json")
    found = answer.json()
    assert answer.status == 0 and found["command"] == "units"
    assert found["performance_gap_recovered"] >= 0.9 and found["goal"] == 0.9
    assert found["fails_at"] < found["teacher_units"] < 2_200 and found["bound"] == "blocks"
    # rounded to the safe side
    assert 0 <= Fraction(9, 10) - Fraction(found["probability"]) < Fraction(1, 10**15)
    assert found["how"] == "certified"
    assert 0 < found["teacher_error_at_least"] < 1 and 0 < found["weighted_alignment_at_most"] < 0.1


def test_the_command_to_check_again_finds_the_same(w2s):
    found = w2s(*BASE, "--pgr", "3/4", "--delta", "1e-3", "--degree", "2", "--json").json()
    words = shlex.split(found["check_again"])
    again = w2s(*words[1:], "--json").json()
    assert again["performance_gap_recovered"] == found["performance_gap_recovered"]
    assert again["tau"] == found["tau"] and again["delta"] == 1e-3


def test_text(w2s):
    answer = w2s(*BASE, "--teacher-units", "1000000", "--delta", "0.2", "--bound", "effective_dimension")
    assert answer.status == 0 and "PGR >= 0.9992" in answer.out and "certified" in answer.out
    assert (
        "probability at least 0.8" in answer.out and "student_error_le_of_effective_dimension" in answer.out
    )
    mean = w2s(*BASE, "--teacher-units", "1000000", "--bound", "expectation")
    assert "means over networks and over the widths" in mean.out
    split = w2s(*BASE, "--teacher-units", "2100", "--bound", "split")
    assert "means over networks with 2100 units" in split.out and "two_tails" in split.out


def test_nothing_is_certain(w2s):
    answer = w2s(*BASE, "--teacher-units", "100", "--json")
    assert answer.status == 3 and answer.json()["performance_gap_recovered"] is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "--pgr or --teacher-units"),
        (("--pgr", "0.5", "--teacher-units", "9"), "one of them"),
        (("--pgr", "1"), "strictly between 0 and 1"),
        (("--pgr", "0.5", "--delta", "0"), "strictly between 0 and 1"),
        (("--pgr", "0.5", "--degree", "3"), "no component of degree 3"),
        (("--pgr", "0.5", "--degree", "501"), "0 to 500"),
        (("--pgr", "0.5", "--bound", "luck"), "must be one of"),
        (("--pgr", "0.5", "--power", "1", "--activation", "erf"), "not both"),
        (("--pgr", "0.5", "--activation", "identity"), "rank 32"),
        (("--pgr", "0.99999999999999"), "10^12"),
    ],
)
def test_wrong_input(w2s, arguments, words):
    answer = w2s(*BASE, *arguments)
    assert (answer.status, answer.out) == (2, "") and words in answer.err and answer.err.count("\n") == 1
