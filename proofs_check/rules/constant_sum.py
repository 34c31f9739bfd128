"""A sum of equal terms: ``Sum(c, (j, first, last)) == (last - first + 1) c`` for c free of j.

The kernel has seen that the range runs over whole numbers and not backwards (first <= last + 1), so that the count
of its terms is last - first + 1. Assumes nothing else.
"""

from __future__ import annotations

import sympy

from proofs_check.identity import is_zero
from proofs_check.kernel import Context, Decision, decided, require


def decide(context: Context) -> Decision:
    claim, node = context.claim, context.claim.left
    one = claim.relation == "==" and isinstance(node, sympy.Sum) and len(node.limits) == 1
    require(one, "this rule decides Sum(c, (j, first, last)) == (last - first + 1) c")
    index, first, last = node.limits[0]
    require(last != sympy.oo, "the sum must end")
    moves = node.function.has(index) or sympy.S(claim.right).has(index)
    require(not moves, "the terms are not shown to be the same for every {}", index)
    count = sympy.expand(last - first + 1)
    same = is_zero(count * node.function - claim.right, "ring", context.known)
    require(same, "the sum of {} equal terms is not the right side", count)
    return decided()
