"""What a decided claim consists of: the verdict, its reason, and the instance that violates the claim."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import mpmath

from w2s_theory.typed_bounds.best_constant import BestConstant
from w2s_theory.typed_bounds.witness import Witness

TriedVerdict = Literal["verified", "refuted", "undecided"]
When = Literal["best", "always"]


@dataclass(frozen=True, slots=True)
class CounterExample:
    """A teacher and a student of the kind that violate the claim; ``bound`` is the claim's value there.

    ``certified`` says that balls (or exact fractions) separate the two numbers at the exact rational
    ``teacher_error``; ``excess`` is |bound/L_ST - 1|, and both are printed with enough digits to see it.
    """

    teacher_error: Fraction
    bound: str
    excess: str
    witness: Witness
    certified: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Plain values, numbers of this record as strings."""
        return {
            "teacher_error": str(self.teacher_error),
            "bound": self.bound,
            "student_error": self.witness.measured,
            "excess": self.excess,
            "certified": self.certified,
            "witness": self.witness.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """A claim decided for one kind of student.

    ``method`` is ``exact`` (polynomials) or ``certified balls``, and empty when undecided;
    ``implied_by`` the theorem that a verified claim rests on (``None``: on nothing but L_ST >= 0).
    """

    verdict: TriedVerdict
    reason: str
    method: str = ""
    implied_by: str | None = None
    counter_example: CounterExample | None = None
    tightest_ratio: float | None = None
    best: BestConstant | None = None


def plain(point: Fraction) -> str:
    """A number as it is read best: a short fraction, else a decimal; a float would be 0 below 1e-308."""
    text = str(point)
    return text if len(text) <= 20 else decimal(point, 12)


def decimal(value: Any, digits: int = 6) -> str:
    """A number (fraction, or text of one) as a decimal, whatever its size."""
    with mpmath.workdps(digits + 10):
        exact = Fraction(value) if not isinstance(value, Fraction) else value
        return str(mpmath.nstr(mpmath.mpf(exact.numerator) / exact.denominator, digits))
