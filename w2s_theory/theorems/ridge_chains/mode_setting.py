"""A ridge teacher and a student on its spectrum, by the deterministic equivalent: letters of every mode.

kappa is the teacher's effective penalty and tau^2 the noise per direction that its finite sample leaves
(``label_variance`` here), h_j = lambda_j/(lambda_j + kappa). A student that learns the share s_j of mode j has the
error sum_j f_j^2 (1 - s_j h_j)^2 + tau^2 sum_j s_j^2 h_j^2. That is universality, a formula for networks and
regressions; what stands in these files is proved of the formula. beta_j^2 = f_j^2/lambda_j is the target's squared
coefficient on feature j.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from w2s_theory.experiments.ridge_modes import LENGTH as LENGTH
from w2s_theory.notation import beta_squares, j, kappa, label_variance, lambdas
from w2s_theory.records.parameter import Parameter, integers, reals

COUNT = Parameter("n", integers(1), integers(1, LENGTH))
EIGENVALUES = Parameter("lambdas", reals(0), reals(Fraction(1, 100), 2), length=LENGTH)
COEFFICIENTS = Parameter("beta_squares", reals(0), reals(0, 2), length=LENGTH)
PENALTY = Parameter("kappa", reals(0, lower_open=True), reals(Fraction(1, 100), 1))
NOISE = Parameter("label_variance", reals(0), reals(Fraction(1, 100), 1))
MODES = (COUNT, EIGENVALUES, COEFFICIENTS, PENALTY, NOISE)
EACH = (Parameter("j", integers(0), integers(0, LENGTH - 1)),)

# kappa beta_j^2 - tau^2: whether mode j would like less penalty
PULL = kappa * beta_squares[j] - label_variance


def error(share: Any) -> Any:
    """The error of mode j where ``share`` is learnt of it."""
    return lambdas[j] * beta_squares[j] * (1 - share) ** 2 + label_variance * share**2


FORMULA = (
    "the error of a fit that takes the share w_j of mode j is sum_j f_j^2 (1 - w_j)^2 + tau^2 sum_j w_j^2, f_j^2 = lambda_j "
    "beta_j^2: the deterministic equivalent of a ridge teacher with w_j = lambda_j/(lambda_j + kappa), and of its student "
    "on the population"
)
