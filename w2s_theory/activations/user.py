"""Activations of a user's own: a SymPy expression (certified) or a Python callable (estimated)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import numpy as np

from w2s_theory.activations.kinks import detect_kinks, find_kinks
from w2s_theory.activations.tree import compute_values, enclose_value, require_supported, substituted
from w2s_theory.records.activation import Activation, Scale
from w2s_theory.records.applied import Applied
from w2s_theory.records.errors import InputError

# Beyond |z| = 12 a standard normal argument has probability below 1e-32.
_REACH = 12.0


def activation_from_expression(
    expr: Any, symbol: Any, name: str = "user_expression", scale: Scale = "one"
) -> Activation:
    """Build an activation from a SymPy expression of one symbol; certified.

    Parameters
    ----------
    expr : sympy.Expr
        Built from the symbol, rationals, pi, E, + * / and rational powers, exp, log, sin, cos, tan,
        sinh, cosh, tanh, atan, erf, erfc, Abs, Max, Min, Heaviside, sign, Piecewise. No floats, no text.
    symbol : sympy.Symbol
        The variable, which stands for ``scale * <u, x>``.
    name : str
        Name of the record.
    scale : "one" or "sqrt_dimension"
        The scale of the argument.

    Returns
    -------
    Activation
        With kinks found exactly from the branching functions, and a ball function.

    Raises
    ------
    InputError
        For text, floats, other symbols or functions, irrational kinks.
    """
    _require_scale(scale)
    require_supported(expr, symbol)
    import sympy

    mirrored = expr.xreplace({symbol: -symbol})
    parity = "none"
    if sympy.expand(mirrored - expr) == 0:
        parity = "even"
    elif sympy.expand(mirrored + expr) == 0:
        parity = "odd"
    return Activation(
        _name(name),
        str(expr)[:60],
        Applied(compute_values, (expr, symbol)),
        Applied(substituted, (expr, symbol)),
        Applied(enclose_value, (expr, symbol)),
        find_kinks(expr, symbol),
        parity=parity,
        scale=scale,
    )


def activation_from_callable(
    function: Callable[[Any], Any],
    kinks: Iterable[float | Fraction] | None = None,
    name: str = "user_callable",
    scale: Scale = "one",
) -> Activation:
    """Build an activation from a Python function of arrays; error-estimated only.

    Parameters
    ----------
    function : callable
        Array of any shape -> array of the same shape, finite values.
    kinks : iterable of numbers, optional
        Points where the function or a derivative jumps. ``None``: looked for numerically on [-1, 1]
        ([-12, 12] with scale sqrt_dimension) and reported in the record's ``kinks``.
    name : str
        Name of the record.
    scale : "one" or "sqrt_dimension"
        The scale of the argument.

    Returns
    -------
    Activation
        ``how`` is ``estimated``: no expression, no ball, no exact zero is read off it.

    Raises
    ------
    InputError
        If the function does not map arrays to finite arrays of the same shape.
    """
    _require_scale(scale)
    if not callable(function):
        raise InputError("the activation must be a function of a NumPy array")
    reach = 1.0 if scale == "one" else _REACH
    probe = np.linspace(-reach, reach, 257)
    try:
        values = np.asarray(function(probe), dtype=float)
    except Exception as problem:
        raise InputError(
            f"the activation must accept a NumPy array; it raised {type(problem).__name__}"
        ) from problem
    if values.shape != probe.shape or not np.all(np.isfinite(values)):
        raise InputError("the activation must return finite values in an array of the shape it was given")
    if kinks is None:
        points = detect_kinks(function, -reach, reach)
    else:
        try:
            points = tuple(sorted({Fraction(value) for value in kinks}))
        except (TypeError, ValueError, OverflowError) as problem:
            raise InputError("kinks must be a list of finite numbers") from problem
    return Activation(_name(name), "a Python function", function, None, None, points, scale=scale)


def _require_scale(scale: str) -> None:
    if scale not in ("one", "sqrt_dimension"):
        raise InputError("the scale must be 'one' or 'sqrt_dimension'")


def _name(name: str) -> str:
    if not isinstance(name, str) or not name or len(name) > 80:
        raise InputError("the name of an activation must be 1 to 80 characters of text")
    return name
