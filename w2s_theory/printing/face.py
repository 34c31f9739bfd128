"""What a theorem shows of itself: one line at the prompt, a formula in a notebook."""

from __future__ import annotations

from w2s_theory.printing.environments import theorem_latex
from w2s_theory.printing.formula_lines import chain_latex, claim_lines
from w2s_theory.printing.statement import blocks_of
from w2s_theory.records.theorem import Theorem

_LONGEST = 100


def one_line(theorem: Theorem) -> str:
    """``<theorem NAME: title: claim>``; a claim that is too long for a line is left out."""
    try:
        (claim,) = claim_lines(blocks_of(theorem).claims, _LONGEST)
    except Exception:  # more than one line, or a record that is being written: a repr must not raise
        claim = ""
    return f"<theorem {theorem.name}: {theorem.title}{': ' if claim else ''}{claim}>"


def for_notebook(theorem: Theorem) -> str:
    """The claim as a displayed formula."""
    return rf"$$ {chain_latex(blocks_of(theorem).claims)} $$"


def as_environment(theorem: Theorem) -> str:
    r"""The statement as a LaTeX ``theorem`` environment."""
    return theorem_latex(theorem)
