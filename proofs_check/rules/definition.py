"""A definition of the notation table, put in: the two sides are then written equally.

The step's ``unfold`` names what is replaced. Nothing else is rewritten, apart from expansion.
"""

import sympy

from proofs_check.kernel import Context, Decision, decided, require


def decide(context: Context) -> Decision:
    unfolds = context.claim.relation == "==" and context.step.unfold
    require(unfolds, "a definition is an equality of something unfolded")
    same = sympy.expand(context.claim.left - context.claim.right) == 0
    require(same, "the two sides differ after unfolding")
    return decided()
