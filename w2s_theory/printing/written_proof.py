"""A proof with its certificates: every identity, and every fact that they speak of, named once.

A step's claim enters as ``[name]``: its larger side minus its smaller one. Facts of the setting, definitions and steps
at other values are listed before the proof and enter by their name. In LaTeX, ``E_3`` is step 3 and ``F_2`` the second
fact of the list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy

from w2s_theory.printing.certificate import Certificate, Fact, Term, certificates_of
from w2s_theory.printing.formula_lines import LONG_LATEX, bracketed, terms_latex
from w2s_theory.printing.reading_order import signed_terms, squared_norm
from w2s_theory.printing.text import expression_latex, expression_text
from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Theorem

# what is longer than this is done by machine anyway; Gram certificates are always shown
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class WrittenProof:
    """The steps of a proof, the identities of those that have one, and the facts in the order of their first use."""

    steps: tuple[Step, ...]
    identities: dict[str, Certificate]
    facts: tuple[Fact, ...]

    def name(self, fact: Fact) -> str:
        """The fact's name in plain text; facts that share a name are told apart by a number."""
        if fact.is_step:
            return f"[{fact.name}]"
        same = [each for each in self.facts if each.name == fact.name]
        taken = any(step.name == fact.name for step in self.steps)
        number = same.index(fact) + 1
        return f"[{fact.name}]" if len(same) == 1 and not taken else f"[{fact.name}, {number}]"

    def letter(self, fact: Fact) -> str:
        """The fact's letter in LaTeX: E and the number of the step, F and its place in the list."""
        if fact.is_step:
            return f"E_{{{[step.name for step in self.steps].index(fact.name) + 1}}}"
        return f"F_{{{self.facts.index(fact) + 1}}}"

    def identity_text(self, step: str) -> str:
        """``left - right = sum`` in one line of plain text; empty for a step without an identity."""
        identity = self.identities.get(step)
        if identity is None:
            return ""
        return f"{excess_text(identity.claim)} = {_sum(identity, _term_text(self), expression_text)}"

    def identity_latex(self, step: str) -> tuple[str, str]:
        """The two sides of the identity in LaTeX; empty for a step without one."""
        identity = self.identities.get(step)
        if identity is None:
            return "", ""
        return excess_latex(identity.claim), _sum(identity, _term_latex(self), expression_latex)

    def identity_parts(self, step: str) -> list[str]:
        """The identity in LaTeX, in pieces between which a line may be broken; none for a step without one."""
        identity = self.identities.get(step)
        if identity is None:
            return []
        head, *tail = _parts(identity, _term_latex(self), expression_latex)
        first = f"= {'- ' if head[0] else ''}{head[1]}"
        rest = [f"{{}} {'-' if negative else '+'} {part}" for negative, part in tail]
        return [*_excess_parts(identity.claim), first, *rest]


def written_proof(theorem: Theorem) -> WrittenProof:
    """A theorem's proof with the identities that are short enough to be read."""
    steps = tuple(theorem.proof())
    identities = {
        name: identity
        for name, identity in certificates_of(theorem.statement(), steps).items()
        if _is_shown(identity, next(step for step in steps if step.name == name))
    }
    facts = dict.fromkeys(
        fact for identity in identities.values() for fact in identity.facts if not fact.is_step
    )
    return WrittenProof(steps, identities, tuple(facts))


def _is_shown(identity: Certificate, step: Step) -> bool:
    """Whether an identity says more than its step, and can be read."""
    if identity.claim.left == identity.claim.right:
        return False
    if not identity.terms and expression_text(identity.rest) == excess_text(identity.claim):
        return False
    first = identity.terms[0] if len(identity.terms) == 1 and identity.rest == 0 else None
    if first is not None and first.fact is not None and first.fact.is_step and first.fact.claim == step.claim:
        return False
    size = sum(_size(term.multiplier) for term in identity.terms) + _size(identity.rest)
    return step.rule == "gram" or size <= _LONGEST


def _size(expression: Any) -> int:
    return int(sympy.S(expression).count_ops())


def excess_text(claim: Claim) -> str:
    """The larger side of a claim minus the smaller one."""
    return _difference(claim, expression_text, "(", ")")


def excess_latex(claim: Claim) -> str:
    """The same in LaTeX."""
    return _difference(claim, expression_latex, r"\left(", r"\right)")


def _excess_parts(claim: Claim) -> list[str]:
    """The larger side minus the smaller one in LaTeX; a long one term by term."""
    whole = excess_latex(claim)
    larger, smaller = _larger_first(claim)
    if len(whole) <= LONG_LATEX or not isinstance(smaller, sympy.Add) or _is_one_norm(smaller):
        return [whole]
    kept = terms_latex("", larger) if larger != 0 else []
    return kept + [
        f"{{}} {'+' if subtracted else '-'} {bracketed(term)}" for subtracted, term in signed_terms(smaller)
    ]


def fact_relation(fact: Fact) -> str:
    """``=``, ``>=`` or ``>``: how a fact's excess stands to 0."""
    return {"==": "=", "<=": ">=", ">=": ">=", "<": ">", ">": ">"}[fact.claim.relation]


def _larger_first(claim: Claim) -> tuple[Any, Any]:
    left, right = sympy.S(claim.left), sympy.S(claim.right)
    return (right, left) if claim.relation in ("<=", "<") else (left, right)


def _difference(claim: Claim, printed: Callable[[Any], str], left: str, right: str) -> str:
    larger, smaller = (
        (claim.right, claim.left) if claim.relation in ("<=", "<") else (claim.left, claim.right)
    )
    larger, smaller = sympy.S(larger), sympy.S(smaller)
    if smaller == 0:
        return printed(larger)
    text = printed(smaller)
    if text.startswith("-") or (isinstance(smaller, sympy.Add) and not _is_one_norm(smaller)):
        text = f"{left}{text}{right}"
    return f"-{text}" if larger == 0 else f"{printed(larger)} - {text}"


def _is_one_norm(expression: Any) -> bool:
    """Whether a sum of inner products prints as one squared norm."""
    terms = signed_terms(expression)
    return len(terms) == 1 and isinstance(terms[0][1], squared_norm)


def _parts(
    identity: Certificate, term_of: Callable[[Term], tuple[bool, str]], printed: Callable[[Any], str]
) -> list[tuple[bool, str]]:
    """The terms of an identity as pairs (subtracted?, printed without its sign)."""
    parts = [term_of(term) for term in identity.terms]
    if identity.rest != 0:
        negative = bool(identity.rest.could_extract_minus_sign()) and not isinstance(identity.rest, sympy.Add)
        parts.append((negative, printed(-identity.rest if negative else identity.rest)))
    # the two sides are the same by arithmetic alone
    return parts or [(False, "0")]


def _sum(
    identity: Certificate, term_of: Callable[[Term], tuple[bool, str]], printed: Callable[[Any], str]
) -> str:
    head, *tail = _parts(identity, term_of, printed)
    text = f"-{head[1]}" if head[0] else head[1]
    return text + "".join(f" {'-' if negative else '+'} {part}" for negative, part in tail)


def _term_text(proof: WrittenProof) -> Callable[[Term], tuple[bool, str]]:
    def text(term: Term) -> tuple[bool, str]:
        negative, factor = _factor(term.multiplier, expression_text, "(", ")")
        if term.fact is not None:
            return negative, f"{factor} {proof.name(term.fact)}".strip()
        base = expression_text(term.base)
        square = f"||{base}||^2" if term.of_vector else f"({base})^2"
        return negative, f"{factor} {square}".strip()

    return text


def _term_latex(proof: WrittenProof) -> Callable[[Term], tuple[bool, str]]:
    def latex(term: Term) -> tuple[bool, str]:
        negative, factor = _factor(term.multiplier, expression_latex, r"\left(", r"\right)")
        if term.fact is not None:
            return negative, rf"{factor}\, {proof.letter(term.fact)}" if factor else proof.letter(term.fact)
        base = expression_latex(term.base)
        square = rf"\left\| {base} \right\|^{{2}}" if term.of_vector else rf"\left({base}\right)^{{2}}"
        return negative, rf"{factor} {square}".strip()

    return latex


def _factor(multiplier: Any, printed: Callable[[Any], str], left: str, right: str) -> tuple[bool, str]:
    """Whether a multiplier is subtracted, and its size as a factor; nothing for 1."""
    negative = bool(multiplier.could_extract_minus_sign())
    size = -multiplier if negative else multiplier
    if size == 1:
        return negative, ""
    text = printed(size)
    return negative, f"{left}{text}{right}" if isinstance(size, sympy.Add) else text
