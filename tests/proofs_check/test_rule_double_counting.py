"""The rule ``double_counting``: a double sum in both orders, and what it must not believe."""

from dataclasses import replace

import pytest
from single_step import status
from sympy import Integer, Sum, oo

from w2s_theory.notation import (
    basis_energy,
    degree_multiplicity,
    energy_time,
    i,
    k,
    log_det_slope,
    n,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers
from w2s_theory.records.step import Step

SIZE = Parameter("n", integers(1), integers(1, 3))
ROW_LETTER = Parameter("k", integers(0), integers(0, 3))
COLUMN_LETTER = Parameter("i", integers(0), integers(0, 3))
F = basis_energy(i, k)

ROWS = Step(
    "rows", Claim(energy_time(k), "==", Sum(F, (i, 0, n - 1))), "hypothesis", "rows", variables=(ROW_LETTER,)
)
COLUMNS = Step(
    "columns",
    Claim(log_det_slope(i), "==", Sum(F, (k, 0, oo))),
    "hypothesis",
    "columns",
    variables=(COLUMN_LETTER,),
)
ONE = replace(COLUMNS, claim=Claim(Integer(1), "==", Sum(F, (k, 0, oo))))
POSITIVE = Step(
    "positive", Claim(F, ">=", Integer(0)), "hypothesis", "terms", variables=(COLUMN_LETTER, ROW_LETTER)
)
TOTAL = Sum(energy_time(k), (k, 0, oo))


def counted(left, right, rows=ROWS, columns=COLUMNS, positive=POSITIVE, relation="==", **options):
    steps = tuple(each for each in (rows, columns, positive) if each is not None)
    hypotheses = tuple(each.claim for each in steps)
    return status(
        Claim(left, relation, right),
        "double_counting",
        SIZE,
        hypotheses=hypotheses,
        before=steps,
        uses=tuple(each.name for each in steps),
        certificate=options.get("certificate", {"rows": "rows", "columns": "columns"}),
    )


def test_both_orders_of_a_double_sum_are_equal():
    assert counted(TOTAL, Sum(log_det_slope(i), (i, 0, n - 1))) == "decided"
    swapped = {"rows": "columns", "columns": "rows"}
    assert counted(Sum(log_det_slope(i), (i, 0, n - 1)), TOTAL, certificate=swapped) == "decided"


def test_equal_terms_are_counted():
    assert counted(TOTAL, n, columns=ONE) == "decided"
    assert counted(TOTAL, Sum(Integer(1), (i, 0, n - 1)), columns=ONE) == "decided"
    assert counted(TOTAL, n + 1, columns=ONE) == "not decided"
    assert counted(TOTAL, n - 1, columns=ONE) == "not decided"
    longer = replace(ROWS, claim=Claim(energy_time(k), "==", Sum(F, (i, 0, n))))
    assert counted(TOTAL, n + 1, rows=longer, columns=ONE) == "decided"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (TOTAL, Sum(log_det_slope(i), (i, 0, n))),
        (TOTAL, Sum(log_det_slope(i), (i, 1, n - 1))),
        (TOTAL, 2 * Sum(log_det_slope(i), (i, 0, n - 1))),
        (TOTAL, Sum(energy_time(i), (i, 0, n - 1))),
        (Sum(energy_time(k), (k, 1, oo)), Sum(log_det_slope(i), (i, 0, n - 1))),
        (Sum(energy_time(k), (k, 0, n)), Sum(log_det_slope(i), (i, 0, n - 1))),
        (TOTAL, n * log_det_slope(0)),
    ],
)
def test_other_sums_are_refused(left, right):
    assert counted(left, right) == "not decided"


def test_only_equalities_are_counted():
    right = Sum(log_det_slope(i), (i, 0, n - 1))
    assert counted(TOTAL, right, relation="<=") == "not decided"
    at_least = replace(ROWS, claim=Claim(energy_time(k), ">=", Sum(F, (i, 0, n - 1))))
    assert counted(TOTAL, right, rows=at_least) == "not decided"


def test_terms_of_unknown_sign_are_refused():
    # (-1)^(i + k) over two infinite ranges has two values, one for each order
    right = Sum(log_det_slope(i), (i, 0, n - 1))
    assert counted(TOTAL, right, positive=None) == "not decided"
    other = replace(POSITIVE, claim=Claim(degree_multiplicity(k), ">=", Integer(0)), variables=(ROW_LETTER,))
    assert counted(TOTAL, right, positive=other) == "not decided"


def test_what_holds_for_some_values_only_is_refused():
    right = Sum(log_det_slope(i), (i, 0, n - 1))
    late = Parameter("k", integers(2), integers(2, 3))
    few = Parameter("i", integers(0, 5), integers(0, 3))
    assert counted(TOTAL, right, rows=replace(ROWS, variables=(late,))) == "not decided"
    assert counted(TOTAL, right, columns=replace(COLUMNS, variables=(few,))) == "not decided"
    assert counted(TOTAL, right, positive=replace(POSITIVE, variables=(few, ROW_LETTER))) == "not decided"


def test_ranges_that_depend_on_the_other_letter_are_refused():
    # sum over i <= k is no rectangle
    triangle = replace(ROWS, claim=Claim(energy_time(k), "==", Sum(F, (i, 0, k))))
    assert counted(TOTAL, Sum(log_det_slope(i), (i, 0, k)), rows=triangle) == "not decided"
    terms = replace(ROWS, claim=Claim(energy_time(k), "==", Sum(2 * F, (i, 0, n - 1))))
    assert counted(TOTAL, Sum(log_det_slope(i), (i, 0, n - 1)), rows=terms) == "not decided"
    backwards = replace(ROWS, claim=Claim(energy_time(k), "==", Sum(F, (i, 0, n - 5))))
    # the hypothesis itself is refused, so the step before the one under test is not decided
    with pytest.raises(AssertionError, match="run backwards"):
        counted(TOTAL, Sum(log_det_slope(i), (i, 0, n - 5)), rows=backwards)
