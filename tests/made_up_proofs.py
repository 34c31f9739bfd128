"""Small statements and proofs for the tests of the kernel."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Integer

from proofs_check.kernel import check, decide_step
from proofs_check.rules import load_rules
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.ledger import Ledger
from w2s_theory.records.parameter import Domain, Parameter, integers, reals
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Family, Statement, Theorem
from w2s_theory.theorems.listing import Catalog


def real(name: str, lower: Any = None, upper: Any = None, **ends: bool) -> Parameter:
    """A real letter on an interval."""
    return Parameter(name, reals(lower, upper, **ends), reals(0, 1))


def whole(name: str, lower: Any = 0, upper: Any = None) -> Parameter:
    """A whole letter."""
    return Parameter(name, integers(lower, upper), integers(0, 5))


def unchecked(name: str, **domain: Any) -> Parameter:
    """A letter with a domain that the usual constructors would refuse."""
    return Parameter(name, Domain(**domain), reals(0, 1))


def step(name: str, claim: Claim, rule: str, **options: Any) -> Step:
    return Step(name, claim, rule, "a step of a test", **options)


def ledger(
    claim: Claim | tuple[Claim, ...],
    parameters: tuple[Parameter, ...],
    *steps: Step,
    hypotheses: tuple[Claim, ...] = (),
    setting: Hilbert | None = None,
    theorems: dict[str, Statement] | None = None,
    families: tuple[Family, ...] = (),
) -> Ledger:
    """What the kernel says of a proof."""
    claims = claim if isinstance(claim, tuple) else (claim,)
    statement = Statement(claims, parameters, hypotheses, setting, families)
    return check(statement, steps, load_rules(), theorems or {})


def reasons(found: Ledger) -> str:
    """Everything that keeps a proof from being complete, for the message of a failed test."""
    return "; ".join([*(f"{line.name}: {line.decision.reason}" for line in found.lines), found.reason])


HALF = Fraction(1, 2)


def last(claim: Claim, rule: str, *uses: str, **certificate):
    options = {"uses": uses, "certificate": certificate}
    for key in ("where", "variables", "unfold"):
        if key in certificate:
            options[key] = certificate.pop(key)
    return step("last", claim, rule, **options)


def proves(claim: Claim, parameters, *steps, **options) -> bool:
    return ledger(claim, parameters, *steps, **options).complete


def decisions(parameters, *steps, **options) -> list[str]:
    """What is decided of each step, whatever the statement is."""
    return [
        line.decision.status
        for line in ledger(Claim(Integer(0), "==", Integer(0)), parameters, *steps, **options).lines
    ]


def alone(claim: Claim, parameters, rule: str, **options) -> bool:
    """Whether one step proves it; certificates, ``where`` and the rest as keywords."""
    return proves(claim, parameters, last(claim, rule, **options))


def first_undecided(theorem: Theorem) -> str:
    """The first step of a theorem's proof that is not decided, those before it being; empty if there is none.

    Of a theorem with a spoiled statement: the steps after that one, and the theorems that it uses, are not looked at.
    """
    catalog, rules = Catalog(), load_rules()
    statements = {name: catalog[name].statement() for name in theorem.depends_on}
    accepted: dict[str, Step] = {}
    for each in theorem.proof():
        if decide_step(each, accepted, theorem.statement(), rules, statements).status != "decided":
            return each.name
        accepted[each.name] = each
    return ""
