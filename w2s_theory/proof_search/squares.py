"""Squares by completing them: norms of vectors one after another, with multipliers of few facts as letters.

The goal minus ``m`` times a fact is a quadratic form in the vectors, its coefficients functions of m and of the
letters. A vector whose squared norm is in it gives a square, and a form without it (the exact LDL^T factor, one column
after another); what is left at last must vanish or be >= 0. That decides m: inner products left over must cancel, and
where the bound is tight what is left has a double root in m.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, permutations
from typing import Any

import sympy

from proofs_check import polynomials
from w2s_theory import notation
from w2s_theory.proof_search.linear import coefficients
from w2s_theory.proof_search.problem import Fact, Problem, simplest

MOST_FACTS, _MOST_ORDERS = 2, 12
_CONSTANTS = tuple(map(sympy.Rational, (1, 2, "1/2")))
_M = sympy.symbols("m_first m_second", real=True)

Squares = list[tuple[Any, Any]]


def square_certificates(problem: Problem) -> Iterator[dict[str, Any]]:
    """Certificates with squares of vectors, those of few facts first."""
    if not problem.vectors:
        return
    for count in range(MOST_FACTS + 1):
        for facts in combinations(problem.facts, count):
            yield from _with(problem, facts)


def _with(problem: Problem, facts: Sequence[Fact]) -> Iterator[dict[str, Any]]:
    letters = _M[: len(facts)]
    form = problem.goal - sum((m * fact.excess for m, fact in zip(letters, facts, strict=True)), sympy.S.Zero)
    for squares, left in _completed(problem, form):
        for values in _values(left, letters):
            if any(value == 0 for value in values.values()):
                continue
            rest = _at(left, values)
            if rest is None or rest.atoms(notation.inner_type()):
                continue
            here = [(_at(c, values), _at(v, values)) for c, v in squares]
            if all(c is not None and v is not None for c, v in here):
                named = {fact.name: values[m] for fact, m in zip(facts, letters, strict=True)}
                yield problem.certificate(named, here, rest)


def _at(expression: Any, values: Mapping[Any, Any]) -> Any:
    """An expression at values of the multipliers, in lowest terms; ``None`` at a pole."""
    e = sympy.S(expression).xreplace(dict(values))
    if e.has(sympy.zoo, sympy.nan, sympy.oo):
        return None
    if polynomials.vanishes(e):
        return sympy.S.Zero
    letters = [] if e.atoms(notation.inner_type()) else e.free_symbols
    vectors = [s for s in letters if s.name in notation.NAMES and notation.row(s.name).kind == "vector"]
    if vectors:
        parts = coefficients(e, vectors)
        assert parts is not None
        return sum((simplest(c) * v for c, v in zip(parts[:-1], vectors, strict=True)), sympy.S.Zero)
    return simplest(e)


def _completed(problem: Problem, form: Any) -> Iterator[tuple[Squares, Any]]:
    """Squares and what is left, for some orders of the vectors."""
    inner = notation.inner_type()
    present = [v for v in problem.vectors if any(v in atom.args for atom in form.atoms(inner))]
    seen = set()
    orders = sorted(permutations(present), key=lambda order: [-present.index(v) for v in order])
    for order in orders[:_MOST_ORDERS]:
        squares, left = _in_order(problem, form, order)
        key = (tuple(squares), left)
        if key not in seen:
            seen.add(key)
            yield squares, left


def _in_order(problem: Problem, form: Any, order: Sequence[Any]) -> tuple[Squares, Any]:
    inner, squares = notation.inner_type(), []
    for x in order:
        atoms = sorted((atom for atom in form.atoms(inner) if x in atom.args), key=str)
        if notation.inner(x, x) not in atoms:
            continue
        parts = coefficients(form, atoms)
        if parts is None:
            break
        weight = simplest(parts[atoms.index(notation.inner(x, x))])
        if weight == 0:
            continue
        shift = sympy.S.Zero
        for atom, coefficient in zip(atoms, parts[:-1], strict=True):
            (other,) = [v for v in atom.args if v != x] or [None]
            if other is not None:
                shift += simplest(coefficient / (2 * weight)) * other
        vector = sympy.expand(x + shift)
        squares.append((weight, vector))
        form = problem.reduced(form - weight * notation.norm_squared(vector))
    return squares, form


def _values(left: Any, letters: Sequence[Any]) -> Iterator[dict[Any, Any]]:
    """Multipliers for which what is left may be >= 0 without a vector."""
    if not letters:
        yield {}
        return
    atoms = sorted(sympy.S(left).atoms(notation.inner_type()), key=str)
    parts = coefficients(left, atoms)
    if parts is None:
        return
    fixed: dict[Any, Any] = {}
    for part in parts[:-1]:
        part = sympy.S(part).xreplace(fixed)
        free = [m for m in letters if part.has(m)]
        if polynomials.vanishes(part):
            continue
        if not free:
            return
        roots = _roots(part, free[0])
        if len(roots) != 1:
            break
        fixed = {m: value.xreplace({free[0]: roots[0]}) for m, value in fixed.items()} | {free[0]: roots[0]}
    open_letters = [m for m in letters if m not in fixed]
    if not open_letters:
        yield fixed
        return
    first, others = open_letters[0], open_letters[1:]
    for guess in _guesses(others):
        known = {**{m: value.xreplace(guess) for m, value in fixed.items()}, **guess}
        scalar = sympy.S(parts[-1]).xreplace(known)
        tried = [*_roots(scalar, first), *_CONSTANTS]
        for value in dict.fromkeys(tried):
            yield {**{m: each.xreplace({first: value}) for m, each in known.items()}, first: value}


def _guesses(letters: Sequence[Any]) -> Iterator[dict[Any, Any]]:
    if not letters:
        yield {}
        return
    for value in _CONSTANTS:
        yield {letters[0]: value}


def _roots(expression: Any, letter: Any) -> list[Any]:
    """Where an expression of degree at most 2 in a letter vanishes, a double root as one; else where its slope does."""
    above, _ = polynomials.together(expression)
    polynomial = sympy.expand(above).as_poly(letter)
    if polynomial is None or polynomial.degree() < 1:
        return []
    if polynomial.degree() == 1:
        a, b = polynomial.all_coeffs()
        return [simplest(-b / a)]
    if polynomial.degree() > 2:
        return []
    a, b, c = polynomial.all_coeffs()
    discriminant = b**2 - 4 * a * c
    middle = simplest(-b / (2 * a))
    if polynomials.vanishes(discriminant):
        return [middle]
    width = sympy.sqrt(simplest(discriminant / (4 * a**2)))
    return [middle, middle - width, middle + width]
