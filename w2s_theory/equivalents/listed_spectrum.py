"""A spectrum that the user gives: eigenvalues with multiplicities, counted from 0."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from w2s_theory.exact_number import exact_rational
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError

LARGEST_LENGTH = 1_000_000
LARGEST_MULTIPLICITY = 10**30
# float64 has to hold the numbers as well
SMALLEST_EIGENVALUE, LARGEST_EIGENVALUE = Fraction(1, 10**290), Fraction(10**290)
_PAIRS = "the spectrum must be a list of pairs (eigenvalue, multiplicity), such as [(1, 3), ('1/10', 500)]"


@dataclass(frozen=True, slots=True)
class ListedSpectrum:
    """Eigenvalues (exact rationals >= 0) and multiplicities (>= 1), tuples of the same length."""

    eigenvalues: tuple[Fraction, ...]
    multiplicities: tuple[int, ...]

    @property
    def rank(self) -> int:
        """How many eigenvalues are not 0, with multiplicity."""
        return sum(n for lam, n in zip(self.eigenvalues, self.multiplicities, strict=True) if lam)

    def __repr__(self) -> str:
        return f"ListedSpectrum({len(self.eigenvalues)} eigenvalues, rank {self.rank})"


def listed_spectrum(pairs: Iterable[Any]) -> ListedSpectrum:
    """A finite spectrum.

    Parameters
    ----------
    pairs : iterable of (eigenvalue, multiplicity), or of eigenvalues
        Eigenvalues are ints, Fractions, decimal or fraction texts (exact), or floats (the exact binary
        number); an eigenvalue alone has multiplicity 1. At most 10^6 entries.

    Returns
    -------
    ListedSpectrum

    Raises
    ------
    InputError
        For an empty, negative or non-finite spectrum, one that is 0 throughout, or what is no pair.

    Examples
    --------
    >>> listed_spectrum([(1, 1), ("0.1", 2)]).rank
    3
    """
    if isinstance(pairs, ListedSpectrum):
        return pairs
    if isinstance(pairs, str | bytes) or not isinstance(pairs, Iterable):
        raise InputError(_PAIRS)
    values: list[Fraction] = []
    counts: list[int] = []
    for pair in pairs:
        if not isinstance(pair, str | bytes) and hasattr(pair, "__len__"):
            if len(pair) != 2:
                raise InputError(_PAIRS)
            value, count = pair[0], pair[1]
        else:
            value, count = pair, 1
        if isinstance(count, float) and count.is_integer():
            count = int(count)
        values.append(exact_rational(value, "an eigenvalue"))
        counts.append(require_whole(count, "a multiplicity", 1, LARGEST_MULTIPLICITY))
        if len(values) > LARGEST_LENGTH:
            raise InputError(f"a spectrum may have at most {LARGEST_LENGTH} entries: join equal eigenvalues")
    if not values:
        raise InputError("the spectrum is empty: give at least one pair (eigenvalue, multiplicity)")
    if any(value < 0 for value in values):
        raise InputError("the eigenvalues of a spectrum must be >= 0, and one of those given is negative")
    if not any(values):
        raise InputError("all eigenvalues of the spectrum are 0: at least one must be positive")
    if any(value and not SMALLEST_EIGENVALUE <= value <= LARGEST_EIGENVALUE for value in values):
        raise InputError("the eigenvalues must be 0 or between 1e-290 and 1e290: rescale the spectrum")
    return ListedSpectrum(tuple(values), tuple(counts))
