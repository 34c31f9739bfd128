"""The ridge rho = sigma^2 n/N is the best of all spectral estimators on isotropic inputs, at every size.

Given the eigenvalues x_j of the sample covariance, for every fit g(X^T X/N) X^T y/N (ridge with another
penalty, gradient flow stopped at any time, least squares, momentum, ...)

    E R_TE >= (1/n) sum_j rho/(x_j + rho),   rho = sigma^2 n/N,

attained by g(x) = 1/(x + rho). Idea: the mean risk is a sum over eigenvalues of (1 - g x)^2 + rho g^2 x, each least
there: the difference is x (x + rho) (g - 1/(x + rho))^2.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import root, sqrt

from w2s_theory.experiments.ridge_chains import balanced_tuned_teachers, filtered_teacher_trials
from w2s_theory.notation import (
    filter_weights,
    inner,
    j,
    mean,
    n,
    noise_variance,
    norm_squared,
    risk_TE,
    sample_eigenvalues,
    samples_TE,
    taught,
    theta_star,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import over_modes
from w2s_theory.theorems.ridge_chains.setting import (
    COUNT,
    EIGENVALUES,
    LENGTH,
    NOISE,
    SAMPLES,
    TEACHER,
    TEACHER_RISK,
    TUNED,
    UNIT,
)

X, G = sample_eigenvalues[j], filter_weights[j]
TAKEN = G * X
LEAST = TUNED / (X + TUNED)
BOUND = over_modes(LEAST) / n
SETTING = Hilbert(
    ("theta_star", "taught"),
    (),
    (
        UNIT,
        TEACHER_RISK,
        ("teacher.mean", Claim(mean(inner(theta_star, taught)), "==", over_modes(TAKEN) / n)),
        (
            "teacher.energy",
            Claim(
                mean(norm_squared(taught)), "==",
                over_modes(TAKEN**2) / n + noise_variance / samples_TE * over_modes(G**2 * X),
            ),
        ),
    ),
    random=("taught", "risk_TE"),
    square_integrable=("taught",),
    integrable=("risk_TE",),
)  # fmt: skip
EACH = (Parameter("j", integers(0), integers(0, LENGTH - 1)),)
# of theta - theta_TE: (1 - g x) v with a uniform direction v, and a normal error e, E ||e||^4 <= 3 (E ||e||^2)^2
_SQUARES, _FOURTHS = (over_entries((1 - TAKEN) ** power, LENGTH) for power in (2, 4))
_BIAS = root((_SQUARES**2 + 2 * _FOURTHS) / (n * (n + 2)), 4)
_ERROR = sqrt(noise_variance / samples_TE * over_entries(G**2 * X, LENGTH))
# the mean is at least the bound
VARIANCE = (_BIAS + root(3, 4) * _ERROR) ** 4 - (over_entries(LEAST, LENGTH) / n) ** 2


def proof() -> tuple[Step, ...]:
    overlap, energy = inner(theta_star, taught), norm_squared(taught)
    cost = (1 - TAKEN) ** 2 + TUNED * G**2 * X
    return (
        Step(
            "square", Claim(risk_TE, "==", 1 - 2 * overlap + energy), "gram",
            certificate={"multipliers": {"teacher.risk": 1, "target.unit": 1}}, note="The squared distance to the target.",
        ),
        Step(
            "in_the_mean", Claim(mean(risk_TE), "==", 1 - 2 * mean(overlap) + mean(energy)), "expectation", uses=("square",),
            certificate={"of": "square"}, note="Take the mean over rotations and noise.",
        ),
        Step("modes", Claim(over_modes(1), "==", n), "finite_sum", note="There are n modes."),
        Step(
            "by_eigenvalue",
            Claim(
                over_modes(cost), "==",
                over_modes(1) - 2 * over_modes(TAKEN) + over_modes(TAKEN**2) + TUNED * over_modes(G**2 * X),
            ),
            "termwise", note="Bias squared and variance of every eigenvalue.",
        ),
        Step(
            "risk", Claim(mean(risk_TE), "==", over_modes(cost) / n), "gram", uses=("in_the_mean", "modes", "by_eigenvalue"),
            certificate={
                "multipliers": {
                    "in_the_mean": 1, "teacher.mean": -2, "teacher.energy": 1, "by_eigenvalue": -1 / n, "modes": -1 / n,
                },
            },
            note="Put together: the mean of them.",
        ),
        Step(
            "one", Claim(cost, ">=", LEAST), "rational", variables=EACH,
            certificate={"squares": ((X * (X + TUNED), G - 1 / (X + TUNED)),)},
            note="A square is missing.",
        ),
        Step(
            "all", Claim(over_modes(cost), ">=", over_modes(LEAST)), "termwise", uses=("one",), certificate={"term": "one"},
            note="Eigenvalue by eigenvalue.",
        ),
        Step(
            "least", Claim(mean(risk_TE), ">=", BOUND), "rational", uses=("risk", "all"),
            certificate={"multipliers": {"risk": 1, "all": 1 / n}}, note="Put together.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="expected_teacher_risk_ge_of_tuned_ridge",
    title="The tuned ridge is the best spectral estimator on isotropic inputs",
    citation=Citation("this project"),
    status="proved",
    about="gaussian features",
    parameters=(
        COUNT, SAMPLES, EIGENVALUES, NOISE, Parameter("filter_weights", reals(), reals(0, 2), length=LENGTH),
    ),
    quantity=mean(risk_TE),
    relation=">=",
    bound=BOUND,
    stable_bound=over_entries(LEAST, LENGTH) / n,
    float_accuracy=1e-12,
    quantifier=Expectation(value_variance=VARIANCE),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        TEACHER,
        "the teacher is g(X^T X/N_TE) X^T y/N_TE for any function g of the eigenvalues, g_j = g(x_j): by Schur's lemma its "
        "moments are sums over them (teacher.mean, teacher.energy)",
    ),
    setting=SETTING,
    experiment=filtered_teacher_trials,
    witness=balanced_tuned_teachers,
    proof=proof,
)  # fmt: skip
