"""Identities between polynomials in exponentials: expanded, with the exponents of products added.

``(1 - exp(-x))^2 == 1 - 2 exp(-x) + exp(-2 x)``: for the rules of identities exp(-x) and exp(-2 x) are two
letters; here they are joined first. Everything else counts as a letter; no denominators but numbers.
Finite sums over equal ranges are compared term by term. Assumes SymPy's ``expand``.
"""

from __future__ import annotations

from proofs_check.calculus import equal
from proofs_check.kernel import Context, Decision, decided, require


def decide(context: Context) -> Decision:
    claim = context.claim
    require(claim.relation == "==", "this rule decides equalities")
    same = equal(claim.left, claim.right, "ring", context.known)
    require(same, "the two sides differ once expanded")
    return decided()
