"""Induction over whole numbers from 0, in two forms.

``base`` and ``step`` name the used steps, ``variable`` the letter i.

* A claim: ``base`` is the claim at i = 0; ``step`` is the claim at i + 1, under the claim itself as a restriction.
* A chain: X r Y(0), and Y(i) r Y(i+1), give X r Y(i), for r one of == <= >=.

The other restrictions of the claim must hold for i whenever they hold for i + 1, and must give those of
the step for i.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.assumptions import assume
from proofs_check.kernel import Context, require_claim
from proofs_check.letters import fixed_letters
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.ledger import Decision, decided, not_decided
from w2s_theory.spec.step import Step


def decide(context: Context) -> Decision:
    i = context.certificate["variable"]
    base, step = (context.used_steps[context.certificate[key]] for key in ("base", "step"))
    claim, relation = context.step.claim, context.step.claim.relation
    domain = context.known.domains[i]
    if not domain.integer or domain.lower != 0:
        return not_decided(f"{i} does not start at 0")
    if i in fixed_letters(context.statement):
        return not_decided(f"the statement assumes more of {i} than its domain")
    if claim in step.where:
        problem = "" if _same_claim(base.claim, claim, i, 0) else f"{base.name} is not the claim at {i} = 0"
        if not _same_claim(step.claim, claim, i, i + 1):
            problem = f"{step.name} is not the claim at {i} + 1"
        return not_decided(problem) if problem else _restrictions(base, step, i, context, assumed=(claim,))
    if relation not in ("==", "<=", ">=") or {base.claim.relation, step.claim.relation} != {relation}:
        return not_decided("base, step and claim must have the same relation ==, <= or >=")
    if sympy.S(claim.left).has(i):
        return not_decided(f"the left side must not contain {i}")
    if not _same(base.claim.left, claim.left) or not _same(base.claim.right, _at(claim.right, i, 0)):
        return not_decided(f"{base.name} is not the claim at {i} = 0")
    if not _same(step.claim.left, claim.right) or not _same(step.claim.right, _at(claim.right, i, i + 1)):
        return not_decided(f"{step.name} does not lead from {i} to {i} + 1")
    return _restrictions(base, step, i, context)


def _restrictions(
    base: Step, step: Step, i: Any, context: Context, assumed: tuple[Claim, ...] = ()
) -> Decision:
    """The letters and restrictions of base and step fit the claim's (``assumed``: the claim itself, at i)."""
    for earlier in (base, step):
        foreign = [v.symbol for v in earlier.variables if v not in context.step.variables]
        if foreign:
            return not_decided(f"{earlier.name} has the letter {foreign[0]} of its own, or on another domain")
    ours = context.step.where
    fixed = [w for w in base.where if w not in context.statement.hypotheses and w not in ours]
    if fixed:
        return not_decided(f"{base.name} holds only where {fixed[0]}")
    # what is assumed for i + 1 must give what is assumed for i, and what the step needs at i
    later = tuple(Claim(_at(w.left, i, i + 1), w.relation, _at(w.right, i, i + 1)) for w in ours)
    parameters = (*context.statement.parameters, *context.step.variables)
    known = assume(parameters, (*context.statement.hypotheses, *later))
    for needed in (*ours, *(restriction for restriction in step.where if restriction not in assumed)):
        require_claim(known.put_in_claim(needed), known)
    return decided()


def _at(expression: object, i: object, value: object) -> object:
    return sympy.S(expression).subs(i, value)


def _same_claim(said: Claim, claim: Claim, i: Any, value: Any) -> bool:
    """Whether ``said`` is the claim at ``i = value``."""
    there = Claim(_at(claim.left, i, value), claim.relation, _at(claim.right, i, value))
    return said.relation == there.relation and _same(said.left, there.left) and _same(said.right, there.right)


def _same(left: object, right: object) -> bool:
    return left == right or sympy.expand(sympy.S(left) - sympy.S(right)) == 0
