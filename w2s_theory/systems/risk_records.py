"""What the systems return: risks by name, each record with the word for how its numbers are known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from w2s_theory.records.errors import InputError
from w2s_theory.systems.regression_risks import ratio
from w2s_theory.tables import html_table, latex_number, latex_table

# exact: of every finite size. equivalent: the limit of many samples and features at a fixed ratio. leading order: first
# order in features/samples. printed in the paper: as its authors state it, for comparison
Kind = Literal["exact", "equivalent", "leading order", "printed in the paper"]
LARGEST_COUNT = 10**12


@dataclass(frozen=True, slots=True)
class RiskParts:
    """A risk taken apart: what is there without noise in the labels (bias), and what their noise adds (variance)."""

    bias: Any
    variance: Any

    @property
    def total(self) -> Any:
        """The risk."""
        return self.bias + self.variance


class NamedNumbers:
    """Printing of a record of numbers: ``shown`` names the fields and properties, in order; ``kind`` is a field."""

    __slots__ = ()
    shown: ClassVar[tuple[str, ...]] = ()
    kind: Kind

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers, and ``kind``."""
        return {**{name: _plain(getattr(self, name)) for name in self.shown}, "kind": self.kind}

    def to_latex(self) -> str:
        """A ``tabular`` of the numbers; fractions stay exact."""
        return latex_table(
            [(name.replace("_", " "), f"${latex_number(getattr(self, name))}$") for name in self.shown], "ll"
        )

    def _repr_html_(self) -> str:
        rows = [(name.replace("_", " "), getattr(self, name)) for name in self.shown]
        return html_table(rows, caption=self.kind)


def _plain(value: Any) -> Any:
    return None if value is None else float(value)


def gap_recovered(teacher: Any, student: Any, ceiling: Any) -> Any:
    """PGR = (R_teacher - R_student)/(R_teacher - R_ceiling), of expectations; ``None`` where the two are equal.

    A ratio of means of many runs, not the mean of the runs' ratios; where teacher and ceiling are close it says little.
    """
    gap = teacher - ceiling
    return None if gap == 0 else ratio(teacher - student, gap)


def require_amount(value: Any, what: str) -> Any:
    """The number as it is, exact or not, if it is finite and >= 0.

    Raises
    ------
    InputError
        Otherwise.
    """
    if not require_number(value, what) >= 0:
        raise InputError(f"{what} must be a finite number >= 0")
    return value


def require_number(value: Any, what: str) -> Any:
    """The number as it is, exact or not, if it is finite.

    Raises
    ------
    InputError
        Otherwise.
    """
    try:
        if isinstance(value, bool | str | bytes | complex) or not math.isfinite(float(value)):
            raise InputError(f"{what} must be a finite number")
    except (TypeError, ValueError, OverflowError) as problem:
        raise InputError(f"{what} must be a finite number") from problem
    return value
