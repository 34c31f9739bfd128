"""The identity at the heart of weak-to-strong generalization: bias plus noise, for every single network.

The target lies in the eigenspace V_k of the student's kernel; the teacher is any projection of it.
Only <f*, f_TE> = ||f_TE||^2 = 1 - L_TE is used. The student multiplies V_k by s (for gradient flow
s = 1 - exp(-lambda t), but any s >= 0 will do) and mode j outside by s_j = 1 - exp(-lambda_j t):

    L_ST(t) = (1 - s (1 - L_TE))^2 + L_TE (1 - L_TE) omega_k s^2 + sum_j s_j^2 b_j^2.

The first term is the bias of shrinking too much or too little, the second the teacher's noise inside V_k,
the third its noise b_j outside. With b_j^2 = L_TE (1 - L_TE) omega_j the omega_j and omega_k are the noise
profile; they are non-negative with sum 1 (``noise_energy_eq_of_projection``). All of weak-to-strong gain is where
this profile sits: noise on small lambda_j is not learnt. Exact for real ReLU features and one network.

Stated for n modes outside V_k; with infinitely many both sides converge, the b_j^2 being summable.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.noise_profile import profile_trials
from w2s_theory.notation import L_ST, L_TE, b, f_k, f_star, inner, j, omega_k, s
from w2s_theory.records.claim import Claim
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gains.setting import (
    ASSUMPTIONS,
    HYPOTHESES,
    LENGTH,
    NOISE,
    NOISE_SHARE,
    NOISE_SHRINKAGE,
    SHARE,
    SHRINKAGE,
    SOMETHING_TO_LEARN,
    TAUGHT_ENERGY,
    TEACHER_ERROR,
    TIMES,
    flow_steps,
    over_noise,
    taught,
)

INSIDE = (1 - s * (1 - L_TE)) ** 2 + L_TE * (1 - L_TE) * omega_k * s**2
TERM = (NOISE_SHRINKAGE * b[j]) ** 2
BOUND = INSIDE + over_noise(TERM)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "overlap", Claim(inner(f_star, f_k), "==", 1 - L_TE), "gram", unfold=("L_TE",),
            note="The target lies in V_k, so the teacher's part there has all of the overlap.",
        ),
        Step(
            "split", Claim(L_ST, "==", INSIDE + TAUGHT_ENERGY), "gram", unfold=("L_ST", "L_TE"), uses=("overlap",),
            note="Pythagoras: the error inside V_k, and what the student has outside, which is all error.",
        ),
        *flow_steps(),
        Step(
            "bias_plus_noise", Claim(L_ST, "==", BOUND), "ring", uses=("split", "noise_learnt"),
            note="Put together.",
        ),
    )


THEOREM = Theorem(
    name="student_error_eq_bias_plus_noise",
    title="The student's error is bias plus filtered noise",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(TEACHER_ERROR, SHARE, SHRINKAGE, *TIMES, *NOISE),
    quantity=L_ST,
    relation="==",
    bound=BOUND,
    stable_bound=INSIDE + over_entries(TERM, LENGTH),
    # the bias is the square of a difference
    float_accuracy=1e-12,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        *ASSUMPTIONS,
        "on V_k the student is s times the teacher",
        "||Pi_k f_TE||^2 = (1 - L_TE)^2 + L_TE (1 - L_TE) omega_k",
    ),
    hypotheses=HYPOTHESES,
    setting=taught(s, NOISE_SHARE),
    conditions=(SOMETHING_TO_LEARN,),
    experiment=profile_trials,
    proof=proof,
    headline=4,
)
