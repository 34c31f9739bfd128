"""The rule ``constant_sum``: equal terms are counted, unequal ones and ranges that run backwards are not."""

import pytest
from single_step import real, status
from sympy import Integer, Sum, oo

from w2s_theory.notation import b, j, n, s, x
from w2s_theory.records.claim import Claim, Relation
from w2s_theory.records.parameter import Parameter, integers, reals

LETTERS = (
    real("s", 0), real("x", 0, lower_open=True), Parameter("n", integers(0), integers(1, 3)),
    Parameter("b", reals(), reals(0, 1), length=3),
)  # fmt: skip


def counted(left, right, relation: Relation = "=="):
    return status(Claim(left, relation, right), "constant_sum", *LETTERS)


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
