"""A user's SymPy expression in one variable, walked node by node into NumPy values and Arb balls.

Only the node types listed here are understood; anything else is refused by name. Rationals stay
rational on the way into balls, and floats are refused. The branch of Abs, Max, Min, Heaviside, sign
and Piecewise is decided at the real centre of the ball, by certified signs: on an interval without
kinks no branch changes, and what is returned is the analytic continuation of that branch.
"""

from __future__ import annotations

from math import exp, lgamma, prod
from typing import Any

import numpy as np

from w2s_theory.records.errors import InputError

SMOOTH = ("exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "atan", "erf", "erfc", "log")
LARGEST_EXPANSION = 5000
BRANCHING = ("Abs", "Max", "Min", "Heaviside", "sign", "Piecewise")


def require_supported(expr: Any, symbol: Any) -> None:
    """Raise ``InputError`` unless every node of ``expr`` is one that the walkers understand."""
    import sympy

    if not isinstance(expr, sympy.Expr):
        raise InputError("the activation must be given as a SymPy expression object, such as sympy.tanh(z)")
    if not isinstance(symbol, sympy.Symbol):
        raise InputError("the variable of the activation must be a SymPy Symbol")
    if expr.free_symbols - {symbol}:
        raise InputError(f"the activation may contain no other symbol than {symbol}")
    for node in sympy.preorder_traversal(expr):
        name = type(node).__name__
        if isinstance(node, sympy.Float):
            raise InputError(f"the activation contains the float {node}: write it as a Rational")
        if node.is_Rational or node == symbol or node in (sympy.pi, sympy.E) or name in (*SMOOTH, *BRANCHING):
            continue
        if name in ("Add", "Mul", "Tuple", "ExprCondPair", "BooleanTrue") or node.is_Relational:
            continue
        if isinstance(node, sympy.Pow) and (node.exp.is_Rational or node.base is sympy.E):
            continue
        raise InputError(f"the activation contains {name}, which is not among the functions understood here")
    if _terms(expr) > LARGEST_EXPANSION:
        raise InputError(
            f"the activation has more than {LARGEST_EXPANSION} terms when multiplied out: use smaller powers"
        )
    if expr == 0:
        raise InputError("the activation is 0: it must have a value other than 0 somewhere")


def _terms(node: Any) -> float:
    """About how many terms the expression has when it is multiplied out, seen before anybody does it."""
    name = type(node).__name__
    if not node.args:
        return 1.0
    parts = [_terms(arg) for arg in node.args]
    if name == "Add":
        return sum(parts)
    if name == "Mul":
        return prod(parts)
    if name == "Pow" and node.exp.is_Integer:
        n, terms = abs(int(node.exp)), parts[0]
        # C(n + terms - 1, n)
        return exp(min(lgamma(n + terms) - lgamma(n + 1) - lgamma(terms), 700.0)) if terms > 1 else 1.0
    return max(*parts, 1.0)


def compute_values(expr: Any, symbol: Any, z: Any) -> Any:
    """Float64 values of ``expr`` at an array ``z``."""
    from scipy import special

    z = np.asarray(z, dtype=float)
    table = {"log": np.log, "atan": np.arctan, "erf": special.erf, "erfc": special.erfc}

    def walk(node: Any) -> Any:
        name = type(node).__name__
        if node == symbol:
            return z
        if not node.args:
            return np.float64(float(node))
        if name == "Piecewise":
            cases = [(walk(value), _holds(condition, walk)) for value, condition in node.args]
            result = np.full(z.shape, np.nan)
            for value, condition in reversed(cases):
                result = np.where(condition, value, result)
            return result
        args = [walk(arg) for arg in node.args]
        if name == "Add":
            return sum(args)
        if name == "Mul":
            return np.prod(np.broadcast_arrays(*args), axis=0)
        if name == "Pow":
            return (
                args[0] ** (int(node.exp) if node.exp.is_Integer else float(node.exp))
                if node.exp.is_Rational
                else np.exp(args[1])
            )
        if name in ("Max", "Min"):
            return (np.maximum if name == "Max" else np.minimum).reduce(np.broadcast_arrays(*args))
        if name == "Heaviside":
            return np.heaviside(args[0], 0.5)
        if name in ("Abs", "sign"):
            return np.abs(args[0]) if name == "Abs" else np.sign(args[0])
        return (table[name] if name in table else getattr(np, name))(args[0])

    with np.errstate(all="ignore"):
        return np.broadcast_to(walk(expr), z.shape) + 0.0


def _holds(condition: Any, walk: Any) -> Any:
    if not condition.is_Relational:
        return True
    difference = walk(condition.lhs) - walk(condition.rhs)
    return {
        "StrictGreaterThan": difference > 0, "GreaterThan": difference >= 0, "StrictLessThan": difference < 0,
        "LessThan": difference <= 0, "Equality": difference == 0, "Unequality": difference != 0,
    }[type(condition).__name__]  # fmt: skip


def substituted(expr: Any, symbol: Any, z: Any) -> Any:
    """``expr`` with ``z`` for its variable."""
    return expr.xreplace({symbol: z})


def enclose_value(expr: Any, symbol: Any, z: Any, analytic: bool) -> Any:
    """Ball that contains ``expr`` on the ball ``z``; not finite where that cannot be certified."""
    from flint import acb, arb

    from w2s_theory.records.ball_expression import exact_ball

    class _Undecided(Exception):
        pass

    def number(node: Any) -> Any:
        return exact_ball(node)

    def sign(node: Any) -> int:
        value = walk(node, acb(z.real.mid()), False).real
        if value > 0:
            return 1
        if value < 0:
            return -1
        raise _Undecided

    def walk(node: Any, at: Any, strict: bool) -> Any:
        name = type(node).__name__
        if node == symbol:
            return at
        if node.is_Rational:
            return acb(number(node))
        if name in ("Pi", "Exp1"):
            return acb(arb.pi()) if name == "Pi" else acb(1).exp()
        if name == "Piecewise":
            for value, condition in node.args:
                if not condition.is_Relational:
                    return walk(value, at, strict)
                kind = type(condition).__name__
                positive = sign(condition.lhs - condition.rhs) > 0
                if kind == "Unequality" or (kind != "Equality" and positive == ("Greater" in kind)):
                    return walk(value, at, strict)
            raise _Undecided
        if name == "Heaviside":
            return acb(1 if sign(node.args[0]) > 0 else 0)
        if name == "sign":
            return acb(sign(node.args[0]))
        if name == "Abs":
            return walk(node.args[0], at, strict) * sign(node.args[0])
        if name in ("Max", "Min"):
            best = node.args[0]
            for other in node.args[1:]:
                if (sign(other - best) > 0) == (name == "Max"):
                    best = other
            return walk(best, at, strict)
        args = [walk(arg, at, strict) for arg in node.args]
        if name == "Add":
            return sum(args, acb(0))
        if name == "Mul":
            product = acb(1)
            for factor in args:
                product *= factor
            return product
        if name == "Pow":
            if node.exp.is_Integer:
                return args[0] ** int(node.exp)
            if not node.exp.is_Rational:
                return args[1].exp()
            return (
                args[0].sqrt(analytic=strict) ** int(2 * node.exp)
                if node.exp.q == 2
                else args[0].pow(args[1], analytic=strict)
            )
        if name == "log":
            return args[0].log(analytic=strict)
        if name == "atan":
            # branch cuts on the imaginary axis beyond +-i: outside the unit disc only if it cannot matter
            if strict and not abs(args[0].imag) < 1:
                raise _Undecided
            return args[0].atan()
        return getattr(args[0], name)()

    try:
        return walk(expr, z, analytic)
    except _Undecided:
        return acb("nan")
