"""Whether two expressions are identical: by expansion, over a common denominator, or modulo roots.

Each test answers ``True`` only when the difference has the zero normal form; every denominator
met and every radicand must first be shown non-zero (non-negative) on the domain.
Integrals, derivatives, sums and undefined functions are letters: equal only if written equally.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from proofs_check.assumptions import Assumptions
from proofs_check.polynomials import expanded, vanishes
from proofs_check.requirement import require
from proofs_check.sign import nonnegative, nonzero, positive
from proofs_check.substitution import substitute
from proofs_check.terms import as_gammas, classes
from w2s_theory.records.claim import Claim

_OPAQUE = (sympy.Integral, sympy.Derivative, sympy.Sum, sympy.Subs, sympy.Limit, sympy.Indexed)


def same_claim(said: Claim, claim: Claim) -> bool:
    """Whether two claims are the same: relation, and each side, written equally or equal once multiplied out."""
    return said.relation == claim.relation and all(
        mine == theirs or vanishes(sympy.S(mine) - sympy.S(theirs))
        for mine, theirs in ((said.left, claim.left), (said.right, claim.right))
    )


def is_zero(expression: Any, level: str, known: Assumptions) -> bool:
    """Whether ``expression`` vanishes identically, with the means of ``level``.

    Raises
    ------
    NotShown
        If a denominator is not shown to be non-zero or a radicand not to be non-negative.
    """
    expression = _one_gamma_per_class(sympy.S(expression), known)
    powers = set(_powers(expression))
    denominators = [power.base for power in powers if _is_denominator(power, known)]
    require(level != "ring" or not denominators, "the ring rule allows no denominator but a number")
    for denominator in denominators:
        require(nonzero(denominator, known), "the denominator {} is not shown to be non-zero", denominator)
    for power in powers if level == "radical" else ():
        if power.exp.is_Rational and power.exp.q == 2:
            shown = nonnegative(power.base, known)
            require(shown, "the radicand {} is not shown to be non-negative", power.base)
    return vanishes(expression)


def _powers(e: Any) -> Iterator[Any]:
    """The powers outside what is a letter here: 1/Gamma, a number everywhere (0 at the poles), is one too."""
    if isinstance(e, _OPAQUE) or (isinstance(e, sympy.Function) and e.args):
        return
    if isinstance(e, sympy.Pow):
        if isinstance(e.base, sympy.gamma) and e.exp.is_negative:
            return
        yield e
    for part in e.args:
        yield from _powers(part)


def _is_denominator(power: Any, known: Assumptions) -> bool:
    """Whether the exponent is not shown to be >= 0."""
    if power.base.is_Rational:
        return False
    return power.exp.could_extract_minus_sign() or not nonnegative(power.exp, known)


def _one_gamma_per_class(expression: Any, known: Assumptions) -> Any:
    """Gamma functions whose arguments differ by whole numbers, by the smallest, where that is > 0."""
    atoms = expression.atoms(sympy.gamma, sympy.factorial)
    if len(atoms) < 2:
        return expression
    arguments = {
        atom: expanded(as_gammas(atom).args[0]) for atom in atoms if isinstance(as_gammas(atom), sympy.gamma)
    }
    replacement = {}
    for members in classes(list(arguments.values())):
        smallest = members[0]
        if not positive(smallest, known):
            continue
        for atom, argument in arguments.items():
            if argument in members:
                steps = int(expanded(argument - smallest))
                replacement[atom] = sympy.Mul(*[smallest + n for n in range(steps)]) * sympy.gamma(smallest)
    return substitute(expression, replacement)
