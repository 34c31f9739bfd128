"""sigma_p(z) = max(z, 0)^p, p = 0..3: the three forms of the definition, shared by four files."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from w2s_theory.records.activation import Activation


def power_activation(power: int, name: str, title: str) -> Activation:
    """Build the record of sigma_p; p = 0 is 1 for z > 0 and 0 otherwise."""

    def function(z: Any) -> Any:
        z = np.asarray(z, dtype=float)
        return np.where(z > 0.0, 1.0, 0.0) if power == 0 else np.maximum(z, 0.0) ** power

    def expression(z: Any) -> Any:
        from sympy import Piecewise

        return Piecewise((z**power, z > 0), (0, True))

    def ball(z: Any, analytic: bool) -> Any:
        from flint import acb

        # On each side of 0 the function continues to a polynomial, so the side on which the
        # ball's centre lies decides, even where the ball reaches across the kink.
        side = float(z.real.mid())
        if side == 0.0:
            return acb("nan") if power == 0 or not z.is_zero() else acb(0)
        return z**power if side > 0.0 else acb(0)

    return Activation(name, title, function, expression, ball, (Fraction(0),), power=power)
