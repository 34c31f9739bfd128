"""The GELU z Phi(z) = z (1 + erf(z/sqrt 2))/2, exact (not its tanh approximation)."""

from typing import Any

from w2s_theory.records.activation import Activation


def _function(z: Any) -> Any:
    from scipy.special import ndtr

    # ndtr keeps relative accuracy for negative z, where 1 + erf would cancel
    return z * ndtr(z)


def _expression(z: Any) -> Any:
    import sympy

    return z * (1 + sympy.erf(z / sympy.sqrt(2))) / 2


def _ball(z: Any, analytic: bool) -> Any:
    from flint import acb

    return z * (-z / acb(2).sqrt()).erfc() / 2


ACTIVATION = Activation("gelu", "the GELU, with erf", _function, _expression, _ball, scale="sqrt_dimension")
