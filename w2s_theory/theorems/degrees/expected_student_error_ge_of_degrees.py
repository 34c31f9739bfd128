"""The quadratic limit in the mean, for a target of several degrees.

The teacher's units are independent and uniform, the student of infinite width multiplies eigenspace j by a fixed s_j in
[0, 1]. With f_j^2 the target's shares and ell_j the mean error of a teacher of a target in V_j,

    E L_ST >= sum_j f_j^2 (1 - s_j (1 - ell_j))^2 >= sum_j f_j^2 ell_j^2.

The last sum is at least (E L_TE)^2: ``expected_student_error_ge_sq_of_degrees``. On one network with two degrees the square
is no limit (``student_error_eq_bias_plus_noise_of_degrees``).

Idea: E ||f* - f_ST||^2 is at least the square of its mean, and the mean of the student on degree j is s_j (1 - ell_j)
times the target's part, by Schur's lemma.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.degree_mixtures import limited_mixture_trials
from w2s_theory.notation import (
    L_ST,
    Se_mean,
    Se_seen,
    e_mean,
    f,
    f_ST,
    f_star,
    f_TE,
    inner,
    j,
    l_TE,
    mean,
    n,
    norm_squared,
    residual_difference,
    residual_sum,
    s_ST,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator, RotatedProjection
from w2s_theory.records.parameter import Parameter, integers
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.degrees.setting import (
    COUNT,
    LENGTH,
    MEAN_ERRORS,
    PARTS,
    RANDOM_ASSUMPTIONS,
    SHRINKAGES,
    TARGET_PARTS,
)
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import over_modes

# what the student misses of degree j in the mean, relative to the target's part there
MISSED = 1 - s_ST[j] * (1 - l_TE[j])
LOST = (1 - l_TE[j]) * (1 - s_ST[j])
TERM = f[j] ** 2 * l_TE[j] ** 2
BOUND = over_modes(TERM)
MISSED_SHARE, LEARNT_SHARE = Claim(1 - l_TE[j], ">=", 0), Claim(1 - s_ST[j], ">=", 0)
HYPOTHESES = (MISSED_SHARE, LEARNT_SHARE)
EACH = (Parameter("j", integers(0), integers(0, LENGTH - 1)),)


def energy(sign: int):
    """||Pi_j (f* + sign S e)||^2."""
    return (f[j] + sign * s_ST[j] * MISSED * f[j]) ** 2


SETTING = Hilbert(
    ("f_star", "f_TE", "f_ST", "e_mean", "Se_mean", "Se_seen"),
    (
        Operator("P", "projection", ((f_star, f_TE), (Se_mean, Se_seen))),
        Operator("S", "self_adjoint", ((f_TE, f_ST), (e_mean, Se_mean))),
    ),
    (
        TARGET_PARTS,
        ("residual.parts", Claim(norm_squared(e_mean), "==", over_modes(f[j] ** 2 * MISSED**2))),
        ("residual.overlap", Claim(inner(f_star, e_mean), "==", over_modes(f[j] ** 2 * MISSED))),
    ),
    random=("f_TE", "f_ST", "Se_seen"),
    projections=(
        RotatedProjection(residual_sum, l_TE[j], energy(1), j, 0, n - 1),
        RotatedProjection(residual_difference, l_TE[j], energy(-1), j, 0, n - 1),
    ),
)


def limit_steps() -> tuple[Step, ...]:
    """The limit, by the steps that :func:`proof` has."""
    seen = {sign: over_modes((1 - l_TE[j]) * energy(sign)) for sign in (1, -1)}
    parts, overlap = over_modes(f[j] ** 2 * MISSED**2), over_modes(f[j] ** 2 * MISSED)
    return (
        Step(
            "overlap", Claim(inner(f_ST, e_mean), "==", (residual_sum - residual_difference) / 4), "gram",
            unfold=("residual_sum", "residual_difference"),
            note="S is self-adjoint, P a projection: <S P f*, e> = <P f*, P S e>, and polarisation.",
        ),
        Step(
            "square",
            Claim(L_ST, ">=", 2 * inner(f_star, e_mean) - (residual_sum - residual_difference) / 2 - norm_squared(e_mean)),
            "gram", unfold=("L_ST",), uses=("overlap",),
            certificate={"multipliers": {"overlap": -2}, "squares": ((1, f_star - f_ST - e_mean),)},
            note="||f* - f_ST - e||^2 >= 0, with e the mean of f* - f_ST.",
        ),
        Step(
            "in_the_mean",
            Claim(
                mean(L_ST), ">=",
                2 * inner(f_star, e_mean) - (mean(residual_sum) - mean(residual_difference)) / 2 - norm_squared(e_mean),
            ),
            "expectation", uses=("square",), certificate={"of": "square"}, note="Take the mean over the teacher's units.",
        ),
        Step(
            "rotations_of_sum", Claim(mean(residual_sum), "==", seen[1]), "rotation",
            note="Rotation invariance: on each degree the mean of P is the number 1 - ell_j.",
        ),
        Step(
            "rotations_of_difference", Claim(mean(residual_difference), "==", seen[-1]), "rotation",
            note="The same for f* - S e.",
        ),
        Step(
            "terms", Claim(parts, "==", 2 * overlap - seen[1] / 2 + seen[-1] / 2 - parts), "termwise",
            note="Degree by degree: 2 m - 2 (1 - ell) s m - m^2 = m^2 for m = 1 - s (1 - ell).",
        ),
        Step(
            "mean_square", Claim(mean(L_ST), ">=", parts), "gram",
            uses=("in_the_mean", "rotations_of_sum", "rotations_of_difference", "terms"),
            certificate={
                "multipliers": {
                    "in_the_mean": 1, "rotations_of_sum": -Fraction(1, 2), "rotations_of_difference": Fraction(1, 2),
                    "terms": -1, "residual.parts": -1, "residual.overlap": 2,
                },
            },
            note="The mean square is at least the square of the mean.",
        ),
        Step("missed", MISSED_SHARE, "hypothesis", variables=EACH, note="A mean error is at most 1."),
        Step("learnt", LEARNT_SHARE, "hypothesis", variables=EACH, note="The student learns at most the whole."),
        Step(
            "stopping_loses", Claim(f[j] ** 2 * MISSED**2, ">=", TERM), "ring", variables=EACH,
            uses=("missed", "learnt"), certificate={"squares": ((2 * l_TE[j] * LOST, f[j]), (1, LOST * f[j]))},
            note="1 - s (1 - ell) = ell + (1 - ell)(1 - s), which is at least ell.",
        ),
        Step(
            "all_degrees", Claim(parts, ">=", BOUND), "termwise", uses=("stopping_loses",),
            certificate={"term": "stopping_loses"}, note="In every eigenspace.",
        ),
        Step(
            "limit", Claim(mean(L_ST), ">=", BOUND), "ring", uses=("mean_square", "all_degrees"),
            certificate={"multipliers": {"mean_square": 1, "all_degrees": 1}}, note="Both in a row.",
        ),
    )  # fmt: skip


def proof() -> tuple[Step, ...]:
    return limit_steps()


THEOREM = Theorem(
    name="expected_student_error_ge_of_degrees",
    title="The quadratic limit in the mean, degree by degree",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(COUNT, SHRINKAGES, PARTS, MEAN_ERRORS),
    quantity=mean(L_ST),
    relation=">=",
    bound=BOUND,
    stable_bound=over_entries(TERM, LENGTH),
    float_accuracy=1e-13,
    # L_ST <= 4/3 where 0 <= S <= 1 and the teacher is a projection
    quantifier=Expectation(value_range=(Fraction(0), Fraction(4, 3)), bound_range=(Fraction(0), Fraction(1))),
    sharpness="unknown",
    discrepancy=Fraction(1, 4),
    assumptions=(
        *RANDOM_ASSUMPTIONS[:3],
        "ell_j is the mean error of such a teacher for a target in V_j; by Schur's lemma the mean of ||P e||^2 is the sum "
        "of (1 - ell_j) ||Pi_j e||^2 for every fixed e",
        "e is the mean of f* - f_ST: 1 - s_j (1 - ell_j) times the target's part on eigenspace j, by the same lemma",
    ),
    hypotheses=HYPOTHESES,
    setting=SETTING,
    experiment=limited_mixture_trials,
    kept={"target.parts": "says what the letters f_j are: the target's norms in the eigenspaces"},
    proof=proof,
)
