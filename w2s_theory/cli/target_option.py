"""The target as it is typed: ``--degree 1``, or ``--target 1:0.8,2:0.6`` with or without ``--normalise``."""

from __future__ import annotations

import re
from fractions import Fraction

from w2s_theory.equivalents.target_shares import TargetShares, target_shares
from w2s_theory.exact_number import exact_number, shorten
from w2s_theory.records.errors import InputError

# what typing nine digits leaves over
_ROUNDING = Fraction(1, 10**9)
_LARGE = Fraction(10) ** 300


def parse_target(text: str, option: str = "--target") -> dict[int, Fraction]:
    """``1:0.8,2:0.6`` as degree -> coefficient."""
    found: dict[int, Fraction] = {}
    for part in text.split(","):
        match = re.fullmatch(r"\s*([0-9]{1,9})\s*:(.*)", part, re.DOTALL)
        if match is None and found and re.fullmatch(r"\s*[0-9]+\s*", part, re.ASCII):
            last = next(reversed(found))
            raise InputError(
                f"--target {shorten(text)} looks like a decimal comma: write {last}:{found[last]}.{part.strip()} with a "
                "decimal point, and pairs as 1:0.8,2:0.6"
            )
        if match is None:
            raise InputError(
                f"{option} must be DEGREE:COEFFICIENT pairs such as 1:0.8,2:0.6, not {shorten(text)}"
            )
        k = int(match[1])
        if k in found:
            raise InputError(f"{option} names degree {k} twice: give each degree once")
        found[k] = exact_number(match[2], "a coefficient")
    return found


def chosen_target(
    target: str | None, degree: int | None, default: int, normalise: bool
) -> dict[int, Fraction]:
    """The target as degree -> coefficient, as it was typed.

    Raises
    ------
    InputError
        For both options, ``--normalise`` without a mixture, or squares that miss 1 without it.
    """
    if degree is not None and target is not None:
        raise InputError("give --degree or --target, not both")
    if target is None:
        if normalise:
            raise InputError(
                "--normalise belongs to --target 1:0.8,2:0.6: a single degree has the coefficient 1"
            )
        return {default if degree is None else degree: Fraction(1)}
    found = parse_target(target)
    total = sum((c * c for c in found.values()), Fraction(0))
    if total and not normalise and abs(total - 1) > _ROUNDING:
        miss = float(min(abs(total - 1), _LARGE))
        raise InputError(
            f"the squares of the target's coefficients must sum to 1, and they sum to {float(min(total, _LARGE)):.6g}, "
            f"which is {miss:.2g} too {'much' if total > 1 else 'little'}: give more digits, or add --normalise to "
            "divide by the root of the sum"
        )
    return found


def exact_shares(target: dict[int, Fraction], normalise: bool) -> TargetShares:
    """For an equivalent: shares of ||f*||^2, exact rationals of sum 1."""
    return target_shares(target, 10**9, normalise=normalise)
