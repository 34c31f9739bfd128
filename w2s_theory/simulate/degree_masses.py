"""How a combination of features is spread over the degrees: P_k(U U^T) w, whose product with w is a mass.

||Pi_k sum_i w_i phi_i||^2 = a_k^2 N_k w.P_k(U U^T) w. All degrees come from one pass of the three-term recurrence over
blocks of rows that stay in the cache: the cost is four sweeps over a matrix per degree.
"""

from __future__ import annotations

import numpy as np

from w2s_theory.simulate.machine.block_map import map_row_blocks


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
    # R_k = P_k/g_k with g_0 = g_1 = 1, g_{k+1} = g_k (2k+d-2)/(2(k+d-2)) makes the recurrence
    # R_{k+1} = (2z) R_k - h_k R_{k-1}: one multiplication less per entry than with P_k itself
    scale, back = np.ones(largest + 2), np.zeros(largest + 2)
    for k in range(1, largest + 1):
        below = k + dimension - 2
        scale[k + 1] = scale[k] * (2 * k + dimension - 2) / (2 * below)
        back[k] = k / below * scale[k - 1] / scale[k + 1]
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
