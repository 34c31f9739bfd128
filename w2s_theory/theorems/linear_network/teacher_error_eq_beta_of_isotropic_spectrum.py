"""Isotropic features have no favourite direction: the teacher learns the share M_TE/d of any target.

For Lambda = I the span of the M_TE features is a uniformly random subspace, so ||P f*||^2 = 1 - L_TE is the
squared length of the first M_TE coordinates of a uniform point of the sphere: the Beta law with parameters
M_TE/2 and (d - M_TE)/2. Its mean is proved here from rotation invariance and tr P = M_TE alone:

    E L_TE = 1 - M_TE/d,

its second moment in ``teacher_second_moment_eq_of_isotropic_spectrum``. A student with this spectrum never
beats its teacher (``student_error_ge_teacher_error_of_isotropic_student``): the gain needs a spectrum.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.notation import L_TE, M_TE, d, mean
from w2s_theory.records.claim import Claim
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.linear_network.haar_moments import mean_steps
from w2s_theory.theorems.linear_network.isotropic_setting import (
    ASSUMPTIONS,
    NOT_MORE_UNITS,
    OVERLAP,
    PARAMETERS,
    PROJECTION,
    SETTING,
    VALUE_RANGE,
    isotropic_trials,
)

BOUND = (d - M_TE) / d


def proof() -> tuple[Step, ...]:
    return (
        *mean_steps(PROJECTION),
        Step(
            "error", Claim(L_TE, "==", 1 - OVERLAP), "gram", unfold=("L_TE",),
            note="Pythagoras: the residual is orthogonal to the teacher.",
        ),
        Step(
            "mean_error", Claim(mean(L_TE), "==", 1 - mean(OVERLAP)), "expectation", uses=("error",),
            certificate={"of": "error"}, note="Take the mean.",
        ),
        Step(
            "teacher_error", Claim(mean(L_TE), "==", BOUND), "rational", uses=("mean_error", "mean_overlap"),
            note="Put together.",
        ),
    )


THEOREM = Theorem(
    name="teacher_error_eq_beta_of_isotropic_spectrum",
    title="Isotropic features: the teacher error of the linear network",
    citation=Citation("this project"),
    status="proved",
    about="gaussian features",
    parameters=PARAMETERS,
    hypotheses=(NOT_MORE_UNITS, PROJECTION.same_mean),
    quantity=mean(L_TE),
    relation="==",
    bound=BOUND,
    float_accuracy=1e-15,
    quantifier=Expectation(value_range=VALUE_RANGE),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=ASSUMPTIONS,
    setting=SETTING,
    experiment=lambda rng, size: isotropic_trials(rng, size, 1),
    kept={
        "hypotheses[0]": "with more units than dimensions there is no such projection to speak of",
        "P.parseval": "says what the letters q_j are; the second moment needs it",
    },
    proof=proof,
)
