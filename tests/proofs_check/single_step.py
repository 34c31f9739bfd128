"""One step of a made-up proof, put before the checker: what the rule tests have in common."""

from __future__ import annotations

from typing import Any

from sympy import Integer

from proofs_check.kernel import check
from proofs_check.rules import load_rules
from w2s_theory.records.claim import Claim
from w2s_theory.records.ledger import Decision
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement


def decide_step(
    claim: Claim,
    rule: str,
    *parameters: Parameter,
    hypotheses: tuple[Claim, ...] = (),
    before: tuple[Step, ...] = (),
    **options: Any,
) -> Decision:
    """What the rule says of a step with this claim, on the domain of ``parameters``."""
    step = Step("under_test", claim, rule, "the step under test", **options)
    # only the step is looked at, so the statement claims nothing of its own
    statement = Statement((Claim(Integer(0), "==", Integer(0)),), parameters, hypotheses)
    ledger = check(statement, (*before, step), load_rules(), {})
    assert all(line.decision.status == "decided" for line in ledger.lines[:-1]), ledger.lines
    return ledger.lines[-1].decision


def status(*arguments: Any, **options: Any) -> str:
    """``decided``, ``not decided`` or ``refuted``."""
    return decide_step(*arguments, **options).status


def real(name: str, lower=None, upper=None, **ends: bool) -> Parameter:
    """A real letter on an interval."""
    return Parameter(name, reals(lower, upper, **ends), reals(0, 1))
