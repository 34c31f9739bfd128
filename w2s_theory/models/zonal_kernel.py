"""A model given by its kernel K(<x, x'>) alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from w2s_theory.activations.tree import substituted
from w2s_theory.models.sizes import require_dimension
from w2s_theory.records.applied import Applied
from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model


def zonal_kernel(function: Callable[[Any], Any], dimension: int) -> Model:
    """Set inputs uniform on S^{d-1} and the kernel K(x, x') = function(<x, x'>).

    Parameters
    ----------
    function : callable
        Maps a SymPy symbol rho to an exact expression of rho; no floats.
    dimension : int
        d, 2 to 10^9.

    Returns
    -------
    Model
        Without activation: it has a spectrum, but no features to draw.

    Raises
    ------
    InputError
        If the function does not build an exact expression of rho alone.
    """
    dimension = require_dimension(dimension)
    if not callable(function):
        raise InputError("the kernel must be a function of rho, such as lambda rho: (1 + rho)**2")
    import sympy

    rho = sympy.Symbol("rho", real=True)
    try:
        expression: Any = function(rho)
    except Exception as problem:
        raise InputError(
            f"the kernel must be built from SymPy functions of rho ({type(problem).__name__})"
        ) from problem
    if type(expression) is int:
        expression = sympy.Integer(expression)
    if not isinstance(expression, sympy.Expr) or expression.free_symbols - {rho}:
        raise InputError("the kernel must be an expression of rho alone")
    if expression.has(sympy.Float):
        raise InputError("the kernel contains a float: write it as a Rational, so that values stay exact")
    return Model("zonal_kernel", dimension, kernel=Applied(substituted, (expression, rho)))
