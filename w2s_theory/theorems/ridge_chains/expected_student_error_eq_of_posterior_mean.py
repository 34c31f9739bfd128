"""A teacher that is the posterior mean leaves no gain: for any prior, any inputs, and every student.

Let the target be drawn from a prior and the teacher be its mean given the teacher's data, and let the student be
any function of the teacher and of data that know no more of the target. On every mode the student learns the share
s_j of the teacher, of energy q_j. Then, in the mean over target and data,

    E L_ST = E L_TE + E ||f_TE - f_ST||^2,   E ||f_TE - f_ST||^2 = sum_j (1 - s_j)^2 q_j.

For convex students of a teacher that errs outside the student's class the misfit is a gain
(``student_error_le_of_convex_student``); here, where the teacher knows what it does not know, it is a loss. Idea:
f* - f_TE is orthogonal, in the mean, to all that is a function of the data.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.posterior_means import posterior_trials
from w2s_theory.notation import (
    L_ST,
    L_TE,
    f_ST,
    f_star,
    f_TE,
    inner,
    j,
    label_energies,
    mean,
    norm_squared,
    s_ST,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import over_modes

LENGTH = 4
TERM = (1 - s_ST[j]) ** 2 * label_energies[j]
BOUND = over_modes(TERM)
QUANTITY = mean(L_ST) - mean(L_TE)
SETTING = Hilbert(
    ("f_star", "f_TE", "f_ST"),
    (),
    (
        ("orthogonal.teacher", Claim(mean(inner(f_star, f_TE)), "==", mean(norm_squared(f_TE)))),
        ("orthogonal.student", Claim(mean(inner(f_star, f_ST)), "==", mean(inner(f_TE, f_ST)))),
        ("misfit.modes", Claim(mean(norm_squared(f_TE - f_ST)), "==", BOUND)),
    ),
    random=("f_star", "f_TE", "f_ST"),
)


def proof() -> tuple[Step, ...]:
    along, passed = inner(f_star, f_TE), inner(f_star, f_ST)
    rest = norm_squared(f_TE - f_ST) - 2 * norm_squared(f_TE) + 2 * inner(f_TE, f_ST)
    return (
        Step(
            "difference", Claim(L_ST - L_TE, "==", rest + 2 * along - 2 * passed), "gram", unfold=("L_ST", "L_TE"),
            note="f* - f_ST = (f* - f_TE) + (f_TE - f_ST).",
        ),
        Step(
            "in_the_mean",
            Claim(
                QUANTITY, "==",
                mean(norm_squared(f_TE - f_ST)) - 2 * mean(norm_squared(f_TE)) + 2 * mean(inner(f_TE, f_ST))
                + 2 * mean(along) - 2 * mean(passed),
            ),
            "expectation", uses=("difference",), certificate={"of": "difference"},
            note="Take the mean over target and data.",
        ),
        Step(
            "loss", Claim(QUANTITY, "==", BOUND), "gram", uses=("in_the_mean",),
            certificate={
                "multipliers": {
                    "in_the_mean": 1, "orthogonal.teacher": 2, "orthogonal.student": -2, "misfit.modes": 1,
                },
            },
            note="f* - f_TE has, in the mean, no product with teacher or student.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="expected_student_error_eq_of_posterior_mean",
    title="No gain over a posterior mean",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("n", integers(1), integers(1, LENGTH)),
        Parameter("s_ST", reals(0), reals(0, 1), length=LENGTH),
        Parameter("label_energies", reals(0), reals(0, 1), length=LENGTH),
    ),
    quantity=QUANTITY,
    relation="==",
    bound=BOUND,
    stable_bound=over_entries(TERM, LENGTH),
    float_accuracy=1e-12,
    # of modes with |b| <= |f|, ||f*|| = 1: b (1 - s)(2 f - (1 + s) b) lies between -3 f^2 and f^2
    quantifier=Expectation(value_range=(Fraction(-3), Fraction(1))),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f* is drawn from a prior and f_TE = E(f* | data), so f* - f_TE has mean 0 given the data: its product with "
        "f_TE and with any f_ST that is a function of these data and of others independent of f* has mean 0",
        "the student learns the share s_j of the teacher on mode j; q_j is the mean energy of the teacher there",
    ),
    setting=SETTING,
    experiment=posterior_trials,
    proof=proof,
)
