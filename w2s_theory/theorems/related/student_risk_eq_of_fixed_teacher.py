"""A partly wrong teacher: what its student inherits depends on where the teacher's error lies.

A fixed teacher theta + delta labels N inputs; the student is least squares on d_ST Gaussian features. With
kappa = d_ST/(N - d_ST - 1),

    E R_ST = rho_ST + ||P_ST delta||^2 + kappa ||(I - P_ST)(theta + delta)||^2.

So if the features hold the target, the share of the teacher's error that is recovered is (1 - a)(1 - kappa) with the
alignment a = ||P_ST delta||^2/||delta||^2: the teacher's error ||delta||^2 says nothing of it. An analogue of learning from
reasoning traces that are partly wrong, no statement about language models.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import sqrt

from w2s_theory.experiments.two_stage_regressions import fixed_teacher_trials
from w2s_theory.notation import (
    aligned,
    inner,
    mean,
    missed_ST,
    norm_squared,
    risk_ST,
    taught,
    taught_seen,
    theta_seen,
    theta_star,
    unseen,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.related.student_setting import (
    DAMPING,
    ENOUGH_SAMPLES,
    INPUTS,
    STUDENT_FIT,
    STUDENT_SIZES,
    STUDENT_SPREAD,
    fitted_student,
    student_steps,
)

BOUND = missed_ST + aligned + DAMPING * unseen
SETTING = fitted_student(
    inner(theta_seen, taught_seen),
    norm_squared(taught_seen) + DAMPING * (norm_squared(taught) - norm_squared(taught_seen)),
    ("aligned", Claim(norm_squared(theta_seen - taught_seen), "==", aligned)),
    ("unseen", Claim(norm_squared(taught - taught_seen), "==", unseen)),
    random_teacher=False,
)


def proof() -> tuple[Step, ...]:
    return (
        *student_steps(SETTING),
        Step(
            "geometry",
            Claim(
                norm_squared(theta_star) - 2 * inner(theta_seen, taught_seen) + norm_squared(taught_seen), "==",
                missed_ST + aligned,
            ),
            "gram", certificate={"multipliers": {"missed": 1, "aligned": 1, "P.same(0,0)": -2}}, note="Pythagoras.",
        ),
        Step(
            "unseen_geometry", Claim(norm_squared(taught) - norm_squared(taught_seen), "==", unseen), "gram",
            certificate={"multipliers": {"unseen": 1, "P.same(1,1)": -2}}, note="The same for what is not seen.",
        ),
        Step(
            "student_risk", Claim(mean(risk_ST), "==", BOUND), "rational",
            uses=("mean_square", "mean_fit", "energy", "geometry", "unseen_geometry"),
            certificate={
                "multipliers": {
                    "mean_square": 1, "mean_fit": -2, "energy": 1, "geometry": 1, "unseen_geometry": DAMPING,
                },
            },
            note="Put together.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="student_risk_eq_of_fixed_teacher",
    title="A partly wrong teacher: the student inherits what its own features see of the error",
    citation=Citation("this project"),
    status="proved",
    about="gaussian features",
    parameters=STUDENT_SIZES,
    hypotheses=(ENOUGH_SAMPLES,),
    quantity=mean(risk_ST),
    relation="==",
    bound=BOUND,
    float_accuracy=1e-14,
    quantifier=Expectation(value_variance=(sqrt(aligned) + STUDENT_SPREAD * sqrt(unseen)) ** 4),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        INPUTS,
        "the teacher theta + delta is fixed, its labels have no noise of their own; b_par = ||P_ST delta||^2 and "
        "b_perp = ||(I - P_ST)(theta + delta)||^2",
        STUDENT_FIT,
    ),
    setting=SETTING,
    experiment=fixed_teacher_trials,
    proof=proof,
)
