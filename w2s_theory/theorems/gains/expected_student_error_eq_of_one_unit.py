"""The mean error of a student whose teacher has a single random unit, exactly.

*In words.* Even a teacher of one unit can be overtaken, by very little.

f* in V_k with eigenvalue lambda = a_k^2, the student multiplies V_k by s and every degree j by s_j. With one random unit

    E L_ST = 1 - (2 s - tr S^2 K/K(x, x)) lambda/K(x, x),     tr S^2 K = sum_j s_j^2 N_j lambda_j,

for any activation, degree and filter; s = s_j = 1 gives the teacher, 1 - lambda/K(x, x). ReLU and a linear target,
gradient flow at the best time: .0155 of the gap are recovered for d = 4, .0028 for d = 32.

*Idea.* f_TE = f*(u) a_k phi_u/K(x, x); <f*, f_ST> = s <f*, f_TE>, ||S phi_u||^2 = tr S^2 K for every unit, and E f*(u)^2
= 1.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.noise_shares import one_unit_trials
from w2s_theory.notation import (
    K_1,
    L_ST,
    a_k,
    f_ST,
    f_star,
    f_TE,
    h,
    inner,
    learnt_trace,
    mean,
    norm_squared,
    phi,
    s,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, RandomUnit
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

SHARE = a_k**2 / K_1
BOUND = 1 - (2 * s - learnt_trace / K_1) * SHARE
VECTORS = ("f_star", "f_TE", "f_ST", "phi")
SETTING = Hilbert(
    VECTORS,
    (),
    (
        ("target.unit", Claim(norm_squared(f_star), "==", 1)),
        ("unit.norm", Claim(norm_squared(phi), "==", K_1)),
        ("unit.target", Claim(inner(f_star, phi), "==", a_k * h)),
        ("student.target", Claim(inner(f_star, f_ST), "==", s * inner(f_star, f_TE))),
        ("teacher.target", Claim(inner(f_star, f_TE), "==", a_k * h / K_1 * inner(f_star, phi))),
        ("student.norm", Claim(norm_squared(f_ST), "==", a_k**2 * h**2 / K_1**2 * learnt_trace)),
    ),
    random=(*VECTORS, "h"),
    units=(RandomUnit("phi", "h", "f_star", a_k, independent=("f_star",), blind=("phi",)),),
)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "error", Claim(L_ST, "==", 1 - (2 * s - learnt_trace / K_1) * SHARE / K_1 * h**2 * norm_squared(phi)), "gram",
            unfold=("L_ST",), note="One unit: f_TE is the projection on phi_u; ||phi_u||^2 = K(x, x).",
        ),
        Step(
            "in_the_mean",
            Claim(
                mean(L_ST), "==",
                1 - (2 * s - learnt_trace / K_1) * a_k**2 / K_1**2 * mean(h**2 * norm_squared(phi)),
            ),
            "expectation", uses=("error",), certificate={"of": "error"}, note="In the mean over unit and target.",
        ),
        Step(
            "size", Claim(mean(h**2 * norm_squared(phi)), "==", mean(norm_squared(phi))), "unit",
            certificate={"unit": "phi", "fact": "spreads", "x": phi, "y": phi},
            note="Addition theorem: the squares f*(u)^2 average to 1, whatever u is.",
        ),
        Step("norm", Claim(norm_squared(phi), "==", K_1), "gram", note="Every feature has this norm."),
        Step("norm_in_the_mean", Claim(mean(norm_squared(phi)), "==", K_1), "expectation", uses=("norm",),
             certificate={"of": "norm"}, note="In the mean."),
        Step(
            "mean_error", Claim(mean(L_ST), "==", BOUND), "rational", uses=("in_the_mean", "size", "norm_in_the_mean"),
            certificate={
                "multipliers": {
                    "in_the_mean": 1,
                },
            },
            note="Put together.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="expected_student_error_eq_of_one_unit",
    title="The student of a teacher with a single unit",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("a_k", reals(), reals(Fraction(-1, 4), Fraction(1, 4))),
        Parameter("K_1", reals(0, lower_open=True), reals(Fraction(1, 10), 1)),
        Parameter("s", reals(0), reals(0, 1)),
        Parameter("learnt_trace", reals(0), reals(0, Fraction(1, 10))),
    ),
    quantity=mean(L_ST),
    relation="==",
    bound=BOUND,
    float_accuracy=1e-13,
    quantifier=Expectation(value_range=(Fraction(0), Fraction(4))),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_TE = P f* with P the projection on the feature phi_u of one unit, uniform on the sphere",
        "f* is a random element of an orthonormal basis of V_k, independent of u; its mean is the same for all of V_k",
        "the student multiplies V_k by s and degree j by s_j; ||S phi_u||^2 = tr S^2 K, the same for every unit",
    ),
    kept={"unit phi: f_star": "says how target and unit are drawn; the mean of their product is a fact"},
    setting=SETTING,
    experiment=one_unit_trials,
    proof=proof,
)
