"""The mean over the draw: linear in what is random, and nothing else is taken from it here.

Trusted, so short. A mean is split only into means of products of whole powers of random letters, random
inner products and indicators: those are bounded, since the random letters are, and so have a mean.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy

from proofs_check.requirement import require
from w2s_theory import notation
from w2s_theory.spec.hilbert import Hilbert


def random_letters(setting: Hilbert | None) -> set[Any]:
    """The letters that depend on the draw (for a sequence, its base): those declared, and what is defined by them."""
    return set(_with_defined(setting.random)) if setting else set()


@cache
def _with_defined(names: tuple[str, ...]) -> frozenset[Any]:
    random = {getattr(notation, name) for name in names}
    defined = [
        entry.name for entry in notation.TABLE if entry.kind == "scalar" and entry.definition is not None
    ]
    size = -1
    while random and len(random) > size:
        size = len(random)
        random |= {
            getattr(notation, name) for name in defined if depends_on_draw(notation.definition(name), random)
        }
    return frozenset(random)


def depends_on_draw(expression: Any, random: set[Any]) -> bool:
    """Whether an expression contains a random letter outside every mean."""
    if isinstance(expression, notation.mean):
        return False
    if isinstance(expression, sympy.Indexed):
        return expression.base in random or any(depends_on_draw(each, random) for each in expression.indices)
    return expression in random or any(depends_on_draw(each, random) for each in expression.args)


def has_mean(expression: Any) -> bool:
    """Whether a mean occurs in an expression."""
    return sympy.S(expression).has(notation.mean)


def split_means(expression: Any, random: set[Any]) -> Any:
    """Every mean in an expression, by linearity, as a combination of means of products."""
    return sympy.expand(
        sympy.S(expression).replace(
            lambda node: isinstance(node, notation.mean), lambda node: mean_of(node.args[0], random)
        )
    )


def mean_of(quantity: Any, random: set[Any]) -> Any:
    """The mean of one quantity, by linearity.

    Raises
    ------
    NotShown
        If a term is no product of bounded random factors.
    """
    total = sympy.Integer(0)
    for term in sympy.Add.make_args(sympy.expand(quantity)):
        chance, fixed = sympy.Integer(1), sympy.Integer(1)
        for factor in sympy.Mul.make_args(term):
            if depends_on_draw(factor, random):
                chance *= factor
            else:
                fixed *= factor
        total += fixed * _mean_of_product(chance, random)
    return total


def _mean_of_product(chance: Any, random: set[Any]) -> Any:
    if chance == 1:
        return sympy.Integer(1)
    factors = sympy.Mul.make_args(chance)
    sums = [factor for factor in factors if isinstance(factor, sympy.Sum)]
    if len(sums) == 1 and len(sums[0].limits) == 1:
        return _mean_of_sum(sums[0], sympy.Mul(*[each for each in factors if each is not sums[0]]), random)
    for factor in factors:
        base, exponent = factor.as_base_exp()
        bounded = _bounded(base, random) and exponent.is_Integer and exponent > 0
        require(bounded, "{} is not shown to be a bounded random number", factor)
    return notation.mean(chance)


def _mean_of_sum(node: Any, others: Any, random: set[Any]) -> Any:
    index, low, high = node.limits[0]
    fixed = not any(end.is_infinite or depends_on_draw(end, random) for end in (low, high))
    require(fixed, "{} is not a finite sum over a fixed range", node)
    require(index not in others.free_symbols, "{} is bound in {} and free beside it", index, node)
    return sympy.Sum(mean_of(others * node.function, random), (index, low, high))


def _bounded(base: Any, random: set[Any]) -> bool:
    if isinstance(base, (notation.inner_type(), notation.exceeds)):
        return True
    if isinstance(base, sympy.Indexed):
        return base.base in random
    return base in random and not _defined_by_quotient(base)


def _defined_by_quotient(letter: Any) -> bool:
    """Whether a letter is defined with a denominator (PGR): bounded parts do not bound it."""
    row = notation.row(letter.name)
    if row.definition is None:
        return False
    return not sympy.fraction(sympy.together(notation.definition(letter.name)))[1].is_number
