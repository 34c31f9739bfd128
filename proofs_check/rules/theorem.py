"""An instance of another theorem of this project.

The certificate names it (``name``) and the ``values`` of its parameters; every value must be shown to lie
in the parameter's domain, every hypothesis to hold, and its Hilbert-space setting to be part of this
statement's, its families of settings among this statement's. Or the statement declares a family of such settings (:class:`w2s_theory.spec.theorem.Family`):
then the certificate's ``index`` says which member, and the values are the member's.
Which theorem may use which is checked for cycles where the statements are handed in: a theorem is never
among those it may use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sympy

from proofs_check.assumptions import letter
from proofs_check.binders import substitute as put_in
from proofs_check.expectation import depends_on_draw, has_mean, random_letters
from proofs_check.kernel import Context, require_claim, require_in_domain, substitute
from w2s_theory import notation
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.hilbert import Hilbert
from w2s_theory.spec.ledger import Decision, decided, not_decided
from w2s_theory.spec.parameter import integers
from w2s_theory.spec.theorem import Family, Statement


def decide(context: Context) -> Decision:
    name = context.certificate["name"]
    if name not in context.theorems:
        return not_decided(f"{name} is not among the theorems that this one declares to depend on")
    theorem = context.theorems[name]
    if "index" in context.certificate:
        return _member(name, theorem, context)
    values = dict(context.certificate.get("values", {}))
    chance = _chance(values, theorem, context)
    if chance:
        return not_decided(chance)
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
    problem = _premises(theorem, values, context)
    if not problem and theorem.setting and not _contains(context.statement.setting, theorem.setting):
        problem = f"the setting of {name} is not part of this one"
    if not problem and not _families(theorem, values) <= set(context.statement.families):
        problem = f"a family of settings that {name} speaks of is not declared here"
    return not_decided(problem) if problem else _instance(name, theorem, values, context)


def _families(theorem: Statement, values: Mapping[Any, Any]) -> set[Family]:
    """The theorem's families at these values of its parameters."""
    return {
        replace(family, values=tuple((symbol, put_in(value, values)) for symbol, value in family.values))
        for family in theorem.families
    }


def _member(name: str, theorem: Statement, context: Context) -> Decision:
    """An instance whose setting is a member of a family that the statement declares."""
    families = [family for family in context.statement.families if family.theorem == name]
    if len(families) != 1:
        return not_decided(f"the statement declares no family of settings for {name}")
    (family,) = families
    if theorem.families:
        return not_decided(f"{name} speaks of families of settings itself")
    index = {
        symbol: context.known.put_in(sympy.S(value)) for symbol, value in context.certificate["index"].items()
    }
    if set(index) != {letter(variable) for variable in family.variables}:
        return not_decided(f"the index must give {', '.join(each.symbol for each in family.variables)}")
    for variable in family.variables:
        require_in_domain(index[letter(variable)], variable, context.known)
    values = {symbol: put_in(value, index) for symbol, value in family.values}
    free = dict(context.certificate.get("values", {}))
    if set(values) & set(free) or (theorem.setting and set(free) & _letters_of(theorem.setting)):
        return not_decided(f"the family gives the letters of the setting of {name} their values")
    chance = _chance({**index, **free}, theorem, context)
    if chance:
        return not_decided(chance)
    values.update(free)
    if not {letter(parameter) for parameter in theorem.parameters} <= set(values):
        return not_decided(f"not every parameter of {name} has a value")
    random = random_letters(theorem.setting)
    if any(
        has_mean(side) or depends_on_draw(sympy.S(side), random)
        for c in theorem.claims
        for side in (c.left, c.right)
    ):
        return not_decided(f"{name} speaks of what is random: a member of a family can only give numbers")
    problem = _premises(theorem, values, context)
    return not_decided(problem) if problem else _instance(name, theorem, values, context)


def _chance(values: Mapping[Any, Any], theorem: Statement, context: Context) -> str:
    """A theorem about means is about fixed numbers: none of them may be given a value that depends on the draw."""
    if not random_letters(theorem.setting):
        return ""
    random = random_letters(context.statement.setting)
    for symbol, value in values.items():
        if depends_on_draw(sympy.S(value), random):
            return f"{symbol} is a fixed number there, and {value} depends on the draw"
    return ""


def _premises(theorem: Statement, values: Mapping[Any, Any], context: Context) -> str:
    """Why the values do not satisfy the theorem's domains and hypotheses; empty if they do."""
    known = context.known
    ours = {parameter.symbol: parameter for parameter in context.statement.parameters}
    for parameter in theorem.parameters:
        symbol = letter(parameter)
        value = known.put_in(sympy.S(values.get(symbol, symbol)))
        if value == symbol and ours.get(parameter.symbol) == parameter:
            continue
        require_in_domain(value, parameter, known)
    for hypothesis in theorem.hypotheses:
        problem = _index_problem(hypothesis, theorem, values, context)
        if problem:
            return problem
        require_claim(known.put_in_claim(substitute(hypothesis, values)), known)
    return ""


def _index_problem(hypothesis: Claim, theorem: Statement, values: Mapping[Any, Any], context: Context) -> str:
    """A letter of a hypothesis that is no parameter counts through all whole numbers of its row: so must what shows it."""
    named = {letter(parameter) for parameter in theorem.parameters} | set(values)
    both = sympy.Tuple(sympy.S(hypothesis.left), sympy.S(hypothesis.right))
    for index in both.free_symbols - named - random_letters(theorem.setting):
        if not isinstance(index, sympy.Symbol) or index.name not in notation.NAMES:
            continue
        row = notation.row(index.name)
        if row.kind != "scalar" or row.definition is not None or "integer" not in row.assumptions:
            continue
        if index in {letter(parameter) for parameter in context.statement.parameters}:
            return f"the hypothesis {hypothesis} is for every {index}, which is one number here"
        every = integers(1 if "positive" in row.assumptions else 0)
        for step in (context.step, *context.used_steps.values()):
            if any(letter(each) == index and each.domain != every for each in step.variables):
                return f"the hypothesis {hypothesis} is for every {index}, and {step.name} is for some"
            if any(sympy.S(side).has(index) for claim in step.where for side in (claim.left, claim.right)):
                return f"the hypothesis {hypothesis} is for every {index}, and {step.name} restricts it"
    return ""


def _instance(name: str, theorem: Statement, values: Mapping[Any, Any], context: Context) -> Decision:
    for claim in theorem.claims:
        instance = context.known.put_in_claim(substitute(claim, values))
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
    units = [part for unit in setting.units for part in (unit.coefficient, unit.count or 0)]
    parts = [
        part for each in setting.projections for part in (each.seen, each.missed, each.energy, each.last)
    ]
    return random_letters(setting).union(
        *(sympy.S(side).free_symbols for side in (*images, *sides, *units, *parts))
    )


def _contains(ours: Hilbert | None, theirs: Hilbert) -> bool:
    return (
        ours is not None
        and set(theirs.operators) <= set(ours.operators)
        and set(theirs.facts) <= set(ours.facts)
        and set(theirs.units) <= set(ours.units)
        and set(theirs.projections) <= set(ours.projections)
        # what holds without a draw holds for every draw
        and (not theirs.random or set(theirs.random) == set(ours.random))
    )
