"""A statement in the blocks in which people read one: the claim, *if*, *where*, *for every*, the setting.

An equality that says what a letter is is a definition and stands under *where*; everything else that is assumed of the
letters stands under *if*. What the statement takes for granted of its vectors is its setting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy

from w2s_theory import notation
from w2s_theory.printing.abbreviations import abbreviate_claim, abbreviations_in
from w2s_theory.printing.certificate import Fact, setting_reasons
from w2s_theory.printing.reading_order import table_name
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter
from w2s_theory.records.theorem import Theorem

_NO_LETTERS = ("inner", "mean", "exceeds")


@dataclass(frozen=True, slots=True)
class Blocks:
    """A statement, taken apart for display; formulas of the equivalents are abbreviated.

    Parameters
    ----------
    claims
        One claim, or the two of ``between`` (lower one first).
    hypotheses
        What is assumed of the letters (*if*).
    definitions
        What letters and abbreviations stand for (*where*).
    parameters
        The letters that the statement is about, with their domains (*for every*).
    assumptions
        The hypotheses in words.
    facts
        What the setting says of its vectors.
    """

    claims: tuple[Claim, ...]
    hypotheses: tuple[Claim, ...]
    definitions: tuple[Claim, ...]
    parameters: tuple[Parameter, ...]
    assumptions: tuple[str, ...]
    facts: tuple[Fact, ...]


def blocks_of(theorem: Theorem) -> Blocks:
    """The blocks of a theorem's statement."""
    beside = tuple(claim.both for claim in (*theorem.claims(), *theorem.hypotheses))
    claims = tuple(abbreviate_claim(claim, beside) for claim in theorem.claims())
    hypotheses, definitions = [], []
    for claim in theorem.hypotheses:
        claim = abbreviate_claim(claim, beside)
        definition = as_definition(claim)
        if definition is None:
            hypotheses.append(claim)
        else:
            definitions.append(definition)
    shown = [side for claim in (*claims, *hypotheses, *definitions) for side in (claim.left, claim.right)]
    reasons = setting_reasons(theorem.statement())
    setting = theorem.setting.facts if theorem.setting else ()
    return Blocks(
        claims,
        tuple(hypotheses),
        (*definitions, *abbreviations_in(*shown)),
        theorem.parameters,
        theorem.assumptions,
        tuple(Fact(name, claim, reasons.get(name, "")) for name, claim in setting),
    )


def shown_claim(blocks: Blocks, claim: Claim) -> Claim:
    """A step's claim with the abbreviations that the statement declares; as it is where it would need others."""
    short = abbreviate_claim(claim, (claim.both,))
    needed = abbreviations_in(short.left, short.right)
    return short if needed and set(needed) <= set(blocks.definitions) else claim


def as_definition(claim: Claim) -> Claim | None:
    """``letter == expression``, turned round if the letter stands on the right; ``None`` for a true hypothesis."""
    if claim.relation != "==":
        return None
    if _is_letter(claim.left):
        return claim
    return Claim(claim.right, "==", claim.left) if _is_letter(claim.right) else None


def _is_letter(expression: Any) -> bool:
    """Whether an expression is a letter, an entry, a value or a derivative of one."""
    e = sympy.S(expression)
    if isinstance(e, (sympy.Derivative, sympy.Subs)):
        return _is_letter(e.args[0])
    if isinstance(e, (sympy.Symbol, sympy.Indexed)):
        return True
    name = table_name(e)
    return name is not None and name not in _NO_LETTERS and notation.row(name).definition is None
