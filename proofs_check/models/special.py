"""Integrals, Gegenbauer polynomials and Funk-Hecke coefficients, by other ways than the proofs go.

The weight (1 - z^2)^e with whole 2 e >= -1 is integrated over the angle: z = sin(theta) leaves whole powers of sine and
cosine, which are entire. P_{k,d} comes from its three-term recursion, the coefficient a of the activation from both.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sympy
from flint import acb, arb, ctx, fmpq, fmpq_poly

from proofs_check.models.evaluate import evaluator
from proofs_check.models.world import Binding, Silent, World, whole
from w2s_theory import notation

HIGHEST_DEGREE = 40
# of a derivative in an integrand
HIGHEST_ORDER = 6
_ENTIRE = (sympy.Add, sympy.Mul, sympy.Pow, sympy.exp, sympy.sin, sympy.cos, sympy.Symbol, sympy.Number,
           sympy.NumberSymbol, sympy.Indexed, sympy.IndexedBase)  # fmt: skip


@lru_cache(maxsize=2000)
def legendre(k: int, d: int) -> Any:
    """The coefficients of P_{k,d}, P(1) = 1: (k + d - 3) P_k = (2k + d - 4) z P_{k-1} - (k - 1) P_{k-2}."""
    if k == 0:
        return fmpq_poly([1])
    if k == 1:
        return fmpq_poly([0, 1])
    z = fmpq_poly([0, 1])
    return ((2 * k + d - 4) * z * legendre(k - 1, d) - (k - 1) * legendre(k - 2, d)) * fmpq(1, k + d - 3)


def _degree(k: Any, d: Any) -> tuple[int, int]:
    degree, dimension = whole(k), whole(d)
    if not (0 <= degree <= HIGHEST_DEGREE and 2 <= dimension <= 200):
        raise Silent("no such polynomial here")
    return degree, dimension


def _polynomial(world: World, k: Any, d: Any, z: Any) -> Any:
    total = arb(0)
    for coefficient in reversed(legendre(*_degree(k, d)).coeffs()):
        total = total * z + coefficient
    return total


@lru_cache(maxsize=5000)
def _half_moment(m: int, power: int, precision: int) -> Any:
    """Integral of z^m (1 - z^2)^{(power - 1)/2} over (0, 1), by quadrature over the angle."""
    if m < 0 or power < 0:
        raise Silent("an improper integral")
    value = acb.integral(lambda theta, _: theta.sin() ** m * theta.cos() ** power, acb(0), acb.pi() / 2)
    return value.real


def _coefficient(world: World, k: Any, d: Any, p: Any) -> Any:
    """E[max(z, 0)^p P_k(z)] under the density of <u, x>."""
    (degree, dimension), power = _degree(k, d), whole(p)
    if power < 0:
        raise Silent("no such activation")
    total = arb(0)
    for i, coefficient in enumerate(legendre(degree, dimension).coeffs()):
        if coefficient != 0:
            total = total + _half_moment(power + i, dimension - 2, ctx.prec) * coefficient
    half = arb(dimension) / 2
    return total * half.gamma() / (arb.pi().sqrt() * (half - arb(0.5)).gamma())


KNOWN: dict[str, Callable[..., Any]] = {"P": _polynomial, "a": _coefficient}


def integral(world: World, e: Any) -> Any:
    """An integral over one letter: of an entire function, or of powers of z and of 1 - z^2 within [-1, 1]."""
    if len(e.limits) != 1 or len(e.limits[0]) != 3:
        raise Silent("a multiple integral")
    letter, first, last = e.limits[0]
    if not e.function.has(letter):
        return evaluator(e.function * (last - first))(world)
    if _entire(e.function, letter):
        inside = evaluator(e.function)

        def at(point: Any, _: bool) -> Any:
            with Binding(world, {letter: point}):
                return acb(inside(world))

        low, high = evaluator(first)(world), evaluator(last)(world)
        return acb.integral(at, acb(low), acb(high)).real
    return _weighted(world, e.function, letter, (first, last))


def _entire(e: Any, letter: Any) -> bool:
    for node in sympy.preorder_traversal(e):
        if node.has(letter) and not isinstance(node, _ENTIRE):
            return False
        if isinstance(node, sympy.Pow) and node.has(letter) and node.base is not sympy.E:
            if node.exp.has(letter) or not node.exp.is_integer or not node.exp.is_nonnegative:
                return False
    return True


def _weighted(world: World, e: Any, z: Any, ends: tuple[Any, Any]) -> Any:
    if ends not in ((0, 1), (-1, 1)):
        raise Silent("an integral that is not modelled")
    if ends == (-1, 1) and e.has(sympy.Piecewise, notation.sigma):
        e = _positive_half(e, z)
        ends = (sympy.Integer(0), sympy.Integer(1))
    total = arb(0)
    for factor, m, power in _terms(e, _numbers(world, e, z), z):
        value = _half_moment(m, power, ctx.prec) * evaluator(factor)(world)
        total = total + (value if ends[0] == 0 else value * (1 + (-1) ** m))
    return total


def _positive_half(e: Any, z: Any) -> Any:
    """What an integrand that vanishes for z <= 0 is for z > 0."""
    whole_part = sympy.Piecewise(*e.args) if isinstance(e, sympy.Piecewise) else e
    if isinstance(whole_part, sympy.Piecewise):
        (value, condition), (rest, other) = whole_part.args[0], whole_part.args[-1]
        if len(whole_part.args) != 2 or condition != (z > 0) or rest != 0 or other != sympy.true:
            raise Silent("cases that are not modelled")
        return value
    factors = sympy.Mul.make_args(e)
    bases = [factor.base if isinstance(factor, sympy.Pow) else factor for factor in factors]
    if not any(isinstance(base, notation.sigma) and base.args[1] == z for base in bases):
        raise Silent("cases that are not modelled")
    return e.replace(notation.sigma, lambda p, x: x**p)


def _numbers(world: World, e: Any, z: Any) -> tuple[tuple[Any, Any], ...]:
    """The values of the whole letters of an integrand."""
    if e.atoms(sympy.Sum, sympy.Integral, sympy.Subs):
        raise Silent("an integral of a sum")
    letters = [each for each in e.free_symbols - {z} if isinstance(each, sympy.Symbol) and each.is_integer]
    return tuple((each, sympy.Integer(whole(evaluator(each)(world)))) for each in sorted(letters, key=str))


def _with_numbers(e: Any, numbers: dict[Any, Any], z: Any) -> Any:
    """The integrand with whole numbers for its whole letters; polynomials, densities and derivatives spelled out."""
    orders = {
        node: sympy.Derivative(node.expr.xreplace(numbers), (z, node.variable_count[0][1].xreplace(numbers)))
        for node in e.atoms(sympy.Derivative)
    }
    if any(
        not (count.is_Integer and 0 <= count <= HIGHEST_ORDER)
        for new in orders.values()
        if isinstance(new, sympy.Derivative)
        for _, count in new.variable_count
    ):
        raise Silent("a derivative of high or unknown order")
    e = e.xreplace(orders).xreplace(numbers).doit()
    e = e.replace(notation.density, lambda d, x: notation.definition("density", d, x))

    def spelled(k: Any, d: Any, x: Any) -> Any:
        if not (k.is_Integer and d.is_Integer and 0 <= k <= HIGHEST_DEGREE and d >= 2):
            raise Silent("no such polynomial here")
        coefficients = legendre(int(k), int(d)).coeffs()
        return sum(
            (sympy.Rational(int(c.p), int(c.q)) * x**i for i, c in enumerate(coefficients)), sympy.Integer(0)
        )

    return e.replace(notation.P, spelled)


@lru_cache(maxsize=5000)
def _terms(e: Any, numbers: tuple[tuple[Any, Any], ...], z: Any) -> list[tuple[Any, int, int]]:
    """Each term of an integrand as (factor free of z, m, power) for factor z^m (1 - z^2)^{(power - 1)/2}."""
    e = _with_numbers(e, dict(numbers), z)
    weight = sympy.Dummy(positive=True)
    terms = []
    for term in sympy.Add.make_args(sympy.expand(e.subs(1 - z**2, weight))):
        factor, m, power = sympy.Integer(1), sympy.Integer(0), sympy.Integer(1)
        for part in sympy.Mul.make_args(term):
            base, exponent = part.as_base_exp()
            if base == z:
                m += exponent
            elif base == weight:
                power += 2 * exponent
            elif not part.has(z, weight):
                factor *= part
            else:
                raise Silent("an integrand that is not modelled")
        if not (m.is_Integer and power.is_Integer):
            raise Silent("an exponent that is not modelled")
        terms.append((factor, int(m), int(power)))
    return terms
