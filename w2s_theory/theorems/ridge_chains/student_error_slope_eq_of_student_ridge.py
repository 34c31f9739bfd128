"""How a ridge of the student changes its error, and when the first bit of it helps.

The student of a ridge teacher with the shares h_j = lambda_j/(lambda_j + kappa) is a ridge with penalty rho on the
population: it takes w_j = h_j lambda_j/(lambda_j + rho) of mode j. Then

    dL_ST/drho = 2 sum_j h_j lambda_j/(lambda_j + rho)^2 (f_j^2 (1 - w_j) - tau^2 w_j).

As rho -> 0, where the student is its teacher, this is 2 sum_j (kappa f_j^2 - tau^2 lambda_j)/(lambda_j + kappa)^2:
a small ridge gains if tau^2 sum lambda_j/(lambda_j + kappa)^2 > kappa sum f_j^2/(lambda_j + kappa)^2, and loses if
it is less, whatever the teacher. A ridgeless teacher of more samples than features (kappa = 0) always leaves a
gain, if there is noise. Idea: differentiate.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Derivative

from w2s_theory.experiments.ridge_modes import slope_trials
from w2s_theory.notation import beta_squares, j, kappa, label_variance, lambdas, penalty
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import over_modes
from w2s_theory.theorems.ridge_chains.mode_setting import (
    COEFFICIENTS,
    COUNT,
    EIGENVALUES,
    FORMULA,
    LENGTH,
    NOISE,
    PENALTY,
    error,
)

H = lambdas[j] / (lambdas[j] + kappa)
TAKEN = H * lambdas[j] / (lambdas[j] + penalty)
TERM = (
    H
    * lambdas[j]
    / (lambdas[j] + penalty) ** 2
    * (lambdas[j] * beta_squares[j] * (1 - TAKEN) - label_variance * TAKEN)
)
QUANTITY = Derivative(over_modes(error(TAKEN)), penalty)
BOUND = 2 * over_modes(TERM)


def proof() -> tuple[Step, ...]:
    return (Step("slope", Claim(QUANTITY, "==", BOUND), "derivative", note="Differentiate term by term."),)


THEOREM = Theorem(
    name="student_error_slope_eq_of_student_ridge",
    title="When a first bit of ridge helps a student",
    citation=Citation("this project"),
    status="proved",
    about="equivalent",
    parameters=(
        COUNT, Parameter("penalty", reals(0, lower_open=True), reals(Fraction(1, 100), 2)), EIGENVALUES, COEFFICIENTS,
        PENALTY, NOISE,
    ),
    quantity=QUANTITY,
    relation="==",
    bound=BOUND,
    stable_bound=2 * over_entries(TERM, LENGTH),
    # terms of both signs may nearly cancel
    float_accuracy=1e-11,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(FORMULA,),
    experiment=slope_trials,
    proof=proof,
)  # fmt: skip
