"""The only place where something is put in for something else. Nothing falls under a sign that binds it.

SymPy's ``subs``, ``xreplace`` and ``replace`` let a value fall under a sum, integral, derivative, limit or value at a
point that binds one of its letters: ``Sum(x*j, (j, 0, n))`` at x = j becomes ``Sum(j**2, (j, 0, n))``. Here that is an
error. No other module of the checker calls them (a test looks). An equality may be used under a sign only if it is
known for all values that the bound letter takes there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import sympy

from proofs_check.requirement import require
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Domain

BINDERS = (sympy.Sum, sympy.Product, sympy.Integral, sympy.Derivative, sympy.Subs, sympy.Limit)
_RANGES = (sympy.Sum, sympy.Product, sympy.Integral)


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
    """All ``values`` put in at once, for letters or for whole parts that are written equally.

    Raises
    ------
    NotShown
        If a letter of a value would become bound.
    """
    expression = sympy.S(expression)
    exact = {sympy.S(key): sympy.S(value) for key, value in values.items()}
    return _put(expression, exact) if exact else expression


def substitute_claim(claim: Claim, values: Mapping[Any, Any]) -> Claim:
    """:func:`substitute` on both sides."""
    return Claim(substitute(claim.left, values), claim.relation, substitute(claim.right, values))


def _put(e: Any, values: Mapping[Any, Any]) -> Any:
    if e in values:
        return values[e]
    if not e.args:
        return e
    if isinstance(e, BINDERS):
        return _put_under(e, values)
    parts = [_put(part, values) for part in e.args]
    return e if all(new is old for new, old in zip(parts, e.args, strict=True)) else e.func(*parts)


def _put_under(node: Any, values: Mapping[Any, Any]) -> Any:
    """The values put in below a sign, the letters that it binds left alone."""
    bound = bound_letters(node)
    if isinstance(node, sympy.Derivative):
        at = {letter: value for letter, value in values.items() if letter in bound}
        if at:  # a derivative is taken first and then looked at in a point
            (variable,) = bound
            inside = _put_under(node, {key: value for key, value in values.items() if key not in bound})
            return sympy.Subs(inside, variable, at[variable])
    inner = {key: value for key, value in values.items() if not key.free_symbols & bound}
    present = {key for key in inner if node.has(key)}
    caught = sorted({str(x) for key in present for x in inner[key].free_symbols & bound})
    require(not caught, "{} is bound in {}: no value with that letter may be put in", caught, node)
    if isinstance(node, _RANGES):
        for key in present:
            require_unfolded(inner[key], 2 if node.function.has(*_RANGES) else 1)
        ends = inner if len(node.limits) > 1 else values
        limits = [(limit[0], *(_put(end, ends) for end in limit[1:])) for limit in node.limits]
        return node.func(_put(node.function, inner), *limits)
    if isinstance(node, sympy.Subs):
        points = [_put(point, values) for point in node.point]
        return sympy.Subs(_put(node.expr, inner), node.variables, tuple(points))
    if isinstance(node, sympy.Derivative):
        counts = [(variable, _put(count, inner)) for variable, count in node.variable_count]
        return sympy.Derivative(_put(node.expr, inner), *counts)
    inside, letter, point, direction = node.args
    return sympy.Limit(_put(inside, inner), letter, _put(point, values), str(direction))


def require_unfolded(value: Any, depth: int) -> None:
    """Raise for cases that are to stand under more than one sign.

    SymPy folds a ``Piecewise`` out of a sum whose letter it contains, through an integral between the two: its condition
    on the integral's letter then speaks of nothing.
    """
    require(
        depth < 2 or not value.has(sympy.Piecewise), "the cases of {} cannot be put under two signs", value
    )


def transform(expression: Any, matches: Callable[[Any], bool], make: Callable[[Any], Any]) -> Any:
    """Every part that matches replaced by what ``make`` makes of it, innermost first.

    Raises
    ------
    NotShown
        If what is made has a letter that becomes bound and was not there before.
    """
    return _transform(sympy.S(expression), matches, make, frozenset())


def _transform(
    e: Any, matches: Callable[[Any], bool], make: Callable[[Any], Any], bound: frozenset[Any]
) -> Any:
    if e.args:
        below = bound | bound_letters(e) if isinstance(e, BINDERS) else bound
        parts = [_transform(part, matches, make, below) for part in e.args]
        if any(new is not old for new, old in zip(parts, e.args, strict=True)):
            e = e.func(*parts)
    if not matches(e):
        return e
    made = sympy.S(make(e))
    require_unfolded(made, len(bound))
    caught = (made.free_symbols - e.free_symbols) & bound
    require(not caught, "{} is bound where {} is to be written", caught, made)
    inner = all_bound_letters(made) - all_bound_letters(e)
    require(not inner & e.free_symbols, "a letter of {} is bound in {}", e, made)
    return made


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
        if isinstance(node, _RANGES) and node.function.has(*_RANGES) and put(node) != node:
            require_unfolded(sympy.S(right), 2)
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
        if domain.lower is not None and low < domain.lower:
            return False
        if domain.upper is not None and not (high.is_number and high <= domain.upper):
            return False
        # an integral from above to below runs over the same points; its ends are compared both ways
        if isinstance(node, sympy.Integral) and not (high.is_number and low <= high):
            return False
    return True


@lru_cache(maxsize=1024)
def canonical(node: Any) -> Any:
    """A sum or integral over one range with a letter of its own: equal for nodes that differ in the bound letter only."""
    if not isinstance(node, _RANGES) or len(node.limits) != 1:
        return node
    letter, *ends = node.limits[0]
    place = _PLACES[bool(letter.is_integer)]
    return node.func(_put(node.function, {letter: place}), (place, *ends))


_PLACES = {whole: sympy.Dummy("place", integer=whole or None, real=True) for whole in (True, False)}
