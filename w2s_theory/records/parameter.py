"""A parameter of a statement: its symbol, exact domain and typical range.

The domain is declared once; validation, the sentence in the docs, the box on which a proof must
hold and the random values of the tests are all read from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from w2s_theory.records.errors import InputError


@dataclass(frozen=True, slots=True)
class Domain:
    """An interval of the reals, or the integers in it. ``None`` stands for an infinite end."""

    lower: Fraction | None = None
    upper: Fraction | None = None
    lower_open: bool = False
    upper_open: bool = False
    integer: bool = False

    def contains(self, value: Fraction) -> bool:
        """Whether an exact value lies in the domain."""
        if self.integer and value.denominator != 1:
            return False
        if self.lower is not None and (value < self.lower or (self.lower_open and value == self.lower)):
            return False
        return not (
            self.upper is not None and (value > self.upper or (self.upper_open and value == self.upper))
        )

    def __str__(self) -> str:
        if self.integer:
            return self._whole_numbers()
        left = "(" if self.lower_open or self.lower is None else "["
        right = ")" if self.upper_open or self.upper is None else "]"
        low = "-inf" if self.lower is None else str(self.lower)
        high = "inf" if self.upper is None else str(self.upper)
        return f"{left}{low}, {high}{right}"

    def _whole_numbers(self) -> str:
        """The whole numbers that lie in the domain, an open end not among them: ``{1, 2, ...}``."""
        low = None if self.lower is None else floor(self.lower) + 1 if self.lower_open else ceil(self.lower)
        high = None if self.upper is None else ceil(self.upper) - 1 if self.upper_open else floor(self.upper)
        if high is not None:
            return f"{{..., {high - 1}, {high}}}" if low is None else f"{{{low}, ..., {high}}}"
        return "{..., -1, 0, 1, ...}" if low is None else f"{{{low}, {low + 1}, ...}}"


def reals(lower=None, upper=None, *, lower_open: bool = False, upper_open: bool = False) -> Domain:
    """The interval from ``lower`` to ``upper``, closed unless said otherwise."""
    return Domain(_exact(lower), _exact(upper), lower_open, upper_open, integer=False)


def integers(lower=None, upper=None) -> Domain:
    """The integers from ``lower`` to ``upper``, both included."""
    return Domain(_exact(lower), _exact(upper), integer=True)


def _exact(value) -> Fraction | None:
    if isinstance(value, float):
        raise InputError(f"a domain end must be exact, and {value!r} is a float: use a Fraction")
    return None if value is None else Fraction(value)


# the whole line is no bounded part of anything: nothing was said
UNSAID = Domain()
# of a domain without end
_FAR = 10


def bounded_part(domain: Domain) -> Domain:
    """A bounded part of a domain that stays off its open ends: where a letter is tried if nothing else is said."""
    low = domain.lower if domain.lower is not None else Fraction(-_FAR) + (domain.upper or 0)
    high = domain.upper if domain.upper is not None else Fraction(_FAR) + (domain.lower or 0)
    inset = 0 if domain.integer else (high - low) / 1000
    return Domain(low + inset * domain.lower_open, high - inset * domain.upper_open, integer=domain.integer)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One quantified letter of a statement.

    Parameters
    ----------
    symbol
        Name of the letter in :mod:`w2s_theory.notation` (``"L_TE"``, ``"d"``).
    domain
        Exactly where the statement holds.
    typical
        A bounded part of the domain where a user works; test points are drawn from it. By default the domain itself,
        without its open ends, and not far where it has no end.
    length
        For a sequence (``b[0], b[1], ...``): how many entries an instance has. ``None``: a number.
    meaning
        What the letter stands for in this statement; empty where the notation's words say it.
    """

    symbol: str
    domain: Domain
    typical: Domain = UNSAID
    length: int | None = None
    meaning: str = ""

    def __post_init__(self) -> None:
        if self.typical == UNSAID:
            object.__setattr__(self, "typical", bounded_part(self.domain))

    def require(self, value: Fraction) -> None:
        """Raise ``InputError`` unless ``value`` lies in the domain."""
        if not self.domain.contains(value):
            raise InputError(f"{self.symbol} must lie in {self.domain}, and {_short(value)} does not")


def _short(value: Fraction) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{float(value):.6g}" if abs(value) < 10**300 else "the value given"
