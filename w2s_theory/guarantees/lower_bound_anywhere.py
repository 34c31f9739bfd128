"""How small a teacher's error can be wherever its units are: for sigma_p and degrees k with k - p odd, no probability."""

from __future__ import annotations

from functools import lru_cache
from math import comb
from typing import Any

import numpy as np

from w2s_theory.equivalents.arithmetic import BALLS
from w2s_theory.evaluate.eigenvalues.sources import PowerSource, source_of
from w2s_theory.guarantees.formulas import teacher_error_floor_anywhere
from w2s_theory.records.model import Model

_DIGITS = 30
_LARGEST = 10**14
_CANDIDATES = 40
# beyond this many times M, larger m only make it worse
_SHARE = 10**4


@lru_cache(maxsize=1024)
def compute_placement_floor(model: Model, degree: int, units: int) -> tuple[int, float]:
    """The best m and the lower bound of the mean of L_TE over V_k, in float64.

    Returns
    -------
    m, floor
        (0, 0.0) where nothing is known: k - p even, or another activation.
    """
    source = source_of(model)
    if not isinstance(source, PowerSource) or (degree - source.power) % 2 == 0:
        return 0, 0.0
    d = source.dimension
    low, high = 0, 1
    while _size(d, high) <= units:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _size(d, middle) > units else (middle, high)
    nearest = range(high, high + _CANDIDATES)
    candidates = sorted({*nearest, *(high * (20 + i) // 20 for i in range(_CANDIDATES))})
    # k + 2m must be above p
    kept = [
        m
        for m in candidates
        if units < _size(d, m) <= _SHARE * (units + 1) and source.power < degree + 2 * m < _LARGEST
    ]
    if not kept:
        return 0, 0.0
    logs = source.fast(np.array([degree, *(degree + 2 * m for m in kept)])).log_eigenvalue
    # only the ratio of the eigenvalues enters
    ratios = np.exp(logs[1:] - logs[0])
    values = [
        float(teacher_error_floor_anywhere(1.0, float(ratio), float(_size(d, m)), units))
        for m, ratio in zip(kept, ratios, strict=True)
    ]
    best = int(np.argmax(values))
    return kept[best], values[best]


def enclose_placement_floor(model: Model, degree: int, units: int, m: int) -> Any:
    """The same for one m, by balls at the ambient precision."""
    source = source_of(model)
    lam, top = source.enclose(degree, _DIGITS), source.enclose(degree + 2 * m, _DIGITS)
    return teacher_error_floor_anywhere(lam, top, BALLS.number(_size(model.dimension, m)), units)


def _size(dimension: int, m: int) -> int:
    """D, the dimension of the polynomials of degree m with the parity of m."""
    return comb(m + dimension - 1, min(m, dimension - 1))
