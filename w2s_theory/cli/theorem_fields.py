"""A theorem as fields for ``show`` and ``derive``; ledgers as rows."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from w2s_theory.checks.proofs import decision_word, prove, require_well_formed
from w2s_theory.checks.run import setting_facts
from w2s_theory.checks.sharpness import sharpness_of_statement
from w2s_theory.printing.text import (
    claim_text,
    parameter_text,
    setting_latex,
    statement_latex,
    statement_text,
)
from w2s_theory.records.errors import InputError
from w2s_theory.records.ledger import Ledger
from w2s_theory.records.quantifier import Measured
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Theorem
from w2s_theory.theorems.form import form_warnings
from w2s_theory.theorems.listing import Catalog, load_theorem
from w2s_theory.theorems.names import chosen_names
from w2s_theory.theorems.paper import RELATION_WORDS
from w2s_theory.theorems.user_code import one_line, user_code


def require_names(names: Sequence[str], catalog: Mapping[str, Theorem]) -> list[str]:
    """The theorems meant (all without a word): names, unique parts of names, subjects; each once."""
    return chosen_names(names, catalog) or list(catalog)


def with_file(
    file: str | None, catalog: Mapping[str, Theorem]
) -> tuple[Mapping[str, Theorem], tuple[str, ...]]:
    """The catalog with the theorem of a user's file in front, and its name; a proof of bad form is refused."""
    if file is None:
        return catalog, ()
    theorem = load_theorem(file)
    try:
        with user_code(file):
            require_steps(theorem)
    except Exception as error:
        reason = str(error) if isinstance(error, InputError) else f"its proof() raises {one_line(error)}"
        raise InputError(reason if file in reason else f"{file}: {reason}") from error
    with user_code(file):
        require_well_formed(theorem, catalog)
    return ChainMap({theorem.name: theorem}, cast(dict[str, Theorem], catalog)), (theorem.name,)


def one_theorem(name: str | None, file: str | None) -> tuple[Mapping[str, Theorem], str, tuple[str, ...]]:
    """The catalog, the theorem meant, and remarks, for a command that takes NAME or ``--file``."""
    if (name is None) == (file is None):
        raise InputError("give the NAME of a theorem (w2s list) or --file MY_THEOREM.py, one of the two")
    if file is None:
        return Catalog(), str(name), ()
    catalog, (own,) = with_file(file, Catalog())
    return catalog, own, form_warnings(catalog[own], Path(file))


def require_steps(theorem: Theorem) -> None:
    """Refuse a proof that is no sequence of steps."""
    steps = theorem.proof()
    if not isinstance(steps, tuple) or not all(isinstance(step, Step) for step in steps):
        raise InputError("its proof() must return a tuple of steps")


def with_file_if_it_loads(
    file: str | None, catalog: Mapping[str, Theorem], names: Sequence[str]
) -> tuple[Mapping[str, Theorem], tuple[str, ...], tuple[str, ...]]:
    """As :func:`with_file`, with remarks: beside named theorems a file that does not load stops none of them."""
    try:
        return *with_file(file, catalog), ()
    except InputError as problem:
        if not names or file is None or not Path(file).is_file():
            raise
        return catalog, (), (str(problem),)


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


def describe_theorem(name: str, catalog: Mapping[str, Theorem]) -> dict[str, Any]:
    """Every field of a theorem as text, its proof decided now."""
    theorem = catalog[name]
    proof = prove(theorem, catalog)
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
        "assumptions": list(theorem.assumptions),
        "setting": list(setting_facts(theorem, claim_text)),
        "setting_latex": setting_latex(theorem),
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
