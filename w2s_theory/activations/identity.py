"""The identity: features <u, x>, a linear network with inputs on the sphere."""

from typing import Any

import numpy as np

from w2s_theory.records.activation import Activation


def _function(z: Any) -> Any:
    return np.array(z, dtype=float)


ACTIVATION = Activation(
    "identity", "the identity", _function, lambda z: z, lambda z, analytic: z, parity="odd"
)
