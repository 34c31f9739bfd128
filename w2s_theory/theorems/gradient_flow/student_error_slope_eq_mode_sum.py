"""How fast the student's error changes: dL_ST/dt = 2 sum_j lambda_j e^{-lambda_j t} b_j (s_j b_j - f_j).

Its zeros are the candidates for the best stopping time. There is no closed form for them in
general, and there may be several: L_ST(t) need not have a single minimum.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import Derivative, exp

from w2s_theory.experiments.function_space import slope_trials
from w2s_theory.notation import b, f, j, lambdas, mode, t
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

ERROR = over_modes((f[j] - mode(j, t)) ** 2)
SOLVED = over_modes((f[j] - SHRINKAGE * b[j]) ** 2)
TERM = lambdas[j] * exp(-lambdas[j] * t) * b[j] * (SHRINKAGE * b[j] - f[j])
BOUND = 2 * over_modes(TERM)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "one_mode", Claim(mode(j, t), "==", SHRINKAGE * b[j]), "ode", variables=EACH_MODE,
            note="The solution of the mode's equation.",
        ),
        Step(
            "error", Claim(ERROR, "==", SOLVED), "ring", uses=("one_mode",),
            note="The error as a sum over the modes, at every time.",
        ),
        Step(
            "slope", Claim(Derivative(ERROR, t), "==", BOUND), "derivative", uses=("error",),
            note="Differentiate term by term.",
        ),
    )


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """ReLU-feature models: L_ST(t + ih) by the exponential of the kernel matrix, its imaginary part over h."""
    return slope_trials(rng, size)


THEOREM = Theorem(
    name="student_error_slope_eq_mode_sum",
    title="The slope of the student's error in time",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=MODES,
    quantity=Derivative(ERROR, t),
    relation="==",
    bound=BOUND,
    stable_bound=2 * over_entries(TERM, LENGTH),
    # terms of both signs may nearly cancel
    float_accuracy=1e-11,
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
