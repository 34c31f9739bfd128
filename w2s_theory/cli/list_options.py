"""Options that hold several numbers: sizes as ``30,100`` or ``30:1000:7``, times as ``8``, ``0.1:300:21``, ``best``."""

from __future__ import annotations

import re
from typing import Any

import click

from w2s_theory.exact_number import shorten
from w2s_theory.number_lists import times, whole_numbers
from w2s_theory.records.errors import InputError

BEST = "best"


class WholeList(click.ParamType):
    """Whole numbers in a range, as a tuple; ``inf`` too where it is allowed."""

    name = "N,..."

    def __init__(self, what: str, lower: int, upper: int, *, infinite: bool = False) -> None:
        self.what, self.lower, self.upper, self.infinite = what, lower, upper, infinite

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The numbers; refuses anything else in one line."""
        if not isinstance(value, str):
            return value
        return whole_numbers(value, self.what, self.lower, self.upper, infinite=self.infinite)


class TimeList(click.ParamType):
    """One stopping time, or a range of them, as a tuple of exact rationals, ``inf`` and (if allowed) ``best``."""

    name = "T"

    def __init__(self, what: str, *, best: bool = False) -> None:
        self.what, self.best = what, best

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The times; a comma is refused, for 0,5 may be half of one or two times."""
        if not isinstance(value, str):
            return value
        if self.best and value.strip() == BEST:
            return (BEST,)
        half = re.fullmatch(r"\s*(\d+),(\d+)\s*", value, re.ASCII)
        if half is not None:
            raise InputError(
                f"{self.what} must not hold a comma, and {shorten(value)} does: write {half[1]}.{half[2]} with a decimal "
                f"point, or two times as --tau {half[1]} {half[2]}"
            )
        if "," in value:
            raise InputError(
                f"{self.what} must be a number such as 0.5, and several stand apart, --tau 1 2 4 or --tau 0.1:300:21; "
                f"not {shorten(value)}"
            )
        return times(value, self.what, "8, 0.5 or 0.1:300:21")


def joined_times(groups: tuple[tuple[Any, ...], ...], what: str) -> tuple[Any, ...]:
    """The times of an option that may be repeated.

    Raises
    ------
    InputError
        If one is given twice.
    """
    found = [each for group in groups for each in group]
    for number, each in enumerate(found):
        if each in found[:number]:
            raise InputError(f"{what} is given twice as {each}: give each time once")
    return tuple(found)
