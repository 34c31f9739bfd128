"""A function that decreases to 0 is non-negative (and one that increases to 0 is non-positive).

The claim is ``f >= 0`` (``f <= 0``) for a sum f of logarithms and all large values of ``variable``;
``slope`` names the used step ``f' <= 0`` (``>= 0``). f' is computed here and compared exactly; the
limit at infinity is read off degrees and leading coefficients.
"""

from __future__ import annotations

import sympy

from proofs_check.identity import is_zero
from proofs_check.kernel import Context, Decision, decided, require
from proofs_check.logs import log_sum, tends_to_zero


def decide(context: Context) -> Decision:
    x, known, claim = context.certificate["variable"], context.known, context.claim
    slope = context.used[context.certificate["slope"]]
    domain = known.domains[x]
    context.require_whole_domain(x)
    endless = not domain.integer and domain.upper is None and domain.lower is not None
    require(endless, "{} must run over reals without an upper end", x)
    shape = {claim.relation, slope.relation} == {">=", "<="} and claim.right == slope.right == 0
    require(shape, "the claim must be f >= 0 (f <= 0) and the slope <= 0 (>= 0)")
    require(tends_to_zero(log_sum(claim.left, known), x, known), "the function is not shown to tend to 0")
    same = is_zero(sympy.S(claim.left).diff(x) - slope.left, "rational", known)
    require(same, "the used step is not about the derivative")
    return decided()
