"""In which sense a statement holds: one record for each, with what only that sense needs."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from w2s_theory.records.errors import InputError

Range = tuple[Fraction, Fraction]


class _Word:
    """A quantifier is written as its word."""

    word: ClassVar[str]

    def __str__(self) -> str:
        return self.word


@dataclass(frozen=True, slots=True)
class Identity(_Word):
    """Both sides are the same number, for every draw."""

    word: ClassVar[str] = "identity"


@dataclass(frozen=True, slots=True)
class EveryDraw(_Word):
    """The claim holds for every draw: one that contradicts it refutes it."""

    word: ClassVar[str] = "every draw"


@dataclass(frozen=True, slots=True)
class Expectation(_Word):
    """The claim is about a mean; what bounds a single value must be known before any draw, never estimated.

    Parameters
    ----------
    value_range
        The a-priori range of one measured value.
    value_variance
        Instead, for what is not bounded: an upper bound of the variance of one value, exact, in the letters of
        the parameters.
    bound_range
        Where the bound differs from draw to draw by chance (it is linear in measured means): the a-priori range
        of one value of it.

    Raises
    ------
    InputError
        Unless exactly one of range and variance is given.
    """

    value_range: Range | None = None
    value_variance: Any = None
    bound_range: Range | None = None
    word: ClassVar[str] = "expectation"

    def __post_init__(self) -> None:
        if (self.value_range is None) == (self.value_variance is None):
            raise InputError("Expectation(...): give either value_range or value_variance, not both")


@dataclass(frozen=True, slots=True)
class Probability(_Word):
    """With probability at least 1 - delta, for the letter delta; draws are made at the one ``delta`` given here."""

    delta: Fraction
    word: ClassVar[str] = "probability"

    def __post_init__(self) -> None:
        if not 0 < self.delta < 1:
            raise InputError(f"Probability({self.delta}): delta must lie between 0 and 1")


@dataclass(frozen=True, slots=True)
class Asymptotic(_Word):
    """As the parameter named ``scale`` grows."""

    scale: str
    word: ClassVar[str] = "asymptotic"


@dataclass(frozen=True, slots=True)
class Measured(_Word):
    """A mean that is measured and not proved.

    Parameters
    ----------
    region
        At which sizes the gap between mean and formula was looked at, one line.
    largest_gap
        How far, relatively, a mean in the region may be from the formula; a gap whose lower limit is above it
        refutes the claim.
    """

    region: str
    largest_gap: Fraction
    word: ClassVar[str] = "measured mean"

    def __post_init__(self) -> None:
        if not self.region:
            raise InputError("Measured(...): say in one line at which sizes the gap was measured (region)")
        if not 0 < self.largest_gap <= 1:
            raise InputError(f"Measured(...): largest_gap must lie in (0, 1], not {self.largest_gap}")


Quantifier = Identity | EveryDraw | Expectation | Probability | Asymptotic | Measured
QUANTIFIERS = (Identity, EveryDraw, Expectation, Probability, Asymptotic, Measured)
