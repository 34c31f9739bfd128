r"""Certified tails T_m = sum over k > K of N_k lambda_k^m of sigma_p, to many digits.

With t_k = N_k lambda_k^m and the rational function r(k) = t_{k+2}/t_k, let R = sum_i c_i x^{1-i},
x = k + d/2 - 1, solve R(k) - R(k+2) r(k) = 1 up to order n in 1/x, and let E(k) be what is left. Then the
sum of t_k (1 + E(k)) telescopes to R(K') t_{K'}, so T_m = R(K') t_{K'}/(1 + theta) with
|theta| <= sup |E|, and the supremum is read off exact coefficients after shifting to K'.
Good where K is several times d + 2p; far below, the explicit degrees decay by themselves.

For odd d and m = 1 the sum has a closed form for every K. With x = k + d/2 - 1 and p + d/2 kept, the tails of
(d, p) and (d-2, p+1) obey (2p+1) T_{d,p}(k) = (d-2) T_{d-2,p+1}(k+1) + k (k+p+d-2)^2 t_k/((k+d-3)(2k+d-2)), and
at d = 3 the first term is missing: the recursion ends, and T is a rational number times t_k.
"""

from __future__ import annotations

from flint import arb, fmpq, fmpq_poly

# one term of the closed form for every second dimension
LARGEST_CLOSED = 2001
_X = fmpq_poly([0, 1])


def enclose_trace_tail(dimension: int, power: int, first: int, exponent: int, term: arb, order: int) -> arb:
    """The sum of N_k lambda_k^m over k = first, first + 2, ...

    Parameters
    ----------
    dimension, power : int
        d >= 2, p in 0..3.
    first : int
        First degree, > p + 2 (> p for m = 1 and odd d up to 2001) with first - p odd: the other parity has only
        zeros there.
    exponent : int
        m >= 1.
    term : flint.arb
        The first term, N lambda^m at ``first``.
    order : int
        n >= 2 terms of R.

    Returns
    -------
    flint.arb
        Certified at the ambient precision; not finite if the expansion says nothing at ``first``.
    """
    d, p, m = dimension, power, exponent
    if m == 1 and has_closed_tail(d):
        return closed_tail_ratio(d, p, first) * term
    if first <= p + 2:
        return arb("nan")
    shift = first + fmpq(d - 2, 2)
    top, bottom = _ratio(d, p, m)
    coefficients = _solution(d, p, m, order)
    # R = P(x)/x^(n-1); everything as a polynomial in y = k - first
    x = fmpq_poly([shift, 1])
    ahead = x + 2
    polynomial = fmpq_poly(list(reversed(coefficients)))
    powers, powers_ahead = x ** (order - 1), ahead ** (order - 1)
    moved = fmpq_poly([first, 1])
    top, bottom = top(moved), bottom(moved)
    now, then = polynomial(x), polynomial(ahead)
    denominator = powers * powers_ahead * bottom
    rest = now * powers_ahead * bottom - then * powers * top - denominator
    worst = fmpq(0)
    bounds = denominator.coeffs()
    for i, c in enumerate(rest.coeffs()):
        if bounds[i] <= 0:
            return arb("nan")
        worst = max(worst, abs(c) / bounds[i])
    if worst >= fmpq(1, 2):
        return arb("nan")
    value = arb(now(fmpq(0)) / powers(fmpq(0)))
    return value * term / (1 + arb(0, 1) * arb(worst))


def has_closed_tail(dimension: int) -> bool:
    """Whether the trace's tail is a rational number times its first term, and that number is quick to have."""
    return dimension % 2 == 1 and dimension <= LARGEST_CLOSED


def closed_tail_ratio(dimension: int, power: int, first: int) -> arb:
    """(t_k + t_{k+2} + ...)/t_k for odd d, k = ``first`` > p, at the ambient precision; every term is positive.

    Source: this project, ``kernel_trace_tail_eq_of_lower_dimension`` down to ``kernel_trace_tail_eq_of_three_dimensions``.
    """
    d, p, k = dimension, power, first
    total, product = arb(0), arb(1)
    for i in range((d - 1) // 2):
        total += product * (k + i) / ((k + d - 3 - i) * (2 * p + 2 * i + 1))
        product = product * ((p + 1 + i) ** 2 * (d - 3 - 2 * i))
        product = product / ((2 * p + 1 + 2 * i) * (k + 1 + i) * (k + d - 3 - i))
    return total * (k + p + d - 2) ** 2 / (2 * k + d - 2)


def _ratio(d: int, p: int, m: int) -> tuple[fmpq_poly, fmpq_poly]:
    """t_{k+2}/t_k as polynomials in k: from ``activation_coefficient_recursion`` and the formula of N."""
    k = _X
    top = (2 * k + (d + 2)) * (k + (d - 1)) * (k + (d - 2)) * (k - p) ** (2 * m)
    bottom = (2 * k + (d - 2)) * (k + 2) * (k + 1) * (k + (d + p)) ** (2 * m)
    return top, bottom


def _solution(d: int, p: int, m: int, order: int) -> list[fmpq]:
    """c_0, ..., c_n with R - R(x+2) r = 1 + O(x^{-n-1}); rounded, since any R serves."""
    n, bits = order + 2, 64 + 12 * order
    unit = 1 << bits
    monomial = _X**n

    def series(factors: list[fmpq]) -> fmpq_poly:
        product = fmpq_poly([1])
        for offset in factors:
            product = product * fmpq_poly([1, offset]) % monomial
        return product

    half = fmpq(d - 2, 2)
    above = series([fmpq(2), d - 1 - half, d - 2 - half] + [-p - half] * (2 * m))
    below = series([2 - half, 1 - half] + [d + p - half] * (2 * m))
    ratio = above * _inverse(below, n) % monomial
    ahead = fmpq_poly([1, 2])
    power, down = ahead, _inverse(ahead, n)
    wanted = fmpq_poly([1])
    found: list[fmpq] = []
    for i in range(order + 1):
        image = 1 - power * ratio % monomial  # starts with u: x^{1-i} -> x^{-i} (alpha_i + ...)
        c = wanted[i] / image[1]
        c = fmpq((c * unit).floor(), unit) if c.q.bit_length() > 2 * bits else c
        found.append(c)
        shifted = fmpq_poly([0] * i + image.coeffs()[1:])
        wanted = (wanted - c * shifted) % monomial
        power = power * down % monomial
    return found


def _inverse(polynomial: fmpq_poly, n: int) -> fmpq_poly:
    """1/polynomial modulo x^n, for constant term 1, by Newton's rule."""
    inverse, known = fmpq_poly([1]), 1
    while known < n:
        known = min(2 * known, n)
        inverse = inverse * (2 - polynomial * inverse) % _X**known
    return inverse
