"""The rule ``series_tail``: telescoping bounds of infinite sums."""

import pytest
from single_step import real, status
from sympy import Rational, Sum, factorial, gamma, oo

from w2s_theory.notation import c, j, n
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.step import Step

START = Parameter("n", integers(1), integers(1, 9))
LEVEL = Parameter("c", reals(1), reals(1, 9))


def tail(term, relation, bound, *, certificate, first=n, letters=(START,), above=None):
    """``above`` is an upper bound that an earlier step shows: so the sum exists."""
    claim = Claim(Sum(term, (j, first, oo)), relation, bound.subs(j, first))
    if above is None:
        return status(claim, "series_tail", *letters, certificate=certificate)
    upper = Claim(claim.left, "<=", above.subs(j, first))
    before = Step("above", upper, "series_tail", "the sum exists", certificate={"bound": above})
    return status(claim, "series_tail", *letters, certificate=certificate, before=(before,), uses=("above",))


BINARY = Rational(1, 2) ** j
PRODUCT = 1 / (j * (j + 1))
POWER = 1 / (j + Rational(1, 2)) ** 2


def test_series_tail_decides_telescoping_sums():
    assert tail(PRODUCT, "==", 1 / j, certificate={"bound": 1 / j}) == "decided"
    assert tail(PRODUCT, "<=", 1 / j, certificate={"ratio": j + 1}) == "decided"
    assert tail(PRODUCT, ">=", 1 / j, certificate={"bound": 1 / j}, above=1 / j) == "decided"
    assert tail(BINARY, "==", 2 * BINARY, certificate={"bound": 2 * BINARY}) == "decided"
    assert (
        tail(PRODUCT, "==", 1 / j, certificate={"bound": 1 / j}, first=Rational(3), letters=()) == "decided"
    )


def test_series_tail_decides_bounds_on_both_sides():
    assert tail(POWER, "<=", 1 / j, certificate={"bound": 1 / j}) == "decided"
    low = 1 / (j + Rational(1, 2))
    assert tail(POWER, ">=", low, certificate={"bound": low}, above=1 / j) == "decided"
    term = gamma(j + Rational(1, 2)) / gamma(j + 3)
    bound = term * (j + 2) * Rational(2, 3)
    assert tail(term, "==", bound, certificate={"ratio": (j + 2) * Rational(2, 3)}) == "decided"
    assert tail(1 / factorial(j), "<=", 2 / factorial(j), certificate={"ratio": 2 + 0 * j}) == "decided"


def test_a_lower_bound_alone_does_not_show_that_the_sum_exists():
    """B -> 0 and term >= B(j) - B(j+1) hold for sums that diverge, with any B that falls slowly enough."""
    assert tail(PRODUCT, ">=", 1 / j, certificate={"bound": 1 / j}) == "not decided"
    one = c + 0 * j
    assert tail(one, ">=", 1 / j, certificate={"bound": 1 / j}, letters=(START, LEVEL)) == "not decided"


@pytest.mark.parametrize(
    ("term", "relation", "bound"),
    [
        (POWER, "<=", 1 / (j + 1)),
        (POWER, ">=", 1 / j),
        (PRODUCT, "==", 1 / (j + 1)),
        (PRODUCT, "==", 1 / j + 1),  # telescopes, but does not tend to 0
        (PRODUCT, ">=", 1 / j + 1),
        (PRODUCT, "<=", 1 / j - 1),  # telescopes, but is not >= 0
        (-PRODUCT, "<=", -1 / j),
        (1 / j, "<=", 1 / j),
    ],
)
def test_series_tail_refuses_wrong_bounds(term, relation, bound):
    assert tail(term, relation, bound, certificate={"bound": bound}) == "not decided"


def test_series_tail_refuses_a_bound_other_than_the_certificate():
    claim = Claim(Sum(PRODUCT, (j, n, oo)), "<=", 1 / (n + 1))
    assert status(claim, "series_tail", START, certificate={"bound": 1 / j}) == "not decided"
    ends = Claim(Sum(PRODUCT, (j, 1, n)), "<=", sum([Rational(1)]))
    assert status(ends, "series_tail", START, certificate={"bound": 1 / j}) == "not decided"
    strict = Claim(Sum(PRODUCT, (j, n, oo)), "<", 1 / n)
    assert status(strict, "series_tail", START, certificate={"bound": 1 / j}) == "not decided"


def test_series_tail_needs_a_start_it_knows():
    zero = Parameter("n", integers(0), integers(1, 9))
    assert tail(PRODUCT, "==", 1 / j, certificate={"bound": 1 / j}, letters=(zero,)) == "not decided"
    assert (
        tail(PRODUCT, "==", 1 / j, certificate={"bound": 1 / j}, first=c, letters=(real("c", 1),))
        == "not decided"
    )
