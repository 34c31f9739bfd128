"""Strict weak-to-strong gain without a spectrum: the best student is the foot of the altitude of a triangle.

A student that goes straight from its start to its teacher, f_ST = f_0 + s (f_TE - f_0), never has an error below the
squared altitude of the triangle f*, f_0, f_TE: with L_0 = ||f* - f_0||^2 and c_0 = <f_0 - f*, f_TE - f*>,

    L_ST >= (L_0 L_TE - c_0^2)/(L_0 + L_TE - 2 c_0),

attained at 1 - s = (L_TE - c_0)/(L_0 + L_TE - 2 c_0). That s lies strictly between 0 and 1, so that the student is
better than its teacher and better than its own start, exactly if c_0 < min(L_0, L_TE): both differences are squares,
L_TE - best = (L_TE - c_0)^2/||f_TE - f_0||^2 and L_0 - best = (L_0 - c_0)^2/||f_TE - f_0||^2.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from w2s_theory.experiments.started_students import (
    StartedDraw,
    isotropic_trials,
    measure_started,
    with_shrinkage,
)
from w2s_theory.notation import L_0, L_ST, L_TE, c_0, s
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.start.setting import (
    A_WAY_TO_GO,
    ANY_TEACHER,
    ISOTROPIC,
    MOVES,
    MOVES_TEXT,
    OVERLAP,
    SCALARS,
    START_ERROR,
    STRAIGHT,
    TEACHER_ERROR,
    WAY,
)
from w2s_theory.theorems.start.student_error_eq_of_isotropic_start import BOUND as ON_THE_LINE

BOUND = (L_0 * L_TE - c_0**2) / WAY


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "on_the_line", Claim(L_ST, "==", ON_THE_LINE), "gram", unfold=("L_ST", *SCALARS),
            note="f* - f_ST = (f* - f_TE) - (1 - s)(f_0 - f_TE): expand the square.",
        ),
        Step(
            "altitude", Claim(L_ST, ">=", BOUND), "rational", uses=("on_the_line",),
            certificate={"rest": WAY * (1 - s - (L_TE - c_0) / WAY) ** 2},
            note="What is left is a square: Pythagoras at the foot of the altitude.",
        ),
    )  # fmt: skip


def witness() -> Draws:
    """The foot of the altitude."""
    rng = np.random.default_rng(11)
    found, used = [], []
    for _ in range(5):
        teacher, start, side = rng.standard_normal((3, 4))
        target = rng.uniform() * teacher + rng.uniform() * start + 0.3 * side
        way = start - teacher
        # the foot may lie beyond the teacher, and must not lie behind the start
        s_used = 1 - float((target - teacher) @ way) / float(way @ way)
        found.append(StartedDraw(target, teacher, start, start + s_used * (teacher - start)))
        used.append(s_used)
    return with_shrinkage(measure_started(found), np.array(used))


THEOREM = Theorem(
    name="student_error_ge_of_isotropic_start",
    title="The best student on the way from its start to its teacher",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(TEACHER_ERROR, START_ERROR, OVERLAP, Parameter("s", reals(0), reals(0, 1))),
    quantity=L_ST,
    relation=">=",
    bound=BOUND,
    # the numerator is a difference that may nearly vanish
    float_accuracy=1e-10,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(ANY_TEACHER, STRAIGHT, MOVES_TEXT),
    hypotheses=(MOVES,),
    setting=ISOTROPIC,
    conditions=(A_WAY_TO_GO,),
    experiment=isotropic_trials,
    witness=witness,
    proof=proof,
)
