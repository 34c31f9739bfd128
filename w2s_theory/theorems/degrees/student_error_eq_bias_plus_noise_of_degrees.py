"""Bias plus noise for a target of several degrees, on every single network.

Write f_j for the norm of the target's part in eigenspace j of the student's kernel, g_j for the share of it that the
teacher has there, <Pi_j f_TE, f*> = g_j f_j^2, and nu_j for the energy of the rest of Pi_j f_TE, which is noise. A
student that multiplies eigenspace j by s_j >= 0 (above 1 too) has

    L_ST = sum_j f_j^2 (1 - s_j g_j)^2 + sum_j s_j^2 nu_j.

One degree alone: ``student_error_eq_bias_plus_noise``, where g is 1 - L_TE. With two the teacher's share of one part
holds what it owes to the other (g_j = <f_j, P f_j> + sum_l (f_l/f_j) <f_j, P f_l> for normed parts), and may have the wrong
sign. Then the square of the teacher's error is no limit any more: for f = (24/25, 7/25) and a teacher that projects on the
unit vector (3/5, -4/5), g = (11/50, -176/175), nu = 0, L_TE = (117/125)^2, and the student that keeps the first
degree and drops the second has L_ST = 249649/390625 < L_TE^2. In the mean over teachers the limit stands:
``expected_student_error_ge_sq_of_degrees``.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.degree_mixtures import mixture_trials
from w2s_theory.notation import L_ST, f, f_ST, f_star, inner, j, n_TE, norm_squared, s_ST, shares_TE
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.degrees.setting import COUNT, LENGTH, PARTS, TARGET_PARTS, sequence
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import over_modes

BIAS = f[j] ** 2 * (1 - s_ST[j] * shares_TE[j]) ** 2
NOISE = s_ST[j] ** 2 * n_TE[j]
BOUND = over_modes(BIAS) + over_modes(NOISE)

OVERLAP = over_modes(s_ST[j] * shares_TE[j] * f[j] ** 2)
ENERGY = over_modes(s_ST[j] ** 2 * shares_TE[j] ** 2 * f[j] ** 2) + over_modes(s_ST[j] ** 2 * n_TE[j])
SETTING = Hilbert(
    ("f_star", "f_ST"),
    (),
    (
        TARGET_PARTS,
        ("student.overlap", Claim(inner(f_star, f_ST), "==", OVERLAP)),
        ("student.energy", Claim(norm_squared(f_ST), "==", ENERGY)),
    ),
)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "expand", Claim(L_ST, "==", over_modes(f[j] ** 2) - 2 * OVERLAP + ENERGY), "gram", unfold=("L_ST",),
            note="||f*||^2 - 2 <f*, f_ST> + ||f_ST||^2, each a sum over the eigenspaces by Parseval.",
        ),
        Step(
            "degree_by_degree", Claim(BOUND, "==", over_modes(f[j] ** 2) - 2 * OVERLAP + ENERGY), "termwise",
            note="In every eigenspace the square of what is missed, and the noise.",
        ),
        Step(
            "bias_plus_noise", Claim(L_ST, "==", BOUND), "ring", uses=("expand", "degree_by_degree"),
            certificate={"multipliers": {"expand": 1, "degree_by_degree": -1}}, note="Put together.",
        ),
    )


THEOREM = Theorem(
    name="student_error_eq_bias_plus_noise_of_degrees",
    title="Bias plus noise for a target of several degrees",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        COUNT,
        sequence("s_ST", reals(0), reals(0, 1)),
        PARTS,
        sequence("shares_TE", reals(), reals(0, 1)),
        sequence("n_TE", reals(0), reals(0, 1)),
    ),
    quantity=L_ST,
    relation="==",
    bound=BOUND,
    stable_bound=over_entries(BIAS, LENGTH) + over_entries(NOISE, LENGTH),
    # the bias is the square of a difference
    float_accuracy=1e-12,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "the target's part in eigenspace j of the student's kernel has the norm f_j",
        "<Pi_j f_TE, f*> = g_j f_j^2, and the rest of Pi_j f_TE has the energy nu_j",
        "the student multiplies eigenspace j by s_j, so <f*, f_ST> and ||f_ST||^2 are sums over the eigenspaces",
    ),
    setting=SETTING,
    experiment=mixture_trials,
    proof=proof,
)
