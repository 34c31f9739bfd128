"""The student's error at time t, mode by mode.

In an orthonormal eigenbasis of the student's kernel, with b_j = <f_TE, e_j> and f_j = <f*, e_j>,
gradient flow from 0 moves every coefficient alone: c_j' = lambda_j (b_j - c_j). So
c_j = (1 - exp(-lambda_j t)) b_j, and the error is a sum over the modes.

The sum is stated for n modes. With infinitely many the two sides are equal term by term, and both
sums converge since the squares of the f_j and of the b_j are summable.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from w2s_theory.experiments.function_space import mode_trials
from w2s_theory.notation import b, f, j, mode, t
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import (
    EACH_MODE,
    FLOW,
    LENGTH,
    MODES,
    SHRINKAGE,
    over_modes,
)

TERM = (f[j] - SHRINKAGE * b[j]) ** 2
ERROR = over_modes((f[j] - mode(j, t)) ** 2)
BOUND = over_modes(TERM)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "one_mode", Claim(mode(j, t), "==", SHRINKAGE * b[j]), "ode", variables=EACH_MODE,
            note="The mode's equation c' = lambda (b - c) with c(0) = 0 has this solution, and only this.",
        ),
        Step(
            "all_modes", Claim(ERROR, "==", BOUND), "ring", uses=("one_mode",),
            note="Parseval: put it in for every mode.",
        ),
    )


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """Modes integrated numerically, and ReLU-feature models trained through their weights."""
    return mode_trials(rng, size)


THEOREM = Theorem(
    name="student_error_eq_mode_sum",
    title="The student's error at time t, mode by mode",
    citation=Citation(
        "medvedev2025weak", "gradient flow; the student's training, mode by mode",
        relation="same",
    ),
    status="proved",
    about="network",
    parameters=MODES,
    quantity=ERROR,
    relation="==",
    bound=BOUND,
    stable_bound=over_entries(TERM, LENGTH),
    float_accuracy=1e-13,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "c_j' = lambda_j (b_j - c_j) and c_j(0) = 0 for every mode: gradient flow from 0 on 1/2 ||f - f_TE||^2",
    ),
    hypotheses=FLOW,
    experiment=experiment,
    proof=proof,
)
