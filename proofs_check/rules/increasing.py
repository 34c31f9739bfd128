"""A function that starts at or above 0 and never decreases is non-negative.

The claim is ``f >= 0`` (written ``left >= right`` or ``left <= right``) for every real ``variable`` from a
closed lower end a of its domain on; ``slope`` names the used step that says ``f' >= 0`` (or > 0) there. f' is
computed here, after a look at its smoothness, and compared exactly; f(a) >= 0 is shown by the sign
procedure. Assumes the mean value theorem and SymPy's ``diff`` of elementary functions.
"""

from __future__ import annotations

from proofs_check.assumptions import exact, excess
from proofs_check.calculus import derivative, equal
from proofs_check.kernel import Context, Decision, decided, require
from proofs_check.sign import nonnegative
from proofs_check.substitution import substitute


def decide(context: Context) -> Decision:
    x, known = context.certificate["variable"], context.known
    slope = context.used[context.certificate["slope"]]
    domain = known.domains.get(x)
    closed = domain is not None and not domain.integer and domain.lower is not None and not domain.lower_open
    require(closed, "{} must be a declared real letter whose domain has a closed lower end", x)
    context.require_whole_domain(x)
    shape = context.claim.relation in (">=", "<=") and slope.relation != "=="
    require(shape, "the claim must be an inequality >= or <=, and the slope an inequality")
    function = excess(context.claim)
    # what is known only where the letter is larger must not be used at its lower end
    elsewhere = known.without(x)
    same = equal(derivative(function, x, 1, elsewhere), excess(slope), "radical", elsewhere)
    require(same, "the used step is not about the derivative")
    start = substitute(function, {x: exact(known.domains[x].lower)})
    require(nonnegative(start, elsewhere), "{} >= 0 is not shown at the lower end", start)
    return decided()
