"""What an expression is worth in a world: a ball, or the certainty that it is no number, or silence.

Written for this purpose alone, so that it shares no line with the rules it looks after. Bound letters are keyed by their
SymPy symbol, never by name. A sum over an empty range is 0, one that runs backwards is silence. 1/Gamma is 0 at the poles.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sympy
from flint import acb, arb, fmpq

from proofs_check.models.world import NotANumber, Silent, World, whole
from w2s_theory import notation

Evaluator = Callable[[World], Any]
# no sum is longer, no derivative higher
LONGEST, HIGHEST = 200, 12


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
    special = _SPECIAL.get(e.func)
    if special is not None:
        return special(e)
    if e.func.__module__ == notation.__name__:
        return _table_function(e)
    operation = _OPERATIONS.get(e.func)
    if operation is None:
        return _silence(e)
    parts = [evaluator(arg) for arg in e.args]
    return lambda world: operation(world, *[part(world) for part in parts])


def _silence(e: Any) -> Evaluator:
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


def settled(world: World, value: Any) -> Any:
    """A value of an inexact world; one that may be -1, 0 or 1, for all its accuracy says, is taken to be that."""
    near = value.mid().floor() if world.exact else (value + arb(0.5)).mid().floor()
    if not world.exact and abs(near) <= 1 and abs(value - near) < arb(2) ** -180:
        return near
    return value.mid() if not world.exact else value


def _entry(e: Any) -> Evaluator:
    name = str(e.base.label)
    if len(e.indices) != 1:
        return _silence(e)
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


class Binding:
    """Values of bound letters, for a while."""

    def __init__(self, world: World, values: dict[Any, Any]) -> None:
        self.world, self.values, self.before = world, values, {}

    def __enter__(self) -> None:
        self.before = {key: self.world.bound[key] for key in self.values if key in self.world.bound}
        self.world.bound.update(self.values)

    def __exit__(self, *_: object) -> None:
        for key in self.values:
            self.world.bound.pop(key, None)
        self.world.bound.update(self.before)


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
        return _silence(e)
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
        return _silence(condition)
    compare, left, right = _COMPARE[condition.func], *map(evaluator, condition.args)
    return lambda world: compare(world.sign(left(world) - right(world)))


def _integral(e: Any) -> Evaluator:
    from proofs_check.models.special import integral

    return lambda world: integral(world, e)


def _real(world: World, x: Any) -> None:
    if isinstance(x, acb):
        raise Silent("a function that need not be analytic")


def _gamma(world: World, x: Any) -> Any:
    _real(world, x)
    if x.is_exact() and x.is_integer() and not x > 0:
        raise NotANumber("the gamma function at a pole")
    return x.gamma()


def _log(world: World, x: Any) -> Any:
    _real(world, x)
    if world.sign(x) <= 0:
        raise NotANumber("the logarithm of a number that is not positive")
    return x.log()


def _factorial(world: World, x: Any) -> Any:
    return _gamma(world, x + 1)


def _binomial(world: World, n: Any, k: Any) -> Any:
    if k.is_exact() and k.is_integer() and 0 <= whole(k) <= LONGEST:
        total = arb(1)
        for i in range(whole(k)):
            total = total * (n - i) / (i + 1)
        return total
    return _gamma(world, n + 1) * (k + 1).rgamma() * (n - k + 1).rgamma()


def _arc(name: str) -> Callable[[World, Any], Any]:
    def value(world: World, x: Any) -> Any:
        _real(world, x)
        if world.sign(abs(x) - 1) > 0:
            raise NotANumber(f"the {name} of a number beyond 1")
        return getattr(x, name)()

    return value


def _floor(world: World, x: Any) -> Any:
    _real(world, x)
    if not world.exact:
        raise Silent("a floor")
    return x.floor()


def _same(name: str) -> Callable[[World, Any], Any]:
    return lambda world, x: getattr(x, name)()


def _smooth(name: str) -> Callable[[World, Any], Any]:
    def value(world: World, x: Any) -> Any:
        _real(world, x)
        return getattr(x, name)()

    return value


def _extreme(choose: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    def value(world: World, *values: Any) -> Any:
        best = values[0]
        for each in values[1:]:
            best = choose(best, each)
        return best

    return value


_SPECIAL: dict[Any, Callable[[Any], Evaluator]] = {
    sympy.Sum: _finite_sum,
    sympy.Subs: _value_at,
    sympy.Derivative: _derivative,
    sympy.Piecewise: _piecewise,
    sympy.Integral: _integral,
    type(sympy.pi): lambda e: lambda world: arb.pi(),
    type(sympy.E): lambda e: lambda world: arb(1).exp(),
}
_OPERATIONS: dict[Any, Callable[..., Any]] = {
    **{getattr(sympy, name): _same(name) for name in ("exp", "sin", "cos", "sinh", "cosh")},
    **{getattr(sympy, name): _smooth(name) for name in ("tanh", "atan", "erf")},
    **{getattr(sympy, name): _arc(name) for name in ("acos", "asin")},
    sympy.gamma: _gamma,
    sympy.loggamma: lambda world, x: _log(world, x) * 0 + x.lgamma(),
    sympy.log: _log,
    sympy.factorial: _factorial,
    sympy.binomial: _binomial,
    sympy.floor: _floor,
    sympy.sign: lambda world, x: arb(world.sign(x)),
    sympy.Abs: lambda world, x: abs(x),
    sympy.Min: _extreme(arb.min),
    sympy.Max: _extreme(arb.max),
}
