"""The quadratic limit for a student that starts anywhere: it stays in the ball of diameter [f_0, f_TE].

f_ST = f_0 + S (f_TE - f_0) with S self-adjoint, 0 <= S <= I: gradient flow from a pretrained f_0, stopped at any
time; any teacher. With L_0 = ||f* - f_0||^2, c_0 = <f_0 - f*, f_TE - f*> > 0 and D = ||f_TE - f_0||,

    L_ST >= 4 c_0^2/(sqrt(D^2 + 4 c_0) + D)^2,    D^2 = L_0 + L_TE - 2 c_0,

which some S attains; it is at least c_0^2/(L_0 + L_TE). For a projection f_TE = P f* with residual e = f* - f_TE the
overlap is c_0 = L_TE - <f_0, e>: a start that is not correlated with what the teacher misses leaves the quadratic
limit in force, and only one with <f_0, e> > 0, which knows of it, can break it. If c_0 <= 0 there is no limit. f_0 =
0 is ``student_error_ge_of_shrinkage``.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import sqrt

from w2s_theory.experiments.random_operators import operator_attack
from w2s_theory.experiments.started_students import StartedDraw, measure_started, started, started_trials
from w2s_theory.notation import L_ST, c_0, f_0, f_ST, f_star, f_TE, norm_squared
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.simulate.operators import OperatorDraw, draw_operators
from w2s_theory.theorems.limits.setting import WITHIN_UNIT_INTERVAL
from w2s_theory.theorems.start.setting import (
    A_WAY_TO_GO,
    ANY_TEACHER,
    MOVES,
    MOVES_TEXT,
    SCALARS,
    START_ERROR,
    TEACHER_ERROR,
    WAY,
)

SETTING = Hilbert(
    ("f_star", "f_TE", "f_ST", "f_0"), (Operator("S", "shrinkage", ((f_TE - f_0, f_ST - f_0),)),)
)
RADIUS = sqrt(WAY) / 2
DISTANCE = sqrt(WAY + 4 * c_0) / 2
BOUND = (sqrt(WAY + 4 * c_0) - sqrt(WAY)) ** 2 / 4
STABLE = 4 * c_0**2 / (sqrt(WAY + 4 * c_0) + sqrt(WAY)) ** 2


def proof() -> tuple[Step, ...]:
    centre = (f_0 + f_TE) / 2
    return (
        Step(
            "in_ball", Claim(norm_squared(f_ST - centre), "<=", WAY / 4), "gram", unfold=SCALARS,
            certificate={"multipliers": {"S.square(0)": 1}},
            note="S - S^2 >= 0, so the student lies in the ball of diameter [f_0, f_TE].",
        ),
        Step(
            "target_distance", Claim(norm_squared(f_star - centre), "==", DISTANCE**2), "gram", unfold=SCALARS,
            note="The target's distance from the centre of that ball.",
        ),
        Step(
            "outside", Claim((DISTANCE - RADIUS) / RADIUS, ">=", 0), "radical",
            certificate={"rest": c_0 / (RADIUS * (DISTANCE + RADIUS))},
            note="With c_0 > 0 the target is outside the ball.",
        ),
        Step(
            "nearest_point", Claim(L_ST, ">=", BOUND), "gram", unfold=("L_ST", *SCALARS),
            uses=("in_ball", "target_distance", "outside"),
            certificate={
                "multipliers": {"in_ball": (DISTANCE - RADIUS) / RADIUS},
                "squares": ((DISTANCE / RADIUS, (f_ST - centre) - (RADIUS / DISTANCE) * (f_star - centre)),),
            },
            note="No point of the ball is nearer to the target than distance minus radius.",
        ),
    )  # fmt: skip


def measure(draws: list[OperatorDraw]) -> Draws:
    """The same operators, with the teacher's part along their last eigenvector as a start."""
    starts = [each.eigenvectors[:, -1] * (each.eigenvectors[:, -1] @ each.target) for each in draws]
    return measure_started([started(each, start) for each, start in zip(draws, starts, strict=True)])


def overshooting_draws(rng: np.random.Generator) -> Draws:
    """Students that go beyond their teacher, up to the target itself, in the direction that is best."""
    found = []
    for _ in range(40):
        made = draw_operators(rng)
        start = 0.3 * made.target + 0.1 * rng.standard_normal(len(made.target))
        student = made.target + 0.1 * (made.teacher - made.target)
        found.append(StartedDraw(made.target, made.teacher, start, student, 0.0, 2.0))
    return measure_started(found)


def witness() -> Draws:
    """The nearest point of the ball, by S = w w^T/<w, v> with v = f_TE - f_0 and w = f_ST - f_0."""
    found = []
    for angle in (0.0, 0.5, 1.2, 1.5):
        for length in (0.1, 0.5, 1.0):
            start, teacher = length * np.array([1.0, 0.0]), 0.3 * np.array([np.cos(angle), np.sin(angle)])
            centre, radius = (start + teacher) / 2, np.linalg.norm(start - teacher) / 2
            student = centre - radius * centre / np.linalg.norm(centre)
            w, v = student - start, teacher - start
            # f* at the origin: only differences count
            found.append(StartedDraw(0 * centre, teacher, start, student, 0.0, float(w @ w / (w @ v))))
    return measure_started(found)


THEOREM = Theorem(
    name="student_error_ge_of_start",
    title="Quadratic limit for a student that does not start at 0",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        TEACHER_ERROR, START_ERROR, Parameter("c_0", reals(0, lower_open=True), reals(Fraction(1, 1000), Fraction(1, 2))),
    ),
    quantity=L_ST,
    relation=">=",
    bound=BOUND,
    stable_bound=STABLE,
    # D^2 is a difference that may nearly vanish
    float_accuracy=1e-12,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        ANY_TEACHER, "f_ST = f_0 + S (f_TE - f_0) with S self-adjoint, 0 <= S <= I", "c_0 > 0", MOVES_TEXT,
    ),
    hypotheses=(MOVES,),
    setting=SETTING,
    conditions=(WITHIN_UNIT_INTERVAL, A_WAY_TO_GO),
    experiment=started_trials,
    witness=witness,
    attack=operator_attack(measure),
    without={WITHIN_UNIT_INTERVAL.text: overshooting_draws},
    proof=proof,
)  # fmt: skip
