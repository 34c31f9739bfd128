"""The mean error of a student that one-pass SGD trains, for any fixed teacher and any kernel on the sphere.

Let m_j = <Pi_j f_TE, f*>, a_j = 1 - eta lambda_j, and e_j the mean of ||Pi_j (f_t - f_TE)||^2 after t steps, which follows
``degree_error_after_step_eq_of_one_pass_sgd`` from e_j = ||Pi_j f_TE||^2. Then

    E L_ST = L_TE + 2 sum_j a_j^t (m_j - ||Pi_j f_TE||^2) + sum_j e_j.

It is the error of exact gradient steps and, on every degree, the variance that sampling adds. No universality: the
teacher may be any function. Idea: f_t - f_TE is on the mean what exact steps make of -f_TE; expand about the teacher.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.one_pass_sgd import DEGREES, LARGEST_RUN, run_trials
from w2s_theory.notation import (
    L_ST,
    L_TE,
    eta,
    f_ST,
    f_star,
    f_TE,
    i,
    inner,
    j,
    lambdas,
    mean,
    mean_gaps,
    norm_squared,
    teacher_norms,
    teacher_shares,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import over_modes

LEFT = (1 - eta * lambdas[j]) ** i * (teacher_shares[j] - teacher_norms[j])
TERM = 2 * LEFT + mean_gaps[j]
BOUND = L_TE + over_modes(TERM)
RESIDUAL, GAP = f_star - f_TE, f_ST - f_TE

SETTING = Hilbert(
    ("f_star", "f_TE", "f_ST"),
    (),
    (
        ("mean_of_steps", Claim(mean(inner(RESIDUAL, GAP)), "==", -over_modes(LEFT))),
        ("degrees", Claim(mean(norm_squared(GAP)), "==", over_modes(mean_gaps[j]))),
    ),
    random=("f_ST",),
)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "about_the_teacher", Claim(L_ST, "==", L_TE - 2 * inner(RESIDUAL, GAP) + norm_squared(GAP)), "gram",
            unfold=("L_ST", "L_TE"), note="f* - f_ST = (f* - f_TE) - (f_ST - f_TE).",
        ),
        Step(
            "in_the_mean", Claim(mean(L_ST), "==", L_TE - 2 * mean(inner(RESIDUAL, GAP)) + mean(norm_squared(GAP))),
            "expectation", uses=("about_the_teacher",), certificate={"of": "about_the_teacher"},
            note="Take the mean over the inputs.",
        ),
        Step(
            "terms", Claim(over_modes(TERM), "==", 2 * over_modes(LEFT) + over_modes(mean_gaps[j])), "termwise",
            note="Put into one sum.",
        ),
        Step(
            "mean_error", Claim(mean(L_ST), "==", BOUND), "gram", uses=("in_the_mean", "terms"),
            certificate={"multipliers": {"in_the_mean": 1, "terms": -1, "mean_of_steps": -2, "degrees": 1}},
            note="Put together.",
        ),
    )  # fmt: skip


def _sequence(name: str, domain, typical) -> Parameter:
    return Parameter(name, domain, typical, length=DEGREES)


THEOREM = Theorem(
    name="expected_student_error_eq_of_one_pass_sgd",
    title="The mean error of a student that one-pass SGD trains",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("n", integers(1), integers(1, DEGREES)),
        Parameter("i", integers(0), integers(0, 20), meaning="number of steps t"),
        Parameter("eta", reals(0, lower_open=True), reals(Fraction(1, 10), 1)),
        Parameter("L_TE", reals(0), reals(0, 1)),
        _sequence("lambdas", reals(0), reals(0, Fraction(1, 2))),
        _sequence("teacher_shares", reals(), reals(-Fraction(1, 2), 1)),
        _sequence("teacher_norms", reals(0), reals(0, 1)),
        _sequence("mean_gaps", reals(0), reals(0, 1)),
    ),
    quantity=mean(L_ST),
    relation="==",
    bound=BOUND,
    stable_bound=L_TE + over_entries(TERM, DEGREES),
    float_accuracy=1e-11,
    quantifier=Expectation(
        value_range=(Fraction(0), Fraction(LARGEST_RUN)), bound_range=(-Fraction(13, 10), Fraction(LARGEST_RUN)),
    ),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_{t+1} = f_t - (eta/B) sum_i (f_t(x_i) - f_TE(x_i) - noise) K(x_i, .), f_0 = 0; every input is fresh",
        "f_TE and f* are fixed; K has the eigenvalue lambda_j on V_j; n degrees (or all that matter)",
        "so the mean of Pi_j (f_t - f_TE) is -(1 - eta lambda_j)^t Pi_j f_TE (each step is linear, and E r K(x, .) = "
        "K (f_t - f_TE))",
        "e_j is the mean of ||Pi_j (f_ST - f_TE)||^2 after the last step",
    ),
    setting=SETTING,
    experiment=run_trials,
    proof=proof,
)  # fmt: skip
