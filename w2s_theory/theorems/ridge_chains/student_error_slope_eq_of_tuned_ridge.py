"""Whether a student gains on a tuned teacher: by the order of the target's coefficients, and both happen.

By the deterministic equivalent a ridge teacher takes the shares h_j = lambda_j/(lambda_j + kappa) and its error is
sum_j f_j^2 (1 - h_j)^2 + tau^2 h_j^2. Let D = (2/kappa) sum_j h_j^2 (1 - h_j) (kappa beta_j^2 - tau^2) be the slope
of this in kappa at fixed noise; the teacher's penalty is tuned if D = 0
(``fixed_noise_error_eq_of_other_penalty``). The slope of the error of a ridge student at its first bit of ridge
(``student_error_slope_eq_of_student_ridge``) is, for every h_c > 0,

    (2/kappa) sum_j h_j (1 - h_j) (kappa beta_j^2 - tau^2)
        = (D - (2/kappa) sum_j h_j (1 - h_j) (h_j - h_c) (kappa beta_j^2 - tau^2))/h_c.

Let D = 0. If beta_j^2 = f_j^2/lambda_j rises with lambda_j (an easy target), take for h_c the share at which kappa
beta_j^2 - tau^2 changes its sign: no term of the right sum is negative, and a small ridge gains. If it falls (a
hard target) a small ridge loses, and so does every other (``student_error_ge_of_steeper_filter``). If it is
constant, both are 0. So that a tuned teacher leaves no gain (``student_risk_minus_teacher_risk_eq_of_tuned_ridge``)
is no general law: with 100 samples, sigma^2 = 1, ten eigenvalues 1 that hold the target and sixty of 1/5 the tuned
teacher errs by 0.224 and a student with penalty 0.05 by 0.215. Idea: Chebyshev's sum inequality, as an identity.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.ridge_modes import tuned_slope_trials
from w2s_theory.notation import j, kappa, lambdas, share_limit
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import over_modes
from w2s_theory.theorems.ridge_chains.mode_setting import FORMULA, LENGTH, MODES, PULL

H = lambdas[j] / (lambdas[j] + kappa)
CURVED, WEIGHT = H**2 * (1 - H), H * (1 - H)
QUANTITY = 2 / kappa * over_modes(WEIGHT * PULL)
TERM = WEIGHT * (H - share_limit) * PULL
# half of kappa D
TEACHER = over_modes(CURVED * PULL)
BOUND = 2 / kappa * (TEACHER - over_modes(TERM)) / share_limit


def proof() -> tuple[Step, ...]:
    straight = over_modes(WEIGHT * PULL)
    return (
        Step(
            "terms", Claim(over_modes(TERM), "==", TEACHER - share_limit * straight), "termwise",
            note="h (1 - h)(h - h_c) = h^2 (1 - h) - h_c h (1 - h), mode by mode.",
        ),
        Step(
            "slope", Claim(QUANTITY, "==", BOUND), "rational", uses=("terms",),
            certificate={"multipliers": {"terms": 2 / (kappa * share_limit)}},
            note="What is left is h_c times the student's slope.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="student_error_slope_eq_of_tuned_ridge",
    title="A tuned teacher: gain or no gain, by the order of the target's coefficients",
    citation=Citation("this project"),
    status="proved",
    about="equivalent",
    parameters=(
        *MODES,
        Parameter("share_limit", reals(0, lower_open=True), reals(Fraction(1, 10), 1)),
    ),
    quantity=QUANTITY,
    relation="==",
    bound=BOUND,
    stable_bound=2 / kappa * (over_entries(CURVED * PULL, LENGTH) - over_entries(TERM, LENGTH)) / share_limit,
    # terms of both signs may nearly cancel
    float_accuracy=1e-10,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(FORMULA,),
    experiment=tuned_slope_trials,
    proof=proof,
)
