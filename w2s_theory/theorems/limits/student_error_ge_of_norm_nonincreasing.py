"""A student no larger than its teacher: the error is at least about a quarter of the teacher's square.

The weakest hypothesis under which a limit holds: ||f_ST|| <= ||f_TE||, whatever the student did.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import sqrt

from w2s_theory.experiments.random_operators import operator_attack, plane_draws
from w2s_theory.experiments.relu_networks import (
    NetworkDraw,
    mixed_trials,
    network_draws,
)
from w2s_theory.notation import L_ST, L_TE, f_ST, f_star, inner
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition, Draws
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.limits.setting import NORM_NONINCREASING

NORM = sqrt(1 - L_TE)
BOUND = (1 - NORM) ** 2
STABLE = L_TE**2 / (1 + NORM) ** 2

LEARNT = (Claim(L_TE, "<", 1),)
USELESS = (Claim(L_TE, "==", 1),)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "student_norm", Claim(inner(f_ST, f_ST), "<=", 1 - L_TE), "gram", unfold=("L_TE",),
            certificate={"multipliers": {"student.norm": 1}},
            note="The student is no larger than the teacher, whose squared norm is 1 - L_TE.",
        ),
        Step(
            "room", Claim((1 - NORM) / NORM, ">=", 0), "radical", where=LEARNT,
            certificate={"rest": L_TE / (NORM * (1 + NORM))}, note="The teacher is no larger than the target.",
        ),
        Step(
            "nearest_point", Claim(L_ST, ">=", BOUND), "gram", where=LEARNT, unfold=("L_ST",),
            uses=("student_norm", "room"),
            certificate={
                "multipliers": {"student_norm": (1 - NORM) / NORM},
                "squares": ((1 / NORM, f_ST - NORM * f_star),),
            },
            note="The nearest point of that ball to the target lies on the ray through the target.",
        ),
        Step(
            "useless_student", Claim(inner(f_ST, f_ST), "<=", 0), "gram", where=USELESS, unfold=("L_TE",),
            uses=("student_norm",), certificate={"multipliers": {"student_norm": 1}},
            note="A useless teacher leaves only the zero student.",
        ),
        Step(
            "useless_teacher", Claim(L_ST, ">=", BOUND), "gram", where=USELESS, unfold=("L_ST",),
            uses=("useless_student",), certificate={"null": {f_ST: "useless_student"}},
            note="Its error is 1, which is the bound.",
        ),
        Step("stable_form", Claim(BOUND, "==", STABLE), "radical", note="The same without a difference of close numbers."),
        Step(
            "every_teacher", Claim(L_ST, ">=", BOUND), "cases", uses=("nearest_point", "useless_teacher"),
            note="L_TE < 1 or L_TE = 1.",
        ),
    )


def witness() -> Draws:
    """f_ST = ||f_TE|| f*: the right direction at the teacher's length."""
    teacher_error = np.array([1e-6, 1e-3, 0.05, 0.3, 0.7, 0.95])
    length = np.sqrt(1 - teacher_error)
    return plane_draws(teacher_error, length * np.stack([length, np.sqrt(teacher_error)]), norm_ratio=0 * length + 1)


def measure(draws: list) -> Draws:
    """A student in any direction, scaled to any length up to the teacher's."""
    rows = []
    for each in draws:
        norm = np.linalg.norm(each.teacher)
        # S f* + (1 - 2S) f_TE points nearly anywhere; its length is then reduced, never enlarged
        turned = each.student + (each.target - each.teacher) * each.shrinkage[-1]
        length = np.linalg.norm(turned)
        student = turned * min(1.0, norm / length) if length > 0 else turned
        rows.append((each.teacher_error, np.sum((each.target - student) ** 2), np.linalg.norm(student) / max(norm, 1e-300)))
    teacher_error, student_error, ratio = np.array(rows).T
    exact = np.full(len(rows), 1e-13)
    return Draws({"L_TE": np.minimum(teacher_error, 1.0)}, student_error, exact, {"L_TE": exact}, {"norm_ratio": ratio})


def measure_networks(draws: list[NetworkDraw]) -> Draws:
    """ReLU students stopped at random: shorter than their teachers."""
    errors = np.array([(each.student_error, each.student_error_accuracy) for each in draws])
    ratio = [(each.student_norm_squared / each.teacher.norm_squared) ** 0.5 for each in draws]
    found = network_draws(draws, *errors.T)
    return Draws(
        {"L_TE": found.parameters["L_TE"]}, found.measured, found.error, found.uncertainty,
        {"norm_ratio": np.array(ratio)}, found.sizes,
    )


THEOREM = Theorem(
    name="student_error_ge_of_norm_nonincreasing",
    title="Limit for every student that is no larger than its teacher",
    citation=Citation(
        "medvedev2025weak", "class of the limit; every rule that does not enlarge its teacher, with the limit attained",
        relation="not compared",
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
    assumptions=("f_TE = P f* with P an orthogonal projection, ||f*|| = 1", "||f_ST|| <= ||f_TE||"),
    setting=NORM_NONINCREASING,
    conditions=(Condition("||f_ST|| <= ||f_TE||", lambda draws: draws.facts["norm_ratio"] <= 1 + 1e-9),),
    experiment=mixed_trials(measure, measure_networks, finite=False),
    witness=witness,
    attack=operator_attack(measure),
    proof=proof,
)
