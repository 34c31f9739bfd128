"""Letters of a target with a part in several eigenspaces of the student's kernel, and of teachers with random units."""

from __future__ import annotations

from w2s_theory.experiments.degree_mixtures import LENGTH as LENGTH
from w2s_theory.notation import (
    f,
    f_ST,
    f_star,
    f_TE,
    j,
    l_TE,
    mean,
    n,
    norm_squared,
    r_0,
    r_seen,
    s_ST,
    seen_difference,
    seen_sum,
    t_ST,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator, RotatedProjection
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.theorems.gradient_flow.setting import over_modes


def sequence(name: str, domain, typical) -> Parameter:
    """A letter with one entry per eigenspace."""
    return Parameter(name, domain, typical, length=LENGTH)


COUNT = Parameter("n", integers(1), integers(1, LENGTH))
PARTS = sequence("f", reals(), reals(0, 1))
SHRINKAGES = sequence("s_ST", reals(0, 1), reals(0, 1))
MEAN_ERRORS = sequence("l_TE", reals(0, 1), reals(0, 1))
STUDENT_ENERGIES = sequence("t_ST", reals(0), reals(0, 1))

TARGET_PARTS = ("target.parts", Claim(norm_squared(f_star), "==", over_modes(f[j] ** 2)))
STUDENT_ENERGY = ("student.energy", Claim(mean(norm_squared(f_ST)), "==", over_modes(f[j] ** 2 * t_ST[j])))

# r = S f*, so that the student's overlap with the target is <r, P f*>, by polarisation
RANDOM_TEACHER = Hilbert(
    ("f_star", "f_TE", "f_ST", "r_0", "r_seen"),
    (
        Operator("P", "projection", ((f_star, f_TE), (r_0, r_seen))),
        Operator("S", "self_adjoint", ((f_TE, f_ST), (f_star, r_0))),
    ),
    (TARGET_PARTS, STUDENT_ENERGY),
    random=("f_TE", "f_ST", "r_seen"),
    projections=(
        RotatedProjection(seen_sum, l_TE[j], (f[j] + s_ST[j] * f[j]) ** 2, j, 0, n - 1),
        RotatedProjection(seen_difference, l_TE[j], (f[j] - s_ST[j] * f[j]) ** 2, j, 0, n - 1),
    ),
)

RANDOM_ASSUMPTIONS = (
    "f_TE = P f* with the teacher's units independent, uniform on the sphere",
    "the target's part in eigenspace j has the norm f_j, ||f*|| = 1; f* does not depend on the units",
    "a student of infinite width: S is s_j on eigenspace j, 0 <= s_j <= 1",
    "ell_j is the mean error of such a teacher for a target in V_j; T_j = E ||S P Y||^2 for a Y of norm 1 there",
    "by Schur's lemma the means of P and of P S^2 P are numbers on every V_j, so the mean of ||P e||^2 is the sum of "
    "(1 - ell_j) ||Pi_j e||^2 and that of ||S P e||^2 the sum of T_j ||Pi_j e||^2, for every fixed e",
)
