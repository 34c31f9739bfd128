"""Mechanical changes of a proof, one at a time: the operators of the mutation analysis, all of them.

Of a claim: every rational constant (numbers, coefficients, exponents, ends of sums and integrals), every index and every
end that is a letter, every term, every letter, each side and the relation. Of a step: every step it uses, every definition
it unfolds, every argument of its rule, every restriction and every end of its own letters' domains. Of a statement: every
constant and the relation of every hypothesis, and every end of a domain moved outwards; that each hypothesis, end of a
domain and part of the setting can be left out is :mod:`w2s_theory.hypotheses.weaker_statements`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import sympy

from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Domain, Parameter
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement

OTHER_RELATIONS = {
    "==": ("<", ">"),
    "<=": (">=", "<", "=="),
    ">=": ("<=", ">", "=="),
    "<": (">", ">="),
    ">": ("<", "<="),
}


def changed_claims(claim: Claim) -> Iterator[tuple[str, Claim]]:
    """One change of a claim each: a constant of one side (+1, doubled, its sign), an index, a term, a side, the relation."""
    for side in ("left", "right"):
        expression = sympy.S(getattr(claim, side))
        if not expression.is_Rational:
            yield f"{side} doubled", replace(claim, **{side: 2 * expression})
            yield f"{side} with 1 more", replace(claim, **{side: expression + 1})
        if expression.is_Add:
            for number, term in enumerate(expression.args):
                yield f"{side} without term {number}", replace(claim, **{side: expression - term})
                yield f"{side} term {number} subtracted", replace(claim, **{side: expression - 2 * term})
        for letter, other in _other_letters(claim, expression):
            changed = _with_letter(expression, letter, other)
            if changed not in (None, expression):
                yield f"{side} {other} for {letter}", replace(claim, **{side: changed})
        for place, number in _constants(expression):
            for word, value in (("+1", number + 1), ("*2", 2 * number), ("sign", -number)):
                changed = _at(expression, place, value)
                if changed not in (None, expression) and not changed.has(sympy.nan, sympy.zoo):
                    yield f"{side} {number} {word}", replace(claim, **{side: changed})
        for place, index in _indices(expression):
            changed = _at(expression, place, index + 1)
            if changed not in (None, expression):
                yield f"{side} index {index} +1", replace(claim, **{side: changed})
    for relation in OTHER_RELATIONS[claim.relation]:
        yield f"relation {relation}", Claim(claim.left, relation, claim.right)


def spoiled_claims(step: Step) -> Iterator[tuple[str, Step]]:
    """The step with one change of its claim."""
    for word, claim in changed_claims(step.claim):
        yield word, replace(step, claim=claim)


def spoiled_hypotheses(statement: Statement) -> Iterator[tuple[str, int, Statement]]:
    """(word, number of the hypothesis, statement with one change of it)."""
    for number, hypothesis in enumerate(statement.hypotheses):
        for word, claim in changed_claims(hypothesis):
            others = list(statement.hypotheses)
            others[number] = claim
            yield f"hypotheses[{number}] {word}", number, replace(statement, hypotheses=tuple(others))


def spoiled_domains(step: Step) -> Iterator[tuple[str, Step]]:
    """The step for more values of its letters: a restriction left out, an end of one of its own domains moved outwards."""
    for number, restriction in enumerate(step.where):
        others = step.where[:number] + step.where[number + 1 :]
        yield f"also where not {restriction}", replace(step, where=others)
    for number, parameter in enumerate(step.variables):
        for word, wider in _wider(parameter):
            variables = (*step.variables[:number], wider, *step.variables[number + 1 :])
            yield word, replace(step, variables=variables)


def spoiled_ends(statement: Statement) -> Iterator[tuple[str, Parameter, Statement]]:
    """(word, the parameter, statement in which one end of its domain is moved outwards, closed if it was open)."""
    for number, parameter in enumerate(statement.parameters):
        for word, wider in _wider(parameter):
            parameters = (*statement.parameters[:number], wider, *statement.parameters[number + 1 :])
            yield word, parameter, replace(statement, parameters=parameters)


def _wider(parameter: Parameter) -> Iterator[tuple[str, Parameter]]:
    """The parameter with each end moved outwards by 1 (or 1/7 if it is no whole number), as far as its letter goes."""
    domain = parameter.domain
    step = Fraction(1) if domain.integer else Fraction(1, 7)
    moved: list[Domain] = []
    if domain.lower is not None and _may_be(parameter, domain.lower - step):
        moved.append(replace(domain, lower=domain.lower - step, lower_open=False))
    if domain.upper is not None:
        moved.append(replace(domain, upper=domain.upper + step, upper_open=False))
    for wider in moved:
        # where it is typically used is no part of the claim, and must lie in the domain only
        yield f"{parameter.symbol} in {wider}", replace(parameter, domain=wider)


def _may_be(parameter: Parameter, value: Fraction) -> bool:
    """Whether the notation table lets the letter have a value."""
    assumptions = notation.row(parameter.symbol).assumptions
    return value > 0 if "positive" in assumptions else value >= 0 if "nonnegative" in assumptions else True


def spoiled_reasons(step: Step) -> Iterator[tuple[str, Step]]:
    """One change of what the step rests on each; the claim stays."""
    for name in step.uses:
        yield f"without {name}", replace(step, uses=tuple(other for other in step.uses if other != name))
    if step.certificate:
        yield "without its certificate", replace(step, certificate=MappingProxyType({}))
    for key, value in step.certificate.items():
        for word, changed in _changed_values(value):
            yield f"{key} {word}", replace(step, certificate={**step.certificate, key: changed})
    for name in step.unfold:
        yield (
            f"{name} not unfolded",
            replace(step, unfold=tuple(other for other in step.unfold if other != name)),
        )


def _other_letters(claim: Claim, expression: Any) -> Iterator[tuple[Any, Any]]:
    """Each letter of an expression, with the next one of the claim."""
    bound = {
        limits[0]
        for node in claim.both.atoms(sympy.Sum, sympy.Integral, sympy.Product)
        for limits in node.limits
    }
    free = claim.both.free_symbols - bound
    letters = sorted((s for s in free if isinstance(s, sympy.Symbol) and s.is_commutative), key=str)
    letters = [s for s in letters if s.name in notation.NAMES and notation.row(s.name).kind == "scalar"]
    for number, letter in enumerate(letters):
        if len(letters) > 1 and expression.has(letter):
            yield letter, letters[(number + 1) % len(letters)]


def _with_letter(expression: Any, letter: Any, other: Any) -> Any:
    try:
        return expression.xreplace({letter: other})
    except (TypeError, ValueError, AttributeError):  # no such derivative, ...: no mutant
        return None


def _changed_values(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            for word, changed in _changed_values(part):
                yield f"{key} {word}", {**value, key: changed}
    elif isinstance(value, (tuple, list)) and value:
        for number, part in enumerate(value):
            for word, changed in _changed_values(part):
                yield f"{number} {word}", (*value[:number], changed, *value[number + 1 :])
    elif isinstance(value, (int, sympy.Expr)) and not isinstance(value, (bool, sympy.Symbol)):
        yield "doubled", 2 * value
        yield "with the other sign", -1 * value
        yield "+ 1/7", value + sympy.Rational(1, 7)


def _constants(expression: Any, place: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Rational numbers and where they stand; -1 as a factor or an exponent counts too."""
    if expression.is_Rational:
        yield place, expression
    for number, part in enumerate(expression.args):
        yield from _constants(part, (*place, number))


def _indices(expression: Any, place: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Whole letters that name an entry, a degree, a size or an end of a sum, and where they stand; numbers are constants."""
    entry = isinstance(expression, sympy.Indexed)
    function = isinstance(expression, sympy.Function) and expression.func.__module__ == notation.__name__
    end = isinstance(expression, sympy.Tuple) and len(expression.args) == 3
    for number, part in enumerate(expression.args):
        named = number > 0 if entry or end else function
        if named and part.is_integer and not part.is_Rational:
            yield (*place, number), part
        yield from _indices(part, (*place, number))


def _at(expression: Any, place: tuple[int, ...], value: Any) -> Any:
    if not place:
        return value
    parts = list(expression.args)
    try:
        parts[place[0]] = _at(parts[place[0]], place[1:], value)
        return None if parts[place[0]] is None else expression.func(*parts)
    except (TypeError, ValueError, AttributeError):  # no such sum, derivative, ...: no mutant
        return None
