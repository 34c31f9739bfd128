"""Below the least and above the largest: X <= Min(a, b, ...) when X <= a, X <= b, ... are used steps; X >= Max(...) alike.

Each argument needs a used step that says exactly this of it.
"""

from __future__ import annotations

import sympy

from proofs_check.identity import same_claim
from proofs_check.kernel import Context, Decision, decided, require
from w2s_theory.records.claim import Claim


def decide(context: Context) -> Decision:
    claim = context.claim
    kind = {"<=": sympy.Min, ">=": sympy.Max}.get(claim.relation, ())
    require(isinstance(claim.right, kind), "the claim must be X <= Min(...) or X >= Max(...)")
    for argument in claim.right.args:
        wanted = Claim(claim.left, claim.relation, argument)
        shown = any(same_claim(used, wanted) for used in context.used.values())
        require(shown, "no used step compares the left side with {}", argument)
    return decided()
