"""What a row of the notation table is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["scalar", "vector", "sequence", "function", "functional", "inner"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the table. ``definition`` receives this module and, for functions, the arguments."""

    name: str
    kind: Kind
    latex: str
    word: str
    meaning: str
    assumptions: tuple[str, ...] = ("real",)
    arguments: int = 0
    definition: Callable[..., Any] | None = None

# assumptions of whole numbers
COUNT = ("integer", "nonnegative")
SIZE = ("integer", "positive")
