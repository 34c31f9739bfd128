"""Counting twice: one double sum of non-negative terms, over its rows first or over its columns first.

The certificate names two used steps, ``rows``: A == Sum(F, (i, ...)), and ``columns``: B == Sum(F, (k, ...)), A
free of i and B free of k, and both known for every value of the letter that stays. The claim is
Sum(A, (k, ...)) == Sum(B, (i, ...)), over the same ranges. F must be shown to be >= 0: then the order does
not matter, for infinite sums too (Tonelli). A sum of equal terms over a finite range may be written as their
number times the term.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.kernel import Context
from proofs_check.sign import nonnegative
from w2s_theory.spec.ledger import Decision, decided, not_decided


def decide(context: Context) -> Decision:
    claim, known = context.claim, context.known
    rows, columns = (context.used[context.certificate[key]] for key in ("rows", "columns"))
    if {claim.relation, rows.relation, columns.relation} != {"=="}:
        return not_decided("all three claims must be equalities")
    if not (_one_sum(rows.right) and _one_sum(columns.right)):
        return not_decided("the right side of both used steps must be a sum over one range")
    inner, outer = rows.right.limits[0], columns.right.limits[0]
    if sympy.expand(rows.right.function - columns.right.function) != 0:
        return not_decided("the two used steps do not sum the same terms")
    if not _independent(inner, outer) or rows.left.has(inner[0]) or columns.left.has(outer[0]):
        return not_decided("the ranges, or what the sums amount to, depend on the other letter")
    if not all(_counts_up(limits, context) for limits in (inner, outer)):
        return not_decided("the sums must run from a whole number upwards, to a whole number or to infinity")
    for symbol, node in ((inner[0], rows.right), (outer[0], columns.right)):
        if not context.holds_for_all(symbol, node):
            return not_decided(f"the used steps are not known for every {symbol} of the range")
    if not nonnegative(rows.right.function, known):
        return not_decided(f"{rows.right.function} is not shown to be >= 0")
    by_rows, by_columns = _total(rows.left, outer), _total(columns.left, inner)
    if claim.left in by_rows and claim.right in by_columns:
        return decided()
    return not_decided("the claim is not the double sum taken in both orders")


def _one_sum(node: Any) -> bool:
    return isinstance(node, sympy.Sum) and len(node.limits) == 1 and len(node.limits[0]) == 3


def _independent(inner: Any, outer: Any) -> bool:
    """Whether neither range mentions the other's letter, nor its own."""
    letters = {inner[0], outer[0]}
    return len(letters) == 2 and not any(
        end.free_symbols & letters for _, *ends in (inner, outer) for end in ends
    )


def _counts_up(limits: Any, context: Context) -> bool:
    _, first, last = limits
    if not first.is_Integer:
        return False
    return last == sympy.oo or bool(
        last.is_integer and nonnegative(sympy.expand(last - first + 1), context.known)
    )


def _total(term: Any, limits: Any) -> tuple[Any, ...]:
    """The sum of a term over a range, as it may be written."""
    index, first, last = limits
    total = sympy.Sum(term, limits)
    if last == sympy.oo or sympy.S(term).has(index):
        return (total,)
    return (total, sympy.expand((last - first + 1) * term))
