"""What an indicator is: ``exceeds(x, y)`` is 1 where x > y and 0 elsewhere.

Without certificate the claim must be one of ``1[x>y] (x - y) >= 0``, ``(1 - 1[x>y]) (y - x) >= 0``,
``1[x>y] <= 1`` and ``1[x>y]^2 == 1[x>y]``. With ``implied_by`` the claim is ``1[x>y] <= 1[X>Y]``
and the used step named there says ``x - y <= factor (X - Y)`` with the certificate's ``factor`` >= 0:
so where x > y, X > Y too.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.kernel import Context
from proofs_check.sign import nonnegative
from w2s_theory import notation
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.ledger import Decision, decided, not_decided


def decide(context: Context) -> Decision:
    claim = context.claim
    if "implied_by" in context.certificate:
        return _implication(context)
    found = (sympy.S(claim.left) - sympy.S(claim.right)).atoms(notation.exceeds)
    if len(found) != 1:
        return not_decided("the claim must speak of one indicator")
    (one,) = found
    x, y = one.args
    for said in (
        Claim(one * (x - y), ">=", 0),
        Claim((1 - one) * (y - x), ">=", 0),
        Claim(one, "<=", 1),
        Claim(one**2, "==", one),
    ):
        if said.relation == claim.relation and _same(said, claim):
            return decided()
    return not_decided("the claim is not what defines an indicator")


def _implication(context: Context) -> Decision:
    claim, known = context.claim, context.known
    source = context.used[context.certificate["implied_by"]]
    factor = known.put_in(sympy.S(context.certificate["factor"]))
    if not (isinstance(claim.left, notation.exceeds) and isinstance(claim.right, notation.exceeds)):
        return not_decided("the claim must be between two indicators")
    if claim.relation != "<=" or source.relation != "<=":
        return not_decided("the claim and the used step must be <=")
    if not nonnegative(factor, known):
        return not_decided(f"the factor {factor} is not shown to be >= 0")
    (x, y), (above, below) = claim.left.args, claim.right.args
    if not _same(Claim(x - y, "<=", factor * (above - below)), source):
        return not_decided("the used step does not compare the two differences")
    return decided()


def _same(first: Claim, second: Claim) -> bool:
    excess: list[Any] = [sympy.S(each.left) - sympy.S(each.right) for each in (first, second)]
    return sympy.expand(excess[0] - excess[1]) == 0
