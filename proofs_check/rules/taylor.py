"""One derivative at 0, read off the binomial series.

Decides ``Subs(Derivative((1 - z^2)^alpha, (z, m)), z, 0) == value`` for whole m >= 0:
(2j)! (-1)^j binomial(alpha, j) for m = 2j, and 0 for m = 2j + 1. Assumes the binomial series
(1 + x)^alpha = sum_j binomial(alpha, j) x^j for |x| < 1 (named in what the proof rests on), and
that a power series is the Taylor series of its sum.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.kernel import Context
from proofs_check.sign import nonnegative
from w2s_theory.spec.ledger import Decision, decided, not_decided

RESTS_ON = ("cited", "binomial_series")


def decide(context: Context) -> Decision:
    left, right = context.claim.left, sympy.S(context.claim.right)
    parts = _power_and_order(left)
    if context.claim.relation != "==" or parts is None:
        return not_decided("the left side is no derivative of (1 - z^2)^alpha at 0")
    alpha, order = parts
    half = sympy.expand(order / 2)
    if half.is_integer and nonnegative(half, context.known):
        value = sympy.factorial(2 * half) * (-1) ** half * sympy.binomial(alpha, half)
        return decided(RESTS_ON) if right == value else not_decided(f"the value is {value}")
    half = sympy.expand((order - 1) / 2)
    if half.is_integer and nonnegative(half, context.known):
        return (
            decided(RESTS_ON)
            if right == 0
            else not_decided("an odd derivative of an even function vanishes at 0")
        )
    return not_decided(f"the parity of {order} does not show")


def _power_and_order(left: Any) -> tuple[Any, Any] | None:
    if not isinstance(left, sympy.Subs) or left.point != (0,) or len(left.variables) != 1:
        return None
    inside, (z,) = left.expr, left.variables
    order = sympy.Integer(0)
    if isinstance(inside, sympy.Derivative):
        if len(inside.variable_count) != 1 or inside.variable_count[0][0] != z:
            return None
        order, inside = inside.variable_count[0][1], inside.expr
    if isinstance(inside, sympy.Pow) and sympy.expand(inside.base - 1 + z**2) == 0 and not inside.exp.has(z):
        return inside.exp, order
    return None
