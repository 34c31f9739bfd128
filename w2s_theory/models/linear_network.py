"""The linear network: inputs N(0, I), bottom weights N(0, Lambda), identity activation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from w2s_theory.spec.errors import InputError
from w2s_theory.spec.model import Model

LARGEST_LENGTH = 10**7


def linear_network(eigenvalues: Sequence[float]) -> Model:
    """Features <u, x>, x ~ N(0, I_d), u ~ N(0, diag(eigenvalues)).

    Parameters
    ----------
    eigenvalues : sequence of float, length d
        Eigenvalues of Lambda, finite and >= 0, not all zero; 1 to 10^7 of them, in any order (kept).

    Returns
    -------
    Model

    Raises
    ------
    InputError
        For an empty, negative, non-finite or all-zero list.
    """
    expected = "the eigenvalues must be a list of finite numbers >= 0, not all zero"
    if isinstance(eigenvalues, str | bytes):
        raise InputError(expected)
    try:
        values = tuple(float(value) for value in eigenvalues)
    except (TypeError, ValueError, OverflowError):
        raise InputError(expected) from None
    if not 1 <= len(values) <= LARGEST_LENGTH:
        raise InputError(f"a linear network needs 1 to {LARGEST_LENGTH} eigenvalues, not {len(values)}")
    array = np.asarray(values)
    if not np.all(np.isfinite(array)) or np.any(array < 0.0) or not np.any(array > 0.0):
        raise InputError(expected)
    return Model("linear_network", len(values), eigenvalues=values)
