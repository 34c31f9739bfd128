"""The mean of a claim that holds for every draw: the mean is linear and keeps <= and >=.

The certificate's ``of`` names the used step ``X r Y``; the claim is the same with both sides' means
taken, split by linearity: factors that do not depend on the draw come out, and the mean of 1 is 1. The
used step must hold for every draw, so no restriction of it may speak of what is random. Jensen,
Cauchy and Schwarz are instances: take the mean of a square that a fixed number makes smallest.
"""

from __future__ import annotations

from proofs_check.expectation import depends_on_draw, mean_of, split_means
from proofs_check.kernel import Context, Decision, decided, require
from proofs_check.polynomials import vanishes


def decide(context: Context) -> Decision:
    name, claim = context.certificate["of"], context.claim
    source, setting = context.used[name], context.statement.setting
    random = set(context.declared.random)
    replaced = sorted(map(str, random & set(context.known.substitution)))
    require(not replaced, "{} is random and set equal to something else", replaced)
    same = source.relation in ("==", "<=", ">=") and source.relation == claim.relation
    require(same, "both claims must have the same relation ==, <= or >=")
    require(list(context.used) == [name], "this rule uses the one step whose mean it takes")
    for restriction in (*context.used_steps[name].where, *context.step.where):
        require(not depends_on_draw(restriction.both, random), "{} does not hold for every draw", restriction)
    require(not depends_on_draw(claim.both, random), "the claim depends on the draw outside a mean")
    claimed = split_means(claim.left - claim.right, setting)
    taken = split_means(mean_of(source.left - source.right, setting), setting)
    require(vanishes(claimed - taken), "the claim is not the mean of {}", name)
    return decided()
