"""What an expression is worth in a world: a ball, or the certainty that it is no number, or silence.

Written for this purpose alone, so that it shares no line with the rules it looks after. 1/Gamma is 0 at the poles.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import sympy
from flint import acb, arb, fmpq

from proofs_check.models.elementary import OPERATIONS
from proofs_check.models.world import Binding, NotANumber, Silent, World, settled, whole
from w2s_theory import notation

Evaluator = Callable[[World], Any]


@cache
def _binding() -> dict[Any, Callable[[Any], Evaluator]]:
    """The nodes that bind letters, which are evaluated with this module."""
    from proofs_check.models.binding import BINDING

    return BINDING


def rational(value: Any) -> arb:
    """An exact number (Fraction, int, SymPy Rational) as a ball."""
    if isinstance(value, sympy.Rational):
        return arb(fmpq(int(value.p), int(value.q)))
    return arb(fmpq(value.numerator, value.denominator))


@lru_cache(maxsize=20000)
def evaluator(e: Any) -> Evaluator:
    """Compile an expression; what has no evaluation here becomes silence when it is asked."""
    if isinstance(e, sympy.Rational):
        number = rational(e)
        return lambda world: number
    if isinstance(e, sympy.Symbol):
        return _symbol(e)
    if isinstance(e, sympy.Indexed):
        return _entry(e)
    if isinstance(e, (sympy.Add, sympy.Mul)):
        parts = [evaluator(arg) for arg in e.args]
        return _sum_of(parts) if isinstance(e, sympy.Add) else _product_of(parts)
    if isinstance(e, sympy.Pow):
        return _power(e)
    if isinstance(e, notation.inner_type()):
        key = ("inner", *sorted(str(arg) for arg in e.args))
        return lambda world: _known(world.get(key), e)
    special = _binding().get(e.func)
    if special is not None:
        return special(e)
    if e.func.__module__ == notation.__name__:
        return _table_function(e)
    operation = OPERATIONS.get(e.func)
    if operation is None:
        return silence(e)
    parts = [evaluator(arg) for arg in e.args]
    return lambda world: operation(world, *[part(world) for part in parts])


def silence(e: Any) -> Evaluator:
    """What has no evaluation here."""

    def value(world: World) -> Any:
        raise Silent(f"{e.func.__name__} has no evaluation here")

    return value


def _known(value: Any, e: Any) -> Any:
    if value is None:
        raise Silent(f"{e} has no value here")
    return value


def _symbol(symbol: Any) -> Evaluator:
    row = notation.row(symbol.name) if symbol.name in notation.NAMES else None
    defined = row is not None and row.kind == "scalar" and row.definition is not None

    def value(world: World) -> Any:
        if symbol in world.bound:
            return world.bound[symbol]
        if symbol.name in world.hidden:
            raise Silent(f"{symbol} is not modelled")
        found = world.get(symbol)
        if found is None and defined:
            return _defined(world, symbol)
        return _known(found, symbol)

    return value


def _defined(world: World, symbol: Any) -> Any:
    """A scalar by its definition, remembered per outcome once the world does not change any more."""
    key = (symbol, world.outcome)
    if key in world.memory:
        value, depends = world.memory[key]
        world.depends = world.depends or depends
        return value
    before, world.depends = world.depends, False
    value = _scalar(symbol.name)(world)
    depends, world.depends = world.depends, before or world.depends
    if world.touched is None and "settled" in world.memory:
        value = settled(world, value)
        world.memory[key] = (value, depends)
    return value


@lru_cache(maxsize=100)
def _scalar(name: str) -> Evaluator:
    return evaluator(notation.definition(name))


def _entry(e: Any) -> Evaluator:
    name = str(e.base.label)
    if len(e.indices) != 1:
        return silence(e)
    place = evaluator(e.indices[0])

    def value(world: World) -> Any:
        if name in world.hidden:
            raise Silent(f"{name} is not modelled")
        return _known(world.get((name, whole(place(world)))), e)

    return value


def _sum_of(parts: list[Evaluator]) -> Evaluator:
    def value(world: World) -> Any:
        total = parts[0](world)
        for part in parts[1:]:
            total = total + part(world)
        return total

    return value


def _product_of(parts: list[Evaluator]) -> Evaluator:
    def value(world: World) -> Any:
        total = parts[0](world)
        for part in parts[1:]:
            total = total * part(world)
        return total

    return value


def _power(e: Any) -> Evaluator:
    base, exponent = e.base, e.exp
    if base is sympy.E:
        above = evaluator(exponent)
        return lambda world: above(world).exp()
    if isinstance(base, sympy.gamma) and exponent.is_Integer and exponent < 0:
        argument, count = evaluator(base.args[0]), -int(exponent)
        return lambda world: argument(world).rgamma() ** count
    below = evaluator(base)
    if exponent.is_Integer and exponent > 0:
        n = int(exponent)
        return lambda world: below(world) ** n
    above = evaluator(exponent)

    def value(world: World) -> Any:
        x, y = below(world), above(world)
        if y.is_exact() and y.is_integer():
            return _whole_power(world, x, whole(y))
        if isinstance(x, acb):
            raise Silent("a complex number with such an exponent")
        sign = world.sign(x)
        if sign < 0 and y.contains_integer():
            raise Silent("an exponent that may be whole")
        if sign < 0:
            raise NotANumber(f"{e} has a negative base")
        if sign == 0 and world.sign(y) < 0:
            raise NotANumber(f"{e} divides by zero")
        return arb(0) if sign == 0 else x.sqrt() if y == arb(0.5) else x**y

    return value


def _whole_power(world: World, x: Any, n: int) -> Any:
    if n >= 0:
        return x**n if n else arb(1)
    if isinstance(x, acb):
        raise Silent("a complex number may be 0")
    if x.is_zero():
        raise NotANumber("a division by zero")
    if world.negligible(x):
        raise Silent("a denominator may be 0")
    return x**n


def _table_function(e: Any) -> Evaluator:
    """A function of the notation table, its arguments evaluated first: no letter of theirs can be caught."""
    name = type(e).__name__
    if name == "mean":
        return _mean(e)
    if name == "exceeds":
        left, right = (evaluator(arg) for arg in e.args)
        return lambda world: arb(1 if world.sign(left(world) - right(world)) > 0 else 0)
    parts = [evaluator(arg) for arg in e.args]
    return lambda world: call(world, name, tuple(part(world) for part in parts))


def call(world: World, name: str, values: tuple[Any, ...]) -> Any:
    """The value of a function of the notation table."""
    from proofs_check.models.special import KNOWN

    if name in KNOWN:
        return KNOWN[name](world, *values)
    if notation.row(name).definition is None:
        if world.function is None or name in world.hidden:
            raise Silent(f"{name} is not modelled")
        return world.function(world, name, values)
    letters, inside = _definition(name, len(values))
    with Binding(world, dict(zip(letters, values, strict=True))):
        return inside(world)


@lru_cache(maxsize=100)
def _definition(name: str, count: int) -> tuple[tuple[Any, ...], Evaluator]:
    letters = tuple(sympy.Dummy(real=True) for _ in range(count))
    return letters, evaluator(notation.definition(name, *letters))


def _mean(e: Any) -> Evaluator:
    inside = evaluator(e.args[0])

    def value(world: World) -> Any:
        if not world.chance:
            raise Silent("a mean, and nothing is random")
        outcome, depends, total = world.outcome, world.depends, arb(0)
        try:
            for each in range(len(world.chance)):
                world.outcome = each
                total = total + inside(world)
        finally:
            world.outcome, world.depends = outcome, depends
        return total / len(world.chance)

    return value
