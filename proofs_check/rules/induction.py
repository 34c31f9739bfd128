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
from proofs_check.definedness import limits_in
from proofs_check.identity import same_claim
from proofs_check.instances import require_claim
from proofs_check.kernel import Context, Decision, decided, require
from proofs_check.substitution import canonical, substitute, substitute_claim
from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step


def decide(context: Context) -> Decision:
    i = context.certificate["variable"]
    base, step = (context.used_steps[context.certificate[key]] for key in ("base", "step"))
    claim, relation = context.step.claim, context.step.claim.relation
    domain = context.known.domains[i]
    require(domain.integer and domain.lower == 0 and not domain.lower_open, "{} does not start at 0", i)
    free = i not in context.declared.fixed
    require(free, "the statement assumes more of {} than its domain", i)
    chain = claim not in step.where
    start, later = _at(claim, i, sympy.Integer(0)), _at(claim, i, i + 1)
    if chain:
        known = relation in ("==", "<=", ">=") and not sympy.S(claim.left).has(i)
        require(known, "the claim must be X r Y({}) with r one of == <= >=", i)
        later = Claim(claim.right, relation, later.right)
    require(same_claim(base.claim, start), "{} is not the claim at {} = 0", base.name, i)
    require(same_claim(step.claim, later), "{} does not lead from {} to {} + 1", step.name, i, i)
    for earlier in (base, step):
        ours = all(variable in context.step.variables for variable in earlier.variables)
        require(ours, "{} has a letter of its own, or on another domain", earlier.name)
    where = context.step.where
    for restriction in base.where:
        held = restriction in (*context.statement.hypotheses, *where)
        require(held, "{} holds only where {}", base.name, restriction)
    # what is assumed for i + 1 must give what is assumed for i, and what the step needs at i
    parameters = (*context.statement.parameters, *context.step.variables)
    known = assume(parameters, (*context.statement.hypotheses, *(_at(each, i, i + 1) for each in where)))
    for needed in (*where, *(each for each in step.where if chain or each != claim)):
        require_claim(known.put_in_claim(needed), known)
    return decided(exists=_existing(claim, i, base, step))


def _existing(claim: Claim, i: Any, base: Step, step: Step) -> set[Any]:
    """The sums of the claim that stand in the base at 0, and in the step at i + 1 (or have no i)."""
    first, later = ({canonical(node) for node in limits_in(each.claim.both)} for each in (base, step))
    found = set()
    for node in limits_in(claim.both):
        at_0, after = (canonical(substitute(node, {i: value})) for value in (sympy.Integer(0), i + 1))
        if at_0 in first and (after in later or not node.has(i)):
            found.add(canonical(node))
    return found


def _at(claim: Claim, i: Any, value: Any) -> Claim:
    return substitute_claim(claim, {i: value})
