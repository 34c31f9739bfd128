"""The alignment of a random teacher: its norm is at most a trace, and the trace's mean is known degree by degree.

B is a set of n degrees, numbered j = 0, ..., n - 1, with multiplicities N_j and kernel eigenvalues lambda_j. For every draw
of the M units the norm of Pi_B (I - P) Pi_B is at most its trace sum_j N_j L_j, with the mean L_j of L_TE over V_j; and
E L_j <= (K_1 - lambda_j)/(K_1 + (M - 1) lambda_j) = A_j/(M + A_j) by ``expected_teacher_error_le_of_units``. Markov's
inequality does the rest.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Integer, Sum

from w2s_theory.experiments.alignment_of_units import LENGTH
from w2s_theory.notation import (
    K_1,
    M_TE,
    a_k,
    alignment,
    counts,
    degree_coefficient,
    degree_errors,
    delta,
    j,
    l_M,
    lambdas,
    mean,
    mean_error,
    n,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Family
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gains.markov import markov_steps

BY_UNITS = "expected_teacher_error_le_of_units"

ANY_DEGREE = Parameter("j", integers(0), integers(0, LENGTH - 1))
EACH = (ANY_DEGREE,)
PARAMETERS = (
    Parameter("M_TE", integers(1), integers(1, 1000)),
    Parameter("K_1", reals(0, lower_open=True), reals(Fraction(1, 2), 1)),
    Parameter("n", integers(1), integers(1, LENGTH)),
    Parameter("counts", reals(0), reals(1, 30), length=LENGTH),
    Parameter("lambdas", reals(0), reals(0, Fraction(1, 4)), length=LENGTH),
    Parameter("delta", reals(0, 1, lower_open=True), reals(Fraction(1, 10), 1)),
)
ALIGNMENT = Parameter("alignment", reals(0, lower_open=True), reals(Fraction(1, 1000), 1))

# A_j/(M + A_j), A_j = K_1/lambda_j - 1
SHARE = (K_1 - lambdas[j]) / (K_1 + (M_TE - 1) * lambdas[j])
TRACE = Sum(counts[j] * SHARE, (j, 0, n - 1))
LIMIT = TRACE / delta
STABLE_LIMIT = over_entries(counts[j] * SHARE, LENGTH) / delta

NORM = ("alignment.trace", Claim(alignment, "<=", Sum(counts[j] * degree_errors[j], (j, 0, n - 1))))
MEANS = Claim(mean(degree_errors[j]), "==", mean_error(j, M_TE))
EIGENVALUES = Claim(degree_coefficient(j) ** 2, "==", lambdas[j])
HYPOTHESES = (MEANS, EIGENVALUES, Claim(TRACE, ">", Integer(0)))
RANDOM = ("alignment", "degree_errors")
# degree j of B, with M_TE units
EVERY_DEGREE = Family(
    BY_UNITS, EACH, ((M_TE, M_TE), (a_k, degree_coefficient(j)), (K_1, K_1), (l_M, mean_error(j, M_TE))),
)  # fmt: skip

ASSUMPTIONS = (
    "f_TE = P f* with P the projection on the features of M independent units, uniform on the sphere",
    "B is a set of n degrees; degree j of it has dimension N_j and kernel eigenvalue lambda_j = a_j^2, K_1 = K(x, x)",
    "alignment is the norm of Pi_B (I - P) Pi_B, so at most its trace, the sum of N_j times the mean of L_TE over V_j",
)


def alignment_steps() -> tuple[Step, ...]:
    """Up to ``alignment_fails``: the alignment exceeds its limit with probability delta at most."""
    norm, trace = NORM[1], Sum(counts[j] * mean(degree_errors[j]), (j, 0, n - 1))
    a = degree_coefficient(j)
    means = Sum(counts[j] * mean_error(j, M_TE), (j, 0, n - 1))
    return (
        Step("trace", norm, "ring", certificate={"multipliers": {"alignment.trace": 1}}, note="A norm is below its trace."),
        Step(
            "trace_in_the_mean", Claim(mean(alignment), "<=", trace), "expectation", uses=("trace",),
            certificate={"of": "trace"}, note="Take the mean over the units.",
        ),
        Step("means", MEANS, "hypothesis", variables=EACH, note="The mean error of a random target in the degree."),
        Step(
            "units", Claim(mean_error(j, M_TE), "<=", (K_1 - a**2) / (K_1 + (M_TE - 1) * a**2)), "theorem", variables=EACH,
            certificate={"name": BY_UNITS, "index": {j: j}}, note="The mean error with M units, for every degree.",
        ),
        Step("eigenvalues", EIGENVALUES, "hypothesis", variables=EACH, note="The eigenvalue is the coefficient squared."),
        Step(
            "degree", Claim(counts[j] * mean_error(j, M_TE), "<=", counts[j] * SHARE), "rational", variables=EACH,
            uses=("units", "eigenvalues"), certificate={"multipliers": {"units": counts[j]}}, note="Times the dimension.",
        ),
        Step(
            "degrees", Claim(means, "<=", TRACE), "termwise", uses=("degree",), certificate={"term": "degree"},
            note="All degrees of B.",
        ),
        Step(
            "mean_alignment", Claim(mean(alignment), "<=", TRACE), "ring", uses=("trace_in_the_mean", "means", "degrees"),
            certificate={"multipliers": {"trace_in_the_mean": 1, "degrees": 1}}, note="Put together.",
        ),
        *markov_steps(
            alignment, alignment, TRACE, "mean_alignment", rule="rational", name="alignment_fails",
            certificate=lambda beyond: {
                "multipliers": {"beyond": 1, "zero_or_one": -alignment}, "rest": alignment * (1 - beyond) ** 2,
            },
            note="Markov's inequality: where the alignment is beyond the limit, and where it is not.",
        ),
    )
