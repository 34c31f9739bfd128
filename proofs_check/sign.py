"""Signs of expressions on a domain: decided, or not decided. Sound by construction.

``nonnegative`` and ``positive`` answer ``True`` only for one of these reasons: a number compared
exactly (or by balls); a letter by its domain; products, powers, roots, exponentials, gamma and
sums whose parts have a known sign; a polynomial whose coefficients are all >= 0 after every letter
is shifted to the lower end of its domain (or mapped from [0, oo) onto it); a polynomial in one
letter by exact root counting; a fact assumed, plus a non-negative rest. ``False`` means that none
of these applied; it is never a claim that the sign is otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import product
from typing import Any

import sympy
from flint import ctx

import proofs_check.definedness as numbers
from proofs_check import polynomials
from proofs_check.assumptions import Assumptions, exact
from proofs_check.requirement import NotShown
from w2s_theory import notation
from w2s_theory.records.ball_expression import NoBall, ball_function

_DEPTH = 6


def nonnegative(expression: Any, known: Assumptions) -> bool:
    """Whether ``expression`` is shown to be defined, real and >= 0 on the whole domain."""
    e = sympy.S(expression)
    return numbers.defined(e, known) and _at_least(e, known, False, _DEPTH)


def positive(expression: Any, known: Assumptions) -> bool:
    """Whether ``expression`` is shown to be defined, real and > 0 on the whole domain."""
    e = sympy.S(expression)
    return numbers.defined(e, known) and _at_least(e, known, True, _DEPTH)


def nonzero(expression: Any, known: Assumptions) -> bool:
    """Whether ``expression != 0`` is shown: it is positive or negative, or a product of such."""
    if isinstance(expression, sympy.Mul):
        return all(nonzero(factor, known) for factor in expression.args)
    if isinstance(expression, sympy.Pow):
        return nonzero(expression.base, known)
    return positive(expression, known) or positive(-expression, known)


def at_least(e: Any, known: Assumptions, strict: bool = False) -> bool:
    """The sign of what is known to be a number."""
    return _at_least(e, known, strict, _DEPTH)


def _at_least(e: Any, known: Assumptions, strict: bool, depth: int) -> bool:
    if depth <= 0:
        return False
    if not e.free_symbols and (_number(e, strict) or not e.atoms(sympy.Function)):
        return _number(e, strict)
    asked = (e, strict, depth)
    if asked not in known.answers:
        known.answers[asked] = _decide(e, known, strict, depth)
    return known.answers[asked]


def _decide(e: Any, known: Assumptions, strict: bool, depth: int) -> bool:
    if e in known.positive or (not strict and e in known.nonnegative):
        return True
    return (
        _by_shape(e, known, strict, depth)
        or _by_polynomial(e, known, strict)
        or _by_fact(e, known, strict, depth)
        or _by_fraction(e, known, strict, depth)
    )


def _number(e: Any, strict: bool) -> bool:
    if e.is_Rational:
        return bool(e > 0) if strict else bool(e >= 0)
    before = ctx.prec
    try:
        ctx.prec = 200
        ball = ball_function(e)({})
        return bool(ball > 0) or (not strict and bool(ball >= 0))
    except (NoBall, KeyError, IndexError):
        return False
    finally:
        ctx.prec = before


def _by_shape(e: Any, known: Assumptions, strict: bool, depth: int) -> bool:
    if isinstance(e, sympy.Symbol):
        domain = known.domains.get(e)
        if domain is None or domain.lower is None:
            return False
        return domain.lower > 0 or (domain.lower == 0 and (not strict or domain.lower_open))
    if isinstance(e, sympy.Mul):
        return _product(e.args, known, strict, depth)
    if isinstance(e, sympy.Pow):
        return _power(e.base, e.exp, known, strict, depth)
    if isinstance(e, sympy.Add):
        if not all(_at_least(term, known, False, depth - 1) for term in e.args):
            return False
        return not strict or any(_at_least(term, known, True, depth - 1) for term in e.args)
    if isinstance(e, (sympy.exp, sympy.cosh)):
        return True
    if isinstance(e, (sympy.gamma, sympy.factorial)):
        argument = e.args[0] + (1 if isinstance(e, sympy.factorial) else 0)
        return _at_least(argument, known, True, depth - 1)
    if isinstance(e, sympy.log):
        return _at_least(e.args[0] - 1, known, strict, depth - 1)
    if isinstance(e, sympy.Abs):
        return not strict or nonzero(e.args[0], known)
    if isinstance(e, notation.inner_type()):
        return not strict and e.args[0] == e.args[1]
    if isinstance(e, sympy.Function) and e.func.__module__ == notation.__name__:
        return _table_function(e, known, strict, depth)
    if isinstance(e, sympy.Indexed):
        return not strict and bool(e.base.label.is_nonnegative)
    return False


def _table_function(e: Any, known: Assumptions, strict: bool, depth: int) -> bool:
    entry = notation.row(e.func.__name__)
    if isinstance(e, notation.mean):
        return not strict and _at_least(e.args[0], known, False, depth - 1)
    if entry.definition is not None:
        # by its definition at these arguments: the row's flag holds for the arguments it was made for
        try:
            return _at_least(numbers.definition_at(entry.name, e.args, known), known, strict, depth - 1)
        except NotShown:
            return False
    # an unknown function is what its row says, whatever the arguments
    return "positive" in entry.assumptions or (not strict and "nonnegative" in entry.assumptions)


def _product(factors: tuple[Any, ...], known: Assumptions, strict: bool, depth: int) -> bool:
    negative = False
    for factor in factors:
        if _at_least(factor, known, strict, depth - 1):
            continue
        if _at_least(-factor, known, strict, depth - 1):
            negative = not negative
            continue
        return False
    return not negative


def _power(base: Any, exponent: Any, known: Assumptions, strict: bool, depth: int) -> bool:
    if _at_least(base, known, True, depth - 1):
        return True
    if isinstance(base, sympy.gamma) and exponent.is_even and exponent.is_negative and not strict:
        return True  # 1/Gamma is real everywhere
    if exponent.is_integer and exponent.is_even and (exponent.is_positive or nonzero(base, known)):
        return not strict or nonzero(base, known)
    whole_or_root = exponent.is_Rational and exponent > 0
    return not strict and bool(whole_or_root) and _at_least(base, known, False, depth - 1)


def _by_polynomial(e: Any, known: Assumptions, strict: bool) -> bool:
    if not e.free_symbols or not all(symbol in known.domains for symbol in e.free_symbols):
        return False
    found = polynomials.polynomial_in_symbols(e)
    if found is None:
        return False
    symbols, polynomial = found
    domains = [known.domains[symbol] for symbol in symbols]
    if _coefficients(polynomial, domains, strict):
        return True
    return len(symbols) == 1 and _one_letter(_in_one_letter(polynomial), domains[0], strict)


def _in_one_letter(polynomial: Any) -> Any:
    terms = {powers: polynomials.exact_rational(value) for powers, value in polynomial.terms()}
    return sympy.Poly.from_dict(terms, sympy.Dummy("x"), domain="QQ")


def _one_letter(polynomial: Any, domain: Any, strict: bool) -> bool:
    """Exact: no root of odd multiplicity inside, right sign at a point (Sturm)."""
    x = polynomial.gen
    low = None if domain.lower is None else exact(domain.lower)
    high = None if domain.upper is None else exact(domain.upper)
    if strict:
        roots = polynomial.count_roots(low, high)
        if low is not None and domain.lower_open and polynomial.eval(low) == 0:
            roots -= 1
        if high is not None and domain.upper_open and low != high and polynomial.eval(high) == 0:
            roots -= 1
        if roots:
            return False
    else:
        for factor, multiplicity in polynomial.sqf_list()[1]:
            inside = factor.count_roots(low, high)
            inside -= sum(1 for end in (low, high) if end is not None and factor.eval(end) == 0)
            if multiplicity % 2 and inside > 0:
                return False
    point = _inner_point(polynomial, x, low, high)
    return polynomial.eval(point) > 0


def _inner_point(polynomial: Any, x: Any, low: Any, high: Any) -> Any:
    """A point of the domain that is no root."""
    start = low if low is not None else (high - 1 if high is not None else sympy.Integer(0))
    width = (high - low) if low is not None and high is not None else sympy.Integer(1)
    for number in range(1, polynomial.degree() + 2):
        point = start + width * sympy.Rational(number, polynomial.degree() + 2)
        if polynomial.eval(point) != 0:
            return point
    return start


def _coefficients(polynomial: Any, domains: list[Any], strict: bool) -> bool:
    """Whether no coefficient is negative after every letter was made to run over [0, oo)."""
    context, degrees = polynomial.context(), polynomial.degrees()
    for index, (y, domain) in enumerate(zip(context.gens(), domains, strict=True)):
        low, high = domain.lower, domain.upper
        if low is None and high is None:
            return False
        if low == 0 and high is None:
            continue
        if low is not None and high is not None:
            # x = (low + high y)/(1 + y), and (1 + y)^degree multiplied out
            top, bottom = polynomials.flint_rational(low) + polynomials.flint_rational(high) * y, 1 + y
        elif low is not None:
            top, bottom = polynomials.flint_rational(low) + y, context.constant(1)
        else:
            top, bottom = polynomials.flint_rational(high) - y, context.constant(1)
        powers = polynomials.by_power(polynomial, index).items()
        polynomial = sum(
            (c * top**n * bottom ** (degrees[index] - n) for n, c in powers), context.constant(0)
        )
    if any(value < 0 for value in polynomial.coeffs()):
        return False
    return not strict or _positive_on_every_face(polynomial, domains, degrees)


def _positive_on_every_face(table: Any, domains: list[Any], degrees: tuple[int, ...]) -> bool:
    """With coefficients >= 0, each face of the box needs one positive coefficient of its own.

    y > 0 keeps every power; a closed lower end (y = 0) keeps power 0 only; a closed upper end
    (y = oo) keeps only the power that was multiplied out, even where no term has it.
    """
    choices = []
    for degree, domain in zip(degrees, domains, strict=True):
        faces: list[int | None] = [None]
        bounded = domain.lower is not None and domain.upper is not None
        low_closed = not domain.lower_open if domain.lower is not None else not domain.upper_open
        if low_closed:
            faces.append(0)
        if bounded and not domain.upper_open:
            faces.append(degree)
        choices.append(faces)
    return all(
        any(
            coefficient > 0
            and all(want is None or want == power for want, power in zip(face, monomial, strict=True))
            for monomial, coefficient in table.terms()
        )
        for face in product(*choices)
    )


def _by_fact(e: Any, known: Assumptions, strict: bool, depth: int) -> bool:
    terms = _terms(e) if known.positive or known.nonnegative else {}
    for fact, is_strict in known.facts if terms else ():
        factor = _common_factor(terms, _terms(fact))
        if factor is None:
            continue
        rest, need_strict = polynomials.expanded(e - factor * fact), strict and not is_strict
        # of nothing left, 0 >= 0 is all that is known
        if not need_strict if rest == 0 else _at_least_without(rest, known, fact, need_strict, depth - 1):
            return True
    return False


@lru_cache(maxsize=20000)
def _terms(e: Any) -> dict[Any, Any]:
    """The terms of a sum that is multiplied out, and their rational coefficients."""
    return polynomials.expanded(e).as_coefficients_dict()


def _at_least_without(rest: Any, known: Assumptions, fact: Any, strict: bool, depth: int) -> bool:
    if fact not in known.fewer:
        known.fewer[fact] = replace(
            known,
            nonnegative=tuple(f for f in known.nonnegative if f != fact),
            positive=tuple(f for f in known.positive if f != fact),
        )
    return _at_least(rest, known.fewer[fact], strict, depth)


def _common_factor(terms: dict[Any, Any], fact: dict[Any, Any]) -> Any:
    """A rational c > 0 such that e - c * fact loses a term of the fact; None if none shows."""
    for monomial, coefficient in fact.items():
        if monomial != 1 and monomial in terms and coefficient != 0:
            ratio = terms[monomial] / coefficient
            if ratio.is_Rational and ratio > 0:
                return ratio
    return None


def _by_fraction(e: Any, known: Assumptions, strict: bool, depth: int) -> bool:
    if not isinstance(e, sympy.Add):
        return False
    numerator, denominator = polynomials.together(e)
    if denominator == 1:
        return isinstance(numerator, (sympy.Mul, sympy.Pow)) and _by_shape(
            numerator, known, strict, depth - 1
        )
    for sign in (1, -1):
        if _at_least(sign * denominator, known, True, depth - 1):
            return _at_least(polynomials.expanded(sign * numerator), known, strict, depth - 1)
    return False
