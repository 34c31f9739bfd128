"""Tails of the trace by numerical integration: N_k a_k^2 summed to a high degree, and what is left estimated."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients

LAST = 800


def tail_rows(size: int, draw: Callable[[], tuple[int, int]]) -> np.ndarray:
    """Rows (n, d, p, tail from degree p + 1 + 2n, its error), shape (``size``, 5).

    Parameters
    ----------
    size : int
        How many rows.
    draw
        Draws a dimension and a power.

    Notes
    -----
    The terms fall like k^{-2-2p}, so what is left behind degree 800 is about k/(2(2p+1)) times the last one; a fifth
    of it counts as uncertain.
    """
    rows: list[tuple[float, ...]] = []
    while len(rows) < size:
        dimension, power = draw()
        sums, doubts = tail_sums(dimension, power)
        for index in range(0, 31, 3):
            rows.append((index, dimension, power, sums[index], doubts[index]))
    return np.array(rows[:size])


def tail_sums(dimension: int, power: int) -> tuple[np.ndarray, np.ndarray]:
    """All tails of one kernel, by the index n of their first degree p + 1 + 2n, and their errors."""
    found = estimate_coefficients(relu_sphere(dimension, power), LAST)
    degrees = np.arange(power + 1, LAST + 1, 2)
    terms = found.amplitude[degrees] ** 2
    off = found.amplitude_accuracy[degrees]
    doubt = off * (2 * np.abs(found.amplitude[degrees]) + off)
    rest = terms[-1] * degrees[-1] / (4 * power + 2)
    sums = np.cumsum(terms[::-1])[::-1] + rest
    return sums, np.cumsum(doubt[::-1])[::-1] + 0.2 * rest + 1e-15 * sums
