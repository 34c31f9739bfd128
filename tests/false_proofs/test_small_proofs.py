"""The tables can fail: an accepted proof, another reason than the one named, and a reason that is not named are noticed."""

from __future__ import annotations

import pytest
from small_proofs import assert_accepted, assert_refused, each, false, last, real, step, true
from sympy import Rational

from w2s_theory.notation import s
from w2s_theory.records.claim import Claim

UNIT = (real("s", 0, 1),)
FAIR, UNFAIR = Claim(s, ">=", 0), Claim(s, ">=", 2)
REFUSED = false("s >= 2", UNFAIR, UNIT, last(UNFAIR, "ring", rest=s - 2), reason="is not shown to be >= 0")


def test_refusal_for_the_named_reason() -> None:
    assert_refused(REFUSED)


def test_accepted_proof_is_noticed() -> None:
    with pytest.raises(AssertionError, match="accepted, and false"):
        assert_refused(false("s >= 0", FAIR, UNIT, last(FAIR, "ring", rest=s), reason="is not shown"))


def test_other_reason_is_noticed() -> None:
    with pytest.raises(AssertionError, match="refused, but because"):
        assert_refused(false("s >= 2", UNFAIR, UNIT, last(UNFAIR, "ring", rest=s - 2), reason="bound"))


def test_one_step_refused_for_another_reason_is_noticed() -> None:
    steps = (
        step("first", UNFAIR, "ring", rest=s - 2),
        last(UNFAIR, "ring", "first", multipliers={"first": Rational(1, 2)}),
    )
    with pytest.raises(AssertionError, match="not identical"):
        assert_refused(false("s >= 2", UNFAIR, UNIT, *steps, reason="is not shown to be >= 0"))


def test_unnamed_reason_is_noticed() -> None:
    with pytest.raises(AssertionError, match="must name the reason"):
        assert_refused(true("s >= 2", UNFAIR, UNIT, last(UNFAIR, "ring", rest=s - 2)))


def test_refused_neighbour_is_noticed() -> None:
    with pytest.raises(AssertionError, match="is not shown to be >= 0"):
        assert_accepted(REFUSED)


def test_two_proofs_with_one_line_are_noticed() -> None:
    with pytest.raises(AssertionError, match="the same line"):
        each([REFUSED, REFUSED])
