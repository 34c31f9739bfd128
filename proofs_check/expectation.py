"""The mean over the draw: linear in what is random, and nothing else is taken from it here.

Trusted, so short. A mean is split only into means of products that are shown to have one: whole powers of random
letters, random inner products and indicators, each with an order. It is 0 for what is bounded, 1 for what is square
integrable, 2 for what is integrable; a product has a mean if its orders add up to 2 at most (Cauchy and Schwarz).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy

from proofs_check.requirement import require
from proofs_check.substitution import transform
from w2s_theory import notation
from w2s_theory.records.hilbert import Hilbert

# no product with such a factor is shown to have a mean
NO_ORDER = 3


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


def random_in(expression: Any, setting: Hilbert | None) -> set[Any]:
    """The random letters (of a sequence, its base) that stand in an expression outside every mean."""
    if isinstance(expression, notation.mean):
        return set()
    random = random_letters(setting)
    if isinstance(expression, sympy.Indexed):
        return ({expression.base} & random).union(*(random_in(each, setting) for each in expression.indices))
    if expression in random:
        return {expression}
    return set().union(*(random_in(each, setting) for each in sympy.S(expression).args))


def has_mean(expression: Any) -> bool:
    """Whether a mean occurs in an expression."""
    return sympy.S(expression).has(notation.mean)


def split_means(expression: Any, setting: Hilbert | None) -> Any:
    """Every mean in an expression, by linearity, as a combination of means of products."""
    return sympy.expand(
        transform(
            expression,
            lambda node: isinstance(node, notation.mean),
            lambda node: mean_of(node.args[0], setting),
        )
    )


def mean_of(quantity: Any, setting: Hilbert | None) -> Any:
    """The mean of one quantity, by linearity.

    Raises
    ------
    NotShown
        If a term is no product of random factors that is shown to have a mean.
    """
    random = random_letters(setting)
    total = sympy.Integer(0)
    for term in sympy.Add.make_args(sympy.expand(quantity)):
        chance, fixed = sympy.Integer(1), sympy.Integer(1)
        for factor in sympy.Mul.make_args(term):
            if depends_on_draw(factor, random):
                chance *= factor
            else:
                fixed *= factor
        total += fixed * _mean_of_product(chance, setting)
    return total


def _mean_of_product(chance: Any, setting: Hilbert | None) -> Any:
    if chance == 1:
        return sympy.Integer(1)
    factors = sympy.Mul.make_args(chance)
    sums = [factor for factor in factors if isinstance(factor, sympy.Sum)]
    if len(sums) == 1 and len(sums[0].limits) == 1:
        return _mean_of_sum(sums[0], sympy.Mul(*[each for each in factors if each is not sums[0]]), setting)
    total = 0
    for factor in factors:
        base, exponent = factor.as_base_exp()
        found = order(base, setting)
        whole = exponent.is_Integer and exponent > 0
        require(whole and found != NO_ORDER, "{} is not shown to be a bounded random number", factor)
        total += found * int(exponent)
    require(total <= 2, "{} is not shown to be integrable", chance)
    return notation.mean(chance)


def _mean_of_sum(node: Any, others: Any, setting: Hilbert | None) -> Any:
    index, low, high = node.limits[0]
    random = random_letters(setting)
    fixed = not any(end.is_infinite or depends_on_draw(end, random) for end in (low, high))
    require(fixed, "{} is not a finite sum over a fixed range", node)
    require(index not in others.free_symbols, "{} is bound in {} and free beside it", index, node)
    return sympy.Sum(mean_of(others * node.function, setting), (index, low, high))


def order(base: Any, setting: Hilbert | None) -> int:
    """0 if a random factor is shown to be bounded, 1 if square integrable, 2 if integrable, else ``NO_ORDER``."""
    if isinstance(base, notation.exceeds):
        return 0
    if isinstance(base, notation.inner_type()):
        return _order_of_product(base.args[0], base.args[1], setting)
    letter = base.base if isinstance(base, sympy.Indexed) else base
    if isinstance(base, sympy.Indexed) and any(random_in(index, setting) for index in base.indices):
        return NO_ORDER
    if letter not in random_letters(setting) or _defined_by_quotient(letter):
        return NO_ORDER
    return _order_of_letter(letter, setting)


def _order_of_product(x: Any, y: Any, setting: Hilbert | None) -> int:
    """An inner product, by Cauchy and Schwarz; with noise by its variance given the other vector."""
    for noise in setting.noises if setting else ():
        for vector, other in ((x, y), (y, x)):
            if vector.name == noise.vector and other.name in noise.independent:
                return max(1, _order_of_letter(other, setting))
    return min(_order_of_letter(x, setting) + _order_of_letter(y, setting), NO_ORDER)


def _order_of_letter(letter: Any, setting: Hilbert | None) -> int:
    """Of a letter, a vector or the entries of a sequence; a fixed one is bounded."""
    if setting is None:
        return 0
    declared = dict.fromkeys(setting.integrable, 2) | dict.fromkeys(setting.square_integrable, 1)
    found = declared.get(_name(letter))
    if found is not None:
        return found
    # what is defined by something unbounded is not shown to have any mean
    return NO_ORDER if letter in _with_defined(tuple(declared)) else 0


def _name(letter: Any) -> str:
    return letter.label.name if isinstance(letter, sympy.IndexedBase) else letter.name


def _defined_by_quotient(letter: Any) -> bool:
    """Whether a letter is defined with a denominator (PGR): bounded parts do not bound it."""
    row = notation.row(_name(letter))
    if row.definition is None:
        return False
    return not sympy.fraction(sympy.together(notation.definition(letter.name)))[1].is_number
