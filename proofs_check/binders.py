"""Substitution that respects bound variables: of sums, integrals, derivatives, limits and values at a point.

SymPy's ``subs`` and ``xreplace`` may let a value fall under a sign that binds one of its letters:
``Sum(x*j, (j, 0, n))`` at x = j becomes ``Sum(j**2, (j, 0, n))``. Here that is an error. An equality
may be used under a sign only if it is known for all values that the bound letter takes there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy

from proofs_check.requirement import require
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.parameter import Domain

BINDERS = (sympy.Sum, sympy.Product, sympy.Integral, sympy.Derivative, sympy.Subs, sympy.Limit)


def bound_letters(node: Any) -> set[Any]:
    """The letters that one sum, integral, derivative, limit or value at a point binds."""
    if isinstance(node, sympy.Derivative):
        return {variable for variable, _ in node.variable_count}
    if isinstance(node, sympy.Subs):
        return set(node.variables)
    if isinstance(node, sympy.Limit):
        return {node.args[1]}
    return {limit[0] for limit in node.limits}


def all_bound_letters(expression: Any) -> set[Any]:
    """The letters bound anywhere in an expression."""
    return set().union(*(bound_letters(node) for node in expression.atoms(*BINDERS)))


def substitute(expression: Any, values: Mapping[Any, Any]) -> Any:
    """All ``values`` put in at once.

    Raises
    ------
    NotShown
        If a letter of a value would become bound.
    """
    expression = sympy.S(expression)
    if not values or not expression.has(*values):
        return expression
    new = set().union(*(sympy.S(value).free_symbols for value in values.values()))
    for node in expression.atoms(*BINDERS):
        caught = sorted(map(str, bound_letters(node) & new))
        require(
            not (caught and node.has(*values)), "{} is bound in {}: no value with that letter may be put in", caught, node
        )  # fmt: skip
    return expression.subs(dict(values), simultaneous=True)


def substitute_claim(claim: Claim, values: Mapping[Any, Any]) -> Claim:
    """:func:`substitute` on both sides."""
    return Claim(substitute(claim.left, values), claim.relation, substitute(claim.right, values))


def rewrite(expression: Any, equality: Claim, allowed: Callable[[Any, Any], bool]) -> Any:
    """The left side of an equality replaced by its right side.

    ``allowed(letter, node)`` says whether the equality is known for every value of the letter in
    the range of the sum or integral ``node``.

    Raises
    ------
    NotShown
        If the equality would be used under a sign whose letter it speaks of and that is not allowed.
    """
    left, right = equality.left, equality.right
    free = sympy.S(left).free_symbols | sympy.S(right).free_symbols

    def put(e: Any) -> Any:
        return e.subs({left: right}) if isinstance(left, sympy.Mul) else e.xreplace({left: right})

    for node in expression.atoms(*BINDERS):
        for variable in bound_letters(node) & free:
            known = put(node) == node or allowed(variable, node)
            require(known, "{} is not known for every {} of {}", equality, variable, node)
    return put(expression)


def runs_within(node: Any, variable: Any, domain: Domain) -> bool:
    """Whether a sum or integral runs over values of ``domain`` only."""
    if not isinstance(node, (sympy.Sum, sympy.Integral)) or domain.integer != isinstance(node, sympy.Sum):
        return False
    for limit in node.limits:
        if limit[0] != variable:
            continue
        if len(limit) != 3 or not limit[1].is_number or (node.limits[0] != limit):
            return False
        _, low, high = limit
        if domain.integer and (domain.lower_open or domain.upper_open):
            return False
        if domain.lower is not None and low < domain.lower:
            return False
        if domain.upper is not None and not (high.is_number and high <= domain.upper):
            return False
        # an integral from above to below runs over the same points; its ends are compared both ways
        if isinstance(node, sympy.Integral) and not (high.is_number and low <= high):
            return False
    return True
