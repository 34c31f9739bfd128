"""Gram matrices of features: K(<u, v>)/K(1) for all pairs, evaluated block by block.

K(U, U) holds each pair once in the triangle that the Cholesky factor will overwrite and once in the
other, which keeps the original for residuals: one M^2 array serves both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from w2s_theory.records.activation import Activation
from w2s_theory.records.errors import InputError
from w2s_theory.simulate.kernels.activation_kernel import RelativeKernel
from w2s_theory.simulate.kernels.arc_cosine_kernel import angle_of_units
from w2s_theory.simulate.machine.block_map import map_row_blocks

# Below this distance of |rho| from 1 the angle is recomputed from |u - v| and |u + v|.
NEAR = 1e-3
# Columns of one block of K(U, U): at least as many as its rows, so that a block on the diagonal holds all of it.
_TILE = 384
_EPS = float(np.finfo(float).eps)


@dataclass(frozen=True, eq=False)
class GramMatrix:
    """K(U, U)/K(1).

    Parameters
    ----------
    entries
        Shape (M, M), symmetric, diagonal 1.
    norm
        Its 1-norm (largest column sum of absolute values).
    entry_accuracy
        How far one entry may be off.
    """

    entries: np.ndarray
    norm: float
    entry_accuracy: float


def entry_accuracy(kernel: RelativeKernel, dimension: int) -> float:
    """Error of one entry: rounding of <u, v> and of the units themselves, of the formula, truncation."""
    return _EPS * (2.0 + kernel.slope * (2.0 + 0.5 * dimension**0.5)) + kernel.accuracy


def compute_gram(
    units: np.ndarray, kernel: RelativeKernel, activation: Activation, upper_only: bool = False
) -> GramMatrix:
    """K(U, U)/K(1) of units of shape (M, d).

    With ``upper_only`` only the upper triangle of ``entries`` is filled: writing the other goes against
    the order of the array and takes longer than the kernel itself when M is large.

    Raises
    ------
    InputError
        If two features are equal (or opposite, for an even or odd activation).
    """
    count, dimension = units.shape
    entries = np.zeros((count, count))
    sums = np.zeros(count)

    def fill(start: int, stop: int) -> tuple[int, np.ndarray, np.ndarray]:
        rows, columns = np.zeros(stop - start), np.zeros(count - start)
        for left in range(start, count, _TILE):
            right = min(left + _TILE, count)
            block = _relative_block(units[start:stop], units[left:right], kernel, start, left, activation)
            entries[start:stop, left:right] = block
            if not upper_only:
                entries[left:right, start:stop] = block.T
            size = np.abs(block)
            rows += size.sum(axis=1)
            columns[left - start : right - start] = size.sum(axis=0)
        return start, rows, columns[stop - start :]

    for start, rows, columns in map_row_blocks(fill, count, _TILE):
        sums[start : start + len(rows)] += rows
        sums[start + len(rows) :] += columns
    entries.flat[:: count + 1] = 1.0
    return GramMatrix(entries, float(sums.max()), entry_accuracy(kernel, dimension))


def compute_cross_gram(first: np.ndarray, second: np.ndarray, kernel: RelativeKernel) -> np.ndarray:
    """K(U, V)/K(1), shape (len(first), len(second))."""
    entries = np.empty((len(first), len(second)))

    def fill(start: int, stop: int) -> None:
        entries[start:stop] = _relative_block(first[start:stop], second, kernel)

    map_row_blocks(fill, len(first), len(second))
    return entries


def compute_kernel_product(
    first: np.ndarray, second: np.ndarray, kernel: RelativeKernel, weights: np.ndarray
) -> np.ndarray:
    """(K(U, V)/K(1)) w without storing the matrix, shape (len(first),)."""
    return np.concatenate(
        map_row_blocks(
            lambda start, stop: _relative_block(first[start:stop], second, kernel) @ weights,
            len(first),
            len(second),
        )
    )


def _relative_block(
    first: np.ndarray,
    second: np.ndarray,
    kernel: RelativeKernel,
    start: int = 0,
    left: int = 0,
    activation: Activation | None = None,
) -> np.ndarray:
    """One block; with an activation it is part of K(U, U), from row ``start`` and column ``left`` on."""
    rho = first @ second.T
    block = kernel.values(rho)
    near = np.abs(rho) > 1.0 - NEAR
    if activation is not None and left == start:
        near[np.arange(len(first)), np.arange(len(first))] = False
    if near.any():
        rows, columns = np.nonzero(near)
        theta = angle_of_units(first[rows], second[columns])
        block[rows, columns] = kernel.values(np.cos(theta), theta)
        if activation is not None:
            refuse_repeated(theta, rows + start, columns + left, activation)
    return block


def refuse_repeated(theta: np.ndarray, rows: np.ndarray, columns: np.ndarray, activation: Activation) -> None:
    """Raise ``InputError`` if units at angle theta are equal (or opposite, for an even or odd activation)."""
    equal = theta <= 4 * _EPS
    if activation.parity != "none":
        equal |= theta >= np.pi - 4 * _EPS
    if equal.any():
        index = int(np.argmax(equal))
        raise InputError(
            f"units {rows[index]} and {columns[index]} give the same feature "
            "(up to sign): remove repeated features"
        )
