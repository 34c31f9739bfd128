"""Lists of sizes and times as people write them: ``30,100,300``, ``2:8``, ``30:1000:7``; in options and in plans alike.

``A:B`` is every whole number from A to B; ``A:B:N`` is N numbers from A to B whose ratios are equal. Both ends are
included.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from math import exp, inf, log
from typing import Any

from w2s_theory.exact_number import exact_number, shorten
from w2s_theory.records.errors import InputError

MOST_NUMBERS = 10_000
_DIGITS_BETWEEN = 4


def whole_numbers(text: str, what: str, lower: int, upper: int, *, infinite: bool = False) -> tuple[Any, ...]:
    """Whole numbers in [lower, upper] (and ``inf``, where it is allowed), in the order that was typed.

    Parameters
    ----------
    text
        Parts between commas: ``N``, ``A:B`` or ``A:B:N``; of a range with ratios the numbers are rounded, and one
        that comes twice is kept once.
    what
        What is being read, for the error.

    Raises
    ------
    InputError
        For anything else, a number outside, a number that is typed twice, or more than 10,000.

    Examples
    --------
    >>> whole_numbers("8,30:1000:4", "M_TE", 1, 10**6)
    (8, 30, 97, 311, 1000)
    """
    also = ", or inf" if infinite else ""
    top = str(upper) if upper < 10**18 else f"10^{len(str(upper)) - 1}"
    expected = f"{what} must be whole numbers from {lower} to {top}{also}, such as 30, 30,100 or 30:1000:7"

    def one(part: str) -> Any:
        if infinite and part == "inf":
            return inf
        try:
            number = exact_number(part, what)
        except InputError:
            raise InputError(f"{expected}, not {shorten(part)}") from None
        if number.denominator != 1 or not lower <= number <= upper:
            raise InputError(f"{expected}, not {shorten(part)}")
        return int(number)

    def between(first: Any, last: Any, count: int | None) -> list[Any]:
        if inf in (first, last):
            raise InputError(f"{expected}; a range cannot end at inf: add it, as in 30:1000:7,inf")
        if count is None:
            if last - first >= MOST_NUMBERS:
                raise InputError(
                    f"{what} has a range of more than {MOST_NUMBERS} numbers: add a count, as in 30:1000:7"
                )
            return list(range(first, last + 1))
        steps = [first, *(round(each) for each in _ratios(first, last, count, what)), last]
        return list(dict.fromkeys(steps))

    return _expanded(text, what, one, between)


def times(text: str, what: str, example: str = "8, 0.5,8 or 0.1:300:21") -> tuple[Any, ...]:
    """Numbers >= 0 as exact rationals, and ``inf``: parts between commas, ``T`` or ``A:B:N``.

    ``example`` is what the error shows, where fewer forms are taken. Between the ends of a range the numbers are
    rounded to four digits, so that they can be typed.

    Raises
    ------
    InputError
        For anything else, a number that is typed twice, or more than 10,000.

    Examples
    --------
    >>> [str(each) for each in times("1:8:4,inf", "tau")]
    ['1', '2', '4', '8', 'inf']
    """
    expected = f"{what} must be numbers >= 0 or inf, such as {example}"

    def one(part: str) -> Any:
        if part == "inf":
            return inf
        number = exact_number(part, what)
        if number < 0:
            raise InputError(f"{expected}, not {shorten(part)}")
        if number > Fraction(10) ** 300:
            raise InputError(f"{what} must be below 1e300, or inf; {shorten(part)} is not")
        return number

    def between(first: Any, last: Any, count: int | None) -> list[Any]:
        if count is None or inf in (first, last):
            raise InputError(f"{expected}; a range needs finite ends and a count, as in 0.1:300:21")
        if not first:
            raise InputError(
                f"{what} has a range of equal ratios that begins at 0: begin above, as in 0,0.1:300:21"
            )
        inner = (Fraction(f"{each:.{_DIGITS_BETWEEN}g}") for each in _ratios(first, last, count, what))
        return list(dict.fromkeys([first, *inner, last]))

    return _expanded(text, what, one, between)


def _expanded(
    text: str,
    what: str,
    one: Callable[[str], Any],
    between: Callable[[Any, Any, int | None], list[Any]],
) -> tuple[Any, ...]:
    found: list[Any] = []
    for part in text.split(","):
        ends = [end.strip() for end in part.split(":")]
        if len(ends) == 1:
            numbers = [one(ends[0])]
        else:
            numbers = _range(ends, part, what, one, between)
        known = set(found)
        if len(numbers) == 1 and numbers[0] in known:
            raise InputError(f"{what} holds {shorten(part.strip())} twice: give each number once")
        found += [number for number in numbers if number not in known]
        if len(found) > MOST_NUMBERS:
            raise InputError(f"{what} holds more than {MOST_NUMBERS} numbers: give fewer")
    return tuple(found)


def _range(
    ends: list[str],
    part: str,
    what: str,
    one: Callable[[str], Any],
    between: Callable[[Any, Any, int | None], list[Any]],
) -> list[Any]:
    if len(ends) > 3:
        raise InputError(f"{what} must have ranges A:B or A:B:N, such as 30:1000:7, not {shorten(part)}")
    first, last = one(ends[0]), one(ends[1])
    if not first < last:
        raise InputError(f"{what} must have ranges that go up, such as 30:1000:7, not {shorten(part)}")
    count = None
    if len(ends) == 3:
        if not re.fullmatch(r"[0-9]{1,6}", ends[2]) or not 2 <= int(ends[2]) <= MOST_NUMBERS:
            raise InputError(
                f"{what} has the range {shorten(part)}, whose count must be a whole number from 2 to {MOST_NUMBERS}"
            )
        count = int(ends[2])
    return between(first, last, count)


def _ratios(first: Any, last: Any, count: int, what: str) -> list[float]:
    """The numbers strictly between, as floats."""
    if not first:
        raise InputError(f"{what} has a range of equal ratios that begins at 0: begin above, as in 0,1:64:7")
    step = (log(last) - log(first)) / (count - 1)
    return [exp(log(first) + step * i) for i in range(1, count - 1)]
