r"""When a student of a recipe has its least mean error, from the sign of the slope in time.

The residual after a study is s r_label + (1 - s) r_start per mode, with s = 1 - exp(-mu t), so that with the entries
A = <r_label, r_label>, B = <r_label, r_start>, C = <r_start, r_start> of the Gram matrix

.. math:: E(t) = \sum s^2 A + 2 s (1-s) B + (1-s)^2 C, \qquad
          E'(t) = \sum 2 \mu (1-s) \bigl(s (A - B) + (1-s)(B - C)\bigr).
"""

from __future__ import annotations

from math import inf

import numpy as np

_GRID, _BISECTIONS = 400, 80
# a mode that carries less of the error than this does not say where the grid ends
_SEEN = 1e-15


def best_study_time(rates: np.ndarray, own: np.ndarray, cross: np.ndarray, start: np.ndarray) -> float:
    """The time of the least E, ``inf`` if it is never reached; arrays of shape (modes,): mu, A, B, C."""

    def error(time: float) -> float:
        with np.errstate(under="ignore", over="ignore", invalid="ignore"):
            left = np.where(rates > 0, np.exp(-rates * time), 1.0)
        s = 1 - left if time == inf else np.where(rates > 0, -np.expm1(-rates * time), 0.0)
        return float(np.sum(s * s * own + 2 * s * left * cross + left * left * start))

    def slope(times: np.ndarray) -> np.ndarray:
        with np.errstate(under="ignore", over="ignore"):
            left, s = np.exp(-rates * times[:, None]), -np.expm1(-rates * times[:, None])
        return (2 * rates * left * (s * (own - cross) + left * (cross - start))).sum(axis=1)

    size = np.abs(own) + np.abs(cross) + np.abs(start)
    seen = rates[(rates > 0) & (size > _SEEN * size.sum())]
    if not len(seen):
        return 0.0
    times = np.geomspace(1e-4 / seen.max(), 1e3 / seen.min(), _GRID)
    falls = np.concatenate([slope(part) < 0 for part in np.array_split(times, 8)])
    found = [inf] if falls[-1] else []
    found += [0.0] if not falls[0] else []
    for place in np.flatnonzero(falls[:-1] & ~falls[1:]):
        low, high = times[place], times[place + 1]
        for _ in range(_BISECTIONS):
            middle = float(np.sqrt(low * high))
            if not low < middle < high:
                break
            low, high = (middle, high) if slope(np.array([middle]))[0] < 0 else (low, middle)
        found.append(float(np.sqrt(low * high)))
    return min([*found, inf], key=error)
