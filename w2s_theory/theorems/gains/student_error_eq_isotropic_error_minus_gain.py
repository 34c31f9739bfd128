"""The gain is what the spectrum keeps from being learnt: the error of a student without one, minus a sum.

Bias plus noise, with the noise inside V_k eliminated by what the whole noise amounts to. The student
multiplies V_k by s and mode j outside, where the teacher has b_j, by s_j = 1 - exp(-lambda_j t):

    L_ST = (1 - s (1 - L_TE))^2 + L_TE (1 - L_TE) s^2 - sum_j (s^2 - s_j^2) b_j^2.

The first two terms are the error of the student that multiplies everything by s, which is never below
L_TE (``student_error_ge_teacher_error_of_isotropic_student``); each mode outside that is learnt more slowly
than the target (s_j < s) makes it smaller. So there is a gain only where the teacher errs on such modes.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.noise_profile import gain_trials
from w2s_theory.notation import L_ST, L_TE, b, f_k, f_star, inner, j, s
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gains.setting import (
    ASSUMPTIONS,
    HYPOTHESES,
    LENGTH,
    NOISE,
    NOISE_ENERGY,
    NOISE_SHRINKAGE,
    SHRINKAGE,
    SOMETHING_TO_LEARN,
    TAUGHT_ENERGY,
    TEACHER_ERROR,
    TEACHER_NOISE,
    TIMES,
    flow_steps,
    over_noise,
    taught,
)

ISOTROPIC = (1 - s * (1 - L_TE)) ** 2 + L_TE * (1 - L_TE) * s**2
TERM = (s**2 - NOISE_SHRINKAGE**2) * b[j] ** 2
GAIN = over_noise(TERM)
SIZE, _ = NOISE
# so little that some of 1 - L_TE is left inside V_k
LITTLE_NOISE = Parameter("b", reals(), reals(-Fraction(1, 10), Fraction(1, 10)), length=LENGTH)


def proof() -> tuple[Step, ...]:
    learnt = over_noise((NOISE_SHRINKAGE * b[j]) ** 2)
    return (
        Step(
            "overlap", Claim(inner(f_star, f_k), "==", 1 - L_TE), "gram", unfold=("L_TE",),
            note="The target lies in V_k, so the teacher's part there has all of the overlap.",
        ),
        Step(
            "split", Claim(L_ST, "==", ISOTROPIC - s**2 * NOISE_ENERGY + TAUGHT_ENERGY), "gram",
            unfold=("L_ST", "L_TE"), uses=("overlap",),
            note="Pythagoras in and outside V_k; what the teacher has in V_k is 1 - L_TE minus what it has outside.",
        ),
        *flow_steps(),
        Step(
            "gain", Claim(GAIN, "==", s**2 * NOISE_ENERGY - learnt), "termwise",
            note="Term by term.",
        ),
        Step(
            "isotropic_minus_gain", Claim(L_ST, "==", ISOTROPIC - GAIN), "ring",
            uses=("split", "noise_learnt", "gain"), note="Put together.",
        ),
    )


THEOREM = Theorem(
    name="student_error_eq_isotropic_error_minus_gain",
    title="The gain comes from modes that are learnt more slowly",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(TEACHER_ERROR, SHRINKAGE, *TIMES, SIZE, LITTLE_NOISE),
    quantity=L_ST,
    relation="==",
    bound=ISOTROPIC - GAIN,
    stable_bound=ISOTROPIC - over_entries(TERM, LENGTH),
    # a difference that may nearly vanish
    float_accuracy=1e-11,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(*ASSUMPTIONS, "on V_k the student is s times the teacher"),
    hypotheses=HYPOTHESES,
    setting=taught(s, TEACHER_NOISE),
    conditions=(SOMETHING_TO_LEARN,),
    experiment=gain_trials,
    proof=proof,
)
