"""An inequality on a compact box of real letters (and small ranges of whole ones), by certified balls.

The box is bisected until the ball of ``left - right`` over each part has the claimed sign; parts on
which an assumed inequality certainly fails are left out. Balls cannot decide at points of equality,
so these must be factored out exactly: the certificate's ``factor`` h and ``rest`` g with
``left - right == h * g`` (an identity modulo roots), h shown >= 0 by the sign procedure (a square, for
example), and g > 0 by balls. ``refuted`` when the balls at an exact rational point of the domain
contradict the claim while all that is assumed certainly holds. Rests on python-flint's arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import sympy
from flint import arb, ctx

from proofs_check.assumptions import Assumptions, excess
from proofs_check.identity import is_zero
from proofs_check.kernel import Context, Decision, NotShown, decided, require
from proofs_check.refutation import fails_at, inequalities_only
from proofs_check.sign import nonnegative, positive
from w2s_theory.records.ball_expression import Evaluator, NoBall, ball_function, exact_ball
from w2s_theory.records.ledger import refuted

BOXES = 20_000
LARGEST_BOXES = 1_000_000
WHOLE_POINTS = 4_000
PRECISION = 128

Ends = dict[Any, tuple[Fraction, Fraction]]


@dataclass(frozen=True)
class _Facts:
    """What is assumed, as ball functions that are >= 0 (first) and > 0 (second).

    ``complete``: nothing else is assumed, so that a point which satisfies them may refute.
    """

    weak: tuple[Evaluator, ...]
    strict: tuple[Evaluator, ...]
    complete: bool

    def exclude(self, environment: dict[str, Any]) -> bool:
        return any(f(environment) < 0 for f in self.weak) or any(f(environment) <= 0 for f in self.strict)

    def hold(self, environment: dict[str, Any]) -> bool:
        """Certainly, at a point."""
        if not self.complete:
            return False
        return all(f(environment) >= 0 for f in self.weak) and all(f(environment) > 0 for f in self.strict)


def decide(context: Context) -> Decision:
    before, ctx.prec = ctx.prec, PRECISION
    try:
        return _decide(context)
    except NoBall as problem:
        raise NotShown(str(problem)) from problem
    finally:
        ctx.prec = before


def _decide(context: Context) -> Decision:
    claim, known = context.claim, context.known
    require(claim.relation != "==", "balls show inequalities, not equalities")
    difference, strict = excess(claim), claim.relation in ("<", ">")
    factor, rest = context.expression("factor", 1), context.expression("rest", difference)
    if "factor" in context.certificate or "rest" in context.certificate:
        signed = (positive if strict else nonnegative)(factor, known)
        require(signed, "the factor {} is not shown to be {}", factor, "> 0" if strict else ">= 0")
        whole = is_zero(difference - factor * rest, "radical", known)
        require(whole, "the factors do not multiply to the difference of the two sides")
    letters = sorted(rest.free_symbols, key=str)
    for letter in letters:
        domain = known.domains.get(letter)
        bounded = domain is not None and domain.lower is not None and domain.upper is not None
        require(bounded, "{} must be a declared letter with a bounded domain", letter)
    budget = int(context.certificate.get("boxes", BOXES))
    require(budget <= LARGEST_BOXES, "at most {} boxes", LARGEST_BOXES)
    function, facts = ball_function(rest), _facts(known, inequalities_only(context))
    for ends in _whole_points(letters, known):
        problem = _cover(function, ends, facts, known, strict, budget)
        if problem is not None:
            return problem
    return decided(("enclosure", context.step.name))


def _cover(
    function: Evaluator, start: Ends, facts: _Facts, known: Assumptions, strict: bool, budget: int
) -> Decision | None:
    """None when every part is decided; a decision when one is not."""
    # halving never reaches the corners, where a strict claim may be an equality
    for corner in product(*start.values()):
        if _contradicts(function, dict(zip(start, corner, strict=True)), facts, known, strict):
            return _failure(dict(zip(start, corner, strict=True)))
    waiting = [start]
    for _ in range(budget):
        if not waiting:
            return None
        ends = waiting.pop()
        environment = {letter.name: _interval(*pair) for letter, pair in ends.items()}
        value = function(environment)
        if value > 0 or (not strict and value >= 0) or facts.exclude(environment):
            continue
        point = {letter: (low + high) / 2 for letter, (low, high) in ends.items()}
        if _contradicts(function, point, facts, known, strict):
            return _failure(point)
        wide = [letter for letter, (low, high) in ends.items() if low < high]
        require(wide, "the ball at {} is too wide to tell", point)
        split = max(wide, key=lambda letter: (ends[letter][1] - ends[letter][0], str(letter)))
        low, high = ends[split]
        waiting += [{**ends, split: (low, point[split])}, {**ends, split: (point[split], high)}]
    require(not waiting, "not decided with {} boxes; factor out points of equality", budget)
    return None


def _failure(point: dict[Any, Fraction]) -> Decision:
    return refuted(fails_at(point))


def _contradicts(function: Evaluator, point: Any, facts: _Facts, known: Assumptions, strict: bool) -> bool:
    environment = {letter.name: exact_ball(value) for letter, value in point.items()}
    value = function(environment)
    if not (value < 0 or (strict and value <= 0)):
        return False
    inside = all(known.domains[letter].contains(number) for letter, number in point.items())
    try:
        return inside and facts.hold(environment)
    except KeyError:  # a fact about a letter that does not occur here: no exact point is at hand
        return False


def _facts(known: Assumptions, complete: bool) -> _Facts:
    weak, strict = [], []
    for fact, is_strict in known.facts:
        try:
            (strict if is_strict else weak).append(_total(ball_function(sympy.S(fact))))
        except NoBall:
            complete = False
    return _Facts(tuple(weak), tuple(strict), complete)


def _total(function: Evaluator) -> Evaluator:
    """The same, but unknown (an infinite ball) where it speaks of letters that have no value here."""

    def value(environment: Any) -> arb:
        try:
            return function(environment)
        except KeyError:
            return arb("nan")

    return value


def _whole_points(letters: list[Any], known: Assumptions) -> Iterator[Ends]:
    """One box for every value of the whole letters."""
    domains: dict[Any, Any] = {letter: known.domains[letter] for letter in letters}
    ends = {letter: (Fraction(each.lower), Fraction(each.upper)) for letter, each in domains.items()}
    whole = {letter: ends[letter] for letter, domain in domains.items() if domain.integer}
    ranges = {letter: range(int(low), int(high) + 1) for letter, (low, high) in whole.items()}
    count = prod(len(each) for each in ranges.values())
    require(count <= WHOLE_POINTS, "{} whole points are more than {}", count, WHOLE_POINTS)
    for values in product(*ranges.values()):
        yield {
            **ends,
            **{letter: (Fraction(v), Fraction(v)) for letter, v in zip(ranges, values, strict=True)},
        }


def _interval(low: Fraction, high: Fraction) -> arb:
    """A ball that contains [low, high]; the exact number when they are equal."""
    return exact_ball(low) if low == high else exact_ball(low).union(exact_ball(high))
