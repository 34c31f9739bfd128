"""Exercises of the notebooks: right answers in every form are right, others are not; each has a hint and a solution."""

import re
import sys
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from benchmarks.notebooks import FOLDER, notebook_files

sys.path.insert(0, str(FOLDER))
import exercises  # noqa: E402
from exercises import EXERCISES, AnswerError, canonical, check, digest, hint  # noqa: E402

sys.path.remove(str(FOLDER))
L, X = sp.symbols("L x")


def test_every_exercise_is_asked_and_its_solution_asserted_in_its_notebook():
    asked = {}
    for path in notebook_files():
        text = path.read_text(encoding="utf-8")
        numbers = re.findall(r"^# \*\*(\d\d\.\d+)\*\* ", text, re.M)
        assert 2 <= len(numbers) <= 5 and all(number.startswith(path.name[:2]) for number in numbers)
        assert numbers == re.findall(r'^assert check\("(.+?)", ', text, re.M)
        asked |= dict.fromkeys(numbers)
        assert "<details><summary><b>Solutions</b></summary>" in text and '{"source_hidden": true}' in text
    assert list(asked) == sorted(exercises.EXERCISES)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (sp.Rational(1, 16), Fraction(1, 16)),
        (sp.Integer(3), np.int64(3)),
        (sp.sqrt(8), 2 * sp.sqrt(2)),
        ((3 - sp.sqrt(5)) / 4, ((sp.sqrt(sp.Rational(5, 2)) - sp.sqrt(sp.Rational(1, 2))) / 2) ** 2),
        (sp.sin(X) ** 2 + sp.cos(X) ** 2 - 1 + L, L + 0 * X),
        ((1 - L**2) / (1 - L), 1 + L),
        (1 / (4 * sp.Symbol("d", positive=True) ** 2), (sp.Symbol("d") * 2) ** -2),
        ([0, 1], (sp.Integer(0), Fraction(1))),
        (" Consistent", "consistent"),
    ],
)
def test_the_same_answer_in_other_words(one, other):
    assert digest("01.1", one) == digest("01.1", other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, -1),
        (sp.Rational(1, 3), sp.Rational(33333333333333, 10**14)),
        (1 + L, 1 - L),
        ([0, 1], [1, 0]),
        (L, X),
        (1, [1]),
    ],
)
def test_another_answer_is_another(one, other):
    assert digest("01.1", one) != digest("01.1", other)


def test_the_zeros_of_the_step_are_the_even_degrees_from_two_on():
    assert digest("02.3", [2, 4, 6, 8]) == EXERCISES["02.3"].digest != digest("02.3", list(range(9)))


def test_the_number_of_the_exercise_is_in_the_hash():
    assert digest("01.1", 3) != digest("01.2", 3)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (0.5, "0.5 is a float: give the exact value"),
        (np.float64(0.5), "is a float"),
        ([1, 0.25], "0.25 is a float"),
        (0.5 * L, "contains a float"),
        ("(3 - sqrt(5))/4", "is text: give a number or a formula"),
        (None, "not NoneType"),
        (sp.zoo, "not a finite number"),
    ],
)
def test_an_answer_that_cannot_be_compared_says_what_is_wanted(answer, said):
    with pytest.raises(AnswerError, match=re.escape(said)):
        canonical(answer)


@pytest.mark.parametrize("number", ["01.4", "04.3", "06.4", "07.4", "10.3", "11.3"])
@pytest.mark.parametrize("answer", [None, "x", 2.5, [], [1, 2, 3]])
def test_an_answer_of_the_wrong_kind_says_what_is_wanted(number, answer):
    with pytest.raises(AnswerError, match=r"wanted, (such as )?[\[\d]"):
        check(number, answer)


def test_right_and_wrong_are_told(capsys):
    assert check("01.3", [0, 1]) and not check("01.3", [1, 2])
    hint("01.3")
    right, wrong, help_ = capsys.readouterr().out.splitlines()
    assert right == "01.3: right" and wrong == '01.3: that is not it; hint("01.3") helps'
    assert help_.startswith("01.3: degree j is learnt")
    with pytest.raises(AnswerError, match="there is no exercise '99.1': there are 01.1, "):
        check("99.1", 0)


@pytest.mark.parametrize(
    ("number", "answer", "said"),
    [
        ("01.4", [1, 256], "of its teacher's error"),
        ("04.3", [[1, 0], [0, 1]], "1/3"),
        ("04.3", [[2, 0], [0, 0]], "its eigenvalues are 0 and 2"),
        ("04.3", [[1, 1], [0, 1]], "not symmetric"),
        ("04.4", [[1, 0], [0, 1]], "can be reached"),
        ("09.4", "nowhere.py", "nowhere.py"),
        ("01.4", [3, 100], "degree"),
        ("06.4", [32, 256], "of what the formula says"),
        ("07.4", 2105, "units make 0.90"),
        ("07.4", 10**6, "half of that is enough"),
        ("10.3", [6, 10, 6, 400, 60], "strong learner"),
        ("11.3", [[[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]]], ""),
    ],
)
def test_an_answer_that_misses_what_is_asked_says_what_it_does(number, answer, said, capsys):
    assert not check(number, answer)
    assert said.replace("1/3", "0.333333") in capsys.readouterr().out
