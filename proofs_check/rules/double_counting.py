"""Counting twice: one double sum of non-negative terms, over its rows first or over its columns first.

The certificate names two used steps, ``rows``: A == Sum(F, (i, ...)), and ``columns``: B == Sum(F, (k, ...)), A
free of i and B free of k, and both known for every value of the letter that stays. The claim is
Sum(A, (k, ...)) == Sum(B, (i, ...)), over the same ranges. F must be shown to be >= 0: then the order does
not matter, for infinite sums too (Tonelli). A sum of equal terms over a finite range may be written as their
number times the term. One of the two outer ranges must be finite, or its sum known to exist: then both are numbers.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.kernel import Context, Decision, decided, require
from proofs_check.sign import nonnegative
from proofs_check.substitution import canonical


def decide(context: Context) -> Decision:
    claim = context.claim
    rows, columns = (context.used[context.certificate[key]] for key in ("rows", "columns"))
    equalities = {claim.relation, rows.relation, columns.relation} == {"=="}
    require(equalities, "all three claims must be equalities")
    inner, outer = (_one_range(each.right, context) for each in (rows, columns))
    same = sympy.expand(rows.right.function - columns.right.function) == 0
    require(same, "the two used steps do not sum the same terms")
    letters = {inner[0], outer[0]}
    apart = len(letters) == 2 and not any(
        end.free_symbols & letters for _, *ends in (inner, outer) for end in ends
    )
    apart = apart and not (rows.left.has(inner[0]) or columns.left.has(outer[0]))
    require(apart, "the ranges, or what the sums amount to, depend on the other letter")
    for symbol, node in ((inner[0], rows.right), (outer[0], columns.right)):
        known = context.holds_for_all(symbol, node)
        require(known, "the used steps are not known for every {} of the range", symbol)
    term = rows.right.function
    require(nonnegative(term, context.known), "{} is not shown to be >= 0", term)
    twice = claim.left in _total(rows.left, outer) and claim.right in _total(columns.left, inner)
    require(twice, "the claim is not the double sum taken in both orders")
    sums = {canonical(side) for side in (claim.left, claim.right) if isinstance(side, sympy.Sum)}
    # a finite sum of sums that exist is one, and both orders give the same
    ends = any(last != sympy.oo for _, _, last in (inner, outer)) or bool(sums & context.known.existing)
    return decided(exists=sums if ends else ())


def _one_range(node: Any, context: Context) -> Any:
    one = isinstance(node, sympy.Sum) and len(node.limits) == 1 and len(node.limits[0]) == 3
    require(one, "the right side of both used steps must be a sum over one range")
    return node.limits[0]


def _total(term: Any, limits: Any) -> tuple[Any, ...]:
    """The sum of a term over a range, as it may be written."""
    index, first, last = limits
    total = sympy.Sum(term, limits)
    if last == sympy.oo or sympy.S(term).has(index):
        return (total,)
    return (total, sympy.expand((last - first + 1) * term))
