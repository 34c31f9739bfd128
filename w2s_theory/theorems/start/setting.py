"""A student that starts at f_0 and moves towards its teacher: what its statements share."""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.notation import L_0, L_TE, c_0, f_0, f_ST, f_star, f_TE, inner, norm_squared, s
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals

# ||f_TE - f_0||^2
WAY = L_0 + L_TE - 2 * c_0
SCALARS = ("L_TE", "L_0", "c_0")

TEACHER_ERROR = Parameter("L_TE", reals(0), reals(Fraction(1, 100), Fraction(9, 10)))
START_ERROR = Parameter("L_0", reals(0), reals(Fraction(1, 100), 2))
MOVES = Claim(2 * c_0, "<", L_0 + L_TE)
A_WAY_TO_GO = Condition(
    "f_0 is not f_TE",
    lambda draws: 2 * draws.parameters["c_0"] < draws.parameters["L_0"] + draws.parameters["L_TE"] - 1e-9,
)
ANY_TEACHER = "f*, f_TE and f_0 are any functions: L_0 = ||f* - f_0||^2, c_0 = <f_0 - f*, f_TE - f*>"
MOVES_TEXT = "2 c_0 < L_0 + L_TE, that is f_0 is not f_TE"

# a student whose kernel has one eigenvalue, by its two products that count
_STRAIGHT_ON = f_0 + s * (f_TE - f_0)
ISOTROPIC = Hilbert(
    ("f_star", "f_TE", "f_ST", "f_0"),
    (),
    (
        ("student.target", Claim(inner(f_star, f_ST), "==", inner(f_star, _STRAIGHT_ON))),
        ("student.norm", Claim(inner(f_ST, f_ST), "==", norm_squared(_STRAIGHT_ON))),
    ),
)
STRAIGHT = "f_ST = f_0 + s (f_TE - f_0): a student whose kernel has one eigenvalue"
OVERLAP = Parameter("c_0", reals(), reals(-Fraction(1, 2), Fraction(1, 2)))
