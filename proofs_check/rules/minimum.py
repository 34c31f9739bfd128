"""Least and largest values, and absolute values: what each argument says, or all of them together.

``Min(a, b, ...) <= a`` and ``a <= Max(a, b, ...)`` hold as they stand. ``X <= Min(a, b, ...)`` and ``Max(a, b, ...) <= X``
need a used step for each argument that says exactly this of it. ``|a|`` is the largest of a and -a. Each may be written with
>= as well.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.identity import same_claim
from proofs_check.kernel import Context, Decision, decided, require
from proofs_check.polynomials import vanishes
from w2s_theory.records.claim import Claim


def decide(context: Context) -> Decision:
    claim = context.claim
    weak = claim.relation in ("<=", ">=")
    require(weak, "this rule decides <= and >= with a Min, a Max or an absolute value")
    small, large = (claim.left, claim.right) if claim.relation == "<=" else (claim.right, claim.left)
    below = [(each, large) for each in _arguments(small, sympy.Min)]
    if any(vanishes(x - y) for x, y in (*below, *((small, each) for each in _arguments(large, sympy.Max)))):
        return decided()
    pairs = [(small, each) for each in _arguments(large, sympy.Min)]
    pairs = pairs or [(each, large) for each in _arguments(small, sympy.Max)]
    require(pairs, "no side is a Min, a Max or an absolute value that would show it")
    for low, high in pairs:
        wanted = (Claim(low, "<=", high), Claim(high, ">=", low))
        shown = any(same_claim(used, each) for used in context.used.values() for each in wanted)
        require(shown, "no used step says {} <= {}", low, high)
    return decided()


def _arguments(e: Any, kind: Any) -> tuple[Any, ...]:
    if kind is sympy.Max and isinstance(e, sympy.Abs):
        return (e.args[0], -e.args[0])
    return e.args if isinstance(e, kind) else ()
