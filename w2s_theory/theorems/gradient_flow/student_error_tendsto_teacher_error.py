"""Without early stopping there is no gain: L_ST -> L_TE as t -> infinity, for a student of infinite width.

Split the teacher by the student's kernel: v_1 on eigenvalues >= lambda, the rest v_2 with energy T.
After time t what is not yet learnt, exp(-t K) f_TE, has at most the squared norm

    rho^2 = exp(-2 lambda t) (1 - L_TE - T) + T,

and  L_TE - 2 sqrt(L_TE) rho <= L_ST <= (sqrt(L_TE) + rho)^2. As t grows, rho^2 falls to T; and T falls
to 0 with lambda, when the features have no component outside the kernel's range. So L_ST -> L_TE and
PGR -> 0. (Stated for 0 < L_TE < 1; L_TE = 0 and L_TE = 1 leave nothing to train for.)
"""

from __future__ import annotations

from fractions import Fraction

from sympy import exp, sqrt

from w2s_theory.experiments.cut_spectrum import flow_trials
from w2s_theory.notation import (
    L_ST,
    L_TE,
    T_rest,
    f_ST,
    f_star,
    f_TE,
    inner,
    lam,
    norm_squared,
    t,
    u_kept,
    u_rest,
    v_kept,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

DECAY = exp(-lam * t)
NOT_LEARNT = u_kept + u_rest
VECTORS = (f_star, f_TE, f_ST, v_kept, u_kept, u_rest)

# Q projects on the kernel's eigenvalues >= lambda and commutes with K, so exp(-t K) maps each of the
# two parts into itself, v_1 to u_1 and v_2 to u_2: on the first exp(-t K) <= exp(-lambda t), on both <= 1
FLOW = Hilbert(
    tuple(vector.name for vector in VECTORS),
    (
        Operator("P", "projection", ((f_star, f_TE),)),
        Operator("Q", "projection", ((f_TE, v_kept), (u_kept, u_kept), (u_rest, 0))),
    ),
    (
        ("target.unit", Claim(inner(f_star, f_star), "==", 1)),
        ("rest.energy", Claim(norm_squared(f_TE - v_kept), "==", T_rest)),
        ("kept.decay", Claim(norm_squared(u_kept), "<=", DECAY**2 * norm_squared(v_kept))),
        ("rest.decay", Claim(norm_squared(u_rest), "<=", norm_squared(f_TE - v_kept))),
        *(
            (f"student.{vector.name}", Claim(inner(f_ST, vector), "==", inner(f_TE - NOT_LEARNT, vector)))
            for vector in VECTORS
        ),
    ),
)

RHO_SQUARED = DECAY**2 * (1 - L_TE - T_rest) + T_rest
RHO, ROOT = sqrt(RHO_SQUARED), sqrt(L_TE)
LOWER, UPPER = L_TE - 2 * ROOT * RHO, L_TE + 2 * ROOT * RHO + RHO_SQUARED

FAST, SLOW = (Claim(T_rest, "==", 0),), (Claim(T_rest, ">", 0),)


def proof() -> tuple[Step, ...]:
    residual, remainder = f_star - f_TE, f_TE - f_ST
    return (
        Step(
            "something_left", Claim(RHO_SQUARED, ">", 0), "rational", where=SLOW, certificate={"rest": RHO_SQUARED},
            note="The slow part is not learnt in finite time.",
        ),
        Step(
            "something_learnt", Claim(RHO_SQUARED, ">", 0), "rational", where=FAST, certificate={"rest": RHO_SQUARED},
            note="Without a slow part, an exponential is left.",
        ),
        Step(
            "positive", Claim(RHO_SQUARED, ">", 0), "cases", uses=("something_left", "something_learnt"),
            note="So rho > 0, and may be divided by.",
        ),
        Step(
            "not_learnt", Claim(norm_squared(remainder), "<=", RHO_SQUARED), "gram", unfold=("L_TE",),
            certificate={"multipliers": {"kept.decay": 1, "rest.decay": 1}},
            note="The two parts are orthogonal; one decays at least like exp(-lambda t), the other does not grow.",
        ),
        Step(
            "no_better", Claim(L_ST, ">=", LOWER), "gram", unfold=("L_TE", "L_ST"), uses=("not_learnt", "positive"),
            certificate={
                "multipliers": {"not_learnt": ROOT / RHO},
                "squares": ((1 / (ROOT * RHO), ROOT * remainder + RHO * residual), (1, remainder)),
            },
            note="Cauchy-Schwarz for the residual and what is not yet learnt.",
        ),
        Step(
            "no_worse", Claim(L_ST, "<=", UPPER), "gram", unfold=("L_TE", "L_ST"), uses=("not_learnt", "positive"),
            certificate={
                "multipliers": {"not_learnt": (ROOT + RHO) / RHO},
                "squares": ((1 / (ROOT * RHO), ROOT * remainder - RHO * residual),),
            },
            note="The same with the other sign: the triangle inequality.",
        ),
    )


THEOREM = Theorem(
    name="student_error_tendsto_teacher_error",
    title="Without early stopping an infinitely wide student gains nothing",
    citation=Citation(
        "medvedev2025weak", "early stopping; without it the student ends at its teacher's error, with a rate",
        relation="not compared",
    ),
    status="proved",
    about="network",
    parameters=(
        Parameter("L_TE", reals(0, 1, lower_open=True, upper_open=True), reals(Fraction(1, 1000), Fraction(9, 10))),
        Parameter("lam", reals(0), reals(Fraction(1, 100), 2)),
        Parameter("t", reals(0), reals(0, 20)),
        Parameter("T_rest", reals(0, 1), reals(0, Fraction(1, 2))),
    ),
    quantity=L_ST,
    relation="between",
    bound=(LOWER, UPPER),
    stable_bound=(LOWER, (ROOT + RHO) ** 2),
    # the lower end is a difference that may vanish
    float_accuracy=1e-11,
    quantifier=EveryDraw(),
    sharpness="rate",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_TE = P f* with P an orthogonal projection, ||f*|| = 1",
        "f_ST = (I - exp(-t K)) f_TE: gradient flow of a student of infinite width, stopped at t",
        "T is the energy of f_TE on the eigenspaces of K with eigenvalue below lambda",
    ),
    hypotheses=(Claim(T_rest, "<=", 1 - L_TE),),
    setting=FLOW,
    conditions=(
        Condition("0 < L_TE < 1", lambda draws: (draws.parameters["L_TE"] > 0) & (draws.parameters["L_TE"] < 1)),
    ),
    experiment=flow_trials,
    kept={
        "student.f_star": "one of the six lines that say f_ST = f_TE - u_1 - u_2",
        "student.v_kept": "one of the six lines that say f_ST = f_TE - u_1 - u_2",
    },
    proof=proof,
    headline=5,
)
