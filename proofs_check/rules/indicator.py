"""What an indicator is: ``exceeds(x, y)`` is 1 where x > y and 0 elsewhere.

Without certificate the claim must be one of ``1[x>y] (x - y) >= 0``, ``(1 - 1[x>y]) (y - x) >= 0``,
``1[x>y] <= 1`` and ``1[x>y]^2 == 1[x>y]``. With ``implied_by`` the claim is ``1[x>y] <= 1[X>Y]``
and the used step named there says ``x - y <= factor (X - Y)`` with the certificate's ``factor`` >= 0:
so where x > y, X > Y too.
"""

from __future__ import annotations

import sympy

from proofs_check.assumptions import excess
from proofs_check.kernel import Context, Decision, decided, require
from proofs_check.sign import nonnegative
from w2s_theory import notation
from w2s_theory.records.claim import Claim


def decide(context: Context) -> Decision:
    claim = context.claim
    if "implied_by" in context.certificate:
        return _implication(context)
    found = claim.both.atoms(notation.exceeds)
    require(len(found) == 1, "the claim must speak of one indicator")
    (one,) = found
    x, y = one.args
    said = (
        Claim(one * (x - y), ">=", 0), Claim((1 - one) * (y - x), ">=", 0), Claim(one, "<=", 1), Claim(one**2, "==", one),
    )  # fmt: skip
    require(any(_equivalent(each, claim) for each in said), "the claim is not what defines an indicator")
    return decided()


def _implication(context: Context) -> Decision:
    claim, source = context.claim, context.used[context.certificate["implied_by"]]
    factor = context.expression("factor")
    between = isinstance(claim.left, notation.exceeds) and isinstance(claim.right, notation.exceeds)
    require(between and claim.relation == "<=", "the claim must be <= between two indicators")
    require(nonnegative(factor, context.known), "the factor {} is not shown to be >= 0", factor)
    (x, y), (above, below) = claim.left.args, claim.right.args
    compared = _equivalent(Claim(x - y, "<=", factor * (above - below)), source)
    require(compared, "the used step does not compare the two differences")
    return decided()


def _equivalent(first: Claim, second: Claim) -> bool:
    """Whether two claims say the same of the difference of their sides."""
    return first.relation == second.relation and sympy.expand(excess(first) - excess(second)) == 0
