r"""What all degrees above k hold of the trace of sigma_p's kernel, as a series in 1/x, x = k + d/2 - 1.

With t_k = N_k lambda_k and R = t_{k+2}/t_k, the tail S t_k = t_{k+2} + t_{k+4} + ... satisfies S(k) = R(k) (1 + S(k+2)).
R is a rational function of k, so S = c_{-1} x + c_0 + c_1/x + ... follows order by order, its coefficients polynomial in d.
"""

from __future__ import annotations

from typing import Any

from sympy import QQ, Rational, Symbol, ring

_ORDERS = 10


def trace_tail_series(power: int, d: Symbol) -> list[Any]:
    """c_{-1}, c_0, ..., exact polynomials in ``d``: the tail beyond degree k is t_k (c_{-1} x + c_0 + c_1/x + ...)."""
    letters, dd, u = ring("d,u", QQ)
    half = QQ(1, 2)
    shift = dd * half - 1  # k = x - shift

    def cut(poly: Any) -> Any:
        return letters.from_dict({key: value for key, value in poly.items() if key[1] <= _ORDERS + 1})

    def inverse(linear: Any) -> Any:
        """1/(1 + a u) up to the last order."""
        found, term = letters.one, letters.one
        for _ in range(_ORDERS + 1):
            term = cut(-term * linear * u)
            found += term
        return found

    # each factor k + a is x (1 + (a - shift) u); the powers of x cancel in R
    above = [-power, -power, dd - 2, dd - 1, dd * half + 1]
    below = [dd + power, dd + power, 1, 2, dd * half - 1]
    quotient = letters.one
    for a in above:
        quotient = cut(quotient * (1 + (a - shift) * u))
    for a in below:
        quotient = cut(quotient * inverse(letters(a) - shift))
    # (1 + 2u)^n for n = 1, 0, -1, ...
    moved = [1 + 2 * u]
    for _ in range(_ORDERS + 1):
        moved.append(cut(moved[-1] * inverse(letters(2))))
    found: list[Any] = []
    rest = quotient  # R - sum of c_i (x^-i - R (x+2)^-i), which must vanish order by order; x is u^-1
    for place in range(_ORDERS):
        lift = u ** max(place - 1, 0)
        change = cut((1 - quotient * moved[place]) * lift)
        if place == 0:
            # (1 - R (1 + 2u))/u
            change = letters.from_dict({(a, b - 1): value for (a, b), value in change.items()})
        leading = {key: value for key, value in change.items() if key[1] == place}
        pivot = leading[(0, place)]
        wanted = letters.from_dict({(a, 0): value / pivot for (a, b), value in rest.items() if b == place})
        rest = cut(rest - wanted * change)
        found.append(sum((Rational(value) * d ** key[0] for key, value in wanted.items()), Rational(0)))
    return found
