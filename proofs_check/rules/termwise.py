"""Sums over one range, compared term by term.

``sum_i c_i Sum(F_i, (j, first, last)) r 0`` for r one of ``== <= >=``, the c_i free of j: it holds when
``sum_i c_i F_i r 0`` for every j of the range. For an equality that must be an identity; for an
inequality the certificate's ``term`` names the used step that says exactly this, for all j >= first and
without a restriction on j. The range must not run backwards (first <= last + 1); it may be infinite, where
it is part of the statement that its sums converge.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.identity import SideCondition, is_zero
from proofs_check.kernel import Context
from proofs_check.sign import nonnegative
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.ledger import Decision, decided, not_decided


def decide(context: Context) -> Decision:
    claim, known = context.claim, context.known
    if claim.relation not in ("==", "<=", ">="):
        return not_decided("this rule decides ==, <= and >= between sums")
    merged = _merge(_excess(claim))
    if merged is None:
        return not_decided("the difference of the two sides is not a combination of sums over one range")
    node, term = merged
    index, first, last = node.limits[0]
    endless = last == sympy.oo
    if not first.is_Integer or not (endless or last.is_integer):
        return not_decided("the sums must run from a whole number to a whole number or to infinity")
    if not endless and not nonnegative(sympy.expand(last - first + 1), known):
        return not_decided(f"the sums are not shown not to run backwards: {last} >= {first} - 1")
    try:
        if claim.relation == "==":
            same = is_zero(sympy.expand(term), "ring", known)
            return decided() if same else not_decided("the terms are not identical")
        name = context.certificate["term"]
        source = context.used[name]
        if context.certificate.get("at"):
            return not_decided("the used step must be taken as it is")
        if source.relation != claim.relation or not context.holds_for_all(index, node):
            return not_decided(f"{name} is not known with {claim.relation} for every {index} of the range")
        same = is_zero(sympy.expand(term - _excess(source)), "ring", known)
    except SideCondition as problem:
        return not_decided(str(problem))
    return decided() if same else not_decided(f"the terms are not those of {name}")


def _excess(claim: Claim) -> Any:
    return sympy.S(claim.left) - sympy.S(claim.right)


def _merge(difference: Any) -> tuple[Any, Any] | None:
    """One of the sums, and the term of their combination; None if it is no such combination."""
    one: Any = None
    total = sympy.Integer(0)
    for addend in sympy.Add.make_args(sympy.expand(difference, deep=False)):
        factors = sympy.Mul.make_args(addend)
        sums = [factor for factor in factors if isinstance(factor, sympy.Sum)]
        if len(sums) != 1 or len(sums[0].limits) != 1 or len(sums[0].limits[0]) != 3:
            return None
        (found,) = sums
        one = one or found
        coefficient = sympy.Mul(*[factor for factor in factors if factor is not found])
        index = found.limits[0][0]
        if found.limits != one.limits or coefficient.has(sympy.Sum, index) or found.function.has(sympy.Sum):
            return None
        total += coefficient * found.function
    return None if one is None else (one, total)
