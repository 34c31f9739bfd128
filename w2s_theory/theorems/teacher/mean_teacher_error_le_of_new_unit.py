"""One more random unit lowers the teacher's mean error: what is learnt of a fresh feature.

The target f* is drawn from an orthonormal basis of V_k, the teacher has M random units, and one more is
drawn, with weight u and feature phi_u. The new teacher is at least as good as
f_TE + c f*(u) (phi_u - P phi_u) for every number c, and in the mean over u, f* and the old units

    E f*(u) <phi_u, f* - f_TE> = a_k E L_TE      (Funk-Hecke),
    E f*(u)^2 ||phi_u - P phi_u||^2 = E ||phi_u - P phi_u||^2     (addition theorem).

So the mean error ell_{M+1} with the new unit is at most ell_M - 2 c a_k ell_M + c^2 epsilon_M, with
epsilon_M = E ||phi_u - P phi_u||^2 = E tr (I - P) K. The best c is a fixed number: no conditional mean is
needed. The bound is linear in the two means, so measured values may stand for them. By rotation
invariance the mean error is the same for every f* in V_k.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.new_unit import new_unit_trials, witness
from w2s_theory.notation import (
    a_k,
    c_u,
    epsilon_M,
    f_next,
    f_star,
    f_TE,
    h,
    inner,
    l_M,
    l_next,
    mean,
    norm_squared,
    phi,
    phi_P,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator, RandomUnit
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

RESIDUAL = f_star - f_TE
UNSEEN = phi - phi_P
BOUND = l_M - 2 * a_k * c_u * l_M + c_u**2 * epsilon_M

SETTING = Hilbert(
    ("f_star", "f_TE", "f_next", "phi", "phi_P"),
    (
        Operator("P", "projection", ((f_star, f_TE), (phi, phi_P))),
        Operator("Q", "projection", ((f_star, f_next), (f_TE, f_TE), (phi, phi), (phi_P, phi_P))),
    ),
    random=("f_star", "f_TE", "f_next", "phi", "phi_P", "h"),
    units=(RandomUnit("phi", "h", "f_star", a_k, independent=("f_star", "f_TE"), blind=("phi", "phi_P")),),
)



def proof() -> tuple[Step, ...]:
    overlap, size = h * inner(phi, RESIDUAL), h**2 * norm_squared(UNSEEN)
    before, after = norm_squared(RESIDUAL), norm_squared(f_star - f_next)
    return (
        Step(
            "at_least_as_good", Claim(after, "<=", before - 2 * c_u * overlap + c_u**2 * size), "gram",
            certificate={"squares": ((1, f_next - f_TE - c_u * h * UNSEEN),)},
            note="The new teacher is the best function of a span that contains f_TE + c f*(u) (phi_u - P phi_u).",
        ),
        Step(
            "in_the_mean",
            Claim(mean(after), "<=", mean(before) - 2 * c_u * mean(overlap) + c_u**2 * mean(size)),
            "expectation", uses=("at_least_as_good",), certificate={"of": "at_least_as_good"},
            note="Take the mean over the units and the target; c is a fixed number.",
        ),
        Step(
            "overlap", Claim(mean(overlap), "==", a_k * mean(inner(f_star, RESIDUAL))), "unit",
            certificate={"unit": "phi", "fact": "reproduces", "y": RESIDUAL},
            note="Funk-Hecke: u is independent of the target and of the old units.",
        ),
        Step(
            "residual", Claim(inner(f_star, RESIDUAL), "==", before), "gram",
            note="The residual is orthogonal to the teacher.",
        ),
        Step(
            "residual_in_the_mean", Claim(mean(inner(f_star, RESIDUAL)), "==", mean(before)), "expectation",
            uses=("residual",), certificate={"of": "residual"}, note="Take the mean.",
        ),
        Step(
            "size", Claim(mean(size), "==", mean(norm_squared(UNSEEN))), "unit",
            certificate={"unit": "phi", "fact": "spreads", "x": UNSEEN, "y": UNSEEN},
            note="Addition theorem: the squares f*(u)^2 average to 1 over the basis, whatever u is.",
        ),
        Step(
            "drop", Claim(l_next, "<=", BOUND), "ring",
            uses=("in_the_mean", "overlap", "residual_in_the_mean", "size"),
            unfold=("l_M", "l_next", "epsilon_M"), certificate={"multipliers": {"in_the_mean": 1}},
            note="Put the means in.",
        ),
    )


THEOREM = Theorem(
    name="mean_teacher_error_le_of_new_unit",
    title="What one more random unit teaches",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("l_M", reals(0), reals(Fraction(1, 10), 1)),
        Parameter("epsilon_M", reals(0, lower_open=True), reals(Fraction(1, 1000), Fraction(1, 10))),
        Parameter("a_k", reals(), reals(Fraction(-1, 4), Fraction(1, 4))),
        Parameter("c_u", reals(), reals(-10, 10)),
    ),
    quantity=l_next,
    relation="<=",
    bound=BOUND,
    float_accuracy=1e-12,
    # the weights of the experiment have 2 a_k c and c^2 K(x, x) below 1
    quantifier=Expectation(value_range=(Fraction(0), Fraction(1)), bound_range=(Fraction(-1), Fraction(2))),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_TE = P f* with P the projection on the features of M independent units, uniform on the sphere",
        "f* is a random element of an orthonormal basis of V_k, independent of the units",
        "phi_u is the feature of one more independent unit; f_TE^+ is the teacher with that unit too",
        "ell_M = E L_TE, epsilon_M = E ||phi_u - P phi_u||^2, both with M units",
    ),
    setting=SETTING,
    experiment=new_unit_trials,
    witness=witness,
    proof=proof,
)
