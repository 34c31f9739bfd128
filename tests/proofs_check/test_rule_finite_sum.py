"""The rule ``finite_sum``: equal terms are counted, ranges taken apart; what runs backwards or overlaps is not."""

import pytest
from single_step import real, status
from sympy import Integer, Sum, oo

from w2s_theory.notation import b, j, k, n, s, x
from w2s_theory.records.claim import Claim, Relation
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.step import Step

LETTERS = (
    real("s", 0), real("x", 0, lower_open=True), Parameter("n", integers(0), integers(1, 3)),
    Parameter("b", reals(), reals(0, 1), length=3),
)  # fmt: skip


def counted(left, right, relation: Relation = "=="):
    return status(Claim(left, relation, right), "finite_sum", *LETTERS)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Sum(s, (j, 0, n - 1)), n * s),
        (Sum(s**2 + x, (j, 1, n)), n * s**2 + n * x),
        (Sum(b[0] * s, (j, 0, n)), (n + 1) * b[0] * s),
        (Sum(s, (j, 2, n + 4)), (n + 3) * s),
        (Sum(Integer(1), (j, 0, n - 1)), n),
    ],
)
def test_equal_terms_are_counted_and_a_mutated_count_is_not(left, right):
    assert counted(left, right) == "decided"
    assert counted(left, right + s) == "not decided"
    assert counted(left, 2 * right) == "not decided"
    assert counted(left, right.subs(n, n + 1)) == "not decided"
    assert counted(left, right, "<=") == "not decided"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Sum(j * s, (j, 0, n - 1)), n * j * s),
        (Sum(b[j], (j, 0, n - 1)), n * b[j]),
        (Sum(b[j], (j, 0, n - 1)), n * b[0]),
        # for n = 0 and n = 1 these ranges run backwards, where a count of terms would be negative
        (Sum(s, (j, 0, n - 2)), (n - 1) * s),
        (Sum(s, (j, n, 1)), (2 - n) * s),
        (Sum(s, (j, 0, oo)), s),
        (Sum(s, (j, 0, x)), (x + 1) * s),
        (Sum(s, (j, 0, n - 1)) + s, (n + 1) * s),
    ],
)
def test_other_sums_are_refused(left, right):
    assert counted(left, right) == "not decided"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Sum(j, (j, 0, n + 1)), Sum(j, (j, 0, n)) + n + 1),
        (Sum(b[j], (j, 0, n)), b[0] + Sum(b[j], (j, 1, n))),
        (Sum(b[j] * s, (j, 0, n + 2)), b[0] * s + Sum(b[k] * s, (k, 1, n)) + b[n + 1] * s + b[n + 2] * s),
        (Sum(j + 1, (j, 0, 0)), Integer(1)),
        (Sum(j, (j, 0, 2)), Integer(3)),
        (Sum(b[j], (j, 1, 2)), b[1] + b[2]),
        (Sum(b[j], (j, 3, 2)), Integer(0)),
        (Sum(s**j, (j, n, n + 1)), s**n + s**n * s),
        # n = 0: the part is empty, and the two terms are all there is
        (Sum(j, (j, 0, n)), Sum(j, (j, 0, n - 1)) + n),
    ],
)
def test_sums_are_taken_apart_and_a_mutated_end_is_not(left, right):
    assert counted(left, right) == "decided"
    assert counted(left, right + 1) == "not decided"
    assert counted(left, right + s) == "not decided"
    assert counted(left, right, "<=") == "not decided"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Sum(j, (j, 0, n + 1)), Sum(j, (j, 0, n)) + n),  # the last term is n + 1
        (Sum(j, (j, 0, n + 1)), Sum(j, (j, 0, n))),
        (Sum(b[j], (j, 0, n)), b[1] + Sum(b[j], (j, 1, n))),
        (Sum(b[j], (j, 0, n)), Sum(b[j + 1], (j, 0, n - 1)) + b[n]),  # other terms
        # n = 0: the part 2, ..., n runs backwards, so 0, 1 and it are not the range
        (Sum(b[j], (j, 0, n)), b[0] + b[1] + Sum(b[j], (j, 2, n))),
        (Sum(b[j], (j, 0, n)), Sum(b[j], (j, 0, n + 1)) - b[n + 1] - s),
        (Sum(b[j], (j, 2, n)), Sum(b[j], (j, 2, n - 1)) + b[n]),  # runs backwards itself for n = 0
        (Sum(j, (j, 0, 2)), Integer(2)),
        (Sum(j, (j, 3, 1)), Integer(-2)),  # Karr's convention would have it so
        (Sum(s**j, (j, 0, oo)), 1 + Sum(s**j, (j, 1, oo))),
        (Sum(j, (j, 0, 2)), j + 3 - j * 1 + j),
        (Sum(b[j], (j, 0, x)), Sum(b[j], (j, 0, x - 1)) + b[0]),
    ],
)
def test_what_is_no_part_of_the_range_is_refused(left, right):
    assert counted(left, right) == "not decided"


def test_a_sum_has_a_closed_form_by_induction():
    def gap(m):
        return Sum(j, (j, 0, m)) - m * (m + 1) / 2

    whole = (Parameter("n", integers(0), integers(1, 3)),)
    apart = Claim(Sum(j, (j, 0, n + 1)), "==", Sum(j, (j, 0, n)) + n + 1)
    steps = (
        Step("one_term", Claim(Sum(j, (j, 0, 0)), "==", 0), "finite_sum", "The term 0."),
        Step("start", Claim(Integer(0), "==", gap(Integer(0))), "ring", "For n = 0.", uses=("one_term",)),
        Step("apart", apart, "finite_sum", "The last term."),
        Step("next", Claim(gap(n), "==", gap(n + 1)), "ring", "From n to n + 1.", uses=("apart",)),
        Step(
            "always", Claim(Integer(0), "==", gap(n)), "induction", "So for all n.", uses=("start", "next"),
            certificate={"variable": n, "base": "start", "step": "next"},
        ),
    )  # fmt: skip
    closed = Claim(Sum(j, (j, 0, n)), "==", n * (n + 1) / 2)
    options = {"uses": ("always",), "certificate": {"multipliers": {"always": -1}}}
    assert status(closed, "ring", *whole, before=steps, **options) == "decided"


def test_a_sum_of_positive_terms_is_positive():
    """The first term is positive, what comes after it is not negative."""
    whole = (Parameter("n", integers(0), integers(1, 3)),)
    every = Parameter("j", integers(0), integers(1, 3))
    steps = (
        Step("apart", Claim(Sum(j + 1, (j, 0, n)), "==", 1 + Sum(j + 1, (j, 1, n))), "finite_sum", "The first term."),
        Step("term", Claim(j + 1, ">=", 0), "polynomial_sign", "As j >= 0.", variables=(every,)),
        Step(
            "rest", Claim(Sum(j + 1, (j, 1, n)), ">=", 0), "termwise", "So is the sum.", uses=("term",),
            certificate={"term": "term"},
        ),
    )  # fmt: skip
    claim = Claim(Sum(j + 1, (j, 0, n)), ">", 0)
    options = {"uses": ("apart", "rest"), "certificate": {"multipliers": {"rest": 1}, "rest": Integer(1)}}
    assert status(claim, "ring", *whole, before=steps, **options) == "decided"
    weaker = {"uses": ("apart", "rest"), "certificate": {"multipliers": {"rest": 1}}}
    assert status(claim, "ring", *whole, before=steps, **weaker) == "not decided"
