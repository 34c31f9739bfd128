"""A lower bound on the mean teacher error that is close to the truth: a middle degree for most, a higher tail for the rest.

k is odd and all degrees outside B that the features have are even (ReLU, linear target: B = {0, 1}). They are split into
middle degrees, with T_m and S_m the sums of N_j lambda_j and N_j lambda_j^2, and the top ones above, with T_t and S_t, whose
Gram matrix G_t has no eigenvalue below g < 4 T_t with probability at least 1 - delta. For every f* in V_k and every theta

    E L_TE >= (1 - delta)^2/(1 - delta + w),
    w = M lambda {theta^2 T_m + [1 - 2 theta T_m + theta^2 (T_m^2 + (M - 1) S_m)]/T_t
                  + (M - 1) S_t/(g T_t^2) [1 - 2 theta T_m + theta^2 (2 T_m^2 + (M - 2) S_m)]}.

Linear target, d = 32, M = 2000: .78 of what the deterministic equivalent says (one tail: .63); d = 1000, M = 30,000: .75.

Idea: v = theta sum_i b_i phi_i^m + sum_i c_i phi_i^t with G_t c = b' = (1 - theta G_m) b has the target's inner products
with all features, and ||v||^2 = theta^2 b G_m b + b' G_t^{-1} b'. With X = G_t - T_t, of which the diagonal is 0,

    G_t^{-1} = 1/T_t - X/T_t^2 + X G_t^{-1} X/T_t^2 <= 1/T_t - X/T_t^2 + X^2/(g T_t^2),

and the right side is positive for every X when g < 4 T_t: so 0 off the good event is below it too. In the mean over V_k
b b^T is the kernel of degree k, odd in every unit off the diagonal, while the rest is even: only the diagonal survives.
The traces' means: tr G_m: M T_m; tr G_m^2: M T_m^2 + M (M - 1) S_m; tr X, tr G_m X, tr G_m^2 X: 0; tr X^2: M (M - 1) S_t;
tr G_m X^2: T_m M (M - 1) S_t; tr G_m^2 X^2 at most M (M - 1) [2 T_m^2 S_t + (M - 2) S_m S_t], since kernels of different
degrees are uncorrelated and the middle one is at most T_m.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.tail_moments import two_tail_trials
from w2s_theory.notation import (
    M_TE,
    S_mid,
    S_top,
    T_mid,
    T_top,
    g_tail,
    l_M,
    lam,
    mean,
    tail_energy,
    tail_energy_mean,
    theta,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.limits.setting import TEACHER
from w2s_theory.theorems.teacher import tail_moments as tail

_ONCE = 1 - 2 * theta * T_mid
ENERGY_MEAN = (
    M_TE
    * lam
    * (
        theta**2 * T_mid
        + (_ONCE + theta**2 * (T_mid**2 + (M_TE - 1) * S_mid)) / T_top
        + (M_TE - 1) * S_top / (g_tail * T_top**2) * (_ONCE + theta**2 * (2 * T_mid**2 + (M_TE - 2) * S_mid))
    )
)
FACTS = (
    *tail.FACTS,
    ("tail.energy", Claim(tail.ENERGY, "<=", tail_energy)),
    ("tail.mean", Claim(mean(tail_energy), "<=", ENERGY_MEAN)),
)
ENOUGH = Claim(tail_energy_mean, ">=", ENERGY_MEAN)
POSITIVE = Claim(g_tail, "<", 4 * T_top)


def proof() -> tuple[Step, ...]:
    return (
        Step("expanded", Claim(tail.ENERGY, "<=", tail_energy), "gram", certificate={"multipliers": {"tail.energy": 1}},
             note="The inverse expanded around the diagonal."),
        Step("expanded_mean", Claim(mean(tail.ENERGY), "<=", mean(tail_energy)), "expectation", uses=("expanded",),
             certificate={"of": "expanded"}, note="In the mean."),
        Step("enough", ENOUGH, "hypothesis", note="What w is."),
        Step(
            "energy", Claim(mean(tail.ENERGY), "<=", tail_energy_mean), "rational", uses=("expanded_mean", "enough"),
            certificate={"multipliers": {"expanded_mean": 1, "tail.mean": 1, "enough": 1}}, note="Put the moments in.",
        ),
        *tail.error_steps("energy"),
    )  # fmt: skip


THEOREM = Theorem(
    name="expected_teacher_error_ge_of_two_tails",
    title="The mean teacher error from below, from a middle degree and a higher tail",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        *tail.PARAMETERS,
        Parameter("T_mid", reals(0, lower_open=True), reals(Fraction(1, 2), 1)),
        Parameter("S_mid", reals(0, lower_open=True), reals(Fraction(1, 10**4), Fraction(1, 100))),
        Parameter("T_top", reals(0, lower_open=True), reals(Fraction(1, 2), 1)),
        Parameter("S_top", reals(0, lower_open=True), reals(Fraction(1, 10**4), Fraction(1, 100))),
    ),
    quantity=l_M,
    relation=">=",
    bound=tail.BOUND,
    float_accuracy=1e-13,
    quantifier=Expectation(value_range=(Fraction(0), Fraction(1))),
    sharpness="unknown",
    discrepancy=Fraction(1, 5),
    assumptions=(
        "f_TE = P f* with P the projection on the features of M independent units, uniform on the sphere",
        "f* lies in V_k, whose kernel eigenvalue is lambda, k odd and in B; all degrees of the features outside B are even",
        "T_m, S_m and T_t, S_t are the sums of N_j lambda_j and of N_j lambda_j^2 over the middle and over the top degrees",
        "with probability at least 1 - delta no eigenvalue of the Gram matrix of the top degrees is below g",
    ),
    hypotheses=(ENOUGH, POSITIVE),
    setting=Hilbert(tail.VECTORS, (TEACHER,), FACTS, random=(*tail.VECTORS, "tail_energy", "good")),
    experiment=two_tail_trials,
    kept={
        "hypotheses[1]": "makes the expansion positive off the good event: it stands behind tail.energy",
        "P(f_star)": "says what f_TE is; all that is used of it is its error, from the energy of the tail",
    },
    proof=proof,
)
