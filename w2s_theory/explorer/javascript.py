"""Exact expressions as JavaScript, in a form that loses no digits in float64."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Pow, Symbol, exp, jscode, log
from sympy.codegen.rewriting import expm1_opt, log1p_opt, optimize

_FUNCTIONS = {"expm1": "Math.expm1", "log1p": "Math.log1p"}


def javascript(expression: Any, letters: Sequence[Symbol]) -> str:
    """An arrow function of the letters.

    Raises
    ------
    ValueError
        If the expression holds another letter, or something that JavaScript has no word for.
    """
    foreign = expression.free_symbols - set(letters)
    if foreign:
        raise ValueError(f"{expression} holds {', '.join(sorted(map(str, foreign)))}")
    text = str(jscode(expression, user_functions=_FUNCTIONS))
    if "//" in text:
        raise ValueError(f"no JavaScript for {expression}")
    # a choice between cases is printed over several lines
    return f"({', '.join(each.name for each in letters)}) => ({' '.join(text.split())})"


def without_cancellation(expression: Any) -> Any:
    """With e^x - 1 and log(1 + x) as one function each, and a power of 1 - x through its logarithm."""

    def is_power(each: Any) -> bool:
        return isinstance(each, Pow) and isinstance(each.exp, Symbol) and each.base.is_Add

    through_log = expression.replace(is_power, lambda each: exp(each.exp * log(each.base)))
    return optimize(through_log, (log1p_opt, expm1_opt))
