"""The target of an equivalent: which share of ||f*||^2 = 1 lies in each eigenspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any

from w2s_theory.exact_number import exact_rational
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError

LARGEST_DEGREE = 4096


@dataclass(frozen=True, slots=True)
class TargetShares:
    """Degrees (or rows of a listed spectrum), increasing, and ||Pi_k f*||^2 > 0, exact, of sum 1."""

    degrees: tuple[int, ...]
    shares: tuple[Fraction, ...]

    @property
    def main_degree(self) -> int:
        """The degree K of the largest share (of several, the lowest): tau = lambda_K t."""
        return self.degrees[self.shares.index(max(self.shares))]

    def to_dict(self) -> dict[str, float]:
        """Degree (as text) -> coefficient ||Pi_k f*||, float64."""
        return {str(k): sqrt(share) for k, share in zip(self.degrees, self.shares, strict=True)}


def target_shares(target: Any, largest: int = LARGEST_DEGREE, *, normalise: bool = False) -> TargetShares:
    """From a degree, or a mapping degree -> coefficient c_k with sum c_k^2 = 1.

    Coefficients are ints, Fractions, texts (exact) or floats; the squares may miss 1 by 1e-9, and with ``normalise``
    by anything, and are then divided by their exact sum.

    Raises
    ------
    InputError
        For a degree that is no whole number in 0..``largest``, an empty target, coefficients that are
        not finite, or squares that do not sum to 1.
    """
    if isinstance(target, TargetShares):
        require_whole(target.degrees[-1], "a target degree", 0, largest)
        return target
    if not isinstance(target, Mapping):
        target = {require_whole(target, "a target degree", 0, largest): 1}
    if not target:
        raise InputError("the target needs at least one degree, such as 1 or {1: 0.8, 2: 0.6}")
    squares: dict[int, Fraction] = {}
    for key, coefficient in target.items():
        k = require_whole(key, "a target degree", 0, largest)
        value = exact_rational(coefficient, "a target coefficient")
        if value:
            squares[k] = squares.get(k, Fraction(0)) + value * value
    total = sum(squares.values(), Fraction(0))
    if not total:
        raise InputError("the target has no coefficient but 0: give at least one that is not")
    if not normalise and not abs(total - 1) <= Fraction(1, 10**9):
        miss = float(min(abs(total - 1), Fraction(10**300)))
        raise InputError(
            f"the squares of the target's coefficients must sum to 1, and they sum to {float(min(total, 10**300)):.6g}, "
            f"which is {miss:.2g} too {'much' if total > 1 else 'little'}: give more digits, or divide each by the root of "
            "the sum"
        )
    degrees = tuple(sorted(squares))
    return TargetShares(degrees, tuple(squares[k] / total for k in degrees))
