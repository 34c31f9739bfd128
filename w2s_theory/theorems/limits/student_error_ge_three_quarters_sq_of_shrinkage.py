"""The quadratic limit in one constant, for every student that shrinks its teacher: L_ST >= (3/4) L_TE^2.

With y = (1 + 3 L_TE)(1 - L_TE) the exact limit exceeds (3/4) L_TE^2 by (sqrt(y) - 1)^2/4, which is
0 at L_TE = 2/3 and nowhere else above 0: 3/4 is the best constant.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import Rational, sqrt

from w2s_theory.experiments.random_operators import operator_attack
from w2s_theory.experiments.relu_networks import mixed_trials, momentum_trials
from w2s_theory.notation import L_ST, L_TE
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.limits.setting import SHRINKAGE, WITHIN_UNIT_INTERVAL
from w2s_theory.theorems.limits.student_error_ge_of_shrinkage import BOUND as LIMIT
from w2s_theory.theorems.limits.student_error_ge_of_shrinkage import nearest_student

BOUND = Rational(3, 4) * L_TE**2
LIMIT_NAME = "student_error_ge_of_shrinkage"


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "limit", Claim(L_ST, ">=", LIMIT), "theorem", certificate={"name": LIMIT_NAME},
            note="The exact limit for shrinkage.",
        ),
        Step(
            "constant", Claim(LIMIT, ">=", BOUND), "radical",
            certificate={"squares": ((Rational(1, 4), sqrt(1 + 3 * L_TE) * sqrt(1 - L_TE) - 1),)},
            note="The difference is a square, zero at L_TE = 2/3.",
        ),
        Step(
            "three_quarters", Claim(L_ST, ">=", BOUND), "radical", uses=("limit", "constant"),
            certificate={"multipliers": {"limit": 1, "constant": 1}}, note="The two in a row.",
        ),
    )


def witness() -> Draws:
    """The student nearest to the target, at L_TE = 2/3."""
    return nearest_student(np.array([2 / 3]))


THEOREM = Theorem(
    name="student_error_ge_three_quarters_sq_of_shrinkage",
    title="Quadratic limit with the constant 3/4",
    citation=Citation(
        "medvedev2025weak", "quadratic limit; with the best constant of this class of students, 3/4",
        relation="same",
    ),
    status="proved",
    about="network",
    parameters=(Parameter("L_TE", reals(0, 1), reals(Fraction(1, 1000), Fraction(9, 10))),),
    quantity=L_ST,
    relation=">=",
    bound=BOUND,
    float_accuracy=1e-15,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_TE = P f* with P an orthogonal projection, ||f*|| = 1",
        "f_ST = S f_TE with S self-adjoint, 0 <= S <= I",
    ),
    setting=SHRINKAGE,
    conditions=(WITHIN_UNIT_INTERVAL,),
    experiment=mixed_trials(),
    witness=witness,
    attack=operator_attack(),
    without={WITHIN_UNIT_INTERVAL.text: momentum_trials},
    proof=proof,
    depends_on=(LIMIT_NAME,),
    headline=1,
)
