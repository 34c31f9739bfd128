"""The student that keeps the target's degree and forgets all others: its error from the principal angles.

The projection student f_ST = Pi_k f_TE multiplies V_k by 1 and every other degree by 0. With A = Pi_k (I - P) Pi_k, whose
eigenvalues on V_k are sin^2(theta_j), it is f* - A f*; so the mean of L_ST over f* in V_k is the mean of sin^4(theta_j),
tr A^2/n. By Jensen it is at least the square of the mean teacher error, with equality when all angles are equal.
"""

from __future__ import annotations

from sympy import Sum

from w2s_theory.experiments.angles import student_trials
from w2s_theory.notation import L_ST, coordinates, j, mean, n, sines
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
    squares = Sum((sines[j] * coordinates[j]) ** 2, (j, 0, n - 1))
    return (
        Step(
            "error", Claim(L_ST, "==", squares), "gram", unfold=("L_ST",),
            note="f* - f_ST = A f*, in the principal basis.",
        ),
        *mean_steps(L_ST, sines[j] ** 2),
    )


THEOREM = Theorem(
    name="student_error_eq_mean_fourth_sine_of_projection",
    title="The projection student's error from the principal angles",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=FEW_ANGLES,
    quantity=mean(L_ST),
    relation="==",
    bound=Sum(sines[j] ** 2, (j, 0, n - 1)) / n,
    stable_bound=over_entries(sines[j] ** 2, LENGTH) / n,
    float_accuracy=1e-14,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=DISCREPANCY,
    assumptions=(*ASSUMPTIONS, "f_ST = Pi_k f_TE: the student keeps V_k and nothing else"),
    hypotheses=(ISOTROPIC,),
    setting=SETTING,
    experiment=student_trials,
    kept={
        "P(f_star)": "says what f_TE is; the proof needs the principal angles only",
        "Pi(f_star)": "says that the target lies in V_k, where its coordinates are taken",
        "Pi(f_TE)": "says what the student is",
        "principal.form": "says what the s_j are; the quadratic form itself gives the teacher's error in the twin theorem",
    },
    proof=proof,
)
