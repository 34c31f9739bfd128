"""One step of one-pass SGD on Gaussian linear features: the other closed recursion, which is not the kernel's.

Features x_j are independent normal with variances lambda_j. On one mode e_j = ||Pi_j (f_t - f_TE)||^2 becomes in the mean

    ((1 - eta lambda_j)^2 + eta^2 lambda_j^2/B) e_j + (eta^2 lambda_j^2/B) (E + sigma^2),

where sigma^2 holds the labels' noise and what no feature can represent. Idea: for jointly normal r and x_j the mean of r^2
x_j^2 is that of independent ones and 2 (E r x_j)^2 more. On the sphere this excess is not there and the sign is -: the
Gaussian recursion is *wrong* for the kernel, and explodes where training on the sphere does not (eta K(x, x) = 1.9, B = 1).
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.gaussian_sgd import gaussian_step_trials
from w2s_theory.notation import (
    batch,
    eta,
    gap_energy,
    gap_part,
    gap_part_energy,
    lam,
    mean,
    noise_variance,
    norm_squared,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.one_pass_sgd.batch_setting import (
    AFTER,
    ASSUMPTIONS,
    BATCH_MULTIPLIERS,
    SQUARE,
    batch_of,
    expanded,
)

LOSS = gap_energy + noise_variance
BOUND = ((1 - eta * lam) ** 2 + eta**2 * lam**2 / batch) * gap_part_energy + (eta**2 * lam**2 / batch) * LOSS
# it moves by -2 eta sqrt(e_j lambda_j) r x_j + eta^2 lambda_j r^2 x_j^2, and E r^2 x_j^2 <= 3 lambda_j (E + sigma^2),
# E r^4 x_j^4 <= 105 lambda_j^2 (E + sigma^2)^2 (Cauchy and Schwarz, E z^4 = 3, E z^8 = 105); a batch varies less
VARIANCE = 24 * eta**2 * lam**2 * gap_part_energy * LOSS + 210 * eta**4 * lam**4 * LOSS**2

SETTING = batch_of(
    ("normal_moments", Claim(SQUARE, "==", lam**2 * LOSS + 2 * lam**2 * norm_squared(gap_part))),
)


def proof() -> tuple[Step, ...]:
    return (
        *expanded(),
        Step(
            "step", Claim(mean(AFTER), "==", BOUND), "gram", uses=("in_the_mean",), unfold=("gap_part_energy",),
            certificate={"multipliers": {**BATCH_MULTIPLIERS, "normal_moments": eta**2 / batch}},
            note="Put the means in.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="mode_error_after_step_eq_of_gaussian_sgd",
    title="One step of one-pass SGD on Gaussian features",
    citation=Citation("this project"),
    status="proved",
    about="gaussian features",
    parameters=(
        Parameter("lam", reals(0), reals(Fraction(1, 10), Fraction(1, 2))),
        Parameter("eta", reals(0, lower_open=True), reals(Fraction(1, 10), 1)),
        Parameter("batch", integers(1), integers(1, 20)),
        Parameter("gap_part_energy", reals(0), reals(0, 1)),
        Parameter("gap_energy", reals(0), reals(Fraction(1, 10), 1)),
        Parameter("noise_variance", reals(0), reals(0, 1)),
    ),
    quantity=mean(AFTER),
    relation="==",
    bound=BOUND,
    float_accuracy=1e-12,
    quantifier=Expectation(value_variance=VARIANCE),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "features are independent normal variables with variances lambda_j, functions are linear in them: K(x, x') is the "
        "sum of x_j x_j'",
        "so E r x_j is lambda_j times the coefficient, and E r^2 x_j^2 = lambda_j (E + sigma^2) + 2 (E r x_j)^2 "
        "(r and x_j are jointly normal)",
        *ASSUMPTIONS,
    ),
    setting=SETTING,
    experiment=gaussian_step_trials,
    proof=proof,
)  # fmt: skip
