"""A target in one eigenspace V_k of the student's kernel, its teacher, and gradient flow on the teacher.

The student of infinite width multiplies V_k by one number s; for gradient flow, s = 1 - exp(-lambda t).
Outside V_k the target is 0, so all that the teacher has there is noise: its coefficients b_j in an
orthonormal basis of eigenfunctions.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Sum, exp

from w2s_theory.experiments.noise_profile import LENGTH as LENGTH
from w2s_theory.notation import (
    L_TE,
    b,
    f_k,
    f_ST,
    f_star,
    f_TE,
    j,
    lam,
    lambdas,
    mode,
    n,
    norm_squared,
    omega_k,
    t,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.step import Step
from w2s_theory.theorems.gradient_flow.setting import FLOW
from w2s_theory.theorems.limits.setting import TEACHER, UNIT_TARGET

SIGNAL_SHRINKAGE = 1 - exp(-lam * t)
NOISE_SHRINKAGE = 1 - exp(-lambdas[j] * t)

TEACHER_ERROR = Parameter(
    "L_TE", reals(0, 1, lower_open=True, upper_open=True), reals(Fraction(1, 1000), Fraction(9, 10))
)
SHARE = Parameter("omega_k", reals(0, 1), reals(0, Fraction(1, 2)))
NOISE = (
    Parameter("n", integers(1), integers(1, LENGTH), meaning="number of the teacher's modes outside V_k"),
    Parameter("b", reals(), reals(-1, 1), length=LENGTH, meaning="the teacher's coefficients on the modes outside V_k"),
)
SHRINKAGE = Parameter(
    "s", reals(0), reals(0, 1), meaning="what the student keeps of V_k: 1 - exp(-lambda t) for gradient flow"
)
EIGENVALUE = Parameter("lam", reals(0, lower_open=True), reals(Fraction(1, 100), 2))
TIMES = (
    Parameter("t", reals(0), reals(0, 20)),
    Parameter("lambdas", reals(0), reals(Fraction(1, 100), 2), length=LENGTH),
)
EACH_MODE = (Parameter("j", integers(0), integers(0, LENGTH - 1)),)


def over_noise(term):
    """The sum over the teacher's modes outside V_k."""
    return Sum(term, (j, 0, n - 1))


TAUGHT_ENERGY = over_noise(mode(j, t) ** 2)
NOISE_ENERGY = over_noise(b[j] ** 2)

SPACE = ("f_star", "f_TE", "f_ST", "f_k")
NOISE_SHARE = ("noise.share", Claim(norm_squared(f_k), "==", (1 - L_TE) ** 2 + L_TE * (1 - L_TE) * omega_k))
TEACHER_NOISE = ("teacher.noise", Claim(norm_squared(f_TE - f_k), "==", NOISE_ENERGY))


def taught(shrinkage, *facts) -> Hilbert:
    """Pi is the projection on V_k, on which the student is ``shrinkage`` times the teacher; further facts.

    What the student has outside V_k has the energy that Parseval's sum says.
    """
    student = Operator("Pi", "projection", ((f_star, f_star), (f_TE, f_k), (f_ST, shrinkage * f_k)))
    learnt = ("student.noise", Claim(norm_squared(f_ST - shrinkage * f_k), "==", TAUGHT_ENERGY))
    return Hilbert(SPACE, (TEACHER, student), (UNIT_TARGET, learnt, *facts))


HYPOTHESES = FLOW

ASSUMPTIONS = (
    "f_TE = P f* with P an orthogonal projection, ||f*|| = 1",
    "f* lies in an eigenspace V_k of the student's kernel",
    "outside V_k the teacher has the coefficients b_j on eigenfunctions with eigenvalues lambda_j",
    "gradient flow from 0 to time t, a student of infinite width: c_j' = lambda_j (b_j - c_j), c_j(0) = 0",
)

SOMETHING_TO_LEARN = Condition(
    "0 < L_TE < 1", lambda draws: (draws.parameters["L_TE"] > 0) & (draws.parameters["L_TE"] < 1)
)


def flow_steps() -> tuple[Step, ...]:
    """``one_mode`` and ``noise_learnt``: what gradient flow makes of the teacher's noise."""
    learnt = over_noise((NOISE_SHRINKAGE * b[j]) ** 2)
    return (
        Step(
            "one_mode", Claim(mode(j, t), "==", NOISE_SHRINKAGE * b[j]), "ode", variables=EACH_MODE,
            note="The mode's equation c' = lambda (b - c) with c(0) = 0 has this solution, and only this.",
        ),
        Step(
            "noise_learnt", Claim(TAUGHT_ENERGY, "==", learnt), "ring", uses=("one_mode",),
            note="Parseval outside V_k: put it in for every mode.",
        ),
    )
