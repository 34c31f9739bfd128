"""The quadratic law in the mean, at one width, with a constant that can be used: split the units.

*In words.* The student's mean error is at most a constant times the square of what the teacher's error is known to be
with half of the units. No student does better than the square of the teacher's error, so the exponent is right.

f* in V_k with eigenvalue lambda, M_1 + M_2 random units, s_j^2 <= sigma + gamma_j for the student's shrinkages. With x a
time that both parts reach (``expected_teacher_error_le_of_log_det``: x_{M/2} for equal parts), b = 1/(1 + lambda x)
and rho_j = max(1, lambda/lambda_j),

    E L_ST <= (1 - s)^2 + (2 s (1 - s) + sigma) E L_TE + b^2 [sum_j (N_j/N_k) (gamma_j rho_j)^2]^{1/2}.

Gradient flow, gamma_j = s_j^2, up to the time t = (2/lambda) log(1/b), where 1 - s = b^2: the sum is at most 1 +
sum of N_j/N_k over the other degrees with lambda_j >= lambda, + (lambda t)^4 sum of N_j lambda_j^2/(N_k lambda^2) over
those below, and E L_ST <= b^2 (its root + 2 E L_TE + b^2) + sigma E L_TE, sigma as small as one likes with more
degrees. Linear target, d = 1000, M = 30,000: 1.25 b^2, and 8.2 times the square of what E L_TE is under the
equivalent, where ``student_error_le_sq_of_relu`` has a factor above 10^7. From below E L_ST >= (E L_TE)^2 at every time
(``expected_student_error_ge_sq_of_degrees``).

*Idea.* ``expected_student_error_le_of_split``, where 1/(1 + lambda_j x) <= rho_j/(1 + lambda x) for every degree: one factor
b for each part. A degree learnt more slowly than the target has a larger error, by lambda/lambda_j at most, and is learnt
less, by gamma_j <= (lambda_j t)^2: the product is small.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from sympy import Sum, sqrt

from w2s_theory.experiments.split_students import square_law_trials
from w2s_theory.notation import (
    L_ST,
    counts,
    degree_ratios,
    degree_weights,
    first_error,
    first_errors,
    j,
    l_M,
    lam,
    lambdas,
    mean,
    n,
    s,
    second_error,
    second_errors,
    target_count,
    xi,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gains import expected_student_error_le_of_split as split_means
from w2s_theory.theorems.gains import split_setting as split

TIME = 1 + lam * xi
_SQUARE = counts[j] * (degree_weights[j] * degree_ratios[j]) ** 2
SQUARES = Sum(_SQUARE, (j, 0, n - 1))
LINEAR = (1 - s) ** 2 + split_means.LEARNT * l_M
BOUND = LINEAR + sqrt(SQUARES / target_count) / TIME**2

TARGET_FIRST = Claim(first_error, "<=", 1 / TIME)
TARGET_SECOND = Claim(second_error, "<=", 1 / TIME)
EACH_FIRST = Claim(first_errors[j], "<=", 1 / (1 + lambdas[j] * xi))
EACH_SECOND = Claim(second_errors[j], "<=", 1 / (1 + lambdas[j] * xi))
RATIO = Claim(degree_ratios[j], ">=", 1)
SLOWER = Claim(degree_ratios[j] * lambdas[j], ">=", lam)


def proof() -> tuple[Step, ...]:
    slow = 1 + lambdas[j] * xi
    missed = degree_ratios[j] / TIME
    term = counts[j] * degree_weights[j] ** 2
    return (
        Step("split", Claim(mean(L_ST), "<=", split_means.BOUND), "theorem", certificate={"name": split_means.THEOREM.name},
             note="From the first moments of both parts."),
        Step("target_first", TARGET_FIRST, "hypothesis", note="The target's degree, first part."),
        Step("target_second", TARGET_SECOND, "hypothesis", note="The target's degree, second part."),
        Step("each_first", EACH_FIRST, "hypothesis", variables=split.EACH, note="Every degree, first part."),
        Step("each_second", EACH_SECOND, "hypothesis", variables=split.EACH, note="Every degree, second part."),
        Step("ratio", RATIO, "hypothesis", variables=split.EACH, note="A ratio is at least 1 ..."),
        Step("slower", SLOWER, "hypothesis", variables=split.EACH, note="... and at least lambda/lambda_j."),
        Step(
            "below", Claim(1 / slow, "<=", missed), "rational", variables=split.EACH, uses=("ratio", "slower"),
            certificate={"multipliers": {"ratio": 1 / (slow * TIME), "slower": xi / (slow * TIME)}},
            note="1 + lambda x <= rho_j (1 + lambda_j x).",
        ),
        Step(
            "square", Claim(1 / slow**2, "<=", missed**2), "rational", variables=split.EACH, uses=("below",),
            certificate={"multipliers": {"below": 1 / slow + missed}}, note="Squared: one factor for each part.",
        ),
        Step(
            "degree", Claim(term * first_errors[j] * second_errors[j], "<=", _SQUARE / TIME**2), "rational",
            variables=split.EACH, uses=("square", "each_first", "each_second"),
            certificate={
                "multipliers": {
                    "square": term, "each_first": term * second_errors[j], "each_second": term / slow,
                },
            },
            note="One degree of the sum.",
        ),
        Step(
            "degrees", Claim(split.LIMIT, "<=", SQUARES / TIME**2), "termwise", uses=("degree",),
            certificate={"term": "degree"}, note="All weighted degrees.",
        ),
        Step("something_missed", split_means.SOMETHING_MISSED, "hypothesis", note="Some weighted degree may be missed."),
        Step(
            "together", Claim(split_means.PRODUCT * split.LIMIT / target_count, "<=", SQUARES / target_count / TIME**4),
            "rational", uses=("degrees", "target_first", "target_second", "something_missed"),
            certificate={
                "multipliers": {
                    "degrees": 1 / (target_count * TIME**2), "target_first": second_error * split.LIMIT / target_count,
                    "target_second": split.LIMIT / (target_count * TIME),
                },
            },
            note="And the target's degree.",
        ),
        *_conclusion(),
    )  # fmt: skip


def _conclusion() -> tuple[Step, ...]:
    small, large = split_means.WEIGHTED, sqrt(SQUARES / target_count) / TIME**2
    return (
        Step("something_weighted", Claim(SQUARES, ">", 0), "rational", uses=("something_missed", "degrees"),
             certificate={"multipliers": {"something_missed": TIME**2, "degrees": TIME**2}}, note="So it has a weight."),
        Step(
            "root", Claim(small, "<=", large), "radical", uses=("together", "something_missed", "something_weighted"),
            certificate={"multipliers": {"together": 1 / (small + large)}}, note="The root grows.",
        ),
        Step("student_error", Claim(mean(L_ST), "<=", BOUND), "ring", uses=("split", "root", "something_weighted"),
             certificate={"multipliers": {"split": 1, "root": 1}}, note="Put together."),
    )  # fmt: skip


def _near(parameter: Parameter) -> Parameter:
    """Errors that are below 1/(1 + lambda x) at every point that is looked at."""
    small = reals(Fraction(1, 100), Fraction(1, 12))
    names = ("first_error", "second_error", "first_errors", "second_errors")
    return replace(parameter, typical=small) if parameter.symbol in names else parameter


THEOREM = Theorem(
    name="expected_student_error_le_sq_of_split",
    title="The quadratic law in the mean, with a usable constant",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        *(_near(each) for each in split_means.THEOREM.parameters),
        Parameter("lam", reals(0, lower_open=True), reals(Fraction(1, 1000), Fraction(1, 100))),
        Parameter("lambdas", reals(0), reals(Fraction(1, 1000), Fraction(1, 100)), length=split.LENGTH),
        Parameter("xi", reals(0), reals(0, 1000)),
        Parameter("degree_ratios", reals(0), reals(10, 20), length=split.LENGTH),
    ),
    quantity=mean(L_ST),
    relation="<=",
    bound=BOUND,
    stable_bound=LINEAR + sqrt(over_entries(_SQUARE, split.LENGTH) / target_count) / TIME**2,
    float_accuracy=1e-12,
    # at the sizes drawn, with 0 <= L_TE <= 1
    quantifier=Expectation(value_range=(Fraction(0), Fraction(4, 3)), bound_range=(Fraction(0), Fraction(2))),
    sharpness="rate",
    discrepancy=Fraction(2, 5),
    assumptions=(
        *split_means.THEOREM.assumptions,
        "those errors are at most 1/(1 + lambda_j x), and 1/(1 + lambda x) on V_k: the log-det bound with x = x_{M/2}",
        "rho_j >= 1 and rho_j lambda_j >= lambda, lambda the eigenvalue of V_k",
    ),
    hypotheses=(
        *split_means.THEOREM.hypotheses, TARGET_FIRST, TARGET_SECOND, EACH_FIRST, EACH_SECOND, RATIO, SLOWER,
    ),
    setting=split_means.SETTING,
    depends_on=(split_means.THEOREM.name,),
    experiment=square_law_trials,
    proof=proof,
)  # fmt: skip
