"""A function that decreases to 0 is non-negative (and one that increases to 0 is non-positive).

The claim is ``f >= 0`` (``f <= 0``) for a sum f of logarithms and all large values of ``variable``;
``slope`` names the used step ``f' <= 0`` (``>= 0``). f' is computed here and compared exactly; the
limit at infinity is read off degrees and leading coefficients.
"""

from __future__ import annotations

import sympy

from proofs_check.identity import SideCondition, is_zero
from proofs_check.kernel import Context, restricts
from proofs_check.logs import NotLogs, log_sum, tends_to_zero
from w2s_theory.spec.ledger import Decision, decided, not_decided


def decide(context: Context) -> Decision:
    x, known, claim = context.certificate["variable"], context.known, context.claim
    slope = context.used[context.certificate["slope"]]
    domain = known.domains[x]
    if restricts(context, x):
        return not_decided(f"a restriction on {x} would cut off the way to infinity")
    if domain.integer or domain.upper is not None or domain.lower is None:
        return not_decided(f"{x} must run over reals without an upper end")
    needed = {">=": "<=", "<=": ">="}.get(claim.relation)
    if needed is None or slope.relation != needed or claim.right != 0 or slope.right != 0:
        return not_decided("the claim must be f >= 0 (f <= 0) and the slope <= 0 (>= 0)")
    try:
        if not tends_to_zero(log_sum(claim.left, known), x, known):
            return not_decided("the function is not shown to tend to 0")
        same = is_zero(sympy.S(claim.left).diff(x) - slope.left, "rational", known)
    except (NotLogs, SideCondition) as problem:
        return not_decided(str(problem))
    return decided() if same else not_decided("the used step is not about the derivative")
