"""How a combination of features is spread over the degrees: P_k(U U^T) w, whose product with w is a mass.

||Pi_k sum_i w_i phi_i||^2 = a_k^2 N_k w.P_k(U U^T) w. All degrees come from one pass of the three-term recurrence over
blocks of rows that stay in the cache: the cost is four sweeps over a matrix per degree. For many small teachers at
once the masses come from the pairs of units, each pair once.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from w2s_theory.simulate.machine.block_map import map_row_blocks


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


def compute_pair_masses(
    cosines: np.ndarray, products: np.ndarray, dimension: int, largest: int, wanted: np.ndarray
) -> np.ndarray:
    """sum over pairs of products times P_k(cosines), for k = 0..largest: shape (B, largest + 1).

    Parameters
    ----------
    cosines, products : arrays, shape (B, n_pairs)
        <u_i, u_j> and w_i w_j of B teachers; each pair once, the products of pairs i < j doubled.
    wanted : boolean array, shape (largest + 1,)
        Degrees to evaluate; the others are left 0.
    """
    masses = np.zeros((len(cosines), largest + 1))
    masses[:, 0] = np.sum(products, axis=1)
    if largest:
        masses[:, 1] = np.vecdot(cosines, products)
    for k, scale, polynomial in _pair_polynomials(cosines, dimension, largest, wanted):
        if wanted[k]:
            masses[:, k] = scale * np.vecdot(polynomial, products)
    return np.where(wanted, masses, 0.0)


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
