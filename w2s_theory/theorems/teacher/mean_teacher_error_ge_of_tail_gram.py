"""No teacher of M random features is better than what it sees of the target allows, on average over a degree.

B is a set of degrees that holds the target's degree k, G_> the Gram matrix of the features' parts outside
B, and g > 0 its smallest eigenvalue. Then for every network the mean of L_TE over V_k is

    L_TE >= 1/(1 + M lambda/g)      (mean over an orthonormal basis of V_k).

Proof: v = sum_i c_i phi_i^> with G_> c = b, b_i = <f*, phi_i>, makes f* - v orthogonal to every feature, so to
f_TE; and v is orthogonal to f*. So 1 = <f* - f_TE, f* - v>, and L_TE >= 1/(1 + ||v||^2) for every target, with
||v||^2 = b G_>^{-1} b <= ||b||^2/g. In the mean over V_k, ||b||^2 = M lambda by the addition theorem, whatever
the units are; 1/(1 + w) lies above its tangents. B = {k} gives the best bound; a larger B only makes g easier
to estimate (``tail_gram_ge_of_units``).
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.feature_tails import tail_trials, witness
from w2s_theory.notation import (
    M_TE,
    a_k,
    b_units,
    c,
    c_tail,
    g_B,
    h,
    inner,
    l_k,
    lam,
    mean,
    norm_squared,
    one,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, RandomUnit
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.teacher.tail_setting import ENERGY, OUTSIDE, TEACHER, tangent_steps

SHARE = M_TE * lam / g_B
BOUND = 1 / (1 + SHARE)

# b and c are vectors of M numbers, c the weights of v. The unit u is one of the network's, each as likely as
# any other: of its weight only f*(u) is used.
SETTING = Hilbert(
    ("f_star", "f_TE", "v_tail", "c_tail", "b_units", "one", "phi"),
    (TEACHER,),
    (
        *OUTSIDE,
        ("tail.energy", Claim(ENERGY, "==", inner(c_tail, b_units))),
        ("tail.smallest", Claim(inner(c_tail, b_units), ">=", g_B * norm_squared(c_tail))),
        ("one.norm", Claim(norm_squared(one), "==", 1)),
        ("units.products", Claim(mean(norm_squared(b_units)), "==", M_TE * lam * mean(h**2))),
    ),
    random=("f_star", "f_TE", "v_tail", "c_tail", "b_units", "phi", "h"),
    units=(RandomUnit("phi", "h", "f_star", a_k, blind=("one",)),),
)


def proof() -> tuple[Step, ...]:
    return (*_one_target(), *_all_targets())


def _one_target() -> tuple[Step, ...]:
    """For one target and one network."""
    products = norm_squared(b_units)
    return (
        *tangent_steps(),
        Step(
            "energy", Claim(ENERGY, "<=", products / g_B), "gram",
            certificate={"multipliers": {"tail.smallest": 1}, "squares": ((1 / g_B, b_units - g_B * c_tail),)},
            note="||v||^2 = b G_>^{-1} b, and g is the smallest eigenvalue of G_>.",
        ),
        Step(
            "energy_mean", Claim(mean(ENERGY), "<=", mean(products) / g_B), "expectation", uses=("energy",),
            certificate={"of": "energy"}, note="Mean over V_k.",
        ),
    )


def _all_targets() -> tuple[Step, ...]:
    """In the mean over V_k."""
    value = h**2 * norm_squared(one)
    return (
        Step(
            "value", Claim(value, "==", h**2), "gram", note="The constant function 1 has norm 1.",
        ),
        Step("value_mean", Claim(mean(value), "==", mean(h**2)), "expectation", uses=("value",),
             certificate={"of": "value"}, note="In the mean."),
        Step(
            "spread", Claim(mean(value), "==", mean(norm_squared(one))), "unit",
            certificate={"unit": "phi", "fact": "spreads", "x": one, "y": one},
            note="Addition theorem: the squares f*(u)^2 average to 1 over the basis, whatever u is.",
        ),
        Step("length", Claim(norm_squared(one), "==", 1), "gram", note="The norm of the constant function."),
        Step("length_mean", Claim(mean(norm_squared(one)), "==", 1), "expectation", uses=("length",),
             certificate={"of": "length"}, note="In the mean."),
        Step(
            "square", Claim(mean(h**2), "==", 1), "ring", uses=("value_mean", "spread", "length_mean"),
            certificate={"multipliers": {"spread": 1}}, note="So f*(u)^2 is 1 in the mean.",
        ),
        Step(
            "products", Claim(mean(norm_squared(b_units)), "==", M_TE * lam), "gram", uses=("square",),
            certificate={"multipliers": {"units.products": 1}},
            note="<f*, phi_u> = a_k f*(u) for every unit.",
        ),
        Step(
            "teacher_error", Claim(l_k, ">=", BOUND), "rational",
            uses=("products", "tangent_mean", "energy_mean"), unfold=("l_k",),
            certificate={
                "at": {"tangent_mean": {c: BOUND}},
                "multipliers": {"tangent_mean": 1, "energy_mean": BOUND**2},
            },
            note="The tangent at the mean of ||v||^2.",
        ),
    )


THEOREM = Theorem(
    name="mean_teacher_error_ge_of_tail_gram",
    title="No teacher of M features is better than their tails allow",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("M_TE", integers(1), integers(1, 100)),
        Parameter("lam", reals(0), reals(Fraction(1, 1000), Fraction(1, 10))),
        Parameter("g_B", reals(0, lower_open=True), reals(Fraction(1, 10000), Fraction(1, 10))),
    ),
    quantity=l_k,
    relation=">=",
    bound=BOUND,
    float_accuracy=1e-13,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_TE = P f* with P the projection on the features of M units, at any place",
        "the mean is over an orthonormal basis of V_k, whose kernel eigenvalue is lambda, k in B",
        "g is the smallest eigenvalue of the Gram matrix of the features' parts outside the degrees B, g > 0",
    ),
    setting=SETTING,
    experiment=tail_trials,
    witness=witness,
    proof=proof,
)
