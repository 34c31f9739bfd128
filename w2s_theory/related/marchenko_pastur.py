"""Means over the Marchenko-Pastur law: what a spectral filter does to N samples of d isotropic features, d/N -> gamma.

A student f = (h(S)/S) B^T y/N, with S = B^T B/N and a filter h(x) in [0, 1] (gradient flow of the loss 1/(2N) ||y - B f||^2
for the time t: 1 - exp(-t x); ridge: x/(x + rho); least squares or smallest norm: 1 for x > 0). For labels
<b, c> + r with Var r = tau^2 and any fixed vector g,

    E ||f - g||^2 -> ||g||^2 - 2 mu_1 <c, g> + mu_2 ||c||^2 + tau^2 gamma nu,
    mu_1 = E h,  mu_2 = E h^2,  nu = E h^2/x  over the law of the eigenvalues of S.

An equivalent: a limit for d, N -> infinity, no identity at finite sizes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.spec.errors import InputError

_NODES = (400, 800)
_FILTERS = ("flow", "ridge", "least squares")


@dataclass(frozen=True, slots=True)
class FilterMoments:
    """mu_1, mu_2 and gamma nu of a filter, with the largest difference between two quadratures."""

    filter: str
    strength: float
    ratio: float
    mean: float
    square: float
    noise: float
    error: float
    how: str = "equivalent"

    def distance(self, aim: float, aligned: float, taught: float, noise_variance: float) -> float:
        """Limit of E ||f - g||^2.

        Parameters
        ----------
        aim, aligned, taught : float
            ||g||^2, <c, g>, ||c||^2.
        noise_variance : float
            tau^2, the variance of what the features do not tell of the labels.
        """
        return aim - 2 * self.mean * aligned + self.square * taught + noise_variance * self.noise


def filter_moments(filter: str, strength: float, ratio: float) -> FilterMoments:
    """Moments of a spectral filter over the Marchenko-Pastur law.

    Parameters
    ----------
    filter : str
        ``flow`` (strength: the time t, or inf), ``ridge`` (strength: the penalty rho >= 0), or ``least squares``
        (strength is not looked at).
    strength : float
        >= 0. Eigenvalues of S have the mean 1.
    ratio : float
        gamma = d/N, > 0 and not 1 where the filter lets small eigenvalues through.

    Raises
    ------
    InputError
        For an unknown filter, a bad number, or a noise term that is infinite (gamma = 1 without regularisation).

    Accuracy
    --------
    ``error``: the difference of the midpoint rules with 400 and 800 angles; near 1e-13 for |gamma - 1| > 0.1.
    """
    if filter not in _FILTERS:
        raise InputError(f"the filter must be one of {', '.join(_FILTERS)}, and {filter!r} is not")
    bare = filter == "least squares" or (filter == "flow" and strength == math.inf) or (filter == "ridge" and strength == 0)
    if filter != "least squares" and not (strength >= 0 and (math.isfinite(strength) or filter == "flow")):
        raise InputError("the strength of a filter must be a number >= 0")
    if not (math.isfinite(ratio) and ratio > 0):
        raise InputError("the ratio d/N must be a positive number")
    if bare and ratio == 1.0:
        raise InputError("at d = N the mean error of an unregularised fit is infinite: use other sizes, or a filter")
    h = _filter(filter, strength, bare)
    coarse, fine = (_moments(h, ratio, nodes) for nodes in _NODES)
    error = float(np.max(np.abs(fine - coarse)))
    return FilterMoments(filter, float(strength), float(ratio), *(float(each) for each in fine), error)


def _filter(filter: str, strength: float, bare: bool) -> Callable[[np.ndarray], Any]:
    if bare:
        return np.ones_like
    if filter == "flow":
        return lambda x: -np.expm1(-strength * x)
    return lambda x: x / (x + strength)


def _moments(h: Callable[[np.ndarray], Any], ratio: float, nodes: int) -> np.ndarray:
    """E h, E h^2, gamma E h^2/x by the midpoint rule in the angle; the atom at 0 is not let through (h(0) = 0)."""
    low, high = (1 - math.sqrt(ratio)) ** 2, (1 + math.sqrt(ratio)) ** 2
    angle = (np.arange(nodes) + 0.5) * math.pi / nodes
    x = (low + high) / 2 + (high - low) / 2 * np.cos(angle)
    root = (high - low) / 2 * np.sin(angle)
    weight = root**2 / (2 * math.pi * ratio * x) * math.pi / nodes
    value = h(x)
    return np.array([weight @ value, weight @ value**2, ratio * (weight @ (value**2 / x))])
