"""A gain without early stopping: a narrow student hardly sees a residual that sits on high degrees.

At convergence E L_ST = ell_k + sum_j (1 - ell_j) r_j (``expected_student_error_eq_of_finite_width``), with the energy r_j
of the teacher's residual on degree j, of dimension N_j. M_ST units learn at most a trace of M_ST of any degree,
N_j (1 - ell_j) <= min(N_j, M_ST), so with q_j = r_j/N_j

    E L_ST(inf) <= ell_k + sum_j min(N_j, M_ST) q_j.

The sum is at most L_TE, and far below it when N_j >> M_ST where the residual sits; then the student beats its
teacher as soon as ell_k, what it cannot learn of the target itself, is below L_TE by more than that. One ReLU teacher
with d = 16, M_TE = 128 and a linear target, M_ST = 400: L_TE = 0.0255, E L_ST = 0.0161, bound 0.0172.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Integer, Min, Sum

from w2s_theory.experiments.finite_students import LENGTH, density_trials
from w2s_theory.notation import (
    L_ST,
    M_ST,
    basis_energy,
    counts,
    i,
    j,
    l_ceiling,
    mean,
    mean_error,
    n,
    residual_densities,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gains.finite_width import (
    ASSUMPTIONS,
    BOUNDS,
    CEILING,
    SIZE,
    VALUES,
    converged,
    mean_steps,
    seen,
)

DENSITY = residual_densities[j]
ENERGY = counts[j] * DENSITY
MOST = Min(counts[j], M_ST)
BOUND = l_ceiling + Sum(MOST * DENSITY, (j, 0, n - 1))

MISSED = mean_error(j, M_ST)
LEARNT = counts[j] * (1 - MISSED)
ENERGIES = Sum(basis_energy(i, j), (i, 0, M_ST - 1))
TRACE, AT_MOST_ONE = Claim(LEARNT, "==", ENERGIES), Claim(basis_energy(i, j), "<=", Integer(1))
NOT_NEGATIVE = Claim(MISSED, ">=", Integer(0))
NOT_ABOVE_ONE = Claim(MISSED, "<=", Integer(1))

EACH = (Parameter("j", integers(0), integers(0, LENGTH - 1)),)
EACH_FUNCTION = (Parameter("i", integers(0), integers(0, 20)), *EACH)


def proof() -> tuple[Step, ...]:
    units = Sum(Integer(1), (i, 0, M_ST - 1))
    return (
        *mean_steps(MISSED, ENERGY),
        Step("trace", TRACE, "hypothesis", variables=EACH, note="tr(Pi_j P_ST), in a basis of V_j and in one of the span."),
        Step("at_most_one", AT_MOST_ONE, "hypothesis", variables=EACH_FUNCTION, note="A function of norm 1."),
        Step(
            "each_unit", Claim(ENERGIES, "<=", units), "termwise", variables=EACH, uses=("at_most_one",),
            certificate={"term": "at_most_one"}, note="All functions of the basis of the span.",
        ),
        Step("count", Claim(units, "==", M_ST), "finite_sum", note="There are M_ST of them."),
        Step(
            "by_units", Claim(LEARNT, "<=", M_ST), "ring", variables=EACH, uses=("trace", "each_unit", "count"),
            certificate={"multipliers": {"trace": -1, "each_unit": 1, "count": -1}}, note="Put together.",
        ),
        Step("not_negative", NOT_NEGATIVE, "hypothesis", variables=EACH, note="An error."),
        Step(
            "by_dimension", Claim(LEARNT, "<=", counts[j]), "ring", variables=EACH, uses=("not_negative",),
            certificate={"multipliers": {"not_negative": counts[j]}}, note="Nor more than there is.",
        ),
        Step(
            "least", Claim(LEARNT, "<=", MOST), "minimum", variables=EACH, uses=("by_units", "by_dimension"),
            note="So at most the smaller of the two.",
        ),
        Step(
            "seen_of_degree", Claim((1 - MISSED) * ENERGY, "<=", MOST * DENSITY), "ring", variables=EACH,
            uses=("least",), certificate={"multipliers": {"least": DENSITY}}, note="Of the residual's energy on degree j.",
        ),
        Step(
            "seen", Claim(seen(MISSED, ENERGY), "<=", Sum(MOST * DENSITY, (j, 0, n - 1))), "termwise",
            uses=("seen_of_degree",), certificate={"term": "seen_of_degree"}, note="All degrees.",
        ),
        Step(
            "student_error", Claim(mean(L_ST), "<=", BOUND), "ring", uses=("mean_error", "seen"),
            certificate={"multipliers": {"seen": 1}}, note="Put together.",
        ),
    )


THEOREM = Theorem(
    name="expected_student_error_le_of_finite_width",
    title="A narrow student beats its teacher without early stopping",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        CEILING,
        SIZE,
        Parameter("M_ST", integers(1), integers(1, 1000)),
        Parameter("counts", reals(0), reals(0, 100), length=LENGTH),
        Parameter("residual_densities", reals(0), reals(0, Fraction(1, 1000)), length=LENGTH),
    ),
    quantity=mean(L_ST),
    relation="<=",
    bound=BOUND,
    stable_bound=l_ceiling + over_entries(MOST * DENSITY, LENGTH),
    float_accuracy=1e-13,
    quantifier=Expectation(value_range=VALUES, bound_range=BOUNDS),
    sharpness="unknown",
    discrepancy=Fraction(1, 10),
    assumptions=(
        *ASSUMPTIONS,
        "the student's features are linearly independent, almost surely so where infinitely many a_k are not 0",
        "q_j is the energy of the residual f* - f_TE on degree j divided by the degree's dimension N_j",
        "N_j (1 - ell_j) is the mean of tr(Pi_j P_ST), so the sum of M_ST energies on degree j of functions of norm 1",
    ),
    hypotheses=(TRACE, AT_MOST_ONE, NOT_NEGATIVE, NOT_ABOVE_ONE),
    setting=converged(MISSED, ENERGY),
    experiment=density_trials,
    proof=proof,
)
