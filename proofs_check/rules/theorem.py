"""An instance of another theorem of this project.

The certificate names it (``name``) and the ``values`` of its parameters; every value must be shown to lie
in the parameter's domain, every hypothesis to hold, and its Hilbert-space setting and its families of settings to
be among this statement's. Or the statement declares a family of such settings (:class:`w2s_theory.records.theorem.Family`):
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
from proofs_check.declarations import counts_through, declarations, has_means, times
from proofs_check.definedness import limits_in
from proofs_check.expectation import depends_on_draw
from proofs_check.identity import same_claim
from proofs_check.instances import instantiate, require_value
from proofs_check.kernel import Context, Decision, NotShown, decided, require
from proofs_check.settings import contains, letters_of
from proofs_check.substitution import canonical, substitute
from w2s_theory import notation
from w2s_theory.records.parameter import Domain, reals
from w2s_theory.records.theorem import Statement


def decide(context: Context) -> Decision:
    name = context.certificate["name"]
    declared = name in context.theorems
    require(declared, "{} is not among the theorems that this one declares to depend on", name)
    theorem, values = context.theorems[name], dict(context.certificate.get("values", {}))
    some = any(depends_on_draw(each.both, set(context.declared.random)) for each in context.step.where)
    apart = not (some and declarations(theorem).random)
    require(apart, "{} is about all draws, and only some are looked at here", name)
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
    for claim in _instance(name, theorem, values, context):
        if same_claim(context.known.put_in_claim(claim), context.claim):
            return decided(
                ("theorem", name), exists=map(canonical, limits_in(context.known.put_in_claim(claim).both))
            )
    raise NotShown(f"the claim is not an instance of {name}")


def _require_free(name: str, theorem: Statement, values: Mapping[Any, Any]) -> None:
    """Only a parameter without a definition, and outside the setting, may be given a value."""
    for symbol in values:
        defined = notation.row(symbol.name).definition is not None
        require(not defined, "{} has a definition: it cannot be given another value", symbol)
        fixed = symbol in letters_of(theorem.setting)
        require(not fixed, "{} occurs in the setting of {}: it cannot be given another value", symbol, name)


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
        require_value(index[symbol], symbol, variable.domain, context.known)
        chance = depends_on_draw(index[symbol], set(context.declared.random))
        require(not chance, "{} says which member, and {} depends on the draw", symbol, index[symbol])
    values = {symbol: substitute(value, index) for symbol, value in family.values}
    taken = set(values) | letters_of(theorem.setting)
    require(not taken & set(free), "the family gives the letters of the setting of {} their values", name)
    values.update(free)
    every = {letter(parameter) for parameter in theorem.parameters} <= set(values)
    require(every, "not every parameter of {} has a value", name)
    # the member's vectors and errors are others than ours: only what has a value here may be spoken of
    for claim in (*theorem.claims, *theorem.hypotheses):
        spoken = {s for s in claim.both.free_symbols if isinstance(s, sympy.Symbol)} - declarations(
            theorem
        ).counting
        numbers = (
            spoken <= set(values) and not claim.both.has(notation.inner_type()) and not has_means((claim,))
        )
        require(numbers, "{} speaks of more than numbers that the family gives: {}", name, claim)
    return values


def _instance(name: str, theorem: Statement, values: Mapping[Any, Any], context: Context) -> list[Any]:
    """The theorem's claims at the values, its domains and hypotheses shown.

    Its parameters are fixed numbers where it speaks of chance: also one that has no value is what its letter is here.
    """
    parameters, ours = declarations(theorem).parameters, context.declared.parameters
    given, own = dict(values), {symbol: each.domain for symbol, each in parameters.items()}
    if (
        "index" in context.certificate
    ):  # a family says what the scalars of its members are, the defined ones too
        given = {symbol: value for symbol, value in given.items() if value != symbol or symbol in parameters}
        own |= {
            symbol: _row_domain(symbol)
            for symbol in values
            if symbol not in parameters and _is_defined(symbol)
        }
    for symbol, parameter in parameters.items():
        if symbol not in given and not (symbol in ours and ours[symbol].domain == parameter.domain):
            given[symbol] = symbol
    chance = has_means((*theorem.claims, *theorem.hypotheses)) or bool(declarations(theorem).random)
    fixed = context.declared.random if chance else frozenset()
    for symbol in set(parameters) - declarations(theorem).random:
        random = symbol in fixed and symbol not in values
        require(not random, "{} is a fixed number in {}, and it depends on the draw here", symbol, name)
    for time in set().union(*(times(each) for each in theorem.hypotheses)):
        same = time not in values and time in ours and ours[time].domain == parameters[time].domain
        require(same and not context.restricts(time), "{} assumes an equation at all times {}: it is needed for all here",
                name, time)  # fmt: skip
    for hypothesis in theorem.hypotheses:
        _require_every_index(hypothesis.both.free_symbols & declarations(theorem).counting, name, context)
    return instantiate(theorem.claims, given, own, theorem.hypotheses, context.known,
                       fixed=fixed, given=context.statement.hypotheses, of=name)  # fmt: skip


def _is_defined(symbol: Any) -> bool:
    row = notation.row(symbol.name)
    return row.kind == "scalar" and row.definition is not None


def _row_domain(symbol: Any) -> Domain:
    """The numbers that the notation table allows a letter."""
    words = notation.row(symbol.name).assumptions
    signed = "nonnegative" not in words and "positive" not in words
    return reals(None if signed else 0, lower_open="positive" in words)


def _require_every_index(indices: set[Any], name: str, context: Context) -> None:
    """What a hypothesis says for all values of a counting letter must be shown here for all of them."""
    for index in indices:
        require(index not in context.declared.parameters, "{} needs a hypothesis for every {}, which is one number here",
                name, index)  # fmt: skip
        here = context.letters.get(index)
        whole = here is None or here == counts_through(index)
        require(whole, "{} needs a hypothesis for every {}, and here it is for some", name, index)
        free = not any(
            c.both.has(index) for s in (context.step, *context.used_steps.values()) for c in s.where
        )
        require(free, "{} needs a hypothesis for every {}, and a restriction speaks of it", name, index)
