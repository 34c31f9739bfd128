"""Exact arithmetic with polynomials and rational functions over the rationals, done by FLINT.

A :class:`Ring` takes expressions apart into sums, products and whole powers of *letters*: symbols, functions,
sums, integrals, and powers whose exponent is no whole number, one letter ``base^(m/q)`` for each m. Letters are
unknowns of a polynomial ring, independent but for what holds wherever they are defined: base^(c m) is the letter to the
power q c, the q-th power of a root is what it is taken of, and the square of (-1)^m is 1 for whole m.
So what is zero here is zero for all values of the letters; what is not may still be zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache, reduce
from math import lcm
from typing import Any

import sympy
from flint import fmpq, fmpq_mpoly_ctx

from proofs_check.requirement import require

# numerator and denominator, in FLINT's polynomials
Fraction = tuple[Any, Any]


class Ring:
    """The polynomials in the letters of some expressions."""

    def __init__(self, *expressions: Any) -> None:
        # (base, m): the q of the letter base^(m/q)
        self._roots: dict[tuple[Any, Any], int] = {}
        # what is no sum, product or whole power: (base, m), or an expression, and its power
        self._split: dict[Any, list[tuple[Any, Any]]] = {}
        for expression in expressions:
            self._collect(expression)
        context = fmpq_mpoly_ctx.get([f"x{number}" for number in range(len(self._roots))])
        self._context, self._one = context, context.constant(1)
        self._letters = dict(zip(self._roots, context.gens(), strict=True))
        self._done: dict[Any, Fraction] = {}

    @cached_property
    def letters(self) -> list[Any]:
        """The letters as expressions, in the order of the exponents."""
        return [base ** (m / q) for (base, m), q in self._roots.items()]

    def fraction(self, e: Any) -> Fraction:
        """An expression as numerator and denominator, not in lowest terms."""
        if e not in self._done:
            if e.is_Rational:
                self._done[e] = self._context.constant(flint_rational(e)), self._one
            elif isinstance(e, sympy.Add):
                self._done[e] = reduce(_sum, map(self.fraction, e.args))
            elif e in self._split:
                self._done[e] = self._product(self._factor(*factor) for factor in self._split[e])
            elif isinstance(e, sympy.Mul):
                self._done[e] = self._product(map(self.fraction, e.args))
            else:
                self._done[e] = _power(self.fraction(e.base), int(e.exp))
        return self._done[e]

    def lowest(self, e: Any) -> Fraction:
        """An expression as numerator and denominator without a common factor."""
        numerator, denominator = self.fraction(e)
        common = numerator.gcd(denominator)
        return numerator / common, denominator / common

    def vanishes(self, e: Any) -> bool:
        """Whether an expression is zero by the rules of arithmetic and the relations between the letters."""
        numerator = self.fraction(e)[0]
        # what a root is taken of was collected before the root
        for index, (base, m) in reversed([*enumerate(self._roots)]):
            order, value = self._relation(base, m)
            if order and not numerator.is_zero() and numerator.degrees()[index] >= order:
                numerator = self._reduced(by_power(numerator, index), self._letters[base, m], order, value)
        return numerator.is_zero()

    def expression(self, polynomial: Any) -> Any:
        """A polynomial as a SymPy expression."""
        return sympy.Add(*(
            sympy.Mul(exact_rational(value), *(x**n for x, n in zip(self.letters, powers, strict=True) if n))
            for powers, value in polynomial.terms()
        ))  # fmt: skip

    def factored(self, polynomial: Any) -> Any:
        """A polynomial as a SymPy product of its irreducible factors."""
        number, factors = polynomial.factor()
        return sympy.Mul(exact_rational(number), *(self.expression(factor) ** n for factor, n in factors))

    def coefficients(self, polynomial: Any, letter: Any) -> dict[int, Any]:
        """The coefficients (polynomials too) of the powers of a letter, which must stand in no other letter."""
        found = [number for number, each in enumerate(self.letters) if letter in each.free_symbols]
        require(all(self.letters[number] == letter for number in found), "{} stands in a function", letter)
        return by_power(polynomial, found[0]) if found else {0: polynomial}

    def _collect(self, e: Any) -> None:
        if e.is_Rational or e in self._split:
            return
        if isinstance(e, (sympy.Add, sympy.Mul)) or _is_whole_power(e):
            for part in e.args:
                self._collect(part)
            return
        self._split[e] = factors = _factors(e)
        for factor, power in factors:
            if isinstance(factor, sympy.Basic):
                self._collect(factor)
            else:
                if _is_root(*factor):
                    self._collect(factor[0])
                self._roots[factor] = lcm(self._roots.get(factor, 1), int(power.q))

    def _product(self, factors: Iterable[Fraction]) -> Fraction:
        return reduce(
            lambda left, right: (left[0] * right[0], left[1] * right[1]), factors, (self._one, self._one)
        )

    def _factor(self, factor: Any, power: Any) -> Fraction:
        if isinstance(factor, sympy.Basic):
            return _power(self.fraction(factor), int(power))
        return _power((self._letters[factor], self._one), int(power * self._roots[factor]))

    def _relation(self, base: Any, m: Any) -> tuple[int, Any]:
        """The power of a letter that is something else, and what it is; 0 if there is none."""
        order = self._roots[base, m]
        if _is_root(base, m):
            return order, base
        return (2 * order, sympy.S.One) if base == -1 and m.is_integer else (0, None)

    def _reduced(self, powers: dict[int, Any], root: Any, order: int, value: Any) -> Any:
        """The numerator after ``root^order = value`` is put in."""
        total = (self._context.constant(0), self._one)
        for power, coefficient in powers.items():
            above, below = _power(self.fraction(value), power // order)
            total = _sum(total, (coefficient * root ** (power % order) * above, below))
        return total[0]


def vanishes(expression: Any) -> bool:
    """Whether an expression is zero in the polynomials in its letters."""
    e = sympy.S(expression)
    return bool(e == 0 or Ring(e).vanishes(e))


def polynomial_in_symbols(e: Any) -> tuple[list[Any], Any] | None:
    """The symbols and the polynomial, if an expression is one with rational coefficients."""
    ring = Ring(e)
    if not all(isinstance(letter, sympy.Symbol) for letter in ring.letters):
        return None
    above, below = ring.lowest(e)
    return (ring.letters, above / below) if below.is_constant() else None


def together(e: Any) -> tuple[Any, Any]:
    """Numerator and denominator in lowest terms, each as a product of irreducible factors."""
    ring = Ring(e)
    above, below = ring.lowest(e)
    return ring.factored(above), ring.factored(below)


def by_power(polynomial: Any, index: int) -> dict[int, Any]:
    """The coefficients of the powers of one letter."""
    parts: dict[int, dict[tuple[int, ...], fmpq]] = {}
    for powers, value in polynomial.terms():
        rest = (*powers[:index], 0, *powers[index + 1 :])
        parts.setdefault(int(powers[index]), {})[rest] = value
    return {power: polynomial.context().from_dict(part) for power, part in parts.items()}


def flint_rational(value: Any) -> fmpq:
    """A rational number of SymPy or Python as one of FLINT."""
    return fmpq(int(value.numerator), int(value.denominator))


def exact_rational(value: Any) -> Any:
    """A rational number of FLINT as one of SymPy."""
    return sympy.Rational(int(value.p), int(value.q))


@lru_cache(maxsize=20000)
def expanded(e: Any) -> Any:
    """Multiplied out, by the distributive law and x^(a + b) = x^a x^b alone."""
    return e if e.is_Atom else sympy.expand(e, power_base=False, log=False, basic=False)


@lru_cache(maxsize=2000)
def _lowest(e: Any) -> Any:
    """One way to write a base, whatever way it is written."""
    ring = Ring(e)
    above, below = ring.lowest(e)
    unit = below.leading_coefficient()
    return ring.expression(above / unit) / ring.expression(below / unit)


def _sum(left: Fraction, right: Fraction) -> Fraction:
    (a, b), (c, d) = left, right
    if b == d:
        return a + c, b
    common = b.gcd(d)
    b = b / common
    return a * (d / common) + c * b, b * d


def _power(base: Fraction, exponent: int) -> Fraction:
    above, below = base if exponent >= 0 else base[::-1]
    if below.is_zero():
        raise ZeroDivisionError("a denominator is zero")
    return above ** abs(exponent), below ** abs(exponent)


def _is_whole_power(e: Any) -> bool:
    # 1/Gamma is a number everywhere (0 at the poles), so it is a letter and no denominator
    letter = isinstance(e, sympy.Pow) and isinstance(e.base, sympy.gamma) and e.exp.is_negative
    return isinstance(e, sympy.Pow) and e.exp.is_Integer and not letter


def _is_root(base: Any, m: Any) -> bool:
    """Whether base^(1/q) is a root of an expression, not a letter by which the base is written itself."""
    return m == 1 and (base.is_Rational or isinstance(base, (sympy.Add, sympy.Mul, sympy.Pow, sympy.exp)))


def _factors(e: Any) -> list[tuple[Any, Any]]:
    """What is no sum, product or whole power as a product of powers of ``(base, m)`` or of expressions."""
    if isinstance(e, sympy.Pow) and e.exp.is_Integer:
        return [((1 / e.base, sympy.S.One), -e.exp)]
    if not isinstance(e, (sympy.Pow, sympy.exp)):
        return [((e, sympy.S.One), sympy.S.One)]
    base, exponent = e.as_base_exp()
    found: list[tuple[Any, Any]] = []
    for term in sympy.Add.make_args(expanded(exponent)):
        coefficient, m = term.as_coeff_Mul(rational=True)
        for part, count in _number_factors(base):
            whole = m == 1 and (count * coefficient).q == 1
            found.append((part if whole else (_lowest(part), m), count * coefficient))
    return found


def _number_factors(base: Any) -> list[tuple[Any, int]]:
    """The prime factors of a number, and -1; of anything else itself."""
    if not base.is_Rational or base == 0:
        return [(base, 1)]
    return [(sympy.Integer(prime), count) for prime, count in sympy.factorrat(base).items()]
