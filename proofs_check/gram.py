"""What a Hilbert-space setting gives: named equalities and inequalities between inner products.

Trusted, so short: a projection has <Px,y> = <x,Py> and <Px,Py> = <x,Py>; a shrinkage is
self-adjoint with <x,Sx> >= 0, <x,x-Sx> >= 0 and <Sx,x-Sx> >= 0 (S and I-S commute). Nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from proofs_check.substitution import substitute
from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator


def gram_facts(setting: Hilbert) -> dict[str, Claim]:
    """Every Gram fact of the setting under a name: ``P.same(0,1)``, ``S.square(0)``, ..."""
    facts = dict(setting.facts)
    for operator in setting.operators:
        facts.update(_operator_facts(operator))
    return facts


@lru_cache(maxsize=256)  # an operator is words and SymPy expressions, equal only where they say the same
def _operator_facts(operator: Operator) -> Mapping[str, Claim]:
    facts: dict[str, Claim] = {}
    inner, name = notation.inner, operator.letter
    for i, (x, image) in enumerate(operator.images):
        for j, (y, other) in enumerate(operator.images):
            if i < j:
                facts[f"{name}.symmetric({i},{j})"] = Claim(inner(image, y), "==", inner(x, other))
            if operator.kind == "projection":
                facts[f"{name}.same({i},{j})"] = Claim(inner(image, other), "==", inner(x, other))
        if operator.kind == "shrinkage":
            facts[f"{name}.nonnegative({i})"] = Claim(inner(x, image), ">=", 0)
            facts[f"{name}.below({i})"] = Claim(inner(x, x), ">=", inner(x, image))
            facts[f"{name}.square({i})"] = Claim(inner(x, image), ">=", inner(image, image))
    return facts


@lru_cache(maxsize=64)
def eliminate(equalities: tuple[Any, ...], defined: tuple[Any, ...] = ()) -> tuple[tuple[Any, Any], ...]:
    """Solve each ``expression = 0`` in turn for one inner product with a rational coefficient.

    Where no inner product is left, for one of the ``defined`` scalars (errors) instead.
    Returns pairs (inner product, value), to be applied in this order.
    """
    atom_type = notation.inner_type()
    solved: list[tuple[Any, Any]] = []
    for expression in equalities:
        reduced = apply_solved(expression, solved).expand()
        for atom in [*sorted(reduced.atoms(atom_type), key=str), *(x for x in defined if reduced.has(x))]:
            coefficient = reduced.coeff(atom, 1)
            value = (
                (atom - reduced / coefficient).expand()
                if coefficient.is_Rational and coefficient != 0
                else atom
            )
            if not value.has(atom):
                solved.append((atom, value))
                break
    return tuple(solved)


def apply_solved(expression: Any, solved: Sequence[tuple[Any, Any]]) -> Any:
    """Put the solved inner products in, first to last."""
    for atom, value in solved:
        if expression.has(atom):
            expression = substitute(expression, {atom: value})
    return expression
