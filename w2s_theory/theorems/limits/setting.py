"""The Hilbert-space settings shared by the limits: a target, its teacher, and a kind of student."""

from __future__ import annotations

from w2s_theory.notation import L_TE, f_k, f_ST, f_star, f_TE, inner, omega_k, s
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition
from w2s_theory.records.hilbert import Hilbert, Operator

UNIT_TARGET = ("target.unit", Claim(inner(f_star, f_star), "==", 1))
TEACHER = Operator("P", "projection", ((f_star, f_TE),))
VECTORS = ("f_star", "f_TE", "f_ST")

SHRINKAGE = Hilbert(VECTORS, (TEACHER, Operator("S", "shrinkage", ((f_TE, f_ST),))), (UNIT_TARGET,))

PROXIMAL = Hilbert(
    VECTORS, (TEACHER,), (UNIT_TARGET, ("student.proximal", Claim(inner(f_ST, f_TE - f_ST), ">=", 0)))
)

NORM_NONINCREASING = Hilbert(
    VECTORS, (TEACHER,), (UNIT_TARGET, ("student.norm", Claim(inner(f_ST, f_ST), "<=", inner(f_TE, f_TE))))
)

ISOTROPIC = Hilbert(
    VECTORS,
    (TEACHER,),
    (
        UNIT_TARGET,
        ("student.target", Claim(inner(f_star, f_ST), "==", s * inner(f_star, f_TE))),
        ("student.norm", Claim(inner(f_ST, f_ST), "==", s**2 * inner(f_TE, f_TE))),
    ),
)

# Pi is the projection on the eigenspace V_k that holds the target; the student is s on it
EIGENFUNCTION = Hilbert(
    (*VECTORS, "f_k"),
    (TEACHER, Operator("Pi", "projection", ((f_star, f_star), (f_TE, f_k), (f_ST, s * f_k)))),
    (UNIT_TARGET,),
)

# the same eigenspace; omega_k says how much of the teacher's noise is in it, and the student is
# OVERSHOOT times the teacher's part there, nothing elsewhere
OVERSHOOT = 1 / (1 - L_TE + L_TE * omega_k)
RESCALED = Hilbert(
    (*VECTORS, "f_k"),
    (TEACHER, Operator("Pi", "projection", ((f_star, f_star), (f_TE, f_k)))),
    (
        UNIT_TARGET,
        ("noise.share", Claim(inner(f_k, f_k), "==", (1 - L_TE) ** 2 + L_TE * (1 - L_TE) * omega_k)),
        ("student.target", Claim(inner(f_star, f_ST), "==", OVERSHOOT * inner(f_star, f_k))),
        ("student.norm", Claim(inner(f_ST, f_ST), "==", OVERSHOOT**2 * inner(f_k, f_k))),
    ),
)

# the draws carry the extreme shrinkage values that the student's filter really used
WITHIN_UNIT_INTERVAL = Condition(
    "the student's shrinkage lies in [0, 1]",
    lambda draws: (draws.facts["smallest_shrinkage"] >= 0) & (draws.facts["largest_shrinkage"] <= 1 + 1e-9),
)
