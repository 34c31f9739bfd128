"""A single exact point that refutes a claim: it must certainly satisfy all that is assumed."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice, product
from typing import Any

import sympy

from proofs_check.assumptions import Assumptions, exact, rational
from proofs_check.kernel import Context
from proofs_check.substitution import substitute

SAMPLES = 400


def fails_at(point: Mapping[Any, Any]) -> str:
    """The point in words; a claim without letters is false as it stands."""
    where = ", ".join(f"{letter} = {value}" for letter, value in point.items())
    return f"it fails at {where}" if where else "it is false"


def inequalities_only(context: Context) -> bool:
    """Whether everything assumed is a domain or an inequality, which a point can be tested against.

    An assumed equality between letters, an equation of an unknown function, or the vectors of a
    Hilbert space restrict the letters in ways that no single point shows.
    """
    if context.statement.setting is not None:
        return False
    return all(each.relation != "==" for each in (*context.statement.hypotheses, *context.step.where))


def counterexample(
    difference: Any, letters: list[Any], strict: bool, known: Assumptions
) -> dict[Any, Any] | None:
    """A rational point of the domain where everything assumed holds and the claim does not."""
    spoken_of = set(letters).union(*(fact.free_symbols for fact, _ in known.facts))
    if not spoken_of <= set(known.domains):
        return None
    every = sorted(spoken_of, key=str)
    points = product(*(_values(known.domains[letter]) for letter in every))
    for values in islice(points, SAMPLES):
        point = dict(zip(every, values, strict=True))
        value = substitute(difference, point)
        # of what has no value here nothing is seen
        if ((value < 0) == sympy.true or (strict and value == 0)) and _allowed(point, known):
            return {letter: point[letter] for letter in letters}
    return None


def _allowed(point: dict[Any, Any], known: Assumptions) -> bool:
    values = [(substitute(fact, point), strict) for fact, strict in known.facts]
    # an inequality that is not seen to hold exactly is not taken to hold
    return all(value.is_Rational and (value > 0 or (value == 0 and not strict)) for value, strict in values)


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
    return [v for v in dict.fromkeys(values) if domain.contains(rational(v))]
