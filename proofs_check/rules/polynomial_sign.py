"""The sign of a polynomial difference on the declared domain.

Decided by the sign procedure, by a certificate of squares and multipliers, or, on a bounded box,
by subdivision with Bernstein coefficients: their smallest is a lower bound of the polynomial. A box
on which an assumed polynomial inequality certainly fails is left out. Whole letters are treated as
real ones. ``refuted`` when an exact rational point of the domain that satisfies everything assumed
contradicts the claim. All arithmetic is rational.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.assumptions import Assumptions, exact, excess
from proofs_check.bernstein import Bernstein, Box, bernstein_coefficients
from proofs_check.combination import decide_by_combination
from proofs_check.kernel import Context, Decision, decided, require
from proofs_check.refutation import counterexample, fails_at, inequalities_only
from proofs_check.sign import nonnegative, positive
from w2s_theory.records.ledger import refuted

BOXES = 3000


def decide(context: Context) -> Decision:
    claim, known = context.claim, context.known
    if context.certificate.get("squares") or context.certificate.get("multipliers"):
        return decide_by_combination(context, "ring", with_gram=False)
    difference = sympy.expand(excess(claim))
    letters = sorted(difference.free_symbols, key=str)
    declared = claim.relation != "==" and all(letter in known.domains for letter in letters)
    require(declared, "this rule decides inequalities between polynomials in declared letters")
    polynomial = difference.as_poly(*letters) if letters else None
    rational = not letters or (polynomial is not None and all(c.is_Rational for c in polynomial.coeffs()))
    require(rational, "{} is not a polynomial with rational coefficients", difference)
    strict = claim.relation in ("<", ">")
    # an exact counterexample outweighs any procedure, so it is looked for first
    point = counterexample(difference, letters, strict, known) if inequalities_only(context) else None
    if point is not None:
        return refuted(fails_at(point))
    if (positive if strict else nonnegative)(difference, known):
        return decided()
    box = [(known.domains[letter].lower, known.domains[letter].upper) for letter in letters]
    bounded = letters and all(end is not None for ends in box for end in ends)
    require(bounded, "the sign of {} is not shown, and the domain is not bounded", difference)
    ends = tuple((exact(low), exact(high)) for low, high in box)
    shown = _subdivide(polynomial, ends, strict, _polynomial_facts(letters, known))
    require(shown, "the sign of {} is not shown with {} boxes", difference, BOXES)
    return decided()


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
    for fact, strict in known.facts:
        spoken = fact.free_symbols
        polynomial = sympy.expand(fact).as_poly(*letters) if spoken and spoken <= set(letters) else None
        if polynomial is not None and all(c.is_Rational for c in polynomial.coeffs()):
            found.append((polynomial, strict))
    return found
