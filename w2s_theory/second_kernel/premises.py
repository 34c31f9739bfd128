"""What a step may take as given, read from the statement and the steps before it: the premises of its lemma.

Domains and hypotheses of the statement, restrictions of the step, earlier steps that it uses (at the values of
their own letters), definitions that it unfolds, and what the Hilbert-space setting says of inner
products. Written down anew here, not taken from the checker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy

from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Domain
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement
from w2s_theory.second_kernel.expressions import NotPrintable


@dataclass(frozen=True)
class Premise:
    """One hypothesis of a lemma: ``claim``, under ``conditions`` where the step before held only there.

    ``key`` is what a certificate calls it. ``at`` are the values at which a step with letters of its own is used.
    """

    key: str
    origin: str
    claim: Claim
    at: Mapping[Any, Any] = field(default_factory=dict)
    conditions: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Premises:
    """All premises of a step: restrictions first, then what is used, the setting, the definitions, the domains."""

    claim: Claim
    restrictions: tuple[Premise, ...]
    used: tuple[Premise, ...]
    gram: tuple[Premise, ...]
    definitions: tuple[Premise, ...]

    def all(self) -> tuple[Premise, ...]:
        return (*self.restrictions, *self.used, *self.gram, *self.definitions)


def premises_of(step: Step, statement: Statement, earlier: Mapping[str, Step]) -> Premises:
    """Everything that the step may take as given, except the domains of its letters."""
    restrictions = [
        Premise(f"hypothesis.{number}", "hypothesis", claim)
        for number, claim in enumerate(statement.hypotheses)
        if _speaks_of_parameters(claim, statement)
    ]
    restrictions += [
        Premise(f"where.{number}", "restriction", claim) for number, claim in enumerate(step.where)
    ]
    used = [_used(earlier[name], step, statement) for name in step.uses]
    gram = []
    if statement.setting is not None:
        gram = [Premise(name, "setting", claim) for name, claim in setting_facts(statement.setting).items()]
    gram = [premise for premise in gram if premise.claim.left != premise.claim.right]
    definitions = [
        Premise(
            f"definition.{name}",
            "definition",
            Claim(getattr(notation, name), "==", notation.definition(name)),
        )
        for name in step.unfold
        if notation.row(name).kind == "scalar"
    ]
    return Premises(
        unfolded(step.claim, step), tuple(restrictions), tuple(used), tuple(gram), tuple(definitions)
    )


def unfolded(claim: Claim, step: Step) -> Claim:
    """The claim with the definitions of functions that the step unfolds put in."""
    left, right = sympy.S(claim.left), sympy.S(claim.right)
    for name in step.unfold:
        if notation.row(name).kind == "function":
            head = getattr(notation, name)

            def define(*arguments: Any, name: str = name) -> Any:
                return notation.definition(name, *arguments)

            left, right = left.replace(head, define), right.replace(head, define)
    return Claim(left, claim.relation, right)


def setting_facts(setting: Hilbert) -> dict[str, Claim]:
    """What the setting says of inner products, by name.

    P = P^2 = P*: <P x, y> = <x, P y> and <P x, P y> = <x, P y>. A self-adjoint S: <S x, y> = <x, S y>. A shrinkage
    0 <= S <= I besides: <x, S x> >= 0, <x, x> >= <x, S x>, <x, S x> >= <S x, S x>.
    """
    inner, facts = notation.inner, dict(setting.facts)
    for operator in setting.operators:
        images = list(operator.images)
        for i, (x, px) in enumerate(images):
            for j, (y, py) in enumerate(images):
                if i < j:
                    facts[f"{operator.letter}.symmetric({i},{j})"] = Claim(inner(px, y), "==", inner(x, py))
                if operator.kind == "projection":
                    facts[f"{operator.letter}.same({i},{j})"] = Claim(inner(px, py), "==", inner(x, py))
            if operator.kind == "shrinkage":
                facts[f"{operator.letter}.nonnegative({i})"] = Claim(inner(x, px), ">=", 0)
                facts[f"{operator.letter}.below({i})"] = Claim(inner(x, x), ">=", inner(x, px))
                facts[f"{operator.letter}.square({i})"] = Claim(inner(x, px), ">=", inner(px, px))
    return facts


def domain_claims(atom: Any, parameters: Mapping[str, Domain]) -> list[Claim]:
    """What is known of a letter by itself: its declared domain, or what the notation table says of it."""
    if isinstance(atom, sympy.Pow):
        # a power that is not whole is a number only where its base is > 0
        positive = atom.is_positive or not atom.exp.is_integer
        return [Claim(atom, ">", sympy.Integer(0))] if positive else []
    if isinstance(atom, sympy.gamma):
        return [Claim(atom, ">", sympy.Integer(0))] if atom.args[0].is_positive else []
    name = _row_name(atom)
    if name in parameters:
        domain, claims = parameters[name], []
        if domain.lower is not None:
            claims.append(Claim(atom, ">" if domain.lower_open else ">=", _exact(domain.lower)))
        if domain.upper is not None:
            claims.append(Claim(atom, "<" if domain.upper_open else "<=", _exact(domain.upper)))
        return claims
    if name in notation.NAMES:
        assumptions = notation.row(name).assumptions
        if "positive" in assumptions:
            return [Claim(atom, ">", sympy.Integer(0))]
        if "nonnegative" in assumptions:
            return [Claim(atom, ">=", sympy.Integer(0))]
    return []


def declared_domains(step: Step, statement: Statement) -> dict[str, Domain]:
    """Letter -> domain, for the parameters of the statement and the step's own letters."""
    return {each.symbol: each.domain for each in (*statement.parameters, *step.variables)}


def _row_name(atom: Any) -> str:
    if isinstance(atom, sympy.Symbol):
        return atom.name
    if isinstance(atom, sympy.Indexed):
        return str(atom.base.label)
    return type(atom).__name__ if isinstance(atom, sympy.Function) else ""


def _exact(value: Any) -> Any:
    return sympy.Rational(value.numerator, value.denominator)


def _speaks_of_parameters(claim: Claim, statement: Statement) -> bool:
    """Whether a hypothesis is about the parameters alone: one with an index is for the rules that count through it."""
    names = {each.symbol for each in statement.parameters}
    labels = {
        sympy.Symbol(str(atom.base.label)) for atom in claim.both.atoms(sympy.Indexed)
    }  # an array's own symbol is free in its entries
    free = {each.name for each in claim.both.free_symbols if isinstance(each, sympy.Symbol)}
    free -= {each.name for each in labels}
    return free <= names and not claim.both.has(sympy.Derivative)


def _used(earlier: Step, step: Step, statement: Statement) -> Premise:
    """An earlier step at the values of this one; Coq proves the instance from the lemma of that step."""
    at = dict(step.certificate.get("at", {}).get(earlier.name, {}))
    claim, origin = unfolded(earlier.claim, step), f"step {earlier.name}"
    given = (*step.where, *statement.hypotheses)
    conditions = [each for each in earlier.where if each not in given]
    if not at:
        return Premise(earlier.name, origin, claim, conditions=tuple(conditions))
    conditions = list(earlier.where)
    for parameter in earlier.variables:
        symbol = getattr(notation, parameter.symbol)
        if symbol in at:
            conditions += domain_claims_at(symbol, parameter.domain)
    instances = tuple(substituted(each, at) for each in conditions)
    return Premise(earlier.name, origin, substituted(claim, at), at, instances)


def domain_claims_at(value: Any, domain: Domain) -> list[Claim]:
    """That a value lies in a domain (its ends; Coq's reals do not say that it is whole)."""
    claims = []
    if domain.lower is not None:
        claims.append(Claim(value, ">" if domain.lower_open else ">=", _exact(domain.lower)))
    if domain.upper is not None:
        claims.append(Claim(value, "<" if domain.upper_open else "<=", _exact(domain.upper)))
    return claims


def substituted(claim: Claim, values: Mapping[Any, Any]) -> Claim:
    """A claim at values of some letters, none of which may be bound in it.

    Raises
    ------
    NotPrintable
        If a value speaks of a letter that a sum or an integral binds.
    """
    new = set().union(*(sympy.S(value).free_symbols for value in values.values()))
    for node in claim.both.atoms(sympy.Sum, sympy.Product, sympy.Integral):
        if {limits[0] for limits in node.limits} & new and node.free_symbols & set(values):
            raise NotPrintable(f"a value would be bound in {node}")
    return Claim(
        sympy.S(claim.left).subs(dict(values), simultaneous=True),
        claim.relation,
        sympy.S(claim.right).subs(dict(values), simultaneous=True),
    )
