"""Rounds of mutual teaching: the linear recursion's risks against agents that are simulated one by one."""

import numpy as np
import pytest

from w2s_theory.records.errors import InputError
from w2s_theory.simulate.linear.rounds import simulate_rounds
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.systems.rounds import consensus, is_stable, round_matrices, rounds_risks

MODES = 6
STUDENT_RATE, TEACHER_RATE = np.linspace(0.9, 0.3, MODES), np.linspace(0.5, 0.2, MODES)
START, BIAS, VARIANCE = np.linspace(0.4, 0.9, MODES), np.linspace(0.1, 0.5, MODES), np.full(MODES, 0.3)
NEGATIVE = np.arange(MODES) >= 4


def risks(rounds, teachers, **settings):
    return rounds_risks(
        rounds, teachers, student_start=START, teacher_bias=BIAS, teacher_variance=VARIANCE,
        student_rate=STUDENT_RATE, teacher_rate=TEACHER_RATE, **settings,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("teachers", "weight", "penalty"), [(1, 1.0, 0.0), (1, 1.0, 0.6), (8, 0.4, 0.0), (8, 0.4, 0.6)]
)
@pytest.mark.parametrize("rounds", [1, 3, 10])
def test_agents_one_by_one(teachers, weight, penalty, rounds):
    draws, correlation = 4000, 0.2 if teachers > 1 else 0.0
    rng = child_generator(3, "rounds", teachers, rounds)
    shared = rng.standard_normal((draws, 1, MODES)) * correlation**0.5
    own = rng.standard_normal((draws, teachers, MODES)) * (1 - correlation) ** 0.5
    first = BIAS + VARIANCE**0.5 * (shared + own)
    student, after = simulate_rounds(
        np.tile(START, (draws, 1)), first, rounds, STUDENT_RATE, TEACHER_RATE, weight, penalty, NEGATIVE
    )
    expected = risks(
        rounds, teachers, correlation=correlation, student_weight=weight, penalty=penalty, negative=NEGATIVE
    )
    for values, wanted in (
        (np.sum(student**2, axis=1), expected.student),
        (np.sum(after[:, 0] ** 2, axis=1), expected.teacher),
        (np.sum(first[:, 0] ** 2, axis=1), expected.start),
    ):
        assert abs(values.mean() - wanted) < 4.5 * values.std() / draws**0.5


def test_powers_are_those_of_cayley_and_hamilton():
    for matrix in round_matrices(
        STUDENT_RATE, TEACHER_RATE, student_weight=0.4, penalty=0.6, negative=NEGATIVE
    ):
        trace, determinant = np.trace(matrix), np.linalg.det(matrix)
        high, low = (trace + sign * np.sqrt(trace**2 - 4 * determinant) for sign in (1, -1))
        high, low = high / 2, low / 2
        p = [(high**r - low**r) / (high - low) for r in (6, 7)]
        closed = p[1] * matrix - determinant * p[0] * np.eye(2)
        assert closed == pytest.approx(np.linalg.matrix_power(matrix, 7), abs=1e-12)


def test_many_rounds_without_a_penalty_are_the_consensus():
    found = risks(10**6, 5, student_weight=0.5)
    goal = consensus(START, BIAS, STUDENT_RATE, TEACHER_RATE, 0.5)
    noise = (STUDENT_RATE / (STUDENT_RATE + 0.5 * TEACHER_RATE)) ** 2 * VARIANCE / 5
    assert found.student == pytest.approx(float(np.sum(goal**2 + noise)), rel=1e-9)
    assert found.teacher == pytest.approx(found.student, rel=1e-9)


def test_a_penalty_unlearns_its_modes_and_too_large_a_one_is_refused():
    all_modes = {"penalty": 0.6, "negative": np.ones(MODES, dtype=bool)}
    assert risks(10**5, 3, **all_modes).student < 1e-12 < risks(10**5, 3).student
    assert is_stable(round_matrices(0.9, 0.5, penalty=0.6, negative=True))
    assert not is_stable(round_matrices(0.9, 0.5, penalty=3.0, negative=True))
    with pytest.raises(InputError, match="grows"):
        risks(3, 3, penalty=3.0, negative=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"teachers": 1, "student_weight": 0.5}, "no peers"),
        ({"correlation": -0.9}, "correlation"),
        ({"student_rate": 1.2}, "rates"),
        ({"teacher_variance": [-1.0] * MODES}, "variance"),
        ({"teacher_bias": [0.1]}, "teachers' bias must be"),
        ({"penalty": -1}, "penalty"),
        ({"student_start": [float("nan")] * MODES}, "finite"),
        ({"rounds": -1}, "rounds"),
    ],
)
def test_refusals(change, words):
    given = {
        "rounds": 2, "teachers": 3, "student_start": START, "teacher_bias": BIAS, "teacher_variance": VARIANCE,
        "student_rate": STUDENT_RATE, "teacher_rate": TEACHER_RATE, **change,
    }  # fmt: skip
    with pytest.raises(InputError, match=words):
        rounds_risks(given.pop("rounds"), given.pop("teachers"), **given)
