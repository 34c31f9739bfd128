"""A function orthogonal to all features, made of the target and of the features' parts outside B: shared pieces.

B holds the target's degree; v = sum_i c_i phi_i^> with G_> c = b, b_i = <f*, phi_i>, makes f* - v orthogonal to every
feature, so to f_TE; and v is orthogonal to f*. So 1 = <f* - f_TE, f* - v>, and L_TE >= 1/(1 + ||v||^2). The function
w -> 1/(1 + w) lies above its tangents: at a fixed number these bound the mean over V_k.
"""

from __future__ import annotations

from w2s_theory.notation import c, f_star, f_TE, inner, mean, norm_squared, v_tail
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Operator
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.step import Step
from w2s_theory.theorems.limits.setting import UNIT_TARGET

TEACHER = Operator("P", "projection", ((f_star, f_TE), (f_star - v_tail, 0)))
OUTSIDE = (UNIT_TARGET, ("tail.outside", Claim(inner(f_star, v_tail), "==", 0)))
ANY_NUMBER = (Parameter("c", reals(0, lower_open=True), reals(0, 1)),)

ERROR, ENERGY = norm_squared(f_star - f_TE), norm_squared(v_tail)


def tangent_steps() -> tuple[Step, ...]:
    """Steps that end in ``tangent_mean``: mean L_TE >= 2 c - c^2 (1 + mean ||v||^2) for every fixed c > 0."""
    return (
        Step(
            "overlap", Claim(inner(f_star - f_TE, f_star - v_tail), "==", 1), "gram",
            note="f* - v is orthogonal to the features, and v to f*.",
        ),
        Step(
            "tangent", Claim(ERROR, ">=", 2 * c - c**2 * (1 + ENERGY)), "gram", variables=ANY_NUMBER, uses=("overlap",),
            certificate={"squares": ((1, f_star - f_TE - c * (f_star - v_tail)),)},
            note="Cauchy and Schwarz, with a number c to be chosen.",
        ),
        Step(
            "tangent_mean", Claim(mean(ERROR), ">=", 2 * c - c**2 * (1 + mean(ENERGY))), "expectation",
            variables=ANY_NUMBER, uses=("tangent",), certificate={"of": "tangent"}, note="Mean over V_k; c is fixed.",
        ),
    )
