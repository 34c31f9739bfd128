"""The exponent 2: when the target is an eigenfunction of the student's kernel, L_ST >= L_TE^2.

For f* in one eigenspace V_k, any teacher projection and any student that multiplies V_k by one
number s in [0, 1] (gradient flow with infinitely many units, stopped at any time). Whatever it
does elsewhere only adds. With the projection student s = 1 on V_k and 0 elsewhere,
L_ST = ||Pi_k (f* - f_TE)||^2, which is L_TE^2 when the teacher makes no noise inside V_k.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from w2s_theory.experiments.random_operators import operator_attack, plane_draws
from w2s_theory.experiments.relu_networks import mixed_trials, momentum_trials
from w2s_theory.notation import (
    L_ST,
    L_TE,
    f_k,
    f_ST,
    f_star,
    f_TE,
    inner,
    norm_squared,
    s,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition, Draws
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.limits.setting import EIGENFUNCTION

ENERGY = norm_squared(f_k)
STOPPED = 1 - 2 * s * (1 - L_TE) + s**2 * ENERGY
PROJECTED = 1 - 2 * (1 - L_TE) + ENERGY


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "overlap", Claim(inner(f_star, f_k), "==", 1 - L_TE), "gram", unfold=("L_TE",),
            note="The target lies in V_k, so the teacher's part there has all of the overlap.",
        ),
        Step(
            "elsewhere_adds", Claim(L_ST, ">=", STOPPED), "gram", unfold=("L_ST",), uses=("overlap",),
            certificate={"squares": ((1, f_ST - s * f_k),)},
            note="What the student has outside V_k is orthogonal to the target: it only adds.",
        ),
        Step(
            "energy", Claim(ENERGY, "<=", 1 - L_TE), "gram", unfold=("L_TE",),
            certificate={"squares": ((1, f_TE - f_k),)},
            note="The part in V_k is no larger than the whole teacher.",
        ),
        Step(
            "stopping_loses", Claim(STOPPED, ">=", PROJECTED), "gram", uses=("energy",),
            certificate={"multipliers": {"energy": 2 * (1 - s)}, "squares": (((1 - s) ** 2, f_k),)},
            note="Inside V_k, shrinking below 1 never helps: the projection student is best there.",
        ),
        Step(
            "cauchy_schwarz", Claim(PROJECTED, ">=", L_TE**2), "gram", unfold=("L_TE",), uses=("overlap",),
            certificate={"squares": ((1, f_star - f_k - L_TE * f_star),)},
            note="PROJECTED is ||f* - Pi_k f_TE||^2, at least the square of its component L_TE along f*.",
        ),
        Step(
            "square", Claim(L_ST, ">=", L_TE**2), "ring", uses=("elsewhere_adds", "stopping_loses", "cauchy_schwarz"),
            certificate={"multipliers": {"elsewhere_adds": 1, "stopping_loses": 1, "cauchy_schwarz": 1}},
            note="The three inequalities in a row.",
        ),
    )


def witness() -> Draws:
    """V_k is the line of f*: the projection student is (1 - L_TE) f*."""
    teacher_error = np.array([1e-6, 1e-3, 0.05, 0.3, 0.7, 0.95])
    direction = np.stack([np.sqrt(1 - teacher_error), np.sqrt(teacher_error)])
    ones = np.ones_like(teacher_error)
    return plane_draws(teacher_error, (1 - teacher_error) * direction, s=ones)


THEOREM = Theorem(
    name="student_error_ge_sq_of_eigenfunction_target",
    title="No student below the square, where the target is an eigenfunction",
    citation=Citation(
        "medvedev2025weak", "quadratic limit; constant 1 where the target is an eigenfunction of the student's kernel",
        relation="beyond",
    ),
    status="proved",
    about="network",
    parameters=(
        Parameter("L_TE", reals(0, 1), reals(Fraction(1, 1000), Fraction(9, 10))),
        Parameter("s", reals(0, 1), reals(0, 1)),
    ),
    quantity=L_ST,
    relation=">=",
    bound=L_TE**2,
    float_accuracy=1e-15,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_TE = P f* with P an orthogonal projection, ||f*|| = 1",
        "f* lies in an eigenspace V_k of the student's kernel",
        "the student multiplies V_k by one number s in [0, 1] and maps the rest to the rest",
    ),
    setting=EIGENFUNCTION,
    conditions=(
        Condition("0 <= s <= 1 on V_k", lambda draws: (draws.parameters["s"] >= 0) & (draws.parameters["s"] <= 1)),
    ),
    experiment=mixed_trials(eigenfunction_target=True, finite=False),
    witness=witness,
    attack=operator_attack(n=4, rank=2, eigenfunction_target=True, multiplicity=2),
    without={"0 <= s <= 1 on V_k": momentum_trials},
    proof=proof,
    headline=2,
)
