"""The sign of a polynomial difference on the declared domain.

Decided by the sign procedure, by a certificate of squares and multipliers, or, on a bounded box,
by subdivision with Bernstein coefficients: their smallest is a lower bound of the polynomial. A box
on which an assumed polynomial inequality certainly fails is left out. Whole letters are treated as
real ones. ``refuted`` when an exact rational point of the domain that satisfies everything assumed
contradicts the claim. All arithmetic is rational.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from math import comb, prod
from typing import Any

import sympy
from flint import fmpq

from proofs_check.assumptions import Assumptions, exact
from proofs_check.combination import decide_by_combination
from proofs_check.kernel import Context
from proofs_check.refutation import inequalities_only
from proofs_check.sign import nonnegative, positive
from w2s_theory.spec.ledger import Decision, decided, not_decided, refuted

BOXES = 3000
SAMPLES = 400

Box = tuple[tuple[Any, Any], ...]


def decide(context: Context) -> Decision:
    claim, known = context.claim, context.known
    if context.certificate.get("squares") or context.certificate.get("multipliers"):
        return decide_by_combination(context, "ring", with_gram=False)
    difference = sympy.expand(sympy.S(claim.left) - sympy.S(claim.right))
    if claim.relation in ("<=", "<"):
        difference = -difference
    letters = sorted(difference.free_symbols, key=str)
    if claim.relation == "==" or not all(letter in known.domains for letter in letters):
        return not_decided("this rule decides inequalities between polynomials in declared letters")
    polynomial = difference.as_poly(*letters) if letters else None
    if letters and (polynomial is None or not all(c.is_Rational for c in polynomial.coeffs())):
        return not_decided(f"{difference} is not a polynomial with rational coefficients")
    strict = claim.relation in ("<", ">")
    # an exact counterexample outweighs any procedure, so it is looked for first
    point = _counterexample(difference, letters, strict, known) if inequalities_only(context) else None
    if point is not None:
        return refuted(f"it fails at {', '.join(f'{letter} = {value}' for letter, value in point.items())}")
    if (positive if strict else nonnegative)(difference, known):
        return decided()
    box = [(known.domains[letter].lower, known.domains[letter].upper) for letter in letters]
    if not letters or any(end is None for ends in box for end in ends):
        return not_decided(f"the sign of {difference} is not shown, and the domain is not bounded")
    ends = tuple((exact(low), exact(high)) for low, high in box)
    if _subdivide(polynomial, ends, strict, _polynomial_facts(letters, known)):
        return decided()
    return not_decided(f"the sign of {difference} is not shown with {BOXES} boxes")


@dataclass(frozen=True)
class Bernstein:
    """Bernstein coefficients of a polynomial on a box: flat, last letter fastest; ``shape`` is degrees + 1.

    All values on the box lie between the smallest and the largest; those of the corners are among them.
    """

    shape: tuple[int, ...]
    values: list[fmpq]

    def halves(self, axis: int) -> tuple[Bernstein, Bernstein]:
        """The coefficients on the two halves of the box, by de Casteljau's algorithm."""
        n = self.shape[axis]
        stride = prod(self.shape[axis + 1 :])
        low, high = list(self.values), list(self.values)
        for start in range(len(self.values)):
            if (start // stride) % n:
                continue
            row = [self.values[start + number * stride] for number in range(n)]
            for number in range(n):
                low[start + number * stride] = row[0]
                high[start + (n - 1 - number) * stride] = row[-1]
                row = [(left + right) / 2 for left, right in pairwise(row)]
        return Bernstein(self.shape, low), Bernstein(self.shape, high)


def bernstein_coefficients(polynomial: Any, box: Box) -> Bernstein:
    """The polynomial in the Bernstein basis of a box given by the exact ends of each letter."""
    letters = polynomial.gens
    expression = polynomial.as_expr()
    for letter, (low, high) in zip(letters, box, strict=True):
        expression = expression.subs(letter, low + (high - low) * letter)
    table = sympy.Poly(sympy.expand(expression), *letters)
    degrees = [max(int(degree), 0) if degree.is_finite else 0 for degree in map(sympy.S, table.degree_list())]
    coefficients = {monomial: fmpq(int(value.p), int(value.q)) for monomial, value in table.terms()}
    # one letter at a time: the coefficient of index i is the sum over j <= i of c_j C(i, j)/C(n, j)
    for axis, degree in enumerate(degrees):
        following: dict[tuple[int, ...], fmpq] = {}
        for monomial, value in coefficients.items():
            j = monomial[axis]
            for i in range(j, degree + 1):
                index = (*monomial[:axis], i, *monomial[axis + 1 :])
                following[index] = following.get(index, fmpq(0)) + value * fmpq(comb(i, j), comb(degree, j))
        coefficients = following
    values = [coefficients.get(index, fmpq(0)) for index in product(*(range(n + 1) for n in degrees))]
    return Bernstein(tuple(degree + 1 for degree in degrees), values)


def _subdivide(polynomial: Any, box: Box, strict: bool, facts: list[tuple[Any, bool]]) -> bool:
    """Whether every part of the box shows the sign, or lies outside what is assumed."""
    start = bernstein_coefficients(polynomial, box)
    assumed = [(bernstein_coefficients(fact, box), is_strict) for fact, is_strict in facts]
    widths = tuple(high - low for low, high in box)
    waiting = [(start, assumed, widths)]
    for _ in range(BOXES):
        if not waiting:
            return True
        current, known, widths = waiting.pop()
        least = min(current.values)
        if least > 0 or (least == 0 and not strict) or any(_fails(*fact) for fact in known):
            continue
        axis = max(range(len(widths)), key=lambda number: (widths[number], -number))
        if widths[axis] == 0:
            return False
        narrower = (*widths[:axis], widths[axis] / 2, *widths[axis + 1 :])
        parts = [fact.halves(axis) for fact, _ in known]
        for number, half in enumerate(current.halves(axis)):
            waiting.append((half, [(p[number], s) for p, (_, s) in zip(parts, known, strict=True)], narrower))
    return not waiting


def _fails(fact: Bernstein, strict: bool) -> bool:
    """Whether an assumed inequality fails on the whole box."""
    largest = max(fact.values)
    return largest < 0 or (largest == 0 and strict)


def _polynomial_facts(letters: list[Any], known: Assumptions) -> list[tuple[Any, bool]]:
    found = []
    for facts, strict in ((known.nonnegative, False), (known.positive, True)):
        for fact in facts:
            fact = sympy.expand(fact)
            polynomial = (
                fact.as_poly(*letters) if fact.free_symbols and fact.free_symbols <= set(letters) else None
            )
            if polynomial is not None and all(c.is_Rational for c in polynomial.coeffs()):
                found.append((polynomial, strict))
    return found


def _counterexample(
    difference: Any, letters: list[Any], strict: bool, known: Assumptions
) -> dict[Any, Any] | None:
    """A rational point of the domain where everything assumed holds and the claim does not."""
    spoken_of = set(letters).union(*(fact.free_symbols for fact in (*known.nonnegative, *known.positive)))
    if not spoken_of <= set(known.domains):
        return None
    every = sorted(spoken_of, key=str)
    for number, values in enumerate(_points([known.domains[letter] for letter in every])):
        if number >= SAMPLES:
            return None
        point = dict(zip(every, values, strict=True))
        value = difference.subs(point)
        if (value < 0 or (strict and value == 0)) and _allowed(point, known):
            return {letter: point[letter] for letter in letters}
    return None


def _allowed(point: dict[Any, Any], known: Assumptions) -> bool:
    for facts, strict in ((known.nonnegative, False), (known.positive, True)):
        for fact in facts:
            value = fact.subs(point)
            # an inequality that is not seen to hold exactly is not taken to hold
            if not value.is_Rational or value < 0 or (strict and value == 0):
                return False
    return True


def _points(domains: list[Any]) -> Iterator[tuple[Any, ...]]:
    return product(*(_values(domain) for domain in domains))


def _values(domain: Any) -> list[Any]:
    """A few exact values of a domain: its ends, what lies between, and far away where it is infinite."""
    low, high = domain.lower, domain.upper
    if low is not None and high is not None:
        shares = [sympy.Rational(share, 16) for share in (0, 16, 8, 4, 12, 1, 15)]
        values = [exact(low) + (exact(high) - exact(low)) * share for share in shares]
    elif low is not None:
        values = [exact(low) + step for step in (0, 1, 2, 3, sympy.Rational(1, 4), 10, 1000)]
    elif high is not None:
        values = [exact(high) - step for step in (0, 1, 2, 3, sympy.Rational(1, 4), 10, 1000)]
    else:
        values = [sympy.Integer(step) for step in (0, 1, -1, 2, -2, 10, -10, 1000, -1000)]
    if domain.integer:
        values = [sympy.floor(value) for value in values]
    return [v for v in dict.fromkeys(values) if domain.contains(Fraction(int(v.p), int(v.q)))]
