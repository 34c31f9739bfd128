"""Elementary functions of balls: what they are worth, or the certainty that the value is no real number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from flint import acb, arb

from proofs_check.models.world import LONGEST, NotANumber, Silent, World, whole


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


OPERATIONS: dict[Any, Callable[..., Any]] = {
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
