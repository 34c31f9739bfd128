"""An instance of a fact of the public table of cited facts, its conditions shown.

``fact`` names it, ``of`` gives the values of its arguments. The claim must be the instance,
written equally or equal by the ring rule; the fact's name goes into what the proof rests on.
"""

from __future__ import annotations

import sympy

from proofs_check.cited import FACTS, tied_letters
from proofs_check.definedness import defined, limits_in, running
from proofs_check.expectation import depends_on_draw
from proofs_check.identity import is_zero
from proofs_check.instances import require_premises
from proofs_check.kernel import Context, Decision, decided, require
from proofs_check.substitution import all_bound_letters, canonical
from w2s_theory import notation


def decide(context: Context) -> Decision:
    name, known = context.certificate["fact"], context.known
    require(name in FACTS, "{} is not in the table of cited facts", name)
    fact = FACTS[name]
    require(fact.rule == "cited", "{} enters by the rule {}, which knows its conditions", name, fact.rule)
    given = {key: sympy.S(known.put_in(value)) for key, value in context.certificate["of"].items()}
    random = set(context.declared.random)
    for key, value in given.items():
        fixed = not depends_on_draw(value, random)
        require(fixed, "{} is fixed in {}, and {} depends on the draw", key, name, value)
        # a function is one on the interval that its letter runs over
        here = (
            running(known, notation.z, sympy.Integer(-1), sympy.Integer(1))
            if key in fact.functions
            else known
        )
        number = defined(value, here)
        require(number, "{} for {} is not shown to be a number", value, key)
    for each in fact.random:
        said = getattr(notation, each) in random
        require(said, "{} speaks of the random {}, which the setting does not declare", name, each)
    claim, conditions, integers = fact.instance(**given)
    for symbol in tied_letters(fact.random):  # it is about one draw, in which these have one value
        fixed = symbol in context.declared.parameters and symbol not in random
        require(fixed, "{} must be a parameter of the statement, for {}", symbol, name)
    bound = all_bound_letters(claim.both)
    for key, value in given.items():
        caught = () if key in fact.functions else sorted(map(str, value.free_symbols & bound))
        require(not caught, "{} in the value of {} is bound in {}", caught, key, name)
    require_premises(conditions, integers, known)
    same = claim.relation == context.claim.relation and all(
        mine == theirs or is_zero(mine - theirs, "ring", known)
        for mine, theirs in ((context.claim.left, claim.left), (context.claim.right, claim.right))
    )
    require(same, "the claim is not an instance of {}: {}", name, claim)
    return decided(("cited", name), exists=map(canonical, limits_in(claim.both)))
