"""Exact expressions as NumPy functions of arrays, from the numerically stable form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import sympy

from w2s_theory.evaluate.closed_form import closed_form, summation_ends, with_reciprocal_gammas
from w2s_theory.records.errors import InputError


def compute_expression(expression: Any, values: Mapping[str, np.ndarray], rows: int = 1) -> np.ndarray:
    """float64 values of an expression, shape (n,).

    Parameters
    ----------
    expression
        Exact SymPy expression, in a form without cancellation.
    values
        Letter name -> array of shape (n,), or (n, length) for an indexed letter.
    rows
        n where there are no letters: a constant has a value on every row too.

    Accuracy
    --------
    That of the form given: theorems state it as ``float_accuracy`` and the check tests it.
    """
    names = tuple(sorted(values))
    n = len(next(iter(values.values()))) if values else rows
    found = _prepared(sympy.S(expression), names)
    if found is None:
        return _row_by_row(expression, values, n)
    function, counts = found
    # an indexed letter b[j] is read with the mode first; ends of sums stay whole, all else is float64
    arrays = [
        _first(values[name]) if name in counts else np.asarray(values[name], dtype=float).T for name in names
    ]
    with np.errstate(all="ignore"):
        return np.broadcast_to(np.asarray(function(*arrays), dtype=float), (n,)).copy()


# an optimiser asks for the same expression thousands of times, and walking through it takes longer than its value
@lru_cache(maxsize=512)
def _prepared(expression: Any, names: tuple[str, ...]) -> tuple[Callable[..., Any], frozenset[str]] | None:
    """The function of an expression and the letters that count its terms; ``None`` if it has integrals."""
    if expression.has(sympy.Integral):
        return None
    expression = closed_form(expression)
    missing = sorted({str(symbol) for symbol in _letters(expression)} - set(names))
    if missing:
        raise InputError(f"there is no value for {missing[0]}")
    return compiled(expression, names), summation_ends(expression)


def _letters(expression: Any) -> set[Any]:
    """The letters that need a value: an indexed one counts by its name."""
    bases = expression.atoms(sympy.IndexedBase)
    entries = expression.atoms(sympy.Indexed)
    return {base.label for base in bases} | {s for s in expression.free_symbols if s not in entries}


def _row_by_row(expression: Any, values: Mapping[str, np.ndarray], n: int) -> np.ndarray:
    """Integrals by Gauss-Legendre quadrature, one row at a time."""
    names = tuple(sorted(values))
    rows = []
    for number in range(n):
        row = {name: values[name][number].item() for name in names}
        function = compiled(closed_form(expression, row), names)
        rows.append(function(*[row[name] for name in names]))
    return np.array(rows, dtype=float)


def _gauss_legendre(integrand: Callable[..., Any], low: float, high: float) -> tuple[float]:
    """160 nodes: exact to rounding for the entire integrands that closed_form leaves."""
    nodes, weights = np.polynomial.legendre.leggauss(160)
    half = (high - low) / 2
    return (float(half * (weights @ integrand(low + half * (nodes + 1)))),)


def _first(values: np.ndarray) -> int:
    """The one value of a number of terms, which all rows must share."""
    if len(np.unique(values)) != 1:
        raise ValueError("a number of terms must be the same in all rows")
    return int(values[0])


@lru_cache(maxsize=512)
def compiled(expression: Any, names: tuple[str, ...]) -> Callable[..., Any]:
    """The NumPy function of an expression, arguments in the order of ``names``."""
    symbols = {symbol.name: symbol for symbol in expression.free_symbols if isinstance(symbol, sympy.Symbol)}
    bases = {base.label.name: base for base in expression.atoms(sympy.IndexedBase)}
    arguments = [bases.get(name, symbols.get(name, sympy.Symbol(name))) for name in names]
    special = expression.has(sympy.gamma, sympy.erf, sympy.loggamma, sympy.binomial, sympy.Integral)
    if not special:
        return sympy.lambdify(arguments, expression, modules=["numpy"])
    from scipy.special import rgamma

    # SymPy prints an integral as quad(integrand, low, high)[0]
    ours = {"rgamma": rgamma, "quad": _gauss_legendre}
    return sympy.lambdify(arguments, with_reciprocal_gammas(expression), modules=[ours, "scipy", "numpy"])
