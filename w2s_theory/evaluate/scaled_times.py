"""Gradient-flow times from tau = lambda_k t, for the networks max(<u, x>, 0)^p."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isinf

import numpy as np

from w2s_theory.evaluate.eigenvalues.power_floats import compute_eigenvalues
from w2s_theory.records.errors import InputError


def compute_times(dimension: int, degree: int, power: int, taus: Sequence[float]) -> tuple[float, ...]:
    """Times t = tau / lambda_k, float64; ``inf`` stays ``inf``.

    Raises
    ------
    InputError
        If lambda_k is 0: a target of this degree is outside every student's reach; or if the time
        is beyond float64.
    """
    eigenvalue = float(compute_eigenvalues(dimension, np.array([degree]), power)[0][0])
    if degree > power and (degree - power) % 2 == 0:
        learnable = "0 to " + str(power) + f" and {power + 1}, {power + 3}, {power + 5}, ..."
        raise InputError(
            f"a student with activation max(z, 0)^{power} cannot represent a target of degree {degree}: "
            f"its kernel has no such component; choose one of {learnable}"
        )
    times = tuple(inf if isinf(tau) else tau / eigenvalue if eigenvalue else inf for tau in taus)
    if any(isinf(time) and not isinf(tau) for time, tau in zip(times, taus, strict=True)):
        raise InputError(
            f"lambda_{degree} in dimension {dimension} is too small for float64 times: use a smaller degree"
        )
    return times
