"""Quadratic limit: no student that only shrinks its teacher does better than about its square.

Let f_TE = P f* be the projection of the target on the teacher's features and f_ST = S f_TE with
S self-adjoint and 0 <= S <= I: gradient flow stopped at any time, its averages, ridge, truncation,
explicit steps with eta lambda_max <= 1; any kernel, any width, pretrained features too. Then

    L_ST >= ((sqrt(1 + 3 L_TE) - sqrt(1 - L_TE)) / 2)^2.

Idea: s (1 - s) >= 0 on [0, 1] keeps S f_TE in the ball of diameter [0, f_TE]; the target is at
distance a = sqrt(1 + 3 L_TE)/2 from its centre, and its radius is r = sqrt(1 - L_TE)/2.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import sqrt

from w2s_theory.experiments.random_operators import operator_attack, plane_draws
from w2s_theory.experiments.relu_networks import mixed_trials, momentum_trials
from w2s_theory.notation import L_ST, L_TE, f_ST, f_star, f_TE, inner, norm_squared
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.limits.setting import SHRINKAGE, WITHIN_UNIT_INTERVAL

RADIUS = sqrt(1 - L_TE) / 2
DISTANCE = sqrt(1 + 3 * L_TE) / 2
BOUND = (sqrt(1 + 3 * L_TE) - sqrt(1 - L_TE)) ** 2 / 4
STABLE = 4 * L_TE**2 / (sqrt(1 + 3 * L_TE) + sqrt(1 - L_TE)) ** 2

LEARNT = (Claim(L_TE, "<", 1),)
USELESS = (Claim(L_TE, "==", 1),)


def ball_steps() -> tuple[Step, ...]:
    """Where the student can be: in the ball of diameter [0, f_TE]."""
    return (
        Step(
            "teacher_norm", Claim(inner(f_TE, f_TE), "==", 1 - L_TE), "gram", unfold=("L_TE",),
            note="Pythagoras: the residual is orthogonal to the teacher.",
        ),
        Step(
            "in_ball", Claim(norm_squared(f_ST - f_TE / 2), "<=", (1 - L_TE) / 4), "gram", unfold=("L_TE",),
            certificate={"multipliers": {"S.square(0)": 1}},
            note="S - S^2 >= 0, so the student lies in the ball of diameter [0, f_TE].",
        ),
        Step(
            "target_distance", Claim(norm_squared(f_star - f_TE / 2), "==", DISTANCE**2), "gram", unfold=("L_TE",),
            note="The target's distance from the centre of that ball.",
        ),
    )


def proof() -> tuple[Step, ...]:
    from_centre = f_ST - f_TE / 2
    to_target = f_star - f_TE / 2
    ratio = RADIUS / DISTANCE
    return (
        *ball_steps(),
        Step(
            "outside", Claim((DISTANCE - RADIUS) / RADIUS, ">=", 0), "radical", where=LEARNT,
            certificate={"rest": L_TE / (RADIUS * (DISTANCE + RADIUS))},
            note="The target is not inside the ball.",
        ),
        Step(
            "nearest_point", Claim(L_ST, ">=", BOUND), "gram", where=LEARNT, unfold=("L_TE", "L_ST"),
            uses=("in_ball", "outside"),
            certificate={
                "multipliers": {"in_ball": (DISTANCE - RADIUS) / RADIUS},
                "squares": ((DISTANCE / RADIUS, from_centre - ratio * to_target),),
            },
            note="No point of the ball is nearer to the target than distance minus radius.",
        ),
        Step(
            "useless_student", Claim(inner(f_ST, f_ST), "<=", 0), "gram", where=USELESS, unfold=("L_TE",),
            uses=("in_ball",), certificate={"multipliers": {"S.square(0)": 2}, "squares": ((1, f_TE - f_ST),)},
            note="A useless teacher is the zero function, and so is its student.",
        ),
        Step(
            "useless_teacher", Claim(L_ST, ">=", BOUND), "gram", where=USELESS, unfold=("L_TE", "L_ST"),
            uses=("useless_student",), certificate={"null": {f_ST: "useless_student"}},
            note="Then the student's error is 1, which is the bound.",
        ),
        Step(
            "stable_form", Claim(BOUND, "==", STABLE), "radical",
            note="The same without a difference of close numbers.",
        ),
        Step(
            "every_teacher", Claim(L_ST, ">=", BOUND), "cases", uses=("nearest_point", "useless_teacher"),
            note="L_TE < 1 or L_TE = 1.",
        ),
    )


def nearest_student(teacher_error: np.ndarray) -> Draws:
    """The nearest point of the ball: S = w w^T / <w, f_TE> maps f_TE to w, and ||S|| = |w|^2/<w, f_TE> = 1."""
    radius, distance = np.sqrt(1 - teacher_error) / 2, np.sqrt(1 + 3 * teacher_error) / 2
    centre = np.stack([radius, 0 * radius])
    to_target = np.stack([radius, np.sqrt(teacher_error)])
    student = centre + radius / distance * to_target
    largest = np.sum(student**2, axis=0) / (student[0] * 2 * radius)
    return plane_draws(teacher_error, student, largest_shrinkage=largest)


def witness() -> Draws:
    """The nearest point of the ball, over the whole range of teachers."""
    return nearest_student(np.array([1e-6, 1e-3, 0.05, 0.3, 2 / 3, 0.9, 1 - 1e-6]))


THEOREM = Theorem(
    name="student_error_ge_of_shrinkage",
    title="Quadratic limit for every student that shrinks its teacher",
    citation=Citation(
        "medvedev2025weak", "quadratic limit; the exact limit of this class of students, attained for every L_TE",
        relation="sharper",
    ),
    status="proved",
    about="network",
    parameters=(Parameter("L_TE", reals(0, 1), reals(Fraction(1, 1000), Fraction(9, 10))),),
    quantity=L_ST,
    relation=">=",
    bound=BOUND,
    stable_bound=STABLE,
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
    without={WITHIN_UNIT_INTERVAL.text: momentum_trials},
    proof=proof,
)
