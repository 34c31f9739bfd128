"""The meaning of an exact expression as a ball: SymPy in, python-flint out.

Used by the certified view of every number and by the checker's enclosure rule. A tree walk, not
generated code: ``lambdify`` prints the rational 1/3 as a double, which a ball then trusts.
Reciprocal gamma functions go through ``rgamma``, so that 1/Gamma is 0 exactly at its zeros.
Balls are computed at the ambient precision of python-flint; callers set and restore it.
"""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import sympy
from flint import acb, arb, fmpq, fmpz

from w2s_theory.records.ball_pickle import parts_of_ball
from w2s_theory.records.errors import InputError

Environment = Mapping[Any, Any]
Evaluator = Callable[[Environment], arb]

copyreg.pickle(arb, parts_of_ball)


class NoBall(ValueError):
    """The expression has a part with no meaning as a ball (the text names it)."""


def exact_ball(value: Any) -> arb:
    """An exact rational (int, Fraction, SymPy Rational) as a ball at the ambient precision."""
    if isinstance(value, sympy.Rational):
        return arb(fmpq(int(value.p), int(value.q)))
    if isinstance(value, int):
        return arb(fmpz(value))
    return arb(fmpq(value.numerator, value.denominator))


@lru_cache(maxsize=4096)
def ball_function(expression: Any) -> Evaluator:
    """Compile an expression once; the result maps symbol names to balls.

    A name maps to an ``arb``, or to a sequence of them for an indexed symbol. A sum that runs backwards has no value.

    Raises
    ------
    NoBall
        For floats and for functions that have no certified evaluation here.
    """
    if isinstance(expression, sympy.Float):
        raise NoBall(f"a float ({expression}) inside an exact expression")
    if isinstance(expression, sympy.Rational):
        p, q = int(expression.p), int(expression.q)
        return lambda env: arb(fmpq(p, q))
    if isinstance(expression, sympy.Symbol):
        symbol, name = expression, expression.name
        # a letter bound here goes by its symbol, so that another one of the same name is not taken for it
        return lambda env: env[symbol] if symbol in env else env[name]
    if isinstance(expression, sympy.Indexed):
        base, index = expression.base.label.name, ball_function(expression.indices[0])
        return lambda env: _entry(base, env[base], _whole(index(env)))
    if expression is sympy.pi:
        return lambda env: arb.pi()
    if expression is sympy.E:
        return lambda env: arb(1).exp()
    if isinstance(expression, sympy.Add):
        return _fold(expression.args, lambda left, right: left + right)
    if isinstance(expression, sympy.Mul):
        return _fold(expression.args, lambda left, right: left * right)
    if isinstance(expression, sympy.Pow):
        return _power(expression.base, expression.exp)
    if isinstance(expression, sympy.Sum):
        return _finite_sum(expression)
    if isinstance(expression, sympy.Integral):
        return _entire_integral(expression)
    if isinstance(expression, sympy.binomial):
        return ball_function(_binomial(*expression.args))
    operation = _FUNCTIONS.get(expression.func)
    if operation is None:
        raise NoBall(f"{expression.func.__name__} has no certified evaluation")
    parts = [ball_function(arg) for arg in expression.args]
    return lambda env: operation(*[part(env) for part in parts])


def _entry(name: str, entries: Sequence[arb], index: int) -> arb:
    """One entry; what lies outside is no number, and Python's negative indices are none either."""
    if not 0 <= index < len(entries):
        raise InputError(
            f"{name} has {len(entries)} entries, and entry {index + 1} is asked for: give as many, or sum fewer"
        )
    return entries[index]


def _fold(terms: tuple[Any, ...], combine: Callable[[arb, arb], arb]) -> Evaluator:
    parts = [ball_function(term) for term in terms]

    def value(env: Environment) -> arb:
        total = parts[0](env)
        for part in parts[1:]:
            total = combine(total, part(env))
        return total

    return value


def _power(base: Any, exponent: Any) -> Evaluator:
    if isinstance(base, sympy.gamma) and exponent.is_Integer and exponent < 0:
        argument, count = ball_function(base.args[0]), -int(exponent)
        return lambda env: argument(env).rgamma() ** count
    below = ball_function(base)
    if exponent.is_Integer:
        n = int(exponent)
        return lambda env: below(env) ** n
    if exponent.is_Rational and exponent.q == 2:
        n = int(exponent.p)
        return lambda env: below(env).sqrt() ** n
    if base is sympy.E:
        above = ball_function(exponent)
        return lambda env: above(env).exp()
    above = ball_function(exponent)

    def value(env: Environment) -> arb:
        x, y = below(env), above(env)
        if x == 0 and y > 0:
            return arb(0)
        # an integer exponent known only now (k a number): exact also for negative bases
        whole = y.unique_fmpz() if y.is_integer() else None
        if isinstance(x, acb) and (whole is None or whole < 0):
            raise NoBall(f"a complex base with the exponent {y} is not known to be entire")
        return x ** int(whole) if whole is not None else x**y

    return value


def _whole(ball: Any) -> int:
    number = ball.unique_fmpz()
    if number is None:
        raise NoBall(f"{ball} is no whole number")
    return int(number)


def _finite_sum(expression: Any) -> Evaluator:
    if len(expression.limits) != 1:
        raise NoBall("a multiple sum has no certified evaluation")
    index, first, last = expression.limits[0]
    if last.is_infinite or first.is_infinite:
        raise NoBall("an infinite sum has no certified evaluation here")
    term, low, high = ball_function(expression.function), ball_function(first), ball_function(last)

    def value(env: Environment) -> arb:
        total = arb(0)
        start, stop = _whole(low(env)), _whole(high(env))
        if stop < start - 1:
            raise NoBall(f"the sum from {start} to {stop} runs backwards")
        for number in range(start, stop + 1):
            total += term({**env, index: arb(number)})
        return total

    return value


_ENTIRE = (
    sympy.Add,
    sympy.Mul,
    sympy.Pow,
    sympy.sin,
    sympy.cos,
    sympy.exp,
    sympy.Symbol,
    sympy.Number,
    sympy.NumberSymbol,
)


def _entire_integral(expression: Any) -> Evaluator:
    """Rigorous quadrature of an entire function over a real interval."""
    if len(expression.limits) != 1:
        raise NoBall("a multiple integral has no certified evaluation")
    variable, first, last = expression.limits[0]
    for node in sympy.preorder_traversal(expression.function):
        if node.has(variable) and not isinstance(node, _ENTIRE):
            raise NoBall(f"the integrand's {node.func.__name__} is not known to be entire")
        if isinstance(node, sympy.Pow) and node.has(variable) and not _whole_power(node, variable):
            raise NoBall(f"the integrand's {node} is not known to be entire")
    integrand, low, high = ball_function(expression.function), ball_function(first), ball_function(last)

    def value(env: Environment) -> arb:
        total = acb.integral(
            lambda point, _: acb(integrand({**env, variable: point})), acb(low(env)), acb(high(env))
        )
        return total.real

    return value


def _whole_power(node: Any, variable: Any) -> bool:
    if node.base is sympy.E:
        return True
    # sin(theta)^(d - 2): whole and >= 0 once d is a number, which the evaluation checks again
    return bool(node.exp.is_integer) and not node.exp.has(variable) and not node.exp.is_negative


def _binomial(n: Any, k: Any) -> Any:
    return sympy.gamma(n + 1) / (sympy.gamma(k + 1) * sympy.gamma(n - k + 1))


_FUNCTIONS: dict[Any, Callable[..., arb]] = {
    sympy.exp: lambda x: x.exp(),
    sympy.log: lambda x: x.log(),
    sympy.sin: lambda x: x.sin(),
    sympy.cos: lambda x: x.cos(),
    sympy.acos: lambda x: x.acos(),
    sympy.asin: lambda x: x.asin(),
    sympy.atan: lambda x: x.atan(),
    sympy.tanh: lambda x: x.tanh(),
    sympy.cosh: lambda x: x.cosh(),
    sympy.sinh: lambda x: x.sinh(),
    sympy.erf: lambda x: x.erf(),
    sympy.gamma: lambda x: x.gamma(),
    sympy.loggamma: lambda x: x.lgamma(),
    sympy.factorial: lambda x: (x + 1).gamma(),
    sympy.Abs: lambda x: abs(x),
    sympy.Min: lambda *xs: _extreme(xs, arb.min),
    sympy.Max: lambda *xs: _extreme(xs, arb.max),
}


def _extreme(values: tuple[arb, ...], choose: Callable[[arb, arb], arb]) -> arb:
    best = values[0]
    for value in values[1:]:
        best = choose(best, value)
    return best
