"""Shared by the rules that differentiate: what may be differentiated, and equality of finite sums.

``derivative`` differentiates only expressions built of parts that are smooth where they stand, and
finite sums term by term. ``equal`` compares expressions with finite sums: sums over the same range
are merged under one fresh index, and the merged term must vanish for every value of that index.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.assumptions import Assumptions
from proofs_check.definedness import running
from proofs_check.identity import is_zero
from proofs_check.requirement import NotShown, require
from proofs_check.sign import nonzero, positive
from proofs_check.substitution import substitute

_SMOOTH = (sympy.exp, sympy.sin, sympy.cos, sympy.sinh, sympy.cosh)


def derivative(expression: Any, variable: Any, order: int, known: Assumptions) -> Any:
    """The derivative, after a look at every part that depends on the variable.

    Raises
    ------
    NotShown
        For a part with a kink, a pole or a branch point that is not excluded on the domain.
    """
    for _ in range(order):
        require_smooth(expression, variable, known)
        expression = _differentiate(expression, variable)
    return expression


def require_smooth(e: Any, variable: Any, known: Assumptions) -> None:
    """Raise unless ``e`` is shown to be smooth in the variable on the domain."""
    if not _depends(e, variable) or e == variable:
        return
    if isinstance(e, (sympy.Add, sympy.Mul, *_SMOOTH)):
        parts = e.args
    elif isinstance(e, sympy.Pow):
        parts = e.args
        if _depends(e.exp, variable) or not e.exp.is_Integer:
            require(positive(e.base, known), "{} is not shown to be positive in {}", e.base, e)
        elif e.exp < 0:
            require(nonzero(e.base, known), "{} is not shown to be non-zero in {}", e.base, e)
    elif isinstance(e, sympy.log):
        parts = e.args
        require(positive(e.args[0], known), "{} is not shown to be positive in {}", e.args[0], e)
    elif isinstance(e, sympy.Sum):
        index, first, last = _range(e)
        moves = _depends(first, variable) or _depends(last, variable)
        require(not moves, "the range of {} moves with {}", e, variable)
        fresh = _fresh(index)
        require_smooth(substitute(e.function, {index: fresh}), variable, running(known, fresh, first, last))
        return
    else:
        raise NotShown(f"nothing is known here of the derivative of {e}")
    for part in parts:
        require_smooth(part, variable, known)


def equal(left: Any, right: Any, level: str, known: Assumptions) -> bool:
    """Whether two expressions agree, finite sums over equal ranges compared term by term.

    Raises
    ------
    NotShown
        As :func:`proofs_check.identity.is_zero`.
    """
    merged, rest = merge_sums(sympy.expand(sympy.S(left) - sympy.S(right), deep=False))
    if (
        merged is None
        or any(end.is_infinite for ends in merged for end in ends)
        or not is_zero(rest, level, known)
    ):
        return False
    return all(is_zero(term, level, running(known, index, *ends)) for ends, (index, term) in merged.items())


def merge_sums(difference: Any) -> tuple[dict[Any, tuple[Any, Any]] | None, Any]:
    """Range -> (fresh index, merged term), and the part without sums; None if a sum stands elsewhere, or over two ranges."""
    merged: dict[Any, tuple[Any, Any]] = {}
    rest = sympy.Integer(0)
    for addend in sympy.Add.make_args(difference):
        sums = [factor for factor in sympy.Mul.make_args(addend) if isinstance(factor, sympy.Sum)]
        if not sums:
            if addend.has(sympy.Sum):
                return None, rest
            rest += addend
            continue
        coefficient = sympy.Mul(*[factor for factor in sympy.Mul.make_args(addend) if factor is not sums[0]])
        if len(sums) > 1 or coefficient.has(sympy.Sum) or sums[0].function.has(sympy.Sum):
            return None, rest
        if len(sums[0].limits) != 1 or len(sums[0].limits[0]) != 3:
            return None, rest
        index, first, last = sums[0].limits[0]
        fresh, term = merged.get((first, last), (_fresh(index), sympy.Integer(0)))
        merged[first, last] = fresh, term + coefficient * substitute(sums[0].function, {index: fresh})
    return merged, rest


def _differentiate(expression: Any, variable: Any) -> Any:
    """SymPy's derivative, with sums differentiated term by term."""
    sums = {node: sympy.Dummy("S") for node in expression.atoms(sympy.Sum) if _depends(node, variable)}
    if not sums:
        return expression.diff(variable)
    letters = substitute(expression, sums)
    total = letters.diff(variable)
    for node, letter in sums.items():
        inner = sympy.Sum(_differentiate(node.function, variable), *node.limits)
        total += letters.diff(letter) * inner
    return substitute(total, {letter: node for node, letter in sums.items()})


def _range(node: Any) -> tuple[Any, Any, Any]:
    one = len(node.limits) == 1 and not any(end.is_infinite for end in node.limits[0][1:])
    require(one, "{} is not one finite sum", node)
    return node.limits[0]


def _fresh(index: Any) -> Any:
    return sympy.Dummy(index.name, integer=True, nonnegative=index.is_nonnegative)


def _depends(e: Any, variable: Any) -> bool:
    return variable in e.free_symbols
