"""Small proofs for the tables of this folder: each false one says in a line why it is false, and why it must be refused.

``false`` states a proof that must not be complete, with a part of the sentence that the kernel must answer for every
step that it does not decide: a refusal for another reason would hide a hole. ``true`` states a neighbour, often a
small change of a false proof, that must be accepted: then the refusal is no blanket one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from proofs_check.kernel import check
from proofs_check.rules import load_rules
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.ledger import Ledger
from w2s_theory.records.parameter import Domain, Parameter, integers, reals
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement


@dataclass(frozen=True)
class SmallProof:
    """A statement with steps; ``reason`` is part of what the kernel must answer (nothing: it must accept)."""

    why: str
    statement: Statement
    steps: tuple[Step, ...]
    theorems: dict[str, Statement]
    reason: str

    def ledger(self) -> Ledger:
        return check(self.statement, self.steps, load_rules(), self.theorems)


def false(
    why: str,
    claim: Claim | tuple[Claim, ...],
    letters: tuple[Parameter, ...],
    *steps: Step,
    reason: str,
    hypotheses: tuple[Claim, ...] = (),
    setting: Hilbert | None = None,
    families: tuple[Any, ...] = (),
    theorems: dict[str, Statement] | None = None,
) -> SmallProof:
    """A proof of something that is not so."""
    claims = claim if isinstance(claim, tuple) else (claim,)
    statement = Statement(claims, letters, hypotheses, setting, families)
    return SmallProof(why, statement, steps, theorems or {}, reason)


def true(why: str, claim: Any, letters: tuple[Parameter, ...], *steps: Step, **world: Any) -> SmallProof:
    """A proof that must be accepted."""
    return false(why, claim, letters, *steps, reason="", **world)


def each(proofs: Sequence[SmallProof]) -> Any:
    """One test for every proof of a table."""
    assert len({proof.why for proof in proofs}) == len(proofs), "two proofs have the same line"
    return pytest.mark.parametrize("proof", proofs, ids=[proof.why for proof in proofs])


def assert_refused(proof: SmallProof) -> None:
    """It is not complete, and every step that is not decided is refused for the reason that the table names."""
    found = proof.ledger()
    refused = [line for line in found.lines if line.decision.status != "decided"]
    assert proof.reason, "a false proof must name the reason"
    assert not found.complete, f"accepted, and false: {proof.why}"
    said = [line.decision.reason for line in refused] or [found.reason]
    assert all(proof.reason in text for text in said), f"refused, but because {said}"


def assert_accepted(proof: SmallProof) -> None:
    found = proof.ledger()
    said = [f"{line.name}: {line.decision.reason}" for line in found.lines if line.decision.reason]
    assert found.complete, f"{said} {found.reason}"


def real(name: str, lower: Any = None, upper: Any = None, **ends: bool) -> Parameter:
    """A real letter on an interval."""
    return Parameter(name, reals(lower, upper, **ends), reals(0, 1))


def above(name: str, lower: Any = 0) -> Parameter:
    """A real letter above a number."""
    return real(name, lower, lower_open=True)


def whole(name: str, lower: Any = 0, upper: Any = None) -> Parameter:
    """A whole letter."""
    return Parameter(name, integers(lower, upper), integers(0, 5))


def with_domain(name: str, **domain: Any) -> Parameter:
    """A letter with a domain that the usual constructors would not make."""
    return Parameter(name, Domain(**domain), reals(0, 1))


def entries(name: str, lower: Any = None, length: int = 5) -> Parameter:
    """A sequence of real numbers."""
    return Parameter(name, reals(lower), reals(0, 1), length=length)


def step(name: str, claim: Claim, rule: str, /, *uses: str, **options: Any) -> Step:
    """A step; what is no option of a step is part of its certificate."""
    own = {key: options.pop(key) for key in ("where", "variables", "unfold") if key in options}
    return Step(name, claim, rule, "a step of a small proof", uses=uses, certificate=options, **own)


def last(claim: Claim, rule: str, /, *uses: str, **options: Any) -> Step:
    return step("last", claim, rule, *uses, **options)
