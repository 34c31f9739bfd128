"""Identities between products of gamma functions, factorials, binomials, powers and fractions.

Without a certificate: both sides are terms whose quotient must be the rational function 1.
``shift``: a letter that runs over 0, 1, 2, ...; both sides must have the same rational quotient
from one value to the next, and agree at 0 (the two checks that certify a hypergeometric identity).
``pole``: the other side is 0, because a reciprocal gamma function has a whole argument <= 0.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy

from proofs_check.assumptions import Assumptions
from proofs_check.combination import put_equalities_in
from proofs_check.identity import SideCondition, is_zero
from proofs_check.kernel import Context
from proofs_check.sign import nonnegative, nonzero
from proofs_check.terms import NotATerm, as_gammas, over_common_factor, quotient, take_apart
from w2s_theory.spec.ledger import Decision, decided, not_decided


def decide(context: Context) -> Decision:
    if context.claim.relation != "==":
        return not_decided("this rule decides equalities")
    left, right = (_in_gammas(side, context) for side in (context.claim.left, context.claim.right))
    try:
        if context.certificate.get("pole"):
            return _pole(left, right, context)
        letter = context.certificate.get("shift")
        if letter is None:
            return _same(*over_common_factor(left, right, context.known), context)
        domain = context.known.domains[letter]
        if not domain.integer or domain.lower != 0 or domain.upper is not None:
            return not_decided(f"{letter} does not run over 0, 1, 2, ...")
        context = replace(context, known=_without_facts_on(letter, context.known))
        start = _same(
            *over_common_factor(left.subs(letter, 0), right.subs(letter, 0), context.known), context
        )
        if start.status != "decided":
            return not_decided(f"at {letter} = 0: {start.reason}")
        steps = []
        for side in (left, right):
            above, below = over_common_factor(side.subs(letter, letter + 1), side, context.known)
            # a zero below would leave the next value open
            if not nonzero(sympy.factor(below), context.known):
                return not_decided(
                    f"{below} may vanish, so the quotient does not carry from {letter} to {letter} + 1"
                )
            steps.append(above / below)
        return _same(steps[0], steps[1], context)
    except (NotATerm, SideCondition) as problem:
        return not_decided(str(problem))


def _without_facts_on(letter: Any, known: Assumptions) -> Assumptions:
    """An induction over all values of the letter may not use what holds for some of them."""
    return Assumptions(
        known.domains,
        tuple(fact for fact in known.nonnegative if not fact.has(letter)),
        tuple(fact for fact in known.positive if not fact.has(letter)),
        known.substitution,
    )


def _in_gammas(side: Any, context: Context) -> Any:
    # used equalities may be about factorials or about gamma functions, so before and after
    return put_equalities_in(as_gammas(put_equalities_in(sympy.S(side), context)), context)


def _same(left: Any, right: Any, context: Context) -> Decision:
    if is_zero(left - right, "rational", context.known):
        return decided()
    return not_decided("the two sides have different quotients")


def _pole(left: Any, right: Any, context: Context) -> Decision:
    if right != 0:
        left, right = right, left
    if right != 0:
        return not_decided("neither side is 0")
    term = take_apart(left, context.known)
    for argument, exponent in term.gammas.items():
        if exponent < 0 and argument.is_integer and nonnegative(-argument, context.known):
            # the other factors must be finite: quotient() shows arguments above to be positive
            quotient(left, left, context.known)
            return decided()
    return not_decided("no reciprocal gamma function is shown to vanish")
