"""A claim ``left relation right``, its two sides kept apart.

``sympy.Eq(a, b)`` evaluates a true claim to ``True`` and the claim is gone; so a claim is a record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Relation = Literal["==", "<=", ">=", "<", ">"]
RELATIONS: tuple[Relation, ...] = ("==", "<=", ">=", "<", ">")


@dataclass(frozen=True, slots=True)
class Claim:
    """``left relation right`` for two exact SymPy expressions."""

    left: Any
    relation: Relation
    right: Any

    def __post_init__(self) -> None:
        if self.relation not in RELATIONS:
            raise ValueError(f"relation must be one of {', '.join(RELATIONS)}, not {self.relation!r}")

    @property
    def both(self) -> Any:
        """Both sides as one SymPy tuple, to look for letters and functions in."""
        import sympy

        return sympy.Tuple(self.left, self.right)

    def __str__(self) -> str:
        return f"{self.left} {self.relation} {self.right}"
