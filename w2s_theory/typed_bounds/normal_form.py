"""A typed claim in normal form: L_ST >= bound or L_ST <= bound, the bound a function of L_TE and at most one more letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import sympy

from w2s_theory.notation import L_ST, L_TE, PGR, misfit, tau
from w2s_theory.records.ball_expression import NoBall
from w2s_theory.records.errors import InputError
from w2s_theory.typed_bounds.ball_sign import ball_at
from w2s_theory.typed_bounds.parser import parse_claim


@dataclass(frozen=True, slots=True)
class BoundClaim:
    """``L_ST relation bound`` for every L_TE in (0, 1), ``bound`` exact in L_TE, and in misfit or tau."""

    relation: Literal[">=", "<="]
    bound: Any

    @property
    def letter(self) -> str | None:
        """The second letter, ``misfit`` or ``tau``, if the bound has one."""
        return next((each.name for each in (misfit, tau) if self.bound.has(each)), None)

    def __str__(self) -> str:
        return f"L_ST {self.relation} {as_typed(self.bound)}"


def normal_form(text: str) -> BoundClaim:
    """Parse a claim, put in PGR = 1 - L_ST/L_TE, and solve it for L_ST.

    Raises
    ------
    InputError
        If the text is outside the grammar, is not linear in L_ST, or if the bound is no real
        number at some L_TE in (0, 1).
    """
    typed = parse_claim(text)
    if not (typed.left - typed.right).has(L_ST, PGR):
        raise InputError(
            "a claim must speak of L_ST or PGR, as in 'L_ST >= 3/4*L_TE^2' or 'PGR <= 1 - L_TE/2'"
        )
    difference = sympy.expand((typed.left - typed.right).subs(PGR, 1 - L_ST / L_TE))
    slope = difference.coeff(L_ST, 1)
    rest = difference - slope * L_ST
    rest = sympy.expand(rest)
    factor, power = slope.as_coeff_Mul()
    if (
        rest.has(L_ST)
        or slope == 0
        or not (power == 1 or (power.is_Pow or power == L_TE) and power.as_base_exp()[0] == L_TE)
    ):
        raise InputError("a claim must be solved for L_ST (or PGR), as in 'L_ST >= 3/4*L_TE^2'")
    flipped: Literal[">=", "<="] = "<=" if typed.relation == ">=" else ">="
    claim = BoundClaim(typed.relation if factor > 0 else flipped, _solved(typed, rest, slope))
    if claim.bound.has(misfit) and claim.bound.has(tau):
        raise InputError(
            "a claim may speak of misfit or of tau, not of both: at a given time the misfit is what it is"
        )
    if claim.letter is None:
        _require_real(claim.bound)
    return claim


def _solved(typed: Any, rest: Any, slope: Any) -> Any:
    """The bound; in the form that was typed where that is already solved for L_ST."""
    for side, other in ((typed.left, typed.right), (typed.right, typed.left)):
        if side == L_ST and not other.has(L_ST, PGR):
            return other
    return sympy.expand(-rest / slope)


def as_typed(expression: Any) -> str:
    """An expression in the notation of the parser, which reads it back."""
    return str(expression).replace("**", "^")


def trial_points() -> Iterator[Fraction]:
    """Exact L_TE in (0, 1), plain ones first, then crowding at both ends."""
    yield from (Fraction(i, 100) for i in range(1, 100))
    for i in range(3, 41):
        yield Fraction(1, 10**i)
        if i <= 20:
            yield 1 - Fraction(1, 10**i)
        if i <= 6:
            yield from (Fraction(j, 10**i) for j in range(2, 10))
    yield from (Fraction(1, 10**i) for i in (60, 100, 150, 220, 300))


def _require_real(bound: Any) -> None:
    for point in trial_points():
        try:
            value = ball_at(bound, point)
        except NoBall as problem:
            raise InputError(f"the bound cannot be evaluated: {problem}") from problem
        except ZeroDivisionError:
            value = None
        if value is None or value.is_nan() or not value.is_finite():
            raise InputError(
                f"the bound must be a finite real number for 0 < L_TE < 1; at {float(point):g} it is none"
            )
