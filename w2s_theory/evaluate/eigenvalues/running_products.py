"""Running products of many factors in float64 without loss: double-double, vectorised in blocks.

A plain running product of 10^6 factors is off by hundreds of ulp. Here every partial product is an
unevaluated sum hi + lo of two doubles times a power of two, good to about 100 bits, and the
exponent is kept apart, so nothing overflows or underflows on the way. Error-free transformations
after Dekker and Veltkamp, *A floating-point technique for extending the available precision*
(Numer. Math. 18, 1971); they need round-to-nearest and no fused multiply-add.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

_SPLITTER = 134217729.0  # 2^27 + 1
# A block multiplies mantissas in [1/2, 1) without rescaling: 2^-512, and its error terms near
# 2^-700, stay far above the smallest normal double 2^-1022.
_STEPS = 512


@dataclass(frozen=True, slots=True)
class Scaled:
    """Numbers (hi + lo) * 2**exponent, |lo| <= ulp(hi), hi in [1/2, 1): floats or arrays of one shape."""

    hi: Any
    lo: Any
    exponent: Any


def _split(a: Any) -> tuple[Any, Any]:
    c = _SPLITTER * a
    high = c - (c - a)
    return high, a - high


def _multiply(a: Any, a_low: Any, b: Any, b_low: Any, b_parts: tuple[Any, Any]) -> tuple[Any, Any]:
    """(a + a_low)(b + b_low) as a normalised pair; ``b_parts`` is the split of b."""
    product = a * b
    a_high, a_rest = _split(a)
    b_high, b_rest = b_parts
    error = ((a_high * b_high - product) + a_high * b_rest + a_rest * b_high) + a_rest * b_rest
    error += a * b_low + a_low * b
    hi = product + error
    return hi, error - (hi - product)


def _normalise(hi: Any, lo: Any, exponent: Any) -> Scaled:
    mantissa, shift = np.frexp(hi)
    return Scaled(mantissa, np.ldexp(lo, -shift), exponent + shift)


def multiply(left: Scaled, right: Scaled) -> Scaled:
    """The product, to about 100 bits; shapes broadcast."""
    hi, lo = _multiply(left.hi, left.lo, right.hi, right.lo, _split(right.hi))
    return _normalise(hi, lo, left.exponent + right.exponent)


def quotient(numerator: np.ndarray, denominator: np.ndarray) -> Scaled:
    """Positive whole numbers below 2^53 divided: the double and its exact remainder's quotient."""
    q = numerator / denominator
    product = q * denominator
    q_high, q_rest = _split(q)
    d_high, d_rest = _split(denominator)
    error = ((q_high * d_high - product) + q_high * d_rest + q_rest * d_high) + q_rest * d_rest
    return _normalise(q, ((numerator - product) - error) / denominator, np.int64(0))


def scaled_from_integer(mantissa: int, exponent: int) -> Scaled:
    """The number mantissa * 2**exponent (mantissa > 0) rounded to about 106 bits."""
    length = mantissa.bit_length()
    if length < 110:
        mantissa, exponent, length = mantissa << (110 - length), exponent - (110 - length), 110
    top = mantissa >> (length - 53)
    rest = mantissa - (top << (length - 53))
    hi, low = math.ldexp(float(top), -53), math.ldexp(float(rest), -length)
    total = hi + low
    mantissa_hi, shift = math.frexp(total)
    return Scaled(mantissa_hi, math.ldexp(low - (total - hi), -shift), exponent + length + shift)


def running_products(seed: Scaled, factors: Scaled) -> Scaled:
    """seed, seed f_0, seed f_0 f_1, ...: one entry more than there are factors.

    Parameters
    ----------
    seed
        A number.
    factors
        Arrays of shape (n,).

    Returns
    -------
    Scaled
        Arrays of shape (n + 1,), each entry good to about 95 bits for n up to 10^7.
    """
    n = len(factors.hi)
    steps = min(_STEPS, max(1, math.isqrt(n)))
    blocks = max(1, -(-n // steps))
    hi, lo = _in_blocks(factors.hi, steps, blocks, 1.0), _in_blocks(factors.lo, steps, blocks, 0.0)
    exponent = np.cumsum(_in_blocks(factors.exponent, steps, blocks, 0), axis=0, dtype=np.int64)
    high, rest = _split(hi)
    for row in range(1, steps):
        hi[row], lo[row] = _multiply(hi[row - 1], lo[row - 1], hi[row], lo[row], (high[row], rest[row]))
    inner = _normalise(hi, lo, exponent)
    before = _block_starts(seed, Scaled(inner.hi[-1], inner.lo[-1], inner.exponent[-1]))
    whole = multiply(inner, before)
    first = (seed.hi, seed.lo, seed.exponent)
    return Scaled(
        *(
            np.concatenate([[start], part.T.reshape(-1)[:n]])
            for start, part in zip(first, (whole.hi, whole.lo, whole.exponent), strict=True)
        )
    )


def _in_blocks(values: np.ndarray, steps: int, blocks: int, fill: float) -> np.ndarray:
    """Column b holds the b-th run of ``steps`` consecutive values; each row is contiguous."""
    padded = np.full(steps * blocks, fill, dtype=np.asarray(values).dtype)
    padded[: len(values)] = values
    return np.ascontiguousarray(padded.reshape(blocks, steps).T)


def _block_starts(seed: Scaled, totals: Scaled) -> Scaled:
    """The product of everything before each block (a scan over few blocks, number by number)."""
    hi, lo, exponent = float(seed.hi), float(seed.lo), int(seed.exponent)
    his, los, exponents = [], [], []
    for b, b_low, b_exponent in zip(
        totals.hi.tolist(), totals.lo.tolist(), totals.exponent.tolist(), strict=True
    ):
        his.append(hi)
        los.append(lo)
        exponents.append(exponent)
        product, low = _multiply(hi, lo, b, b_low, _split(b))
        hi, shift = math.frexp(product)
        lo, exponent = math.ldexp(low, -shift), exponent + b_exponent + shift
    return Scaled(np.array(his), np.array(los), np.array(exponents, dtype=np.int64))


def rounded(values: Scaled) -> np.ndarray:
    """The nearest doubles: 0 below, ``inf`` above the range."""
    with np.errstate(over="ignore", under="ignore"):
        return np.ldexp(values.hi + values.lo, np.clip(values.exponent, -5000, 5000).astype(np.int32))


def square(values: Scaled) -> Scaled:
    """The squares."""
    return multiply(values, values)


_LN2_HIGH = float.fromhex("0x1.62e42feep-1")  # 32 bits: times an exponent below 2^21 it is exact
_LN2_LOW = float.fromhex("0x1.a39ef35793c76p-33")


def logarithm(values: Scaled) -> np.ndarray:
    """Natural logarithms, to about 1 ulp of themselves when not near 0."""
    small = np.log(values.hi) + values.lo / values.hi
    return values.exponent * _LN2_HIGH + (small + values.exponent * _LN2_LOW)
