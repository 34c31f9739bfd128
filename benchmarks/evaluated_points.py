"""Is every float64 number of `w2s evaluate` inside its own radius?  ``python -m benchmarks.evaluated_points``.

Random exact points over the stated domain of every theorem, extreme ones included: log-uniform distances from its
ends, the ends themselves, whole numbers up to 10^6, lists of several lengths. Value and radius are compared with a
ball at more than twice the precision. Prints one line a theorem, and exits with 1 if a value lies outside.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb

from w2s_theory import notation
from w2s_theory.checks.points import complete_point, exact_points, restrictions
from w2s_theory.evaluate.bound_at import evaluate_sides, require_point
from w2s_theory.evaluate.enclosure import ball_precision, enclose_expression
from w2s_theory.evaluate.rational_value import NotRational, rational_value
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.parameter import Domain
from w2s_theory.records.theorem import Theorem
from w2s_theory.theorems.listing import Catalog

LARGEST = 10**6
_FAR = Fraction(10) ** 6


def extreme_value(rng: random.Random, domain: Domain, largest: int = LARGEST) -> Fraction:
    """A value of the domain: an end, or at a distance from one that is log-uniform over 30 decades."""
    low = domain.lower if domain.lower is not None else -_FAR
    high = domain.upper if domain.upper is not None else _FAR
    if domain.integer:
        step = int(largest ** rng.random()) - (rng.random() < 0.3)
        return min(max(low, low + step if rng.random() < 0.8 else high - step), high)
    ends = [end for end in (domain.lower, domain.upper) if end is not None and domain.contains(end)]
    if ends and rng.random() < 0.1:
        return rng.choice(ends)
    distance = Fraction(rng.randint(1, 10**4)) * Fraction(10) ** rng.randint(-28, 2)
    value = low + distance if domain.upper is None or rng.random() < 0.6 else high - distance
    if domain.lower is None and domain.upper is None:
        value = distance * rng.choice((-1, 1))
    return value if domain.contains(value) else (low + high) / 2


def extreme_points(
    theorem: Theorem, count: int, seed: str, largest: int = LARGEST
) -> Iterator[dict[str, Any]]:
    """Points of the stated domain that no hypothesis excludes; a number of terms never exceeds the entries.

    Where drawing them independently finds fewer than ``count``, the others start from points of the typical range.
    """
    rng = random.Random(f"{theorem.name}/{seed}")
    found = 0
    # an equality fixes a letter exactly, so the numbers must stay writable
    equalities = any(each.relation == "==" for each in restrictions(theorem))
    largest = min(largest, 30) if equalities else largest
    for _ in range(20 * count):
        if found == count:
            return
        entries = rng.randint(1, 14)
        point: dict[str, Any] = {}
        for each in theorem.parameters:
            if each.length:
                point[each.symbol] = tuple(extreme_value(rng, each.domain, 1000) for _ in range(entries))
            else:
                point[each.symbol] = extreme_value(rng, each.domain, largest)
        if any(each.length for each in theorem.parameters):
            for name in {"n", "j", "i", "k"} & set(point):
                point[name] = (
                    Fraction(rng.randint(1, entries)) if name == "n" else Fraction(rng.randrange(entries))
                )
        try:
            point |= determined_letters(theorem, point)
            require_point(theorem, point)
        except InputError:
            continue
        except NotRational:
            # gamma functions fix a letter: points of the typical range, where that is done exactly
            yield from exact_points(theorem, np.random.default_rng(rng.randrange(10**6)), count)
            return
        found += 1
        yield point
    # so many hypotheses that hardly any extreme point keeps all: towards the extremes from points that do
    for point in exact_points(theorem, np.random.default_rng(rng.randrange(10**6)), count - found):
        yield towards_extremes(theorem, point, rng, largest)


def towards_extremes(
    theorem: Theorem, point: Mapping[str, Any], rng: random.Random, largest: int = LARGEST
) -> dict[str, Any]:
    """Letter by letter an extreme value (of a list, at one entry), wherever the hypotheses still hold.

    A number of terms, and an index, stay what they are.
    """
    point = dict(point)
    letters = [each for each in theorem.parameters if each.symbol not in {"n", "j", "i", "k"}]
    for each in rng.sample(letters, len(letters)):
        value: Any = extreme_value(rng, each.domain, 1000 if each.length else largest)
        if each.length:
            entries = point[each.symbol]
            place = rng.randrange(len(entries))
            value = (*entries[:place], value, *entries[place + 1 :])
        point = complete_point({**point, each.symbol: value}, theorem) or point
    return point


def determined_letters(theorem: Theorem, point: Mapping[str, Any]) -> dict[str, Fraction]:
    """The letters that a hypothesis ``letter == value`` fixes, one after another.

    Raises
    ------
    NotRational
        If such a value is no rational function of the others.
    """
    letters = {getattr(notation, name): name for name in point}
    found: dict[str, Fraction] = {}
    for claim in restrictions(theorem):
        if claim.relation == "==" and claim.left in letters:
            found[letters[claim.left]] = rational_value(claim.right, {**point, **found})
    return found


def is_inside(theorem: Theorem, point: Mapping[str, Any]) -> bool | None:
    """Whether all sides contain the value known to 60 digits; ``None`` where no number is printed."""
    try:
        sides = evaluate_sides(theorem, point)
        exact = [enclose_expression(claim.right, point, 60, smallest=1e-330) for claim in theorem.claims()]
    except AccuracyError:
        return None
    with ball_precision(400):
        for side, ball in zip(sides, exact, strict=True):
            if side.value is None:
                size = abs(ball)
                logarithm = size.log() / arb(10).log()
                if not abs(logarithm - arb(side.log10)) < 1e-9 * (1 + abs(logarithm)):
                    return False
                if size < 2.0**1023 and size > 2.0**-1022:
                    return False
            elif abs(ball - arb(side.value)) > arb(side.radius):
                return False
    return True


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*")
    parser.add_argument("--points", type=int, default=2000)
    parser.add_argument("--seed", default="0")
    given = parser.parse_args(arguments)
    catalog = Catalog()
    total = outside = refused = 0
    for name in given.names or catalog:
        answers = [
            is_inside(catalog[name], point)
            for point in extreme_points(catalog[name], given.points, given.seed)
        ]
        wrong, none = answers.count(False), answers.count(None)
        print(f"{name:60} {len(answers)} points, {none} without a number, {wrong} outside", flush=True)
        total, outside, refused = total + len(answers), outside + wrong, refused + none
    print(f"{total} points, {refused} without a number, {outside} outside")
    return 1 if outside else 0


if __name__ == "__main__":
    sys.exit(main())
