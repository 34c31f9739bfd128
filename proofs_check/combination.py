"""Shared by the algebraic rules: a claim as a combination of what is known, re-expanded exactly.

``left - right == sum(multiplier * (used left - used right)) + sum(coefficient * square) + rest``
as an identity, with multipliers of inequalities >= 0, coefficients >= 0 and rest >= 0 on the whole
domain, shows ``left >= right``. With no multiplier and rest it shows an equality.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.binders import rewrite
from proofs_check.gram import apply_solved, eliminate
from proofs_check.identity import SideCondition, is_zero, require_defined
from proofs_check.kernel import Context
from proofs_check.sign import nonnegative, positive
from w2s_theory import notation
from w2s_theory.spec.ledger import Decision, decided, not_decided


def decide_by_combination(context: Context, level: str, with_gram: bool) -> Decision:
    """Decide the claim from the certificate's ``multipliers``, ``squares`` and ``rest``."""
    claim, known = context.claim, context.known
    difference = sympy.S(claim.left) - sympy.S(claim.right)
    if claim.relation in ("<=", "<"):
        difference = -difference
    inequality = claim.relation != "=="
    difference = put_equalities_in(difference, context)
    try:
        for supplied in _supplied(context):
            require_defined(known.put_in(supplied), known)
    except SideCondition as problem:
        return not_decided(str(problem))
    total = sympy.Integer(0)
    strict = False
    for name, multiplier in context.certificate.get("multipliers", {}).items():
        source = context.used.get(name) or context.gram.get(name)
        if source is None:
            return not_decided(f"{name} is neither a used step nor a Gram fact")
        multiplier = known.put_in(sympy.S(multiplier))
        if source.relation != "==":
            if not inequality:
                return not_decided("an equality cannot rest on an inequality")
            if not nonnegative(multiplier, known):
                return not_decided(f"the multiplier {multiplier} of {name} is not shown to be >= 0")
        excess = source.left - source.right
        if source.relation in ("<=", "<"):
            excess = -excess
        strict = strict or (source.relation in ("<", ">") and positive(multiplier, known))
        total += multiplier * put_equalities_in(excess, context)
    for coefficient, vector in context.certificate.get("squares", ()):
        coefficient = known.put_in(sympy.S(coefficient))
        if not inequality or not nonnegative(coefficient, known):
            return not_decided(f"the coefficient {coefficient} of a square is not shown to be >= 0")
        square = notation.norm_squared(known.put_in(vector)) if with_gram else known.put_in(vector) ** 2
        total += coefficient * put_equalities_in(square, context)
    rest = known.put_in(sympy.S(context.certificate.get("rest", 0)))
    if rest != 0:
        if not inequality or not nonnegative(rest, known):
            return not_decided(f"the rest {rest} is not shown to be >= 0")
        strict = strict or positive(rest, known)
        total += rest
    if claim.relation in ("<", ">") and not strict:
        return not_decided("nothing in the combination is strictly positive")
    try:
        same = is_zero(difference - total, level, known)
    except SideCondition as problem:
        return not_decided(str(problem))
    return decided() if same else not_decided("the two sides of the combination are not identical")


def _supplied(context: Context) -> list[Any]:
    """Every expression that the certificate brings in."""
    certificate = context.certificate
    squares = [part for pair in certificate.get("squares", ()) for part in pair]
    return [*certificate.get("multipliers", {}).values(), *squares, certificate.get("rest", 0)]


def put_equalities_in(expression: Any, context: Context) -> Any:
    """Rewrite by the used equalities (left -> right), then by the Gram equalities."""
    for source in context.used.values():
        if source.relation == "==" and not isinstance(source.left, sympy.Add) and source.left != 0:
            expression = rewrite(expression, source, context.holds_for_all)
    equalities = [c.left - c.right for c in context.gram.values() if c.relation == "=="]
    if not equalities and not context.step.unfold:
        return expression
    equalities += [definition.right - definition.left for definition in context.definitions()]
    equalities += [c.left - c.right for c in context.used.values() if c.relation == "==" and _is_gram(c)]
    equalities += _null_vectors(context)
    defined = tuple(getattr(notation, name) for name in context.step.unfold)
    return apply_solved(expression, eliminate(equalities, defined))


def _is_gram(claim: Any) -> bool:
    atom = notation.inner_type()
    return bool((claim.left - claim.right).has(atom))


def _null_vectors(context: Context) -> list[Any]:
    """A vector shown to have norm 0 is orthogonal to everything (Cauchy-Schwarz)."""
    found: list[Any] = []
    setting = context.statement.setting
    for vector, name in context.certificate.get("null", {}).items():
        source = context.used[name]
        if (
            source.right != 0
            or source.relation not in ("==", "<=")
            or source.left != notation.norm_squared(vector)
        ):
            raise ValueError(f"{name} does not say that {vector} has norm 0")
        for other in setting.vectors if setting else ():
            found.append(notation.inner(vector, getattr(notation, other)))
    return found
