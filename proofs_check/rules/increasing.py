"""A function that starts at or above 0 and never decreases is non-negative.

The claim is ``f >= 0`` (written ``left >= right`` or ``left <= right``) for every real ``variable`` from a
closed lower end a of its domain on; ``slope`` names the used step that says ``f' >= 0`` (or > 0) there. f' is
computed here, after a look at its smoothness, and compared exactly; f(a) >= 0 is shown by the sign
procedure. Assumes the mean value theorem and SymPy's ``diff`` of elementary functions.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.assumptions import exact
from proofs_check.binders import substitute
from proofs_check.calculus import NotSmooth, derivative, equal
from proofs_check.identity import SideCondition
from proofs_check.kernel import Context, restricts
from proofs_check.sign import nonnegative
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.ledger import Decision, decided, not_decided


def decide(context: Context) -> Decision:
    x, known = context.certificate["variable"], context.known
    slope = context.used[context.certificate["slope"]]
    domain = known.domains.get(x)
    if domain is None or domain.integer or domain.lower is None or domain.lower_open:
        return not_decided(f"{x} must be a declared real letter whose domain has a closed lower end")
    if restricts(context, x) or x in known.substitution:
        return not_decided(f"something is assumed about {x}: it must run over its whole domain")
    if context.claim.relation not in (">=", "<=") or slope.relation == "==":
        return not_decided("the claim must be an inequality >= or <=, and the slope an inequality")
    function, growth = _nonnegative_side(context.claim), _nonnegative_side(slope)
    # what is known only where the letter is larger must not be used at its lower end
    elsewhere = known.without(x)
    try:
        same = equal(derivative(function, x, 1, elsewhere), growth, "radical", elsewhere)
        start = substitute(function, {x: exact(domain.lower)})
    except (NotSmooth, SideCondition) as problem:
        return not_decided(str(problem))
    if not same:
        return not_decided("the used step is not about the derivative")
    return (
        decided()
        if nonnegative(start, elsewhere)
        else not_decided(f"{start} >= 0 is not shown at the lower end")
    )


def _nonnegative_side(claim: Claim) -> Any:
    """What the inequality says to be >= 0 (or even > 0)."""
    difference = sympy.S(claim.left) - sympy.S(claim.right)
    return difference if claim.relation in (">=", ">") else -difference
