"""What is shown to be a number: every part of an expression looked into, whatever stands around it.

``defined`` answers ``True`` only if the expression is a real number wherever the letters take values of their domains:
no pole, no root of a negative number, no sum that runs backwards, no sum, integral, derivative or mean that is not
shown to exist. An endless sum exists where something says so: a step that is used, a hypothesis, a fact of the
setting (``Assumptions.existing``), or the rule that introduces it, which must then show it. Signs need definedness and
definedness needs signs, so this module and :mod:`proofs_check.sign` call each other.

A function of the notation table is a number for all arguments; its definition holds where that is one
(:func:`definition_at`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import sympy

import proofs_check.sign as sign
from proofs_check.assumptions import Assumptions, rational
from proofs_check.expectation import mean_of
from proofs_check.requirement import NotShown, require
from proofs_check.substitution import bound_letters, canonical, require_unfolded, substitute
from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Domain, reals

# such a node is a number only if it is shown to exist
LIMITS = (sympy.Sum, sympy.Product, sympy.Integral, sympy.Derivative, sympy.Subs, sympy.Limit)
_ENTIRE = (
    sympy.Add, sympy.Mul, sympy.exp, sympy.sin, sympy.cos, sympy.sinh, sympy.cosh, sympy.tanh, sympy.atan, sympy.erf,
    sympy.Abs, sympy.Min, sympy.Max,
)  # fmt: skip
# functions of the table that are continuous on [-1, 1] in their cosine
_CONTINUOUS = ("P", "kernel")


def defined(e: Any, known: Assumptions) -> bool:
    """Whether ``e`` is shown to be a real number on the whole domain."""
    asked = ("defined", e)
    if asked not in known.answers:
        known.answers[asked] = _defined(e, known)
    return known.answers[asked]


def not_shown(e: Any, known: Assumptions) -> set[Any]:
    """The outermost sums, integrals, derivatives, limits and means in ``e`` that are not shown to exist."""
    if isinstance(e, (*LIMITS, notation.mean)):
        return set() if defined(e, known) else {e}
    return set().union(*(not_shown(part, known) for part in e.args))


@lru_cache(maxsize=20000)
def limits_in(e: Any) -> frozenset[Any]:
    """Every sum, integral, derivative, limit and mean in ``e``; of those under a sign the ones free of its letters."""
    found = frozenset().union(*(limits_in(part) for part in e.args))
    if isinstance(e, LIMITS):
        bound = bound_letters(e)
        found = frozenset(node for node in found if not node.free_symbols & bound)
    return found | {e} if isinstance(e, (*LIMITS, notation.mean)) else found


def with_existing(known: Assumptions, claims: Iterable[Claim]) -> Assumptions:
    """What claims that hold speak of exists."""
    nodes = {canonical(node) for claim in claims for node in limits_in(claim.both)}
    return replace(known, existing=known.existing | nodes)


def _defined(e: Any, known: Assumptions) -> bool:
    if isinstance(e, sympy.Symbol) or e.is_Rational or e in (sympy.pi, sympy.E):
        return True
    if isinstance(e, (*LIMITS, notation.mean)):
        return canonical(e) in known.existing or _exists(e, known)
    if isinstance(e, sympy.Pow):
        return _power_defined(e.base, e.exp, known)
    if isinstance(e, sympy.Indexed):
        return all(_counts(index, known) for index in e.indices)
    if isinstance(e, notation.inner_type()):
        return True
    if isinstance(e, sympy.Piecewise):
        cases = all(defined(value, known) and _condition(test, known) for value, test in e.args)
        return cases and e.args[-1][1] == sympy.true
    if not e.args or not all(defined(arg, known) for arg in e.args):
        return False
    if isinstance(e, _ENTIRE) or (isinstance(e, sympy.Function) and e.func.__module__ == notation.__name__):
        return True
    if isinstance(e, (sympy.gamma, sympy.log)):
        return sign.at_least(e.args[0], known, strict=True)
    if isinstance(e, sympy.factorial):
        return sign.at_least(e.args[0] + 1, known, strict=True)
    if isinstance(e, sympy.binomial):
        above, below = e.args
        whole = below.is_integer and sign.at_least(below, known)
        return bool(whole) or all(
            sign.at_least(x + 1, known, strict=True) for x in (above, below, above - below)
        )
    return False


def _counts(index: Any, known: Assumptions) -> bool:
    """Entries of a sequence are numbered 0, 1, 2, ..."""
    return bool(index.is_integer) and sign.nonnegative(index, known)


def _condition(test: Any, known: Assumptions) -> bool:
    sides = test.args if isinstance(test, sympy.core.relational.Relational) else ()
    return test == sympy.true or (bool(sides) and all(defined(side, known) for side in sides))


def _power_defined(base: Any, exponent: Any, known: Assumptions) -> bool:
    if isinstance(base, (sympy.gamma, sympy.factorial)) and exponent.is_Integer and exponent < 0:
        return defined(base.args[0], known)  # 1/Gamma is a number everywhere
    if not (defined(base, known) and defined(exponent, known)):
        return False
    if exponent.is_Integer and exponent >= 0:
        return True
    if exponent.is_integer:
        return sign.at_least(exponent, known) or sign.nonzero(base, known)
    if sign.at_least(base, known, strict=True):
        return True
    return sign.at_least(exponent, known, strict=True) and sign.at_least(base, known)


def definition_at(name: str, arguments: tuple[Any, ...], known: Assumptions) -> Any:
    """The definition of a function of the table, at arguments where it is a number.

    SymPy cancels Gamma(x)/Gamma(x) when it is built, so each part of the definition is looked at before they are
    joined.

    Raises
    ------
    NotShown
        If a part of the definition is not shown to be a number at the arguments.
    """
    places = tuple(sympy.Dummy(f"argument{number}", real=True) for number in range(len(arguments)))
    values = dict(zip(places, arguments, strict=True))
    general = notation.definition(name, *places)
    inside = set().union(*(part.free_symbols for part in map(sympy.S, arguments)))
    for node in general.atoms(*LIMITS):
        caught = {limit[0] for limit in node.limits} & inside
        require(not caught, "a letter of {} is bound in the definition of {}", arguments, name)
    _require_parts(general, values, name, known)
    return notation.definition(name, *arguments)


def _require_parts(general: Any, values: dict[Any, Any], name: str, known: Assumptions) -> None:
    if isinstance(general, (*LIMITS, sympy.Piecewise)):
        whole = substitute(general, values)
        require(defined(whole, known), "{} is not shown to be a number in the definition of {}", whole, name)
        return
    reciprocal = isinstance(general, sympy.Pow) and isinstance(general.base, sympy.gamma)
    for part in general.base.args if reciprocal else general.args:
        _require_parts(part, values, name, known)
    if isinstance(general, (sympy.Pow, sympy.gamma, sympy.log)):
        here = substitute(general, values)
        require(defined(here, known), "{} is not shown to be a number in the definition of {}", here, name)


def unfold(e: Any, name: str, known: Assumptions, depth: int = 0) -> Any:
    """A function of the table replaced by its definition wherever it stands, which must be a number there.

    ``depth`` counts the signs above.
    """
    if not e.has(getattr(notation, name)):
        return e
    if isinstance(e, (sympy.Sum, sympy.Product, sympy.Integral)):
        below = known
        for limit in e.limits:
            below = running(below, *limit, open_ends=isinstance(e, sympy.Integral))
        limits = [(limit[0], *(unfold(end, name, known, depth) for end in limit[1:])) for limit in e.limits]
        return e.func(unfold(e.function, name, below, depth + 1), *limits)
    if isinstance(e, (sympy.Derivative, sympy.Subs, sympy.Limit)):
        raise NotShown(f"the definition of {name} is not put into {e}")
    parts = [unfold(part, name, known, depth) for part in e.args]
    if not isinstance(e, getattr(notation, name)):
        return e.func(*parts)
    value = definition_at(name, tuple(parts), known)
    require_unfolded(value, depth)
    return value


def running(known: Assumptions, index: Any, first: Any, last: Any, open_ends: bool = False) -> Assumptions:
    """What is known where a bound letter runs from ``first`` to ``last``: its domain, and that it lies between them."""
    elsewhere = known.without(index)
    lower, upper = (rational(end) if end.is_Rational else None for end in (first, last))
    if lower is None and isinstance(first, sympy.Symbol) and first in known.domains:
        lower = known.domains[first].lower
    domain = Domain(lower, upper, open_ends, open_ends, integer=bool(index.is_integer))
    facts = (Claim(index, ">=", first), Claim(index, "<=", last))
    # an end may speak of an outer letter of the same name: then it says nothing of this one
    told = [each for each in facts if each.right.free_symbols and index not in each.right.free_symbols]
    return replace(elsewhere, domains={**elsewhere.domains, index: domain}).with_facts(told)


def upwards(index: Any, first: Any, last: Any, known: Assumptions) -> bool:
    """Whether a sum runs over whole numbers, first <= last + 1 or last infinite.

    For last < first - 1 SymPy's sums run backwards (Karr's convention), with terms of the other sign: what is known of
    the terms then says nothing of the sum.
    """
    endless = last == sympy.oo
    whole = index.is_integer and first.is_integer and (endless or last.is_integer)
    return bool(whole) and (endless or sign.nonnegative(sympy.expand(last - first + 1), known))


def _exists(e: Any, known: Assumptions) -> bool:
    try:
        if isinstance(e, (sympy.Sum, sympy.Product)):
            return _sum_exists(e, known)
        if isinstance(e, sympy.Integral):
            return _integral_exists(e, known)
        if isinstance(e, notation.mean):
            return defined(e.args[0], known) and mean_of(e.args[0], known.setting) is not None
        if isinstance(e, sympy.Derivative):
            return all(_smooth(e.expr, v, known) and _order(n, known) for v, n in e.variable_count)
        if isinstance(e, sympy.Subs) and len(e.variables) == 1 and e.point[0].is_Rational:
            at = rational(e.point[0])
            (variable,) = e.variables
            here = replace(known.without(variable), domains={**known.domains, variable: reals(at, at)})
            return defined(e.expr, here)
    except NotShown:
        pass
    return False


def _order(count: Any, known: Assumptions) -> bool:
    return bool(count.is_integer) and sign.nonnegative(count, known)


def _smooth(e: Any, variable: Any, known: Assumptions) -> bool:
    """Near every point of the domain: the conditions are strict, so that they hold around a closed end as well."""
    from proofs_check.calculus import require_smooth

    require_smooth(e, variable, known)
    return defined(e, known)


def _sum_exists(e: Any, known: Assumptions) -> bool:
    if len(e.limits) != 1 or len(e.limits[0]) != 3:
        return False
    index, first, last = e.limits[0]
    finite = last != sympy.oo and all(defined(end, known) for end in (first, last))
    return (
        finite
        and upwards(index, first, last, known)
        and defined(e.function, running(known, index, first, last))
    )


def _integral_exists(e: Any, known: Assumptions) -> bool:
    """An integrand that is continuous on the closed interval, but for integrable powers at 0 and at +-1."""
    if len(e.limits) != 1 or len(e.limits[0]) != 3:
        return False
    z, low, high = e.limits[0]
    if not (low.is_Rational and high.is_Rational and low < high):
        return False
    inside = running(known, z, low, high)
    terms = sympy.Add.make_args(sympy.expand(e.function))
    return all(_integrable(sympy.Mul.make_args(term), z, low, high, inside) for term in terms)


def _integrable(factors: tuple[Any, ...], z: Any, low: Any, high: Any, known: Assumptions) -> bool:
    """Whether a product is absolutely integrable: powers of z and of 1 - z^2 may be singular at an end, each above -1."""
    at_ends, at_zero = [], []
    for number, factor in enumerate(factors):
        if isinstance(factor, sympy.Piecewise):  # bounded by the sum of what it is in each case
            others = (*factors[:number], *factors[number + 1 :])
            cases = [(*others, *sympy.Mul.make_args(value)) for value, _ in factor.args]
            tests = factor.args[-1][1] == sympy.true and all(
                _condition(test, known) for _, test in factor.args
            )
            return tests and all(_integrable(case, z, low, high, known) for case in cases)
    for factor in _written_out(factors):
        even = even_power(factor, z)
        if even is not None and -1 <= low and high <= 1:
            exponent, order = even
            if not (_order(order, known) and defined(exponent, known)):
                return False
            at_ends.append(exponent - order)
        elif factor.has(z) and isinstance(factor, sympy.Pow) and factor.base == z and not factor.exp.has(z):
            if not (factor.exp.is_integer and sign.nonnegative(factor.exp, known)):
                at_zero.append(factor.exp)
            if low < 0 and at_zero or not defined(factor.exp, known):
                return False
        elif not _continuous(factor, z, low, high, known):
            return False
    for exponents in (at_ends, at_zero):
        singular = [exponent for exponent in exponents if not sign.nonnegative(exponent, known)]
        if singular and not sign.positive(sympy.expand(sympy.Add(*singular)) + 1, known):
            return False
    return True


def _written_out(factors: tuple[Any, ...]) -> list[Any]:
    """The factors, the density of a cosine by its definition."""
    found: list[Any] = []
    for factor in factors:
        if isinstance(factor, notation.density):
            found += sympy.Mul.make_args(notation.definition("density", *factor.args))
        else:
            found.append(factor)
    return found


def _continuous(factor: Any, z: Any, low: Any, high: Any, known: Assumptions) -> bool:
    """Whether a factor is shown to be bounded and, but for finitely many jumps, continuous on the closed interval."""
    if isinstance(factor, sympy.Pow) and factor.exp.is_Integer and factor.exp > 0:
        return _continuous(factor.base, z, low, high, known)
    if isinstance(factor, notation.sigma) and factor.args[1] == z:
        return sign.nonnegative(factor.args[0], known)
    for node in factor.atoms(sympy.Function):
        table = node.func.__module__ == notation.__name__
        if table and node.has(z) and not (node.func.__name__ in _CONTINUOUS and -1 <= low and high <= 1):
            return False
    return not factor.atoms(*LIMITS) and defined(factor, known)


def even_power(factor: Any, z: Any) -> tuple[Any, Any] | None:
    """(alpha, m) for the m-th derivative of (1 - z^2)^alpha, alpha free of z."""
    inside, order = factor, sympy.Integer(0)
    if isinstance(factor, sympy.Derivative) and [variable for variable, _ in factor.variable_count] == [z]:
        inside, order = factor.expr, factor.variable_count[0][1]
    even = isinstance(inside, sympy.Pow) and sympy.expand(inside.base - 1 + z**2) == 0
    return (inside.exp, order) if even and not inside.exp.has(z) else None
