"""A sum of equal terms: ``Sum(c, (j, first, last)) == (last - first + 1) c`` for c free of j.

The range must run over whole numbers and not backwards (first <= last + 1), so that the count of its terms
is last - first + 1. Assumes nothing else.
"""

from __future__ import annotations

import sympy

from proofs_check.identity import SideCondition, is_zero
from proofs_check.kernel import Context
from proofs_check.sign import nonnegative
from w2s_theory.spec.ledger import Decision, decided, not_decided


def decide(context: Context) -> Decision:
    claim, known = context.claim, context.known
    node = claim.left
    if claim.relation != "==" or not isinstance(node, sympy.Sum) or len(node.limits) != 1:
        return not_decided("this rule decides Sum(c, (j, first, last)) == (last - first + 1) c")
    index, first, last = node.limits[0]
    if not (index.is_integer and first.is_integer and last.is_integer):
        return not_decided("the sum must run over whole numbers between whole ends")
    if node.function.has(index) or sympy.S(claim.right).has(index):
        return not_decided(f"the terms are not shown to be the same for every {index}")
    count = sympy.expand(last - first + 1)
    if not nonnegative(count, known):
        return not_decided(f"the sum is not shown not to run backwards: {last} >= {first} - 1")
    try:
        same = is_zero(count * node.function - claim.right, "ring", known)
    except SideCondition as problem:
        return not_decided(str(problem))
    return decided() if same else not_decided(f"the sum of {count} equal terms is not the right side")
