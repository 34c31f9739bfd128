"""Gegenbauer polynomials P_{k,d} with P_k(1) = 1 and multiplicities N(d, k), degree after degree."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def gegenbauer_values(z: np.ndarray, dimension: int) -> Iterator[np.ndarray]:
    """P_0(z), P_1(z), P_2(z), ... without end, from the three-term recurrence.

    Parameters
    ----------
    z : array of any shape
        Cosines in [-1, 1].
    dimension : int
        d >= 2.

    Yields
    ------
    array of the shape of ``z``
        Owned by the generator: overwritten two steps later, so copy what must last.

    Notes
    -----
    Accuracy: absolute error a small multiple of k eps. Memory: three arrays of the size of ``z``.
    """
    z = np.asarray(z, dtype=float)
    previous, current, scratch = np.ones_like(z), z.copy(), np.empty_like(z)
    yield previous
    degree = 1
    while True:
        yield current
        # (k + d - 2) P_{k+1} = (2k + d - 2) z P_k - k P_{k-1}; at d = 2, k >= 1 it is Chebyshev's
        below = degree + dimension - 2
        np.multiply(z, current, out=scratch)
        scratch *= (2 * degree + dimension - 2) / below
        previous *= degree / below
        scratch -= previous
        previous, current, scratch = current, scratch, previous
        degree += 1


def orthonormal_values(z: np.ndarray, dimension: int) -> Iterator[np.ndarray]:
    """sqrt(N_k) P_k(z) for k = 0, 1, 2, ...: orthonormal for the law of <u, x>.

    Their recurrence z p_k = r_{k+1} p_{k+1} + r_k p_{k-1} has r_k^2 = k (k+d-3)/((2k+d-2)(2k+d-4)),
    r_1^2 = 1/d, and neither overflows nor underflows where the law lives, at any d.
    The arrays are owned by the generator, as in :func:`gegenbauer_values`.
    """
    z = np.asarray(z, dtype=float)
    previous, current, scratch = np.zeros_like(z), np.ones_like(z), np.empty_like(z)
    degree, below = 0, 0.0
    while True:
        yield current
        k = degree + 1
        above = (
            dimension**-0.5
            if k == 1
            else ((k * (k + dimension - 3)) / ((2 * k + dimension - 2) * (2 * k + dimension - 4))) ** 0.5
        )
        np.multiply(z, current, out=scratch)
        previous *= below
        scratch -= previous
        scratch /= above
        previous, current, scratch = current, scratch, previous
        degree, below = k, above


def compute_log_multiplicity(dimension: int, largest: int) -> np.ndarray:
    """Compute log N(d, k) for k = 0..largest, shape (largest + 1,).

    Summed from logarithms of the ratios N_{k+1}/N_k; absolute error a few eps times its own size.
    """
    d = float(dimension)
    k = np.arange(1.0, max(largest, 1))
    # N_{k+1}/N_k = (2k+d)(k+d-2)/((2k+d-2)(k+1)), and N_1 = d apart since d = 2 makes k = 0 a 0/0
    steps = np.log((2 * k + d) / (2 * k + d - 2)) + np.log((k + d - 2) / (k + 1))
    return np.concatenate(([0.0], np.log(d) + np.concatenate(([0.0], np.cumsum(steps)))))[: largest + 1]
