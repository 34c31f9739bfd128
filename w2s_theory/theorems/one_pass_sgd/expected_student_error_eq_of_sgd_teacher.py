"""A student of a teacher that SGD trained: the teacher's sampling noise is filtered mode by mode.

The teacher learnt f* in T steps of one-pass SGD: in the mean over its inputs its coefficient on mode j is (1 - a_j^T) f_j,
a_j = 1 - eta lambda_j, with a variance V_j. The student learns the share s_j of it, whatever its training. Then

    E L_ST = sum_j (1 - s_j (1 - a_j^T))^2 f_j^2 + s_j^2 V_j.

In the long run V_j is proportional to lambda_j, flat in the weights: an early stopped student keeps little of what sits on
slow modes. Idea: on every mode bias squared and variance, the student is linear in its teacher.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.one_pass_sgd import DEGREES, LARGEST_TAUGHT, taught_trials
from w2s_theory.notation import (
    L_ST,
    eta,
    f,
    f_mean,
    f_ST,
    f_star,
    i,
    inner,
    j,
    lambdas,
    mean,
    norm_squared,
    s_ST,
    teacher_variances,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import over_modes

LEARNT = s_ST[j] * (1 - (1 - eta * lambdas[j]) ** i)
BIAS, NOISE = (1 - LEARNT) ** 2 * f[j] ** 2, s_ST[j] ** 2 * teacher_variances[j]
BOUND = over_modes(BIAS + NOISE)
VARYING = f_ST - f_mean

SETTING = Hilbert(
    ("f_star", "f_ST", "f_mean"),
    (),
    (
        ("mean_along_target", Claim(mean(inner(f_star, f_ST)), "==", inner(f_star, f_mean))),
        ("mean_along_mean", Claim(mean(inner(f_mean, f_ST)), "==", norm_squared(f_mean))),
        ("modes_of_mean", Claim(norm_squared(f_star - f_mean), "==", over_modes(BIAS))),
        ("modes_of_variance", Claim(mean(norm_squared(VARYING)), "==", over_modes(NOISE))),
    ),
    random=("f_ST",),
)


def proof() -> tuple[Step, ...]:
    fixed, crossed = norm_squared(f_star - f_mean), inner(f_star, f_ST) - inner(f_mean, f_ST)
    rest = inner(f_star, f_mean) - norm_squared(f_mean)
    return (
        Step(
            "about_the_mean", Claim(L_ST, "==", fixed - 2 * crossed + 2 * rest + norm_squared(VARYING)), "gram",
            unfold=("L_ST",), note="f* - f_ST = (f* - E f_ST) - (f_ST - E f_ST).",
        ),
        Step(
            "in_the_mean",
            Claim(
                mean(L_ST), "==",
                fixed - 2 * mean(inner(f_star, f_ST)) + 2 * mean(inner(f_mean, f_ST)) + 2 * rest
                + mean(norm_squared(VARYING)),
            ),
            "expectation", uses=("about_the_mean",), certificate={"of": "about_the_mean"},
            note="Take the mean over the teacher's inputs.",
        ),
        Step(
            "terms", Claim(BOUND, "==", over_modes(BIAS) + over_modes(NOISE)), "termwise", note="Two sums.",
        ),
        Step(
            "mean_error", Claim(mean(L_ST), "==", BOUND), "gram", uses=("in_the_mean", "terms"),
            certificate={
                "multipliers": {
                    "in_the_mean": 1, "terms": -1, "mean_along_target": -2, "mean_along_mean": 2, "modes_of_mean": 1,
                    "modes_of_variance": 1,
                },
            },
            note="The mixed term has mean 0.",
        ),
    )  # fmt: skip


def _sequence(name: str, domain, typical) -> Parameter:
    return Parameter(name, domain, typical, length=DEGREES)


THEOREM = Theorem(
    name="expected_student_error_eq_of_sgd_teacher",
    title="The mean error of a student whose teacher SGD trained",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("n", integers(1), integers(1, DEGREES)),
        Parameter("i", integers(0), integers(0, 20), meaning="number of steps T of the teacher"),
        Parameter("eta", reals(0, lower_open=True), reals(Fraction(1, 10), 1)),
        _sequence("lambdas", reals(0), reals(0, Fraction(1, 2))),
        _sequence("f", reals(), reals(0, 1)),
        _sequence("s_ST", reals(0), reals(0, 1)),
        _sequence("teacher_variances", reals(0), reals(0, 1)),
    ),
    quantity=mean(L_ST),
    relation="==",
    bound=BOUND,
    stable_bound=over_entries(BIAS + NOISE, DEGREES),
    float_accuracy=1e-11,
    quantifier=Expectation(
        value_range=(Fraction(0), Fraction(LARGEST_TAUGHT)), bound_range=(Fraction(0), Fraction(2 * LARGEST_TAUGHT)),
    ),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "the teacher makes T steps of one-pass SGD on f* from 0; its kernel has the eigenvalue lambda_j on mode j",
        "so in the mean over its inputs f_TE has the coefficients (1 - (1 - eta lambda_j)^T) f_j; V_j is their variance",
        "the student's coefficient on mode j is s_j times the teacher's; modes with the same s_j and lambda_j may be joined",
    ),
    setting=SETTING,
    experiment=taught_trials,
    proof=proof,
)  # fmt: skip
