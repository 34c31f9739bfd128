"""The cosine: with sqrt(d) <u, x> as argument, a random Fourier feature of fixed length."""

from typing import Any

import numpy as np

from w2s_theory.records.activation import Activation


def _expression(z: Any) -> Any:
    import sympy

    return sympy.cos(z)


ACTIVATION = Activation(
    "cos",
    "the cosine",
    np.cos,
    _expression,
    lambda z, analytic: z.cos(),
    parity="even",
    scale="sqrt_dimension",
)
