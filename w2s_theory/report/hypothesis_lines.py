"""What each hypothesis of a theorem is for, as its page shows it; the theorems are shared among processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from w2s_theory.checks.fates import WORDS, Fate, fates_of
from w2s_theory.report.formula import mathml, prose_html
from w2s_theory.report.text import claim_latex
from w2s_theory.spec.ledger import Ledger
from w2s_theory.theorems.listing import Catalog, load_theorem

Job = tuple[str, Path | None, Ledger]


@dataclass(frozen=True, slots=True)
class HypothesisLine:
    """One hypothesis: what it says, its fate in a word and in a sentence, and the steps that fail without it."""

    formula: Markup
    word: str
    meaning: str
    steps: tuple[str, ...]
    reason: str
    remark: str


def collect_hypotheses(
    jobs: Iterable[Job], workers: int = 1, progress: Callable[[str, int, int], None] | None = None
) -> dict[str, tuple[HypothesisLine, ...]]:
    """Name -> lines, for theorems given as (name, file of the user's or ``None``, ledger of the proof).

    A theorem whose analysis breaks is left out: its page then says how to ask for it.
    """
    listed = list(jobs)
    found: dict[str, tuple[HypothesisLine, ...]] = {}

    def keep(job: Job, lines: tuple[HypothesisLine, ...]) -> None:
        found[job[0]] = lines
        if progress is not None:
            progress(job[0], len(found), len(listed))

    if workers <= 1 or len(listed) <= 1:
        for job in listed:
            keep(job, hypothesis_lines(job))
    else:
        with ProcessPoolExecutor(max_workers=workers) as pool:
            for job, lines in zip(listed, pool.map(hypothesis_lines, listed), strict=True):
                keep(job, lines)
    return {name: lines for name, lines in found.items() if lines}


def hypothesis_lines(job: Job) -> tuple[HypothesisLine, ...]:
    """The lines of one theorem; only the proof is asked."""
    name, path, ledger = job
    try:
        catalog = Catalog()
        theorem = load_theorem(path) if path is not None else catalog[name]
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
