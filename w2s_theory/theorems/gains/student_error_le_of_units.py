"""A gain from the number of units alone: with random features most teachers are aligned with their students.

B is a set of degrees that holds the target's degree k, lambda at least every kernel eigenvalue outside B, and
L = (1/delta) sum_{j in B} N_j A_j/(M + A_j), A_j = K_1/lambda_j - 1. With probability at least 1 - delta over the
teacher's M units, for every f* in V_k at once and every fixed time t, tau = lambda_k t,

    L_ST(t) <= (e^{-tau} + sqrt(L L_TE))^2 + (1 - e^{-lambda t})^2 L_TE.

L falls like 1/M. So L_ST/L_TE -> 0 where lambda_k t grows, lambda t does not, and e^{-tau} beats sqrt(L_TE); a lower
bound on L_TE tells which tau does that. For the ReLU with d = 32, a linear target, delta = 1/10 and L_TE = 1e-4,
B = {0, 1} gives at the best time L_ST/L_TE <= 0.71 for M = 3e4, 0.24 for 1e5, 0.05 for 1e6; nothing for 1e4.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import sqrt

from w2s_theory.experiments.alignment_of_units import FAILURE, student_trials
from w2s_theory.notation import L_ST, L_TE, alignment, delta, exceeds, mean
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Probability
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gains import student_error_le_of_alignment as aligned
from w2s_theory.theorems.gains.alignment_by_units import (
    ALIGNMENT,
    ASSUMPTIONS,
    BY_UNITS,
    EVERY_DEGREE,
    HYPOTHESES,
    LIMIT,
    NORM,
    PARAMETERS,
    RANDOM,
    STABLE_LIMIT,
    alignment_steps,
)
from w2s_theory.theorems.gains.setting import SOMETHING_TO_LEARN, TEACHER_ERROR


def bound_at(limit):
    """The bound of the student's error for teachers with at most this alignment."""
    return (aligned.DECAY + sqrt(limit * L_TE)) ** 2 + aligned.OUTSIDE


BOUND = bound_at(LIMIT)
# the target is random too: it may be chosen after the units were drawn
SETTING = Hilbert(
    aligned.ALIGNED.vectors, aligned.ALIGNED.operators, (*aligned.ALIGNED.facts, NORM),
    random=(*RANDOM, *aligned.ALIGNED.vectors),
)  # fmt: skip


def proof() -> tuple[Step, ...]:
    failed, beyond = exceeds(L_ST, BOUND), exceeds(alignment, LIMIT)
    growth = L_TE + 2 * aligned.DECAY * sqrt(L_TE) / (sqrt(alignment) + sqrt(LIMIT))
    return (
        *aligned.proof(),
        *alignment_steps(),
        Step(
            "growth", Claim(L_ST - BOUND, "<=", growth * (alignment - LIMIT)), "radical", uses=("student_error",),
            certificate={"multipliers": {"student_error": 1}}, note="How the bound grows with the alignment.",
        ),
        Step(
            "only_then", Claim(failed, "<=", beyond), "indicator", uses=("growth",),
            certificate={"implied_by": "growth", "factor": growth},
            note="So the bound fails only where the alignment is beyond its limit.",
        ),
        Step(
            "only_then_in_the_mean", Claim(mean(failed), "<=", mean(beyond)), "expectation", uses=("only_then",),
            certificate={"of": "only_then"}, note="Take the mean.",
        ),
        Step(
            "failure", Claim(mean(failed), "<=", delta), "ring", uses=("only_then_in_the_mean", "alignment_fails"),
            certificate={"multipliers": {"only_then_in_the_mean": 1, "alignment_fails": 1}}, note="Put together.",
        ),
    )


THEOREM = Theorem(
    name="student_error_le_of_units",
    title="The student's error from the number of the teacher's units",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        TEACHER_ERROR,
        *PARAMETERS,
        ALIGNMENT,
        Parameter("tau", reals(0), reals(0, 20)),
        Parameter("lam", reals(0), reals(0, 1)),
        Parameter("t", reals(0), reals(0, 20)),
    ),
    quantity=L_ST,
    relation="<=",
    bound=BOUND,
    stable_bound=bound_at(STABLE_LIMIT),
    float_accuracy=1e-13,
    quantifier=Probability(FAILURE),
    sharpness="unknown",
    discrepancy=Fraction(1, 10),
    assumptions=(
        *ASSUMPTIONS,
        "f* lies in V_k, one of the degrees of B, and may be chosen after the units; ||f*|| = 1, tau = lambda_k t",
        "f_ST = (I - exp(-t K)) f_TE: gradient flow of a student of infinite width, stopped at the fixed time t",
        "lambda is at least every eigenvalue of K outside B",
    ),
    hypotheses=HYPOTHESES,
    setting=SETTING,
    families=(EVERY_DEGREE,),
    conditions=(SOMETHING_TO_LEARN,),
    depends_on=(BY_UNITS,),
    experiment=student_trials,
    proof=proof,
)
