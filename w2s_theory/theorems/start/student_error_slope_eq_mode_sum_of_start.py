"""How fast the student's error changes from any start; at t = 0 it says whether a little training on the teacher
helps.

With f_j, b_j, f^0_j the coefficients of target, teacher and start in an eigenbasis of the student's kernel and c_j =
exp(-lambda_j t) f^0_j + (1 - exp(-lambda_j t)) b_j those of the student,

    dL_ST/dt = -2 sum_j lambda_j exp(-lambda_j t)(b_j - f^0_j)(f_j - c_j).

At t = 0 that is -2 <K (f_TE - f_0), f* - f_0>: a student improves on its own start at once exactly if, in the
kernel's inner product, the teacher lies in the target's direction from the start. A better teacher than start is
enough for a kernel with one eigenvalue, L_TE < L_0 + ||f_TE - f_0||^2, and not in general.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import Derivative

from w2s_theory.experiments.function_space import slope_trials
from w2s_theory.notation import a_0, b, f, j, lambdas, t
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import LENGTH, over_modes
from w2s_theory.theorems.start.flow_setting import (
    DECAY,
    ERROR,
    FLOW,
    GRADIENT_FLOW,
    PASSED,
    STARTED_MODES,
    error_steps,
)

TERM = lambdas[j] * DECAY * (b[j] - a_0[j]) * (PASSED - f[j])
BOUND = 2 * over_modes(TERM)


def proof() -> tuple[Step, ...]:
    return (
        *error_steps(),
        Step(
            "slope", Claim(Derivative(ERROR, t), "==", BOUND), "derivative", uses=("error",),
            note="Differentiate term by term.",
        ),
    )  # fmt: skip


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """ReLU-feature models: L_ST(t + ih) by the exponential of the kernel matrix, its imaginary part over h."""
    return slope_trials(rng, size, started=True)


THEOREM = Theorem(
    name="student_error_slope_eq_mode_sum_of_start",
    title="Whether a little training on the teacher improves on the start",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=STARTED_MODES,
    quantity=Derivative(ERROR, t),
    relation="==",
    bound=BOUND,
    stable_bound=2 * over_entries(TERM, LENGTH),
    # terms of both signs may nearly cancel
    float_accuracy=1e-11,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(GRADIENT_FLOW,),
    hypotheses=FLOW,
    experiment=experiment,
    proof=proof,
)
