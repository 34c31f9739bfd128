"""The record of a tried bound: what is known of the claim, for whom, and for whom it would be otherwise."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import sympy

from w2s_theory import notation
from w2s_theory.typed_bounds.best_constant import BestConstant
from w2s_theory.typed_bounds.decision import CounterExample, TriedVerdict, When
from w2s_theory.typed_bounds.on_networks import NetworkAnswer, NetworkRow
from w2s_theory.typed_bounds.parser import LETTERS, parse_claim

_LONGEST = 230


@dataclass(frozen=True, slots=True)
class OtherKind:
    """The same claim for another kind of student: ``when`` as that kind is asked by default."""

    name: str
    meaning: str
    when: When
    verdict: TriedVerdict
    reason: str


@dataclass(frozen=True, slots=True)
class TriedBound:
    """What is known of a claim.

    Parameters
    ----------
    typed, claim, students, students_in_words, when
        The claim as it was typed, and in normal form; the kind of student it was tried on, by name and in
        words; and whether it speaks of the ``best``-stopped student or ``always``, of every one.
    verdict, reason
        ``verified``, ``refuted`` or ``undecided``, and one line why.
    implied_by
        The theorem that it rests on, when verified.
    method
        ``exact`` (polynomials) or ``certified balls``; empty when undecided.
    counter_example
        When refuted.
    tightest_ratio
        Largest bound/limit of a lower bound (1 where it touches the limit), a float: from the best constant where one
        is enclosed, else over the trial points and the counter-example.
    best
        The best constant of the bound's shape, where one could be enclosed.
    others
        The verdict for every other kind of student.
    hint
        A question that the user may have meant, or empty.
    on_networks
        What is measured, predicted and proved for the networks asked about.
    """

    typed: str
    claim: str
    students: str
    students_in_words: str
    when: When
    verdict: TriedVerdict
    reason: str
    implied_by: str | None
    method: str
    counter_example: CounterExample | None
    tightest_ratio: float | None
    best: BestConstant | None
    others: tuple[OtherKind, ...] = ()
    hint: str = ""
    on_networks: NetworkAnswer | None = None

    @property
    def networks(self) -> tuple[NetworkRow, ...]:
        """Rows measured on simulated networks, when asked for."""
        return () if self.on_networks is None else self.on_networks.rows

    @property
    def how(self) -> str:
        """``exact``, ``certified`` or ``simulated``: what the verdict comes from."""
        return {"exact": "exact", "certified balls": "certified"}.get(self.method, "simulated")

    @property
    def headline(self) -> str:
        """The claim as typed, whom it speaks of, and the verdict."""
        stopped = ", stopped at its best time" if self.when == "best" else ""
        return f"{self.typed} for every {self.students} student{stopped}: {self.verdict}"

    def __repr__(self) -> str:
        text = f"<{self.headline}; {self.reason}>"
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 4]}...>"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; numbers that a float cannot hold are text."""
        return {
            "typed": self.typed,
            "claim": self.claim,
            "for": self.students,
            "students": self.students_in_words,
            "when": self.when,
            "verdict": self.verdict,
            "reason": self.reason,
            "implied_by": self.implied_by,
            "method": self.method,
            "counter_example": self.counter_example.to_dict() if self.counter_example else None,
            "tightest_ratio": self.tightest_ratio,
            "best_constant": self.best.to_dict() if self.best else None,
            "others": [asdict(each) for each in self.others],
            "hint": self.hint,
            "networks": [asdict(row) for row in self.networks],
            "on_networks": self.on_networks.to_dict() if self.on_networks else None,
        }

    def to_latex(self) -> str:
        """The claim, as LaTeX."""
        typed = parse_claim(self.claim)
        sign = {">=": r"\geq", "<=": r"\leq"}[typed.relation]
        names = {getattr(notation, name): notation.row(name).latex for name in LETTERS}
        left, right = (sympy.latex(side, symbol_names=names) for side in (typed.left, typed.right))
        return f"{left} {sign} {right}"

    def _repr_html_(self) -> str:
        from html import escape

        return f"<code>{escape(self.headline)}</code> {escape(self.reason)}"
