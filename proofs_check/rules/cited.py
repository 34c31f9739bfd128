"""An instance of a fact of the public table of cited facts, its conditions shown.

``fact`` names it, ``of`` gives the values of its arguments. The claim must be the instance,
written equally or equal by the ring rule; the fact's name goes into what the proof rests on.
"""

from __future__ import annotations

import sympy

from proofs_check.binders import all_bound_letters
from proofs_check.cited import FACTS
from proofs_check.expectation import depends_on_draw, random_letters
from proofs_check.identity import is_zero
from proofs_check.kernel import Context, require_claim
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.ledger import Decision, decided, not_decided


def _bound(claim: Claim) -> set:
    return all_bound_letters(sympy.S(claim.left)) | all_bound_letters(sympy.S(claim.right))


def decide(context: Context) -> Decision:
    name = context.certificate["fact"]
    if name not in FACTS:
        return not_decided(f"{name} is not in the table of cited facts")
    if FACTS[name].rule != "cited":
        return not_decided(f"{name} enters by the rule {FACTS[name].rule}, which knows its conditions")
    given = {key: context.known.put_in(value) for key, value in context.certificate["of"].items()}
    random = random_letters(context.statement.setting)
    for key, value in given.items():
        if depends_on_draw(sympy.S(value), random):
            return not_decided(
                f"{key} is a fixed number or function in {name}, and {value} depends on the draw"
            )
    claim, conditions, integers = FACTS[name].instance(**given)
    for key, value in given.items():
        caught = set() if key in FACTS[name].functions else sympy.S(value).free_symbols & _bound(claim)
        if caught:
            return not_decided(f"{caught.pop()} in the value of {key} is bound in {name}")
    for condition in conditions:
        require_claim(condition, context.known)
    for number in integers:
        if not sympy.S(number).is_integer:
            return not_decided(f"{number} is not shown to be whole")
    same = claim.relation == context.claim.relation and all(
        mine == theirs or is_zero(mine - theirs, "ring", context.known)
        for mine, theirs in ((context.claim.left, claim.left), (context.claim.right, claim.right))
    )
    return (
        decided(("cited", name)) if same else not_decided(f"the claim is not an instance of {name}: {claim}")
    )
