"""The proof ledger of a theorem, with what the theorems that it uses rest on in turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sympy

from proofs_check.declarations import declarations
from proofs_check.kernel import check as check_steps
from proofs_check.kernel import require_well_formed as require_well_formed_step
from proofs_check.requirement import NotShown
from proofs_check.rules import load_rules
from w2s_theory import notation
from w2s_theory.records.errors import InputError
from w2s_theory.records.ledger import Ledger, LedgerLine, not_decided
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Theorem
from w2s_theory.theorems.listing import theorem_files

# what a deterministic equivalent rests on: no step can decide it, and no table leaves it out
ANSATZ = "the universality ansatz (assumed)"
ANSATZ_PROBLEM = f"it rests on {ANSATZ}, not decided by any step"


# in how many models of its context a step is evaluated where nobody says so: of a user's proof, of the library's
OWN_MODELS, LIBRARY_MODELS = 3, 0


@dataclass(frozen=True, slots=True)
class Proof:
    """The ledger of one theorem and the set that the whole proof rests on.

    ``rests_on`` names the theorem files used and, through them too, every cited fact and enclosure; the facts of the
    setting that the steps use (``setting: NAME``); and the ansatz of a statement of status universality.
    ``problem`` says in one line why the proof is not complete; empty when it is.
    """

    ledger: Ledger
    rests_on: tuple[str, ...]
    problem: str = ""

    @property
    def complete(self) -> bool:
        return not self.problem

    @property
    def open_but_for_the_ansatz(self) -> bool:
        """Whether something is open that is not assumed openly."""
        return not self.complete and self.problem != ANSATZ_PROBLEM


def prove(
    theorem: Theorem,
    catalog: Mapping[str, Theorem],
    _below: tuple[str, ...] = (),
    complete: dict[str, Proof] | None = None,
    models: int | None = None,
) -> Proof:
    """Check every step of a theorem's proof, and the proofs of the theorems it depends on.

    A theorem that depends on itself, however indirectly, is refused. ``complete`` keeps the complete proofs
    of this catalog by name, so that each is checked once; it is filled here. ``models`` says in how many random
    models each decided step is evaluated; by default in a few for a theorem that is not of the library (the library's
    are asked about by the tests).
    """
    asked = models
    if models is None:
        models = LIBRARY_MODELS if theorem.name in theorem_files() else OWN_MODELS
    if complete is not None and theorem.name in complete:
        return complete[theorem.name]
    below = (*_below, theorem.name)
    rests_on: set[str] = set()
    problem = ""
    statements = {}
    for name in theorem.depends_on:
        if name in below:
            problem = f"the proof runs in a circle: {' -> '.join((*below, name))}"
            continue
        other = catalog[name]
        beneath = prove(other, catalog, below, complete, asked)
        statements[name] = other.statement()
        rests_on |= set(beneath.rests_on)
        if beneath.problem and not problem:
            problem = f"it uses {name}, whose proof is not complete: {beneath.problem}"
    steps = theorem.proof()
    ledger = check_steps(theorem.statement(), steps, load_rules(), statements, models)
    if theorem.status == "universality":
        ledger = _with_ansatz(ledger)
        rests_on.add(ANSATZ)
    rests_on |= set(ledger.rests_on)
    rests_on |= {f"setting: {name}" for name in facts_used(theorem, steps)}
    proof = Proof(ledger, tuple(sorted(rests_on)), problem or _first_problem(ledger))
    # a complete proof runs through no circle, so it is the same wherever it is asked for
    if complete is not None and proof.complete:
        complete[theorem.name] = proof
    return proof


def require_well_formed(theorem: Theorem, catalog: Mapping[str, Theorem]) -> None:
    """Refuse a proof that cannot be checked, whatever its rules would say.

    A circle, a rule that there is not, a step that is missing or comes later, a letter that is not declared or
    assumed to be more than its domain says, a float in what is exact. A proof of something else than the
    statement has no such fault: it shows nothing, and the statement may still be refuted by numbers.

    Raises
    ------
    InputError
        Naming the step and the reason.
    """
    if theorem.name in theorem.depends_on:
        raise InputError(f"{theorem.name}: the proof runs in a circle: it depends on itself")
    for name in theorem.depends_on:
        problem = prove(catalog[name], catalog, (theorem.name,)).problem
        if "runs in a circle" in problem:
            raise InputError(f"{theorem.name}: {problem}")

    statement, steps, rules = theorem.statement(), theorem.proof(), load_rules()
    accepted: dict[str, Step] = {}
    place = "the statement"
    try:
        declared = declarations(statement)
        for step in steps:
            place = f"step {step.name}"
            require_well_formed_step(step, accepted, declared, rules)
            accepted[step.name] = step
    except NotShown as problem:
        raise InputError(f"{theorem.name}: {place} is refused: {problem}") from problem


def facts_used(theorem: Theorem, steps: tuple[Step, ...]) -> tuple[str, ...]:
    """Names of the facts of the setting that a proof uses, in the setting's order.

    A certificate names the facts that it combines; the rule ``gram`` solves every equality of the setting
    besides, so where it is used they all count.
    """
    if theorem.setting is None:
        return ()
    named = {text for step in steps for text in _texts(step.certificate)}
    solved = any(step.rule == "gram" for step in steps)
    return tuple(
        name for name, claim in theorem.setting.facts if name in named or (solved and claim.relation == "==")
    )


def assumed_signs(theorem: Theorem) -> tuple[str, ...]:
    """What the table says of the sign of functions that it does not define, where the statement or a step speaks of them.

    ``mean_error >= 0``: every model has such functions only, so a proof may rest on it without naming it.
    """
    claims = [*theorem.claims(), *theorem.hypotheses, *(step.claim for step in theorem.proof())]
    spoken = {
        node.func.__name__ for claim in claims for node in claim.both.atoms(sympy.Function)
        if node.func.__module__ == notation.__name__
    }  # fmt: skip
    found = []
    for name in sorted(spoken & set(notation.NAMES)):
        entry = notation.row(name)
        if (
            entry.kind == "function"
            and entry.definition is None
            and {"positive", "nonnegative"} & set(entry.assumptions)
        ):
            found.append(f"{name} {'>' if 'positive' in entry.assumptions else '>='} 0")
    return tuple(found)


def _texts(value: Any) -> Iterator[str]:
    """The words in a certificate, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _texts(key)
            yield from _texts(entry)
    elif isinstance(value, (tuple, list, set, frozenset)):
        for entry in value:
            yield from _texts(entry)


def _with_ansatz(ledger: Ledger) -> Ledger:
    """The ledger with the steps that state the ansatz marked as assumed; they stay undecided."""
    lines = tuple(
        replace(line, decision=not_decided(ANSATZ))
        if line.rule == "hypothesis" and line.decision.status == "not decided"
        else line
        for line in ledger.lines
    )
    return replace(ledger, lines=lines)


def decision_word(line: LedgerLine) -> str:
    """``decided``, ``not decided`` or ``refuted``; ``assumed`` for a step that states the ansatz."""
    return "assumed" if line.decision.reason == ANSATZ else line.decision.status


def _first_problem(ledger: Ledger) -> str:
    open_lines = [line for line in ledger.lines if line.decision.status != "decided"]
    # what is assumed openly is named only where nothing else is open
    for line in open_lines:
        if line.decision.reason != ANSATZ:
            return f"step {line.name} is {line.decision.status}: {line.decision.reason}"
    if open_lines:
        return ANSATZ_PROBLEM if ledger.ends_in_statement else ledger.reason
    return "" if ledger.complete else ledger.reason  # of a complete proof it is a remark
