"""A definition of the notation table, put in: the two sides are then written equally.

The step's ``unfold`` names what is replaced. Nothing else is rewritten, apart from expansion.
"""

import sympy

from proofs_check.kernel import Context
from w2s_theory.spec.ledger import Decision, decided, not_decided


def decide(context: Context) -> Decision:
    left, right = context.claim.left, context.claim.right
    if context.claim.relation != "==" or not context.step.unfold:
        return not_decided("a definition is an equality of something unfolded")
    same = left == right or sympy.expand(left - right) == 0
    return decided() if same else not_decided("the two sides differ after unfolding")
