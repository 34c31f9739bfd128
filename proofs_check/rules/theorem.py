"""An instance of another theorem of this project.

The certificate names it (``name``) and the ``values`` of its parameters; every value must be shown to lie
in the parameter's domain, every hypothesis to hold, and its Hilbert-space setting and its families of settings to
be among this statement's. Or the statement declares a family of such settings (:class:`w2s_theory.spec.theorem.Family`):
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
from proofs_check.binders import substitute, substitute_claim
from proofs_check.expectation import depends_on_draw, has_mean, random_letters
from proofs_check.identity import same_claim
from proofs_check.kernel import (
    Context,
    Decision,
    NotShown,
    decided,
    require,
    require_claim,
    require_in_domain,
)
from proofs_check.settings import contains, letters_of
from w2s_theory import notation
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.parameter import integers
from w2s_theory.spec.theorem import Statement


def decide(context: Context) -> Decision:
    name = context.certificate["name"]
    declared = name in context.theorems
    require(declared, "{} is not among the theorems that this one declares to depend on", name)
    theorem, values = context.theorems[name], dict(context.certificate.get("values", {}))
    if "index" in context.certificate:
        values = _member(name, theorem, values, context)
    else:
        _require_free(name, theorem, values)
        part = contains(context.statement.setting, theorem.setting)
        require(part, "the setting of {} is not part of this one", name)
        for family in theorem.families:
            here = tuple((symbol, substitute(value, values)) for symbol, value in family.values)
            declared = replace(family, values=here) in context.statement.families
            require(declared, "a family of settings that {} speaks of is not declared here", name)
        _require_fixed_numbers(values, theorem, context)
    _require_premises(theorem, values, context)
    for claim in theorem.claims:
        if same_claim(context.known.put_in_claim(substitute_claim(claim, values)), context.claim):
            return decided(("theorem", name))
    raise NotShown(f"the claim is not an instance of {name}")


def _require_free(name: str, theorem: Statement, values: Mapping[Any, Any]) -> None:
    """Only a parameter without a definition, and outside the setting, may be given a value."""
    for symbol in values:
        defined = notation.row(symbol.name).definition is not None
        require(not defined, "{} has a definition: it cannot be given another value", symbol)
        fixed = symbol in letters_of(theorem.setting)
        require(not fixed, "{} occurs in the setting of {}: it cannot be given another value", symbol, name)
        known = symbol in {letter(each) for each in theorem.parameters}
        require(known, "{} is no parameter of {}", symbol, name)


def _member(name: str, theorem: Statement, free: dict[Any, Any], context: Context) -> dict[Any, Any]:
    """The values of an instance whose setting is a member of a family that the statement declares."""
    families = [family for family in context.statement.families if family.theorem == name]
    require(len(families) == 1, "the statement declares no family of settings for {}", name)
    require(not theorem.families, "{} speaks of families of settings itself", name)
    (family,) = families
    index = {
        symbol: context.known.put_in(sympy.S(value)) for symbol, value in context.certificate["index"].items()
    }
    wanted = {letter(variable): variable for variable in family.variables}
    require(set(index) == set(wanted), "the index must give {}", set(wanted))
    for symbol, variable in wanted.items():
        require_in_domain(index[symbol], variable, context.known)
    values = {symbol: substitute(value, index) for symbol, value in family.values}
    taken = set(values) | letters_of(theorem.setting)
    require(not taken & set(free), "the family gives the letters of the setting of {} their values", name)
    _require_fixed_numbers({**index, **free}, theorem, context)
    values.update(free)
    every = {letter(parameter) for parameter in theorem.parameters} <= set(values)
    require(every, "not every parameter of {} has a value", name)
    random = random_letters(theorem.setting)
    sides = [claim.both for claim in theorem.claims]
    numbers = not any(has_mean(each) or depends_on_draw(each, random) for each in sides)
    require(numbers, "{} speaks of what is random: a member of a family can only give numbers", name)
    return values


def _require_fixed_numbers(values: Mapping[Any, Any], theorem: Statement, context: Context) -> None:
    """A theorem about means is about fixed numbers: none of them may be given a value that depends on the draw."""
    random = random_letters(context.statement.setting) if random_letters(theorem.setting) else set()
    for symbol, value in values.items():
        fixed = not depends_on_draw(sympy.S(value), random)
        require(fixed, "{} is a fixed number there, and {} depends on the draw", symbol, value)


def _require_premises(theorem: Statement, values: Mapping[Any, Any], context: Context) -> None:
    """Raise unless the values satisfy the theorem's domains and hypotheses."""
    known = context.known
    for parameter in theorem.parameters:
        symbol = letter(parameter)
        value = known.put_in(sympy.S(values.get(symbol, symbol)))
        if value != symbol or parameter not in context.statement.parameters:
            require_in_domain(value, parameter, known)
    for hypothesis in theorem.hypotheses:
        _require_every_index(hypothesis, theorem, values, context)
        require_claim(known.put_in_claim(substitute_claim(hypothesis, values)), known)


def _require_every_index(
    hypothesis: Claim, theorem: Statement, values: Mapping[Any, Any], context: Context
) -> None:
    """A letter of a hypothesis that is no parameter counts through all whole numbers of its row: so must what shows it."""
    named = {letter(each) for each in theorem.parameters} | set(values) | random_letters(theorem.setting)
    for index in hypothesis.both.free_symbols - named:
        if not isinstance(index, sympy.Symbol) or index.name not in notation.NAMES:
            continue
        row = notation.row(index.name)
        if row.kind != "scalar" or row.definition is not None or "integer" not in row.assumptions:
            continue
        general = index not in {letter(parameter) for parameter in context.statement.parameters}
        require(general, "{} is needed for every {}, which is one number here", hypothesis, index)
        every = integers(1 if "positive" in row.assumptions else 0)
        for step in (context.step, *context.used_steps.values()):
            whole = all(each.domain == every for each in step.variables if letter(each) == index)
            require(whole, "{} is needed for every {}, and {} is for some", hypothesis, index, step.name)
            free = not any(claim.both.has(index) for claim in step.where)
            require(free, "{} is needed for every {}, and {} restricts it", hypothesis, index, step.name)
