r"""A kernel K(rho), given as an expression, as a ball function of theta, rho = cos(theta).

In theta the usual pieces are entire: sqrt(1-rho^2) = sin(theta), acos(rho) = theta,
sqrt(1-rho) = sqrt(2) sin(theta/2), sqrt(1+rho) = sqrt(2) cos(theta/2) on [0, pi].
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sympy
from flint import acb, arb, fmpq

from w2s_theory.records.errors import InputError
from w2s_theory.records.precision import working_bits

Ball = Callable[[acb, bool], acb]
_PROBES = 60
_ENTIRE = (sympy.exp, sympy.sin, sympy.cos, sympy.sinh, sympy.cosh, sympy.tanh, sympy.erf)


def kernel_expression(kernel: Callable[[Any], Any], rho: Any) -> Any:
    """What the kernel builds; text is refused, never parsed (parsing would execute it)."""
    expression = kernel(rho)
    if isinstance(expression, int) and not isinstance(expression, bool):
        return sympy.Integer(expression)
    if not isinstance(expression, sympy.Expr):
        raise InputError("the kernel must build a SymPy expression of rho, such as (1 + rho)**2")
    return expression


@lru_cache(maxsize=64)
def finite_kernel_expression(kernel: Callable[[Any], Any]) -> Any:
    """The kernel as an expression of a real letter rho, seen to be finite, real and not all 0 on [-1, 1].

    Raises
    ------
    InputError
        For a kernel that is infinite or not real at some rho, or 0 everywhere.
    """
    rho = sympy.Symbol("rho", real=True)
    expression = kernel_expression(kernel, rho)
    value = kernel_ball(expression, rho)
    if expression == 0:
        raise InputError("the kernel is 0: it must have a value other than 0 somewhere")
    with working_bits(256):
        for i in range(_PROBES + 1):
            point = value(acb(arb.pi() * i / _PROBES), False)
            shown = float((arb.pi() * i / _PROBES).cos())
            if not point.is_finite():
                raise InputError(
                    f"the kernel is not finite at rho = {shown:.4g}: it must be on all of [-1, 1]"
                )
            if not point.imag.contains(0):
                raise InputError(f"the kernel is not real at rho = {shown:.4g}: it must be on all of [-1, 1]")
    return expression


def kernel_ball(expression: Any, rho: Any) -> Ball:
    """The expression as a function of a ball theta and the flag ``analytic``.

    Raises
    ------
    InputError
        For floats, other letters, and functions without certified evaluation here.
    """
    if expression == rho:
        return lambda theta, analytic: theta.cos()
    if isinstance(expression, sympy.Rational):
        p, q = int(expression.p), int(expression.q)
        return lambda theta, analytic: acb(arb(fmpq(p, q)))
    if expression is sympy.pi:
        return lambda theta, analytic: acb(arb.pi())
    if expression is sympy.E:
        return lambda theta, analytic: acb(1).exp()
    if isinstance(expression, sympy.Add | sympy.Mul):
        return _fold([kernel_ball(arg, rho) for arg in expression.args], isinstance(expression, sympy.Add))
    if isinstance(expression, sympy.Pow):
        return _power(expression.base, expression.exp, rho)
    if expression in (sympy.acos(rho), sympy.asin(rho)):
        straight = isinstance(expression, sympy.acos)
        return lambda theta, analytic: theta if straight else arb.pi() / 2 - theta
    if isinstance(expression, _ENTIRE):
        inner, name = kernel_ball(expression.args[0], rho), expression.func.__name__
        return lambda theta, analytic: getattr(inner(theta, analytic), name)()
    if isinstance(expression, sympy.log):
        inner = kernel_ball(expression.args[0], rho)
        return lambda theta, analytic: inner(theta, analytic).log(analytic=analytic)
    if isinstance(expression, sympy.acos | sympy.asin | sympy.atan):
        return _with_cuts(kernel_ball(expression.args[0], rho), expression.func.__name__)
    shown = (
        type(expression).__name__ if not isinstance(expression, sympy.Float) else f"the float {expression}"
    )
    raise InputError(
        f"the kernel contains {shown}, which has no certified evaluation: use smooth functions of rho"
    )


def _fold(parts: list[Ball], add: bool) -> Ball:
    def value(theta: acb, analytic: bool) -> acb:
        total = acb(0 if add else 1)
        for part in parts:
            total = total + part(theta, analytic) if add else total * part(theta, analytic)
        return total

    return value


def _power(base: Any, exponent: Any, rho: Any) -> Ball:
    if base is sympy.E:
        inner = kernel_ball(exponent, rho)
        return lambda theta, analytic: inner(theta, analytic).exp()
    if not exponent.is_Rational:
        raise InputError("a power in the kernel must have a rational exponent")
    if exponent.q == 2:
        n = int(exponent.p)
        root = _root(base, rho)
        return lambda theta, analytic: root(theta, analytic) ** n
    inner = kernel_ball(base, rho)
    if exponent.is_Integer:
        n = int(exponent)
        return lambda theta, analytic: inner(theta, analytic) ** n
    p, q = int(exponent.p), int(exponent.q)
    return lambda theta, analytic: inner(theta, analytic).pow(acb(arb(fmpq(p, q))), analytic=analytic)


def _root(base: Any, rho: Any) -> Ball:
    """The square root of ``base``, entire in theta where it can be."""
    for shape, entire in (
        (1 - rho**2, lambda theta: theta.sin()),
        (1 - rho, lambda theta: (theta / 2).sin() * arb(2).sqrt()),
        (1 + rho, lambda theta: (theta / 2).cos() * arb(2).sqrt()),
    ):
        factor = sympy.cancel(base / shape)
        if factor.is_Rational and factor > 0:
            p, q = int(factor.p), int(factor.q)
            return lambda theta, analytic, entire=entire, p=p, q=q: entire(theta) * arb(fmpq(p, q)).sqrt()
    inner = kernel_ball(base, rho)
    return lambda theta, analytic: inner(theta, analytic).sqrt(analytic=analytic)


def _with_cuts(inner: Ball, name: str) -> Ball:
    """Mind the cuts: acos and asin are cut on the reals beyond +-1, atan on the imaginary axis beyond +-i."""

    def value(theta: acb, analytic: bool) -> acb:
        x = inner(theta, analytic)
        across, along = (x.imag, x.real) if name != "atan" else (x.real, x.imag)
        if analytic and across.contains(0) and not abs(along) < 1:
            return acb("nan")
        return getattr(x, name)()

    return value
