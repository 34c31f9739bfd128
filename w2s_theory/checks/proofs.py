"""The proof ledger of a theorem, with what the theorems that it uses rest on in turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from proofs_check.declarations import declarations
from proofs_check.kernel import check as check_steps
from proofs_check.kernel import require_well_formed as require_well_formed_step
from proofs_check.requirement import NotShown
from proofs_check.rules import load_rules
from w2s_theory.spec.errors import InputError
from w2s_theory.spec.ledger import Ledger
from w2s_theory.spec.step import Step
from w2s_theory.spec.theorem import Theorem


@dataclass(frozen=True, slots=True)
class Proof:
    """The ledger of one theorem and the set that the whole proof rests on.

    ``rests_on`` names the theorem files used and, through them too, every cited fact and enclosure.
    ``problem`` says in one line why the proof is not complete; empty when it is.
    """

    ledger: Ledger
    rests_on: tuple[str, ...]
    problem: str = ""

    @property
    def complete(self) -> bool:
        return not self.problem


def prove(
    theorem: Theorem,
    catalog: Mapping[str, Theorem],
    _below: tuple[str, ...] = (),
    complete: dict[str, Proof] | None = None,
) -> Proof:
    """Check every step of a theorem's proof, and the proofs of the theorems it depends on.

    A theorem that depends on itself, however indirectly, is refused. ``complete`` keeps the complete proofs
    of this catalog by name, so that each is checked once; it is filled here.
    """
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
        beneath = prove(other, catalog, below, complete)
        statements[name] = other.statement()
        rests_on |= set(beneath.rests_on)
        if beneath.problem and not problem:
            problem = f"it uses {name}, whose proof is not complete: {beneath.problem}"
    ledger = check_steps(theorem.statement(), theorem.proof(), load_rules(), statements)
    rests_on |= set(ledger.rests_on)
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
        declarations(statement)
        for step in steps:
            place = f"step {step.name}"
            require_well_formed_step(step, accepted, statement, rules)
            accepted[step.name] = step
    except NotShown as problem:
        raise InputError(f"{theorem.name}: {place} is refused: {problem}") from problem


def _first_problem(ledger: Ledger) -> str:
    for line in ledger.lines:
        if line.decision.status != "decided":
            return f"step {line.name} is {line.decision.status}: {line.decision.reason}"
    return ledger.reason
