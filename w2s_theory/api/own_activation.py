"""An activation from whatever a user has: a name, a formula, SymPy, coefficients, or a Python function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from w2s_theory.activations import load_activation
from w2s_theory.activations.polynomial import polynomial_activation
from w2s_theory.activations.text import activation_from_text, is_expression_text
from w2s_theory.activations.user import activation_from_callable, activation_from_expression
from w2s_theory.records.activation import Activation, Scale
from w2s_theory.records.errors import InputError


def activation(
    definition: Any,
    *,
    scale: Scale = "one",
    name: str | None = None,
    kinks: Iterable[float | Fraction] | None = None,
) -> Activation:
    """An activation sigma for :func:`~w2s_theory.activation_sphere`.

    Parameters
    ----------
    definition : str, SymPy expression, sequence of int or Fraction, or callable
        A name such as ``"gelu"``; a formula such as ``"log(1 + exp(z))"`` of z = <u, x>, or of ``sqrt(d)*z``; a
        SymPy expression of one symbol; the coefficients of a polynomial, lowest power first; or a function. A
        function that SymPy can follow (``lambda z: z / (1 + sympy.exp(-z))``) is certified as an expression is;
        one that needs NumPy is error-estimated.
    scale : "one" or "sqrt_dimension"
        The argument is <u, x>, or sqrt(d) <u, x>, which has variance 1. A name has its own scale.
    name : str, optional
        Of the record; made up if not given.
    kinks : iterable of numbers, optional
        For a NumPy function: where it or a derivative jumps. Looked for if not given.

    Returns
    -------
    Activation
        ``.how`` is ``certified`` or ``estimated``; ``.kinks`` and ``.parity`` say what was found.

    Raises
    ------
    InputError
        For what is none of these, floats in an exact definition, and values that are not finite and real.

    Examples
    --------
    >>> import numpy, sympy
    >>> z = sympy.Symbol("z")
    >>> activation(z * sympy.tanh(z)).parity, activation(numpy.tanh).how, activation([0, 0, 1]).parity
    ('even', 'estimated', 'even')
    """
    if isinstance(definition, Activation):
        return definition
    if isinstance(definition, str):
        return _named(definition, scale, name, kinks)
    if isinstance(definition, Sequence):
        _no_kinks(kinks)
        return polynomial_activation(definition, name or "polynomial_activation", scale)
    import sympy

    if isinstance(definition, sympy.Expr):
        _no_kinks(kinks)
        return _expression(definition, scale, name)
    if callable(definition):
        followed = None if kinks is not None else _followed(definition)
        if followed is not None:
            return activation_from_expression(*followed, name or _name_of(definition), scale)
        return activation_from_callable(definition, kinks, name or _name_of(definition), scale)
    raise InputError(
        "an activation is given by a name such as 'gelu', a SymPy expression, a list of coefficients or a function, "
        f"not by {type(definition).__name__}"
    )


def _named(text: str, scale: str, name: str | None, kinks: Any) -> Activation:
    if is_expression_text(text) and scale == "one" and kinks is None:
        found = activation_from_text(text)
        return found if name is None else replace(found, name=name)
    if scale != "one" or name is not None or kinks is not None:
        raise InputError(
            "an activation given as text has its own scale, name and kinks (sqrt(d)*z is the argument of variance 1): "
            "give the text alone"
        )
    return load_activation(text)


def _expression(expression: Any, scale: Scale, name: str | None) -> Activation:
    letters = sorted(expression.free_symbols, key=str)
    if len(letters) > 1:
        raise InputError(
            f"an activation has one variable, and this expression has {', '.join(map(str, letters))}"
        )
    if not letters:
        import sympy

        letters = [sympy.Symbol("z")]
    return activation_from_expression(expression, letters[0], name or "user_expression", scale)


def _followed(function: Callable[[Any], Any]) -> tuple[Any, Any] | None:
    """The exact expression that a function makes of a symbol, and the symbol; ``None`` where it needs numbers."""
    import sympy

    from w2s_theory.activations.tree import require_supported

    z = sympy.Symbol("z", real=True)
    try:
        expression = function(z)
        require_supported(expression, z)
    except Exception:  # whatever a user's function does with a symbol: it is then asked for numbers
        return None
    return expression, z


def _no_kinks(kinks: Any) -> None:
    if kinks is not None:
        raise InputError("the kinks of an exact definition are found exactly: leave kinks out")


def _name_of(function: Any) -> str:
    name = getattr(function, "__name__", "")
    return name if name.isidentifier() else "user_function"
