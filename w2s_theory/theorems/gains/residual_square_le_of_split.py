"""A second moment of the teacher's residual is at most a product of two first moments: split the units.

P projects on the features of M_1 + M_2 random units, Gamma = sum_j gamma_j Pi_j. With ell_j(M) = E L_TE on degree j,

    E tr Gamma (I - P) Gamma (I - P) <= sum_j N_j gamma_j^2 ell_j(M_1) ell_j(M_2).

With Gamma = Pi_k: E ||Pi_k (f* - f_TE)||^2 <= ell_k(M_1) ell_k(M_2) for every f* in V_k; it is at least (E L_TE)^2.
Any bounds of the ell_j may stand for them (``expected_teacher_error_le_of_log_det``).

Idea: teachers of disjoint halves are independent, and the whole teacher's error operator is below both of theirs. No
concentration, no window of widths, nothing about the activation. Linear target, d = 32, M = 512: ell_1(256)^2 is
10 times the true mean of ||Pi_1 (f* - f_TE)||^2, which is 1.1 (E L_TE)^2.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.split_units import square_trials, square_witness
from w2s_theory.notation import mean
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gains.split_setting import (
    ASSUMPTIONS,
    FACTS,
    HYPOTHESES,
    LIMIT,
    OPERATORS,
    PARAMETERS,
    SQUARE,
    STABLE_LIMIT,
    square_steps,
)


def proof() -> tuple[Step, ...]:
    return square_steps()


THEOREM = Theorem(
    name="residual_square_le_of_split",
    title="Split the units: a second moment below a product of first moments",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=PARAMETERS,
    quantity=mean(SQUARE),
    relation="<=",
    bound=LIMIT,
    stable_bound=STABLE_LIMIT,
    float_accuracy=1e-13,
    # the weights of the experiment have sum_j N_j gamma_j^2 = 1
    quantifier=Expectation(value_range=(Fraction(0), Fraction(1))),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=ASSUMPTIONS,
    hypotheses=HYPOTHESES,
    setting=Hilbert(OPERATORS, (), FACTS, random=OPERATORS),
    experiment=square_trials,
    witness=square_witness,
    proof=proof,
)
