"""Statements and claims in plain text and in LaTeX, printed from the record's fields.

Nothing here knows any theorem: a bound is written once, in its theorem's file.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy

from w2s_theory import notation
from w2s_theory.printing.latex_printer import NotationLatexPrinter
from w2s_theory.printing.plain_printer import NotationPlainPrinter, letter
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Domain, Parameter
from w2s_theory.records.quantifier import Probability
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Theorem

LATEX_RELATION = {"==": "=", "<=": r"\leq", ">=": r"\geq", "<": "<", ">": ">"}
TEXT_RELATION = {"==": "="}
# what an operator of a setting is
_KINDS = {
    "projection": "an orthogonal projection",
    "shrinkage": "self-adjoint, 0 <= {letter} <= I",
    "self_adjoint": "self-adjoint",
}


def expression_text(expression: Any) -> str:
    """An exact expression as one line of plain text."""
    return NotationPlainPrinter().doprint(sympy.S(expression))


def expression_latex(expression: Any) -> str:
    """An exact expression as LaTeX (no dollar signs)."""
    return _latex(sympy.S(expression))


# a page prints most expressions several times: in a statement, under a step, in the source of both
@lru_cache(maxsize=8192)
def _latex(expression: Any) -> str:
    return NotationLatexPrinter().doprint(expression)


def claim_text(claim: Claim) -> str:
    """``left relation right`` in plain text; ``=`` for an identity."""
    relation = TEXT_RELATION.get(claim.relation, claim.relation)
    return f"{expression_text(claim.left)} {relation} {expression_text(claim.right)}"


def claim_latex(claim: Claim) -> str:
    """``left relation right`` in LaTeX."""
    return f"{expression_latex(claim.left)} {LATEX_RELATION[claim.relation]} {expression_latex(claim.right)}"


def statement_text(theorem: Theorem) -> str:
    """The theorem's claim in one line; ``between`` as a chain; its hypotheses after ``if``.

    >>> from w2s_theory.theorems.listing import Catalog
    >>> statement_text(Catalog()["student_error_ge_of_shrinkage"])
    'L_ST >= (sqrt(1 + 3 L_TE) - sqrt(1 - L_TE))^2/4'
    """
    if theorem.relation == "between":
        lower, upper = theorem.bound
        head = " <= ".join(expression_text(part) for part in (lower, theorem.quantity, upper))
    else:
        head = claim_text(theorem.claims()[0])
    if isinstance(theorem.quantifier, Probability):
        head += " with probability >= 1 - delta"
    conditions = " and ".join(claim_text(each) for each in theorem.hypotheses)
    return f"{head} if {conditions}" if conditions else head


def statement_latex(theorem: Theorem) -> str:
    r"""The theorem's claim in LaTeX (no dollar signs), hypotheses after ``\text{if}``."""
    head = conclusion_latex(theorem)
    conditions = r" \text{ and } ".join(claim_latex(each) for each in theorem.hypotheses)
    return rf"{head} \quad \text{{if }} {conditions}" if conditions else head


def conclusion_latex(theorem: Theorem) -> str:
    """The theorem's claim in LaTeX without its hypotheses."""
    if theorem.relation != "between":
        claim = claim_latex(theorem.claims()[0])
        chance = isinstance(theorem.quantifier, Probability)
        return rf"{claim} \quad \text{{with probability }} \geq 1 - \delta" if chance else claim
    lower, upper = theorem.bound
    return r" \leq ".join(expression_latex(part) for part in (lower, theorem.quantity, upper))


def operator_sentences(theorem: Theorem) -> tuple[str, ...]:
    """What the setting's operators are: ``f_TE = P f_star with P an orthogonal projection``, one each."""
    operators = theorem.setting.operators if theorem.setting else ()
    found = []
    for each in operators:
        images = ", ".join(
            f"{expression_text(image)} = {each.letter} {_bracketed(expression_text(vector))}"
            for vector, image in each.images
        )
        found.append(f"{images} with {each.letter} {_KINDS[each.kind].format(letter=each.letter)}")
    return tuple(found)


def _bracketed(text: str) -> str:
    return f"({text})" if " " in text else text


def setting_latex(theorem: Theorem) -> str:
    r"""The facts of the setting that the claim takes for granted, in LaTeX; empty if there are none."""
    facts = theorem.setting.facts if theorem.setting else ()
    return r",\; ".join(claim_latex(claim) for _, claim in facts)


def parameter_text(parameter: Parameter) -> str:
    """``L_TE in [0, 1]``; a sequence with an index, and with the number of entries."""
    entries = f", {parameter.length} entries in an instance" if parameter.length is not None else ""
    index = "_j" if parameter.length is not None else ""
    return f"{letter(parameter.symbol)}{index} in {parameter.domain}{entries}"


def parameter_meaning(parameter: Parameter) -> str:
    """What the letter stands for: the statement's own words, else the notation's; empty if neither knows it."""
    known = parameter.symbol in notation.NAMES
    return parameter.meaning or (notation.row(parameter.symbol).meaning if known else "")


def parameter_latex(parameter: Parameter) -> str:
    r"""``L_{TE} \in [0, 1]``; a sequence with an index."""
    name = notation.row(parameter.symbol).latex if parameter.symbol in notation.NAMES else parameter.symbol
    index = "_{j}" if parameter.length is not None else ""
    return rf"{name}{index} \in {domain_latex(parameter.domain)}"


def domain_latex(domain: Domain) -> str:
    """An interval, or a set of integers, in LaTeX."""
    low = r"-\infty" if domain.lower is None else expression_latex(sympy.Rational(str(domain.lower)))
    high = r"\infty" if domain.upper is None else expression_latex(sympy.Rational(str(domain.upper)))
    if domain.integer:
        if domain.upper is not None:
            return rf"\{{{low}, \ldots, {high}\}}"
        following = (
            "" if domain.lower is None else rf" {expression_latex(sympy.Rational(str(domain.lower)) + 1)},"
        )
        return rf"\{{{low},{following} \ldots\}}"
    if domain.lower is None and domain.upper is None:
        return r"\mathbb{R}"
    left = "(" if domain.lower_open or domain.lower is None else "["
    right = ")" if domain.upper_open or domain.upper is None else "]"
    return f"{left}{low}, {high}{right}"


def restrictions_latex(step: Step) -> str:
    """What a step is restricted to: its letters with their domains, then its case; empty if nothing."""
    parts = [parameter_latex(each) for each in step.variables] + [claim_latex(each) for each in step.where]
    return r",\; ".join(parts)
