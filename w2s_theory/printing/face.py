"""What a theorem shows of itself: one line at the prompt, a formula in a notebook."""

from __future__ import annotations

import textwrap
from typing import Any

from w2s_theory.printing.environments import theorem_latex
from w2s_theory.printing.fields import blocks_fields
from w2s_theory.printing.formula_lines import chain_latex, claim_lines
from w2s_theory.printing.sentences import quantifier_sentence, sharpness_sentence, status_sentence
from w2s_theory.printing.statement import blocks_of
from w2s_theory.printing.text import claim_text, setting_latex, statement_latex, statement_text
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


def as_fields(theorem: Theorem) -> dict[str, Any]:
    """The statement as plain text fields."""
    blocks = blocks_of(theorem)
    return {
        "name": theorem.name,
        "title": theorem.title,
        "statement": statement_text(theorem),
        "latex": statement_latex(theorem),
        **blocks_fields(blocks),
        "assumptions": list(theorem.assumptions),
        "setting": [f"{each.name}: {claim_text(each.claim)}" for each in blocks.facts],
        "setting_latex": setting_latex(theorem),
        "citation": str(theorem.citation),
        "status": theorem.status,
        "about": theorem.about,
        "quantifier": str(theorem.quantifier),
        "sharpness": theorem.sharpness,
        "discrepancy": str(theorem.discrepancy),
        "depends_on": list(theorem.depends_on),
    }


def as_text(theorem: Theorem) -> str:
    """The statement as people read it, lines of at most about 110 characters."""
    fields = as_fields(theorem)
    lines = [fields["title"], "", *(f"    {line}" for line in fields["claim"])]
    lines += [f"    {quantifier_sentence(theorem)}", ""]
    for label, name in (
        ("where", "where"),
        ("if", "if"),
        ("for", "for"),
        ("assumed", "assumptions"),
        ("setting", "setting"),
    ):
        for number, line in enumerate(fields[name]):
            head = f"{label if number == 0 else '':<9}"
            lines += textwrap.wrap(
                line, 110, initial_indent=head, subsequent_indent=" " * 11, break_long_words=False
            )
    lines += [
        "",
        f"{theorem.name}: {status_sentence(theorem)}; {sharpness_sentence(theorem.sharpness)}",
        f"{theorem.citation}",
    ]
    return "\n".join(lines)
