"""How well a random teacher is aligned with its student's degrees, each degree with a weight of its own.

Gamma = sum_j gamma_j Pi_j, and Z is the norm of (I - P) Gamma (I - P) for a teacher of M_1 + M_2 random units. With
probability at least 1 - delta over the units

    Z^2 <= (1/delta) sum_j N_j gamma_j^2 ell_j(M_1) ell_j(M_2),

ell_j(M) any bound of E L_TE on degree j with M units (``expected_teacher_error_le_of_log_det``). With
``student_error_le_of_weighted_alignment`` this certifies a gain for every f* in V_k at once.

Idea: Z^2 is at most tr C^2 for C = Gamma^{1/2} (I - P) Gamma^{1/2}, whose mean a split of the units bounds; Markov's
inequality. The trace itself instead of its square would give E L_TE with all units, but once and not squared.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.split_units import DELTA, alignment_trials
from w2s_theory.notation import delta, weighted_alignment
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Probability
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gains.markov import markov_steps
from w2s_theory.theorems.gains.split_setting import (
    ASSUMPTIONS,
    FACTS,
    HYPOTHESES,
    LIMIT,
    OPERATORS,
    PARAMETERS,
    SOMETHING_MISSED,
    SQUARE,
    STABLE_LIMIT,
    square_steps,
)

BOUND = LIMIT / delta
NORM = ("alignment.norm", Claim(weighted_alignment**2, "<=", SQUARE))


def proof() -> tuple[Step, ...]:
    return (
        *square_steps(),
        Step("missed", SOMETHING_MISSED, "hypothesis", note="Some weighted degree may be missed."),
        *markov_steps(
            weighted_alignment**2, SQUARE, LIMIT, "square", positive=("missed",),
            certificate=lambda beyond: {
                "multipliers": {"alignment.norm": 1, "beyond": 1, "zero_or_one": -(weighted_alignment**2)},
                "rest": weighted_alignment**2 * (1 - beyond) ** 2,
            },
            note="Markov's inequality: the square of a norm is at most the trace of the square.",
        ),
    )


THEOREM = Theorem(
    name="weighted_alignment_le_of_split",
    title="The alignment of a random teacher, degree by degree with weights",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(*PARAMETERS, Parameter("delta", reals(0, 1, lower_open=True), reals(Fraction(1, 10), 1))),
    quantity=weighted_alignment**2,
    relation="<=",
    bound=BOUND,
    stable_bound=STABLE_LIMIT / delta,
    float_accuracy=1e-13,
    quantifier=Probability(DELTA),
    sharpness="unknown",
    discrepancy=Fraction(3, 5),
    assumptions=(
        *ASSUMPTIONS,
        "Z is the norm of (I - P) Gamma (I - P), that of C = Gamma^{1/2} (I - P) Gamma^{1/2}; so Z^2 is at most tr C^2",
    ),
    hypotheses=(*HYPOTHESES, SOMETHING_MISSED),
    setting=Hilbert(OPERATORS, (), (*FACTS, NORM), random=(*OPERATORS, "weighted_alignment")),
    experiment=alignment_trials,
    proof=proof,
)
