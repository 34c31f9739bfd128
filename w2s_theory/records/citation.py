"""Whose a statement is: a work, a place in it, and how the statement here stands to the one there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from w2s_theory.records.errors import InputError

# how a statement stands to the cited one; "beyond": the work does not claim it, as far as it was read; "not compared":
# too little was read to say; "not ours": it is the work's own
RelationToSource = Literal["same", "sharper", "weaker", "beyond", "not compared", "not ours"]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement stands: a key of references.bib and a place in it, or ``this project``.

    ``locator`` names the place and, after a semicolon, what differs there. ``beside`` are further works with the
    same or a near statement.
    """

    key: str
    locator: str = ""
    relation: RelationToSource | None = None
    beside: tuple[Citation, ...] = ()

    def __post_init__(self) -> None:
        if self.relation is not None and self.relation not in get_args(RelationToSource):
            words = ", ".join(get_args(RelationToSource))
            raise InputError(f"the relation to {self.key} must be one of {words}, not {self.relation!r}")

    def __str__(self) -> str:
        return f"{self.key}, {self.locator}" if self.locator else self.key

    @property
    def place(self) -> str:
        """The locator without what differs."""
        return self.locator.partition(";")[0].strip()

    @property
    def difference(self) -> str:
        """What the locator says after its semicolon."""
        return self.locator.partition(";")[2].strip()

    @property
    def works(self) -> tuple[Citation, ...]:
        """The work itself, then those beside it."""
        return (self, *self.beside)
