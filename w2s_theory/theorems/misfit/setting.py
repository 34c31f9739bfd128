"""A target in one eigenspace V_k of the student's kernel, its teacher, and a student that is s times the teacher there."""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.notation import f_k, f_ST, f_star, f_TE, inner, norm_squared, s
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.theorems.limits.setting import TEACHER, UNIT_TARGET

TEACHER_ERROR = Parameter(
    "L_TE", reals(0, 1, lower_open=True, upper_open=True), reals(Fraction(1, 1000), Fraction(9, 10))
)
MISFIT = Parameter("misfit", reals(0), reals(0, Fraction(1, 2)))

# what teacher and student have outside V_k
NOISE, LEARNT_NOISE = f_TE - f_k, f_ST - s * f_k


def filtered(*facts) -> Hilbert:
    """Pi is the projection on V_k, on which the student is s times the teacher; outside it may be anything."""
    on_target = Operator("Pi", "projection", ((f_star, f_star), (f_TE, f_k), (f_ST, s * f_k)))
    return Hilbert(("f_star", "f_TE", "f_ST", "f_k"), (TEACHER, on_target), (UNIT_TARGET, *facts))


AS_GOOD_AS_MISFIT = (
    "student.gain", Claim(norm_squared(f_star - f_ST) + norm_squared(f_TE - f_ST), "<=", norm_squared(f_star - f_TE)),
)  # fmt: skip
FAST_NOISE = ("noise.fast", Claim(inner(LEARNT_NOISE, NOISE), ">=", s * norm_squared(NOISE)))

ASSUMPTIONS = (
    "f_TE = P f* with P an orthogonal projection, ||f*|| = 1",
    "f* lies in an eigenspace V_k of the student's kernel, on which the student is s times the teacher",
)

SOMETHING_TO_LEARN = Condition(
    "0 < L_TE < 1", lambda draws: (draws.parameters["L_TE"] > 0) & (draws.parameters["L_TE"] < 1)
)
GAIN_ABOVE_MISFIT = Condition(
    "the gain is at least the misfit", lambda draws: draws.facts["gain"] >= draws.facts["misfit"] - 1e-14
)
NOISE_LEARNT = Condition(
    "the noise outside V_k is learnt at least as far as the target, in the mean over its energy",
    lambda draws: draws.facts["noise_shrinkage"] >= draws.parameters["s"] - 1e-12,
)
