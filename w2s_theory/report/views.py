"""The bound at a few exact points, in three views: 30 digits, a certified ball, float64."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from typing import Any

import mpmath
import numpy as np

from w2s_theory.checks.points import complete_point
from w2s_theory.evaluate.enclosure import ball_precision, enclose_expression
from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.evaluate.high_precision import evaluate_expression
from w2s_theory.printing.plain_printer import letter
from w2s_theory.records.parameter import Domain, Parameter
from w2s_theory.records.theorem import Theorem

DIGITS = 30
_LARGEST_SEARCH = 4000

# round numbers a reader can type in again
_REALS = tuple(Fraction(text) for text in "1/10 1/2 9/10 1/100 1/4 3/4 1 2 5 10 100 1/1000 0 -1/2 -1".split())
_WHOLE = tuple(Fraction(n) for n in (3, 10, 32, 0, 1, 2, 4, 5, 6, 8, 16, 64, 100, 256, 1000))


@dataclass(frozen=True, slots=True)
class View:
    """One side of a claim at one point; each view is text, or the reason why there is none."""

    at: str
    relation: str
    value: str
    ball: str
    float64: str


def bound_views(theorem: Theorem, count: int = 3) -> tuple[View, ...]:
    """Every side of the claim at up to ``count`` exact points of the domain.

    Parameters
    ----------
    theorem
        Its hypotheses hold at the points, which are round numbers where the domain has some.
    count
        Number of points.

    Returns
    -------
    tuple of View
        30 correct digits (mpmath), a ball of that relative radius, and the float64 value of the
        stable form. A view that cannot be had holds the reason in one line.
    """
    rows = []
    for point in islice(round_points(theorem), count):
        sides = zip(theorem.claims(), theorem.stable_sides(), strict=True)
        rows += [_view(claim.relation, claim.right, stable, point) for claim, (_, stable) in sides]
    return tuple(rows)


def round_points(theorem: Theorem) -> Iterator[dict[str, Any]]:
    """Points of the domain, exact and different rationals, at which every hypothesis holds.

    The first points differ in as many letters as they can.
    """
    letters = [each.symbol for each in theorem.parameters]
    choices = [_choices(each, number) for number, each in enumerate(theorem.parameters)]
    longest = max((len(each) for each in choices), default=1)
    diagonal = (tuple(each[i % len(each)] for each in choices) for i in range(longest))
    seen = set()
    for values in (*diagonal, *islice(product(*choices), _LARGEST_SEARCH)):
        point = complete_point(dict(zip(letters, values, strict=True)), theorem)
        if point is not None and tuple(point.values()) not in seen:
            seen.add(tuple(point.values()))
            yield point


def _choices(parameter: Parameter, number: int) -> list[Any]:
    numbers = _round_numbers(parameter.typical, parameter.domain)
    if parameter.length is None:
        return numbers
    # each sequence begins elsewhere, or teacher and target would be the same
    starts = [start + number for start in range(len(numbers))]
    return [tuple(numbers[(start + i) % len(numbers)] for i in range(parameter.length)) for start in starts]


def _round_numbers(typical: Domain, domain: Domain) -> list[Fraction]:
    found = [x for x in (_WHOLE if domain.integer else _REALS) if typical.contains(x) and domain.contains(x)]
    ends = [end for end in (typical.lower, typical.upper) if end is not None and domain.contains(end)]
    middle = [] if domain.integer or len(ends) < 2 else [(ends[0] + ends[1]) / 2]
    return list(dict.fromkeys([*found, *ends, *middle]))


def _view(relation: str, exact: Any, stable: Any, point: dict[str, Any]) -> View:
    def value() -> str:
        number = evaluate_expression(exact, point, DIGITS)
        with mpmath.workdps(DIGITS + 5):
            return str(mpmath.nstr(number, DIGITS))

    def ball() -> str:
        enclosure = enclose_expression(exact, point, DIGITS)
        with ball_precision(200):
            return str(enclosure.str(DIGITS))

    def float64() -> str:
        arrays = {name: np.array([_floats(entry)]) for name, entry in point.items()}
        return repr(float(compute_expression(stable, arrays)[0]))

    return View(_point_text(point), relation, _or_reason(value), _or_reason(ball), _or_reason(float64))


def _or_reason(compute: Any) -> str:
    try:
        return compute()
    except Exception as error:  # one view that cannot be had must not hide the others
        text = str(error).splitlines()
        return f"none: {text[0] if text else type(error).__name__}"


def _floats(value: Any) -> Any:
    if isinstance(value, tuple):
        return [float(entry) for entry in value]
    return int(value) if value.denominator == 1 else float(value)


def _point_text(point: dict[str, Any]) -> str:
    return ", ".join(
        f"{letter(name)} = ({', '.join(map(str, value))})"
        if isinstance(value, tuple)
        else f"{letter(name)} = {value}"
        for name, value in point.items()
    )
