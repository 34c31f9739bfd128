"""How bad a student can be that only shrinks its teacher: at most the farthest point of the ball of diameter [0, f_TE].

Let f_TE = P f* and f_ST = S f_TE with S self-adjoint and 0 <= S <= I: gradient flow stopped at any time, ridge,
averaging; any kernel, any width. Then

    L_ST <= ((sqrt(1 + 3 L_TE) + sqrt(1 - L_TE)) / 2)^2 <= 4/3.

Stopping at a bad time costs at most a third of the target's energy beyond learning nothing (L_ST = 1), whatever the
kernel. The twin of the quadratic limit, from the same ball: the target is at distance a = sqrt(1 + 3 L_TE)/2
from its centre, its radius is r = sqrt(1 - L_TE)/2, and the bound is (a + r)^2, attained for every L_TE.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import sqrt

from w2s_theory.experiments.random_operators import operator_attack, plane_draws
from w2s_theory.experiments.relu_networks import mixed_trials
from w2s_theory.notation import L_ST, L_TE, f_ST, f_star, f_TE, inner
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.limits.setting import SHRINKAGE, WITHIN_UNIT_INTERVAL
from w2s_theory.theorems.limits.student_error_ge_of_shrinkage import (
    DISTANCE,
    LEARNT,
    RADIUS,
    USELESS,
    ball_steps,
)

BOUND = (sqrt(1 + 3 * L_TE) + sqrt(1 - L_TE)) ** 2 / 4


def proof() -> tuple[Step, ...]:
    from_centre = f_ST - f_TE / 2
    to_target = f_star - f_TE / 2
    ratio = RADIUS / DISTANCE
    return (
        *ball_steps(),
        Step(
            "weight", Claim((DISTANCE + RADIUS) / RADIUS, ">=", 0), "radical", where=LEARNT,
            certificate={"rest": 1 + DISTANCE / RADIUS}, note="Distance and radius are not negative.",
        ),
        Step(
            "farthest_point", Claim(L_ST, "<=", BOUND), "gram", where=LEARNT, unfold=("L_TE", "L_ST"),
            uses=("in_ball", "weight"),
            certificate={
                "multipliers": {"in_ball": (DISTANCE + RADIUS) / RADIUS},
                "squares": ((DISTANCE / RADIUS, from_centre + ratio * to_target),),
            },
            note="No point of the ball is farther from the target than distance plus radius.",
        ),
        Step(
            "useless_student", Claim(inner(f_ST, f_ST), "<=", 0), "gram", where=USELESS, unfold=("L_TE",),
            uses=("in_ball",), certificate={"multipliers": {"S.square(0)": 2}, "squares": ((1, f_TE - f_ST),)},
            note="A useless teacher is the zero function, and so is its student.",
        ),
        Step(
            "useless_teacher", Claim(L_ST, "<=", BOUND), "gram", where=USELESS, unfold=("L_TE", "L_ST"),
            uses=("useless_student",), certificate={"null": {f_ST: "useless_student"}},
            note="Then the student's error is 1, which is the bound.",
        ),
        Step(
            "every_teacher", Claim(L_ST, "<=", BOUND), "cases", uses=("farthest_point", "useless_teacher"),
            note="L_TE < 1 or L_TE = 1.",
        ),
    )


def witness() -> Draws:
    """The farthest point of the ball: S = w w^T / <w, f_TE> maps f_TE to w, and ||S|| = |w|^2/<w, f_TE> = 1."""
    teacher_error = np.array([1e-6, 1e-3, 0.05, 0.3, 2 / 3, 0.9, 1 - 1e-6])
    radius, distance = np.sqrt(1 - teacher_error) / 2, np.sqrt(1 + 3 * teacher_error) / 2
    centre, to_target = np.stack([radius, 0 * radius]), np.stack([radius, np.sqrt(teacher_error)])
    student = centre - radius / distance * to_target
    # 1 by construction; w and <w, f_TE> both vanish with L_TE
    return plane_draws(teacher_error, student, largest_shrinkage=np.ones(7))


def too_long_steps(rng: np.random.Generator) -> Draws:
    """One explicit step with eta lambda = 3 triples its teacher: shrinkage 3, L_ST = 4 - 3 L_TE."""
    teacher_error = rng.uniform(0.05, 0.7, 40)
    teacher = np.stack([np.sqrt(1 - teacher_error), np.zeros(40)])
    return plane_draws(teacher_error, 3 * teacher, largest_shrinkage=np.full(40, 3.0))


THEOREM = Theorem(
    name="student_error_le_of_shrinkage",
    title="The worst stopping time: an upper limit for every student that shrinks its teacher",
    citation=Citation(
        "medvedev2025weak", "class of the limit; its twin from above, attained for every L_TE",
        relation="not compared",
    ),
    status="proved",
    about="network",
    parameters=(Parameter("L_TE", reals(0, 1), reals(Fraction(1, 1000), Fraction(9, 10))),),
    quantity=L_ST,
    relation="<=",
    bound=BOUND,
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
    without={WITHIN_UNIT_INTERVAL.text: too_long_steps},
    proof=proof,
)
