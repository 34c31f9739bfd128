"""The rule ``minimum``: below every argument is below the least, and what it must not believe."""

from dataclasses import replace

import pytest
from single_step import real, status
from sympy import Max, Min

from w2s_theory.notation import coefficient, s, t, x
from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step

LETTERS = (real("coefficient"), real("s", 0), real("t", 0), real("x", 0, lower_open=True))
BELOW = (Claim(coefficient, "<=", s), Claim(coefficient, "<=", t))
ABOVE = (Claim(coefficient, ">=", s), Claim(coefficient, ">=", t))


def compared(claim, given, uses=None):
    steps = tuple(Step(f"given{n}", each, "hypothesis", "as assumed") for n, each in enumerate(given))
    names = tuple(each.name for each in steps)
    return status(
        claim,
        "minimum",
        *LETTERS,
        hypotheses=tuple(given),
        before=steps,
        uses=names if uses is None else uses,
    )


def test_below_both_is_below_the_least():
    assert compared(Claim(coefficient, "<=", Min(s, t)), BELOW) == "decided"
    assert compared(Claim(coefficient, ">=", Max(s, t)), ABOVE) == "decided"


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Claim(coefficient, "<=", Min(s, t)), BELOW[:1]),
        (Claim(coefficient, "<=", Min(s, t, x)), BELOW),
        (Claim(coefficient, "<=", Min(s, t)), ABOVE),
        (Claim(coefficient, "<", Min(s, t)), BELOW),
        (Claim(coefficient, "==", Min(s, t)), BELOW),
        (Claim(coefficient, "<=", Max(s, t)), BELOW),
        (Claim(coefficient, ">=", Min(s, t)), ABOVE),
        (Claim(coefficient, ">=", Max(s, t)), BELOW),
        (Claim(2 * coefficient, "<=", Min(s, t)), BELOW),
        (Claim(coefficient, "<=", Min(s, 2 * t)), BELOW),
        (Claim(coefficient, "<=", Min(s, t) + 1), BELOW),
        (Claim(s, "<=", t), BELOW),
    ],
)
def test_what_does_not_follow_so_is_refused(claim, given):
    assert compared(claim, given) == "not decided"


def test_only_used_steps_count():
    claim = Claim(coefficient, "<=", Min(s, t))
    assert compared(claim, BELOW, uses=("given0",)) == "not decided"
    assert compared(replace(claim, left=coefficient + s), BELOW) == "not decided"
