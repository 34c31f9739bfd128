"""What the checker returns: each step decided, not decided or refuted, and what it all rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Decided = Literal["decided", "not decided", "refuted"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What one rule says of one step.

    ``rests_on`` holds pairs (kind, name): kind is ``cited``, ``theorem`` or ``enclosure``.
    An empty set means that the step was fully decided from the statement. ``exists`` holds the endless sums (and the
    like) in the claim that the rule has shown to exist. ``defect``: the rule said yes and a model says no, so a rule or
    the kernel is wrong.
    """

    status: Decided
    reason: str = ""
    rests_on: frozenset[tuple[str, str]] = frozenset()
    exists: frozenset[Any] = frozenset()
    defect: bool = False


def decided(*rests_on: tuple[str, str], exists: Iterable[Any] = ()) -> Decision:
    """The rule shows the claim, and that the sums and integrals ``exists`` in it are numbers."""
    return Decision("decided", "", frozenset(rests_on), frozenset(exists))


def not_decided(reason: str) -> Decision:
    """The rule can say nothing; never a guess."""
    return Decision("not decided", reason)


def contradicted(rule: str, model: str) -> Decision:
    """A rule decided, and the claim is false in a model: the step is not decided, and the checker has a defect."""
    return Decision(
        "not decided", f"the rule {rule} says yes and a model says no, a defect of ours: {model}", defect=True
    )


def refuted(reason: str) -> Decision:
    """The rule shows that the claim is false."""
    return Decision("refuted", reason)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One step as the checker saw it."""

    name: str
    rule: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Ledger:
    """The whole proof as the checker saw it.

    ``complete`` is true only if every step was decided and the steps end in the statement.
    """

    lines: tuple[LedgerLine, ...]
    ends_in_statement: bool
    reason: str = ""

    @property
    def complete(self) -> bool:
        return self.ends_in_statement and all(line.decision.status == "decided" for line in self.lines)

    @property
    def defect(self) -> bool:
        """Whether a model contradicted what a rule had decided."""
        return any(line.decision.defect for line in self.lines)

    @property
    def refuted(self) -> bool:
        return any(line.decision.status == "refuted" for line in self.lines)

    @property
    def rests_on(self) -> tuple[str, ...]:
        """``cited: ...``, ``theorem: ...``, ``enclosure: ...``, sorted; empty when nothing is owed."""
        pairs = frozenset().union(*(line.decision.rests_on for line in self.lines)) if self.lines else ()
        return tuple(sorted(f"{kind}: {name}" for kind, name in pairs))
