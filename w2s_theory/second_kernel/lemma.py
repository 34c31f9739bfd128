"""A lemma: letters, premises, conclusion and proof as Coq text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy

from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement
from w2s_theory.second_kernel.expressions import Letters, to_coq
from w2s_theory.second_kernel.premises import (
    Premise,
    Premises,
    declared_domains,
    domain_claims,
)

COQ_RELATION = {"==": "=", "<=": "<=", "<": "<", ">=": "<=", ">": "<"}


@dataclass(frozen=True)
class Origins:
    """What the letters and premises of a lemma stand for, in the order of its binders."""

    letters: tuple[Any, ...]
    domains: tuple[tuple[Any, Claim], ...]
    premises: tuple[Premise, ...]
    vectors: tuple[Any, ...]
    claim: Claim


@dataclass(frozen=True)
class Lemma:
    """One lemma of a Coq file. ``proof`` are its lines between ``Proof.`` and ``Qed.``"""

    name: str
    step: str
    rule: str
    binders: tuple[str, ...]
    conclusion: str
    proof: tuple[str, ...]
    legend: tuple[str, ...] = ()
    origins: Origins | None = None

    def text(self, accepted: bool = True) -> str:
        """The lemma as Coq reads it; with ``accepted`` false its proof is given up (``Abort``)."""
        head = [
            f"(* {comment(f'{self.step} [{self.rule}]')} *)",
            *(f"(* {comment(line)} *)" for line in self.legend),
        ]
        head += [f"Lemma {self.name}", *(f"  {binder}" for binder in self.binders), f"  : {self.conclusion}."]
        if not accepted:
            return "\n".join([*head, "Proof. Abort.", ""])
        body = [
            "Proof.",
            *(f"  {line}" for line in self.proof),
            "Qed.",
            "",
        ]
        return "\n".join([*head, *body])


def comment(text: str) -> str:
    """Text that cannot end a Coq comment or open a string in it."""
    plain = re.sub(r"[^\x20-\x7e]", "?", text).replace('"', "'").replace("(*", "( *").replace("*)", "* )")
    return plain if len(plain) <= 400 else plain[:397] + "..."


def claim_to_coq(claim: Claim, letters: Letters, known: Mapping[Any, str] | None = None) -> str:
    """``a <= b``, ``a < b`` or ``a = b``; >= and > are turned round."""
    left, right = to_coq(claim.left, letters, known), to_coq(claim.right, letters, known)
    if claim.relation in (">=", ">"):
        left, right = right, left
    return f"{left} {COQ_RELATION[claim.relation]} {right}"


@dataclass(frozen=True)
class Setup:
    """The statement of a step's lemma, and what its proof calls the premises.

    ``names`` maps a premise's key to the name of its hypothesis. ``vectors`` are those whose Gram form is a premise.
    """

    letters: Letters
    premises: Premises
    names: Mapping[str, str]
    vectors: tuple[Any, ...]
    step: Step
    statement: Statement

    def lemma(self, name: str, proof: tuple[str, ...]) -> Lemma:
        """The lemma with its proof; the letters of the proof's own terms are declared too."""
        conclusion = claim_to_coq(self.premises.claim, self.letters)
        hypotheses = [
            f"({self.names[premise.key]} : {premise_to_coq(premise, self.letters)})"
            for premise in self.premises.all()
            if premise.key in self.names
        ]
        if self.vectors:
            hypotheses.append(f"(Psd : {gram_form(self.vectors, self.letters)})")
        domains = declared_domains(self.step, self.statement)
        known = [(atom, claim) for atom in list(self.letters.names) for claim in domain_claims(atom, domains)]
        own = [
            f"(D{number} : {claim_to_coq(claim, self.letters)})" for number, (_, claim) in enumerate(known)
        ]
        variables = [f"({' '.join(self.letters.names.values())} : R)"] if self.letters.names else []
        legend = [f"{short} = {atom}" for atom, short in self.letters.names.items() if str(atom) != short]
        origins = Origins(
            tuple(self.letters.names),
            tuple(known),
            tuple(premise for premise in self.premises.all() if premise.key in self.names),
            self.vectors,
            self.premises.claim,
        )
        return Lemma(
            name, self.step.name, self.step.rule, (*variables, *own, *hypotheses), conclusion, proof, tuple(legend), origins
        )  # fmt: skip


def set_up(
    step: Step,
    statement: Statement,
    premises: Premises,
    keep: Callable[[Premise], bool],
    vectors: tuple[Any, ...],
) -> Setup:
    """Name the letters and the premises that ``keep`` keeps."""
    letters = Letters()
    names: dict[str, str] = {}
    claim_to_coq(premises.claim, letters)
    for number, premise in enumerate(premise for premise in premises.all() if keep(premise)):
        names[premise.key] = f"P{number}"
        premise_to_coq(premise, letters)
    if vectors:
        gram_form(vectors, letters)
    return Setup(letters, premises, names, vectors, step, statement)


def premise_to_coq(premise: Premise, letters: Letters) -> str:
    """The premise as Coq reads it, under its conditions."""
    arrows = [claim_to_coq(each, letters) for each in premise.conditions]
    return " -> ".join([*arrows, claim_to_coq(premise.claim, letters)])


def gram_form(vectors: tuple[Any, ...], letters: Letters, values: tuple[str, ...] = ()) -> str:
    """``||c_1 v_1 + ... ||^2 >= 0`` for all numbers c, or at the given ones: a Gram matrix has no negative direction."""
    named = values or tuple(f"c{number}" for number in range(len(vectors)))
    terms = []
    for i, x in enumerate(vectors):
        terms.append(f"{named[i]} ^ 2 * {letters.name(notation.inner(x, x))}")
        for j in range(i + 1, len(vectors)):
            product = letters.name(notation.inner(x, vectors[j]))
            terms.append(f"2 * ({named[i]} * {named[j]} * {product})")
    total = " + ".join(terms)
    return f"({total})" if values else f"forall {' '.join(named)} : R, 0 <= {total}"


def vector_parts(vector: Any, vectors: tuple[str, ...]) -> dict[Any, Any]:
    """The coefficients of a linear combination of a setting's vectors."""
    expression = sympy.expand(vector)
    symbols = [getattr(notation, name) for name in vectors]
    return {x: expression.coeff(x, 1) for x in symbols if expression.has(x)}
