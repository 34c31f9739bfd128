"""Finite sums over one range, compared term by term.

``sum_i c_i Sum(F_i, (j, first, last)) r 0`` follows from the used steps about the j-th terms: the combination of the
terms has its sign for every whole j of the range, so has its sum (``fsum_nonneg``), and the sum is linear. An endless sum
is not taken apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy

from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step
from w2s_theory.second_kernel.abstraction import exponential_bases
from w2s_theory.second_kernel.expressions import InfiniteSum, NotPrintable, elementary_nodes
from w2s_theory.second_kernel.link import Stated, instance, rewritings
from w2s_theory.second_kernel.section import Section


def compares_terms(step: Step, earlier: Mapping[str, Step]) -> bool:
    """Whether the step needs a used step for every value of an index that a sum in its claim binds."""
    bound = {limits[0].name for node in step.claim.both.atoms(sympy.Sum) for limits in node.limits}
    own = {variable.symbol for name in step.uses for variable in earlier[name].variables}
    return step.rule == "termwise" or bool(bound & own - {variable.symbol for variable in step.variables})


def compared_sums(stated: Stated, earlier: Mapping[str, Stated], section: Section) -> tuple[str, ...]:
    """The comparison of sums, by the comparison of their terms.

    Raises
    ------
    NotPrintable
        If the sums are infinite, or over different ranges.
    """
    step, meaning = stated.step, section.meaning
    claim = step.claim
    nodes, index, first, last = _range(claim)
    equal = claim.relation == "=="
    left, right = sympy.S(claim.left), sympy.S(claim.right)
    if claim.relation in (">=", ">"):
        left, right = right, left
    # what is known of whole sums is taken off first; then the sums are letters, so that nothing is expanded inside them
    plain = _plain(step, earlier, index)
    difference = right - left
    for each in plain:
        times = sympy.S(step.certificate.get("multipliers", {}).get(each, 1))
        used = earlier[each].step.claim
        low, high = (used.right, used.left) if used.relation in (">=", ">") else (used.left, used.right)
        difference = difference - times * (high - low)
    letters = {node: sympy.Dummy() for node in sorted(difference.atoms(sympy.Sum), key=str)}
    rest = sympy.expand(difference.xreplace(letters))
    parts = []
    for node, letter in letters.items():
        if (factor := rest.coeff(letter, 1)) != 0:
            parts.append((factor, node))
            rest = sympy.expand(rest - factor * letter)
    if rest != 0:
        raise NotPrintable("the two sides are no combination of sums over one range")
    name = meaning.identifier(index.name)
    known = {index: name}
    terms = [f"{meaning.term(factor)} * {meaning.term(node.function, known)}" for factor, node in parts]
    ends = f"{meaning.term(first)} {meaning.term(last)}"
    whole = f"fsum (fun {name} : R => {' + '.join(terms)}) {ends}"
    lines = [*stated.intros()]
    # ends that are whole, and denominators that are not 0
    free = {each for each in claim.both.free_symbols if isinstance(each, sympy.Symbol) and each != index}
    for letter in sorted(free | claim.both.atoms(sympy.Indexed), key=str):
        section.domains(letter)
    inner = _terms(step, stated, earlier, section, nodes, known, equal, plain)
    if equal:
        lines.append(f"assert (K : {whole} = 0).")
        lines.append(
            f"{{ transitivity (fsum (fun _ : R => 0 * 1) {ends}); [|rewrite (fsum_scal 0 (fun _ : R => 1)); ring]."
        )
        lines.append(f"  apply fsum_ext; [whole|]. intros {name} Whole Above Below. {inner} }}")
    else:
        lines.append(f"assert (K : 0 <= {whole}).")
        lines.append(f"{{ apply fsum_nonneg; [whole|]. intros {name} Whole Above Below. {inner} }}")
    lines.append(f"rewrite {_taken_apart(terms, name)} in K." if len(terms) > 1 else "")
    for factor, node in parts:
        body = f"(fun {name} : R => {meaning.term(node.function, known)})"
        lines.append(f"rewrite (fsum_scal {meaning.term(factor)} {body}) in K.")
    lines += [
        f"pose proof {instance(earlier[each], {}, section, stated.drawn)} as L{number}."
        for number, each in enumerate(plain)
    ]
    if equal:
        lines.append("symmetry in K.")
    lines.append("first [lra | nra]." if plain else "close K.")
    return tuple(line for line in lines if line)


def _plain(step: Step, earlier: Mapping[str, Stated], index: Any) -> tuple[str, ...]:
    """The used steps that are not about single terms."""
    return tuple(
        each for each in step.uses if all(own.symbol != index.name for own in earlier[each].step.variables)
    )


def _taken_apart(terms: list[str], name: str) -> str:
    """The rewritings by which a sum of sums is the sum of each."""
    found = []
    for number in range(len(terms) - 1, 0, -1):
        first, second = " + ".join(terms[:number]), terms[number]
        found.append(f"(fsum_plus (fun {name} : R => {first}) (fun {name} : R => {second}))")
    return ", ".join(found)


def _terms(
    step: Step,
    stated: Stated,
    earlier: Mapping[str, Stated],
    section: Section,
    nodes: list[Any],
    known: dict[Any, str],
    equal: bool,
    plain: tuple[str, ...],
) -> str:
    """What is used, at the j-th term, and how the claim for the j-th terms follows."""
    meaning = section.meaning
    lines, ways, joined = [], [], ""
    uses = [each for each in step.uses if each not in plain]
    claims = [earlier[used].step.claim for used in uses]
    for number, used in enumerate(uses):
        at = dict(step.certificate.get("at", {}).get(used, {}))
        lines += [
            f"pose proof {instance(earlier[used], at, section, stated.drawn)} as P{number}.",
            *rewritings(claims[number], at, section, f"P{number}"),
            f"discharge P{number}.",
        ]
        relation = claims[number].relation
        same = {"==": "eq_same", "<=": "le_same", ">=": "le_same"}.get(relation, "lt_same")
        if relation == "==":
            joined += f"rewrite ?P{number}; "
        ways.append(f"apply ({same} _ _ _ _ P{number}); same" if relation != "==" or equal else "fail")
    exponentials = [
        each
        for part in (*(node.function for node in nodes), *(claim.both for claim in claims))
        for each in elementary_nodes(part)
        if isinstance(each, sympy.exp)
    ]
    for number, (node, (base, times)) in enumerate(
        exponential_bases(list(dict.fromkeys(exponentials))).items()
    ):
        if times > 1:
            left, right = meaning.term(node, known), meaning.term(base, known)
            lines.append(
                f"assert (X{number} : {left} = {right} ^ {times}) by (apply (exp_multiple {times}); simpl; field; side)."
            )
            lines.append(f"rewrite X{number} in *.")
    lines.append("cbv beta.")
    close = " | ".join([f"{joined}same", *ways, f"{joined}side"])
    lines.append(f"first [{close}].")
    return " ".join(lines)


def _range(claim: Claim) -> tuple[list[Any], Any, Any, Any]:
    """The sums, and their index and ends, which must be the same."""
    nodes = sorted(claim.both.atoms(sympy.Sum), key=str)
    nodes = [node for node in nodes if not any(other is not node and other.has(node) for other in nodes)]
    ranges = {node.limits for node in nodes}
    if any(limits[-1] is sympy.oo for each in ranges for limits in each):
        raise InfiniteSum("a comparison of infinite sums")
    if len(ranges) != 1 or len(next(iter(ranges))) != 1:
        raise NotPrintable("sums over different ranges")
    ((limits,),) = ranges
    return nodes, *limits
