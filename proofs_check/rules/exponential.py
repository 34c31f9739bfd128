"""Identities between polynomials in exponentials: expanded, with the exponents of products added.

``(1 - exp(-x))^2 == 1 - 2 exp(-x) + exp(-2 x)``: for the rules of identities exp(-x) and exp(-2 x) are two
letters; here they are joined first. Everything else counts as a letter; no denominators but numbers.
Finite sums over equal ranges are compared term by term. Assumes SymPy's ``expand``.
"""

from __future__ import annotations

from proofs_check.calculus import NotSmooth, equal
from proofs_check.identity import SideCondition
from proofs_check.kernel import Context
from w2s_theory.spec.ledger import Decision, decided, not_decided


def decide(context: Context) -> Decision:
    claim = context.claim
    if claim.relation != "==":
        return not_decided("this rule decides equalities")
    try:
        same = equal(claim.left, claim.right, "ring", context.known)
    except (NotSmooth, SideCondition) as problem:
        return not_decided(str(problem))
    return decided() if same else not_decided("the two sides differ once expanded")
