"""The search for the certificate of one step: linear algebra, a linear program, squares, a semidefinite program."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from proofs_check.requirement import NotShown
from w2s_theory.printing.text import claim_text, expression_text
from w2s_theory.proof_search.linear import linear_certificates
from w2s_theory.proof_search.one_square import one_square_certificates
from w2s_theory.proof_search.pasted import certificate_text
from w2s_theory.proof_search.problem import RULES, Problem
from w2s_theory.proof_search.programs import linear_program_certificates, semidefinite_certificates
from w2s_theory.proof_search.squares import square_certificates
from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement, Theorem

# how many certificates the kernel is asked about
MOST_TRIALS = 400

_WAYS: tuple[Callable[[Problem], Iterator[dict[str, Any]]], ...] = (
    linear_certificates,
    linear_program_certificates,
    one_square_certificates,
    square_certificates,
    semidefinite_certificates,
)


@dataclass(frozen=True)
class Searched:
    """What was found for a step, and where nothing was what is left over and what may be used by name."""

    step: str
    certificate: Mapping[str, Any] | None
    goal: Any = None
    facts: tuple[tuple[str, Claim], ...] = ()
    trials: int = 0
    problem: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values: the certificate as Python to paste, what is left over and the usable facts as text."""
        return {
            "step": self.step,
            "found": self.certificate is not None,
            "certificate": None if self.certificate is None else certificate_text(self.certificate),
            "left_over": "" if self.goal is None else expression_text(self.goal),
            "usable": [f"{name}: {claim_text(claim)}" for name, claim in self.facts],
            "trials": self.trials,
            "problem": self.problem,
        }


def search_open_steps(
    theorem: Theorem, open_steps: Collection[str], catalog: Mapping[str, Theorem]
) -> tuple[Searched, ...]:
    """What is found for those of a theorem's steps that are not decided and combine facts, each by itself."""
    theorems = {name: catalog[name].statement() for name in theorem.depends_on}
    accepted: dict[str, Step] = {}
    found = []
    for step in theorem.proof():
        if step.name in open_steps and step.rule in RULES:
            found.append(search(step, accepted, theorem.statement(), theorems))
        accepted[step.name] = step
    return tuple(found)


def search(
    step: Step, accepted: Mapping[str, Step], statement: Statement, theorems: Mapping[str, Statement]
) -> Searched:
    """A certificate with which the kernel decides the step, if one is found.

    Parameters
    ----------
    accepted
        The steps before it, by name.
    theorems
        Statements of other theorems, as the kernel takes them.
    """
    if step.rule not in RULES:
        return Searched(step.name, None, problem=f"the rule {step.rule} combines nothing")
    problem = Problem(step, accepted, statement, theorems)
    try:
        goal, facts = problem.goal, problem.facts
    except NotShown as reason:
        return Searched(step.name, None, problem=str(reason))
    tried: set[str] = set()
    for way in _WAYS:
        for certificate in way(problem):
            key = str(certificate)
            if key in tried:
                continue
            tried.add(key)
            found = problem.accepted_form(certificate)
            if found is not None:
                return Searched(step.name, found, goal, trials=len(tried))
            if len(tried) >= MOST_TRIALS:
                break  # of this way; the next one is another idea
    usable = tuple((fact.name, fact.claim) for fact in facts)
    return Searched(step.name, None, goal, usable, len(tried))
