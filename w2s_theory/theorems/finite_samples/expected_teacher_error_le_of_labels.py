"""How many labels make least squares as good as the population: n >= p + 1 + p (1 + sigma^2/L)/epsilon.

A teacher of p normal features that misses L of the target on endlessly many labels has, fitted to n labels with
noise sigma^2,

    E L_TE <= (1 + epsilon) L   if   n >= p + 1 + p (L + sigma^2)/(epsilon L),

with equality at that number. Ten per cent cost eleven times as many labels as features without noise, and more
where the noise is as large as what the features miss. Idea: E L_TE = L + (L + sigma^2) p/(n - p - 1)
(``expected_student_error_eq_of_least_squares_teacher``).
"""

from __future__ import annotations

from fractions import Fraction

from sympy import sqrt

from w2s_theory.experiments.sampled_teachers import enough_label_trials
from w2s_theory.notation import (
    d_TE,
    inner,
    label_excess,
    mean,
    missed_TE,
    noise_variance,
    norm_squared,
    risk_TE,
    samples_TE,
    taught,
    theta_star,
    theta_TE,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.related.student_setting import ENOUGH_LABELS, fourth_root_of_error

BOUND = (1 + label_excess) * missed_TE
NEED = d_TE * (missed_TE + noise_variance)
SPARE = samples_TE - d_TE - 1
ENOUGH = Claim(label_excess * missed_TE * SPARE, ">=", NEED)
SETTING = Hilbert(
    ("theta_star", "theta_TE", "taught"),
    (),
    (
        ("teacher.risk", Claim(risk_TE, "==", norm_squared(theta_star - taught))),
        ("teacher.missed", Claim(norm_squared(theta_star - theta_TE), "==", missed_TE)),
        ("teacher.mean", Claim(mean(inner(theta_star, taught)), "==", inner(theta_star, theta_TE))),
        ("teacher.energy", Claim(mean(norm_squared(taught)), "==", norm_squared(theta_TE) + NEED / SPARE)),
    ),
    random=("taught", "risk_TE"),
    square_integrable=("taught",),
    integrable=("risk_TE",),
)


def proof() -> tuple[Step, ...]:
    overlap, energy = inner(theta_star, taught), norm_squared(taught)
    return (
        Step(
            "square", Claim(risk_TE, "==", norm_squared(theta_star) - 2 * overlap + energy), "gram",
            certificate={"multipliers": {"teacher.risk": 1}}, note="The squared distance to the target.",
        ),
        Step(
            "mean_square", Claim(mean(risk_TE), "==", norm_squared(theta_star) - 2 * mean(overlap) + mean(energy)),
            "expectation", uses=("square",), certificate={"of": "square"}, note="Take the mean over the labelled inputs.",
        ),
        Step(
            "exactly", Claim(mean(risk_TE), "==", missed_TE + NEED / SPARE), "gram", uses=("mean_square",),
            certificate={
                "multipliers": {"mean_square": 1, "teacher.mean": -2, "teacher.energy": 1, "teacher.missed": 1},
            },
            note="What the features miss, and the spread of the fit.",
        ),
        Step("enough", ENOUGH, "hypothesis", note="So many labels."),
        Step(
            "within", Claim(mean(risk_TE), "<=", BOUND), "rational", uses=("exactly", "enough"),
            certificate={"multipliers": {"exactly": 1, "enough": 1 / SPARE}}, note="The spread is at most epsilon L.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="expected_teacher_error_le_of_labels",
    title="How many labels least squares needs",
    citation=Citation("this project"),
    status="proved",
    about="gaussian features",
    parameters=(
        Parameter("d_TE", integers(1), integers(1, 4)),
        Parameter("samples_TE", integers(1), integers(40, 200)),
        Parameter("missed_TE", reals(0, lower_open=True), reals(Fraction(1, 10), 1)),
        Parameter("noise_variance", reals(0), reals(0, 1)),
        Parameter("label_excess", reals(0, lower_open=True), reals(Fraction(1, 5), 1)),
    ),
    hypotheses=(ENOUGH_LABELS, ENOUGH),
    quantity=mean(risk_TE),
    relation="<=",
    bound=BOUND,
    float_accuracy=1e-14,
    quantifier=Expectation(
        value_variance=(
            sqrt(missed_TE) + sqrt(missed_TE + noise_variance) * fourth_root_of_error(d_TE, samples_TE, d_TE)
        )
        ** 4
    ),
    sharpness="unknown",
    discrepancy=Fraction(1, 10),
    assumptions=(
        "inputs x ~ N(0, I), independent samples; labels <theta, x> + noise of mean 0 and variance sigma^2, independent of "
        "the inputs; the teacher is least squares on d_TE directions that miss rho_TE of the target",
        "by squared_coefficient_eq_of_least_squares its coefficients have the mean P_TE theta and the covariance (rho_TE + "
        "sigma^2)/(N_TE - d_TE - 1) P_TE (teacher.mean, teacher.energy)",
    ),
    setting=SETTING,
    experiment=enough_label_trials,
    proof=proof,
)
