"""A teacher's mean error from below, from the mean energy of a vector that its features cannot tell from the target.

B is a set of degrees that holds the target's k. On the good event F = 1 the features' parts outside B have a Gram matrix G_>
with eigenvalues >= g > 0, so there is v outside B with <v, phi_i> = <f*, phi_i> for all features; elsewhere F = 0, v = 0. So
<v, f*> = 0 and <v, f_TE> = F <f*, f_TE>, and for every number c the square of f* - f_TE - c (F f* - v) says

    L_TE >= (2 c - c^2) F - c^2 ||v||^2.

In the mean over units and targets, with P(F = 1) >= 1 - delta, E ||v||^2 <= w and the best fixed c,
E L_TE >= (1 - delta)^2/(1 - delta + w). By rotations E L_TE is the same for every f* in V_k.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.notation import (
    L_TE,
    c,
    delta,
    f_star,
    f_TE,
    good,
    inner,
    l_M,
    mean,
    norm_squared,
    tail_energy_mean,
    v_tail,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.step import Step
from w2s_theory.theorems.limits.setting import UNIT_TARGET

LIKELY = 1 - delta
SHARE = LIKELY / (LIKELY + tail_energy_mean)
BOUND = LIKELY * SHARE
ENERGY = norm_squared(v_tail)
VECTORS = ("f_star", "f_TE", "v_tail")
FACTS = (
    UNIT_TARGET,
    ("tail.target", Claim(inner(f_star, v_tail), "==", 0)),
    ("tail.features", Claim(inner(f_TE, v_tail), "==", good * inner(f_star, f_TE))),
    ("event.once", Claim(good**2 - good, "==", 0)),
    ("event.likely", Claim(mean(good), ">=", LIKELY)),
)
PARAMETERS = (
    Parameter("M_TE", integers(1), integers(1, 100)),
    Parameter("lam", reals(0, lower_open=True), reals(Fraction(1, 1000), Fraction(1, 100))),
    Parameter("g_tail", reals(0, lower_open=True), reals(Fraction(1, 2), Fraction(3, 4))),
    Parameter("theta", reals(0, lower_open=True), reals(Fraction(1, 2), Fraction(3, 2))),
    Parameter("delta", reals(0, 1, lower_open=True, upper_open=True), reals(Fraction(1, 100), Fraction(1, 2))),
    Parameter("tail_energy_mean", reals(0, lower_open=True), reals(100, 10000)),
)
ANY_NUMBER = (Parameter("c", reals(0, lower_open=True), reals(Fraction(1, 10), 1)),)


def error_steps(energy: str) -> tuple[Step, ...]:
    """Steps that end in ``teacher_error``, given a step ``energy``: E ||v||^2 <= w."""
    return (
        Step(
            "tangent", Claim(L_TE, ">=", (2 * c - c**2) * good - c**2 * ENERGY), "gram", unfold=("L_TE",),
            variables=ANY_NUMBER,
            certificate={
                "multipliers": {"event.once": -(c**2)}, "squares": ((1, f_star - f_TE - c * (good * f_star - v_tail)),),
            },
            note="The residual and F f* - v have the inner product F.",
        ),
        Step(
            "tangent_mean", Claim(mean(L_TE), ">=", (2 * c - c**2) * mean(good) - c**2 * mean(ENERGY)), "expectation",
            variables=ANY_NUMBER, uses=("tangent",), certificate={"of": "tangent"},
            note="In the mean over units and targets.",
        ),
        Step("residual", Claim(L_TE, "==", norm_squared(f_star - f_TE)), "gram", unfold=("L_TE",), note="What L_TE is."),
        Step("residual_mean", Claim(mean(L_TE), "==", mean(norm_squared(f_star - f_TE))), "expectation",
             uses=("residual",), certificate={"of": "residual"}, note="In the mean."),
        Step(
            "teacher_error", Claim(l_M, ">=", BOUND), "rational", uses=("tangent_mean", energy, "residual_mean"),
            unfold=("l_M",),
            certificate={
                "at": {"tangent_mean": {c: SHARE}},
                "multipliers": {
                    "tangent_mean": 1, energy: SHARE**2, "event.likely": 2 * SHARE - SHARE**2, "residual_mean": -1,
                },
            },
            note="With the best number.",
        ),
    )  # fmt: skip
