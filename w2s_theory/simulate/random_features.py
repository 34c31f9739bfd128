"""Bottom weights: drawn uniformly on the sphere, or given by the user."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model

LARGEST_UNITS = 10**7


def draw_units(model: Model, count: int, rng: np.random.Generator) -> np.ndarray:
    """``count`` independent units uniform on S^{d-1}, shape (count, d), rows of length 1 to rounding."""
    units = rng.standard_normal((count, model.dimension))
    return normalise_rows(units)


def draw_stacked_units(model: Model, count: int, streams: Iterable[np.random.Generator]) -> np.ndarray:
    """What :func:`draw_units` draws from each stream, the same bits, shape (n, count, d)."""
    shape = (count, model.dimension)
    units = np.array([rng.standard_normal(shape) for rng in streams])
    return normalise_rows(units.reshape(-1, model.dimension)).reshape(units.shape)


def normalise_rows(units: np.ndarray) -> np.ndarray:
    """Rows divided by their Euclidean length."""
    return units / np.sqrt(np.einsum("ij,ij->i", units, units))[:, None]


def require_units(model: Model, units: Any) -> np.ndarray:
    """Return a user's placement as a float64 array of shape (M, d) with rows of length 1.

    Raises
    ------
    InputError
        For a wrong shape, values that are not finite, or rows that are not of length 1 to 1e-8.
    """
    if model.activation is None:
        raise InputError(f"{model.name} has no features to draw: use relu_sphere or activation_sphere")
    expected = f"units must be an array of shape (number of units, {model.dimension})"
    try:
        array = np.array(units, dtype=float)
    except (TypeError, ValueError):
        raise InputError(expected) from None
    if array.ndim != 2 or array.shape[1] != model.dimension or len(array) == 0:
        raise InputError(f"{expected}, and what was given has shape {array.shape}")
    if not np.all(np.isfinite(array)):
        raise InputError("units must be finite")
    lengths = np.sqrt(np.einsum("ij,ij->i", array, array))
    if np.any(np.abs(lengths - 1.0) > 1e-8):
        raise InputError("units must have Euclidean length 1: divide each row by its length")
    return array / lengths[:, None]
