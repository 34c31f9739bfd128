"""The lemma of a step that compares finite sums over one range term by term: by induction on the range.

``sum_i c_i Sum(F_i, (j, 0, N)) r 0`` follows from the used step about the j-th terms. What depends on the index is a
sequence ``nat -> R`` here; everything else is a letter as usual. An infinite sum is not arithmetic.
"""

from __future__ import annotations

from typing import Any

import sympy

from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement
from w2s_theory.second_kernel.abstraction import exponential_bases
from w2s_theory.second_kernel.expressions import (
    InfiniteSum,
    Letters,
    NotPrintable,
    elementary_nodes,
    opaque_atoms,
    to_coq,
)
from w2s_theory.second_kernel.lemma import Lemma, claim_to_coq
from w2s_theory.second_kernel.premises import Premise, declared_domains, domain_claims, premises_of

INDEX, LAST = "j_", "N_"


def compares_terms(step: Step, earlier: dict[str, Step]) -> bool:
    """Whether the step needs a used step for every value of an index that a sum in its claim binds."""
    bound = {limits[0].name for node in step.claim.both.atoms(sympy.Sum) for limits in node.limits}
    own = {variable.symbol for name in step.uses for variable in earlier[name].variables}
    return step.rule == "termwise" or bool(bound & own - {variable.symbol for variable in step.variables})


def sums_lemma(name: str, step: Step, statement: Statement, earlier: dict[str, Step]) -> Lemma:
    """The comparison of sums as a lemma.

    Raises
    ------
    NotPrintable
        If the sums are infinite, do not start at 0, or have different ranges.
    """
    premises = premises_of(step, statement, earlier)
    claim = premises.claim
    index = _common_index(claim)
    letters, sequences = Letters(), Letters()
    known: dict[Any, str] = {}
    used = [premise for premise in premises.used if not premise.at and not premise.conditions]
    if len(used) != len(premises.used):
        raise NotPrintable("the used step is taken at a value, or under a condition")
    nodes = sorted(claim.both.atoms(sympy.Sum), key=str)
    terms = [node.function for node in nodes]
    for part in (*terms, *(premise.claim.both for premise in used)):
        for atom in opaque_atoms(part):
            if index in atom.free_symbols or atom == index:
                known[atom] = f"(seq_{sequences.name(atom)} {INDEX})"
    for node in nodes:
        known[node] = f"(sum_f_R0 (fun {INDEX} : nat => {to_coq(node.function, letters, known)}) {LAST})"
    conclusion = claim_to_coq(claim, letters, known)
    hypotheses = [_premise(premise, number, index, letters, known) for number, premise in enumerate(used)]
    hypotheses += [
        f"(W{number} : {claim_to_coq(premise.claim, letters)})"
        for number, premise in enumerate(premises.restrictions)
        if premise.origin == "restriction"
    ]
    each = Claim(_termwise(claim.left), claim.relation, _termwise(claim.right))
    proof = _proof(each, used, step, letters, known)

    domains = declared_domains(step, statement)
    own = [each for atom in letters.names for each in domain_claims(atom, domains)]
    binders = [f"({LAST} : nat)"]
    if sequences.names:
        binders.append(f"({' '.join(f'seq_{short}' for short in sequences.names.values())} : nat -> R)")
    if letters.names:
        binders.append(f"({' '.join(letters.names.values())} : R)")
    binders += [f"(D{number} : {claim_to_coq(each, letters)})" for number, each in enumerate(own)]
    general = [each for atom in sequences.names for each in domain_claims(atom, domains)]
    binders += [
        f"(S{number} : forall {INDEX} : nat, {claim_to_coq(each, letters, known)})"
        for number, each in enumerate(general)
    ]
    legend = [f"seq_{short} {INDEX} = {atom}" for atom, short in sequences.names.items()]
    legend += [f"{short} = {atom}" for atom, short in letters.names.items() if str(atom) != short]
    return Lemma(name, step.name, step.rule, (*binders, *hypotheses), conclusion, proof, tuple(legend))


def _proof(
    each: Claim, used: list[Premise], step: Step, letters: Letters, known: dict[Any, str]
) -> tuple[str, ...]:
    """The claim for the j-th terms, then induction."""
    same = {"==": "eq_same", "<=": "le_same", ">=": "le_same"}.get(each.relation, "lt_same")
    rewritings = "".join(
        f"rewrite ?P{number}; " for number, one in enumerate(used) if one.claim.relation == "=="
    )
    nodes = [node for claim in (each, *(one.claim for one in used)) for node in elementary_nodes(claim.both)]
    powers = exponential_bases([node for node in nodes if isinstance(node, sympy.exp)])
    facts, joined = [], ""
    for number, (node, (base, times)) in enumerate(
        (node, found) for node, found in powers.items() if found[1] > 1
    ):
        # exp(n u) = exp(u)^n
        left, right = to_coq(node, letters, known), to_coq(base, letters, known)
        facts.append(
            f"assert (X{number} : {left} = {right} ^ {times}) by (apply (exp_multiple {times}); simpl; ring)."
        )
        joined += f"rewrite ?X{number}; "
    ways = [f"apply ({same} _ _ _ _ (P{number} {INDEX})); {joined}first [ring | field; facts {INDEX}]"
            for number, one in enumerate(used) if one.claim.relation == each.relation]  # fmt: skip
    ways = (
        [f"{rewritings}{joined}first [ring | field; facts {INDEX}]", *ways] if each.relation == "==" else ways
    )
    intro = " ".join([f"intro {INDEX}.", *facts])
    return (
        f"assert (H : forall {INDEX} : nat, {claim_to_coq(each, letters, known)}).",
        f"{{ {intro} first [{' | '.join(ways) or 'fail'}]. }}",
        f"clear - H. induction {LAST} as [|{LAST} IH].",
        "- generalize (H 0%nat). cbn [sum_f_R0]. lra.",
        f"- generalize (H (S {LAST})). cbn [sum_f_R0]. lra.",
    )


def _premise(premise: Premise, number: int, index: Any, letters: Letters, known: dict[Any, str]) -> str:
    text = claim_to_coq(premise.claim, letters, known)
    general = f"forall {INDEX} : nat, " if index in premise.claim.both.free_symbols else ""
    return f"(P{number} : {general}{text})"


def _common_index(claim: Claim) -> Any:
    """The index of the sums, which must all run from 0 to one finite end."""
    nodes = claim.both.atoms(sympy.Sum)
    ranges = {node.limits for node in nodes}
    if len(ranges) != 1 or len(next(iter(ranges))) != 1:
        raise NotPrintable("sums over different ranges")
    (limits,) = ranges
    index, first, last = limits[0]
    if first != 0 or last.has(sympy.oo):
        raise InfiniteSum("a comparison of infinite sums")
    if any(node.function.has(sympy.Sum) for node in nodes):
        raise NotPrintable("sums inside sums")
    return index


def _termwise(side: Any) -> Any:
    """A combination of sums with each sum replaced by its j-th term."""
    side = sympy.S(side)
    return side.xreplace({node: node.function for node in side.atoms(sympy.Sum)})
