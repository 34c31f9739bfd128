"""Mutation analysis of a proof: every change that the checker accepts must be one that leaves the step true.

A mutant is *refused* (the kernel or the rule does not decide the step), or it is accepted and then
*the same claim* (only its reason was changed), known to be *true* (:mod:`w2s_theory.mutation.truth`), or a *survivor*.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sympy

from proofs_check.kernel import decide_step
from proofs_check.rules import load_rules
from w2s_theory.hypotheses.use_in_proof import decide_only, needs_of, sights_of
from w2s_theory.hypotheses.weaker_statements import Hypothesis, hypotheses_of
from w2s_theory.mutation.changes import (
    spoiled_claims,
    spoiled_domains,
    spoiled_ends,
    spoiled_hypotheses,
    spoiled_reasons,
)
from w2s_theory.mutation.truth import true_in_models, truth
from w2s_theory.records.parameter import Parameter
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Theorem

FATES = ("refused", "same claim", "assumed", "follows", "evaluated", "modelled", "survives")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change and what became of it.

    Parameters
    ----------
    place
        Step, or ``statement``.
    rule
        Of the step.
    change
        What was changed, in a few words.
    fate
        One of ``FATES``.
    said
        The checker's reason for refusing it, or the claim that survives.
    """

    place: str
    rule: str
    change: str
    fate: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """How many mutants are made; ``None`` for all.

    ``claims`` and ``reasons`` of one step, ``steps`` of a proof (evenly spaced); steps whose claims have more than
    ``largest`` operations are left out; ``hypotheses`` says whether the statement's are changed too. Which ones is
    decided by ``seed``: the same for one seed, and round 0, 1, ... of it are different mutants.
    """

    claims: int | None = None
    reasons: int | None = None
    steps: int | None = None
    largest: int | None = None
    hypotheses: bool = True
    seed: str = ""
    round: int = 0


FULL = Amount(claims=8, reasons=4, largest=100)


def mutants_of(theorem: Theorem, catalog: Mapping[str, Theorem], amount: Amount = FULL) -> Iterator[Mutant]:
    """The mutants of a theorem, always the same ones in the same order."""
    steps = theorem.proof()
    known = {step.name: step for step in steps}
    statements = {name: catalog[name].statement() for name in theorem.depends_on if name in catalog}
    rules = load_rules()
    for original in _some(steps, amount):
        accepted = {name: known[name] for name in original.uses}

        def decided(changed: Step, accepted: dict[str, Step] = accepted) -> tuple[bool, str]:
            found = decide_step(changed, accepted, theorem.statement(), rules, statements)
            return found.status == "decided", found.reason

        for word, changed in _chosen(spoiled_claims(original), amount.claims, original.name, amount):
            kept, reason = decided(changed)
            fate = (truth(theorem, original, changed.claim) or "survives") if kept else "refused"
            said = str(changed.claim) if fate == "survives" else reason
            yield Mutant(original.name, original.rule, word, fate, said)
        for word, changed in _chosen(spoiled_reasons(original), amount.reasons, original.name, amount):
            kept, reason = decided(changed)
            yield Mutant(original.name, original.rule, word, "same claim" if kept else "refused", reason)
        for word, changed in _chosen(spoiled_domains(original), amount.reasons, original.name, amount):
            kept, reason = decided(changed)
            widened = "modelled" if kept and true_in_models(theorem, changed) else "survives"
            yield Mutant(original.name, original.rule, word, widened if kept else "refused", reason)
    if amount.hypotheses:
        yield from _of_the_statement(theorem, catalog, amount)


def _of_the_statement(theorem: Theorem, catalog: Mapping[str, Theorem], amount: Amount) -> Iterator[Mutant]:
    """Hypotheses, ends of domains and parts of the setting left out; constants of hypotheses changed, ends moved."""
    statement, steps = theorem.statement(), theorem.proof()
    statements = {name: catalog[name].statement() for name in theorem.depends_on if name in catalog}
    # each of these is left out in the first round; of the changes of constants every round takes others
    for need in needs_of(theorem, catalog) if amount.round == 0 else ():
        if need.use == "meaning":
            continue
        reason = f"{need.broken[0].name}: {need.broken[0].reason}" if need.broken else ""
        # the checker proves the theorem without it: a true theorem, said to be so where the hypothesis is listed
        fate = "follows" if need.use == "unused" else "refused"
        yield Mutant("statement", "", f"without {need.hypothesis.name}", fate, reason)
    assumed = hypotheses_of(statement)
    listed = [each for each in assumed if each.kind == "claim"]
    sights = sights_of(steps, steps, statement)
    most = None if amount.claims is None else 3 * amount.claims
    changes = [
        *((word, listed[number], changed) for word, number, changed in spoiled_hypotheses(statement)),
        *(
            (word, end, changed)
            for word, parameter, changed in spoiled_ends(statement)
            # any end of the domain: which steps may see it is a question of the letter
            for end in [each for each in assumed if _is_end_of(each, parameter)][:1]
        ),
    ]
    for word, hypothesis, changed in _chosen(changes, most, "hypotheses", amount):
        gone = sights.gone(hypothesis)
        asked = {step.name for step in steps if sights.may_see(step, hypothesis, gone)}
        lines = decide_only(asked, changed, steps, load_rules(), statements)
        failed = [line for line in lines if line.decision.status != "decided"]
        reason = f"{failed[0].name}: {failed[0].decision.reason}" if failed else ""
        # decided as a whole: a proof of the theorem under the changed hypothesis, every step of it checked anew
        yield Mutant("statement", "", word, "refused" if failed else "follows", reason)


def _is_end_of(hypothesis: Hypothesis, parameter: Parameter) -> bool:
    return hypothesis.kind == "domain" and hypothesis.name.split()[0] == parameter.symbol


def tally(mutants: Iterable[Mutant]) -> Counter[str]:
    """How many have each fate."""
    return Counter(each.fate for each in mutants)


def kill_rate(fates: Mapping[str, int]) -> float:
    """Refused mutants among those that are not known to leave the step true."""
    refused, survives = fates.get("refused", 0), fates.get("survives", 0)
    return refused / (refused + survives) if refused + survives else 1.0


def _some(steps: tuple[Step, ...], amount: Amount) -> list[Step]:
    small = [step for step in steps if amount.largest is None or _size(step) <= amount.largest]
    count = amount.steps
    if count is not None and len(small) > count:
        small = [small[i * (len(small) - 1) // max(count - 1, 1)] for i in range(count)]
    return small


def _size(step: Step) -> int:
    return int(sympy.count_ops(step.claim.left) + sympy.count_ops(step.claim.right))


def _chosen(mutants: Iterable[tuple[Any, ...]], count: int | None, key: str, amount: Amount) -> list[Any]:
    """Some mutants, always the same ones for one seed and round."""
    salt = f"{amount.seed} {key}".strip()
    ordered = sorted(mutants, key=lambda each: zlib.crc32(f"{salt} {each[0]}".encode()))
    if count is None:
        return ordered if amount.round == 0 else []
    return ordered[amount.round * count : (amount.round + 1) * count]
