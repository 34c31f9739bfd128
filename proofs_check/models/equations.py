"""What a setting asks of its vectors, random letters and chance, as equations ``expression == 0`` with slack letters.

Projections are drawn, and others whose images are free; these images are linear equations (``solve``). Of the
rest no operator is built: one with the images exists exactly if the inner products allow it. Self-adjoint:
<S x, y> = <x, S y>; and 0 <= S <= I if besides the matrix <S x, y> - <S x, S y> is a Gram matrix itself.
Declared units, noises, rotated projections and dual vectors are modelled by what the mean over them is known to
be; nothing finer is drawn.
"""

from __future__ import annotations

from itertools import combinations_with_replacement
from typing import Any

import sympy

from proofs_check.models.world import LENGTH
from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator

inner, mean = notation.inner, notation.mean


def slack(name: str) -> Any:
    """A letter of its own, real, which an inequality leaves free."""
    return sympy.Dummy(f"slack_{name}", real=True)


def excess_equation(claim: Claim) -> tuple[Any, Any]:
    """(expression that must vanish, its slack letter or ``None``) for a claim."""
    gap = sympy.S(claim.left) - sympy.S(claim.right)
    if claim.relation == "==":
        return gap, None
    room = slack("gap")
    return (gap - room**2 if claim.relation in (">", ">=") else gap + room**2), room


def is_drawn(operator: Operator, setting: Hilbert) -> bool:
    """Whether an operator is drawn: a projection, or one whose images are letters that no other operator speaks of."""
    if operator.kind == "projection":
        return True
    others = [
        side
        for each in setting.operators
        if each != operator
        for _, y in each.images
        for side in [sympy.S(y)]
    ]
    taken = {s for side in others for s in side.free_symbols}
    images = [y for _, y in operator.images]
    return all(isinstance(y, sympy.Symbol) and y not in taken for y in images) and len(set(images)) == len(
        images
    )


def operator_equations(operator: Operator) -> tuple[list[Any], list[Any]]:
    """(expressions that must vanish, slack letters) for an operator to exist."""
    images = operator.images
    pairs = list(combinations_with_replacement(range(len(images)), 2))
    equations = [
        inner(images[i][1], images[j][0]) - inner(images[i][0], images[j][1]) for i, j in pairs if i < j
    ]
    if operator.kind == "self_adjoint":
        return equations, []
    root = [[slack(operator.letter) for _ in images] for _ in images]
    for i, j in pairs:
        gram = sum((root[i][m] * root[j][m] for m in range(len(images))), sympy.Integer(0))
        equations.append(inner(images[i][1], images[j][0] - images[j][1]) - gram)
    return equations, [letter for row in root for letter in row]


def setting_identities(setting: Hilbert) -> dict[str, dict[str, Any]]:
    """Vectors that facts make a combination of others: h = 0 if <h, x> = 0 for all letters x of h.

    Such facts are singular as equations (they say that a square is 0), so the vector is put in instead.
    """
    orthogonal: dict[Any, set[Any]] = {}
    for _, fact in setting.facts:
        gap = sympy.expand(sympy.S(fact.left) - sympy.S(fact.right))
        if fact.relation != "==" or not gap.atoms(notation.inner_type()):
            continue
        for x in map(notation.__getattr__, setting.vectors):
            h = _other_side(gap, x)
            if h is not None:
                orthogonal.setdefault(h, set()).add(x)
    found: dict[str, dict[str, Any]] = {}
    for h, letters in orthogonal.items():
        coefficients = {str(s): h.coeff(s, 1) for s in h.free_symbols}
        rational = all(each.is_Rational and each != 0 for each in coefficients.values())
        if rational and h.free_symbols <= letters and len(coefficients) > 1:
            names = sorted(coefficients, key=lambda each: (not _only_in_facts(each, setting), each))
            name = names[0]
            found[name] = {
                each: -factor / coefficients[name] for each, factor in coefficients.items() if each != name
            }
    return found


def _only_in_facts(name: str, setting: Hilbert) -> bool:
    images = sympy.Tuple(
        *(sympy.S(side) for each in setting.operators for pair in each.images for side in pair)
    )
    return name not in {str(s) for s in images.free_symbols}


def _other_side(gap: Any, x: Any) -> Any:
    """The vector h with gap = <h, x>, if every term is a number times an inner product with x."""
    h = sympy.Integer(0)
    for term in sympy.Add.make_args(gap):
        atoms = term.atoms(notation.inner_type())
        if len(atoms) != 1:
            return None
        (atom,) = atoms
        first, second = atom.args
        if x not in (first, second) or not (term / atom).is_Rational:
            return None
        h += term / atom * (second if first == x else first)
    return h


def derived_random(setting: Hilbert) -> set[str]:
    """The names of random vectors: those declared, and images of random ones (an operator may well be fixed)."""
    random = {name for name in setting.random if name in setting.vectors}
    size = -1
    while size != len(random):
        size = len(random)
        for operator in setting.operators:
            for x, y in operator.images:
                if isinstance(y, sympy.Symbol) and random & {str(each) for each in sympy.S(x).free_symbols}:
                    random.add(str(y))
    return random


def chance_equations(setting: Hilbert) -> list[Any]:
    """What means are known of what is declared beside vectors and facts."""
    found: list[Any] = []
    for unit in setting.units:
        phi, f, value = (getattr(notation, name) for name in (unit.feature, unit.target, unit.value))
        free, blind = (
            [getattr(notation, name) for name in names if name in setting.vectors]
            for names in (unit.independent, unit.blind)
        )
        found += [mean(value * inner(phi, y)) - unit.coefficient * mean(inner(f, y)) for y in free]
        found += [
            mean(value**2 * inner(x, y)) - mean(inner(x, y))
            for x, y in combinations_with_replacement(blind, 2)
        ]
        if unit.average:
            g, count = getattr(notation, unit.average), unit.count
            found.append(mean(inner(g, f)) - mean(value * inner(phi, f)))
            same = mean(value**2 * inner(phi, phi)) / count
            found.append(mean(inner(g, g)) - same - (1 - 1 / count) * unit.coefficient**2 * mean(inner(f, f)))
    for each in setting.projections:
        terms = sympy.Sum((1 - each.missed) * each.energy, (each.index, each.first, each.last))
        found.append(mean(each.seen) - terms)
    found += _noise_equations(setting)
    return found


def _noise_equations(setting: Hilbert) -> list[Any]:
    found: list[Any] = []
    for noise in setting.noises:
        r = getattr(notation, noise.vector)
        vectors = [getattr(notation, name) for name in noise.independent if name in setting.vectors]
        sequences = [name for name in noise.independent if notation.row(name).kind == "sequence"]
        factors = [sympy.Integer(1), *(getattr(notation, name)[0] for name in sequences)]
        factors += [inner(x, y) for x in vectors for y in map(notation.__getattr__, setting.vectors)
                    if y != r and str(y) not in setting.square_integrable]  # fmt: skip
        for w in vectors:
            found += [mean(factor * inner(w, r)) for factor in factors]
            found.append(mean(inner(w, r) ** 2) - noise.variance * mean(inner(w, w)))
    for dual in setting.duals:
        places = [None] if dual.index is None else range(LENGTH)
        for place in places:
            size = sympy.S(dual.size)
            size = size if place is None else size.xreplace({dual.index: sympy.Integer(place)})
            found.append(mean(size) - 1 / (sympy.S(dual.freedom) - 2))
    return found
