"""In which order a sum is read, and which sums of inner products are the square of a norm.

SymPy sorts terms so that equal sums compare equal. People read 1 - z^2, not -z^2 + 1, and
||f* - f_ST/2||^2, not three inner products. Both printers of this package take their terms from here.
"""

from __future__ import annotations

from typing import Any

import sympy

from w2s_theory import notation
from w2s_theory.notation import SUBSCRIPT_FIRST as SUBSCRIPT_FIRST

# these print with the degree as an index and nothing else, where the rest are the plain letters d and p
DEGREE_ONLY = ("a", "eigenvalue")

_VECTORS = tuple(entry.name for entry in notation.TABLE if entry.kind == "vector")


class squared_norm(sympy.Function):
    """||v||^2 of a linear combination v; made for printing, never part of a claim."""

    nargs = 1


def table_name(expression: Any) -> str | None:
    """Name of the notation row whose function an expression applies, if it is one."""
    head = type(expression)
    if not issubclass(head, sympy.Function) or head.__module__ != notation.__name__:
        return None
    return "inner" if head.__name__ == "inner_product" else head.__name__


def in_table_order(vectors: Any) -> list[Any]:
    """Vectors in the order of the notation table: the target first."""
    return sorted(vectors, key=lambda symbol: _VECTORS.index(symbol.name))


def plain_letters(arguments: list[Any]) -> bool:
    """Whether the arguments of a_k or lambda_k after the degree are the letters d and p themselves."""
    return [str(argument) for argument in arguments] == ["d", "p"]


def signed_terms(total: Any) -> list[tuple[bool, Any]]:
    """The terms of a sum in reading order, as pairs (subtracted?, term without its sign)."""
    terms = _common_denominators(_norms_collected(list(total.args)))
    terms = _sorted(terms, total.free_symbols)
    # a sum that can begin with an added term does
    first = next((i for i, term in enumerate(terms) if not _subtracted(term)), 0)
    terms.insert(0, terms.pop(first))
    return [(True, _negated(term)) if _subtracted(term) else (False, term) for term in terms]


def content_taken_out(product: Any) -> Any:
    """2 (x/2 - y/2)/z as (x - y)/z: rational factors of the sums in a product, taken to its front."""
    front, factors = sympy.Integer(1), []
    for factor in sympy.Mul.make_args(product):
        base, exponent = factor.as_base_exp() if isinstance(factor, sympy.Pow) else (factor, sympy.Integer(1))
        if isinstance(base, sympy.Add) and exponent.is_Integer:
            content, rest = base.primitive()
            if content.is_Rational and not content.is_Integer:
                front *= content**exponent
                factor = sympy.Pow(rest, exponent)
        if factor.is_Rational:
            front *= factor
        else:
            factors.append(factor)
    if front == 1 and len(factors) == 1:
        return factors[0]
    return sympy.Mul(*([front] if front != 1 else []), *factors, evaluate=False)


def symbolic_fraction(product: Any) -> tuple[Any, Any]:
    """2^(-p-1) x as the pair (x, 2^(p+1)); only powers with a letter in the exponent, and never e^(-x)."""
    above, below = [], []
    for factor in sympy.Mul.make_args(product):
        base, exponent = factor.as_base_exp()
        falling = not exponent.is_number and all(map(_subtracted, sympy.Add.make_args(exponent)))
        if falling and isinstance(factor, sympy.Pow):
            below.append(sympy.Pow(base, -exponent))
        else:
            above.append(factor)
    if not below:
        return product, sympy.Integer(1)
    # what stands below already belongs there too
    kept, under = sympy.fraction(sympy.Mul(*above, evaluate=False), exact=True)
    return kept, sympy.Mul(*below, *sympy.Mul.make_args(under), evaluate=False) if under != 1 else sympy.Mul(
        *below
    )


def ends_open(term: Any) -> bool:
    """Whether what is added behind a term would seem to belong to it: sums, products and limits."""
    last = sympy.Mul.make_args(term)[-1]
    return isinstance(last, (sympy.Sum, sympy.Product, sympy.Limit))


def _sorted(terms: list[Any], letters: set[Any]) -> list[Any]:
    if all(_vector_rank(term) is not None for term in terms):
        return sorted(terms, key=lambda term: _vector_rank(term) or 0)
    ordered: list[Any] = list(sympy.Add(*terms, evaluate=False).as_ordered_terms(order="lex"))
    if any(letter.is_integer for letter in letters):
        return ordered
    if len(letters) == 1:
        # 1 + 3 L_TE - sqrt(1 - L_TE): powers of one real letter ascend, roots come after them
        return sorted(ordered[::-1], key=lambda term: not term.is_polynomial(*letters))
    return sorted(ordered, key=lambda term: not term.is_Number)


def _vector_rank(term: Any) -> int | None:
    names = [symbol.name for symbol in term.free_symbols if symbol.name in _VECTORS]
    return _VECTORS.index(names[0]) if len(names) == 1 and not term.has(sympy.Function) else None


def _subtracted(term: Any) -> bool:
    return bool(term.as_coeff_Mul()[0].is_negative)


def _negated(term: Any) -> Any:
    coefficient, rest = term.as_coeff_Mul()
    if coefficient == -1:
        return rest
    return sympy.Mul(-coefficient, rest, evaluate=False) if rest != 1 else -coefficient


def _common_denominators(terms: list[Any]) -> list[Any]:
    """x/4 - y/4 becomes the one term (x - y)/4."""
    groups: dict[int, list[Any]] = {}
    for term in terms:
        coefficient = term.as_coeff_Mul()[0]
        groups.setdefault(int(coefficient.q) if coefficient.is_Rational else 1, []).append(term)
    result = groups.pop(1, [])
    for denominator, members in groups.items():
        if len(members) == 1:
            result += members
            continue
        sign = -1 if all(_subtracted(term) for term in members) else 1
        numerator = sympy.Add(*[sign * denominator * term for term in members])
        result.append(sympy.Mul(sympy.Rational(sign, denominator), numerator, evaluate=False))
    return result


def _norms_collected(terms: list[Any]) -> list[Any]:
    """Replace the inner products of a sum by one c ||v||^2, where they are exactly that."""
    gram: dict[tuple[Any, Any], Any] = {}
    rest = []
    for term in terms:
        atoms = [atom for atom in sympy.Mul.make_args(term) if table_name(atom) == "inner"]
        if len(atoms) != 1:
            rest.append(term)
            continue
        x, y = atoms[0].args
        share = term / atoms[0] / (1 if x == y else 2)
        gram[x, y] = gram[y, x] = gram.get((x, y), sympy.Integer(0)) + share
    letters = in_table_order({x for x, _ in gram})
    vector = _square_root(gram, letters) if len(letters) > 1 else None
    return terms if vector is None else [*rest, vector]


def _square_root(gram: dict[tuple[Any, Any], Any], letters: list[Any]) -> Any:
    pivot = next((x for x in letters if gram.get((x, x)) == 1), letters[0])
    scale = gram.get((pivot, pivot), sympy.Integer(0))
    if not scale.is_positive:
        return None
    for x in letters:
        for y in letters:
            product = gram.get((pivot, x), 0) * gram.get((pivot, y), 0)
            if sympy.expand(gram.get((x, y), 0) * scale - product) != 0:
                return None
    return scale * squared_norm(sum(gram.get((pivot, x), 0) / scale * x for x in letters))
