"""Random teachers and the energy of their residual: what holds for every draw, in a form that means can be taken of.

The student is gradient flow of infinite width at time t; the target is in V_k (eigenvalue lambda). With
e = f* - f_TE and s_j = 1 - exp(-lambda_j t),

    L_ST <= exp(-2 lambda t) + 2 exp(-lambda t) (1 - exp(-lambda t)) L_TE + c_0 t <e, K e>,

since (1 - e^{-x})^2 <= c_0 x for every mode, V_k's among them: the teacher's error enters linearly, unlike in
``student_error_le_of_residual_energy``, whose bound it is at most.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import exp, expand

from w2s_theory.notation import (
    L_ST,
    L_TE,
    K_e,
    b,
    f_k,
    f_ST,
    f_star,
    f_TE,
    inner,
    j,
    lam,
    lambdas,
    norm_squared,
    t,
    tau,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Operator
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.step import Step
from w2s_theory.theorems.gains.setting import (
    EACH_MODE,
    EIGENVALUE,
    LENGTH,
    NOISE_SHRINKAGE,
    SIGNAL_SHRINKAGE,
    TIMES,
    over_noise,
)
from w2s_theory.theorems.gains.square_shrinkage import C_0, on_target_step, square_shrinkage_steps
from w2s_theory.theorems.limits.setting import UNIT_TARGET

RESIDUAL = f_star - f_TE
ENERGY = inner(RESIDUAL, K_e)
DECAY = exp(-lam * t)
# what multiplies L_TE
LEARNT_ERROR = 2 * DECAY * (1 - DECAY)
# the proofs' algebra takes exp(-x) and exp(-2 x) for two letters: expand before
STUDENT = DECAY**2 + expand(LEARNT_ERROR) * L_TE + C_0 * t * ENERGY

MODES = (Parameter("n", integers(1), integers(1, LENGTH)),)
PARAMETERS = (EIGENVALUE, *TIMES, *MODES)

VECTORS = ("f_star", "f_TE", "f_ST", "f_k", "K_e")
RANDOM = ("f_TE", "f_ST", "f_k", "K_e", "b")
STUDENT_OPERATOR = Operator("Pi", "projection", ((f_star, f_star), (f_TE, f_k), (f_ST, SIGNAL_SHRINKAGE * f_k)))
_SPEED = over_noise(lambdas[j] * b[j] ** 2)
# in the form that the checker's expansion gives it
_TAUGHT = expand(over_noise((NOISE_SHRINKAGE * b[j]) ** 2))
FACTS = (
    UNIT_TARGET,
    # gradient flow multiplies mode j of the teacher by 1 - exp(-lambda_j t)
    ("student.noise", Claim(norm_squared(f_ST - SIGNAL_SHRINKAGE * f_k), "==", _TAUGHT)),
    # <e, K e>, in and outside V_k
    ("residual.energy", Claim(ENERGY, "==", lam * norm_squared(f_star - f_k) + _SPEED)),
)

ASSUMPTIONS = (
    "f_TE = P f* with P the projection on the features of the units",
    "f* lies in the eigenspace V_k of the student's kernel K, with eigenvalue lambda, and ||f*|| = 1",
    "gradient flow from 0 to time t of a student of infinite width: mode j is 1 - exp(-lambda_j t) times the teacher's",
)
TEACHER_ERROR = Parameter("L_TE", reals(0, 1), reals(Fraction(1, 1000), Fraction(9, 10)))


def energy_steps() -> tuple[Step, ...]:
    """Steps that end in ``energy_bound``: L_ST <= STUDENT, for every draw."""
    each = C_0 * t * lambdas[j] * b[j] ** 2
    return (
        *square_shrinkage_steps(),
        on_target_step(),
        Step(
            "one_mode_learnt", Claim((NOISE_SHRINKAGE * b[j]) ** 2, "<=", each), "ring", variables=EACH_MODE,
            uses=("square_below_line",),
            certificate={
                "multipliers": {"square_below_line": b[j] ** 2}, "at": {"square_below_line": {tau: lambdas[j] * t}},
            },
            note="The shrinkage of every other mode.",
        ),
        Step(
            "noise_learnt", Claim(_TAUGHT, "<=", C_0 * t * _SPEED), "termwise", uses=("one_mode_learnt",),
            certificate={"term": "one_mode_learnt"}, note="All modes outside V_k.",
        ),
        Step(
            "target_part", Claim(inner(f_star, f_k), "==", 1 - L_TE), "gram", unfold=("L_TE",),
            note="The target lies in V_k, so the teacher's part there has all of the overlap.",
        ),
        Step(
            "energy_bound", Claim(L_ST, "<=", STUDENT), "gram", unfold=("L_ST", "L_TE"),
            uses=("target_part", "noise_learnt", "on_target"),
            certificate={
                "multipliers": {"noise_learnt": 1},
                "squares": ((expand(C_0 * lam * t - SIGNAL_SHRINKAGE**2), f_star - f_k),),
            },
            note="Bias plus noise; what V_k has of <e, K e> pays for the square of the shrinkage there.",
        ),
    )
