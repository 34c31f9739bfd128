"""How a combination of features is spread over the degrees: P_k(U U^T) w, whose product with w is a mass.

||Pi_k sum_i w_i phi_i||^2 = a_k^2 N_k w.P_k(U U^T) w. All degrees come from one pass of the three-term recurrence over
blocks of rows that stay in the cache: the cost is four sweeps over a matrix per degree. For many small teachers at
once the masses come from the pairs of units, each pair once; where the P_k have small coefficients (not too many
degrees for the dimension), from moments of the cosines, which are one matrix product.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from w2s_theory.simulate.machine.block_map import map_row_blocks

# how much larger than a polynomial its terms may be, for it to be summed from powers
_LARGEST_GROWTH = 1000.0
# pairs of one teacher of which all powers stay in the cache
_CHUNK = 8 * 1024


def _scaled_recurrence(dimension: int, largest: int) -> tuple[np.ndarray, np.ndarray]:
    """g_k and h_k, k = 0..largest+1: R_k = P_k/g_k obeys R_{k+1} = (2z) R_k - h_k R_{k-1}.

    g_0 = g_1 = 1, g_{k+1} = g_k (2k+d-2)/(2(k+d-2)): one multiplication less per entry than with P_k itself.
    """
    scale, back = np.ones(largest + 2), np.zeros(largest + 2)
    for k in range(1, largest + 1):
        below = k + dimension - 2
        scale[k + 1] = scale[k] * (2 * k + dimension - 2) / (2 * below)
        back[k] = k / below * scale[k - 1] / scale[k + 1]
    return scale, back


class PairMasses:
    """sum over pairs of products times P_k(cosines), k = 0..largest, for stack after stack, in one work space.

    Parameters
    ----------
    dimension, largest
        Of the polynomials.
    wanted : boolean array, shape (largest + 1,)
        Degrees to evaluate; the others are left 0.
    """

    def __init__(self, dimension: int, largest: int, wanted: np.ndarray) -> None:
        self.dimension, self.largest, self.wanted = dimension, largest, wanted
        self.from_moments = can_use_moments(dimension, largest)
        # odd degrees from 3 on are 0 for many activations: then all is in z^2
        self._even = not wanted[3::2].any()
        self._count = largest // 2 + 1 if self._even else largest + 1
        self._small = math.isqrt(self._count - 1) + 1
        self._large = -(-self._count // self._small)
        self._space = np.empty(0)

    def compute(self, cosines: np.ndarray, products: np.ndarray) -> np.ndarray:
        """The sums of B teachers, shape (B, largest + 1).

        Parameters
        ----------
        cosines, products : arrays, shape (B, n_pairs)
            <u_i, u_j> and w_i w_j; each pair once, the products of pairs i < j doubled.
        """
        masses = np.zeros((len(cosines), self.largest + 1))
        if self.from_moments:
            step = 2 if self._even else 1
            table = _power_coefficients(self.dimension, self.largest)[::step, ::step]
            # not a matrix product: each teacher's sum in one order, whatever the stack
            masses[:, ::step] = np.sum(self._moments(cosines, products)[:, None] * table, axis=2)
        else:
            masses[:, 0] = np.sum(products, axis=1)
            for k, scale, polynomial in _pair_polynomials(cosines, self.dimension, self.largest, self.wanted):
                if self.wanted[k]:
                    masses[:, k] = scale * np.vecdot(polynomial, products)
        if self.largest and (self._even or not self.from_moments):
            masses[:, 1] = np.vecdot(cosines, products)
        return np.where(self.wanted, masses, 0.0)

    def _moments(self, cosines: np.ndarray, products: np.ndarray) -> np.ndarray:
        """sum of products times z^(2j) (z^j): the powers 0..s-1 against products times those of the s-th."""
        batch, pairs = cosines.shape
        moments = np.zeros((batch, self._large, self._small))
        for start in range(0, pairs, _CHUNK):
            part = slice(start, min(start + _CHUNK, pairs))
            powers, weighted = self._arrays(batch, part.stop - start)
            base = cosines[:, part]
            powers[:, 0] = 1.0
            if self._even:
                np.multiply(base, base, out=powers[:, 1])
            else:
                powers[:, 1] = base
            for j in range(2, self._small + 1):
                np.multiply(powers[:, j // 2], powers[:, j - j // 2], out=powers[:, j])
            weighted[:, 0] = products[:, part]
            for j in range(1, self._large):
                np.multiply(weighted[:, j - 1], powers[:, self._small], out=weighted[:, j])
            moments += np.matmul(weighted, powers[:, : self._small].transpose(0, 2, 1))
        return moments.reshape(batch, -1)[:, : self._count]

    def _arrays(self, batch: int, pairs: int) -> tuple[np.ndarray, np.ndarray]:
        """Room for the powers 0..s and for the weighted ones: fresh memory would cost as much as the arithmetic."""
        first, second = (batch, self._small + 1, pairs), (batch, self._large, pairs)
        middle = math.prod(first)
        if len(self._space) < middle + math.prod(second):
            self._space = np.empty(middle + math.prod(second))
        return self._space[:middle].reshape(first), self._space[middle : middle + math.prod(second)].reshape(
            second
        )


def can_use_moments(dimension: int, largest: int) -> bool:
    """Whether P_0..P_largest come from powers of the cosine: on its way a value grows by no more than a bound."""
    return max(power_growth(dimension, largest, 1.0)) <= _LARGEST_GROWTH


def power_growth(dimension: int, largest: int, cosine: Any) -> np.ndarray:
    """sum_j |c_kj| |z|^j for P_k(z) = sum_j c_kj z^j, k = 0..largest, of z of shape (...): shape (..., largest + 1).

    It is |P_k(iz)|: what rounding of the powers is multiplied by.
    """
    size = np.abs(np.asarray(cosine, dtype=float))
    rows = [np.ones_like(size), size]
    for k in range(1, largest):
        forth, back = _recurrence(k, dimension)
        rows.append(forth * size * rows[k] + back * rows[k - 1])
    return np.stack(rows[: largest + 1], axis=-1)


@lru_cache(maxsize=16)
def _power_coefficients(dimension: int, largest: int) -> np.ndarray:
    """c_kj of P_k(z) = sum_j c_kj z^j, each correctly rounded, shape (largest + 1, largest + 1)."""
    rows = [[Fraction(1)], [Fraction(0), Fraction(1)]]
    for k in range(1, largest):
        below = k + dimension - 2
        forth, back = Fraction(2 * k + dimension - 2, below), Fraction(k, below)
        following = [Fraction(0), *(forth * c for c in rows[k])]
        for j, c in enumerate(rows[k - 1]):
            following[j] -= back * c
        rows.append(following)
    table = np.zeros((largest + 1, largest + 1))
    for k, row in enumerate(rows[: largest + 1]):
        table[k, : k + 1] = [float(c) for c in row]
    return table


def _pair_polynomials(
    cosines: np.ndarray, dimension: int, largest: int, wanted: np.ndarray
) -> Iterator[tuple[int, float, np.ndarray]]:
    """(k, g_k, P_k(cosines)/g_k) from k = 2 on; even k alone if no odd one from 3 on is wanted."""
    previous, scratch = np.ones_like(cosines), np.empty_like(cosines)
    if not wanted[3::2].any():
        # two steps at once, in z^2: R_{k+2} = (z^2 - c_k) R_k - h_k R_{k-2}
        square = cosines * cosines
        current, scale = previous.copy(), (1.0, 1.0)
        for k in range(0, largest - 1, 2):
            up, down = _recurrence(k, dimension), _recurrence(k + 1, dimension)
            lower = (0.0, 0.0) if k == 0 else _recurrence(k - 1, dimension)
            carried = 0.0 if k == 0 else down[0] * up[1] / lower[0]
            np.subtract(square, (carried + down[1]) / (down[0] * up[0]), out=scratch)
            scratch *= current
            following = down[0] * up[0] * scale[1]
            if k:
                previous *= carried * lower[1] * scale[0] / following
                scratch -= previous
            previous, current, scratch = current, scratch, previous
            scale = scale[1], following
            yield k + 2, following, current
        return
    scale, back = _scaled_recurrence(dimension, largest)
    twice, current = 2.0 * cosines, cosines.copy()
    for k in range(1, largest):
        np.multiply(twice, current, out=scratch)
        previous *= back[k]
        scratch -= previous
        previous, current, scratch = current, scratch, previous
        yield k + 1, scale[k + 1], current


def _recurrence(k: int, dimension: int) -> tuple[float, float]:
    """alpha_k, beta_k of P_{k+1} = alpha_k z P_k - beta_k P_{k-1}; P_1 = z P_0."""
    if k == 0:
        return 1.0, 0.0
    return (2 * k + dimension - 2) / (k + dimension - 2), k / (k + dimension - 2)


def compute_zonal_images(
    units: np.ndarray, weights: np.ndarray, largest: int, wanted: np.ndarray | None = None
) -> np.ndarray:
    """P_k(U U^T) w for k = 0..largest, shape (M, largest + 1).

    Parameters
    ----------
    units : array, shape (M, d)
        Rows of length 1.
    weights : array, shape (M,)
        w.
    largest : int
        Last degree.
    wanted : boolean array, shape (largest + 1,), optional
        Degrees to evaluate; the others are left 0.

    Notes
    -----
    Accuracy: <u, v> is off by a rounding, and P_k by at most k (k+d-2)/(d-1) times that; errors of pairs add like a
    random walk. Memory: four blocks of rows beside the result.
    """
    count, dimension = units.shape
    wanted = np.ones(largest + 1, dtype=bool) if wanted is None else wanted
    scale, back = _scaled_recurrence(dimension, largest)
    images = np.zeros((count, largest + 1))
    images[:, 0] = float(np.sum(weights))

    def work(start: int, stop: int) -> None:
        current = units[start:stop] @ units.T
        twice = 2.0 * current
        previous, scratch = np.ones_like(current), np.empty_like(current)
        for k in range(1, largest + 1):
            if wanted[k]:
                images[start:stop, k] = current @ weights
            if k == largest:
                break
            np.multiply(twice, current, out=scratch)
            previous *= back[k]
            scratch -= previous
            previous, current, scratch = current, scratch, previous

    if largest > 0:
        map_row_blocks(work, count, count)
    images[:, 1:] *= scale[1 : largest + 1]
    return np.where(wanted, images, 0.0)
