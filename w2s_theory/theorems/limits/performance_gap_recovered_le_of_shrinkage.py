"""How much of the gap a student can recover: PGR <= 1 - (3/4) L_TE.

For a student that can represent the target (L_ceiling = 0): PGR = 1 - L_ST/L_TE, and the quadratic
limit with the constant 3/4 leaves at least (3/4) L_TE of the gap open. A bad teacher cannot be
overtaken by much; equality at L_TE = 2/3.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import Rational

from w2s_theory.experiments.random_operators import measure_student_error, operator_attack
from w2s_theory.experiments.relu_networks import (
    NetworkDraw,
    measure_network_error,
    mixed_trials,
)
from w2s_theory.notation import L_ST, L_TE, PGR
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition, Draws
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.simulate.operators import OperatorDraw
from w2s_theory.theorems.limits.setting import SHRINKAGE, WITHIN_UNIT_INTERVAL
from w2s_theory.theorems.limits.student_error_ge_of_shrinkage import nearest_student

LIMIT_NAME = "student_error_ge_three_quarters_sq_of_shrinkage"
BOUND = 1 - Rational(3, 4) * L_TE


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "limit", Claim(L_ST, ">=", Rational(3, 4) * L_TE**2), "theorem", certificate={"name": LIMIT_NAME},
            note="The quadratic limit with the constant 3/4.",
        ),
        Step(
            "gap", Claim(PGR, "<=", BOUND), "rational", unfold=("PGR",), uses=("limit",),
            certificate={"multipliers": {"limit": 1 / L_TE}}, note="Divide by L_TE > 0.",
        ),
    )


def recovered(draws: Draws) -> Draws:
    """1 - L_ST/L_TE of measured errors, with both error estimates carried over."""
    teacher = draws.parameters["L_TE"]
    safe = np.where(teacher > 0, teacher, 1.0)
    doubt = draws.uncertainty.get("L_TE", np.zeros(len(draws)))
    error = (draws.error + draws.measured / safe * doubt) / safe + 4e-16
    return Draws(
        {"L_TE": teacher}, 1 - draws.measured / safe, error, {"L_TE": doubt}, draws.facts, draws.sizes
    )


def measure(draws: list[OperatorDraw]) -> Draws:
    return recovered(measure_student_error(draws))


def measure_networks(draws: list[NetworkDraw]) -> Draws:
    return recovered(measure_network_error(draws))


def witness() -> Draws:
    """The student nearest to the target, at L_TE = 2/3."""
    return recovered(nearest_student(np.array([2 / 3])))


THEOREM = Theorem(
    name="performance_gap_recovered_le_of_shrinkage",
    title="How much of the gap shrinkage can recover",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(Parameter("L_TE", reals(0, 1, lower_open=True), reals(Fraction(1, 1000), Fraction(9, 10))),),
    quantity=PGR,
    relation="<=",
    bound=BOUND,
    float_accuracy=1e-15,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_TE = P f* with P an orthogonal projection, ||f*|| = 1, L_TE > 0",
        "f_ST = S f_TE with S self-adjoint, 0 <= S <= I",
        "the student's features can represent the target: L_ceiling = 0",
    ),
    setting=SHRINKAGE,
    # below this the quotient of two rounded errors says nothing
    conditions=(WITHIN_UNIT_INTERVAL, Condition("L_TE > 0", lambda draws: draws.parameters["L_TE"] > 1e-9)),
    experiment=mixed_trials(measure, measure_networks, finite=False),
    witness=witness,
    attack=operator_attack(measure),
    proof=proof,
    depends_on=(LIMIT_NAME,),
)
