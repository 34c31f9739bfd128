"""One square with unknown coefficients, and unknown multipliers of few facts.

``goal - sum m_i facts_i - q ||x + sum c_y y||^2`` is linear in the inner products that are left once the equalities of
the setting are put in. Their coefficients must vanish, which decides most unknowns (they are linear in m, q and q c_y,
but where inner products of the other vectors come in: there what must vanish is at most 0, and vanishes where its slope
does); what stands alone must then be 0, or >= 0 as a rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import sympy
from sympy.polys.polyerrors import PolynomialError

from proofs_check import polynomials
from w2s_theory import notation
from w2s_theory.proof_search.linear import coefficients, linear_letters
from w2s_theory.proof_search.problem import Fact, Problem, simplest

MOST_FACTS, MOST_VECTORS = 2, 4
# of values tried for the unknowns of one system
MOST_NODES = 12
# of facts that may be combined two at a time
_MANY = 6
CONSTANTS = tuple(map(sympy.Rational, (1, 2, "1/2", 0)))
_Q = sympy.Symbol("weight_of_square", real=True)
_MULTIPLIERS = sympy.symbols("m_first m_second", real=True)

Values = dict[Any, Any]


@dataclass
class System:
    """What must vanish, and what must be >= 0, in some unknowns, with the values found so far."""

    vanish: list[Any]
    alone: Any
    unknowns: tuple[Any, ...]
    values: Values

    def put(self, unknown: Any, value: Any) -> System:
        """The system after one more value is known."""
        at = {unknown: value}
        vanish = [_reduced(each.xreplace(at)) for each in self.vanish]
        return System(
            [each for each in vanish if each != 0],
            _reduced(self.alone.xreplace(at)),
            tuple(u for u in self.unknowns if u != unknown),
            {**{u: _reduced(v.xreplace(at)) for u, v in self.values.items()}, unknown: value},
        )


def one_square_certificates(problem: Problem) -> Iterator[dict[str, Any]]:
    """Certificates with one square, those of few facts and few vectors first."""
    if not problem.vectors:
        return
    spoken = [fact for fact in problem.facts if fact.excess.atoms(notation.inner_type())]
    facts = [*spoken, *(fact for fact in problem.facts if fact not in spoken)]
    for count in range(MOST_FACTS + 1):
        for size in range(1, min(len(problem.vectors), MOST_VECTORS) + 1):
            for chosen in combinations(facts if count < MOST_FACTS else facts[:_MANY], count):
                for vectors in combinations(problem.vectors, size):
                    for x in reversed(vectors):
                        try:
                            yield from _with(problem, chosen, x, [y for y in vectors if y != x])
                        except (
                            ZeroDivisionError,
                            PolynomialError,
                        ):  # a pole, or no polynomial in the unknowns
                            continue


def _with(problem: Problem, facts: Sequence[Fact], x: Any, others: Sequence[Any]) -> Iterator[dict[str, Any]]:
    weights = [sympy.Symbol(f"weight_of_{y.name}", real=True) for y in others]
    multipliers = _MULTIPLIERS[: len(facts)]
    square = problem.reduced(
        _Q * notation.inner(x, x)
        + 2 * sum((w * notation.inner(x, y) for w, y in zip(weights, others, strict=True)), sympy.S.Zero)
        + notation.norm_squared(sum((w * y for w, y in zip(weights, others, strict=True)), sympy.S.Zero)) / _Q
    )
    form = problem.goal - square
    form -= sum((m * fact.excess for m, fact in zip(multipliers, facts, strict=True)), sympy.S.Zero)
    letters = linear_letters(problem, [problem.goal, *(fact.excess for fact in facts), square])
    parts = coefficients(form, letters) if letters else None
    if parts is None:
        return
    vanish = [each for each in map(_reduced, parts[:-1]) if each != 0]
    system = System(vanish, _reduced(parts[-1]), (*multipliers, _Q, *weights), {})
    for values in _solutions(system, [MOST_NODES]):
        if values[_Q] == 0 or any(values[m] == 0 for m in (*multipliers, *weights)):
            continue  # a smaller system has this solution too
        vector = x + sum(
            (simplest(values[w] / values[_Q]) * y for w, y in zip(weights, others, strict=True)), sympy.S.Zero
        )
        named = {fact.name: values[m] for fact, m in zip(facts, multipliers, strict=True)}
        yield problem.certificate(named, [(values[_Q], vector)], values[None])


def _reduced(expression: Any) -> Any:
    e = sympy.S(expression)
    return sympy.S.Zero if polynomials.vanishes(e) else simplest(e)


def _solutions(system: System, nodes: list[int]) -> Iterator[Values]:
    """Values of all unknowns; under ``None`` what stands alone."""
    nodes[0] -= 1
    if nodes[0] < 0 or any(not each.has(*system.unknowns) for each in system.vanish):
        return
    if not system.vanish:
        yield from _alone(system)
        return
    for unknown, value in _next(system):
        try:
            smaller = system.put(unknown, value)
        except ZeroDivisionError:  # a pole: these unknowns have no such values
            continue
        yield from _solutions(smaller, nodes)


def _next(system: System) -> list[tuple[Any, Any]]:
    """Values that make something vanish, to be tried in this order: of a linear equation the one, else slopes and roots."""
    slopes, others = [], []
    for each in system.vanish:
        above = sympy.expand(polynomials.together(each)[0])
        for unknown in system.unknowns:
            polynomial = above.as_poly(unknown) if above.has(unknown) else None
            if polynomial is None or polynomial.degree() not in (1, 2):
                continue
            if polynomial.degree() == 1:
                a, b = polynomial.all_coeffs()
                if not a.has(*system.unknowns):
                    return [(unknown, _reduced(-b / a))]
                others.append((unknown, _reduced(-b / a)))
            else:
                a, b, _ = polynomial.all_coeffs()
                slopes.append((unknown, _reduced(-b / (2 * a))))
                others += [(unknown, root) for root in _roots(polynomial)]
    return [*slopes, *others]


def _roots(polynomial: Any) -> list[Any]:
    """The two roots of a quadratic whose discriminant is a square."""
    a, b, c = polynomial.all_coeffs()
    discriminant = _reduced((b**2 - 4 * a * c) / (4 * a**2))
    if discriminant == 0 or discriminant.has(*_MULTIPLIERS):
        return []
    width = sympy.sqrt(discriminant)
    if width.atoms(sympy.Pow) - discriminant.atoms(sympy.Pow) and not width.is_Rational:
        return []
    middle = -b / (2 * a)
    return [_reduced(middle - width), _reduced(middle + width)]


def _alone(system: System) -> Iterator[Values]:
    """Values of what is still free: what stands alone should vanish, or be as large as it can."""
    free = [u for u in system.unknowns if system.alone.has(u)]
    if not free:
        at = dict.fromkeys(system.unknowns, sympy.S.Zero)
        if _Q in at:
            at[_Q] = sympy.S.One
        yield {**{u: v.xreplace(at) for u, v in system.values.items()}, **at, None: system.alone}
        return
    unknown = free[-1]
    for value in _tried(system.alone, unknown, unknown in _MULTIPLIERS and len(free) == 1):
        try:
            yield from _alone(system.put(unknown, value))
        except ZeroDivisionError:
            continue


def _tried(expression: Any, unknown: Any, last: bool) -> list[Any]:
    """Where an expression vanishes or its slope does, and for the last unknown a few numbers."""
    above = sympy.expand(polynomials.together(expression)[0])
    polynomial = above.as_poly(unknown)
    constants = list(CONSTANTS[:3]) if last else []
    if polynomial is None or polynomial.degree() not in (1, 2):
        return constants
    if polynomial.degree() == 1:
        a, b = polynomial.all_coeffs()
        return [_reduced(-b / a), *constants]
    a, b, _ = polynomial.all_coeffs()
    return [_reduced(-b / (2 * a)), *_roots(polynomial), *constants]
