"""Verdict records made by hand: the report is tested apart from the check."""

from __future__ import annotations

from w2s_theory.spec.ledger import Ledger, LedgerLine, decided
from w2s_theory.spec.theorem import Theorem
from w2s_theory.spec.verdict import Agreement, Trial, Verdict


def verdict_of(theorem: Theorem, word: str = "verified") -> Verdict:
    """A verdict as the check would make it if all went well, with one cited fact under the last step."""
    steps = theorem.proof()
    lines = [LedgerLine(step.name, step.rule, decided()) for step in steps[:-1]]
    last = LedgerLine(steps[-1].name, steps[-1].rule, decided(("cited", "a <fact> & more")))
    return Verdict(
        name=theorem.name,
        verdict=word,
        reason="",
        ledger=Ledger((*lines, last), True),
        agreement=Agreement(16, 30, 2.5e-16, theorem.float_accuracy),
        trial=Trial("every draw", 60, 60, False, True, 0.25, 0.2, 0.05, 1.25, sizes={"dimension": 8}),
        rests_on=("cited: a <fact> & more",),
        seed=0,
        quick=True,
        seconds=0.25,
        versions={"python": "3.11"},
    )
