"""One derivative at 0, read off the binomial series.

Decides ``Subs(Derivative((1 - z^2)^alpha, (z, m)), z, 0) == value`` for whole m >= 0:
(2j)! (-1)^j binomial(alpha, j) for m = 2j, and 0 for m = 2j + 1. Assumes the binomial series
(1 + x)^alpha = sum_j binomial(alpha, j) x^j for |x| < 1 (named in what the proof rests on), and
that a power series is the Taylor series of its sum.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.definedness import even_power
from proofs_check.kernel import Context, Decision, NotShown, decided, require
from proofs_check.sign import nonnegative


def decide(context: Context) -> Decision:
    left, right = context.claim.left, sympy.S(context.claim.right)
    alpha, order = _power_and_order(left if context.claim.relation == "==" else None)
    half, odd_half = sympy.expand(order / 2), sympy.expand((order - 1) / 2)
    value = sympy.Integer(0)
    if half.is_integer and nonnegative(half, context.known):
        value = sympy.factorial(2 * half) * (-1) ** half * sympy.binomial(alpha, half)
    else:
        odd = odd_half.is_integer and nonnegative(odd_half, context.known)
        require(odd, "the parity of {} does not show", order)
    require(right == value, "the value is {}", value)
    return decided(("cited", "binomial_series"))


def _power_and_order(left: Any) -> tuple[Any, Any]:
    if isinstance(left, sympy.Subs) and left.point == (0,) and len(left.variables) == 1:
        found = even_power(left.expr, left.variables[0])
        if found is not None:
            return found
    raise NotShown("the left side is no derivative of (1 - z^2)^alpha at 0")
