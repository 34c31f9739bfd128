"""The leaky ReLU: z for z > 0 and SLOPE * z below, SLOPE = 1/100 exactly."""

from fractions import Fraction
from typing import Any

import numpy as np

from w2s_theory.records.activation import Activation

SLOPE = Fraction(1, 100)


def _function(z: Any) -> Any:
    z = np.asarray(z, dtype=float)
    return np.where(z > 0.0, z, float(SLOPE) * z)


def _expression(z: Any) -> Any:
    from sympy import Piecewise, Rational

    return Piecewise((z, z > 0), (Rational(SLOPE.numerator, SLOPE.denominator) * z, True))


def _ball(z: Any, analytic: bool) -> Any:
    from flint import acb

    # linear on each side of 0: the side of the ball's centre decides, see powers.py
    side = float(z.real.mid())
    if side == 0.0:
        return acb(0) if z.is_zero() else acb("nan")
    return z if side > 0.0 else z * SLOPE.numerator / SLOPE.denominator


ACTIVATION = Activation(
    "leaky_relu", "the leaky ReLU with slope 1/100", _function, _expression, _ball, (Fraction(0),)
)
