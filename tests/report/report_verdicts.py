"""Verdict records made by hand, and what the reports of the tests show: the report is tested apart from the check."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from w2s_theory.records.ledger import Ledger, LedgerLine, decided
from w2s_theory.records.theorem import Theorem
from w2s_theory.records.verdict import Agreement, NumericCheck, Verdict
from w2s_theory.theorems.listing import Broken

COMMAND = "w2s check --quick --seed 0"
BROKEN = (Broken("half_written.py", "SyntaxError: '(' was never closed <here>"),)
# one of each kind: a limit with a curve, an identity, a mean with units, universality, a spectrum, a lemma that others use
FEW = (
    "student_error_ge_of_shrinkage",
    "student_error_ge_three_quarters_sq_of_shrinkage",
    "trace_projection_eq_units",
    "expected_teacher_error_le_of_units",
    "student_error_tendsto_sq_of_spiked_spectrum",
    "eigenvalue_between_of_large_degree",
    "gamma_ratio_between_of_large_shift",
)
FIGURES = ("early_against_late_stopping", "student_width")


@dataclass(frozen=True)
class Site:
    """A report, the theorems and the figures it shows; its verdicts are made by hand (``made_up``), or those of a check."""

    index: Path
    theorems: dict[str, Theorem]
    figures: tuple[str, ...]
    made_up: bool = True

    def page(self, kind: str, name: str) -> str:
        """The text of one page; ``kind`` is ``theorems`` or ``figures``."""
        return (self.index.parent / kind / f"{name}.html").read_text(encoding="utf-8")


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
        numeric=NumericCheck(
            "every draw", 60, 60, False, True, 0.25, 0.2, 0.05, 1.25, sizes={"dimension": 8}
        ),
        rests_on=("cited: a <fact> & more",),
        seed=0,
        quick=True,
        seconds=0.25,
        versions={"python": "3.11"},
    )
