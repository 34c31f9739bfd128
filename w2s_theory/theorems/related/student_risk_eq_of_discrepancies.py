"""A student on other features than its teacher's: its risk, exactly, at every number of samples.

The teacher is least squares on d_TE Gaussian features with N_TE noisy labels, the student least squares on d_ST other
features with N labels of the teacher. With v = tau^2/(N_TE - d_TE - 1) and kappa = d_ST/(N - d_ST - 1),

    E R_ST = rho_ST + ||P_ST (I - P_TE) theta||^2 + kappa ||(I - P_ST) P_TE theta||^2 + v (d_ST,TE + kappa (d_TE - d_ST,TE)).

The teacher's noise in the directions that both share is inherited in full. Elsewhere it is noise of the student's labels,
which N samples average away: discrepancy is a virtue. Idea: given the teacher, the student's coefficients have the mean
P_ST theta_TE^ and the variance of a regression whose noise is the teacher's part that the student cannot see; then take
the mean over the teacher. To first order in d/N the variance is that of Dong et al.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import sqrt

from w2s_theory.experiments.two_stage_regressions import discrepancy_trials
from w2s_theory.notation import (
    aligned,
    d_both,
    d_TE,
    inner,
    mean,
    missed_ST,
    norm_squared,
    risk_ST,
    taught,
    taught_seen,
    theta_both,
    theta_seen,
    theta_star,
    theta_TE,
    unseen,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.related.student_setting import (
    DAMPING,
    ENOUGH_LABELS,
    ENOUGH_SAMPLES,
    INPUTS,
    STUDENT_FIT,
    STUDENT_SIZES,
    STUDENT_SPREAD,
    TEACHER_FIT,
    TEACHER_SEEN,
    TEACHER_SIZES,
    TEACHER_SPREAD,
    TEACHER_UNSEEN,
    fitted_student,
    student_steps,
    teacher_steps,
)

BOUND = missed_ST + aligned + DAMPING * unseen + TEACHER_SPREAD * (d_both + DAMPING * (d_TE - d_both))
_SEEN = mean(norm_squared(taught_seen))
SETTING = fitted_student(
    mean(inner(theta_seen, taught_seen)), _SEEN + DAMPING * (mean(norm_squared(taught)) - _SEEN), random_teacher=True
)


def proof() -> tuple[Step, ...]:
    return (
        *student_steps(SETTING),
        *teacher_steps(SETTING),
        Step(
            "seen_geometry",
            Claim(
                norm_squared(theta_star) - 2 * inner(theta_seen, theta_TE) + norm_squared(theta_both), "==",
                missed_ST + aligned,
            ),
            "gram", certificate={"multipliers": {"missed": 1, "aligned": 1, "P.same(0,0)": -2, "P.same(1,0)": 2}},
            note="Pythagoras again, within them.",
        ),
        Step(
            "student_risk", Claim(mean(risk_ST), "==", BOUND), "rational",
            uses=(
                "mean_square", "mean_fit", "energy", "mean_overlap", "mean_teacher", "teacher_energy", "teacher_seen",
                "seen_geometry", "unseen_geometry",
            ),
            certificate={
                "multipliers": {
                    "mean_square": 1, "mean_fit": -2, "energy": 1, "mean_overlap": -2, "mean_teacher": -2,
                    "teacher_seen": 1 - DAMPING, "teacher_energy": DAMPING, "seen_geometry": 1, "unseen_geometry": DAMPING,
                },
            },
            note="Moments of the student given the teacher, then of the teacher.",
        ),
    )  # fmt: skip


# bias and the teacher's noise within the student's features; what it fits beside, its noise on the rest of the labels
LENGTH = sqrt(aligned) + TEACHER_SEEN + STUDENT_SPREAD * (sqrt(unseen) + TEACHER_UNSEEN)

THEOREM = Theorem(
    name="student_risk_eq_of_discrepancies",
    title="Discrepancies are a virtue: the exact risk of a student on other features than its teacher's",
    citation=Citation(
        "dong2025discrepancies", "the variance of weak-to-strong regression; exact here where the paper is of first order",
        relation="sharper",
    ),
    status="proved",
    about="gaussian features",
    parameters=(*STUDENT_SIZES, *TEACHER_SIZES),
    hypotheses=(ENOUGH_SAMPLES, ENOUGH_LABELS),
    quantity=mean(risk_ST),
    relation="==",
    bound=BOUND,
    float_accuracy=1e-14,
    quantifier=Expectation(value_variance=LENGTH**4),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        INPUTS,
        TEACHER_FIT,
        STUDENT_FIT,
        "d_ST,TE is the sum of the squared cosines of the principal angles; b_par = ||P_ST (I - P_TE) theta||^2 and "
        "b_perp = ||(I - P_ST) P_TE theta||^2",
    ),
    setting=SETTING,
    experiment=discrepancy_trials,
    proof=proof,
)  # fmt: skip
