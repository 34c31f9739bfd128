"""A model as the evaluator sees it: values of letters, sequences and inner products, per outcome where they are random.

Balls stand for numbers. In an *exact* world every letter is a rational, and a ball that excludes a number excludes it for
certain; in the others (vectors that satisfy facts to some hundred digits) what is smaller than ``TINY`` says nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flint import arb

# 320 bits are 96 digits; facts hold to 70 of them, and a difference counts from 15 on
PRECISION = 320
TINY = arb(2) ** -80
ACCURATE = arb(10) ** -70
CERTAIN = arb(10) ** -15
# entries of a sequence that a statement gives no length
LENGTH = 4
# no sum is longer
LONGEST = 200


class Silent(Exception):
    """Something cannot be evaluated here, so nothing is said."""


class NotANumber(Exception):
    """A part of an expression is certainly no real number (the text says which)."""


# (name of a sequence, index), ("inner", x, y) with the names of two vectors in order, or a SymPy symbol
Key = Any
Function = Callable[["World", str, tuple[Any, ...]], Any]


@dataclass
class World:
    """Values by key: ``fixed`` ones, and those of each equally likely outcome of the draw (``chance``)."""

    fixed: dict[Key, Any] = field(default_factory=dict)
    chance: list[dict[Key, Any]] = field(default_factory=list)
    bound: dict[Any, Any] = field(default_factory=dict)
    finite: set[str] = field(default_factory=set)
    lengths: dict[str, int] = field(default_factory=dict)
    function: Function | None = None
    exact: bool = True
    vectors: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    outcome: int = -1
    # whether something random was looked at outside every mean, and the keys looked at, if these are asked for
    depends: bool = False
    touched: set[tuple[int, Key]] | None = None
    memory: dict[Any, Any] = field(default_factory=dict)

    def get(self, key: Key) -> Any:
        """The value of a key, ``None`` if there is none."""
        if self.chance:
            place = self.chance[self.outcome]
            if key in place:
                self.depends = True
                if self.outcome < 0:
                    raise Silent("one number is asked for, and it depends on the draw")
                if self.touched is not None:
                    self.touched.add((self.outcome, key))
                return place[key]
        if key in self.fixed and self.touched is not None:
            self.touched.add((-1, key))
        return self.fixed.get(key)

    def negligible(self, value: Any) -> bool:
        """Whether a value may be 0, for all that the accuracy of this world says."""
        if value.is_zero():
            return False
        return not value.is_finite() or value.contains(0) or (not self.exact and bool(abs(value) < TINY))

    def sign(self, value: Any) -> int:
        """1, 0 or -1.

        Raises
        ------
        Silent
            If the sign is not certain.
        """
        if value.is_zero():
            return 0
        if self.negligible(value):
            raise Silent("a sign is not certain")
        return 1 if value > 0 else -1


def whole(value: Any) -> int:
    """The whole number in a ball; ``Silent`` if there is not exactly one, or if it need not be that."""
    number = value.unique_fmpz() if isinstance(value, arb) else None
    if number is None or not value.is_exact():
        raise Silent("no whole number")
    return int(number)


def settled(world: World, value: Any) -> Any:
    """A value of an inexact world; one that may be -1, 0 or 1, for all its accuracy says, is taken to be that."""
    near = value.mid().floor() if world.exact else (value + arb(0.5)).mid().floor()
    if not world.exact and abs(near) <= 1 and abs(value - near) < arb(2) ** -180:
        return near
    return value.mid() if not world.exact else value


class Binding:
    """Values of bound letters, for a while."""

    def __init__(self, world: World, values: dict[Any, Any]) -> None:
        self.world, self.values, self.before = world, values, {}

    def __enter__(self) -> None:
        self.before = {key: self.world.bound[key] for key in self.values if key in self.world.bound}
        self.world.bound.update(self.values)

    def __exit__(self, *_: object) -> None:
        for key in self.values:
            self.world.bound.pop(key, None)
        self.world.bound.update(self.before)
