"""The bridge for a target in one eigenspace: what decides whether misfit explains the gain is where the teacher's
noise sits.

The target lies in the eigenspace V_k of the student's kernel, f_TE = P f*. With s on V_k and s_j = 1 - exp(-lambda_j
t) outside,

    L_ST + misfit = L_TE + 2 (1 - s)(1 - L_TE) - 2 s (1 - s) ||Pi_k f_TE||^2 - 2 sum_j s_j (1 - s_j) b_j^2.

With the noise profile, b_j^2 = L_TE (1 - L_TE) omega_j, and x = 1 - s: the gain is at least the misfit exactly if
L_TE sum_j s_j (1 - s_j) omega_j >= x^2 (1 - L_TE) + L_TE x, the sum with omega_k. No term of the sum is negative, so
a few degrees may be enough to see it. It is ``gain_eq_misfit_plus_overfit`` with the overlaps of a projection put in.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.misfit_profile import bridge_trials
from w2s_theory.notation import L_ST, L_TE, b, f_k, f_ST, f_star, f_TE, inner, j, misfit, mode, omega_k, s, t
from w2s_theory.records.claim import Claim
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gains.setting import (
    ASSUMPTIONS,
    EACH_MODE,
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
    over_noise,
    taught,
)

INSIDE = (1 - L_TE) ** 2 + L_TE * (1 - L_TE) * omega_k
TERM = (1 - NOISE_SHRINKAGE) * NOISE_SHRINKAGE * b[j] ** 2
OUTSIDE = over_noise(TERM)
CROSS = over_noise(b[j] * mode(j, t))
WITHIN = L_TE + 2 * (1 - s) * (1 - L_TE) - 2 * (1 - s) * s * INSIDE
BOUND = WITHIN - 2 * OUTSIDE
QUANTITY = L_ST + misfit
# Parseval outside V_k, for the student against its teacher
BOTH = ("student.cross", Claim(inner(f_TE - f_k, f_ST - s * f_k), "==", CROSS))


def proof() -> tuple[Step, ...]:
    passed = NOISE_SHRINKAGE * b[j]
    return (
        Step(
            "overlap", Claim(inner(f_star, f_k), "==", 1 - L_TE), "gram", unfold=("L_TE",),
            note="The target lies in V_k, so the teacher's part there has all of the overlap.",
        ),
        Step(
            "split", Claim(QUANTITY, "==", WITHIN + 2 * TAUGHT_ENERGY - 2 * CROSS), "gram",
            unfold=("L_ST", "L_TE", "misfit"), uses=("overlap",),
            note="Pythagoras in and outside V_k; the teacher's energy outside cancels.",
        ),
        Step(
            "one_mode", Claim(mode(j, t), "==", passed), "ode", variables=EACH_MODE,
            note="The mode's equation c' = lambda (b - c) with c(0) = 0 has this solution, and only this.",
        ),
        Step(
            "energy", Claim(TAUGHT_ENERGY, "==", over_noise(passed**2)), "ring", uses=("one_mode",),
            note="Put it in for every mode.",
        ),
        Step(
            "cross", Claim(CROSS, "==", over_noise(b[j] * passed)), "ring", uses=("one_mode",),
            note="Put it in for every mode.",
        ),
        Step(
            "overfit", Claim(OUTSIDE, "==", over_noise(b[j] * passed) - over_noise(passed**2)), "termwise",
            note="Term by term: (1 - s_j) s_j b^2 = s_j b^2 - s_j^2 b^2.",
        ),
        Step(
            "bridge", Claim(QUANTITY, "==", BOUND), "ring", uses=("split", "energy", "cross", "overfit"),
            certificate={"multipliers": {"split": 1, "energy": 2, "cross": -2, "overfit": 2}}, note="Put together.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="student_error_plus_misfit_eq_of_eigenfunction_target",
    title="The bridge from misfit to gain for a target in one eigenspace",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(TEACHER_ERROR, SHARE, SHRINKAGE, *TIMES, *NOISE),
    quantity=QUANTITY,
    relation="==",
    bound=BOUND,
    stable_bound=WITHIN - 2 * over_entries(TERM, LENGTH),
    float_accuracy=1e-11,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        *ASSUMPTIONS,
        "on V_k the student is s times the teacher",
        "||Pi_k f_TE||^2 = (1 - L_TE)^2 + L_TE (1 - L_TE) omega_k",
    ),
    hypotheses=HYPOTHESES,
    setting=taught(s, NOISE_SHARE, BOTH),
    conditions=(SOMETHING_TO_LEARN,),
    experiment=bridge_trials,
    proof=proof,
)
