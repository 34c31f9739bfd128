"""The mean of a claim that holds for every draw: the mean is linear and keeps <= and >=.

The certificate's ``of`` names the used step ``X r Y``; the claim is the same with both sides' means
taken, split by linearity: factors that do not depend on the draw come out, and the mean of 1 is 1. The
used step must hold for every draw, so no restriction of it may speak of what is random. Jensen,
Cauchy and Schwarz are instances: take the mean of a square that a fixed number makes smallest.
"""

from __future__ import annotations

import sympy

from proofs_check.expectation import NoMean, depends_on_draw, mean_of, random_letters, split_means
from proofs_check.kernel import Context
from w2s_theory.spec.ledger import Decision, decided, not_decided


def decide(context: Context) -> Decision:
    name = context.certificate["of"]
    source, claim, known = context.used[name], context.claim, context.known
    setting = context.statement.setting
    random = random_letters(setting)
    if random & set(known.substitution):
        return not_decided(
            f"{(random & set(known.substitution)).pop()} is random and set equal to something else"
        )
    if source.relation not in ("==", "<=", ">=") or source.relation != claim.relation:
        return not_decided("both claims must have the same relation ==, <= or >=")
    if list(context.used) != [name]:
        return not_decided("this rule uses the one step whose mean it takes")
    for restriction in (*context.used_steps[name].where, *context.step.where):
        if any(depends_on_draw(sympy.S(side), random) for side in (restriction.left, restriction.right)):
            return not_decided(f"{restriction} does not hold for every draw")
    if any(depends_on_draw(sympy.S(side), random) for side in (claim.left, claim.right)):
        return not_decided("the claim depends on the draw outside a mean")
    try:
        claimed = split_means(claim.left - claim.right, setting)
        taken = split_means(mean_of(source.left - source.right, setting), setting)
    except NoMean as problem:
        return not_decided(str(problem))
    if sympy.expand(claimed - taken) != 0:
        return not_decided(f"the claim is not the mean of {name}")
    return decided()
