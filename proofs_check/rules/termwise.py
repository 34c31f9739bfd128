"""Sums over one range, compared term by term.

``sum_i c_i Sum(F_i, (j, first, last)) r 0`` for r one of ``== <= >=``, the c_i free of j: it holds when
``sum_i c_i F_i r 0`` for every j of the range. For an equality that must be an identity; for an
inequality the certificate's ``term`` names the used step that says exactly this, for all j >= first and
without a restriction on j. The range may be infinite. Sums that are not known to exist do where larger ones do and
their terms are shown to be >= 0: for ``A <= B`` with A a sum, if all other sums are known to exist.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.assumptions import difference_of
from proofs_check.calculus import merge_sums
from proofs_check.definedness import not_shown, running
from proofs_check.identity import is_zero
from proofs_check.kernel import Context, Decision, decided, require
from proofs_check.sign import nonnegative
from proofs_check.substitution import canonical, substitute
from w2s_theory.records.claim import Claim


def decide(context: Context) -> Decision:
    claim, known = context.claim, context.known
    require(claim.relation in ("==", "<=", ">="), "this rule decides ==, <= and >= between sums")
    difference = difference_of(claim)
    sums = sorted(difference.atoms(sympy.Sum), key=str)
    merged, rest = merge_sums(sympy.expand(difference, deep=False))
    one = merged and len(merged) == 1 and rest == 0
    require(one, "the difference of the two sides is not a combination of sums over one range")
    node, ((fresh, term),) = sums[0], (merged or {}).values()
    (index,) = node.variables
    require(index not in difference.free_symbols, "{} is bound in {} and free beside it", index, node)
    term = substitute(term, {fresh: index})
    if claim.relation == "==":
        require(is_zero(sympy.expand(term), "ring", known), "the terms are not identical")
        return decided()
    name = context.certificate["term"]
    source = context.used[name]
    require(not context.certificate.get("at"), "the used step must be taken as it is")
    general = source.relation == claim.relation and context.holds_for_all(index, node)
    require(general, "{} is not known with {} for every {} of the range", name, claim.relation, index)
    same = is_zero(sympy.expand(term - difference_of(source)), "ring", known)
    require(same, "the terms are not those of {}", name)
    return decided(exists=_smaller(claim, context))


def _smaller(claim: Claim, context: Context) -> set[Any]:
    """The smaller side, a sum of terms >= 0, exists if the larger one does."""
    small, large = (claim.left, claim.right) if claim.relation == "<=" else (claim.right, claim.left)
    if not isinstance(small, sympy.Sum) or not_shown(large, context.known):
        return set()
    inside = running(context.known, *small.limits[0])
    return {canonical(small)} if nonnegative(small.function, inside) else set()
