"""Multipliers by linear algebra: the goal as a combination of one to three facts, coefficients compared.

With one fact the multiplier is a quotient; with more the letters that occur to the first power at most (inner products,
means) are compared, and the multipliers are rational functions of the other letters. What is then left over may be a
rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import sympy

from proofs_check import polynomials
from w2s_theory import notation
from w2s_theory.proof_search.problem import Fact, Problem, simplest

MOST_FACTS = 3
_CONSTANTS = tuple(map(sympy.Rational, (1, 2, "1/2")))


def linear_certificates(problem: Problem) -> Iterator[dict[str, Any]]:
    """Certificates without squares, those of few facts first."""
    rests = problem.context.claim.relation != "=="
    if rests:
        yield problem.certificate({}, rest=simplest(problem.goal))
    for count in range(1, MOST_FACTS + 1):
        for facts in combinations(problem.facts, count):
            for values in _multipliers(problem, facts):
                left = problem.goal - sum(
                    (m * fact.excess for m, fact in zip(values, facts, strict=True)), sympy.S.Zero
                )
                rest = sympy.S.Zero if polynomials.vanishes(left) else left
                if rest == 0 or (rests and not rest.atoms(notation.inner_type())):
                    named = {fact.name: value for fact, value in zip(facts, values, strict=True)}
                    yield problem.certificate(named, rest=simplest(rest) if rest != 0 else 0)


def _multipliers(problem: Problem, facts: Sequence[Fact]) -> Iterator[tuple[Any, ...]]:
    """Values for the multipliers of some facts."""
    forms = [problem.goal, *(fact.excess for fact in facts)]
    if len(facts) == 1:
        yield (simplest(problem.goal / facts[0].excess),)
    solved = solve_forms(problem, forms[0], forms[1:])
    if solved is not None and all(value != 0 for value in solved):
        yield solved
    if len(facts) == 1:
        yield from ((value,) for value in _CONSTANTS)
    elif len(facts) == 2:
        yield (sympy.S.One, sympy.S.One)


def solve_forms(problem: Problem, goal: Any, forms: Sequence[Any]) -> tuple[Any, ...] | None:
    """The m with ``goal == sum m_i forms_i`` in the letters that all of them are linear in; ``None`` if there is none."""
    letters = linear_letters(problem, [goal, *forms])
    if not letters:
        return None
    rows = [[coefficients(form, letters) for form in forms], coefficients(goal, letters)]
    matrix = sympy.Matrix([[column[number] for column in rows[0]] for number in range(len(letters))])
    right = sympy.Matrix(list(rows[1]))
    for chosen in combinations(range(len(letters)), len(forms)):
        square = matrix.extract(list(chosen), list(range(len(forms))))
        determinant = square.det(method="berkowitz")
        if polynomials.vanishes(determinant):
            continue
        values = []
        for column in range(len(forms)):
            replaced = square.copy()
            replaced[:, column] = right.extract(list(chosen), [0])
            values.append(simplest(replaced.det(method="berkowitz") / determinant))
        return tuple(values)
    return None


def linear_letters(problem: Problem, forms: Sequence[Any]) -> list[Any]:
    """What must be the same on both sides: inner products, means, and what is no parameter; else letters of degree 1."""
    inner = set().union(*(form.atoms(notation.inner_type(), notation.mean) for form in forms))
    outside = {s for form in forms for s in _plain(form).free_symbols if problem.measured(s)}
    found = [
        atom
        for atom in sorted(inner, key=str)
        if not any(atom != other and other.has(atom) for other in inner)
    ]
    chosen = [*found, *sorted(outside, key=str)]
    if chosen and all(coefficients(form, chosen) is not None for form in forms):
        return chosen
    kept: list[Any] = []
    letters = sorted(set().union(*(polynomials.Ring(form).letters for form in forms)), key=str)
    others = [
        letter for letter in letters if not any(letter != other and other.has(letter) for other in letters)
    ]
    for letter in chosen or others:
        if all(coefficients(form, [*kept, letter]) is not None for form in forms):
            kept.append(letter)
    return kept


def _plain(form: Any) -> Any:
    """A form without the letters inside inner products and means."""
    return form.xreplace({atom: sympy.Dummy() for atom in form.atoms(notation.inner_type(), notation.mean)})


def coefficients(form: Any, letters: Sequence[Any]) -> list[Any] | None:
    """The coefficients of the letters, then what has none; ``None`` if the form is not linear in them."""
    stand_ins = {letter: sympy.Dummy() for letter in letters}
    numbers = {stand_in: number for number, stand_in in enumerate(stand_ins.values())}
    found: list[list[Any]] = [[] for _ in (*letters, None)]
    for term in sympy.Add.make_args(sympy.expand(sympy.S(form).xreplace(stand_ins))):
        spoken = term.free_symbols & set(numbers)
        if not spoken:
            found[-1].append(term)
            continue
        (letter, *more) = spoken
        factor = term / letter
        if more or factor.has(letter):
            return None
        found[numbers[letter]].append(factor)
    return [sympy.Add(*terms) for terms in found]
