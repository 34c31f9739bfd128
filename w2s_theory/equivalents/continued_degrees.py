r"""The degrees of sigma_p beyond an explicit range, as a few hundred weighted nodes (float64).

Euler-Maclaurin for the sum over k = k_0, k_0 + 2, ...: with u = (k - k_0)/2 it is the integral over u, plus
f_0/2 - f'/12 + f'''/720, the derivatives by differences of neighbouring degrees and the integral by
Gauss-Legendre rules in log k. All of it is linear in the summand, so it becomes nodes with weights, at
degrees that need not be whole; the eigenvalue at such a degree is the gamma ratio by Stirling's series.
"""

from __future__ import annotations

from math import factorial, log

import numpy as np

# a function of k^-exponent, such as k^-exponent/(k^-exponent + kappa), has poles at pi/exponent from the axis of log k
_PANEL, _WIDEST = 4.0, 1.0
_NODES = 16
# weights of f at k_0 - 4, ..., k_0 + 4: half the first term, -f'/12 and f'''/720 by central differences
_FIRST = np.array([1.0, -8.0, 0.0, 8.0, -1.0]) / 12
_THIRD = np.array([-1.0, 2.0, 0.0, -2.0, 1.0]) / 2
_EDGE = np.array([0.0, 0.0, 0.5, 0.0, 0.0]) - _FIRST / 12 + _THIRD / 720


def continued_nodes(first: int, factor: float, exponent: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes k and weights w with sum w f(k) = f(k_0) + f(k_0 + 2) + ... up to k = ``first * factor``.

    f is made of k^-``exponent``, as k^-exponent/(k^-exponent + kappa) is.
    The sum beyond that (where the summand is proportional to the trace) is left to the caller: the
    integral stops there without an end correction, so f must be small and smooth there.
    """
    panels = max(1, int(np.ceil(log(factor) * max(exponent / _PANEL, 1 / _WIDEST))))
    edges = np.linspace(0.0, log(factor), panels + 1)
    x, w = _gauss_legendre(_NODES)
    half = (edges[1] - edges[0]) / 2
    u = ((edges[:-1] + edges[1:]) / 2)[:, None] + half * x
    k = first * np.exp(u)
    # dk/2 = (k/2) du
    weight = half * w * k / 2
    edge = first + 2.0 * np.arange(-2, 3)
    return np.concatenate((edge, k.ravel())), np.concatenate((_EDGE, weight.ravel()))


def _gauss_legendre(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights on [-1, 1]: eigenvalues of the Jacobi matrix, polished.

    numpy.polynomial has them, and takes longer to import than an equivalent takes.
    """
    j = np.arange(1, n)
    x = np.linalg.eigvalsh(np.diag(j / np.sqrt(4.0 * j * j - 1), -1))
    for _ in range(2):
        before, last = np.ones(n), x
        for i in range(2, n + 1):
            before, last = last, ((2 * i - 1) * x * last - (i - 1) * before) / i
        slope = n * (before - x * last) / (1 - x * x)
        x = x - last / slope
    return x, 2 / ((1 - x * x) * slope**2)


def log_eigenvalue_ratio(dimension: int, power: int, k: np.ndarray, first: int) -> np.ndarray:
    """log(lambda(k)/lambda(first)) for real k >> d + p, by Stirling's series in x = k + d/2 - 1."""
    delta = power + dimension / 2
    y = (1 + delta) / 2
    third = y**3 - 1.5 * y**2 + 0.5 * y
    fifth = y**5 - 2.5 * y**4 + (5 / 3) * y**3 - y / 6

    def correction(w: np.ndarray) -> np.ndarray:
        # 2 B_{n+1}(y)/(n (n+1) w^n) for n = 2, 4
        return third / (3 * w**2) + fifth / (10 * w**4)

    w, start = (k + dimension / 2 - 1) / 2, np.asarray((first + dimension / 2 - 1) / 2)
    return 2 * (-delta * np.log(w / start) + correction(w) - correction(start))


def multiplicities(dimension: int, k: np.ndarray) -> np.ndarray:
    """N(d, k) at real k, for small d: (2k+d-2) (k+1)...(k+d-3)/(d-2)!; for d = 2 it is 2, and 1 at k = 0."""
    if dimension == 2:
        return np.where(k == 0.0, 1.0, 2.0)
    value = (2 * k + dimension - 2) / factorial(dimension - 2)
    for i in range(1, dimension - 2):
        value = value * (k + i)
    return value
