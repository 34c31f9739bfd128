"""How good the teacher of a spiked spectrum is: two rational bounds that meet at lambda (d - K)/M_TE.

With K = N_k eigenvalues 1 and d - K equal to lambda, M = M_TE, K < M and K + M < d,

    low/(M + low) <= L_TE <= high/(M - K + high),   low = lambda (d - K - M),  high = lambda (d - M).

So L_TE is near lambda (d - K)/M as soon as K << M << d and lambda d << M. About the equivalent.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.equivalents.spiked import teacher_bounds
from w2s_theory.notation import L_TE, M_TE, N_k, d, lam
from w2s_theory.records.claim import Claim
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.linear_network.spiked_setting import (
    ASSUMPTIONS,
    HYPOTHESES,
    OTHERS,
    PARAMETERS,
    ROOM,
    SETTING,
    size_steps,
    teacher_trials,
)

LOWER, UPPER = teacher_bounds(N_k, d, lam, M_TE)


def proof() -> tuple[Step, ...]:
    below, above = M_TE + lam * (OTHERS - M_TE), M_TE - N_k + lam * (d - M_TE)
    spare = N_k * OTHERS * L_TE / ROOM
    return (
        *size_steps(),
        Step("others", Claim(OTHERS, ">", 0), "rational", certificate={"rest": OTHERS}, note="There are others."),
        Step(
            "denominator", Claim(above, ">", 0), "rational", certificate={"rest": above}, note="A sum of positive numbers.",
        ),
        Step(
            "at_least", Claim(L_TE, ">=", LOWER), "gram", uses=("others", "room"),
            certificate={
                "multipliers": {"kappa.equation": -(OTHERS - M_TE) / (ROOM * below)}, "rest": spare * (1 - L_TE) / below,
            },
            note="The spikes take at most K units, and h_j <= M/(d - K) elsewhere.",
        ),
        Step(
            "at_most", Claim(L_TE, "<=", UPPER), "gram", uses=("denominator", "others", "room"),
            certificate={
                "multipliers": {"kappa.equation": (d - M_TE) / (ROOM * above)}, "rest": spare * L_TE / above,
            },
            note="The other directions have at least M - K units, of M at most.",
        ),
    )


THEOREM = Theorem(
    name="teacher_error_between_of_spiked_equivalent",
    title="Teacher error of the spiked spectrum, two-sided",
    citation=Citation("this project"),
    status="proved",
    about="equivalent",
    parameters=PARAMETERS,
    hypotheses=HYPOTHESES,
    quantity=L_TE,
    relation="between",
    bound=(LOWER, UPPER),
    float_accuracy=1e-13,
    quantifier=EveryDraw(),
    sharpness="rate",
    discrepancy=Fraction(1, 20),
    assumptions=ASSUMPTIONS,
    setting=SETTING,
    experiment=teacher_trials,
    proof=proof,
)
