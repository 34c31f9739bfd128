"""Gram matrices of features: K(<u, v>)/K(1) for all pairs, evaluated block by block.

K(U, U) holds each pair once in the triangle that the Cholesky factor will overwrite and once in the
other, which keeps the original for residuals: one M^2 array serves both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from w2s_theory.simulate.activation_kernel import RelativeKernel
from w2s_theory.simulate.arc_cosine_kernel import angle_of_units
from w2s_theory.simulate.block_map import map_row_blocks
from w2s_theory.spec.activation import Activation
from w2s_theory.spec.errors import InputError

# Below this distance of |rho| from 1 the angle is recomputed from |u - v| and |u + v|.
_NEAR = 1e-3
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


def compute_gram(units: np.ndarray, kernel: RelativeKernel, activation: Activation) -> GramMatrix:
    """K(U, U)/K(1) of units of shape (M, d).

    Raises
    ------
    InputError
        If two features are equal (or opposite, for an even or odd activation).
    """
    count, dimension = units.shape
    entries = np.empty((count, count))
    sums = np.zeros(count)

    def fill(start: int, stop: int) -> tuple[int, np.ndarray, np.ndarray]:
        block = _relative_block(units[start:stop], units[start:], kernel, start, activation)
        entries[start:stop, start:] = block
        entries[start:, start:stop] = block.T
        size = np.abs(block)
        return start, size.sum(axis=1), size[:, stop - start :].sum(axis=0)

    for start, rows, columns in map_row_blocks(fill, count, count):
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
    offset: int | None = None,
    activation: Activation | None = None,
) -> np.ndarray:
    rho = first @ second.T
    block = kernel.values(rho)
    near = np.abs(rho) > 1.0 - _NEAR
    if offset is not None:
        near[np.arange(len(first)), np.arange(len(first))] = False
    if near.any():
        rows, columns = np.nonzero(near)
        theta = angle_of_units(first[rows], second[columns])
        block[rows, columns] = kernel.values(np.cos(theta), theta)
        if offset is not None and activation is not None:
            _refuse_repeated(theta, rows, columns, offset, activation)
    return block


def _refuse_repeated(
    theta: np.ndarray, rows: np.ndarray, columns: np.ndarray, offset: int, activation: Activation
) -> None:
    equal = theta <= 4 * _EPS
    if activation.parity != "none":
        equal |= theta >= np.pi - 4 * _EPS
    if equal.any():
        index = int(np.argmax(equal))
        raise InputError(
            f"units {rows[index] + offset} and {columns[index] + offset} give the same feature "
            "(up to sign): remove repeated features"
        )
