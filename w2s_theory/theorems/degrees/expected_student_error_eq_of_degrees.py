"""The mean error of the student of a target of several degrees: the mean of the pure ones, weighted with their shares.

The teacher's units are independent and uniform, the activation is any (no universality), the student has infinite width and
multiplies eigenspace j by s_j. With f_j^2 the target's shares, ell_j the mean error of a teacher of a target in V_j and
T_j = E ||S P Y||^2 for a Y of norm 1 in V_j,

    E L_ST = sum_j f_j^2 (1 - 2 s_j (1 - ell_j) + T_j),

and the bracket is the mean error of the student of a target in V_j alone. So at a given time the shares at which the
student beats its teacher, sum_j f_j^2 (1 - ell_j - 2 s_j (1 - ell_j) + T_j) < 0, are cut off by a plane.

Idea: by Schur's lemma the means of P and of P S^2 P are numbers on every degree, so no two degrees meet in the mean. On one
network they do (``student_error_eq_bias_plus_noise_of_degrees``).
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.degree_mixtures import mean_mixture_trials
from w2s_theory.notation import (
    L_ST,
    f,
    f_ST,
    f_star,
    inner,
    j,
    l_TE,
    mean,
    norm_squared,
    s_ST,
    seen_difference,
    seen_sum,
    t_ST,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.degrees.setting import (
    COUNT,
    LENGTH,
    MEAN_ERRORS,
    PARTS,
    RANDOM_ASSUMPTIONS,
    RANDOM_TEACHER,
    SHRINKAGES,
    STUDENT_ENERGIES,
)
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import over_modes

TERM = f[j] ** 2 * (1 - 2 * s_ST[j] * (1 - l_TE[j]) + t_ST[j])
BOUND = over_modes(TERM)


def proof() -> tuple[Step, ...]:
    seen = {sign: over_modes((1 - l_TE[j]) * (f[j] + sign * s_ST[j] * f[j]) ** 2) for sign in (1, -1)}
    fixed, learnt = over_modes(f[j] ** 2), over_modes(f[j] ** 2 * t_ST[j])
    return (
        Step(
            "overlap", Claim(inner(f_star, f_ST), "==", (seen_sum - seen_difference) / 4), "gram",
            unfold=("seen_sum", "seen_difference"),
            note="S is self-adjoint and P a projection: <f*, S P f*> = <P S f*, P f*>, and polarisation.",
        ),
        Step(
            "split", Claim(L_ST, "==", norm_squared(f_star) - (seen_sum - seen_difference) / 2 + norm_squared(f_ST)),
            "gram", unfold=("L_ST",), uses=("overlap",), note="Expand the square.",
        ),
        Step(
            "in_the_mean",
            Claim(
                mean(L_ST), "==",
                norm_squared(f_star) - (mean(seen_sum) - mean(seen_difference)) / 2 + mean(norm_squared(f_ST)),
            ),
            "expectation", uses=("split",), certificate={"of": "split"}, note="Take the mean over the teacher's units.",
        ),
        Step(
            "rotations_of_sum", Claim(mean(seen_sum), "==", seen[1]), "rotation",
            note="Rotation invariance: on each degree the mean of P is the number 1 - ell_j.",
        ),
        Step(
            "rotations_of_difference", Claim(mean(seen_difference), "==", seen[-1]), "rotation",
            note="The same for f* - S f*.",
        ),
        Step(
            "terms", Claim(BOUND, "==", fixed - seen[1] / 2 + seen[-1] / 2 + learnt), "termwise",
            note="Degree by degree.",
        ),
        Step(
            "mean_error", Claim(mean(L_ST), "==", BOUND), "gram",
            uses=("in_the_mean", "rotations_of_sum", "rotations_of_difference", "terms"),
            certificate={
                "multipliers": {
                    "in_the_mean": 1, "rotations_of_sum": -Fraction(1, 2), "rotations_of_difference": Fraction(1, 2),
                    "terms": -1, "target.parts": 1, "student.energy": 1,
                },
            },
            note="Put together.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="expected_student_error_eq_of_degrees",
    title="The mean error for several degrees is linear in their shares",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(COUNT, SHRINKAGES, PARTS, MEAN_ERRORS, STUDENT_ENERGIES),
    quantity=mean(L_ST),
    relation="==",
    bound=BOUND,
    stable_bound=over_entries(TERM, LENGTH),
    # a difference that may nearly vanish
    float_accuracy=1e-11,
    # L_ST <= 4/3 where 0 <= S <= 1 and the teacher is a projection; the bound's draws are 1 - 2 s (1 - ell) + T in the mean
    quantifier=Expectation(value_range=(Fraction(0), Fraction(4, 3)), bound_range=(Fraction(-1), Fraction(2))),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=RANDOM_ASSUMPTIONS,
    setting=RANDOM_TEACHER,
    experiment=mean_mixture_trials,
    proof=proof,
)
