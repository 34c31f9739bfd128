"""Below the least and above the largest: X <= Min(a, b, ...) when X <= a, X <= b, ... are used steps; X >= Max(...) alike.

Each argument needs a used step that says exactly this of it.
"""

from __future__ import annotations

import sympy

from proofs_check.kernel import Context
from w2s_theory.spec.ledger import Decision, decided, not_decided


def decide(context: Context) -> Decision:
    claim = context.claim
    kind = {"<=": sympy.Min, ">=": sympy.Max}.get(claim.relation)
    if kind is None or not isinstance(claim.right, kind):
        return not_decided("the claim must be X <= Min(...) or X >= Max(...)")
    for argument in claim.right.args:
        shown = any(
            used.relation == claim.relation
            and sympy.expand(used.left - claim.left) == 0
            and sympy.expand(used.right - argument) == 0
            for used in context.used.values()
        )
        if not shown:
            return not_decided(f"no used step compares the left side with {argument}")
    return decided()
