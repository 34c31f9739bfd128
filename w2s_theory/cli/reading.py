"""A statement as the terminal shows it: in words, the claim, then *where*, *if*, *for*, what is assumed, the setting."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from w2s_theory.printing.docstring import InWords
from w2s_theory.printing.formula_lines import SUM_OVER_ALL, claim_lines, packed, shortened
from w2s_theory.printing.sentences import quantifier_sentence
from w2s_theory.printing.statement import Blocks
from w2s_theory.printing.text import claim_text, parameter_meaning, parameter_text
from w2s_theory.printing.written_proof import WrittenProof, excess_text, fact_relation
from w2s_theory.records.parameter import Parameter
from w2s_theory.records.theorem import Theorem

FORMULA_WIDTH = 110
_LABEL = 9


def words_fields(words: InWords) -> dict[str, Any]:
    """What a docstring says, for programs."""
    return {
        "in_words": words.lead,
        "idea": words.idea,
        "more": [{"kind": each.kind, "text": each.text} for each in words.rest],
    }


def blocks_fields(blocks: Blocks) -> dict[str, Any]:
    """The blocks of a statement, for programs."""
    claim = claim_lines(blocks.claims, FORMULA_WIDTH - 4)
    definitions = [shortened(claim_text(each)) for each in blocks.definitions]
    hypotheses = [shortened(claim_text(each)) for each in blocks.hypotheses]
    if any(SUM_OVER_ALL in line for line in (*claim, *definitions, *hypotheses)):
        definitions.append(f"{SUM_OVER_ALL} is the sum over j = 0, ..., n - 1")
    return {
        "claim": claim,
        "where": definitions,
        "if": hypotheses,
        "for": [_parameter_line(each) for each in blocks.parameters],
    }


def _parameter_line(parameter: Parameter) -> str:
    """``L_TE in [0, 1]: population error of the teacher``."""
    meaning = parameter_meaning(parameter)
    return f"{parameter_text(parameter)}: {meaning}" if meaning else parameter_text(parameter)


def proof_fields(proof: WrittenProof) -> dict[str, Any]:
    """The facts that certificates use, and the identity of each step that has one, for programs."""
    return {
        "facts": [fact_line(proof, number) for number in range(len(proof.facts))],
        "identities": {
            step.name: proof.identity_text(step.name) for step in proof.steps if step.name in proof.identities
        },
    }


def fact_line(proof: WrittenProof, number: int) -> str:
    """``[S.square(0)] = <f_TE, f_ST> - ||f_ST||^2 >= 0  (S - S^2 >= 0 at f_TE)``."""
    fact = proof.facts[number]
    return f"{proof.name(fact)} = {excess_text(fact.claim)} {fact_relation(fact)} 0  ({fact.reason.replace('``', '')})"


def print_claim(screen: Any, theorem: Theorem, blocks: Blocks) -> None:
    """The claim, indented, and in which sense it holds."""
    width = min(FORMULA_WIDTH, _width(screen) or FORMULA_WIDTH)
    for line in claim_lines(blocks.claims, width - 4):
        indent = 4 + len(line) - len(line.lstrip())
        print_hanging(screen, " " * indent, line.lstrip())
    screen.line(f"    {quantifier_sentence(theorem)}")


def print_block(screen: Any, label: str, lines: Sequence[str]) -> None:
    """Lines under a label; on a terminal a long one goes on below its own beginning."""
    for number, line in enumerate(lines):
        print_hanging(screen, f"{label if number == 0 else '':<{_LABEL}}", line)


def print_hanging(screen: Any, head: str, line: str) -> None:
    """A line behind its head; on a terminal a long one goes on below its own beginning."""
    width = _width(screen)
    if width is None or len(head) + len(line) <= width:
        screen.line(head + line)
        return
    rows = textwrap.wrap(line, max(width - len(head) - 2, 20), break_long_words=False, break_on_hyphens=False)
    for row, text in enumerate(rows):
        screen.line(head + text if row == 0 else f"{' ' * len(head)}  {text}")


def print_formula(screen: Any, head: str, formula: str) -> None:
    """A formula behind its head; on a terminal a long one is broken at plus and minus."""
    width = _width(screen)
    rows = [formula] if width is None else packed(formula, width - len(head) - 4, "")
    for number, row in enumerate(rows):
        print_hanging(screen, head if number == 0 else " " * len(head), row)


def _width(screen: Any) -> int | None:
    return screen.width
