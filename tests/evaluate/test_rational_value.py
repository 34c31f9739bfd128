"""Exact values of rational expressions, against SymPy's own substitution."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from sympy import Sum, exp, sqrt

from w2s_theory.checks.points import complete_point, exact_points
from w2s_theory.evaluate.rational_value import NotRational, rational_value
from w2s_theory.notation import counts, j, kappa, lambdas, n, s
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.theorems.listing import Catalog

POINT = {
    "s": Fraction(-2, 3), "kappa": Fraction(1, 7), "n": Fraction(3),
    "lambdas": (Fraction(1, 2), Fraction(0), Fraction(5, 3), Fraction(9)), "counts": (Fraction(1),) * 4,
}  # fmt: skip
COUNT = Sum(counts[j] * lambdas[j] / (lambdas[j] + kappa), (j, 0, n - 1))


@pytest.mark.parametrize(
    "expression",
    [
        s**3 - 2 * s / (1 + s) ** 2,
        sympy.Rational(5, 4) + 0 * s,
        COUNT,
        COUNT**2 - 1 / COUNT,
        Sum(j * s**j, (j, 1, n)),
    ],
    ids=str,
)
def test_value_is_that_of_sympy(expression: sympy.Expr) -> None:
    numbers = {each: sympy.Rational(str(POINT[each.name])) for each in (s, kappa, n)}
    entries = {
        base[i]: sympy.Rational(str(POINT[base.label.name][i]))
        for base in (lambdas, counts)
        for i in range(4)
    }
    theirs = expression.subs(numbers).doit().subs(entries)
    assert rational_value(expression, POINT) == Fraction(int(theirs.p), int(theirs.q))


def test_empty_sum_is_zero() -> None:
    assert rational_value(COUNT, {**POINT, "n": Fraction(0)}) == 0


@pytest.mark.parametrize(
    "expression",
    [
        exp(s),
        sqrt(kappa),
        1 / (s + sympy.Rational(2, 3)),
        lambdas[7],
        sympy.Symbol("nowhere"),
        Sum(s, (j, 0, s)),
    ],
    ids=str,
)
def test_anything_else_is_refused(expression: sympy.Expr) -> None:
    with pytest.raises(NotRational):
        rational_value(expression, POINT)


def test_hypotheses_with_sums_determine_letters() -> None:
    theorem = Catalog()["student_error_le_sq_of_universality"]
    for point in exact_points(theorem, child_generator(0, "points"), 5):
        total = sum((point["counts"][i] * point["lambdas"][i] for i in range(int(point["n"]))), Fraction(0))
        assert point["K_1"] == total and point["S_1"] > point["S_2"] > 0
        assert complete_point({**point, "K_1": Fraction(1)}, theorem) == point, "a wrong value is put right"
