"""Shared by the algebraic rules: a claim as a combination of what is known, re-expanded exactly.

``left - right == sum(multiplier * (used left - used right)) + sum(coefficient * square) + rest``
as an identity, with multipliers of inequalities >= 0, coefficients >= 0 and rest >= 0 on the whole
domain, shows ``left >= right``. With no multiplier and rest it shows an equality.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.assumptions import excess
from proofs_check.definedness import defined
from proofs_check.gram import apply_solved
from proofs_check.identity import is_zero
from proofs_check.kernel import Context, Decision, NotShown, decided, require
from proofs_check.polynomials import expanded
from proofs_check.sign import nonnegative, positive
from w2s_theory import notation

# a difference with more operations is counted, not printed
LONG = 80


class LeftOver:
    """What a combination leaves over, and the facts that it may use; worked out only where it is printed."""

    def __init__(self, difference: Any, context: Context) -> None:
        self.difference, self.names = difference, (*context.used, *context.gram)

    def __str__(self) -> str:
        size = int(self.difference.count_ops())
        left = str(expanded(self.difference)) if size <= LONG else f"a difference of {size} operations"
        return f"{left} is left over (facts by name: {', '.join(self.names) or 'none'})"


def decide_by_combination(context: Context, level: str, with_gram: bool) -> Decision:
    """Decide the claim from the certificate's ``multipliers``, ``squares`` and ``rest``."""
    claim, known, certificate = context.claim, context.known, context.certificate
    inequality = claim.relation != "=="
    multipliers, squares = certificate.get("multipliers", {}), certificate.get("squares", ())
    for supplied in (
        *multipliers.values(),
        *(part for pair in squares for part in pair),
        certificate.get("rest", 0),
    ):
        # SymPy cancels (x - 1)/(x - 1) when it is built: a factor undefined somewhere would leave no trace
        value = known.put_in(supplied)
        require(defined(value, known), "{} is not shown to be a number on the whole domain", value)
    total, strict = sympy.Integer(0), False
    for name, multiplier in multipliers.items():
        source = context.used.get(name) or context.gram.get(name)
        if source is None:
            raise NotShown(f"{name} is neither a used step nor a Gram fact")
        multiplier = known.put_in(multiplier)
        if source.relation != "==":
            require(inequality, "an equality cannot rest on an inequality")
            shown = nonnegative(multiplier, known)
            require(shown, "the multiplier {} of {} is not shown to be >= 0", multiplier, name)
        strict = strict or (source.relation in ("<", ">") and positive(multiplier, known))
        total += multiplier * put_equalities_in(excess(source), context)
    for coefficient, vector in squares:
        coefficient, vector = known.put_in(coefficient), known.put_in(vector)
        shown = inequality and nonnegative(coefficient, known)
        require(shown, "the coefficient {} of a square is not shown to be >= 0", coefficient)
        square = notation.norm_squared(vector) if with_gram else vector**2
        total += coefficient * put_equalities_in(square, context)
    rest = context.expression("rest", 0)
    if rest != 0:
        require(inequality and nonnegative(rest, known), "the rest {} is not shown to be >= 0", rest)
        strict = strict or positive(rest, known)
    require(strict or claim.relation not in ("<", ">"), "nothing in the combination is strictly positive")
    difference = put_equalities_in(excess(claim), context) - total - rest
    same = is_zero(difference, level, known)
    require(same, "the two sides of the combination are not identical: {}", LeftOver(difference, context))
    return decided()


def put_equalities_in(expression: Any, context: Context) -> Any:
    """Rewrite by the used equalities (left -> right), then by the Gram equalities."""
    return apply_solved(context.rewritten(expression), context.solved)
