"""One more random unit lowers what two teachers miss together, of which one has the first units of the other.

*In words.* Of what the first S units have missed one more unit learns its share, and how much energy the new feature
still has needs to be known only outside the span of the units after the first S, which are independent of all that.

A_i = Pi_k (I - P_i) Pi_k for i units, and f* = A_S^{1/2} Y with Y drawn from an orthonormal basis of V_k, so that
E ||f* - P_i f*||^2 = E tr A_S A_i/N_k. With one more unit u, for every number c and lambda = a_k^2

    E tr A_S A_{i+1}/N_k <= (1 - 2 a_k c) E tr A_S A_i/N_k + c^2 zeta,     zeta >= E f*(u)^2 ||phi_u - P_2 phi_u||^2,

P_2 the projection on the features S+1..i. zeta = ell_S epsilon_{i-S} will do, ell_S = E L_TE with S units and
epsilon_m = E ||phi_u - P phi_u||^2 with m.

*Idea.* As ``mean_teacher_error_le_of_new_unit``; f* is no longer drawn from a basis, but it is independent of u and of
the units S+1..i: E f*(u) <phi_u, y> = a_k E <f*, y> for the old y (Funk-Hecke), and the mean of the product of f*(u)^2
and the energy is the product of their means, as the energy has the same mean for every u.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.unit_chains import new_unit_trials, new_unit_witness
from w2s_theory.notation import (
    a_k,
    c_u,
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
    phi_R,
    spread_energy,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

RESIDUAL = f_star - f_TE
OVERLAP, SIZE = h * inner(phi, RESIDUAL), h**2 * norm_squared(phi - phi_R)
BOUND = l_M - 2 * a_k * c_u * l_M + c_u**2 * spread_energy
VECTORS = ("f_star", "f_TE", "f_next", "phi", "phi_P", "phi_R")

SETTING = Hilbert(
    VECTORS,
    (
        Operator("P", "projection", ((f_star, f_TE), (phi, phi_P), (phi_R, phi_R))),
        Operator("Q", "projection", ((f_star, f_next), (f_TE, f_TE), (phi, phi), (phi_P, phi_P))),
    ),
    (
        ("unit.overlap", Claim(mean(OVERLAP), "==", a_k * mean(inner(f_star, RESIDUAL)))),
        ("unit.size", Claim(mean(SIZE), "<=", spread_energy)),
    ),
    random=(*VECTORS, "h"),
)


def proof() -> tuple[Step, ...]:
    unseen = phi - phi_P
    before, after = norm_squared(RESIDUAL), norm_squared(f_star - f_next)
    return (
        Step(
            "at_least_as_good", Claim(after, "<=", before - 2 * c_u * OVERLAP + c_u**2 * SIZE), "gram",
            certificate={"squares": ((1, f_next - f_TE - c_u * h * unseen), (c_u**2 * h**2, phi_P - phi_R))},
            note="The new teacher is at least as good as one with any multiple of phi_u; more units leave less of phi_u.",
        ),
        Step(
            "in_the_mean",
            Claim(mean(after), "<=", mean(before) - 2 * c_u * mean(OVERLAP) + c_u**2 * mean(SIZE)),
            "expectation", uses=("at_least_as_good",), certificate={"of": "at_least_as_good"},
            note="Take the mean over units and basis; c is a fixed number.",
        ),
        Step("residual", Claim(inner(f_star, RESIDUAL), "==", before), "gram",
             note="The residual is orthogonal to the teacher."),
        Step("residual_in_the_mean", Claim(mean(inner(f_star, RESIDUAL)), "==", mean(before)), "expectation",
             uses=("residual",), certificate={"of": "residual"}, note="Take the mean."),
        Step(
            "drop", Claim(l_next, "<=", BOUND), "gram", uses=("in_the_mean", "residual_in_the_mean"),
            unfold=("l_M", "l_next"),
            certificate={
                "multipliers": {
                    "in_the_mean": 1, "unit.overlap": 2 * c_u, "residual_in_the_mean": 2 * c_u * a_k, "unit.size": c_u**2,
                },
            },
            note="Put the means in.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="paired_error_le_of_new_unit",
    title="What one more random unit teaches of what the first ones have missed",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("l_M", reals(0), reals(Fraction(1, 10), 1)),
        Parameter("spread_energy", reals(0, lower_open=True), reals(Fraction(1, 1000), Fraction(1, 10))),
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
        "f* = A_S^{1/2} Y, A_S = Pi_k (I - P_S) Pi_k for the first S units, Y from an orthonormal basis of V_k; f_TE = P f*",
        "P projects on the features of i >= S independent units, uniform on the sphere; f_TE^+ has one more, u",
        "P_2 projects on those after the first S; zeta is at least the mean of f*(u)^2 ||phi_u - P_2 phi_u||^2",
        "E f*(u) <phi_u, y> = a_k E <f*, y> for y that does not depend on u (Funk-Hecke): stated, not derived here",
    ),
    setting=SETTING,
    experiment=new_unit_trials,
    witness=new_unit_witness,
    proof=proof,
)
