"""What a teacher misses of a degree is read off the angles between that degree and its span.

A = Pi_k (I - P) Pi_k has on V_k the eigenvalues sin^2(theta_j), theta_j the principal angles between V_k and the span of
the teacher's features. So the mean of L_TE over f* in V_k is their mean, tr A/n with n = dim V_k, for every teacher.
"""

from __future__ import annotations

from sympy import Sum

from w2s_theory.experiments.angles import teacher_trials
from w2s_theory.notation import L_TE, coordinates, j, mean, n, sines
from w2s_theory.records.claim import Claim
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.teacher.principal_angles import (
    ASSUMPTIONS,
    DISCREPANCY,
    FEW_ANGLES,
    ISOTROPIC,
    LENGTH,
    SETTING,
    mean_steps,
)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "error", Claim(L_TE, "==", Sum(sines[j] * coordinates[j] ** 2, (j, 0, n - 1))), "gram", unfold=("L_TE",),
            note="L_TE = <f*, (I - P) f*> = <f*, A f*>, in the principal basis.",
        ),
        *mean_steps(L_TE, sines[j]),
    )


THEOREM = Theorem(
    name="teacher_error_eq_mean_squared_sine",
    title="The teacher's error from the principal angles",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=FEW_ANGLES,
    quantity=mean(L_TE),
    relation="==",
    bound=Sum(sines[j], (j, 0, n - 1)) / n,
    stable_bound=over_entries(sines[j], LENGTH) / n,
    float_accuracy=1e-14,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=DISCREPANCY,
    assumptions=ASSUMPTIONS,
    hypotheses=(ISOTROPIC,),
    setting=SETTING,
    experiment=teacher_trials,
    kept={
        "principal.square": "the square of the same operator, which gives the student's error in the twin theorem",
    },
    proof=proof,
)
