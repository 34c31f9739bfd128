r"""A theorem and its proof as LaTeX environments, ready for a paper; nothing is ever broken over lines by width.

``theorem`` has the title, a label ``thm:NAME``, the citation, the hypotheses and what the letters stand for; ``proof``
has every step with its certificate. :func:`document` puts both into a file that compiles with amsmath, amssymb and
amsthm alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from w2s_theory.printing.docstring import in_words
from w2s_theory.printing.escaped import escaped, prose_latex
from w2s_theory.printing.formula_lines import chain_latex
from w2s_theory.printing.sentences import quantifier_sentence, sharpness_sentence, status_sentence
from w2s_theory.printing.statement import Blocks, blocks_of, shown_claim
from w2s_theory.printing.text import claim_latex, parameter_latex, restrictions_latex
from w2s_theory.printing.written_proof import WrittenProof, excess_latex, fact_relation, written_proof
from w2s_theory.records.claim import Claim
from w2s_theory.records.theorem import Theorem

OWN_WORK = "this project"
_RELATION = {"=": "=", ">=": r"\geq", ">": ">"}
_PREAMBLE = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage{amsmath,amssymb,amsthm}
\newtheorem{theorem}{Theorem}
\allowdisplaybreaks
\sloppy
\begin{document}
"""


def theorem_latex(theorem: Theorem) -> str:
    r"""The statement as a ``theorem`` environment with title, label, citation, hypotheses and definitions."""
    blocks = blocks_of(theorem)
    citation = theorem.citation
    cited = ""
    if citation.key != OWN_WORK:
        place = f"[{prose_latex(citation.locator)}]" if citation.locator else ""
        cited = rf"; \cite{place}{{{citation.key}}}"
    lines = [rf"\begin{{theorem}}[{{{prose_latex(theorem.title)}{cited}}}]", rf"\label{{thm:{theorem.name}}}"]
    lines += _assumed(blocks)
    lines += [
        rf"{'Then, ' if len(lines) > 2 else ''}{prose_latex(quantifier_sentence(theorem))},",
        rf"\[ {chain_latex(blocks.claims)} \]",
    ]
    if blocks.definitions:
        lines += [rf"where {_listed(blocks.definitions)}."]
    status = prose_latex(status_sentence(theorem))
    lines += [
        rf"\emph{{({status[0].upper()}{status[1:]}; {prose_latex(sharpness_sentence(theorem.sharpness))}.)}}"
    ]
    return "\n".join([*lines, r"\end{theorem}"])


def _assumed(blocks: Blocks) -> list[str]:
    """The letters and what is assumed of them."""
    lines = []
    if blocks.parameters:
        letters = ", ".join(f"${parameter_latex(each)}$" for each in blocks.parameters)
        lines.append(f"Let {letters}.")
    items = [prose_latex(each) for each in blocks.assumptions]
    items += [f"${claim_latex(each)}$" for each in blocks.hypotheses]
    items += [
        rf"${claim_latex(fact.claim)}$ \quad(\texttt{{{escaped(fact.name)}}}, given in the setting)"
        for fact in blocks.facts
    ]
    if items:
        listed = [
            rf"\item {item}{';' if number < len(items) else '.'}" for number, item in enumerate(items, 1)
        ]
        lines += ["Assume that", r"\begin{itemize}", *listed, r"\end{itemize}"]
    return lines


def _listed(claims: Iterable[Claim]) -> str:
    return ", ".join(f"${claim_latex(each)}$" for each in claims)


def proof_latex(theorem: Theorem, docstring: str = "", written: WrittenProof | None = None) -> str:
    """The proof as a ``proof`` environment: the idea, the facts used, then each step with its certificate, rule and uses."""
    proof, blocks = written or written_proof(theorem), blocks_of(theorem)
    idea = in_words(docstring).idea
    lines = [r"\begin{proof}"]
    if idea:
        lines.append(rf"\emph{{Idea.}} {prose_latex(idea)}")
    if proof.facts or proof.identities:
        lines.append(
            r"$E_{n}$ stands for the difference of the two sides of step $n$, the larger minus the smaller."
        )
    if proof.facts:
        lines += ["The steps use", r"\begin{itemize}"]
        lines += [
            rf"\item ${proof.letter(fact)} = {excess_latex(fact.claim)} {_RELATION[fact_relation(fact)]} 0$"
            rf" (\texttt{{{escaped(fact.name)}}}: {prose_latex(fact.reason)})"
            for fact in proof.facts
        ]
        lines.append(r"\end{itemize}")
    lines.append(r"\begin{enumerate}")
    for number in range(len(proof.steps)):
        lines += _step(proof, number, blocks)
    return "\n".join([*lines, r"\end{enumerate}", r"\end{proof}"])


def _step(proof: WrittenProof, number: int, blocks: Blocks) -> list[str]:
    step = proof.steps[number]
    restricted = restrictions_latex(step)
    lines = [
        rf"\item {prose_latex(step.note)}",
        rf"  \[ {chain_latex((shown_claim(blocks, step.claim),))} \]",
        *([rf"  for ${restricted}$."] if restricted else []),
    ]
    left, right = proof.identity_latex(step.name)
    if left:
        long = len(left) + len(right) > 170
        identity = (
            rf"\begin{{aligned}} &{left} \\ &= {right} \end{{aligned}}" if long else f"{left} = {right}"
        )
        lines.append(rf"  Indeed, \[ {identity}. \]")
    numbers = {each.name: place for place, each in enumerate(proof.steps, 1)}
    uses = f", from {', '.join(str(numbers[name]) for name in step.uses)}" if step.uses else ""
    lines.append(rf"  \textit{{{escaped(step.name)}: {escaped(step.rule.replace('_', ' '))}{uses}.}}")
    return lines


def document(parts: Iterable[str]) -> str:
    """Statements and proofs in one file that compiles."""
    return "\n\n".join([_PREAMBLE, *parts, "\\end{document}\n"])
