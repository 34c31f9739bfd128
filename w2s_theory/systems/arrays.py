"""Arrays that a user gives to a system, checked at the door."""

from __future__ import annotations

from typing import Any

import numpy as np

from w2s_theory.records.errors import InputError

_ORTHONORMAL = 1e-8


def require_vector(value: Any, what: str, length: int | None = None) -> np.ndarray:
    """Return ``value`` as a finite float array of one axis, of ``length`` entries if that is given.

    A single number stands for that many equal entries.

    Raises
    ------
    InputError
        Otherwise.
    """
    array = _numbers(value, what)
    if array.ndim == 0 and length is not None:
        return np.full(length, float(array))
    if array.ndim != 1 or not len(array):
        raise InputError(f"the {what} must be a list of finite numbers")
    if length is not None and len(array) != length:
        raise InputError(f"the {what} must be {length} numbers, not {len(array)}")
    return array


def require_square(value: Any, what: str, size: int | None = None) -> np.ndarray:
    """Return ``value`` as a finite square float array.

    Raises
    ------
    InputError
        Otherwise.
    """
    array = _numbers(value, what)
    if array.ndim != 2 or array.shape[0] != array.shape[1] or not len(array):
        raise InputError(f"the {what} must be a square array")
    if size is not None and len(array) != size:
        raise InputError(f"the {what} must have shape ({size}, {size}), not {array.shape}")
    return array


def require_basis(value: Any, what: str, ambient: int) -> np.ndarray:
    """Return ``value`` as an array of orthonormal columns, shape (ambient, d).

    Raises
    ------
    InputError
        Otherwise.
    """
    array = _numbers(value, what)
    if array.ndim != 2 or array.shape[0] != ambient or not 1 <= array.shape[1] <= ambient:
        raise InputError(f"the {what} must have shape ({ambient}, d) with d from 1 to {ambient}")
    if not np.allclose(array.T @ array, np.eye(array.shape[1]), atol=_ORTHONORMAL):
        raise InputError(f"the columns of the {what} must be orthonormal: take the Q of a QR factorisation")
    return array


def _numbers(value: Any, what: str) -> np.ndarray:
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "fiu":
            raise TypeError
        array = array.astype(float)
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"the {what} must hold real numbers only") from None
    if not np.all(np.isfinite(array)):
        raise InputError(f"the {what} must hold finite numbers only")
    return array
