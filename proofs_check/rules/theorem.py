"""An instance of another theorem of this project.

The certificate names it (``name``) and the values of its parameters (``at``); every value must be
shown to lie in the parameter's domain, every hypothesis to hold, and its Hilbert-space setting to
be part of this statement's. Which theorem may use which is checked for cycles where the
statements are handed in: a theorem is never among those it may use.
"""

from __future__ import annotations

import sympy

from proofs_check.assumptions import letter
from proofs_check.kernel import Context, require_claim, require_in_domain, substitute
from w2s_theory import notation
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.hilbert import Hilbert
from w2s_theory.spec.ledger import Decision, decided, not_decided


def decide(context: Context) -> Decision:
    name = context.certificate["name"]
    if name not in context.theorems:
        return not_decided(f"{name} is not among the theorems that this one declares to depend on")
    theorem, known = context.theorems[name], context.known
    values = dict(context.certificate.get("values", {}))
    defined = [symbol.name for symbol in values if notation.row(symbol.name).definition is not None]
    if defined:
        return not_decided(f"{defined[0]} has a definition: it cannot be given another value")
    fixed = [symbol.name for symbol in values if theorem.setting and symbol in _letters_of(theorem.setting)]
    if fixed:
        return not_decided(f"{fixed[0]} occurs in the setting of {name}: it cannot be given another value")
    foreign = [
        str(symbol) for symbol in values if symbol not in {letter(each) for each in theorem.parameters}
    ]
    if foreign:
        return not_decided(f"{foreign[0]} is no parameter of {name}")
    ours = {parameter.symbol: parameter for parameter in context.statement.parameters}
    for parameter in theorem.parameters:
        symbol = letter(parameter)
        value = known.put_in(sympy.S(values.get(symbol, symbol)))
        if value == symbol and ours.get(parameter.symbol) == parameter:
            continue
        require_in_domain(value, parameter, known)
    for hypothesis in theorem.hypotheses:
        require_claim(known.put_in_claim(substitute(hypothesis, values)), known)
    if theorem.setting and not _contains(context.statement.setting, theorem.setting):
        return not_decided(f"the setting of {name} is not part of this one")
    for claim in theorem.claims:
        instance = known.put_in_claim(substitute(claim, values))
        if instance.relation == context.claim.relation and _same(instance, context.claim):
            return decided(("theorem", name))
    return not_decided(f"the claim is not an instance of {name}")


def _same(left: Claim, right: Claim) -> bool:
    return all(
        a == b or sympy.expand(a - b) == 0 for a, b in ((left.left, right.left), (left.right, right.right))
    )


def _letters_of(setting: Hilbert) -> set:
    images = [side for operator in setting.operators for pair in operator.images for side in pair]
    sides = [side for _, fact in setting.facts for side in (fact.left, fact.right)]
    return set().union(*(sympy.S(side).free_symbols for side in (*images, *sides)))


def _contains(ours: Hilbert | None, theirs: Hilbert) -> bool:
    return (
        ours is not None
        and set(theirs.operators) <= set(ours.operators)
        and set(theirs.facts) <= set(ours.facts)
    )
