"""Gradient flow in an eigenbasis of the student's kernel: the parameters and the equation of one mode."""

from __future__ import annotations

from fractions import Fraction

from sympy import Derivative, Sum, exp

from w2s_theory.experiments.function_space import LENGTH as LENGTH
from w2s_theory.notation import b, j, lambdas, mode, n, t
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals

MODES = (
    Parameter("n", integers(1), integers(1, LENGTH)),
    Parameter("t", reals(0), reals(0, 20)),
    Parameter("f", reals(), reals(-1, 1), length=LENGTH),
    Parameter("b", reals(), reals(-1, 1), length=LENGTH),
    Parameter("lambdas", reals(0), reals(Fraction(1, 100), 2), length=LENGTH),
)

# c_j' = lambda_j (b_j - c_j), c_j(0) = 0: the gradient of 1/2 ||f - f_TE||^2 in the metric of the kernel
FLOW = (
    Claim(Derivative(mode(j, t), t), "==", lambdas[j] * (b[j] - mode(j, t))),
    Claim(mode(j, 0), "==", 0),
)

SHRINKAGE = 1 - exp(-lambdas[j] * t)
EACH_MODE = (Parameter("j", integers(0), integers(0, LENGTH - 1)),)


def over_modes(term):
    """The sum over the modes 0 to n - 1."""
    return Sum(term, (j, 0, n - 1))


