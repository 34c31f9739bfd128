"""The hyperbolic tangent; poles at +-i pi/2, where balls become infinite by themselves."""

from typing import Any

import numpy as np

from w2s_theory.records.activation import Activation


def _expression(z: Any) -> Any:
    import sympy

    return sympy.tanh(z)


ACTIVATION = Activation(
    "tanh",
    "the hyperbolic tangent",
    np.tanh,
    _expression,
    lambda z, analytic: z.tanh(),
    parity="odd",
    scale="sqrt_dimension",
)
