"""Size alone is not enough: a student whose kernel has one eigenvalue never beats its teacher.

If S = s I on the span, then L_ST - L_TE = (1 - L_TE) (1 - s)^2 exactly, also for s > 1: the gain needs a spectrum.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from w2s_theory.experiments.random_operators import operator_attack, plane_draws
from w2s_theory.experiments.relu_networks import (
    NetworkDraw,
    mixed_trials,
    network_draws,
)
from w2s_theory.notation import L_ST, L_TE, s
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.simulate.student import compute_shrunk_error
from w2s_theory.theorems.limits.setting import ISOTROPIC


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "excess", Claim(L_ST - L_TE, "==", (1 - L_TE) * (1 - s) ** 2), "gram", unfold=("L_TE", "L_ST"),
            note="Expand ||f* - s f_TE||^2 and use <f*, f_TE> = ||f_TE||^2 = 1 - L_TE.",
        ),
        Step(
            "no_gain", Claim(L_ST, ">=", L_TE), "ring", uses=("excess",),
            certificate={"multipliers": {"excess": 1}, "rest": (1 - L_TE) * (1 - s) ** 2},
            note="Both factors are non-negative.",
        ),
    )


def measure(draws: list) -> Draws:
    """The same teachers with the student s f_TE."""
    rows = [
        (each.teacher_error, each.shrinkage[0], np.sum((each.target - each.shrinkage[0] * each.teacher) ** 2))
        for each in draws
    ]
    teacher_error, shrinkage, student_error = np.array(rows).T
    exact = np.full(len(rows), 1e-13)
    return Draws({"L_TE": np.minimum(teacher_error, 1), "s": shrinkage}, student_error, exact, {"L_TE": exact})


def measure_networks(draws: list[NetworkDraw]) -> Draws:
    """ReLU teachers, all of whose degrees are multiplied by one number."""
    s_used = np.array([each.shrinkage[each.degree] for each in draws])
    pairs = [
        compute_shrunk_error(each.teacher, np.full_like(each.shrinkage, value), tail=float(value))
        for each, value in zip(draws, s_used, strict=True)
    ]
    found = network_draws(draws, *np.array(pairs).T)
    return Draws(found.parameters, found.measured, found.error, found.uncertainty, {}, found.sizes)


def witness() -> Draws:
    """s = 1: the student is the teacher."""
    teacher_error = np.array([1e-6, 1e-3, 0.05, 0.3, 0.7, 0.95])
    ones = np.ones_like(teacher_error)
    return plane_draws(teacher_error, np.stack([np.sqrt(1 - teacher_error), 0 * ones]), s=ones)


THEOREM = Theorem(
    name="student_error_ge_teacher_error_of_isotropic_student",
    title="No gain without a spectrum",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("L_TE", reals(0, 1), reals(Fraction(1, 1000), Fraction(9, 10))),
        Parameter("s", reals(0), reals(0, 1)),
    ),
    quantity=L_ST,
    relation=">=",
    bound=L_TE,
    float_accuracy=1e-15,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_TE = P f* with P an orthogonal projection, ||f*|| = 1",
        "f_ST = s f_TE with s >= 0",
    ),
    setting=ISOTROPIC,
    experiment=mixed_trials(measure, measure_networks, finite=False),
    witness=witness,
    attack=operator_attack(measure),
    proof=proof,
)
