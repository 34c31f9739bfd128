"""What each hypothesis of a theorem is for, as its page shows it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from w2s_theory import notation
from w2s_theory.hypotheses.roles import WORDS, Fate, fate_row, fates_of
from w2s_theory.hypotheses.weaker_statements import Hypothesis
from w2s_theory.printing.formula_lines import claim_parts
from w2s_theory.printing.text import claim_text
from w2s_theory.records.ledger import Ledger
from w2s_theory.records.theorem import Theorem
from w2s_theory.report.formula import mathml, prose_html, wrapped


@dataclass(frozen=True, slots=True)
class HypothesisLine:
    """One hypothesis: what it says, its fate in a word and in a sentence, and the steps that fail without it.

    ``row`` is the same as plain values, as ``w2s needs --json`` prints them.
    """

    formula: Markup
    word: str
    meaning: str
    steps: tuple[str, ...]
    reason: str
    remark: str
    row: Mapping[str, Any]


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


# rows of the notation table whose names a reader would take for words of the sentence
_NAMES = re.compile(r"\b(?:" + "|".join(sorted(notation.NAMES, key=len, reverse=True)) + r")\b")


def _said(hypothesis: Hypothesis) -> Markup:
    """A hypothesis in words, every letter as it is printed and not as it is called in a file."""
    text = hypothesis.text
    if hypothesis.kind == "image":  # operator(vector) = vector, all of it a formula
        return mathml(_NAMES.sub(lambda name: notation.row(name[0]).latex + " ", text.replace("*", " ")))
    if hypothesis.kind in ("letter", "domain", "units"):
        name, _, rest = text.partition(" ")
        if name in notation.NAMES:
            letter = mathml(notation.row(name).latex)
            return Markup("{} {}").format(letter, prose_html(rest))
    return prose_html(text)


def _line(fate: Fate) -> HypothesisLine:
    each = fate.hypothesis
    said = wrapped(claim_parts((each.claim,))) if each.claim is not None else _said(each)
    reasons = tuple(step.reason for step in fate.broken if not step.name)
    return HypothesisLine(
        said,
        fate.word,
        "used by the proof" if fate.word == "used" else WORDS[fate.word],
        tuple(step.name for step in fate.broken if step.name),
        reasons[0] if reasons else "",
        fate.remark,
        fate_row(fate, claim_text),
    )
