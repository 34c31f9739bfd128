"""Regression of N labels on d Gaussian features, at one unit direction v of the coefficients.

Features x ~ N(0, I_d), one row per sample; labels y = <x, beta> + r, with r of mean 0 and variance tau^2 independent
of the features. That holds for y = <x', theta> + noise on any Gaussian x' of which x is a projection: what x does not
tell is Gaussian and uncorrelated, so independent. Any invertible linear map of the features gives the same fit
while N > d. The fit is linear in the labels: <v, beta^> = <w, y> with a vector w of the samples' space that depends on
the features alone.

Statements compare <v, beta^> with any number t: E (<v, beta^> - t)^2 for every t holds the mean (coefficient of t) and
the variance. So, over all v, it holds the mean and the whole covariance matrix of beta^.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.notation import mean, slope_goal, slope_hat
from w2s_theory.spec.parameter import Parameter, integers, reals

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

