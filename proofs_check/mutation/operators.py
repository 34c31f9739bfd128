"""Every way in which a statement or a step is spoiled, one thing at a time, always in the same order.

An operator looks at expression trees and records, never at what they mean: a rational constant, a relation, an
index, a hypothesis, the end of a domain, a fact of the setting, an entry of a certificate, a step that is used, a
definition that is put in. What comes out is another statement or step, never the same one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import Any

import sympy

from w2s_theory import notation
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.hilbert import Hilbert, Operator
from w2s_theory.spec.parameter import Domain, Parameter
from w2s_theory.spec.step import Step
from w2s_theory.spec.theorem import Family, Statement

OTHER_RELATIONS = {
    "==": ("<", ">", "<="),
    "<=": (">=", "<", "=="),
    ">=": ("<=", ">", "=="),
    "<": (">", ">=", "<="),
    ">": ("<", "<=", ">="),
}
# what a kind of operator is weakened to
WEAKER_KIND = {"projection": "shrinkage", "shrinkage": "self_adjoint", "self_adjoint": None}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of a step or of a statement.

    ``place`` is the step's name, or ``statement``; ``operator`` the kind of change; ``change`` says what was done.
    ``what`` tells how it is judged: a ``claim`` says something else than before, a ``reason`` says the same for
    another reason, an ``assumption`` leaves the claims and changes what may be assumed.
    """

    place: str
    operator: str
    change: str
    what: str
    step: Step | None = None
    statement: Statement | None = None

    @property
    def name(self) -> str:
        return f"{self.place}: {self.operator}: {self.change}"


def step_mutants(step: Step) -> Iterator[Mutant]:
    """All changes of one step."""
    for operator, change, claim in claim_changes(step.claim):
        yield Mutant(step.name, operator, change, "claim", step=replace(step, claim=claim))
    for change, where in assumed_changes(step.where):
        yield Mutant(step.name, "restriction", change, "claim", step=replace(step, where=where))
    for change, variables in parameter_changes(step.variables):
        yield Mutant(step.name, "domain end", change, "claim", step=replace(step, variables=variables))
    for name in step.uses:
        uses = tuple(other for other in step.uses if other != name)
        yield Mutant(step.name, "use", f"without {name}", "reason", step=replace(step, uses=uses))
    for name in step.unfold:
        unfold = tuple(other for other in step.unfold if other != name)
        yield Mutant(step.name, "unfold", f"without {name}", "reason", step=replace(step, unfold=unfold))
    for key, value in step.certificate.items():
        without = {other: part for other, part in step.certificate.items() if other != key}
        yield Mutant(
            step.name, "certificate", f"without {key}", "reason", step=replace(step, certificate=without)
        )
        for change, changed in certificate_changes(value):
            certificate = {**step.certificate, key: changed}
            yield Mutant(
                step.name, "certificate", f"{key} {change}", "reason", step=replace(step, certificate=certificate)
            )


def statement_mutants(statement: Statement) -> Iterator[Mutant]:
    """All changes of one statement."""

    def mutant(operator: str, change: str, what: str, **parts: Any) -> Mutant:
        return Mutant("statement", operator, change, what, statement=replace(statement, **parts))

    for number, claim in enumerate(statement.claims):
        label = f"claim {number + 1} " if len(statement.claims) > 1 else ""
        for operator, change, changed in claim_changes(claim):
            yield mutant(operator, label + change, "claim", claims=_put(statement.claims, number, changed))
    for change, parameters in parameter_changes(statement.parameters):
        yield mutant("domain end", change, "assumption", parameters=parameters)
    for change, hypotheses in assumed_changes(statement.hypotheses):
        yield mutant("hypothesis", change, "assumption", hypotheses=hypotheses)
    if statement.setting is not None:
        for change, setting in setting_changes(statement.setting):
            yield mutant("setting", change, "assumption", setting=setting)
    for number, family in enumerate(statement.families):
        for change, changed in family_changes(family):
            families = _put(statement.families, number, changed)
            yield mutant("family", f"{number + 1} {change}", "assumption", families=families)


def claim_changes(claim: Claim) -> Iterator[tuple[str, str, Claim]]:
    """(operator, change, claim): each constant, each index, the relation."""
    for side in ("left", "right"):
        expression = sympy.S(getattr(claim, side))
        for operator, change, changed in expression_changes(expression):
            yield operator, f"{side} {change}", replace(claim, **{side: changed})
    for relation in OTHER_RELATIONS[claim.relation]:
        yield "relation", f"{claim.relation} to {relation}", Claim(claim.left, relation, claim.right)


def expression_changes(expression: Any) -> Iterator[tuple[str, str, Any]]:
    """(operator, change, expression): every rational constant and every index, each once."""
    sites = 0
    for place, part in _parts(expression):
        if part.is_Rational:
            # one more, doubled, the other sign, in turn: the next of them where one changes nothing
            values = (("+ 1", part + 1), ("doubled", 2 * part), ("negated", -part))
            for turn in range(3):
                word, value = values[(sites + turn) % 3]
                changed = _at(expression, place, value)
                if _is_other(changed, expression):
                    yield "constant", f"{part} {word} at {_path(place)}", changed
                    break
            sites += 1
        for word, value in _index_changes(part):
            changed = _at(expression, place, value)
            if _is_other(changed, expression):
                yield "index", f"{word} at {_path(place)}", changed


def _index_changes(part: Any) -> Iterator[tuple[str, Any]]:
    """An index moved by one, and a sum or integral that begins or ends one later."""
    if isinstance(part, sympy.Indexed):
        yield f"{part} moved", part.func(part.base, *(index + 1 for index in part.indices))
    elif part.func.__module__ == notation.__name__ and part.args and part.args[0].is_integer:
        yield f"{part.func.__name__} moved", part.func(part.args[0] + 1, *part.args[1:])
    elif isinstance(part, (sympy.Sum, sympy.Product, sympy.Integral)) and len(part.limits[0]) == 3:
        (letter, low, high), *others = part.limits
        if low.is_finite is not False:
            yield f"{letter} from {low} + 1", part.func(part.function, (letter, low + 1, high), *others)
        if high.is_finite is not False:
            yield f"{letter} to {high} + 1", part.func(part.function, (letter, low, high + 1), *others)


def assumed_changes(claims: tuple[Claim, ...]) -> Iterator[tuple[str, tuple[Claim, ...]]]:
    """Hypotheses or restrictions: each dropped, and each changed."""
    for number, claim in enumerate(claims):
        yield f"without {claim}", (*claims[:number], *claims[number + 1 :])
        for operator, change, changed in claim_changes(claim):
            yield f"{claim}: {operator} {change}", _put(claims, number, changed)


def parameter_changes(parameters: tuple[Parameter, ...]) -> Iterator[tuple[str, tuple[Parameter, ...]]]:
    """Every end of every domain: taken away, moved either way, open or closed."""
    for number, parameter in enumerate(parameters):
        for change, domain in domain_changes(parameter.domain):
            changed = _put(parameters, number, replace(parameter, domain=domain))
            yield f"{parameter.symbol} in {change}", changed


def domain_changes(domain: Domain) -> Iterator[tuple[str, Domain]]:
    for end in ("lower", "upper"):
        value = getattr(domain, end)
        if value is None:
            continue
        moves: list[dict[str, Any]] = [{end: None, f"{end}_open": False}, {end: value - 1}, {end: value + 1}]
        if not domain.integer:
            moves[2] = {end: value + Fraction(1, 3)}
            moves.append({f"{end}_open": not getattr(domain, f"{end}_open")})
        for move in moves:
            changed = replace(domain, **move)
            yield str(changed), changed


def setting_changes(setting: Hilbert) -> Iterator[tuple[str, Hilbert]]:
    """Operators weakened or dropped, images and facts changed, independence and chance forgotten."""
    for number, operator in enumerate(setting.operators):
        for change, changed in _operator_changes(operator):
            operators = (
                (*setting.operators[:number], *setting.operators[number + 1 :])
                if changed is None
                else _put(setting.operators, number, changed)
            )
            yield f"{operator.letter} {change}", replace(setting, operators=operators)
    for number, (name, fact) in enumerate(setting.facts):
        yield (
            f"without {name}",
            replace(setting, facts=(*setting.facts[:number], *setting.facts[number + 1 :])),
        )
        for kind, change, changed in claim_changes(fact):
            yield f"{name}: {kind} {change}", replace(setting, facts=_put(setting.facts, number, (name, changed)))
    for name in setting.random:
        kept = tuple(other for other in setting.random if other != name)
        yield f"{name} does not depend on the draw", replace(setting, random=kept)
    for part in ("units", "projections"):
        records = getattr(setting, part)
        for number, record in enumerate(records):
            yield (
                f"without {part} {number + 1}",
                replace(setting, **{part: (*records[:number], *records[number + 1 :])}),
            )
            for change, changed in _record_changes(record):
                yield f"{part} {number + 1} {change}", replace(setting, **{part: _put(records, number, changed)})


def _operator_changes(operator: Operator) -> Iterator[tuple[str, Operator | None]]:
    weaker = WEAKER_KIND[operator.kind]
    yield (
        ("dropped", None) if weaker is None else (f"only {weaker}", replace(operator, kind=weaker))  # type: ignore[arg-type]
    )
    for number, (vector, image) in enumerate(operator.images):
        without = (*operator.images[:number], *operator.images[number + 1 :])
        yield f"without its value at {vector}", replace(operator, images=without)
        images = _put(operator.images, number, (vector, 2 * image if image != 0 else vector))
        yield f"with another value at {vector}", replace(operator, images=images)


def _record_changes(record: Any) -> Iterator[tuple[str, Any]]:
    """A unit or a projection: names forgotten one at a time, constants and indices of its expressions."""
    for each in fields(record):
        value = getattr(record, each.name)
        if isinstance(value, tuple):
            for number, name in enumerate(value):
                kept = (*value[:number], *value[number + 1 :])
                yield f"{each.name} without {name}", replace(record, **{each.name: kept})
        elif isinstance(value, (int, sympy.Basic)):
            for operator, change, changed in expression_changes(sympy.S(value)):
                yield f"{each.name} {operator} {change}", replace(record, **{each.name: changed})


def family_changes(family: Family) -> Iterator[tuple[str, Family]]:
    for change, variables in parameter_changes(family.variables):
        yield change, replace(family, variables=variables)
    for number, (letter, value) in enumerate(family.values):
        for operator, change, changed in expression_changes(sympy.S(value)):
            yield (
                f"{letter} {operator} {change}",
                replace(family, values=_put(family.values, number, (letter, changed))),
            )


def certificate_changes(value: Any) -> Iterator[tuple[str, Any]]:
    """Every entry of a certificate: a number or expression doubled, negated or moved in turn."""
    for number, (place, entry) in enumerate(_entries(value)):
        changes = (("doubled", 2 * entry), ("negated", -entry), ("+ 1/7", entry + sympy.Rational(1, 7)))
        for turn in range(3):
            word, changed = changes[(number + turn) % 3]
            if changed != entry:
                yield f"{' '.join(map(str, place))} {word}".strip(), _replaced(value, place, changed)
                break


def _entries(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _entries(part, (*place, key))
    elif isinstance(value, (tuple, list)):
        for number, part in enumerate(value):
            yield from _entries(part, (*place, number))
    elif isinstance(value, (int, Fraction, sympy.Expr)) and not isinstance(value, (bool, sympy.IndexedBase)):
        yield place, value


def _replaced(value: Any, place: tuple[Any, ...], changed: Any) -> Any:
    if not place:
        return changed
    first, *rest = place
    inner = _replaced(value[first], tuple(rest), changed)
    return {**value, first: inner} if isinstance(value, Mapping) else _put(tuple(value), first, inner)


def _put(parts: tuple[Any, ...], number: int, changed: Any) -> tuple[Any, ...]:
    return (*parts[:number], changed, *parts[number + 1 :])


def _parts(expression: Any, place: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Every node of a tree and where it stands; -1 as a factor or an exponent counts too."""
    yield place, expression
    for number, part in enumerate(expression.args):
        yield from _parts(part, (*place, number))


def _path(place: tuple[int, ...]) -> str:
    return ".".join(map(str, place)) or "the top"


def _is_other(changed: Any, expression: Any) -> bool:
    return changed is not None and changed != expression and not changed.has(sympy.nan, sympy.zoo)


def _at(expression: Any, place: tuple[int, ...], value: Any) -> Any:
    if not place:
        return value
    parts = list(expression.args)
    try:
        part = _at(parts[place[0]], place[1:], value)
        if part is None:
            return None
        parts[place[0]] = part
        return expression.func(*parts)
    except (TypeError, ValueError, AttributeError):  # no such sum, derivative, ...: no mutant
        return None
