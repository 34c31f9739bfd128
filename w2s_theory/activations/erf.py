"""The error function erf(z)."""

from typing import Any

from w2s_theory.records.activation import Activation


def _function(z: Any) -> Any:
    from scipy.special import erf

    return erf(z)


def _expression(z: Any) -> Any:
    import sympy

    return sympy.erf(z)


ACTIVATION = Activation(
    "erf",
    "the error function",
    _function,
    _expression,
    lambda z, analytic: z.erf(),
    parity="odd",
    scale="sqrt_dimension",
)
