"""How much weight a weak teacher deserves beside true labels: the risk against its weight, exactly.

Labels (1 - alpha) y + alpha f_T on N inputs, y = f* + noise of variance sigma^2, f_T a teacher fitted to N_TE other labels.
With v = tau^2/(N_TE - d_TE - 1) and kappa = d_ST/(N - d_ST - 1)

    E R_ST = rho_ST + alpha^2 a + kappa ((1 - alpha)^2 (rho_ST + sigma^2) + 2 alpha (1 - alpha) c + alpha^2 d),
    a = ||P_ST (I - P_TE) theta||^2 + v d_ST,TE,  d = ||(I - P_ST) P_TE theta||^2 + v (d_TE - d_ST,TE),
    c = <(I - P_ST) theta, P_TE theta>.

A quadratic in alpha: the best weight is alpha* = kappa (rho_ST + sigma^2 - c)/(a + kappa (rho_ST + sigma^2 + d - 2 c)), and
a weight beyond 2 alpha* is worse than none. An analogue of distillation from a weak teacher; at alpha = 1 it is
``student_risk_eq_of_discrepancies``.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Abs, sqrt

from w2s_theory.experiments.two_stage_regressions import mixed_label_trials
from w2s_theory.notation import (
    aligned,
    crossed,
    d_both,
    d_TE,
    inner,
    mean,
    missed_ST,
    mixing,
    noise_variance,
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
from w2s_theory.records.parameter import Parameter, reals
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
    given,
    student_steps,
    teacher_steps,
)

TRUE = 1 - mixing
LABEL_NOISE = missed_ST + noise_variance
NOISE = (
    TRUE**2 * LABEL_NOISE + 2 * mixing * TRUE * crossed
    + mixing**2 * (unseen + TEACHER_SPREAD * (d_TE - d_both))
)  # fmt: skip
BOUND = missed_ST + mixing**2 * (aligned + TEACHER_SPREAD * d_both) + DAMPING * NOISE

OVERLAP, SEEN, ALL = mean(inner(theta_seen, taught_seen)), mean(norm_squared(taught_seen)), mean(norm_squared(taught))
UNSEEN_PRODUCT = mean(inner(theta_star, taught)) - mean(inner(theta_seen, taught))
SETTING = fitted_student(
    TRUE * norm_squared(theta_seen) + mixing * OVERLAP,
    TRUE**2 * norm_squared(theta_seen) + 2 * mixing * TRUE * OVERLAP + mixing**2 * SEEN
    + DAMPING * (TRUE**2 * LABEL_NOISE + 2 * mixing * TRUE * UNSEEN_PRODUCT + mixing**2 * (ALL - SEEN)),
    ("teacher.along", Claim(mean(inner(theta_star, taught)), "==", inner(theta_star, theta_TE))),
    ("crossed", Claim(inner(theta_star - theta_seen, theta_TE), "==", crossed)),
    random_teacher=True,
)  # fmt: skip


def proof() -> tuple[Step, ...]:
    both = 2 * DAMPING * mixing * TRUE
    return (
        *student_steps(SETTING),
        *teacher_steps(SETTING),
        given(SETTING, "teacher.along", "along", "The mean teacher along the target itself."),
        given(SETTING, "crossed", "crossed_parts", "The product of what is not seen of target and teacher."),
        Step(
            "missed_geometry", Claim(norm_squared(theta_star) - norm_squared(theta_seen), "==", missed_ST), "gram",
            certificate={"multipliers": {"missed": 1, "P.same(0,0)": -2}}, note="Pythagoras for the target,",
        ),
        Step(
            "aligned_geometry",
            Claim(
                norm_squared(theta_seen) - 2 * inner(theta_seen, theta_TE) + norm_squared(theta_both), "==", aligned
            ),
            "gram", certificate={"multipliers": {"aligned": 1, "P.same(1,0)": 2}},
            note="and within the student's features.",
        ),
        Step(
            "student_risk", Claim(mean(risk_ST), "==", BOUND), "rational",
            uses=(
                "mean_square", "mean_fit", "energy", "mean_overlap", "mean_teacher", "along", "teacher_energy",
                "teacher_seen", "crossed_parts", "missed_geometry", "aligned_geometry", "unseen_geometry",
            ),
            certificate={
                "multipliers": {
                    "mean_square": 1, "mean_fit": -2, "energy": 1, "mean_overlap": -2 * mixing**2,
                    "mean_teacher": -2 * mixing**2 - both, "along": both, "teacher_seen": mixing**2 * (1 - DAMPING),
                    "teacher_energy": mixing**2 * DAMPING, "crossed_parts": both, "missed_geometry": 1,
                    "aligned_geometry": mixing**2, "unseen_geometry": mixing**2 * DAMPING,
                },
            },
            note="Moments of the student given the teacher, then of the teacher; powers of alpha collected.",
        ),
    )  # fmt: skip


# the bias and the teacher's noise that are seen; then what is fitted beside them, by the standard deviation of the rest
LENGTH = Abs(mixing) * (sqrt(aligned) + TEACHER_SEEN) + STUDENT_SPREAD * (
    Abs(TRUE) * (sqrt(missed_ST) + sqrt(noise_variance)) + Abs(mixing) * (sqrt(unseen) + TEACHER_UNSEEN)
)

THEOREM = Theorem(
    name="student_risk_eq_of_mixed_labels",
    title="True and taught labels mixed: the exact risk against the weak teacher's weight",
    citation=Citation("this project"),
    status="proved",
    about="gaussian features",
    parameters=(
        *STUDENT_SIZES,
        *TEACHER_SIZES,
        Parameter("mixing", reals(), reals(0, 1)),
        Parameter("noise_variance", reals(0), reals(0, 2)),
        Parameter("crossed", reals(), reals(-Fraction(1, 4), Fraction(1, 4))),
    ),
    hypotheses=(ENOUGH_SAMPLES, ENOUGH_LABELS),
    quantity=mean(risk_ST),
    relation="==",
    bound=BOUND,
    # the mixed noise has a term of either sign
    float_accuracy=1e-12,
    quantifier=Expectation(value_variance=LENGTH**4),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        INPUTS,
        TEACHER_FIT,
        "labels (1 - alpha) y + alpha f_T with y = f* + independent noise of variance sigma^2; " + STUDENT_FIT,
        "c = <(I - P_ST) theta, P_TE theta>",
    ),
    setting=SETTING,
    experiment=mixed_label_trials,
    proof=proof,
)
