"""The units split into two disjoint parts, whose operators are independent and both above the whole teacher's.

P projects on the features of M = M_1 + M_2 independent units, Gamma = sum_j gamma_j Pi_j with finitely many gamma_j > 0,
C = Gamma^{1/2} (I - P) Gamma^{1/2}, and C_1, C_2 are the same operator with the units of one part alone.

* A larger span has a smaller complement: 0 <= C <= C_1 and C <= C_2. For A, B >= 0, tr A B = ||A^{1/2} B^{1/2}||^2 >= 0.
  So tr C (C_1 - C) >= 0 and tr (C_2 - C) C_1 >= 0.
* C_1 and C_2 are independent, so E tr C_1 C_2 = tr (E C_1) (E C_2). By Schur's lemma (rotations map V_j to itself
  irreducibly and inequivalently, and do not change the law of the units) E C_b is the number gamma_j ell_j(M_b) on V_j.

So E tr C^2 <= sum_j N_j gamma_j^2 ell_j(M_1) ell_j(M_2): a second moment is at most a product of two first ones.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Integer, Sum

from w2s_theory.notation import (
    C_first,
    C_second,
    C_units,
    M_first,
    M_second,
    counts,
    degree_weights,
    first_errors,
    inner,
    j,
    mean,
    mean_error,
    n,
    norm_squared,
    second_errors,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.step import Step
from w2s_theory.theorems.entries import over_entries

# how many degrees an instance may have; the statements hold for every number
LENGTH = 3

OPERATORS = ("C_units", "C_first", "C_second")
SQUARE = norm_squared(C_units)
_TERM = counts[j] * degree_weights[j] ** 2
LIMIT = Sum(_TERM * first_errors[j] * second_errors[j], (j, 0, n - 1))
STABLE_LIMIT = over_entries(_TERM * first_errors[j] * second_errors[j], LENGTH)
_MEANS = Sum(_TERM * mean_error(j, M_first) * mean_error(j, M_second), (j, 0, n - 1))

FACTS = (
    ("first.above", Claim(inner(C_units, C_first - C_units), ">=", 0)),
    ("second.above", Claim(inner(C_first, C_second - C_units), ">=", 0)),
    ("parts.independent", Claim(mean(inner(C_first, C_second)), "==", _MEANS)),
)
FIRST = Claim(mean_error(j, M_first), "<=", first_errors[j])
SECOND = Claim(mean_error(j, M_second), "<=", second_errors[j])
HYPOTHESES = (FIRST, SECOND)
SOMETHING_MISSED = Claim(LIMIT, ">", Integer(0))

EACH = (Parameter("j", integers(0), integers(0, LENGTH - 1)),)
PARAMETERS = (
    Parameter("M_first", integers(1), integers(1, 1000)),
    Parameter("M_second", integers(1), integers(1, 1000)),
    Parameter("n", integers(1), integers(1, LENGTH)),
    Parameter("counts", reals(0), reals(1, 30), length=LENGTH),
    Parameter("degree_weights", reals(0), reals(0, 1), length=LENGTH),
    Parameter("first_errors", reals(0), reals(Fraction(1, 100), 1), length=LENGTH),
    Parameter("second_errors", reals(0), reals(Fraction(1, 100), 1), length=LENGTH),
)

ASSUMPTIONS = (
    "P projects on the features of M_1 + M_2 independent units, uniform on the sphere",
    "Gamma = sum of gamma_j Pi_j over n degrees, degree j of dimension N_j; the other degrees have weight 0",
    "the first and the second errors are at least the mean of L_TE on these degrees with M_1, and with M_2 units",
    "the parts are independent and by Schur's lemma each mean is a number on each degree: stated, not derived here",
)


def square_steps() -> tuple[Step, ...]:
    """Steps that end in ``square``: the mean of tr C^2 is at most LIMIT."""
    return (
        Step(
            "below", Claim(SQUARE, "<=", inner(C_first, C_second)), "gram",
            certificate={"multipliers": {"first.above": 1, "second.above": 1}},
            note="tr C C <= tr C C_1 <= tr C_2 C_1: more units leave less, and tr A B >= 0 for A, B >= 0.",
        ),
        Step(
            "below_in_the_mean", Claim(mean(SQUARE), "<=", mean(inner(C_first, C_second))), "expectation",
            uses=("below",), certificate={"of": "below"}, note="Take the mean over the units.",
        ),
        Step("first", FIRST, "hypothesis", variables=EACH, note="What the first part alone misses."),
        Step("second", SECOND, "hypothesis", variables=EACH, note="What the second part alone misses."),
        Step(
            "degree",
            Claim(
                _TERM * mean_error(j, M_first) * mean_error(j, M_second), "<=", _TERM * first_errors[j] * second_errors[j]
            ),
            "rational", variables=EACH, uses=("first", "second"),
            certificate={
                "multipliers": {"first": _TERM * mean_error(j, M_second), "second": _TERM * first_errors[j]},
            },
            note="The product of both, on one degree.",
        ),
        Step(
            "degrees", Claim(_MEANS, "<=", LIMIT), "termwise", uses=("degree",), certificate={"term": "degree"},
            note="All degrees that have a weight.",
        ),
        Step(
            "square", Claim(mean(SQUARE), "<=", LIMIT), "gram", uses=("below_in_the_mean", "degrees"),
            certificate={"multipliers": {"below_in_the_mean": 1, "parts.independent": -1, "degrees": 1}},
            note="The two parts are independent: the mean of the product is the product of the means.",
        ),
    )
