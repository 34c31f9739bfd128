"""What a spectral filter makes of Gaussian features: three integrals over the Marchenko-Pastur law.

A student with d isotropic Gaussian features and N samples, d/N -> gamma, that filters the eigenvalues x of its
sample covariance by h (gradient flow, ridge, least squares), fitted to labels <u, x> + s eps: with c what its features see
of u and tau^2 the variance of the rest of the labels, its distance to any fixed coefficients t tends to

    ||t||^2 - 2 mu_1 <c, t> + mu_2 ||c||^2 + tau^2 gamma nu,
    mu_1 = int h dF,  mu_2 = int h^2 dF,  nu = int h^2/x dF,

with F the Marchenko-Pastur law of ratio gamma. An equivalent: exact in the limit, for finite d and N an approximation with
errors of the order 1/N. With x = 1 + gamma + 2 sqrt(gamma) cos phi its density becomes 2 sin^2(phi)/(pi x) dphi, and
h/x, h^2/x and (h/x)^2 have no pole where h vanishes like x: the midpoint rule converges faster than any power.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.spectral_filter import SpectralFilter, spectral_filter
from w2s_theory.systems.risk_records import require_amount

_NODES, _MOST_NODES = 64, 2**21
# relative change from one rule to the next at which the finer one is taken
_CONVERGED = 1e-13
_ROUNDING = 1e-14


@dataclass(frozen=True, slots=True)
class FilterMoments:
    """The integrals of a filter.

    Parameters
    ----------
    first, second, noise : float
        mu_1, mu_2 and nu.
    error : float
        How far any of them may be off, relatively: the change when the nodes were doubled last, and rounding.
    ratio : float
        gamma = d/N.
    """

    first: float
    second: float
    noise: float
    error: float
    ratio: float

    def risk(self, goal: Any, product: Any, seen: Any, unseen: Any) -> Any:
        """E ||beta^ - t||^2 from ||t||^2, <c, t>, ||c||^2 and tau^2."""
        kept = goal - 2 * self.first * product + self.second * seen
        return kept + self.ratio * self.noise * unseen


def filter_moments(ratio: float, student: SpectralFilter | str, time: float) -> FilterMoments:
    """Integrate a filter against the Marchenko-Pastur law.

    Parameters
    ----------
    ratio : float
        gamma = d/N > 0.
    student : SpectralFilter or str
        Of :func:`w2s_theory.spectral_filter`, or the name that it takes; its eigenvalues are those of B^T B/N, its time
        that of the loss
        1/(2N) ||.||^2: gradient flow has h = 1 - exp(-t x), ridge h = x/(x + 1/t).
    time : float
        t >= 0; ``inf`` is (minimum-norm) least squares for the filters that end there.

    Returns
    -------
    FilterMoments
        In float64, to a relative 1e-12 or what ``error`` says.

    Raises
    ------
    InputError
        For numbers out of range, and for an infinite nu: least squares with as many samples as features.
    AccuracyError
        If two million nodes do not settle it: ridge or flow within 1e-9 of an infinite nu.

    Examples
    --------
    >>> from w2s_theory.records.spectral_filter import ridge
    >>> round(filter_moments(0.5, ridge(), 1.0).first, 12)
    0.438447187191
    """
    gamma = float(require_amount(ratio, "the ratio of features to samples"))
    if not gamma > 0:
        raise InputError("the ratio of features to samples must be positive")
    student = spectral_filter(student)
    if isinstance(time, float) and time == math.inf:
        return _least_squares(gamma, student)
    stop = float(require_amount(time, "the student's time"))
    before = _midpoint_rule(gamma, student, stop, _NODES)
    nodes = 2 * _NODES
    while nodes <= _MOST_NODES:
        found = _midpoint_rule(gamma, student, stop, nodes)
        change = max(
            abs(a - b) / max(abs(a), 1e-300) if a != b else 0.0 for a, b in zip(found, before, strict=True)
        )
        if change < _CONVERGED:
            return FilterMoments(*found, change + _ROUNDING * math.log2(nodes), gamma)
        before, nodes = found, 2 * nodes
    raise AccuracyError(
        f"{_MOST_NODES} nodes do not integrate the {student.title} at time {stop:.6g}: take a shorter time"
    )


def _midpoint_rule(
    gamma: float, student: SpectralFilter, time: float, nodes: int
) -> tuple[float, float, float]:
    half = (np.arange(nodes) + 0.5) * (math.pi / (2 * nodes))
    # 1 + gamma + 2 sqrt(gamma) cos(2 half), without cancellation at the lower edge
    root = math.sqrt(gamma)
    eigenvalues = (1 - root) ** 2 + 4 * root * np.cos(half) ** 2
    weights = 2 / nodes * np.sin(2 * half) ** 2
    per_eigenvalue = np.asarray(student.shrinkage(eigenvalues, time)) / eigenvalues
    return (
        float(weights @ per_eigenvalue),
        float(weights @ (eigenvalues * per_eigenvalue**2)),
        float(weights @ per_eigenvalue**2),
    )


def _least_squares(gamma: float, student: SpectralFilter) -> FilterMoments:
    """h = 1 on positive eigenvalues, in closed form."""
    if not np.all(student.shrinkage(np.array([1e-6, 1.0]), math.inf) == 1.0):
        raise InputError(f"the {student.title} is no least squares at time inf: give a finite time")
    if gamma == 1.0:
        raise InputError("with as many samples as features least squares has an infinite expected risk")
    kept = min(1.0, 1 / gamma)
    noise = 1 / (1 - gamma) if gamma < 1 else 1 / (gamma * (gamma - 1))
    return FilterMoments(kept, kept, noise, _ROUNDING, gamma)
