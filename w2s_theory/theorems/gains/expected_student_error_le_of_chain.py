"""The mean error of a student of one width, with the target's degree apart, so that a chain of sizes can bound it.

*In words.* Of what the teacher has wrong the part on the target's own degree hurts the student most; this form takes the
best bound that is known for it.

f* in V_k, M_1 + M_2 random units, s^2 <= sigma + gamma_k and s_j^2 <= sigma + gamma_j for the other degrees j. With
r >= E ||Pi_k (f* - f_TE)||^2, from ``residual_square_le_of_chain``, and sums over the other degrees,

    E L_ST <= (1 - s)^2 + (2 s (1 - s) + sigma) E L_TE + gamma_k r + W,
    W^2 = r sum_j (N_j/N_k) gamma_j^2 ell_j(M_1) ell_j(M_2).

Linear target: with ``expected_teacher_error_ge_of_two_tails`` the means recover .9 of the gap from 25,257 units on for
d = 1000, where ``expected_student_error_le_of_split`` needs 31,167.

*Idea.* As there; the mean over V_k of <e, Gamma e>, e = f* - f_TE, is gamma_k r and, for the other degrees, tr A B/N_k with
A = (I - P) Pi_k (I - P), E tr A^2 = N_k E ||Pi_k e||^2 <= N_k r, and B = (I - P) Gamma (I - P); Cauchy and Schwarz.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import sqrt

from w2s_theory.experiments.split_students import chain_trials
from w2s_theory.notation import (
    L_ST,
    L_TE,
    C_units,
    Q_target,
    Q_weights,
    c,
    gamma_k,
    inner,
    l_M,
    mean,
    norm_squared,
    residual_square,
    s,
    target_count,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gains import expected_student_error_le_of_split as split_means
from w2s_theory.theorems.gains import split_setting as split
from w2s_theory.theorems.gains import student_error_le_of_weighted_alignment as weighted
from w2s_theory.theorems.limits.setting import TEACHER

WEIGHTED = sqrt(residual_square * split.LIMIT / target_count)
LINEAR = (1 - s) ** 2 + split_means.LEARNT * l_M + gamma_k * residual_square
BOUND = LINEAR + WEIGHTED
ENERGY, OVERLAP = split_means.ENERGY, inner(Q_target, Q_weights)

OPERATORS = (*split.OPERATORS, "Q_target", "Q_weights")
FACTS = (
    *(fact for fact in weighted.STUDENT_FACTS if fact[0] != "residual.weighted"),
    ("residual.weighted", Claim(ENERGY, "==", weighted.WEIGHTED)),
    *split.FACTS,
    ("target.same", Claim(mean(norm_squared(Q_target)), "==", target_count * mean(weighted.ON_TARGET))),
    ("target.square", Claim(mean(weighted.ON_TARGET), "<=", residual_square)),
    ("weights.same", Claim(norm_squared(Q_weights), "==", norm_squared(C_units))),
    ("harmonics.mean", Claim(mean(ENERGY), "==", mean(OVERLAP) / target_count)),
)
SETTING = Hilbert(
    (*split_means.VECTORS, *OPERATORS), (TEACHER, weighted.STUDENT), FACTS,
    random=(*split_means.VECTORS, *OPERATORS, "residual_energies"),
)
SOMETHING_MISSED = split_means.SOMETHING_MISSED


def proof() -> tuple[Step, ...]:
    return (
        *weighted.learnt_steps(gamma_k * weighted.ON_TARGET), *split.square_steps(), *_energy_steps(), *_conclusion()
    )  # fmt: skip


def _energy_steps() -> tuple[Step, ...]:
    """E <e, Gamma e> <= W for the other degrees."""
    target, weights = norm_squared(Q_target), norm_squared(Q_weights)
    return (
        Step("weights_same", Claim(weights, "==", split.SQUARE), "gram", note="tr B^2 = tr C^2."),
        Step("weights_in_the_mean", Claim(mean(weights), "==", mean(split.SQUARE)), "expectation", uses=("weights_same",),
             certificate={"of": "weights_same"}, note="In the mean."),
        Step(
            "cauchy", Claim(OVERLAP, "<=", c * target / 2 + weights / (2 * c)), "gram", variables=split_means.ANY_NUMBER,
            certificate={"squares": ((1 / (2 * c), c * Q_target - Q_weights),)}, note="Cauchy and Schwarz, with any number.",
        ),
        Step(
            "cauchy_in_the_mean", Claim(mean(OVERLAP), "<=", c * mean(target) / 2 + mean(weights) / (2 * c)), "expectation",
            variables=split_means.ANY_NUMBER, uses=("cauchy",), certificate={"of": "cauchy"}, note="In the mean.",
        ),
        Step("something_missed", SOMETHING_MISSED, "hypothesis", note="Some weighted degree may be missed."),
        Step(
            "operators",
            Claim(mean(OVERLAP), "<=", c * target_count * residual_square / 2 + split.LIMIT / (2 * c)), "gram",
            variables=split_means.ANY_NUMBER, uses=("cauchy_in_the_mean", "weights_in_the_mean", "square"),
            certificate={
                "multipliers": {
                    "cauchy_in_the_mean": 1, "target.same": -c / 2, "target.square": c * target_count / 2,
                    "weights_in_the_mean": -1 / (2 * c), "square": 1 / (2 * c),
                },
            },
            note="Both second moments.",
        ),
        Step(
            "energy", Claim(mean(ENERGY), "<=", WEIGHTED), "radical", uses=("operators", "something_missed"),
            certificate={
                "at": {"operators": {c: WEIGHTED / residual_square}},
                "multipliers": {"operators": 1 / target_count, "harmonics.mean": -1},
            },
            note="With the best number; the mean over the harmonics of V_k.",
        ),
    )  # fmt: skip


def _conclusion() -> tuple[Step, ...]:
    own = mean(weighted.ON_TARGET)
    return (
        Step(
            "student_mean",
            Claim(mean(L_ST), "<=", (1 - s) ** 2 + split_means.LEARNT * mean(L_TE) + gamma_k * own + mean(ENERGY)),
            "expectation", uses=("weighted_bound",), certificate={"of": "weighted_bound"},
            note="The bound is linear: take the mean.",
        ),
        Step("teacher", Claim(L_TE, "==", norm_squared(weighted.RESIDUAL)), "gram", unfold=("L_TE",),
             note="The teacher's error."),
        Step("teacher_mean", Claim(mean(L_TE), "==", mean(norm_squared(weighted.RESIDUAL))), "expectation",
             uses=("teacher",), certificate={"of": "teacher"}, note="Its mean."),
        Step("mean_error", Claim(mean(L_TE), "==", l_M), "ring", uses=("teacher_mean",), unfold=("l_M",), note="Its name."),
        Step("own_degree", Claim(own, "<=", residual_square), "gram", certificate={"multipliers": {"target.square": 1}},
             note="What is left on the target's degree."),
        Step(
            "student_error", Claim(mean(L_ST), "<=", BOUND), "ring",
            uses=("student_mean", "mean_error", "energy", "own_degree", "something_missed"),
            certificate={"multipliers": {"student_mean": 1, "energy": 1, "own_degree": gamma_k}}, note="Put together.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="expected_student_error_le_of_chain",
    title="The student's mean error at one width, the target's degree apart",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        *weighted.FILTER,
        Parameter("l_M", reals(0, 1), reals(Fraction(1, 1000), 1)),
        Parameter("target_count", reals(1), reals(1, 30)),
        Parameter("residual_square", reals(0, lower_open=True), reals(Fraction(1, 100), 1)),
        *split.PARAMETERS,
    ),
    quantity=mean(L_ST),
    relation="<=",
    bound=BOUND,
    stable_bound=LINEAR + sqrt(residual_square * split.STABLE_LIMIT / target_count),
    float_accuracy=1e-12,
    # at the sizes drawn, with 0 <= L_TE <= 1
    quantifier=Expectation(value_range=(Fraction(0), Fraction(4, 3)), bound_range=(Fraction(0), Fraction(2))),
    sharpness="unknown",
    discrepancy=Fraction(2, 5),
    assumptions=(
        *split_means.THEOREM.assumptions[:3],
        "gamma_j > 0 for n degrees only, of dimension N_j, V_k not among them",
        "first and second errors are at least the means of L_TE with the M_1, and with the M_2 units, on each degree",
        "r is at least the mean of ||Pi_k (f* - f_TE)||^2, which is E tr A^2/N_k, A = (I - P) Pi_k (I - P)",
    ),
    hypotheses=(weighted.TARGET_LEARNT, weighted.EACH_LEARNT, *split.HYPOTHESES, SOMETHING_MISSED),
    setting=SETTING,
    experiment=chain_trials,
    proof=proof,
)
