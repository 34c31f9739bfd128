"""Features of the linear network: rows u ~ N(0, Lambda), and the target, in coordinates that matter.

The law of x is N(0, I), so f_v(x) = <v, x> has norm |v| and functions are vectors. Inside an eigenspace of
Lambda the law of the features is rotation invariant: the target's direction is one coordinate, and of the
others only the features' Gram matrix enters, which for n features needs n coordinates however large the
eigenspace is (Bartlett's triangular factor of a Wishart matrix).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.models.linear_network import Eigenspaces, read_eigenspaces
from w2s_theory.records.errors import InputError
from w2s_theory.simulate.machine.free_memory import require_memory


@dataclass(frozen=True, eq=False)
class LinearFeatures:
    """Features and target in r orthonormal coordinates, each inside one eigenspace of Lambda.

    Parameters
    ----------
    weights : array, shape (n, r)
        One feature per row.
    eigenvalue : array, shape (r,)
        Of Lambda, at each coordinate.
    target : array, shape (r,)
        f*, of length 1.
    dimension : int
        d of the inputs, at least r.
    rank : int
        Of Lambda.
    """

    weights: np.ndarray
    eigenvalue: np.ndarray
    target: np.ndarray
    dimension: int
    rank: int

    def split(self, teacher_units: int) -> tuple[LinearFeatures, np.ndarray]:
        """The first features, and the weights of the others."""
        first = LinearFeatures(
            self.weights[:teacher_units], self.eigenvalue, self.target, self.dimension, self.rank
        )
        return first, self.weights[teacher_units:]


def read_target(target: Any, spectrum: Eigenspaces) -> np.ndarray:
    """Coefficients of the target, one per row of the spectrum, shape (n,), of length 1.

    Parameters
    ----------
    target : int, mapping, or array of shape (n,)
        A row counted from 0, or {row: coefficient}, or all coefficients; squares that sum to 1. Inside an
        eigenspace every direction is alike.
    spectrum : Eigenspaces
        With n rows.

    Raises
    ------
    InputError
        For rows that do not exist, lengths other than 1, or a target outside the features' span.
    """
    n = len(spectrum.eigenvalue)
    expected = f"the target must be a row from 0 to {n - 1}, {{row: coefficient}}, or {n} coefficients"
    if isinstance(target, bool | str | bytes):
        raise InputError(expected)
    if isinstance(target, int | np.integer):
        target = {int(target): 1.0}
    found = np.zeros(n)
    try:
        if isinstance(target, Mapping):
            for row, coefficient in target.items():
                if isinstance(row, bool) or not isinstance(row, int | np.integer) or not 0 <= row < n:
                    raise InputError(expected)
                found[row] = float(coefficient)
        else:
            found = np.array(target, dtype=float)
    except (TypeError, ValueError, OverflowError) as problem:
        raise problem if isinstance(problem, InputError) else InputError(expected) from None
    if found.shape != (n,) or not np.all(np.isfinite(found)):
        raise InputError(expected)
    length = float(found @ found)
    if not abs(length - 1.0) <= 1e-9:
        raise InputError(
            f"the squares of the target's coefficients must sum to 1, and they sum to {length:.6g}"
        )
    outside = np.flatnonzero((found != 0.0) & (spectrum.eigenvalue == 0.0))
    if len(outside):
        raise InputError(
            f"row {outside[0]} of the spectrum is 0, so the target is outside the features' span"
        )
    return found / np.sqrt(length)


def draw_linear_features(spectrum: Any, count: int, target: Any, rng: np.random.Generator) -> LinearFeatures:
    """``count`` independent features u ~ N(0, Lambda), exactly in law, in the coordinates that matter.

    Parameters
    ----------
    spectrum
        As for :func:`~w2s_theory.models.linear_network.read_eigenspaces`.
    count : int
        Number of features, >= 1.
    target
        As for :func:`read_target`.
    rng : numpy.random.Generator

    Returns
    -------
    LinearFeatures
        With at most count + 1 coordinates per eigenvalue.

    Raises
    ------
    InputError
        For a bad spectrum or target, or more coordinates than fit in memory.
    """
    rows = read_eigenspaces(spectrum)
    law = plan_linear_draw(rows, count, read_target(target, rows))
    return LinearFeatures(law.draw(rng), law.eigenvalue, law.target, rows.dimension, rows.rank)


@dataclass(frozen=True, eq=False)
class LinearDraw:
    """How features are drawn: coordinates, their eigenvalues, and which eigenspaces need a triangular factor.

    Parameters
    ----------
    count
        Number of features.
    eigenvalue, target
        Shape (r,), as of :class:`LinearFeatures`.
    triangles
        (first coordinate, dimension) of the eigenspaces with more dimensions, the target's apart, than features.
    """

    count: int
    eigenvalue: np.ndarray
    target: np.ndarray
    triangles: tuple[tuple[int, int], ...]

    def draw(self, rng: np.random.Generator) -> np.ndarray:
        """Features, shape (count, r)."""
        weights = rng.standard_normal((self.count, len(self.target)))
        for start, size in self.triangles:
            block = weights[:, start : start + self.count]
            block[:] = np.tril(block)
            block[np.diag_indices(self.count)] = np.sqrt(rng.chisquare(size - np.arange(self.count)))
        weights *= np.sqrt(self.eigenvalue)
        return weights


def plan_linear_draw(rows: Eigenspaces, count: int, coefficient: np.ndarray) -> LinearDraw:
    """The law of ``count`` features for a target with these coefficients, one per row; the memory is asked for."""
    alive = rows.eigenvalue > 0.0
    # equal eigenvalues are one eigenspace, in which the target is one direction
    eigenvalue, place = np.unique(rows.eigenvalue[alive], return_inverse=True)
    size = np.bincount(place, weights=rows.multiplicity[alive].astype(float)).astype(np.int64)
    along = np.sqrt(np.bincount(place, weights=coefficient[alive] ** 2))
    others = size - (along > 0.0)
    kept = np.minimum(others, count)
    first = int(np.sum(along > 0.0))
    width = int(np.sum(kept)) + first
    require_memory(8 * 4 * count * width, f"{count} features in {width} coordinates")
    starts = first + np.concatenate([[0], np.cumsum(kept)[:-1]])
    triangles = tuple((int(starts[group]), int(others[group])) for group in np.flatnonzero(others > count))
    spread = np.concatenate([eigenvalue[along > 0.0], np.repeat(eigenvalue, kept)])
    goal = np.concatenate([along[along > 0.0], np.zeros(width - first)])
    return LinearDraw(count, spread, goal, triangles)


def place_linear_features(eigenvalues: Any, weights: Any, target: Any) -> LinearFeatures:
    """Features that the user gives.

    Parameters
    ----------
    eigenvalues : array, shape (d,), or a ``linear_network``
        Of Lambda: the student's kernel operator.
    weights : array, shape (n, d)
        One feature per row, any vectors.
    target : int, mapping or array, shape (d,)
        As for :func:`read_target`.

    Raises
    ------
    InputError
        For shapes that do not fit, or numbers that are not finite.
    """
    rows = read_eigenspaces(eigenvalues)
    if np.any(rows.multiplicity != 1):
        raise InputError("given features need one eigenvalue per coordinate, without multiplicities")
    goal = read_target(target, rows)
    try:
        array = np.array(weights, dtype=float)
    except (TypeError, ValueError):
        array = np.zeros((0, 0))
    if array.ndim != 2 or array.shape[1] != len(goal) or not len(array) or not np.all(np.isfinite(array)):
        raise InputError(f"the features must be finite numbers, an array of shape (n, {len(goal)})")
    return LinearFeatures(array, rows.eigenvalue, goal, len(goal), rows.rank)
