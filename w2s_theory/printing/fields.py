"""What is printed of a theorem as plain fields: for programs, and for the screens that show them."""

from __future__ import annotations

from typing import Any

from w2s_theory.printing.docstring import InWords
from w2s_theory.printing.formula_lines import SUM_OVER_ALL, claim_lines, shortened
from w2s_theory.printing.statement import Blocks
from w2s_theory.printing.text import claim_text, parameter_meaning, parameter_text
from w2s_theory.printing.written_proof import WrittenProof, excess_text, fact_relation
from w2s_theory.records.parameter import Parameter

FORMULA_WIDTH = 110


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
        "for": [parameter_line(each) for each in blocks.parameters],
    }


def parameter_line(parameter: Parameter) -> str:
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
