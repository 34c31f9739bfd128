"""What may stand in an argument: exact numbers, whole numbers, times, ranges of degrees."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from math import inf
from typing import Any

import click

from w2s_theory.exact_number import exact_number, exact_whole, shorten
from w2s_theory.records.errors import InputError


class Whole(click.ParamType):
    """A whole number in a range, typed as 1000 or 1e3; or also ``inf``."""

    name = "N"

    def __init__(self, what: str, lower: int, upper: int, *, infinite: bool = False) -> None:
        self.what, self.lower, self.upper, self.infinite = what, lower, upper, infinite

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The number; refuses anything else in one line."""
        if not isinstance(value, str):
            return value
        if self.infinite and value.strip() == "inf":
            return inf
        also = " (or inf)" if self.infinite else ""
        upper = str(self.upper) if self.upper < 10**18 else f"2**{self.upper.bit_length()} - 1"
        expected = f"{self.what} must be a whole number from {self.lower} to {upper}{also}"
        number = exact_whole(value, self.what)
        if number is None:
            raise InputError(f"{expected}, not {shorten(value)}")
        if not self.lower <= number <= self.upper:
            raise InputError(f"{expected}, not {shorten(value)}")
        return number


class _Number(click.ParamType):
    """A number that is typed exactly; what a command has computed itself passes as it is."""

    name = "X"

    def __init__(self, what: str) -> None:
        self.what = what

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The number; refuses anything else in one line."""
        return self._read(value) if isinstance(value, str) else value

    def _read(self, text: str) -> Any:
        raise NotImplementedError


class Time(_Number):
    """A time >= 0 as a float, or ``inf``; NaN, negative and unrepresentable numbers are refused."""

    name = "T"

    def _read(self, text: str) -> float:
        if text.strip() == "inf":
            return inf
        exact = exact_number(text, self.what)
        if exact < 0:
            raise InputError(f"{self.what} must be a number >= 0 or inf, not {shorten(text)}")
        if exact > Fraction(10) ** 300:
            raise InputError(f"{self.what} must be below 1e300, or inf; {shorten(text)} is not")
        return float(exact)


class Amount(_Number):
    """An exact number >= 0, as :func:`w2s_theory.exact_number.exact_number` reads it."""

    def _read(self, text: str) -> Fraction:
        exact = exact_number(text, self.what)
        if exact < 0:
            raise InputError(f"{self.what} must be >= 0, not {shorten(text)}")
        try:
            float(exact)
        except OverflowError:
            raise InputError(
                f"{self.what} must be a number that float64 can hold, not {shorten(text)}"
            ) from None
        return exact


class Share(_Number):
    """A number strictly between 0 and 1, as the exact rational that was typed."""

    name = "P"

    def _read(self, text: str) -> Fraction:
        exact = exact_number(text, self.what)
        if not 0 < exact < 1:
            raise InputError(f"{self.what} must lie strictly between 0 and 1, not {shorten(text)}")
        return exact


class Degrees(click.ParamType):
    """``A:B`` with both ends, or one degree."""

    name = "A:B"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """A range of degrees."""
        if not isinstance(value, str):
            return value
        match = re.fullmatch(r"([0-9]{1,20})(?::([0-9]{1,20}))?", value.strip())
        if match is None:
            raise InputError(
                f"--degrees must be a degree such as 4 or a range such as 0:8, not {shorten(value)}"
            )
        first = int(match[1])
        last = int(match[2]) if match[2] is not None else first
        if last < first:
            raise InputError(f"--degrees must go up: {last}:{first}, not {first}:{last}")
        return range(first, last + 1)


def parse_point(assignments: Iterable[str]) -> dict[str, Any]:
    """``L_TE=1/10`` (and ``b=1/2,1/3`` for a sequence) as exact values by name.

    Raises
    ------
    InputError
        For what is no assignment, for a name given twice, and for values that are no numbers.
    """
    found: dict[str, Any] = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        name = name.strip()
        if not equals or not name:
            raise InputError(f"--at must be NAME=VALUE, as in --at L_TE=1/10, not {shorten(assignment)}")
        if name in found:
            raise InputError(f"--at gives {shorten(name)} twice: give each name once")
        values = tuple(
            exact_number(part, name if name.isidentifier() else "the value") for part in text.split(",")
        )
        found[name] = values if text.count(",") else values[0]
    return found
