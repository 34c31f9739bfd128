"""Multipliers that are numbers, by a linear program, and squares of any rank by a small semidefinite one.

What both sides must share is compared monomial by monomial. The linear program (SciPy's HiGHS) has the facts, squared
norms ``||x||^2`` and ``||x +- y||^2`` (squares of letters and of their sums, where there are no vectors) and products
of distances to the ends of the domains, each with a coefficient >= 0, and asks for a sum that is as small as can be, so
that few are used. The semidefinite one writes the Gram matrix of the squares as ``L L^T`` and the multipliers as
squares, and lets least squares find both. Numbers are rounded to rationals, and what is then left must vanish exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
import sympy

from proofs_check import polynomials
from proofs_check.assumptions import exact
from w2s_theory import notation
from w2s_theory.proof_search.problem import Problem

# beyond that many columns or rows a program is no small one
_LARGEST = 400
_DENOMINATORS = (12, 60, 5000)
_STARTS, _STEPS = 2, 100

Column = tuple[str, Any, Any]  # "fact", "square" or "rest", what it is, and its expression


def linear_program_certificates(problem: Problem) -> Iterator[dict[str, Any]]:
    """The certificate that the linear program finds, if it finds one."""
    if problem.context.claim.relation == "==":
        return
    columns = _columns(problem)
    table = _table(problem.goal, [expression for _, _, expression in columns])
    if table is None:
        return
    matrix, right = table
    weights = _least_sum(matrix, right)
    if weights is not None:
        yield from _rounded(problem, columns, weights)


def _columns(problem: Problem) -> list[Column]:
    found: list[Column] = []
    for fact in problem.facts:
        found.append(("fact", (fact.name, 1), fact.excess))
        if fact.equality:
            found.append(("fact", (fact.name, -1), -fact.excess))
    slacks = _slacks(problem)
    if problem.of_vectors:
        squares = [*problem.vectors, *(x + sign * y for x, y in _pairs(problem.vectors) for sign in (1, -1))]
        found += [("square", v, problem.reduced(notation.norm_squared(v))) for v in squares]
    else:
        letters = [
            s for s in sorted(problem.goal.free_symbols, key=str) if s in problem.context.known.domains
        ]
        squares = [*letters, *(x + sign * y for x, y in _pairs([1, *letters]) for sign in (1, -1))]
        found += [("square", v, sympy.expand(v**2)) for v in squares]
        found += [("fact", (fact.name, slack), sympy.expand(slack * fact.excess))
                  for fact in problem.facts for slack in slacks]  # fmt: skip
    products = [sympy.S.One, *slacks, *(a * b for a, b in combinations_with_replacement(slacks, 2))]
    return found + [("rest", product, sympy.expand(product)) for product in products]


def _pairs(values: Sequence[Any]) -> list[tuple[Any, Any]]:
    return [(x, y) for i, x in enumerate(values) for y in values[i + 1 :]]


def _slacks(problem: Problem) -> list[Any]:
    """Distances of the letters in the claim to the ends of their domains, and products of two letters' are made of them."""
    spoken = set(problem.goal.free_symbols).union(*(fact.excess.free_symbols for fact in problem.facts))
    found = []
    for symbol in sorted(spoken & set(problem.context.known.domains), key=str):
        domain = problem.context.known.domains[symbol]
        found += [symbol - exact(domain.lower)] if domain.lower is not None else []
        found += [exact(domain.upper) - symbol] if domain.upper is not None else []
    return found


def _table(goal: Any, expressions: Sequence[Any]) -> tuple[list[list[Fraction]], list[Fraction]] | None:
    """Coefficients of every monomial in the columns, and in the goal; ``None`` if there is something else than numbers."""
    rings = polynomials.Ring(goal, *expressions)
    rows: dict[tuple[int, ...], dict[int, Fraction]] = {}
    for number, expression in enumerate([*expressions, goal]):
        above, below = rings.fraction(sympy.S(expression))
        if not below.is_constant():
            return None
        for powers, value in (above / below).terms():
            rows.setdefault(tuple(map(int, powers)), {})[number] = Fraction(int(value.p), int(value.q))
    if max(len(rows), len(expressions)) > _LARGEST:
        return None
    zero, last = Fraction(0), len(expressions)
    matrix = [[row.get(number, zero) for number in range(last)] for row in rows.values()]
    return matrix, [row.get(last, zero) for row in rows.values()]


def _least_sum(matrix: list[list[Fraction]], right: list[Fraction]) -> np.ndarray | None:
    from scipy.optimize import linprog

    a, b = np.array(matrix, dtype=float), np.array(right, dtype=float)
    if not a.size:
        return None
    result = linprog(np.ones(a.shape[1]), A_eq=a, b_eq=b, bounds=(0, None), method="highs")
    return result.x if result.status == 0 else None


def _rounded(problem: Problem, columns: Sequence[Column], weights: np.ndarray) -> Iterator[dict[str, Any]]:
    for denominator in _DENOMINATORS:
        exact_weights = [
            Fraction(float(w)).limit_denominator(denominator) if w > 1e-9 else Fraction(0) for w in weights
        ]
        used = [(kind, what, w) for (kind, what, _), w in zip(columns, exact_weights, strict=True) if w]
        total = sum(
            (sympy.Rational(w) * columns[i][2] for i, w in enumerate(exact_weights) if w), sympy.S.Zero
        )
        if not polynomials.vanishes(problem.goal - total):
            continue
        multipliers: dict[str, Any] = {}
        for kind, what, w in used:
            if kind == "fact":
                name, factor = what
                multipliers[name] = multipliers.get(name, sympy.S.Zero) + sympy.Rational(w) * factor
        squares = [(sympy.Rational(w), what) for kind, what, w in used if kind == "square"]
        rest = sum((sympy.Rational(w) * what for kind, what, w in used if kind == "rest"), sympy.S.Zero)
        yield problem.certificate(multipliers, squares, rest)
        return


def semidefinite_certificates(problem: Problem) -> Iterator[dict[str, Any]]:
    """Multipliers and a Gram matrix of squares that are numbers, found by least squares and rounded."""
    if problem.context.claim.relation == "==":
        return
    basis = list(problem.vectors) if problem.of_vectors else _letters_and_one(problem)
    if not basis:
        return
    pairs = [(i, j) for i in range(len(basis)) for j in range(i + 1)]

    def product(x: Any, y: Any) -> Any:
        return problem.reduced(notation.inner(x, y)) if problem.of_vectors else sympy.expand(x * y)

    grams = [(1 if i == j else 2) * product(basis[i], basis[j]) for i, j in pairs]
    table = _table(problem.goal, [*(fact.excess for fact in problem.facts), *grams])
    if table is None:
        return
    matrix, right = table
    found = _least_squares(
        np.array(matrix, dtype=float), np.array(right, dtype=float), problem, len(basis), pairs
    )
    for multipliers, gram in found:
        for denominator in _DENOMINATORS:
            rounded = [sympy.Rational(Fraction(float(m)).limit_denominator(denominator)) for m in multipliers]
            entries = {
                p: sympy.Rational(Fraction(float(gram[p])).limit_denominator(denominator)) for p in pairs
            }
            total = sum((m * f.excess for m, f in zip(rounded, problem.facts, strict=True)), sympy.S.Zero)
            total += sum((entries[p] * g for p, g in zip(pairs, grams, strict=True)), sympy.S.Zero)
            squares = _squares_of(entries, basis) if polynomials.vanishes(problem.goal - total) else None
            if squares is not None:
                named = {fact.name: m for fact, m in zip(problem.facts, rounded, strict=True)}
                yield problem.certificate(named, squares)
                break


def _letters_and_one(problem: Problem) -> list[Any]:
    domains = problem.context.known.domains
    return [sympy.S.One, *(s for s in sorted(problem.goal.free_symbols, key=str) if s in domains)]


def _least_squares(
    matrix: np.ndarray, right: np.ndarray, problem: Problem, size: int, pairs: Sequence[tuple[int, int]]
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Multipliers (squares of what is looked for, but for equalities) and L L^T that solve the table, from some starts."""
    from scipy.optimize import least_squares

    count, free = len(problem.facts), np.array([fact.equality for fact in problem.facts], dtype=bool)
    rng = np.random.default_rng(0)

    def parts(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        factor = np.zeros((size, size))
        factor[np.tril_indices(size)] = z[count:]
        return np.where(free, z[:count], z[:count] ** 2), factor @ factor.T

    def gap(z: np.ndarray) -> np.ndarray:
        multipliers, gram = parts(z)
        return matrix @ np.concatenate([multipliers, [gram[p] for p in pairs]]) - right

    for _ in range(_STARTS):
        solved = least_squares(
            gap, rng.normal(size=count + len(pairs)), xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=_STEPS
        )
        if solved.cost < 1e-18:
            yield parts(solved.x)


def _squares_of(entries: dict[tuple[int, int], Any], basis: Sequence[Any]) -> list[tuple[Any, Any]] | None:
    """The exact factor L D L^T of a rational matrix as weighted squares; ``None`` if it is not positive semidefinite."""
    size = len(basis)
    left = {(i, j): entries[max(i, j), min(i, j)] for i in range(size) for j in range(size)}
    squares = []
    for i in range(size):
        pivot = left[i, i]
        if pivot < 0 or (pivot == 0 and any(left[i, j] != 0 for j in range(size))):
            return None
        if pivot == 0:
            continue
        vector = sum((left[i, j] / pivot * basis[j] for j in range(i, size)), sympy.S.Zero)
        squares.append((pivot, vector))
        row = {j: left[i, j] for j in range(size)}
        for j in range(size):
            for k in range(size):
                left[j, k] -= row[j] * row[k] / pivot
    return squares
