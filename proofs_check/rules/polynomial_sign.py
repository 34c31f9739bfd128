"""The sign of a polynomial difference on the declared domain.

Decided by the sign procedure, by a certificate of squares and multipliers, or, on a bounded box,
by subdivision with Bernstein coefficients: their smallest is a lower bound of the polynomial. A box
on which an assumed polynomial inequality certainly fails is left out. Whole letters are treated as
real ones. ``refuted`` when an exact rational point of the domain that satisfies everything assumed
contradicts the claim. All arithmetic is rational.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import comb
from typing import Any

import sympy

from proofs_check.assumptions import Assumptions, exact
from proofs_check.combination import decide_by_combination
from proofs_check.kernel import Context
from proofs_check.sign import nonnegative, positive
from w2s_theory.spec.ledger import Decision, decided, not_decided, refuted

BOXES = 4000
SAMPLES = 2000

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
    if (positive if strict else nonnegative)(difference, known):
        return decided()
    point = _counterexample(difference, letters, strict, known)
    if point is not None:
        return refuted(f"it fails at {', '.join(f'{letter} = {value}' for letter, value in point.items())}")
    box = [(known.domains[letter].lower, known.domains[letter].upper) for letter in letters]
    if not letters or any(end is None for ends in box for end in ends):
        return not_decided(f"the sign of {difference} is not shown, and the domain is not bounded")
    ends = tuple((exact(low), exact(high)) for low, high in box)
    if _subdivide(polynomial, ends, strict, _polynomial_facts(letters, known)):
        return decided()
    return not_decided(f"the sign of {difference} is not shown with {BOXES} boxes")


def bernstein_coefficients(polynomial: Any, box: Box) -> list[Any]:
    """Coefficients of the polynomial in the Bernstein basis of a box; all values lie in their range."""
    letters = polynomial.gens
    expression = polynomial.as_expr()
    for letter, (low, high) in zip(letters, box, strict=True):
        expression = expression.subs(letter, low + (high - low) * letter)
    table = sympy.Poly(sympy.expand(expression), *letters)
    degrees = [max(power, 0) for power in (sympy.degree(table, letter) for letter in letters)]
    coefficients = {monomial: value for monomial, value in table.terms()}
    # one letter at a time: the coefficient of index i is the sum over j <= i of c_j C(i, j)/C(n, j)
    for axis, degree in enumerate(degrees):
        following: dict[tuple[int, ...], Any] = {}
        for monomial, value in coefficients.items():
            j = monomial[axis]
            for i in range(j, degree + 1):
                index = (*monomial[:axis], i, *monomial[axis + 1 :])
                share = sympy.Rational(comb(i, j), comb(degree, j))
                following[index] = following.get(index, sympy.Integer(0)) + value * share
        coefficients = following
    return [coefficients.get(index, sympy.Integer(0)) for index in product(*(range(n + 1) for n in degrees))]


def _subdivide(polynomial: Any, box: Box, strict: bool, facts: list[tuple[Any, bool]]) -> bool:
    waiting, looked_at = [box], 0
    while waiting:
        looked_at += 1
        if looked_at > BOXES:
            return False
        current = waiting.pop()
        least = min(bernstein_coefficients(polynomial, current))
        if least > 0 or (least == 0 and not strict) or _excluded(facts, current):
            continue
        widths = [high - low for low, high in current]
        axis = max(range(len(widths)), key=lambda number: (widths[number], -number))
        low, high = current[axis]
        if low == high:
            return False
        middle = (low + high) / 2
        waiting += [(*current[:axis], half, *current[axis + 1 :]) for half in ((low, middle), (middle, high))]
    return True


def _excluded(facts: list[tuple[Any, bool]], box: Box) -> bool:
    """Whether some assumed inequality fails on the whole box."""
    for fact, strict in facts:
        largest = max(bernstein_coefficients(fact, box))
        if largest < 0 or (largest == 0 and strict):
            return True
    return False


def _polynomial_facts(letters: list[Any], known: Assumptions) -> list[tuple[Any, bool]]:
    found = []
    for facts, strict in ((known.nonnegative, False), (known.positive, True)):
        for fact in facts:
            fact = sympy.expand(fact)
            polynomial = fact.as_poly(*letters) if fact.free_symbols and fact.free_symbols <= set(letters) else None
            if polynomial is not None and all(c.is_Rational for c in polynomial.coeffs()):
                found.append((polynomial, strict))
    return found


def _counterexample(difference: Any, letters: list[Any], strict: bool, known: Assumptions) -> dict[Any, Any] | None:
    """A rational point of the domain where everything assumed holds and the claim does not."""
    if known.substitution or any(not fact.free_symbols <= set(known.domains) for fact in (*known.nonnegative, *known.positive)):
        return None
    every = sorted(set(letters).union(*(fact.free_symbols for fact in (*known.nonnegative, *known.positive))), key=str)
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
        steps = (0, 1, sympy.Rational(1, 2), sympy.Rational(1, 4), sympy.Rational(3, 4), sympy.Rational(1, 16), sympy.Rational(15, 16))
        values = [exact(low) + (exact(high) - exact(low)) * share for share in steps]
    elif low is not None:
        values = [exact(low) + step for step in (0, 1, 2, 3, sympy.Rational(1, 4), 10, 1000)]
    elif high is not None:
        values = [exact(high) - step for step in (0, 1, 2, 3, sympy.Rational(1, 4), 10, 1000)]
    else:
        values = [sympy.Integer(step) for step in (0, 1, -1, 2, -2, 10, -10, 1000, -1000)]
    if domain.integer:
        values = [sympy.floor(value) for value in values]
    from fractions import Fraction

    return [v for v in dict.fromkeys(values) if domain.contains(Fraction(int(v.p), int(v.q)))]
