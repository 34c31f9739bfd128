"""What each hypothesis of a theorem is for, as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from w2s_theory.hypotheses.roles import WORDS, Fate, fates_of
from w2s_theory.printing.text import claim_latex
from w2s_theory.records.ledger import Ledger
from w2s_theory.records.theorem import Theorem
from w2s_theory.report.formula import mathml, prose_html


@dataclass(frozen=True, slots=True)
class HypothesisLine:
    """One hypothesis: what it says, its fate in a word and in a sentence, and the steps that fail without it."""

    formula: Markup
    word: str
    meaning: str
    steps: tuple[str, ...]
    reason: str
    remark: str


def hypothesis_lines(
    theorem: Theorem, catalog: Mapping[str, Theorem], ledger: Ledger
) -> tuple[HypothesisLine, ...]:
    """The lines of one theorem, given the ledger of its proof; only the proof is asked.

    None where the analysis breaks: the page then says how to ask for it.
    """
    try:
        return tuple(_line(fate) for fate in fates_of(theorem, catalog, search=False, ledger=ledger))
    except Exception:  # one theorem must not cost the whole report
        return ()


def _line(fate: Fate) -> HypothesisLine:
    each = fate.hypothesis
    said = mathml(claim_latex(each.claim)) if each.claim is not None else prose_html(each.text)
    reasons = tuple(step.reason for step in fate.broken if not step.name)
    return HypothesisLine(
        said,
        fate.word,
        "used by the proof" if fate.word == "used" else WORDS[fate.word],
        tuple(step.name for step in fate.broken if step.name),
        reasons[0] if reasons else "",
        fate.remark,
    )
