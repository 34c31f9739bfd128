"""The exponent is exactly 2 with constant 1: the equivalent's student stopped at tau = 2 log(1/L_TE).

At that time (1/L_TE = 1 + lambda/kappa, so e^{-tau} = L_TE^2) the bound of ``student_error_le_sq_of_universality`` reads

    L_ST/L_TE^2 <= (1 + L_TE - L_TE^2)^2 + 4 log^2(1/L_TE) (K_1/lambda)/(M_TE - S_2).

Both correction terms vanish when M_TE - S_2 is large against (K_1/lambda) log^2(1/L_TE); for the ReLU and a linear target
K_1/lambda = 2 d. Together with L_ST >= L_TE^2 for every student that shrinks
(``student_error_ge_sq_of_eigenfunction_target``) the exponent is 2, neither more nor less. Proved of the formula, not of
networks. Values of the right side: 1.02 for d = 1000, M_TE = 10^8; 1.04 for d = 300, M_TE = 10^7.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import log

from w2s_theory.equivalents.sharp_expressions import TRACE_BOUND
from w2s_theory.experiments.equivalent_bounds import quadratic_stopping_trials
from w2s_theory.notation import K_1, L_TE, S_1, S_2, kappa, lam, t
from w2s_theory.records.claim import Claim
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.equivalents.sharp_setting import (
    ASSUMPTIONS,
    EQUIVALENT_ERROR,
    HYPOTHESES,
    PARAMETERS,
)

# log(1/L_TE), written so that its sign can be seen
LOG = log(1 + lam / kappa)
STOP = 2 * LOG / lam
STOPPED = EQUIVALENT_ERROR.subs(t, STOP)
BOUND = L_TE**2 * ((1 + L_TE - L_TE**2) ** 2 + 4 * LOG**2 * K_1 / lam / (S_1 - S_2))


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "stopped", Claim(STOPPED, "<=", TRACE_BOUND.subs(t, STOP)), "theorem",
            certificate={"name": "student_error_le_sq_of_universality", "values": {t: STOP}},
            note="The bound at this time.",
        ),
        Step(
            "student_error", Claim(STOPPED, "<=", BOUND), "rational", uses=("stopped",),
            certificate={"multipliers": {"stopped": 1}},
            note="L_TE + (1 - L_TE) L_TE^2 = L_TE (1 + L_TE - L_TE^2).",
        ),
    )


THEOREM = Theorem(
    name="student_error_le_sq_of_quadratic_stopping",
    title="The exponent is exactly two for the equivalent stopped at the right time",
    citation=Citation(
        "medvedev2025weak", "exponent for ReLU features; exponent 2 with constant 1",
        relation="sharper",
        beside=(Citation("quadratic2026random", "abstract; ReLU, one harmonic degree, the same ansatz", relation="same"),),
    ),
    status="proved",
    about="equivalent",
    parameters=tuple(each for each in PARAMETERS if each.symbol != "t"),
    quantity=STOPPED,
    relation="<=",
    bound=BOUND,
    float_accuracy=1e-12,
    quantifier=EveryDraw(),
    sharpness="rate",
    discrepancy=Fraction(1, 20),
    assumptions=(*ASSUMPTIONS, "stopped at tau = 2 log(1/L_TE), and 1/L_TE = 1 + lambda/kappa"),
    hypotheses=HYPOTHESES,
    depends_on=("student_error_le_sq_of_universality",),
    experiment=quadratic_stopping_trials,
    proof=proof,
)
