"""A finite sum counted or taken apart: ``Sum(term, (j, first, last)) == right``.

The left side may be written as the count ``last - first + 1`` times the term, if that is the same for every j; as its
terms, if they are at most 100 (none: 0); or as a sum of the right side over a part ``low, ..., high`` of the range, whose
terms are the same, with the terms before and after it. The kernel has seen that the range runs over whole numbers and not
backwards (first <= last + 1); the same is shown here of the part, so that the three ranges are disjoint and make up the
whole. What is then written must be the right side. Assumes nothing else.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.definedness import defined, upwards
from proofs_check.identity import is_zero
from proofs_check.kernel import Context, Decision, NotShown, decided, require
from proofs_check.polynomials import expanded
from proofs_check.substitution import canonical, substitute

COUNTS = {sympy.Integer(count) for count in range(101)}


def decide(context: Context) -> Decision:
    claim, node, right = context.claim, context.claim.left, sympy.S(context.claim.right)
    one = claim.relation == "==" and isinstance(node, sympy.Sum) and len(node.limits) == 1
    require(one, "this rule decides Sum(term, (j, first, last)) == right")
    index, _, last = node.limits[0]
    require(last != sympy.oo, "the sum must end")
    require(index not in right.free_symbols, "{} is bound on the left and free on the right", index)
    rest = _written(node, right, context) - right
    require(is_zero(rest, "ring", context.known), "the sum taken apart is not the right side")
    return decided()


def _written(node: Any, right: Any, context: Context) -> Any:
    index, first, last = node.limits[0]
    # of an empty range nothing is known of the term, and its count 0 times it must be 0
    if not node.function.has(index) and defined(node.function, context.known):
        return expanded(last - first + 1) * node.function
    parts = [(sympy.S.Zero, first, first - 1)]  # of the empty part all terms come after it
    for part in sorted(right.atoms(sympy.Sum), key=str):
        ends = part.limits[0][1:]
        if canonical(part) == canonical(sympy.Sum(node.function, (index, *ends))):
            parts.append((part, *ends))
    for part, low, high in parts:
        before, after = expanded(low - first), expanded(last - high)
        if {before, after} <= COUNTS and upwards(index, low, high, context.known):
            return part + _terms(node, first, before) + _terms(node, high + 1, after)
    raise NotShown(
        f"the terms are not shown to be the same for every {index}, nor is a part of the sum on the right"
    )


def _terms(node: Any, start: Any, count: Any) -> Any:
    """The terms at ``start, ..., start + count - 1``."""
    return sympy.Add(*(substitute(node.function, {node.limits[0][0]: start + n}) for n in range(count)))
