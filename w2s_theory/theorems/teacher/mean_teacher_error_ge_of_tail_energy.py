"""The mean error over a degree from below, as well as the tails of the features can tell.

B is a set of degrees that holds the target's degree k, G_> the Gram matrix of the features' parts outside B. For one
target let b_i = <f*, phi_i>, and let w be the mean of b G_>^{-1} b over an orthonormal basis of V_k, which is
lambda tr G_>^{-1} P_k(U U^T) for units U. Then for every network the mean of L_TE over V_k is

    L_TE >= 1/(1 + w).

With B = {k} it is attained for k = 0, by every network; d = 32, M = 512, k = 1: .0085 of the true .0097. The
smallest eigenvalue alone gives less (``mean_teacher_error_ge_of_tail_gram``).
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.feature_tails import energy_trials, energy_witness
from w2s_theory.notation import c, l_k, mean, w_B
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.teacher.tail_setting import ENERGY, OUTSIDE, TEACHER, tangent_steps

BOUND = 1 / (1 + w_B)
# ||v||^2 = b G_>^{-1} b
SETTING = Hilbert(
    ("f_star", "f_TE", "v_tail"), (TEACHER,), (*OUTSIDE, ("tail.mean", Claim(mean(ENERGY), "==", w_B))),
    random=("f_star", "f_TE", "v_tail"),
)


def proof() -> tuple[Step, ...]:
    return (
        *tangent_steps(),
        Step("energy", Claim(mean(ENERGY), "==", w_B), "gram", certificate={"multipliers": {"tail.mean": 1}},
             note="||v||^2 = b G_>^{-1} b, whose mean is w."),
        Step(
            "teacher_error", Claim(l_k, ">=", BOUND), "rational", uses=("energy", "tangent_mean"), unfold=("l_k",),
            certificate={"at": {"tangent_mean": {c: BOUND}}, "multipliers": {"tangent_mean": 1}},
            note="The tangent at w.",
        ),
    )


THEOREM = Theorem(
    name="mean_teacher_error_ge_of_tail_energy",
    title="The mean error over a degree, from the tails of the features",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(Parameter("w_B", reals(0), reals(Fraction(1, 100), 1000)),),
    quantity=l_k,
    relation=">=",
    bound=BOUND,
    float_accuracy=1e-13,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_TE = P f* with P the projection on the features of the units, at any place",
        "the mean is over an orthonormal basis of V_k, k in B",
        "the Gram matrix G_> of the features' parts outside the degrees B is invertible",
        "w is the mean over V_k of b G_>^{-1} b, b_i = <f*, phi_i>",
    ),
    setting=SETTING,
    experiment=energy_trials,
    witness=energy_witness,
    proof=proof,
)
