"""The rule ``termwise``: finite sums compared term by term, and what it must not believe."""

import pytest
from single_step import decide_step, real, status
from sympy import Sum, exp, oo

from w2s_theory.notation import b, coefficient, j, lambdas, n, s, t
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.step import Step

SIZE = Parameter("n", integers(1), integers(1, 3))
MODES = tuple(
    Parameter(name, reals(low), reals(0, 1), length=3) for name, low in (("b", None), ("lambdas", 0))
)
LETTERS = (real("t", 0), real("s", 0), real("coefficient"), SIZE, *MODES)
EACH = (Parameter("j", integers(0), integers(0, 3)),)

# each term is at most its double: the difference is a square
SMALL, LARGE = b[j] ** 2, 2 * b[j] ** 2
TERM = Step(
    "term", Claim(SMALL, "<=", LARGE), "ring", "for the rule", variables=EACH, certificate={"rest": b[j] ** 2}
)


def over(term, low=0, high=n - 1):
    return Sum(term, (j, low, high))


def compared(left, relation, right, *letters, before=TERM, **options):
    options = {"uses": (before.name,), "certificate": {"term": before.name}, **options}
    return status(
        Claim(left, relation, right), "termwise", *(letters or LETTERS), before=(before,), **options
    )


def test_termwise_accepts_a_sum_of_inequalities():
    assert compared(over(SMALL), "<=", over(LARGE)) == "decided"
    assert compared(over(SMALL), "<=", 2 * over(b[j] ** 2)) == "decided"
    many = (*LETTERS[:3], Parameter("n", integers(3), integers(3, 5)), *MODES)
    assert compared(over(SMALL, 3), "<=", over(LARGE, 3), *many) == "decided"


@pytest.mark.parametrize(
    ("left", "relation", "right"),
    [
        (over(SMALL), ">=", over(LARGE)),
        (over(SMALL), "<", over(LARGE)),
        (over(LARGE), "<=", over(SMALL)),
        (over(SMALL), "<=", over(LARGE, 0, n - 2)),
        (over(SMALL), "<=", over(LARGE, 1)),
        (over(SMALL), "<=", 3 * over(SMALL)),
        (over(SMALL) + 1, "<=", over(LARGE)),
        (over(SMALL) ** 2, "<=", over(LARGE) ** 2),
        (over(SMALL) * over(SMALL), "<=", over(SMALL) * over(LARGE)),
        (b[0], "<=", b[1]),
    ],
)
def test_termwise_refuses_what_does_not_follow(left, relation, right):
    assert compared(left, relation, right) == "not decided"


def test_termwise_refuses_sums_that_may_run_backwards():
    # SymPy's sum from 0 to n - 5 at n = 1 is minus that over -3, -2, -1
    assert compared(over(SMALL, 0, n - 5), "<=", over(LARGE, 0, n - 5)) == "not decided"
    assert compared(over(SMALL, 0, n - 1), "<=", over(LARGE, 0, n - 1)) == "decided"


def test_termwise_takes_endless_sums_where_every_term_is_known():
    every = (Parameter("j", integers(0), integers(0, 3)),)
    term = Step(
        "term", Claim(SMALL, "<=", LARGE), "ring", "all", variables=every, certificate={"rest": b[j] ** 2}
    )
    exists = {"hypotheses": (Claim(over(LARGE, 0, oo), "<=", t),)}
    assert compared(over(SMALL, 0, oo), "<=", over(LARGE, 0, oo), before=term, **exists) == "decided"
    # nothing says that they converge
    assert compared(over(SMALL, 0, oo), "<=", over(LARGE, 0, oo), before=term) == "not decided"
    smaller = {"hypotheses": (Claim(over(SMALL, 0, oo), "<=", t),)}
    assert compared(over(SMALL, 0, oo), "<=", over(LARGE, 0, oo), before=term, **smaller) == "not decided"
    assert compared(over(SMALL, 0, oo), ">=", over(LARGE, 0, oo), before=term) == "not decided"
    assert compared(over(SMALL, -oo, 0), "<=", over(LARGE, -oo, 0), before=term) == "not decided"
    # known up to 3 only
    some = (Parameter("j", integers(0, 3), integers(0, 3)),)
    few = Step(
        "term", Claim(SMALL, "<=", LARGE), "ring", "few", variables=some, certificate={"rest": b[j] ** 2}
    )
    assert compared(over(SMALL, 0, oo), "<=", over(LARGE, 0, oo), before=few) == "not decided"


def test_termwise_refuses_terms_known_only_for_some_modes():
    later = Step(
        "later",
        Claim(SMALL, "<=", LARGE),
        "ring",
        "from 2 on",
        variables=(Parameter("j", integers(2), integers(2, 3)),),
        certificate={"rest": b[j] ** 2},
    )
    assert compared(over(SMALL), "<=", over(LARGE), before=later) == "not decided"
    few = Step(
        "few",
        Claim(SMALL, "<=", LARGE),
        "ring",
        "up to 5",
        variables=(Parameter("j", integers(0, 5), integers(0, 3)),),
        certificate={"rest": b[j] ** 2},
    )
    assert compared(over(SMALL), "<=", over(LARGE), before=few) == "not decided"
    restricted = Step(
        "restricted",
        Claim(j, "<=", 4),
        "ring",
        "where it is assumed",
        variables=EACH,
        where=(Claim(j, "<=", 4),),
        certificate={"rest": 4 - j},
    )
    claim = (over(j), "<=", over(4))
    assert compared(*claim, before=restricted) == "not decided"
    assert compared(*claim, before=restricted, where=(Claim(j, "<=", 4),)) == "not decided"


def test_termwise_refuses_a_term_that_is_another_ones_instance():
    plain = Step("term", Claim(j, ">=", 0), "ring", "for the rule", variables=EACH, certificate={"rest": j})
    moved = {"term": "term", "at": {"term": {j: n}}}
    assert compared(over(n), ">=", over(0), before=plain, certificate=moved) == "not decided"
    assert compared(over(SMALL), "<=", over(LARGE), certificate={}) == "not decided"
    assert compared(over(SMALL), "<=", over(LARGE), uses=()) == "not decided"


def test_termwise_gathers_equal_sums():
    square = (s**2 - (1 - exp(-lambdas[j] * t)) ** 2) * b[j] ** 2
    apart = s**2 * over(b[j] ** 2) - over(((1 - exp(-lambdas[j] * t)) * b[j]) ** 2)

    def equal(right, left=None, *letters):
        return decide_step(Claim(left or over(square), "==", right), "termwise", *(letters or LETTERS)).status

    assert equal(apart) == "decided"
    assert equal(apart + over(b[j])) == "not decided"
    assert equal(-apart) == "not decided"
    assert equal(apart + 1) == "not decided"
    assert equal(apart.subs(n, n + 1)) == "not decided"
    # a factor that holds the index does not come out of the sum
    assert equal(j * over(b[j]), over(j * b[j]), *LETTERS, *EACH) == "not decided"
    assert equal(coefficient * over(b[j]), over(coefficient * b[j])) == "decided"
