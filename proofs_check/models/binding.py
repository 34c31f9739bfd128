"""Sums, derivatives, values at a point, cases: what binds a letter or chooses.

Bound letters are keyed by their SymPy symbol, never by name. A sum over an empty range is 0, one that runs
backwards is silence; an infinite one is worth something only where its terms are 0 from some index on.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sympy
from flint import arb

from proofs_check.models.evaluate import Evaluator, evaluator, silence
from proofs_check.models.special import integral
from proofs_check.models.world import LONGEST, Binding, Silent, World, whole
from w2s_theory import notation

# no derivative is higher
HIGHEST = 12


def _finite_sum(e: Any) -> Evaluator:
    *inner, (index, first, last) = [tuple(limit) for limit in e.limits]
    term = evaluator(sympy.Sum(e.function, *inner) if inner else e.function)
    low, high = evaluator(first), None if last is sympy.oo else evaluator(last)
    supports = {_head(factor) for factor in sympy.Mul.make_args(e.function) if _indexed_by(factor, index)}

    def value(world: World) -> Any:
        start = whole(low(world))
        if high is None:
            ends = [world.lengths[name] for name in supports if name in world.finite]
            if not ends or start < 0:
                raise Silent("an infinite sum")
            stop = min(ends) - 1
        else:
            stop = whole(high(world))
            if stop < start - 1:
                raise Silent("a sum that runs backwards")
        if stop - start > LONGEST:
            raise Silent("a long sum")
        total = arb(0)
        for number in range(start, stop + 1):
            with Binding(world, {index: arb(number)}):
                total = total + term(world)
        return total

    return value


def _indexed_by(factor: Any, index: Any) -> bool:
    base = factor.base if isinstance(factor, sympy.Pow) and factor.exp.is_positive else factor
    place = base.indices if isinstance(base, sympy.Indexed) else base.args
    return tuple(place) == (index,)


def _head(factor: Any) -> str:
    base = factor.base if isinstance(factor, sympy.Pow) else factor
    return str(base.base.label) if isinstance(base, sympy.Indexed) else type(base).__name__


def _value_at(e: Any) -> Evaluator:
    inside = evaluator(e.expr)
    places = [(letter, evaluator(point)) for letter, point in zip(e.variables, e.point, strict=True)]

    def value(world: World) -> Any:
        with Binding(world, {letter: point(world) for letter, point in places}):
            return inside(world)

    return value


def _derivative(e: Any) -> Evaluator:
    if len(e.variable_count) != 1:
        return silence(e)
    letter, count = e.variable_count[0]
    order, unknown = evaluator(sympy.S(count)), _unknown_in(e.expr, letter)

    def value(world: World) -> Any:
        times = whole(order(world))
        if unknown or not 0 <= times <= HIGHEST:
            raise Silent("no such derivative here")
        return _derived(e.expr, letter, times)(world)

    return value


def _unknown_in(e: Any, letter: Any) -> bool:
    rough = (sympy.Piecewise, sympy.Abs, sympy.Min, sympy.Max, sympy.Integral, sympy.Limit, sympy.Derivative)
    return any(
        node.has(letter) and (isinstance(node, rough) or node.func.__module__ == notation.__name__)
        for node in sympy.preorder_traversal(e)
    )


@lru_cache(maxsize=500)
def _derived(e: Any, letter: Any, times: int) -> Evaluator:
    return evaluator(sympy.diff(e, letter, times) if times else e)


def _piecewise(e: Any) -> Evaluator:
    cases = [(evaluator(part), _condition(condition)) for part, condition in e.args]

    def value(world: World) -> Any:
        for part, condition in cases:
            if condition(world):
                return part(world)
        raise Silent("no case applies")

    return value


_COMPARE: dict[Any, Callable[[int], bool]] = {
    sympy.StrictGreaterThan: lambda s: s > 0,
    sympy.GreaterThan: lambda s: s >= 0,
    sympy.StrictLessThan: lambda s: s < 0,
    sympy.LessThan: lambda s: s <= 0,
    sympy.Equality: lambda s: s == 0,
    sympy.Unequality: lambda s: s != 0,
}


def _condition(condition: Any) -> Callable[[World], bool]:
    if condition in (sympy.true, sympy.false):
        return lambda world: condition is sympy.true
    if condition.func not in _COMPARE:
        return silence(condition)
    compare, left, right = _COMPARE[condition.func], *map(evaluator, condition.args)
    return lambda world: compare(world.sign(left(world) - right(world)))


BINDING: dict[Any, Callable[[Any], Evaluator]] = {
    sympy.Sum: _finite_sum,
    sympy.Subs: _value_at,
    sympy.Derivative: _derivative,
    sympy.Piecewise: _piecewise,
    sympy.Integral: lambda e: lambda world: integral(world, e),
    type(sympy.pi): lambda e: lambda world: arb.pi(),
    type(sympy.E): lambda e: lambda world: arb(1).exp(),
}
