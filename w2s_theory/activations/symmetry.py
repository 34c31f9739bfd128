"""Exact zeros that an expression's symmetry causes: which half of it is a polynomial, and which is 0.

With h(z) = f(z) + (-1)^k f(-z) on z > 0, a_k = E[1_{z>0} h(z) P_k(z)]. Softplus is z/2 plus an even function, so
its h for odd k is z; the hard tanh's h for even k is 0 on each of its pieces. Proved, never guessed: h is a
polynomial of degree < m where its m-th derivative is 0, and that is 0 where its numerator is 0 with every
function in it taken for an independent letter.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import comb, lcm
from typing import Any

# beyond this size nothing is proved, so that no expression takes minutes
_LARGEST = 400
_HIGHEST_DERIVATIVE = 4
_PRECISIONS = (64, 256, 1024)


@lru_cache(maxsize=256)
def polynomial_half_of(
    expr: Any, symbol: Any, kinks: tuple[Fraction, ...], odd: bool, reach_squared: int | None = None
) -> tuple[Any, ...] | None:
    """The coefficients of h on (0, reach), lowest first, as exact SymPy numbers; ``()`` for h = 0.

    Parameters
    ----------
    expr, symbol
        An expression that :func:`~w2s_theory.activations.tree.require_supported` accepts.
    kinks
        Where a branch of it changes.
    odd : bool
        h(z) = f(z) - f(-z), for odd degrees; else f(z) + f(-z).
    reach_squared : int, optional
        The square of the largest |z| that matters; all of z > 0 if not given.

    Returns
    -------
    tuple or None
        ``None`` where nothing is proved.
    """
    import sympy

    bounds = sorted(
        {abs(kink) for kink in kinks if kink and (reach_squared is None or kink * kink < reach_squared)}
    )
    middles = [(low + high) / 2 for low, high in zip([Fraction(0), *bounds], bounds, strict=False)]
    middles.append(bounds[-1] + Fraction(1, 997) if bounds else Fraction(1, 997))
    z = sympy.Symbol("z", positive=True)
    found: tuple[Any, ...] | None = None
    for place, middle in enumerate(middles):
        right, left = (branch_at(expr, symbol, side * middle) for side in (1, -1))
        if right is None or left is None:
            return None
        mirrored = left.xreplace({symbol: -z})
        half = right.xreplace({symbol: z}) + (-mirrored if odd else mirrored)
        if place == 0:
            found = _stripped(_as_polynomial(half, z, through_zero=0 not in kinks))
        elif found is not None:
            known = sympy.Add(*(c * z**i for i, c in enumerate(found)))
            found = found if proves_zero(half - known) else None
        if found is None:
            return None
    return found


def _stripped(coefficients: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    while coefficients and coefficients[-1] == 0:
        coefficients = coefficients[:-1]
    return coefficients


def has_no_degree(half: tuple[Any, ...] | None, degree: int) -> bool:
    """Whether a_k = 0 since h is a polynomial of degree below k with powers of k's parity only."""
    return (
        half is not None
        and len(half) <= degree
        and all(value == 0 for i, value in enumerate(half) if (i - degree) % 2)
    )


def branch_at(expr: Any, symbol: Any, point: Fraction) -> Any | None:
    """The expression with each Abs, Max, Min, Heaviside, sign and Piecewise replaced by its branch at a point.

    ``None`` where a sign there cannot be told.
    """
    import sympy

    class _Undecided(Exception):
        pass

    def sign(node: Any) -> int:
        value = _sign_at(node, symbol, point)
        if value is None:
            raise _Undecided
        return value

    def walk(node: Any) -> Any:
        name = type(node).__name__
        if not node.args:
            return node
        if name == "Abs":
            return sign(node.args[0]) * walk(node.args[0])
        if name == "sign":
            return sympy.Integer(sign(node.args[0]))
        if name == "Heaviside":
            return sympy.Integer(1 if sign(node.args[0]) > 0 else 0)
        if name in ("Max", "Min"):
            best = node.args[0]
            for other in node.args[1:]:
                if (sign(other - best) > 0) == (name == "Max"):
                    best = other
            return walk(best)
        if name == "Piecewise":
            for value, condition in node.args:
                if not condition.is_Relational:
                    return walk(value)
                kind, positive = type(condition).__name__, sign(condition.lhs - condition.rhs) > 0
                if kind == "Unequality" or (kind != "Equality" and positive == ("Greater" in kind)):
                    return walk(value)
            raise _Undecided
        return node.func(*(walk(arg) for arg in node.args))

    try:
        return walk(expr)
    except _Undecided:
        return None


def _sign_at(node: Any, symbol: Any, point: Fraction) -> int | None:
    from flint import acb, arb, fmpq

    from w2s_theory.activations.tree import enclose_value
    from w2s_theory.records.precision import working_bits

    for bits in _PRECISIONS:
        with working_bits(bits):
            value = enclose_value(node, symbol, acb(arb(fmpq(point.numerator, point.denominator))), False)
        if value.real > 0 or value.real < 0:
            return 1 if value.real > 0 else -1
    return None


def _as_polynomial(half: Any, z: Any, through_zero: bool) -> tuple[Any, ...] | None:
    """The coefficients of an expression smooth on z > 0 (and at 0, if so said) that is a polynomial there."""
    import sympy

    if not half.has(z):
        return () if proves_zero(half) else (half,)
    plain = sympy.expand(half)
    if plain == 0 or proves_zero(half):
        return ()
    if plain.is_polynomial(z):
        return tuple(sympy.Poly(plain, z).all_coeffs()[::-1])
    if not through_zero or _difference(half, z, _HIGHEST_DERIVATIVE):
        return None
    derivative, taylor = half, []
    for order in range(_HIGHEST_DERIVATIVE):
        value = sympy.expand(derivative.xreplace({z: sympy.Integer(0)}))
        if not value.is_finite:
            return None
        taylor.append(value / sympy.factorial(order))
        derivative = sympy.diff(derivative, z)
        if proves_zero(derivative):
            return tuple(taylor)
    return None


def proves_zero(expr: Any) -> bool:
    """Whether an expression is 0 for all values of its letters; ``False`` only says that it was not proved."""
    import sympy

    if expr == 0:
        return True
    letters = sorted(expr.free_symbols, key=str)
    if sympy.count_ops(expr) > _LARGEST or (len(letters) == 1 and _difference(expr, letters[0], 0)):
        return False
    hyperbolic = expr.replace(sympy.tanh, lambda x: 1 - 2 / (sympy.exp(2 * x) + 1))
    hyperbolic = hyperbolic.rewrite([sympy.sinh, sympy.cosh], sympy.exp)
    hyperbolic = hyperbolic.replace(sympy.acos, lambda x: sympy.pi / 2 - sympy.asin(x))
    numerator, _ = sympy.fraction(sympy.together(_letters_for_exponentials(hyperbolic)))
    return sympy.count_ops(numerator) <= _LARGEST and sympy.expand(numerator) == 0


def _difference(expr: Any, letter: Any, order: int) -> bool:
    """Whether the difference of an order is not 0: most that is no polynomial of that degree ends here, quickly."""
    from flint import acb

    from w2s_theory.activations.tree import enclose_value
    from w2s_theory.records.precision import working_bits

    try:
        with working_bits(256):
            total = acb(0)
            for i in range(order + 1):
                total += (-1) ** i * comb(order, i) * enclose_value(expr, letter, acb(5 + i) / 7, False)
    except (AttributeError, KeyError):  # a function that has no ball
        return False
    return bool(total.real > 0 or total.real < 0)


def _letters_for_exponentials(expr: Any) -> Any:
    """exp(2 z + z^2/3) as T_z^2 T_(z^2): products of powers of letters, one for each monomial."""
    import sympy

    exponentials = [node for node in expr.atoms(sympy.exp) if node.args[0].free_symbols]
    split = {node: _monomials(node.args[0]) for node in exponentials}
    denominators: dict[Any, int] = {}
    for parts in split.values():
        for monomial, c in parts.items():
            denominators[monomial] = lcm(denominators.get(monomial, 1), int(c.q))
    letters = {monomial: sympy.Dummy("T", positive=True) for monomial in denominators}

    def product(node: Any) -> Any:
        return sympy.Mul(*(letters[m] ** (c * denominators[m]) for m, c in split[node].items()))

    # the outermost first: an exponential inside another's exponent is part of that one's monomial
    for node in sorted(exponentials, key=lambda node: -sympy.count_ops(node)):
        expr = expr.xreplace({node: product(node)})
    return expr


def _monomials(exponent: Any) -> dict[Any, Any]:
    import sympy

    found: dict[Any, Any] = {}
    for term in sympy.Add.make_args(sympy.expand(exponent)):
        c, monomial = term.as_coeff_Mul()
        if not c.is_Rational:
            c, monomial = sympy.Integer(1), term
        found[monomial] = found.get(monomial, 0) + c
    return found
