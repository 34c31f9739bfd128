"""A theorem and its proof as plain fields: what commands print and what ``to_dict`` returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from w2s_theory.checks.proofs import Proof, assumed_signs, decision_word, prove
from w2s_theory.checks.run import setting_facts
from w2s_theory.checks.sharpness import sharpness_of_statement
from w2s_theory.printing.text import (
    claim_text,
    operator_sentences,
    parameter_text,
    setting_latex,
    statement_latex,
    statement_text,
)
from w2s_theory.records.ledger import Ledger
from w2s_theory.records.quantifier import Measured
from w2s_theory.records.theorem import Theorem
from w2s_theory.theorems.paper import RELATION_WORDS


def ledger_steps(ledger: Ledger) -> list[dict[str, Any]]:
    """The steps as the checker saw them."""
    return [
        {
            "name": line.name,
            "rule": line.rule,
            "decided": decision_word(line),
            "reason": line.decision.reason,
            "rests_on": sorted(f"{kind}: {name}" for kind, name in line.decision.rests_on),
        }
        for line in ledger.lines
    ]


def step_remark(step: Mapping[str, Any]) -> str:
    """What a step rests on, or why it is open."""
    return "; ".join(step["rests_on"]) or step["reason"]


def resting_text(rests_on: Sequence[str], complete: bool) -> str:
    """What a proof rests on, in one line of a table; ``-`` where an open proof rests on nothing."""
    facts = [each.removeprefix("setting: ") for each in rests_on if each.startswith("setting: ")]
    others = [each for each in rests_on if not each.startswith("setting: ")]
    parts = [*others, *([f"setting: {', '.join(facts)}"] if facts else [])]
    return "; ".join(parts) or ("nothing but its own steps" if complete else "-")


def describe_theorem(name: str, catalog: Mapping[str, Theorem], proof: Proof | None = None) -> dict[str, Any]:
    """Every field of a theorem as text, its proof decided now unless it is given."""
    theorem = catalog[name]
    proof = proof or prove(theorem, catalog)
    steps = []
    for step, decided in zip(theorem.proof(), ledger_steps(proof.ledger), strict=True):
        steps.append(
            {
                "name": step.name,
                "claim": claim_text(step.claim),
                "where": [claim_text(each) for each in step.where]
                + [parameter_text(each) for each in step.variables],
                "note": step.note,
                "rule": step.rule,
                "uses": list(step.uses),
                "decided": decided["decided"],
                "rests_on": decided["rests_on"],
            }
        )
    measured = theorem.quantifier if isinstance(theorem.quantifier, Measured) else None
    return {
        "name": theorem.name,
        "title": theorem.title,
        "statement": statement_text(theorem),
        "latex": statement_latex(theorem),
        "parameters": [parameter_text(each) for each in theorem.parameters],
        "assumptions": list(theorem.assumptions or operator_sentences(theorem)),
        "setting": list(setting_facts(theorem, claim_text)),
        "setting_latex": setting_latex(theorem),
        "assumed_signs": list(assumed_signs(theorem)),
        "citation": str(theorem.citation),
        "relation": RELATION_WORDS[theorem.citation.relation] if theorem.citation.relation else None,
        "status": theorem.status,
        "about": theorem.about,
        "quantifier": str(theorem.quantifier),
        "sharpness": theorem.sharpness,
        "discrepancy": str(theorem.discrepancy),
        "region": measured.region if measured else None,
        "largest_gap": str(measured.largest_gap) if measured else None,
        "depends_on": list(theorem.depends_on),
        "proof_steps": steps,
        "rests_on": list(proof.rests_on),
        "complete": proof.complete,
        "problem": proof.problem,
        "reason": proof.ledger.reason,
        "shown": sharpness_of_statement(theorem, proof.complete),
    }
