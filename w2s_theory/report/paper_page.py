"""The paper, statement by statement, as Markdown: the README's table and ``docs/paper.md``.

The rows come from :func:`w2s_theory.theorems.paper.paper_rows`, that is from the theorems' citations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from w2s_theory.printing.text import conclusion_latex
from w2s_theory.records.theorem import Theorem
from w2s_theory.report.markdown import block, inline, link_definitions, table
from w2s_theory.theorems.bibliography import work_text
from w2s_theory.theorems.headers import Header
from w2s_theory.theorems.paper import READ, RELATION_WORDS, TITLE, other_works, paper_rows, standing, typeset

_HEAD = f"""# The paper, statement by statement

Printed from the theorem files by `make readme`; `w2s paper` prints it in a terminal.

> M. Medvedev, K. Lyu, D. Yu, S. Arora, Z. Li, N. Srebro. *{TITLE}.*
> ICML 2025, PMLR 267:43519-43556, [arXiv 2503.02877](https://arxiv.org/abs/2503.02877).

{READ} So nothing more than the words below is attributed to it, and our constants are compared with none of its own.

*The same*: the same conclusion. *Sharper*: ours implies more. *Not claimed there*: not in what was read. *Not compared*:
too little was read to say. What rests on an ansatz (Gaussian universality) is no theorem about networks, there or here."""

_SHORT = {"Gaussian universality": "ansatz"}


def paper_table(headers: Sequence[Header]) -> list[str]:
    """The README's table: one row per headline, with the theorem here that is to be read first."""
    rows = []
    for each in paper_rows(headers):
        header, citation = each.theorems[0]
        relation = RELATION_WORDS[citation.relation or "not compared"]
        # of networks unless it is said otherwise
        ours = standing(header).removesuffix(" of networks")
        words = typeset(each.headline.words)
        there = _SHORT.get(each.headline.assumption, each.headline.assumption)
        rows.append((words, there, f"[{header.name}]", ours, relation))
    return table(("the paper says", "there", "our file", "here", "ours to theirs"), rows)


def paper_document(theorems: Mapping[str, Theorem], headers: Sequence[Header]) -> str:
    """The whole of ``docs/paper.md``."""
    lines = [_HEAD, ""]
    for each in paper_rows(headers):
        lines += [
            f"## {_sentence(typeset(each.headline.words))}",
            "",
            f"There: {each.headline.assumption}. Here:",
            "",
        ]
        for header, citation in each.theorems:
            relation = RELATION_WORDS[citation.relation or "not compared"]
            lines += [
                f"- [`{header.name}`][{header.name}]: {header.title}. {_sentence(standing(header))}. "
                f"To theirs: {relation}; {citation.difference}.",
                *_formula(theorems[header.name]),
            ]
        lines.append("")
    lines += ["## Other works", "", "Cited by theorems here that say the same or something near it.", ""]
    for key, members in other_works(headers).items():
        lines += [f"**{work_text(key)}** (`{key}`)", ""]
        lines += [
            f"- [`{header.name}`][{header.name}]: {RELATION_WORDS[citation.relation or 'not compared']}; {citation.locator}"
            for header, citation in members
        ]
        lines.append("")
    cited = [each for each in headers if any(work.key != "this project" for work in each.citation.works)]
    return "\n".join([*lines, *link_definitions(cited, "../"), ""])


def _formula(theorem: Theorem) -> list[str]:
    latex = conclusion_latex(theorem)
    if len(latex) <= 150:
        return ["", f"  {inline(latex)}"]
    return ["", *(f"  {line}" for line in block(latex))]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
