"""Ways to spoil a step of a proof: a constant, the relation, what it uses, its certificate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import sympy

from w2s_theory.spec.claim import Claim
from w2s_theory.spec.step import Step

OTHER_RELATIONS = {
    "==": ("<", ">"),
    "<=": (">=", "<", "=="),
    ">=": ("<=", ">", "=="),
    "<": (">", ">="),
    ">": ("<", "<="),
}


def spoiled_claims(step: Step) -> Iterator[tuple[str, Step]]:
    """One change of the claim each: a constant of one side (+1, doubled, its sign), or the relation."""
    for side in ("left", "right"):
        expression = sympy.S(getattr(step.claim, side))
        for place, number in _constants(expression):
            for word, value in (("+1", number + 1), ("*2", 2 * number), ("sign", -number)):
                changed = _at(expression, place, value)
                if changed not in (None, expression) and not changed.has(sympy.nan, sympy.zoo):
                    yield (
                        f"{side} {number} {word}",
                        replace(step, claim=replace(step.claim, **{side: changed})),
                    )
    for relation in OTHER_RELATIONS[step.claim.relation]:
        yield f"relation {relation}", replace(step, claim=Claim(step.claim.left, relation, step.claim.right))


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
        yield "with the other sign", -value
        yield "+ 1/7", value + sympy.Rational(1, 7)


def _constants(expression: Any, place: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Rational numbers and where they stand; -1 as a factor or an exponent counts too."""
    if expression.is_Rational:
        yield place, expression
    for number, part in enumerate(expression.args):
        yield from _constants(part, (*place, number))


def _at(expression: Any, place: tuple[int, ...], value: Any) -> Any:
    if not place:
        return value
    parts = list(expression.args)
    try:
        parts[place[0]] = _at(parts[place[0]], place[1:], value)
        return None if parts[place[0]] is None else expression.func(*parts)
    except (TypeError, ValueError, AttributeError):  # no such sum, derivative, ...: no mutant
        return None
