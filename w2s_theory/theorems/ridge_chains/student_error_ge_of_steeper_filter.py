"""No gain on a tuned teacher of a hard target: neither by ridge nor by gradient flow, however they are tuned.

Let a student take the share w_j of mode j, and compare it with a ridge teacher with the shares h'_j. If on every
mode h'_j lies between w_j and the best share f_j^2/(f_j^2 + tau^2), the student errs at least as much:

    sum_j f_j^2 (1 - w_j)^2 + tau^2 sum_j w_j^2 >= sum_j f_j^2 (1 - h'_j)^2 + tau^2 sum_j h'_j^2.

Where beta_j^2 = f_j^2/lambda_j does not rise with lambda_j, such a ridge exists for every student w_j = h_j s_j of
a ridge teacher, by ridge or by flow. For a ridge with the penalty c is as said on mode j if c lies between a_j =
lambda_j (1/w_j - 1) and b_j = tau^2/beta_j^2. As lambda_j grows a_j falls (it is kappa + y + kappa y/lambda_j for a
student ridge y, and lambda_j/(e^{lambda_j t} - 1) + kappa/(1 - e^{-lambda_j t}) for a flow) and b_j does not; so
the intervals of any two modes meet, and intervals that meet in pairs have a common point. If the teacher is tuned,
the right side is at least its error (``fixed_noise_error_eq_of_other_penalty``): the student cannot gain, and fresh
inputs that are finite in number only add to its error. Rising coefficients turn it round:
``student_error_slope_eq_of_tuned_ridge``. Idea: on every mode the difference is (f^2 + tau^2) (w - h')^2 and a
product of two numbers of the same sign.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.ridge_modes import hard_target_trials
from w2s_theory.notation import beta_squares, j, label_variance, lambdas, ridge_shares, taken_shares
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import over_modes
from w2s_theory.theorems.ridge_chains.mode_setting import COUNT, EACH, EIGENVALUES, LENGTH, error

SHARE, OTHER = taken_shares[j], ridge_shares[j]
ENERGY = lambdas[j] * beta_squares[j]
QUANTITY, BOUND = over_modes(error(SHARE)), over_modes(error(OTHER))
BETWEEN = Claim((SHARE - OTHER) * (OTHER * (ENERGY + label_variance) - ENERGY), ">=", 0)


def proof() -> tuple[Step, ...]:
    return (
        Step("between", BETWEEN, "hypothesis", variables=EACH,
        note="The ridge lies between the student and the best share."),
        Step(
            "one", Claim(error(SHARE), ">=", error(OTHER)), "ring", variables=EACH, uses=("between",),
            certificate={"multipliers": {"between": 2}, "squares": ((ENERGY + label_variance, SHARE - OTHER),)},
            note="The error of a mode is a parabola in its share, least at the best share.",
        ),
        Step("all", Claim(QUANTITY, ">=", BOUND), "termwise", uses=("one",), certificate={"term": "one"},
        note="Mode by mode."),
    )  # fmt: skip


THEOREM = Theorem(
    name="student_error_ge_of_steeper_filter",
    title="No gain on the tuned teacher of a hard target",
    citation=Citation("this project"),
    status="proved",
    about="equivalent",
    parameters=(
        COUNT, EIGENVALUES, Parameter("beta_squares", reals(0), reals(0, Fraction(1, 4)), length=LENGTH),
        Parameter("label_variance", reals(0), reals(Fraction(1, 2), 1)),
        Parameter("taken_shares", reals(), reals(Fraction(3, 5), 1), length=LENGTH),
        Parameter("ridge_shares", reals(), reals(Fraction(1, 2), Fraction(3, 5)), length=LENGTH),
    ),
    quantity=QUANTITY,
    relation=">=",
    bound=BOUND,
    stable_bound=over_entries(error(OTHER), LENGTH),
    float_accuracy=1e-12,
    quantifier=EveryDraw(),
    sharpness="unknown",
    discrepancy=Fraction(1, 4),
    assumptions=(
        "the error of a fit that takes the share w_j of mode j is sum_j f_j^2 (1 - w_j)^2 + tau^2 sum_j w_j^2, f_j^2 = "
        "lambda_j beta_j^2: the deterministic equivalent, of a ridge teacher and of its student on the population",
        "on every mode (w_j - h'_j)(h'_j - f_j^2/(f_j^2 + tau^2)) >= 0",
    ),
    hypotheses=(BETWEEN,),
    experiment=hard_target_trials,
    proof=proof,
)  # fmt: skip
