"""Infinite sums bounded by telescoping: ``Sum(term, (j, J, oo)) <= B(J)``, and ``>=`` and ``==``.

The certificate gives B as ``bound`` (an expression in the summation letter) or as a ``ratio`` R with
B = R * term. With the rational quotients term(j+1)/term(j) and B/term the rule checks, for all
j >= J, that term(j) <= B(j) - B(j+1) (>=, ==); that term >= 0; and B >= 0 for an upper bound, B -> 0 for
a lower one or an equality. B -> 0 is read off the degrees and leading coefficients of
B(j+1)/B(j) = 1 - c/j + ..., c > 0. Partial sums then give the claim: B(J) - B(N+1) <= B(J). An upper bound and an
equality show that the sum exists; for a lower bound a used step must say so.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.assumptions import Assumptions
from proofs_check.definedness import running
from proofs_check.identity import is_zero
from proofs_check.kernel import Context, Decision, decided, require
from proofs_check.polynomials import Ring, expanded, together, vanishes
from proofs_check.sign import nonnegative, nonzero, positive
from proofs_check.substitution import canonical, substitute
from proofs_check.terms import NotATerm, quotient


def decide(context: Context) -> Decision:
    claim, node = context.claim, context.claim.left
    shape = isinstance(node, sympy.Sum) and len(node.limits) == 1 and claim.relation in ("<=", ">=", "==")
    require(shape, "this rule decides claims Sum(term, (j, J, oo)) <= B, >= B or == B")
    index, first, last = node.limits[0]
    require(last is sympy.oo, "the sum must run to infinity")
    j, known = _running(index, first, context.known)
    term = substitute(node.function, {index: j})
    ratio = _ratio(context, index, j, term, known)
    end = substitute(ratio * term, {j: first})
    require(_same(end, claim.right, context.known), "the bound at {} is not the claim's right side", first)
    _require_telescoping(claim.relation, j, term, ratio, known)
    # terms >= 0 with bounded partial sums; from below nothing bounds them
    return decided(exists=() if claim.relation == ">=" else (canonical(node),))


def _running(index: Any, first: Any, known: Assumptions) -> tuple[Any, Assumptions]:
    """A fresh whole letter j >= J, and what is known with it."""
    j = sympy.Dummy(index.name, integer=True, nonnegative=True)
    counts = first.is_integer and nonnegative(first, known)
    require(counts, "the sum must start at a whole number >= 0 or at a letter for one, not at {}", first)
    return j, running(known, j, first, sympy.oo)


def _ratio(context: Context, index: Any, j: Any, term: Any, known: Assumptions) -> Any:
    """R = B/term as a rational function of j."""
    if "ratio" in context.certificate:
        ratio = substitute(context.expression("ratio"), {index: j})
        require(ratio.is_rational_function(j), "{} is not a rational function", ratio)
    else:
        ratio = quotient(substitute(context.expression("bound"), {index: j}), term, known)
    _require_denominator(ratio, known)
    return ratio


def _require_denominator(fraction: Any, known: Assumptions) -> None:
    below = sympy.fraction(sympy.together(fraction))[1]
    require(nonzero(below, known), "the denominator of {} is not shown to be non-zero", fraction)


def _require_telescoping(relation: str, j: Any, term: Any, ratio: Any, known: Assumptions) -> None:
    shift, later = quotient(substitute(term, {j: j + 1}), term, known), substitute(ratio, {j: j + 1})
    for part in (shift, later):
        _require_denominator(part, known)
    excess = ratio - later * shift - 1
    if relation == "==":
        require(is_zero(excess, "rational", known), "term(j) is not B(j) - B(j+1)")
    else:
        # factored: common factors of the quotients drop out, and signs are looked for factor by factor
        above, below = together(excess if relation == "<=" else -excess)
        require(nonnegative(above / below, known), "term(j) {} B(j) - B(j+1) is not shown", relation)
    require(nonnegative(term, known), "the terms are not shown to be non-negative")
    if relation == "<=":
        require(nonnegative(ratio, known), "B is not shown to be non-negative")
    else:
        require(_tends_to_zero(shift * later / ratio, j, known), "B is not shown to tend to 0")


def _tends_to_zero(quotient_of_bounds: Any, j: Any, known: Assumptions) -> bool:
    """Whether a product of these quotients tends to 0: degrees, then leading coefficients, then 1 - c/j."""
    ring = Ring(quotient_of_bounds)
    parts = (ring.coefficients(part, j).items() for part in ring.lowest(quotient_of_bounds))
    above, below = ({n: ring.expression(each) for n, each in part} for part in parts)
    degree = max(below)
    if max(above) != degree:
        return max(above) < degree and nonzero(below[degree], known)
    top, bottom, sign = above[degree], below[degree], 1
    if positive(-bottom, known):
        top, bottom, sign = -top, -bottom, -1
    if not positive(bottom, known) or not nonnegative(top, known):
        return False
    if not vanishes(bottom - top):
        return positive(expanded(bottom - top), known)
    gap = sign * (below.get(degree - 1, 0) - above.get(degree - 1, 0))
    return positive(expanded(gap), known)


def _same(left: Any, right: Any, known: Assumptions) -> bool:
    if vanishes(left - right):
        return True
    try:
        return is_zero(quotient(left, right, known) - 1, "rational", known)
    except NotATerm:
        return is_zero(left - right, "rational", known)
