"""Gradient flow in an eigenbasis of the student's kernel from coefficients f_j^0 instead of 0."""

from __future__ import annotations

from fractions import Fraction

from sympy import Derivative, exp

from w2s_theory.notation import a_0, b, f, j, lambdas, mode, t
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.step import Step
from w2s_theory.theorems.gradient_flow.setting import EACH_MODE, LENGTH, MODES, over_modes

# c_j' = lambda_j (b_j - c_j), c_j(0) = f^0_j
FLOW = (
    Claim(Derivative(mode(j, t), t), "==", lambdas[j] * (b[j] - mode(j, t))),
    Claim(mode(j, 0), "==", a_0[j]),
)
STARTED_MODES = (*MODES[:-1], Parameter("a_0", reals(), reals(-1, Fraction(1, 2)), length=LENGTH), MODES[-1])
DECAY = exp(-lambdas[j] * t)
PASSED = DECAY * a_0[j] + (1 - DECAY) * b[j]
ERROR = over_modes((f[j] - mode(j, t)) ** 2)
SOLVED = over_modes((f[j] - PASSED) ** 2)
GRADIENT_FLOW = (
    "c_j' = lambda_j (b_j - c_j) and c_j(0) = f^0_j for every mode: gradient flow from f_0 on 1/2 ||f - f_TE||^2"
)


def error_steps() -> tuple[Step, ...]:
    """``one_mode`` and ``error``: the error as a sum over the modes, at every time."""
    return (
        Step(
            "one_mode", Claim(mode(j, t), "==", PASSED), "ode", variables=EACH_MODE,
            note="The mode's equation c' = lambda (b - c) with c(0) = f^0 has this solution, and only this.",
        ),
        Step(
            "error", Claim(ERROR, "==", SOLVED), "ring", uses=("one_mode",),
            note="Parseval: put it in for every mode.",
        ),
    )  # fmt: skip
