"""Values of a theorem's own expressions at chosen letters, for its picture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import comb
from typing import Any

import numpy as np

from w2s_theory.evaluate.eigenvalues.power_floats import compute_eigenvalues
from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.theorems.listing import Catalog

# the network that the pictures speak of: ReLU features on the sphere, degrees that its kernel sees
DIMENSION = 32
DEGREES: tuple[int, ...] = (1, 0, 2, 4, 6, 8)


def bounds_at(name: str, **letters: Any) -> list[np.ndarray]:
    """Every side of a theorem's claim at arrays of its letters."""
    arrays = {letter: np.asarray(value, dtype=float) for letter, value in letters.items()}
    return [compute_expression(side, arrays) for _, side in Catalog()[name].stable_sides()]


@cache
def eigenvalues() -> tuple[float, ...]:
    """The kernel's eigenvalues at DEGREES; the target's degree, 1, stands first."""
    found, _ = compute_eigenvalues(DIMENSION, range(max(DEGREES) + 1))
    return tuple(float(found[degree]) for degree in DEGREES)


def shares(teacher_error: float) -> tuple[float, ...]:
    """How the equivalent spreads a teacher's noise over DEGREES: N_j h_j (1 - h_j), with sum 1; 1 - h_1 is its L_TE."""
    kappa = eigenvalues()[0] * teacher_error / (1 - teacher_error)
    learnt = np.array(eigenvalues()) / (kappa + np.array(eigenvalues()))
    weights = np.array([_harmonics(degree) for degree in DEGREES]) * learnt * (1 - learnt)
    return tuple((weights / weights.sum()).tolist())


def modes(name: str, letter: str, values: Sequence[float] | np.ndarray, count: int) -> np.ndarray:
    """A sequence of a theorem for ``count`` points, filled up with zeros to the length of its instances."""
    (length,) = (each.length for each in Catalog()[name].parameters if each.symbol == letter)
    row = np.zeros(length or len(values))
    row[: len(values)] = values
    return np.tile(row, (count, 1))


def _harmonics(degree: int) -> int:
    if degree == 0:
        return 1
    below = comb(DIMENSION + degree - 3, degree - 2) if degree > 1 else 0
    return comb(DIMENSION + degree - 1, degree) - below
