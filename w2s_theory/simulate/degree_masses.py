"""How the teacher's norm is spread over the degrees: ||Pi_k f_TE||^2 = a_k^2 N_k w.P_k(U U^T) w.

All degrees come from one pass of the three-term recurrence over blocks of rows that stay in the
cache, using each pair of units once: the cost is four sweeps over half a matrix per degree.
"""

from __future__ import annotations

import numpy as np

from w2s_theory.simulate.block_map import map_row_blocks


def compute_zonal_forms(
    units: np.ndarray, weights: np.ndarray, largest: int, wanted: np.ndarray | None = None
) -> np.ndarray:
    """w.P_k(U U^T) w for k = 0..largest, shape (largest + 1,).

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
    Accuracy: a few k eps times the sum of |w_i w_j| over pairs, added like a random walk. Memory:
    four blocks of rows.
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
    total = np.zeros(largest + 1)
    total[0] = float(np.sum(weights)) ** 2
    if largest == 0:
        return total

    def work(start: int, stop: int) -> np.ndarray:
        part = np.zeros(largest + 1)
        left, right = weights[start:stop], weights[start:].copy()
        right[stop - start :] *= 2.0
        current = units[start:stop] @ units[start:].T
        twice = 2.0 * current
        previous, scratch = np.ones_like(current), np.empty_like(current)
        for k in range(1, largest + 1):
            if wanted[k]:
                part[k] = left @ (current @ right)
            if k == largest:
                break
            np.multiply(twice, current, out=scratch)
            previous *= back[k]
            scratch -= previous
            previous, current, scratch = current, scratch, previous
        return part

    total += np.sum(map_row_blocks(work, count, count), axis=0)
    total[1:] *= scale[1 : largest + 1]
    return np.where(wanted, total, 0.0)
