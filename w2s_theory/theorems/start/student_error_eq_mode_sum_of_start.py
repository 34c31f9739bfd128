"""The student's error at time t from any start, mode by mode.

In an orthonormal eigenbasis of the student's kernel the target has the coefficients f_j, the teacher b_j, the start
f^0_j. Gradient flow moves each from f^0_j towards b_j, c_j = (1 - s_j) f^0_j + s_j b_j with s_j = 1 - exp(-lambda_j
t), so

    L_ST(t) = sum_j (f_j - s_j b_j - (1 - s_j) f^0_j)^2.

It is the error from 0 (``student_error_eq_mode_sum``) for the target f* - f_0 and the teacher f_TE - f_0: all that is
said of those holds for the shifted pair. What the start has wrong on slow modes stays: the factor is (1 - s_j)^2.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from w2s_theory.experiments.function_space import mode_trials
from w2s_theory.notation import f, j
from w2s_theory.records.draws import Draws
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import LENGTH
from w2s_theory.theorems.start.flow_setting import (
    ERROR,
    FLOW,
    GRADIENT_FLOW,
    PASSED,
    SOLVED,
    STARTED_MODES,
    error_steps,
)


def proof() -> tuple[Step, ...]:
    return error_steps()


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """Random modes and those of ReLU-feature models on points, integrated numerically."""
    return mode_trials(rng, size, started=True)


THEOREM = Theorem(
    name="student_error_eq_mode_sum_of_start",
    title="The student's error from any start, mode by mode",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=STARTED_MODES,
    quantity=ERROR,
    relation="==",
    bound=SOLVED,
    stable_bound=over_entries((f[j] - PASSED) ** 2, LENGTH),
    float_accuracy=1e-13,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(GRADIENT_FLOW,),
    hypotheses=FLOW,
    experiment=experiment,
    proof=proof,
)
