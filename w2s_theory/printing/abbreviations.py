"""h_j and s_j put in for what they stand for, and taken out again: a rewriting for display that loses nothing."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import sympy

from w2s_theory import notation
from w2s_theory.notation.abbreviations import ABBREVIATIONS, STUDENT_GAINS, TEACHER_GAINS, Abbreviation
from w2s_theory.printing.plain_printer import letter
from w2s_theory.records.claim import Claim


@cache
def symbol(abbreviation: Abbreviation) -> Any:
    """The letter, h_j or h."""
    if abbreviation.of == "lambdas":
        return sympy.IndexedBase(abbreviation.letter, real=True)[notation.j]
    # a symbol of its own, so that no letter of the table is taken for it
    return sympy.Dummy(abbreviation.letter, nonnegative=True)


@cache
def _eigenvalue(abbreviation: Abbreviation) -> Any:
    return notation.lambdas[notation.j] if abbreviation.of == "lambdas" else notation.lam


def abbreviate(expression: Any, beside: Iterable[Any] = ()) -> Any:
    """The expression with h_j and s_j where they stand for a part of it; a letter that is taken already stays what it is.

    Without an index they stand for the same of the target's eigenspace, beside kappa only. ``beside`` are the expressions
    that are shown together with this one.
    """
    expression = sympy.S(expression)
    shown = sympy.Tuple(expression, *beside)
    sequences = {letter(str(each.base)) for each in shown.atoms(sympy.Indexed)}
    scalars = {letter(each.name) for each in shown.free_symbols if isinstance(each, sympy.Symbol)}
    usable = [
        each
        for each in ABBREVIATIONS
        if each.letter not in (sequences if each.of == "lambdas" else scalars)
        and (each.of == "lambdas" or expression.has(notation.kappa))
    ]
    return _put_in(expression, usable) if usable else expression


def abbreviate_claim(claim: Claim, beside: Iterable[Any] = ()) -> Claim:
    """:func:`abbreviate` on both sides."""
    return Claim(abbreviate(claim.left, beside), claim.relation, abbreviate(claim.right, beside))


def written_out(expression: Any) -> Any:
    """The expression with the abbreviations replaced by what they stand for."""
    return sympy.S(expression).xreplace({symbol(each): each.definition(notation) for each in ABBREVIATIONS})


def abbreviations_in(*expressions: Any) -> tuple[Claim, ...]:
    """The definitions of the abbreviations that occur, as claims."""
    return tuple(
        Claim(symbol(each), "==", each.definition(notation))
        for each in ABBREVIATIONS
        if any(sympy.S(expression).has(symbol(each)) for expression in expressions)
    )


def _put_in(e: Any, usable: list[Abbreviation]) -> Any:
    if not e.args or isinstance(e, sympy.Indexed):
        return e
    for each in usable:
        if isinstance(e, sympy.Add) and each in STUDENT_GAINS:
            e = _with_student_gain(e, each)
        if isinstance(e, (sympy.Mul, sympy.Pow)) and each in TEACHER_GAINS:
            e = _with_teacher_gain(e, each)
    if not e.args or isinstance(e, sympy.Indexed):
        return e
    return e.func(*(_put_in(part, usable) for part in e.args))


def _with_student_gain(total: Any, gain: Abbreviation) -> Any:
    """1 - exp(-lambda_j t) as s_j, in a sum that has both terms."""
    left = -sympy.exp(-_eigenvalue(gain) * notation.t)
    if left in total.args and sympy.S.One in total.args:
        rest = [each for each in total.args if each not in (left, sympy.S.One)]
        return sympy.Add(symbol(gain), *rest)
    return total


def _with_teacher_gain(product: Any, gain: Abbreviation) -> Any:
    """lambda_j/(lambda_j + kappa) as h_j and kappa/(lambda_j + kappa) as 1 - h_j, as often as both stand there."""
    eigenvalue, root, short = _eigenvalue(gain), notation.kappa, symbol(gain)
    powers = product.as_powers_dict()
    below = -powers.get(eigenvalue + root, sympy.S.Zero)
    if not (below.is_Integer and below > 0):
        return product
    found = sympy.S.One
    for factor, abbreviated in ((eigenvalue, short), (root, 1 - short)):
        power = powers.get(factor, sympy.S.Zero)
        count = min(below, power) if power.is_Integer and power > 0 else sympy.S.Zero
        found *= abbreviated**count
        powers[factor] = power - count
        below -= count
    powers[eigenvalue + root] = -below
    return sympy.Mul(found, *(base**power for base, power in powers.items()))
