"""A teacher of least squares on finitely many labels, and every student of it: exactly.

Inputs are normal, the teacher sees a projection P_TE of them on p directions and is fitted by least squares to n >=
p + 2 labels <theta, x> + noise; tau^2 = sigma^2 + ||theta - P_TE theta||^2 is what its features do not tell of a
label. The student passes the teacher through a filter S (any symmetric matrix: gradient flow or ridge over the
population). Then

    E L_ST = ||theta - S P_TE theta||^2 + tau^2/(n - p - 1) tr(S P_TE S);

for S = I this is the teacher, E L_TE = L + (L + sigma^2) p/(n - p - 1) with L its error on endlessly many labels.
So finite samples are noise that is spread evenly over the teacher's features; a student that stops early passes on
the part tr(S P S) of it. Idea: mean and covariance of the fitted coefficients
(``squared_coefficient_eq_of_least_squares``).
"""

from __future__ import annotations

from fractions import Fraction

from sympy import sqrt

from w2s_theory.experiments.sampled_teachers import filtered_fit_trials
from w2s_theory.notation import (
    bias_ST,
    d_TE,
    inner,
    kept_ST,
    label_variance,
    mean,
    norm_squared,
    risk_ST,
    samples_TE,
    student_fit,
    theta_passed,
    theta_star,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.related.student_setting import (
    ENOUGH_LABELS,
    RISK,
    TEACHER_SPREAD,
    fourth_root_of_error,
)

BOUND = bias_ST + TEACHER_SPREAD * kept_ST
SETTING = Hilbert(
    ("theta_star", "theta_passed", "student_fit"),
    (),
    (
        RISK,
        ("student.bias", Claim(norm_squared(theta_star - theta_passed), "==", bias_ST)),
        ("student.mean", Claim(mean(inner(theta_star, student_fit)), "==", inner(theta_star, theta_passed))),
        (
            "student.energy",
            Claim(
                mean(norm_squared(student_fit)), "==", norm_squared(theta_passed) + TEACHER_SPREAD * kept_ST
            ),
        ),
    ),
    random=("student_fit", "risk_ST"),
    square_integrable=("student_fit",),
    integrable=("risk_ST",),
)


def proof() -> tuple[Step, ...]:
    overlap, energy = inner(theta_star, student_fit), norm_squared(student_fit)
    return (
        Step(
            "square", Claim(risk_ST, "==", norm_squared(theta_star) - 2 * overlap + energy), "gram",
            certificate={"multipliers": {"risk": 1}}, note="The squared distance to the target.",
        ),
        Step(
            "mean_square", Claim(mean(risk_ST), "==", norm_squared(theta_star) - 2 * mean(overlap) + mean(energy)),
            "expectation", uses=("square",), certificate={"of": "square"}, note="Take the mean over the labelled inputs.",
        ),
        Step(
            "student_risk", Claim(mean(risk_ST), "==", BOUND), "gram", uses=("mean_square",),
            certificate={
                "multipliers": {"mean_square": 1, "student.mean": -2, "student.energy": 1, "student.bias": 1},
            },
            note="The mean student, and the spread about it.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="expected_student_error_eq_of_least_squares_teacher",
    title="Least squares on finitely many labels, and its students",
    citation=Citation("this project"),
    status="proved",
    about="gaussian features",
    parameters=(
        Parameter("d_TE", integers(1), integers(1, 20)),
        Parameter("samples_TE", integers(1), integers(30, 60)),
        Parameter("label_variance", reals(0), reals(Fraction(1, 10), 2)),
        Parameter("bias_ST", reals(0), reals(0, 1)),
        Parameter("kept_ST", reals(0), reals(0, 10)),
    ),
    hypotheses=(ENOUGH_LABELS,),
    quantity=mean(risk_ST),
    relation="==",
    bound=BOUND,
    float_accuracy=1e-14,
    # Minkowski: the mean student's distance, and a normal error whose covariance has the weights s_j^2, of sum T
    quantifier=Expectation(
        value_variance=(
            sqrt(bias_ST) + sqrt(label_variance) * fourth_root_of_error(kept_ST, samples_TE, d_TE)
        )
        ** 4
    ),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "inputs x ~ N(0, I), independent samples; labels <theta, x> + noise of mean 0, independent of the inputs; "
        "tau^2 is the noise's variance and what the teacher's features miss of the target",
        "the teacher is fitted by least squares to N_TE >= d_TE + 2 labels; by squared_coefficient_eq_of_least_squares its "
        "coefficients have the mean P_TE theta and the covariance tau^2/(N_TE - d_TE - 1) P_TE",
        "the student is S applied to the teacher's coefficients, S fixed: B_ST = ||theta - S P_TE theta||^2 and T_ST = "
        "tr(S P_TE S) (student.mean, student.energy); S = I is the teacher itself",
    ),
    setting=SETTING,
    experiment=filtered_fit_trials,
    proof=proof,
)
