"""A whole proof as one Coq file: the algebra of its steps, then a section in which each step is a lemma.

A lemma may use only the lemmas of the steps that its step names. The last ones are the statement. What is not proved to
Coq is a hypothesis of the section with the step's name, ``axiom_...``: ``Print Assumptions`` lists it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement
from w2s_theory.second_kernel.coqc import SENTENCE_SECONDS
from w2s_theory.second_kernel.expressions import NoPremise, NotPrintable
from w2s_theory.second_kernel.lemma import Lemma, comment
from w2s_theory.second_kernel.link import Stated, link, state
from w2s_theory.second_kernel.rules import algebra_of, argued
from w2s_theory.second_kernel.section import Section

LIBRARIES = """From Coq Require Import Reals Lra Psatz List.
From Coquelicot Require Import Coquelicot.
"""


@dataclass(frozen=True)
class Printed:
    """A step in Coq: as a proposition, its algebra, its proof; or why there is none.

    ``stated`` is missing if Coq cannot say the step, ``proof`` if it is said and not proved: then it is an axiom
    (``refused``: as its certificate names what it may not use).
    """

    step: Step
    stated: Stated | None
    algebra: Lemma | None = None
    proof: tuple[str, ...] | None = None
    reason: str = ""
    refused: bool = False

    @property
    def lemma(self) -> str:
        """What the step is called if it is proved."""
        return "" if self.stated is None else self.stated.name

    @property
    def axiom(self) -> str:
        """What the step is called if it is not."""
        return self.lemma.replace("step_", "axiom_", 1)


@dataclass(frozen=True)
class ProofFile:
    """The printed steps of a theorem and the section that they stand in.

    ``claims`` are the statement's, if the last steps are these (at most two); else what is asked for is all steps.
    """

    title: str
    steps: tuple[Printed, ...]
    section: Section
    claims: tuple[str, ...]

    def probe(self) -> str:
        """The file for an interactive Coq, in which a step that fails is an axiom for those after it."""
        lines = []
        for each in self.steps:
            if each.stated is not None and each.proof is not None:
                after = f"Abort.\nUnset Silent.\nHypothesis {each.axiom} : {each.stated.proposition}.\n"
                after += f"Definition {each.lemma} := {each.axiom}.\nSet Silent.\n"
                lines.append((f"Lemma {each.lemma} :", after))
        lines += [
            (f"Lemma {each.algebra.name}\n", "Abort.\n") for each in self.steps if each.algebra is not None
        ]
        text = self.text()
        for head, after in lines:
            start = text.index(head)
            end = text.index("Qed.\n", start) + len("Qed.\n")
            text = text[:end] + after + text[end:]
        return "Set Silent.\n" + text[: text.index("(* the statement *)")]

    def text(self, given_up: frozenset[str] = frozenset()) -> str:
        """The file; the steps named in ``given_up`` (by step) are axioms."""
        proved = [each for each in self.steps if each.proof is not None and each.step.name not in given_up]
        # Interval takes longer to load than most proofs take
        intervals = any(
            "interval with" in line for each in proved if each.algebra for line in each.algebra.proof
        )
        parts = [
            f"(* {comment(self.title)} *)",
            "(* coqc -Q . W2S w2s.v, then coqc -Q . W2S on this file *)",
            LIBRARIES
            + ("From Interval Require Import Tactic.\n" if intervals else "")
            + "From W2S Require Import w2s.",
            f"Local Open Scope R_scope.\nSet Default Timeout {SENTENCE_SECONDS}.\n",
        ]
        parts += [each.algebra.text() for each in proved if each.algebra is not None]
        parts.append(self.section.text())
        for each in self.steps:
            note = f"{each.step.name} [{each.step.rule}]"
            if each.stated is None:
                parts.append(f"(* {comment(f'{note}: cannot be said: {each.reason}')} *)\n")
            elif each in proved:
                assert each.proof is not None
                lines = [
                    f"(* {comment(note)} *)",
                    f"Lemma {each.lemma} : {each.stated.proposition}.",
                    "Proof.",
                ]
                parts.append("\n".join([*lines, *(f"  {line}" for line in each.proof), "Qed.", ""]))
            else:
                why = each.reason or "not accepted"
                lines = [
                    f"(* {comment(f'{note}: {why}')} *)",
                    f"Hypothesis {each.axiom} : {each.stated.proposition}.",
                ]
                parts.append("\n".join([*lines, f"Definition {each.lemma} := {each.axiom}.", ""]))
        parts.append("(* the statement *)")
        said = [each.lemma for each in self.steps if each.stated is not None]
        if self.claims:
            # said once more, from the theorem: the last steps are a proof of it
            last = said[-len(self.claims) :]
            proof = last[0] if len(last) == 1 else f"conj {' '.join(last)}"
            whole = r" /\ ".join(f"({each})" for each in self.claims)
            parts.append(f"Definition statement : {whole} := {proof}.")
        else:
            parts.append(f"Definition statement := ({', '.join([*said, 'I'])}).")
        parts.append("Print Assumptions statement.\n")
        parts.append("End Proof.\n")
        return "\n".join(parts)


def print_proof(
    name: str, statement: Statement, steps: tuple[Step, ...], statements: Callable[[str], Statement]
) -> ProofFile:
    """The whole proof in Coq's words."""
    quantified = frozenset(each.symbol for step in steps for each in step.variables)
    section = Section(statement, quantified)
    earlier: dict[str, Step] = {}
    said: dict[str, Stated] = {}
    names: set[str] = set()
    found: list[Printed] = []
    for step in steps:
        found.append(_printed(step, statement, earlier, said, section, _name(step.name, names), statements))
        earlier[step.name] = step
        if (stated := found[-1].stated) is not None:
            said[step.name] = stated
    last = found[-len(statement.claims) :] if statement.claims else []
    ends = [each.step.claim for each in last] == list(statement.claims) and all(
        each.stated and not each.step.variables and not each.step.where for each in last
    )
    claims = tuple(section.claim(each) for each in statement.claims) if ends and len(last) <= 2 else ()
    return ProofFile(f"{name}: its proof, step by step", tuple(found), section, claims)


def _printed(
    step: Step,
    statement: Statement,
    earlier: dict[str, Step],
    said: dict[str, Stated],
    section: Section,
    name: str,
    statements: Callable[[str], Statement],
) -> Printed:
    try:
        stated = state(f"step_{name}", step, section)
    except NotPrintable as problem:
        return Printed(step, None, reason=str(problem))
    try:
        missing = [each for each in step.uses if each not in said]
        if missing:
            raise NotPrintable(f"it uses {missing[0]}, which cannot be said")
        proof = argued(stated, said, section, statements)
        if proof is not None:
            return Printed(step, stated, None, proof)
        algebra = algebra_of(f"algebra_{name}", step, statement, earlier)
        return Printed(step, stated, algebra, link(algebra, stated, said, section))
    except NotPrintable as problem:
        return Printed(step, stated, reason=str(problem))
    except NoPremise as problem:
        return Printed(step, stated, reason=str(problem), refused=True)


def _name(step: str, taken: set[str]) -> str:
    """A name in Coq for a step: its own, with nothing else in it than letters and digits."""
    wanted = re.sub(r"[^A-Za-z0-9_]", "_", step)[:60]
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    taken.add(name)
    return name
