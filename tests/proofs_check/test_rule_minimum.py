"""The rule ``minimum``: below every argument is below the least, and what it must not believe."""

from dataclasses import replace

import pytest
from single_step import real, status
from sympy import Abs, Max, Min

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


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Claim(Min(s, t), "<=", s), ()),
        (Claim(t, ">=", Min(s, t)), ()),
        (Claim(Max(s, t), ">=", t), ()),
        (Claim(s, "<=", Max(s, t, x)), ()),
        (Claim(Abs(coefficient), ">=", coefficient), ()),
        (Claim(-coefficient, "<=", Abs(coefficient)), ()),
        (Claim(Max(s, t), "<=", coefficient), ABOVE),
        (Claim(Min(s, t), ">=", coefficient), BELOW),
        (Claim(Abs(coefficient), "<=", s), (BELOW[0], Claim(-coefficient, "<=", s))),
        (Claim(s, ">=", Abs(coefficient)), (Claim(s, ">=", coefficient), Claim(s, ">=", -coefficient))),
    ],
)
def test_one_argument_or_all_of_them(claim, given):
    assert compared(claim, given) == "decided"
    assert not given or compared(claim, given[:1]) == "not decided"


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Claim(Min(s, t), ">=", s), ()),
        (Claim(Max(s, t), "<=", t), ()),
        (Claim(Max(s, t), "<=", x), ()),
        (Claim(Min(s, t), "<=", x), ()),
        (Claim(Min(s, t), "<", s), ()),
        (Claim(Min(s, t), "==", s), ()),
        (Claim(Abs(coefficient), "<=", coefficient), ()),
        (Claim(Abs(coefficient), ">", coefficient), ()),
        (Claim(Abs(coefficient), "<=", s), (BELOW[0],)),  # nothing says -coefficient <= s
        (Claim(Abs(coefficient), ">=", s), ABOVE),
        (Claim(Abs(coefficient), ">=", 2 * coefficient), ()),
        (Claim(-Abs(coefficient), ">=", -coefficient), ()),
        (Claim(Max(s, t), "<=", coefficient), BELOW),
        (Claim(Min(s, t), ">=", coefficient), ABOVE),
    ],
)
def test_what_one_argument_does_not_say_is_refused(claim, given):
    assert compared(claim, given) == "not decided"
