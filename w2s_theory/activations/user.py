"""Activations of a user's own: a SymPy expression (certified) or a Python callable (estimated)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import numpy as np

from w2s_theory.activations.kinks import detect_kinks, find_kinks
from w2s_theory.activations.probe import array_values, require_finite_values, require_parity
from w2s_theory.activations.symmetry import polynomial_half_of
from w2s_theory.activations.tree import compute_values, enclose_value, require_supported, substituted
from w2s_theory.records.activation import Activation, Parity, Scale
from w2s_theory.records.applied import Applied
from w2s_theory.records.errors import InputError

# Beyond |z| = 12 a standard normal argument has probability below 1e-32.
_REACH = 12.0


def activation_from_expression(
    expr: Any, symbol: Any, name: str = "user_expression", scale: Scale = "one", parity: Parity | None = None
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
    parity : "even", "odd" or "none", optional
        Looked for if not given: zeros of odd, even, and linear plus even functions are then exact. A parity
        that is given and cannot be proved is believed, and its zeros with it, unless a value contradicts it.

    Returns
    -------
    Activation
        With kinks found exactly from the branching functions, and a ball function.

    Raises
    ------
    InputError
        For text, floats, other symbols or functions, irrational kinks, values that are not finite and real
        where the argument lies in every dimension, and for a parity that a value contradicts.
    """
    _require_scale(scale)
    require_supported(expr, symbol)
    kinks = find_kinks(expr, symbol)
    reach = 1.0 if scale == "one" else 2.0**0.5
    probe = np.linspace(-reach, reach, 257)
    ball = Applied(enclose_value, (expr, symbol))
    require_finite_values(compute_values(expr, symbol, probe), probe, _name(name), ball)
    found = _find_parity(expr, symbol, kinks)
    if parity is not None:
        require_parity(lambda z: compute_values(expr, symbol, z), probe, parity, name)
        found = found if found != "none" else parity
    return Activation(
        name,
        str(expr)[:60],
        Applied(compute_values, (expr, symbol)),
        Applied(substituted, (expr, symbol)),
        ball,
        kinks,
        parity=found,
        scale=scale,
    )


def _find_parity(expr: Any, symbol: Any, kinks: tuple[Fraction, ...]) -> Parity:
    if polynomial_half_of(expr, symbol, kinks, odd=True) == ():
        return "even"
    return "odd" if polynomial_half_of(expr, symbol, kinks, odd=False) == () else "none"


def activation_from_callable(
    function: Callable[[Any], Any],
    kinks: Iterable[float | Fraction] | None = None,
    name: str = "user_callable",
    scale: Scale = "one",
    parity: Parity | None = None,
) -> Activation:
    """Build an activation from a Python function of arrays; error-estimated only.

    Parameters
    ----------
    function : callable
        Array of any shape -> array of the same shape, finite values.
    kinks : iterable of numbers, optional
        Points where the function or a derivative jumps. ``None``: looked for numerically on [-1, 1]
        ([-12, 12] with scale sqrt_dimension, as far as the values are finite) and reported in the record's
        ``kinks``.
    name : str
        Name of the record.
    scale : "one" or "sqrt_dimension"
        The scale of the argument.
    parity : "even", "odd" or "none", optional
        Given, it makes the zeros exact; a value that contradicts it is refused.

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
    reach = 1.0 if scale == "one" else 2.0**0.5
    probe = np.linspace(-reach, reach, 257)
    require_finite_values(array_values(function, probe, _name(name)), probe, name)
    if parity is not None:
        require_parity(function, probe, parity, name)
    if kinks is None and scale == "sqrt_dimension":
        reach = _finite_reach(function, _REACH)
    if kinks is None:
        points = detect_kinks(function, -reach, reach)
    else:
        try:
            points = tuple(sorted({Fraction(value) for value in kinks}))
        except (TypeError, ValueError, OverflowError) as problem:
            raise InputError("kinks must be a list of finite numbers") from problem
    return Activation(
        name, "a Python function", function, None, None, points, parity=parity or "none", scale=scale
    )


def _finite_reach(function: Callable[[Any], Any], most: float) -> float:
    """How far from 0 the values are finite: an overflow may lie where no dimension in use looks."""
    points = np.linspace(0.0, most, 257)
    with np.errstate(all="ignore"):
        finite = np.isfinite(np.asarray(function(points))) & np.isfinite(np.asarray(function(-points)))
    return most if finite.all() else float(points[max(int(np.argmin(finite)) - 1, 1)])


def _require_scale(scale: str) -> None:
    if scale not in ("one", "sqrt_dimension"):
        raise InputError("the scale must be 'one' or 'sqrt_dimension'")


def _name(name: str) -> str:
    if not isinstance(name, str) or not name or len(name) > 80:
        raise InputError("the name of an activation must be 1 to 80 characters of text")
    return name
