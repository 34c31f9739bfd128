"""No gain once an isotropic teacher is tuned: the student's loss is its misfit, at every size.

On inputs whose directions are all alike let the teacher be the ridge regression with rho = sigma^2 n/N_TE, and let its
student learn the shares s_j of its labels, by any spectral filter on any number of inputs of its own. Then

    E R_ST - E R_TE = E ||theta_TE - theta_ST||^2 = (1/n) sum_j h_j (1/n) sum_j (1 - s_j)^2 >= 0,   h_j = x_j/(x_j + rho),

with equality only for the student that copies. The tuned teacher is the best of all spectral estimators on its
samples (``expected_teacher_risk_ge_of_tuned_ridge``) and calibrated, E <theta_TE, theta> = E ||theta_TE||^2; so
what the student unlearns it unlearns of the truth. With another penalty there may be gains
(``mean_energy_minus_product_eq_of_ridge``), and with directions that differ even here
(``student_error_slope_eq_of_tuned_ridge``). Idea: both risks are quadratic in the fit, and their means need the
first two moments only.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import sqrt

from w2s_theory.experiments.ridge_chains import tuned_chain_trials
from w2s_theory.notation import (
    inner,
    j,
    mean,
    n,
    norm_squared,
    risk_ST,
    risk_TE,
    s_ST,
    student_fit,
    taught,
    theta_star,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
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
    RIDGE,
    SAMPLES,
    SHARES,
    STUDENT,
    STUDENT_RISK,
    TEACHER,
    TEACHER_RISK,
    TUNED,
    fourth_root,
    learnt,
    share,
    student_facts,
    teacher_facts,
)

KEPT = share(TUNED)
PRODUCT, FORGOTTEN = over_modes(KEPT) / n, over_modes((1 - s_ST[j]) ** 2) / n
BOUND = PRODUCT * FORGOTTEN
QUANTITY = mean(risk_ST) - mean(risk_TE)
SETTING = Hilbert(
    ("theta_star", "taught", "student_fit"),
    (),
    (TEACHER_RISK, STUDENT_RISK, *teacher_facts(TUNED), *student_facts()),
    random=("taught", "student_fit", "risk_TE", "risk_ST"),
    square_integrable=("taught", "student_fit"),
    integrable=("risk_TE", "risk_ST"),
)


# ||theta_ST||^2 - ||theta_TE||^2 is -sum (1 - s^2) u^2 times ||theta_TE||^2, u uniform, and the mean square of
# <theta_ST - theta_TE, theta> is at most E ||theta_ST - theta_TE||^2
_LEFT = over_entries((1 - s_ST[j] ** 2) ** 2, LENGTH)
_MISFIT = over_entries(KEPT, LENGTH) * over_entries((1 - s_ST[j]) ** 2, LENGTH) / n**2
VARIANCE = (sqrt(_LEFT / n) * fourth_root(KEPT) ** 2 + 2 * sqrt(_MISFIT)) ** 2


def proof() -> tuple[Step, ...]:
    first, second = learnt(1, 2)
    overlap, passed = inner(theta_star, taught), inner(theta_star, student_fit)
    energy, kept = norm_squared(taught), norm_squared(student_fit)
    misfit = norm_squared(taught - student_fit)
    return (
        Step(
            "difference", Claim(risk_ST - risk_TE, "==", 2 * overlap - 2 * passed + kept - energy), "gram",
            certificate={"multipliers": {"student.risk": 1, "teacher.risk": -1}},
            note="Two squared distances to the target.",
        ),
        Step(
            "in_the_mean",
            Claim(QUANTITY, "==", 2 * mean(overlap) - 2 * mean(passed) + mean(kept) - mean(energy)), "expectation",
            uses=("difference",), certificate={"of": "difference"}, note="Take the mean over rotations and noise.",
        ),
        Step(
            "spread", Claim(over_modes(KEPT * (1 - KEPT)), "==", over_modes(KEPT) - over_modes(KEPT**2)), "termwise",
            note="h (1 - h) = h - h^2.",
        ),
        Step(
            "calibrated", Claim(mean(energy), "==", PRODUCT), "gram", uses=("spread",),
            certificate={"multipliers": {"teacher.energy": 1, "spread": 1 / n}},
            note="At this penalty the noise adds to a mode's energy what the ridge took of it.",
        ),
        Step(
            "squares",
            Claim(over_modes((1 - s_ST[j]) ** 2), "==", over_modes(1) - 2 * over_modes(s_ST[j]) + over_modes(s_ST[j] ** 2)),
            "termwise", note="Expand the square in every mode.",
        ),
        Step("modes", Claim(over_modes(1), "==", n), "finite_sum", note="There are n modes."),
        Step(
            "forgotten", Claim(FORGOTTEN, "==", 1 - 2 * first + second), "rational", uses=("squares", "modes"),
            certificate={"multipliers": {"squares": 1 / n, "modes": 1 / n}}, note="Over n modes the sum of 1 is n.",
        ),
        Step(
            "square_of_misfit", Claim(misfit, "==", energy - 2 * inner(taught, student_fit) + kept), "gram",
            note="Expand the square.",
        ),
        Step(
            "mean_misfit", Claim(mean(misfit), "==", mean(energy) - 2 * mean(inner(taught, student_fit)) + mean(kept)),
            "expectation", uses=("square_of_misfit",), certificate={"of": "square_of_misfit"}, note="Take the mean.",
        ),
        Step(
            "misfit", Claim(mean(misfit), "==", PRODUCT * FORGOTTEN), "gram",
            uses=("mean_misfit", "calibrated", "forgotten"),
            certificate={
                "multipliers": {
                    "mean_misfit": 1, "student.along": -2, "student.energy": 1,
                    "calibrated": 1 - 2 * first + second, "forgotten": -PRODUCT,
                },
            },
            note="What the student is away from its own labels.",
        ),
        Step(
            "loss", Claim(QUANTITY, "==", BOUND), "gram", uses=("in_the_mean", "mean_misfit", "misfit", "calibrated"),
            certificate={
                "multipliers": {
                    "in_the_mean": 1, "mean_misfit": -1, "misfit": 1, "student.mean": -2, "student.along": 2,
                    "teacher.mean": 2 - 2 * first, "calibrated": 2 * first - 2,
                },
            },
            note="Beside the misfit 2 (1 - mu_1) (E <theta_TE, theta> - E ||theta_TE||^2), which is 0.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="student_risk_minus_teacher_risk_eq_of_tuned_ridge",
    title="No gain once the isotropic teacher is tuned",
    citation=Citation("this project"),
    status="proved",
    about="gaussian features",
    parameters=(COUNT, SAMPLES, EIGENVALUES, NOISE, SHARES),
    quantity=QUANTITY,
    relation="==",
    bound=BOUND,
    stable_bound=over_entries(KEPT, LENGTH) * over_entries((1 - s_ST[j]) ** 2, LENGTH) / n**2,
    float_accuracy=1e-11,
    quantifier=Expectation(value_variance=VARIANCE),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(TEACHER, RIDGE, STUDENT),
    setting=SETTING,
    experiment=tuned_chain_trials,
    proof=proof,
)
