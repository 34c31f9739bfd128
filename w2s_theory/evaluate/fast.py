"""Exact expressions as NumPy functions of arrays, from the numerically stable form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import sympy

from w2s_theory.evaluate.closed_form import closed_form, with_reciprocal_gammas


def compute_expression(expression: Any, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """float64 values of an expression, shape (n,).

    Parameters
    ----------
    expression
        Exact SymPy expression, in a form without cancellation.
    values
        Letter name -> array of shape (n,), or (n, length) for an indexed letter.

    Accuracy
    --------
    That of the form given: theorems state it as ``float_accuracy`` and the check tests it.
    """
    names = tuple(sorted(values))
    n = len(next(iter(values.values()))) if values else 1
    function = compiled(closed_form(expression), names)
    # an indexed letter b[j] is read with the mode first
    arrays = [np.asarray(values[name]).T for name in names]
    with np.errstate(all="ignore"):
        return np.broadcast_to(np.asarray(function(*arrays), dtype=float), (n,)).copy()


@lru_cache(maxsize=512)
def compiled(expression: Any, names: tuple[str, ...]) -> Callable[..., Any]:
    """The NumPy function of an expression, arguments in the order of ``names``."""
    symbols = {symbol.name: symbol for symbol in expression.free_symbols if isinstance(symbol, sympy.Symbol)}
    bases = {base.label.name: base for base in expression.atoms(sympy.IndexedBase)}
    arguments = [bases.get(name, symbols.get(name, sympy.Symbol(name))) for name in names]
    special = expression.has(sympy.gamma, sympy.erf, sympy.loggamma, sympy.binomial)
    if not special:
        return sympy.lambdify(arguments, expression, modules=["numpy"])
    from scipy.special import rgamma

    return sympy.lambdify(
        arguments, with_reciprocal_gammas(expression), modules=[{"rgamma": rgamma}, "scipy", "numpy"]
    )
