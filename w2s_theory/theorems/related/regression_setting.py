"""Regression of N labels on d Gaussian features, at one unit direction v of the coefficients.

Features x ~ N(0, I_d), one row per sample; labels y = <x, beta> + r, with r of mean 0 and variance tau^2 independent
of the features. That holds for y = <x', theta> + noise on any Gaussian x' of which x is a projection: what x does not
tell is Gaussian and uncorrelated, so independent. Any invertible linear map of the features gives the same fit
while N > d. The fit is linear in the labels: <v, beta^> = <w, y> with a vector w of the samples' space that depends on
the features alone.

Statements compare <v, beta^> with any number t: E (<v, beta^> - t)^2 for every t holds the mean (coefficient of t) and
the variance. So, over all v, it holds the mean and the whole covariance matrix of beta^.

The variances are a-priori facts on which the numeric check rests (a fit is not bounded). With e the noise's part of
the coefficient and u the rest, compared with t: e is symmetric given u, so
E (u + e)^4 = E u^4 + 6 E u^2 e^2 + E e^4; and E e^4 = 3 tau^4 E ||w||^4 for normal noise.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Abs

from w2s_theory.notation import (
    d,
    label_variance,
    mean,
    other_slope,
    samples,
    slope,
    slope_goal,
    slope_hat,
)
from w2s_theory.records.parameter import Parameter, integers, reals

QUANTITY = mean((slope_hat - slope_goal) ** 2)
PARAMETERS = (
    Parameter("d", integers(2), integers(2, 20)),
    Parameter("samples", integers(1), integers(1, 60)),
    Parameter("slope", reals(), reals(-2, 2)),
    Parameter("slope_goal", reals(), reals(-2, 2)),
    Parameter("label_variance", reals(0), reals(Fraction(1, 10), 2)),
)
ASSUMPTIONS = (
    "features x ~ N(0, I_d), N independent samples; labels <x, beta> + r, with r of mean 0 and variance tau^2 that does "
    "not depend on the features; v is a fixed unit vector, beta_v = <v, beta>, t_v any number",
)


def inverse_square(freedom: Any) -> Any:
    """E 1/X^2 for X of the chi-square law with m > 4 degrees of freedom: 1/((m - 2)(m - 4))."""
    return 1 / ((freedom - 2) * (freedom - 4))


def least_squares_variance() -> Any:
    """Variance of (<v, beta^> - t)^2 for N > d + 3: here ||w||^2 is an inverse chi-square and u a number."""
    bias, second = slope - slope_goal, label_variance / (samples - d - 1)
    fourth = 3 * label_variance**2 * inverse_square(samples - d + 1)
    return 4 * bias**2 * second + fourth - second**2


def minimum_norm_variance() -> Any:
    """A bound of the same for N < d - 3.

    Entries of a projection are at most 1, off its diagonal at most 1/2. Given the singular values of the design v's part
    in the row space is uniform, so that E ||w||^4 <= 3 E (tr (B B^T)^{-1})^2/(d (d + 2)); and the trace is a sum
    of N inverse chi-squares with d - N + 1 degrees of freedom (Minkowski).
    """
    largest = Abs(slope) + other_slope / 2 + Abs(slope_goal)
    second = label_variance * samples / (d * (d - samples - 1))
    trace_square = samples**2 * inverse_square(d - samples + 1)
    fourth = 9 * label_variance**2 * trace_square / (d * (d + 2))
    return largest**4 + 6 * largest**2 * second + fourth
