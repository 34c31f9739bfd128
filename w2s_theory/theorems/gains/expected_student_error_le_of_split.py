"""The mean error of a student of one width from first moments alone: split the units.

f* in V_k, M_1 + M_2 random units, s_j^2 <= sigma + gamma_j for the student's shrinkages (the target's too). For every such
sigma and weights, with ell_j(M) = E L_TE on degree j,

    E L_ST <= (1 - s)^2 + (2 s (1 - s) + sigma) E L_TE + W,
    W^2 = ell_k(M_1) ell_k(M_2) sum_j (N_j/N_k) gamma_j^2 ell_j(M_1) ell_j(M_2).

Only W and (1 - s)^2 are divided by a lower bound of E L_TE where a recovered gap is wanted. Any bounds may stand for the
ell_j in W. Linear target: with ``expected_teacher_error_ge_of_two_tails`` the means recover .9 of the gap from 1,988 units
on for d = 32 and from 31,167 for d = 1000, where the mean over a window of widths needed 90,512 and 1,208,744.

Idea: ``student_error_le_of_weighted_alignment`` before its last step, L_ST <= ... + <e, Gamma e>; in the mean over V_k
<e, Gamma e> is tr A B/N_k with A = (I - P) Pi_k (I - P) and B = (I - P) Gamma (I - P); Cauchy and Schwarz; and E tr A^2,
E tr B^2 are bounded by ``residual_square_le_of_split``, whose steps stand here once more for D = Pi_k (I - P) Pi_k, with
tr D^2 = tr A^2, and for C, with tr C^2 = tr B^2. By rotations the mean is the same for every f* in V_k.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Integer, sqrt

from w2s_theory.experiments.split_students import split_trials
from w2s_theory.notation import (
    L_ST,
    L_TE,
    C_units,
    D_first,
    D_second,
    D_units,
    G_e,
    Q_target,
    Q_weights,
    c,
    first_error,
    inner,
    l_M,
    mean,
    norm_squared,
    s,
    second_error,
    slow_square,
    target_count,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gains import split_setting as split
from w2s_theory.theorems.gains import student_error_le_of_weighted_alignment as weighted
from w2s_theory.theorems.limits.setting import TEACHER

PRODUCT = first_error * second_error
WEIGHTED = sqrt(PRODUCT * split.LIMIT / target_count)
LEARNT = 2 * s * (1 - s) + slow_square
BOUND = (1 - s) ** 2 + LEARNT * l_M + WEIGHTED
ENERGY = inner(weighted.RESIDUAL, G_e)
OVERLAP = inner(Q_target, Q_weights)

VECTORS = ("f_star", "f_TE", "f_ST", "f_k", "G_e")
OPERATORS = (*split.OPERATORS, "D_units", "D_first", "D_second", "Q_target", "Q_weights")
FACTS = (
    *weighted.STUDENT_FACTS,
    *split.FACTS,
    ("target.first", Claim(inner(D_units, D_first - D_units), ">=", 0)),
    ("target.second", Claim(inner(D_first, D_second - D_units), ">=", 0)),
    ("target.independent", Claim(mean(inner(D_first, D_second)), "<=", target_count * PRODUCT)),
    ("target.same", Claim(norm_squared(Q_target), "==", norm_squared(D_units))),
    ("weights.same", Claim(norm_squared(Q_weights), "==", norm_squared(C_units))),
    ("harmonics.mean", Claim(mean(ENERGY), "==", mean(OVERLAP) / target_count)),
)
SETTING = Hilbert(
    (*VECTORS, *OPERATORS), (TEACHER, weighted.STUDENT), FACTS, random=(*VECTORS, *OPERATORS, "residual_energies")
)
ANY_NUMBER = (Parameter("c", reals(0, lower_open=True), reals(Fraction(1, 10), 10)),)
SOMETHING_MISSED = Claim(split.LIMIT, ">", Integer(0))


def proof() -> tuple[Step, ...]:
    return (*weighted.learnt_steps(), *split.square_steps(), *_energy_steps(), *_conclusion())


def _energy_steps() -> tuple[Step, ...]:
    """E <e, Gamma e> <= W."""
    target, weights = norm_squared(Q_target), norm_squared(Q_weights)
    best = WEIGHTED / PRODUCT
    return (
        Step(
            "target_below", Claim(target, "<=", inner(D_first, D_second)), "gram",
            certificate={"multipliers": {"target.first": 1, "target.second": 1}}, note="As for C: more units leave less.",
        ),
        Step(
            "target_in_the_mean", Claim(mean(target), "<=", mean(inner(D_first, D_second))), "expectation",
            uses=("target_below",), certificate={"of": "target_below"}, note="Take the mean over the units.",
        ),
        Step("weights_same", Claim(weights, "==", split.SQUARE), "gram", note="tr B^2 = tr C^2."),
        Step("weights_in_the_mean", Claim(mean(weights), "==", mean(split.SQUARE)), "expectation", uses=("weights_same",),
             certificate={"of": "weights_same"}, note="In the mean."),
        Step(
            "cauchy", Claim(OVERLAP, "<=", c * target / 2 + weights / (2 * c)), "gram", variables=ANY_NUMBER,
            certificate={"squares": ((1 / (2 * c), c * Q_target - Q_weights),)}, note="Cauchy and Schwarz, with any number.",
        ),
        Step(
            "cauchy_in_the_mean", Claim(mean(OVERLAP), "<=", c * mean(target) / 2 + mean(weights) / (2 * c)), "expectation",
            variables=ANY_NUMBER, uses=("cauchy",), certificate={"of": "cauchy"}, note="In the mean.",
        ),
        Step("something_missed", SOMETHING_MISSED, "hypothesis", note="Some weighted degree may be missed."),
        Step(
            "operators", Claim(mean(OVERLAP), "<=", c * target_count * PRODUCT / 2 + split.LIMIT / (2 * c)), "gram",
            variables=ANY_NUMBER, uses=("cauchy_in_the_mean", "target_in_the_mean", "weights_in_the_mean", "square"),
            certificate={
                "multipliers": {
                    "cauchy_in_the_mean": 1, "target_in_the_mean": c / 2, "target.independent": c / 2,
                    "weights_in_the_mean": -1 / (2 * c), "square": 1 / (2 * c),
                },
            },
            note="Both second moments below products of first ones.",
        ),
        Step(
            "energy", Claim(mean(ENERGY), "<=", WEIGHTED), "radical", uses=("operators", "something_missed"),
            certificate={
                "at": {"operators": {c: best}}, "multipliers": {"operators": 1 / target_count, "harmonics.mean": -1},
            },
            note="With the best number; the mean over the harmonics of V_k.",
        ),
    )


def _conclusion() -> tuple[Step, ...]:
    return (
        Step(
            "student_mean", Claim(mean(L_ST), "<=", (1 - s) ** 2 + LEARNT * mean(L_TE) + mean(ENERGY)), "expectation",
            uses=("weighted_bound",), certificate={"of": "weighted_bound"}, note="The bound is linear: take the mean.",
        ),
        Step("teacher", Claim(L_TE, "==", norm_squared(weighted.RESIDUAL)), "gram", unfold=("L_TE",),
             note="The teacher's error."),
        Step("teacher_mean", Claim(mean(L_TE), "==", mean(norm_squared(weighted.RESIDUAL))), "expectation",
             uses=("teacher",), certificate={"of": "teacher"}, note="Its mean."),
        Step(
            "student_error", Claim(mean(L_ST), "<=", BOUND), "ring", uses=("student_mean", "teacher_mean", "energy"),
            unfold=("l_M",), certificate={"multipliers": {"student_mean": 1, "energy": 1, "teacher_mean": LEARNT}},
            note="Put together.",
        ),
    )


THEOREM = Theorem(
    name="expected_student_error_le_of_split",
    title="The student's mean error at one width, from first moments",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        *(each for each in weighted.FILTER),
        Parameter("l_M", reals(0, 1), reals(Fraction(1, 1000), 1)),
        Parameter("target_count", reals(1), reals(1, 30)),
        Parameter("first_error", reals(0, lower_open=True), reals(Fraction(1, 100), 1)),
        Parameter("second_error", reals(0, lower_open=True), reals(Fraction(1, 100), 1)),
        *split.PARAMETERS,
    ),
    quantity=mean(L_ST),
    relation="<=",
    bound=BOUND,
    stable_bound=(1 - s) ** 2 + LEARNT * l_M + sqrt(PRODUCT * split.STABLE_LIMIT / target_count),
    float_accuracy=1e-12,
    # at the sizes drawn, with 0 <= L_TE <= 1
    quantifier=Expectation(value_range=(Fraction(0), Fraction(4, 3)), bound_range=(Fraction(0), Fraction(2))),
    sharpness="unknown",
    discrepancy=Fraction(7, 20),
    assumptions=(
        "f_TE = P f* with P the projection on the features of M_1 + M_2 independent units, uniform on the sphere",
        "f* lies in V_k, of dimension N_k, an eigenspace of the student's kernel, ||f*|| = 1; the mean is the same for all",
        "the student is s times the teacher on V_k and s_j times on degree j, any real filter; s_j^2 <= sigma + gamma_j",
        "gamma_j > 0 for n degrees only, of dimension N_j; V_k may be one of them",
        "first and second errors are at least the means of L_TE with the M_1, and with the M_2 units, on each degree",
    ),
    hypotheses=(weighted.TARGET_LEARNT, weighted.EACH_LEARNT, *split.HYPOTHESES, SOMETHING_MISSED),
    setting=SETTING,
    experiment=split_trials,
    proof=proof,
)
