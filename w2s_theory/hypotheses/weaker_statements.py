"""The hypotheses of a statement, one by one, each with the statement that is left when it is switched off.

A hypothesis is anything that the checker may take as given: a claim on the parameters, an end of a domain, what a
letter means, a part of "P is an orthogonal projection" or "0 <= S <= I", the image of a vector, a fact of the
Hilbert-space setting, the uniform law or an independence of random units, the setting of another theorem.

An operator of which something is switched off becomes the Gram facts that are left, under their old names: those
that need the property or the image are gone, the others stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

import sympy

from proofs_check.assumptions import letter
from proofs_check.gram import gram_facts
from w2s_theory import notation
from w2s_theory.records.claim import Claim, Relation
from w2s_theory.records.hilbert import Hilbert, Operator, RandomUnit
from w2s_theory.records.parameter import Domain, Parameter
from w2s_theory.records.theorem import Statement

Kind = Literal["claim", "domain", "letter", "operator", "image", "fact", "units", "family", "condition"]


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One thing that a statement assumes.

    Parameters
    ----------
    name
        Unique in the statement, the same from run to run (``L_TE <= 1``, ``S <= I``, ``target.unit``).
    kind
        Which part of the statement it is.
    text
        For people, where ``claim`` does not say it.
    claim
        The hypothesis as a claim, if it is one.
    weaker
        The statement without it; ``None`` for what a letter means (also how far it is bounded), which cannot be taken
        from it.
    """

    name: str
    kind: Kind
    text: str
    claim: Claim | None
    weaker: Statement | None


def hypotheses_of(statement: Statement) -> tuple[Hypothesis, ...]:
    """Every hypothesis of a statement, in the order in which a reader meets them."""
    return (
        *_claims(statement),
        *(each for parameter in statement.parameters for each in _domain(parameter, statement)),
        *(_setting(statement.setting, statement) if statement.setting else ()),
        *_families(statement),
    )


def _claims(statement: Statement) -> Iterator[Hypothesis]:
    for number, claim in enumerate(statement.hypotheses):
        others = _without(statement.hypotheses, number)
        yield Hypothesis(f"hypotheses[{number}]", "claim", "", claim, replace(statement, hypotheses=others))


def _domain(parameter: Parameter, statement: Statement) -> Iterator[Hypothesis]:
    """What the letter means, then each end of the domain that says more than that."""
    domain, widest = parameter.domain, _widest(parameter)
    symbol = letter(parameter)
    meaning = notation.row(parameter.symbol).assumptions
    if meaning and set(meaning) != {"real"}:
        words = {"integer": "a whole number", "positive": "positive", "nonnegative": "not negative"}
        text = " and ".join(words[each] for each in meaning if each in words)
        yield Hypothesis(f"{parameter.symbol}: letter", "letter", f"{parameter.symbol} is {text}", None, None)

    def without(changed: Domain) -> Statement:
        parameters = tuple(
            replace(each, domain=changed) if each == parameter else each for each in statement.parameters
        )
        return replace(statement, parameters=parameters)

    ends: tuple[tuple[str, Relation, Relation], ...] = (("lower", ">=", ">"), ("upper", "<=", "<"))
    for end, relation, strict in ends:
        value, open_end = getattr(domain, end), getattr(domain, f"{end}_open")
        limit, limit_open = getattr(widest, end), getattr(widest, f"{end}_open")
        if value is None or (value, open_end) == (limit, limit_open):
            continue
        exact = sympy.Rational(value.numerator, value.denominator)
        if value != limit:
            wider = replace(domain, **{end: limit, f"{end}_open": limit_open})
            claim = Claim(symbol, strict if open_end else relation, exact)
            yield Hypothesis(
                f"{parameter.symbol} {claim.relation} {exact}", "domain", "", claim, without(wider)
            )
        if open_end:
            closed = replace(domain, **{f"{end}_open": False})
            yield Hypothesis(
                f"{parameter.symbol} != {exact}",
                "domain",
                f"{parameter.symbol} is not {exact}",
                None,
                without(closed),
            )


def _widest(parameter: Parameter) -> Domain:
    """All that the notation table lets the letter be."""
    assumptions = notation.row(parameter.symbol).assumptions
    whole = "integer" in assumptions
    if "positive" in assumptions:
        return replace(_EVERYTHING, lower=_ONE if whole else _ZERO, lower_open=not whole, integer=whole)
    lower = _ZERO if "nonnegative" in assumptions else None
    return replace(_EVERYTHING, lower=lower, integer=whole)


def _setting(setting: Hilbert, statement: Statement) -> Iterator[Hypothesis]:
    def without(**changes: Any) -> Statement:
        return replace(statement, setting=replace(setting, **changes))

    for operator in setting.operators:
        for name, kind, text, kept in _operator_parts(operator):
            others = tuple(each for each in setting.operators if each is not operator)
            facts = gram_facts(replace(setting, operators=(operator,), facts=()))
            left = tuple((fact, claim) for fact, claim in facts.items() if kept(fact))
            yield Hypothesis(name, kind, text, None, without(operators=others, facts=(*setting.facts, *left)))
    for name, claim in setting.facts:
        others = tuple(fact for fact in setting.facts if fact[0] != name)
        yield Hypothesis(name, "fact", "", claim, without(facts=others))
    for number, unit in enumerate(setting.units):
        for name, text, changed in _unit_parts(unit):
            units = (*setting.units[:number], *changed, *setting.units[number + 1 :])
            yield Hypothesis(name, "units", text, None, without(units=units))
    for number, each in enumerate(setting.projections):
        others = _without(setting.projections, number)
        text = "the mean over uniform, independent units of a projection is a number on every degree"
        yield Hypothesis(f"rotation {each.seen}", "units", text, None, without(projections=others))
    yield from _gaussian_parts(setting, without)


def _gaussian_parts(setting: Hilbert, without: Callable[..., Statement]) -> Iterator[Hypothesis]:
    """The label noise, the dual vectors of a Gaussian design, and the means that are said to exist."""
    for number, noise in enumerate(setting.noises):
        text = f"the entries of {noise.vector} are uncorrelated with mean 0 and variance {noise.variance}"
        others = _without(setting.noises, number)
        yield Hypothesis(f"noise {noise.vector}", "units", text, None, without(noises=others))
        for place, letter_ in enumerate(noise.independent):
            changed = (replace(noise, independent=_without(noise.independent, place)),)
            text = f"{letter_} does not depend on {noise.vector}"
            left = without(noises=setting.noises[:number] + changed + setting.noises[number + 1 :])
            yield Hypothesis(f"noise {noise.vector}: {letter_}", "units", text, None, left)
    for number, dual in enumerate(setting.duals):
        text = f"{dual.size} is an inverse chi-square of {dual.freedom} degrees of freedom"
        others = _without(setting.duals, number)
        yield Hypothesis(f"dual {dual.size}", "units", text, None, without(duals=others))
    for field, text in (("square_integrable", "square integrable"), ("integrable", "integrable")):
        for name in getattr(setting, field):
            # the checker takes a random letter as bounded where nothing else is said: there is no weaker word
            yield Hypothesis(f"{name}: {text}", "letter", f"{name} is random and {text}", None, None)


def _without(parts: tuple[Any, ...], number: int) -> tuple[Any, ...]:
    return parts[:number] + parts[number + 1 :]


# which properties of the operator each kind of Gram fact needs
_NEEDS = {
    "symmetric": {"self-adjoint"},
    "same": {"self-adjoint", "idempotent"},
    "nonnegative": {"nonnegative"},
    "below": {"below"},
    "square": {"self-adjoint", "nonnegative", "below"},
}


def _operator_parts(operator: Operator) -> Iterator[tuple[str, Kind, str, Any]]:
    """(name, kind, text, which Gram facts stay) of each property and each image of an operator."""
    letter_ = operator.letter
    prefix = f"{letter_}."
    properties = {
        "self-adjoint": (f"{letter_} = {letter_}*", f"{letter_} is self-adjoint"),
        "idempotent": (f"{letter_} {letter_} = {letter_}", f"{letter_} {letter_} = {letter_}"),
        "nonnegative": (f"{letter_} >= 0", f"{letter_} >= 0"),
        "below": (f"{letter_} <= I", f"{letter_} <= I"),
    }
    of_kind = {
        "projection": ("self-adjoint", "idempotent"),
        "shrinkage": ("self-adjoint", "nonnegative", "below"),
        "self_adjoint": ("self-adjoint",),
    }[operator.kind]
    for each in of_kind:

        def stays(fact: str, gone: str = each) -> bool:
            return gone not in _NEEDS[fact.removeprefix(prefix).partition("(")[0]]

        yield properties[each][0], "operator", properties[each][1], stays
    for number, (vector, image) in enumerate(operator.images):

        def speaks_of_others(fact: str, gone: int = number) -> bool:
            inside = fact.partition("(")[2].rstrip(")")
            return str(gone) not in inside.split(",")

        yield f"{letter_}({vector})", "image", f"{letter_}({vector}) = {image}", speaks_of_others


def _unit_parts(unit: RandomUnit) -> Iterator[tuple[str, str, tuple[RandomUnit, ...]]]:
    """(name, text, what is left) of what is assumed of a random unit."""
    head = f"unit {unit.feature}"
    yield (
        head,
        "the unit's weight is uniform on the sphere and fresh, the target drawn from a basis of V_k",
        (),
    )
    for vector in unit.independent:
        left = tuple(each for each in unit.independent if each != vector)
        yield f"{head}: {vector}", f"{vector} does not depend on the unit", (replace(unit, independent=left),)
    for vector in unit.blind:
        left = tuple(each for each in unit.blind if each != vector)
        yield (
            f"{head}: blind {vector}",
            f"{vector} does not depend on the target",
            (replace(unit, blind=left),),
        )
    if unit.average:
        yield f"{head}: average", "the units are independent of each other", (replace(unit, average=""),)


def _families(statement: Statement) -> Iterator[Hypothesis]:
    for number, family in enumerate(statement.families):
        others = _without(statement.families, number)
        text = f"{family.theorem} speaks of the same units, for every {', '.join(v.symbol for v in family.variables)}"
        yield Hypothesis(
            f"family {family.theorem}", "family", text, None, replace(statement, families=others)
        )


_EVERYTHING = Domain()
_ZERO, _ONE = Fraction(0), Fraction(1)
