"""Identities between products of gamma functions, factorials, binomials, powers and fractions.

Without a certificate: both sides are terms whose quotient must be the rational function 1.
``shift``: a letter that runs over 0, 1, 2, ...; both sides must have the same rational quotient
from one value to the next, and agree at 0 (the two checks that certify a hypergeometric identity).
``pole``: the other side is 0, because a reciprocal gamma function has a whole argument <= 0.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.assumptions import Assumptions
from proofs_check.combination import put_equalities_in
from proofs_check.identity import is_zero
from proofs_check.kernel import Context, Decision, NotShown, decided, require
from proofs_check.sign import nonnegative, nonzero
from proofs_check.substitution import substitute
from proofs_check.terms import as_gammas, over_common_factor, quotient, take_apart


def decide(context: Context) -> Decision:
    known, letter = context.known, context.certificate.get("shift")
    require(context.claim.relation == "==", "this rule decides equalities")
    left, right = (_in_gammas(side, context) for side in (context.claim.left, context.claim.right))
    if context.certificate.get("pole"):
        require(left == 0 or right == 0, "neither side is 0")
        _require_zero(left if right == 0 else right, known)
        return decided()
    if letter is None:
        _require_same(*over_common_factor(left, right, known), known)
        return decided()
    domain = known.domains[letter]
    counts = domain.integer and domain.lower == 0 and domain.upper is None
    require(counts, "{} does not run over 0, 1, 2, ...", letter)
    # an induction over all values of the letter may not use what holds for some of them
    known = known.without(letter)
    first, other = (substitute(side, {letter: sympy.Integer(0)}) for side in (left, right))
    _require_same(*over_common_factor(first, other, known), known)
    quotients: list[Any] = []
    for side in (left, right):
        above, below = over_common_factor(substitute(side, {letter: letter + 1}), side, known)
        # a zero below would leave the next value open
        carries = nonzero(sympy.factor(below), known)
        require(
            carries, "{} may vanish, so the quotient does not carry from one {} to the next", below, letter
        )
        quotients.append(above / below)
    _require_same(quotients[0], quotients[1], known)
    return decided()


def _in_gammas(side: Any, context: Context) -> Any:
    # used equalities may be about factorials or about gamma functions, so before and after
    return put_equalities_in(as_gammas(put_equalities_in(sympy.S(side), context)), context)


def _require_same(left: Any, right: Any, known: Assumptions) -> None:
    require(is_zero(left - right, "rational", known), "the two sides have different quotients")


def _require_zero(side: Any, known: Assumptions) -> None:
    """Raise unless a reciprocal gamma function makes the side vanish."""
    for argument, exponent in take_apart(side, known).gammas.items():
        if exponent < 0 and argument.is_integer and nonnegative(-argument, known):
            # the other factors must be finite: this shows the arguments above to be positive
            quotient(side, side, known)
            return
    raise NotShown("no reciprocal gamma function is shown to vanish")
