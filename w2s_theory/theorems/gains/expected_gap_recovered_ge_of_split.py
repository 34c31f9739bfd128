"""The mean of the gap that networks recover, from first moments of the parts of a split.

*In words.* Draw a teacher, train its student, see how much of the gap is recovered, and take the mean over many teachers.

f* in V_k, M_1 + M_2 random units, s^2 <= sigma + gamma_k and s_j^2 <= sigma + gamma_j for the student's shrinkages. PGR
is that of the means of L_ST and L_TE over V_k, one network at a time, and b a floor of the latter with probability at
least 1 - delta (``tail_gram_ge_of_units``, ``mean_teacher_error_ge_of_tail_gram``). If 1 - 2 s (1 - s) - sigma - (1 -
s)^2/b >= 0,

    E max(PGR, 0) >= (1 - delta)[1 - 2 s (1 - s) - sigma - (1 - s)^2/b] - [sum_j N_j gamma_j^2 ell_j(M_1) ell_j(M_2)]^{1/2}.

Nothing else is divided by an error. Linear target: .9 from 1,420 units on for d = 32, and from 137 on for d = 4, where
the means of errors (``expected_student_error_le_of_chain``) lack a floor.

*Idea.* By ``student_error_le_of_weighted_alignment`` PGR >= 1 - 2 s (1 - s) - sigma - Z - (1 - s)^2/L_TE for every
network, and E Z is at most the root of E Z^2, which a split of the units bounds.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import sqrt

from w2s_theory.experiments.split_students import gap_trials
from w2s_theory.notation import (
    c,
    delta,
    error_floor,
    good,
    mean,
    network_gap,
    network_student,
    network_teacher,
    s,
    slow_square,
    weighted_alignment,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gains import split_setting as split

LEARNT, REMAINS = 2 * s * (1 - s) + slow_square, (1 - s) ** 2
KEPT = 1 - LEARNT - REMAINS / error_floor
BOUND = (1 - delta) * KEPT - sqrt(split.LIMIT)
FACTS = (
    ("gap.size", Claim(network_gap, ">=", 0)),
    ("gap.recovered", Claim(network_gap * network_teacher, ">=", network_teacher - network_student)),
    ("student.error", Claim(network_student, "<=", REMAINS + (LEARNT + weighted_alignment) * network_teacher)),
    ("teacher.error", Claim(network_teacher, ">", 0)),
    ("event.once", Claim(good**2 - good, "==", 0)),
    ("event.likely", Claim(mean(good), ">=", 1 - delta)),
    ("event.floor", Claim(good * (network_teacher - error_floor), ">=", 0)),
    ("alignment.size", Claim(weighted_alignment, ">=", 0)),
    ("alignment.norm", Claim(weighted_alignment**2, "<=", split.SQUARE)),
    *split.FACTS,
)
SOMETHING = Claim(KEPT, ">=", 0)
ANY_NUMBER = (Parameter("c", reals(0, lower_open=True), reals(Fraction(1, 10), 1)),)


def proof() -> tuple[Step, ...]:
    left = network_gap - 1 + LEARNT + weighted_alignment
    return (
        *split.square_steps(),
        Step("something_missed", split.SOMETHING_MISSED, "hypothesis", note="Some weighted degree may be missed."),
        Step("some_error", Claim(network_teacher, ">", 0), "gram", certificate={"multipliers": {"teacher.error": 1}},
             note="The teacher is not perfect."),
        Step(
            "on_the_event", Claim(good * (left + REMAINS / error_floor), ">=", 0), "gram", uses=("some_error",),
            certificate={
                "multipliers": {
                    "gap.recovered": good**2 / network_teacher, "student.error": good**2 / network_teacher,
                    "event.floor": REMAINS / (error_floor * network_teacher),
                    "event.once": -(left + REMAINS / network_teacher),
                },
            },
            note="Divide the student's bound by the teacher's error, which is at least b there.",
        ),
        Step(
            "every_network", Claim(network_gap, ">=", good * KEPT - weighted_alignment), "gram", uses=("on_the_event",),
            certificate={
                "multipliers": {
                    "on_the_event": 1, "gap.size": (1 - good) ** 2, "alignment.size": (1 - good) ** 2,
                    "event.once": -(network_gap + weighted_alignment),
                },
            },
            note="Off the event nothing is said.",
        ),
        Step(
            "networks_mean", Claim(mean(network_gap), ">=", mean(good) * KEPT - mean(weighted_alignment)), "expectation",
            uses=("every_network",), certificate={"of": "every_network"}, note="In the mean over the units.",
        ),
        Step(
            "alignment", Claim(weighted_alignment, "<=", c / 2 + split.SQUARE / (2 * c)), "gram", variables=ANY_NUMBER,
            certificate={
                "multipliers": {"alignment.norm": 1 / (2 * c)}, "rest": (weighted_alignment - c) ** 2 / (2 * c),
            },
            note="The norm is at most the root of the trace of the square, with any number.",
        ),
        Step(
            "alignment_mean", Claim(mean(weighted_alignment), "<=", c / 2 + mean(split.SQUARE) / (2 * c)), "expectation",
            variables=ANY_NUMBER, uses=("alignment",), certificate={"of": "alignment"}, note="In the mean.",
        ),
        Step("something", SOMETHING, "hypothesis", note="What would be left without noise."),
        Step(
            "gap", Claim(mean(network_gap), ">=", BOUND), "gram",
            uses=("networks_mean", "alignment_mean", "square", "something", "something_missed"),
            certificate={
                "at": {"alignment_mean": {c: sqrt(split.LIMIT)}},
                "multipliers": {
                    "networks_mean": 1, "alignment_mean": 1, "square": 1 / (2 * sqrt(split.LIMIT)), "event.likely": KEPT,
                },
            },
            note="With the best number.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="expected_gap_recovered_ge_of_split",
    title="The mean of the gap that networks recover, from first moments",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("s", reals(0, 1), reals(Fraction(19, 20), 1)),
        Parameter("slow_square", reals(0), reals(0, Fraction(1, 10))),
        Parameter("error_floor", reals(0, 1, lower_open=True), reals(Fraction(1, 10), Fraction(1, 2))),
        Parameter("delta", reals(0, 1, lower_open=True, upper_open=True), reals(Fraction(1, 100), Fraction(1, 10))),
        *split.PARAMETERS,
    ),
    quantity=mean(network_gap),
    relation=">=",
    bound=BOUND,
    stable_bound=(1 - delta) * KEPT - sqrt(split.STABLE_LIMIT),
    # a difference of numbers of one size
    float_accuracy=1e-11,
    quantifier=Expectation(value_range=(Fraction(0), Fraction(1)), bound_range=(Fraction(-20), Fraction(1))),
    sharpness="unknown",
    discrepancy=Fraction(4, 5),
    assumptions=(
        *split.ASSUMPTIONS,
        "the student is s times the teacher on V_k and s_j times on degree j; s_j^2 <= sigma + gamma_j, the target's too",
        "Z is the norm of (I - P) Gamma (I - P); the bound of L_ST by Z is linear in L_TE, so that means over V_k obey it",
        "PGR of one network is 1 minus the ratio of the means of L_ST and L_TE over V_k, of which L_TE is not 0",
        "with probability at least 1 - delta the mean of L_TE over V_k is at least b",
    ),
    hypotheses=(*split.HYPOTHESES, split.SOMETHING_MISSED, SOMETHING),
    setting=Hilbert(
        split.OPERATORS, (), FACTS,
        random=(*split.OPERATORS, "network_gap", "network_student", "network_teacher", "good", "weighted_alignment"),
    ),
    experiment=gap_trials,
    proof=proof,
)
