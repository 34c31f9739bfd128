"""No boost from nothing: as the teacher becomes useless, so does every student that shrinks it.

With e = 1 - L_TE, the part that the teacher has learnt, the student lies in a ball of diameter
sqrt(e) and its error between the squares of the nearest and the farthest distance to that ball:

    1 - e/2 - sqrt(e (4 - 3 e))/2  <=  L_ST  <=  1 - e/2 + sqrt(e (4 - 3 e))/2.

Both ends tend to 1 as L_TE tends to 1, and both are attained. L_TE = 0.9 leaves L_ST >= 0.6458.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import Rational, sqrt

from w2s_theory.experiments.random_operators import operator_attack, plane_draws
from w2s_theory.experiments.relu_networks import mixed_trials
from w2s_theory.notation import L_ST, L_TE, f_ST, f_star, f_TE, inner
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws, join
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.limits.setting import SHRINKAGE, WITHIN_UNIT_INTERVAL
from w2s_theory.theorems.limits.student_error_ge_of_shrinkage import BOUND as LIMIT
from w2s_theory.theorems.limits.student_error_ge_of_shrinkage import (
    DISTANCE,
    LEARNT,
    RADIUS,
    STABLE,
    USELESS,
    ball_steps,
    nearest_student,
)

LIMIT_NAME = "student_error_ge_of_shrinkage"
HALF = Rational(1, 2)
LEARNT_PART = 1 - L_TE
SPREAD = sqrt(LEARNT_PART) * sqrt(4 - 3 * LEARNT_PART) * HALF
LOWER, UPPER = 1 - LEARNT_PART * HALF - SPREAD, 1 - LEARNT_PART * HALF + SPREAD
STABLE_UPPER = (sqrt(1 + 3 * L_TE) + sqrt(1 - L_TE)) ** 2 / 4


def proof() -> tuple[Step, ...]:
    from_centre = f_ST - f_TE / 2
    to_target = f_star - f_TE / 2
    return (
        *ball_steps(),
        Step(
            "farthest_point", Claim(L_ST, "<=", UPPER), "gram", where=LEARNT, unfold=("L_TE", "L_ST"), uses=("in_ball",),
            certificate={
                "multipliers": {"in_ball": (DISTANCE + RADIUS) / RADIUS},
                "squares": ((DISTANCE / RADIUS, from_centre + RADIUS / DISTANCE * to_target),),
            },
            note="No point of the ball is farther from the target than distance plus radius.",
        ),
        Step(
            "useless_student", Claim(inner(f_ST, f_ST), "<=", 0), "gram", where=USELESS, unfold=("L_TE",),
            uses=("in_ball",), certificate={"multipliers": {"S.square(0)": 2}, "squares": ((1, f_TE - f_ST),)},
            note="A useless teacher is the zero function, and so is its student.",
        ),
        Step(
            "useless_teacher", Claim(L_ST, "<=", UPPER), "gram", where=USELESS, unfold=("L_TE", "L_ST"),
            uses=("useless_student",), certificate={"null": {f_ST: "useless_student"}},
            note="Then the student's error is 1, which is the bound.",
        ),
        Step(
            "limit", Claim(L_ST, ">=", LIMIT), "theorem", certificate={"name": LIMIT_NAME},
            note="The exact limit for shrinkage.",
        ),
        Step(
            "nearest", Claim(L_ST, ">=", LOWER), "radical", uses=("limit",), certificate={"multipliers": {"limit": 1}},
            note="The same number, written with the part that was learnt.",
        ),
        Step(
            "farthest", Claim(L_ST, "<=", UPPER), "cases", uses=("farthest_point", "useless_teacher"),
            note="L_TE < 1 or L_TE = 1.",
        ),
    )


def witness() -> Draws:
    """The nearest and the farthest point of the ball; S = w w^T/<w, f_TE> reaches each."""
    teacher_error = np.array([0.05, 0.3, 0.7, 0.99, 1 - 1e-6])
    radius, distance = np.sqrt(1 - teacher_error) / 2, np.sqrt(1 + 3 * teacher_error) / 2
    to_target = np.stack([radius, np.sqrt(teacher_error)])
    farthest = np.stack([radius, 0 * radius]) - radius / distance * to_target
    largest = np.sum(farthest**2, axis=0) / (farthest[0] * 2 * radius)
    return join([nearest_student(teacher_error), plane_draws(teacher_error, farthest, largest_shrinkage=largest)])


THEOREM = Theorem(
    name="student_error_tendsto_one_of_useless_teacher",
    title="No boost from a useless teacher",
    citation=Citation(
        "medvedev2025weak", "no boost; bounds on both sides, both attained",
        relation="sharper",
    ),
    status="proved",
    about="network",
    parameters=(Parameter("L_TE", reals(0, 1), reals(Fraction(1, 1000), Fraction(999, 1000))),),
    quantity=L_ST,
    relation="between",
    bound=(LOWER, UPPER),
    stable_bound=(STABLE, STABLE_UPPER),
    float_accuracy=4e-15,
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
    proof=proof,
    depends_on=(LIMIT_NAME,),
    headline=7,
)
