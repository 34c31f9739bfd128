"""Least squares on Gaussian features: the law of the fitted coefficients, up to second moments, exactly.

For N > d + 1 samples, any unit vector v and any number t,

    E (<v, beta^> - t)^2 = (<v, beta> - t)^2 + tau^2/(N - d - 1),

that is, E beta^ = beta and Cov beta^ = tau^2/(N - d - 1) I. For the error of the fit is <w, r>, where w is the vector
in the span of the feature columns that has the product 1 with the column along v and is orthogonal to the
columns along the directions orthogonal to v. So w = q/||q||^2, with q the part of a Gaussian column outside the span of
d - 1 others, and E ||w||^2 = E 1/||q||^2 = 1/((N - d + 1) - 2). For N = d and d + 1 the mean is infinite.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.regressions import least_squares_trials
from w2s_theory.notation import (
    d,
    inner,
    label_variance,
    mean,
    r_fit,
    r_y,
    samples,
    slope,
    slope_error,
    slope_goal,
    slope_hat,
    w_v,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import DualVector, Hilbert, LabelNoise, Operator
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.related.regression_setting import (
    ASSUMPTIONS,
    PARAMETERS,
    QUANTITY,
    least_squares_variance,
)

GAIN = inner(w_v, w_v)
BIAS = slope - slope_goal
BOUND = BIAS**2 + label_variance / (samples - d - 1)
SETTING = Hilbert(
    ("r_y", "r_fit", "w_v"),
    (Operator("P", "projection", ((r_y, r_fit), (w_v, w_v))),),
    (
        ("fit", Claim(slope_hat, "==", slope + slope_error)),
        ("dual", Claim(inner(w_v, r_fit), "==", slope_error)),
    ),
    random=("r_y", "r_fit", "w_v", "slope_hat", "slope_error"),
    square_integrable=("r_y", "r_fit", "w_v", "slope_hat", "slope_error"),
    noises=(LabelNoise("r_y", label_variance, ("w_v",)),),
    duals=(DualVector(GAIN, samples - d + 1),),
)  # fmt: skip


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "error", Claim(slope_error, "==", inner(w_v, r_y)), "gram",
            certificate={"multipliers": {"dual": -1, "P.symmetric(0,1)": 1}},
            note="What the fit makes of r is its projection on the columns, and w lies in their span.",
        ),
        Step(
            "square",
            Claim(
                (slope_hat - slope_goal) ** 2, "==",
                BIAS**2 + 2 * BIAS * inner(w_v, r_y) + inner(w_v, r_y) ** 2,
            ),
            "gram", uses=("error",),
            certificate={"multipliers": {"fit": slope_hat + slope + slope_error - 2 * slope_goal}},
            note="The distance to t, squared.",
        ),
        Step(
            "mean_square",
            Claim(
                QUANTITY, "==",
                BIAS**2 + 2 * BIAS * mean(inner(w_v, r_y)) + mean(inner(w_v, r_y) ** 2),
            ),
            "expectation", uses=("square",), certificate={"of": "square"}, note="Take the mean: all squares have one.",
        ),
        Step(
            "centred", Claim(mean(inner(w_v, r_y)), "==", 0), "gaussian",
            certificate={"fact": "centred", "of": "r_y", "w": w_v}, note="r has mean 0, whatever the features are.",
        ),
        Step(
            "variance", Claim(mean(inner(w_v, r_y) ** 2), "==", label_variance * mean(GAIN)), "gaussian",
            certificate={"fact": "variance", "of": "r_y", "w": w_v},
            note="r has the variance tau^2, whatever the features are.",
        ),
        Step(
            "gain", Claim(mean(GAIN), "==", 1 / (samples - d - 1)), "gaussian", certificate={"fact": "size"},
            note="The inverse of a chi-square with N - d + 1 degrees of freedom.",
        ),
        Step(
            "squared_coefficient", Claim(QUANTITY, "==", BOUND), "rational",
            uses=("mean_square", "centred", "variance", "gain"), note="Put together.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="squared_coefficient_eq_of_least_squares",
    title="Least squares on Gaussian features: mean and covariance of the coefficients",
    citation=Citation("this project"),
    status="proved",
    about="gaussian features",
    parameters=PARAMETERS,
    hypotheses=(Claim(samples, ">=", d + 2),),
    quantity=QUANTITY,
    relation="==",
    bound=BOUND,
    float_accuracy=1e-14,
    quantifier=Expectation(value_variance=least_squares_variance()),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(*ASSUMPTIONS, "N >= d + 2: for fewer samples than that (and at least d) the mean is infinite"),
    setting=SETTING,
    experiment=least_squares_trials,
    proof=proof,
)
