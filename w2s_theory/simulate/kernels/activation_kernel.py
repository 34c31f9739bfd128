"""The kernel K(<u, v>) of any activation, relative to its diagonal, with an error estimate.

sigma_p: the arc-cosine formulas. Smooth activations: the series sum_k a_k^2 N_k P_k, cut where its
mass is below rounding. Activations with a kink at 0 and no other: the integral over the plane of u
and v, as a Chebyshev interpolant in the angle. Other kinks: the series, with its tail as error.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from w2s_theory.records.model import Model
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.arc_cosine_kernel import relative_arc_cosine
from w2s_theory.simulate.kernels.gegenbauer import gegenbauer_values

_EPS = float(np.finfo(float).eps)
_LONGEST_SERIES = 2048


@dataclass(frozen=True, eq=False)
class RelativeKernel:
    """K(rho)/K(1).

    Parameters
    ----------
    values
        Function of ``rho`` and, optionally, of the exact angles.
    slope
        Upper estimate of |d/d rho| of it: how far the rounding of rho carries.
    accuracy
        Absolute error of ``values`` beyond rounding (truncation, interpolation).
    """

    values: Callable[..., np.ndarray]
    slope: float
    accuracy: float


def relative_kernel(model: Model) -> RelativeKernel:
    """K/K(1) of a sphere model with an activation."""
    activation = model.activation
    if activation is not None and activation.power is not None:
        power = activation.power
        # p = 0: of arccos(rho)/pi at |rho| = 0.999, beyond which angles are taken from differences
        slope = (8.0, 1.0, 4.0 / 3.0, 9.0 / 5.0)[power]
        return RelativeKernel(lambda rho, theta=None: relative_arc_cosine(rho, power, theta), slope, 0.0)
    if activation is not None and activation.kinks == (0,):
        kernel = _interpolated(model)
        if kernel.accuracy < 1e-11:
            return kernel
    return _series(model)


@lru_cache(maxsize=16)
def _series(model: Model) -> RelativeKernel:
    largest = 64
    while True:
        table = estimate_coefficients(model, largest)
        mass = table.amplitude**2 / table.kernel_diagonal
        tail = 1.0 - np.cumsum(mass)
        short = np.flatnonzero(tail < 4 * _EPS)
        if len(short) or largest >= _LONGEST_SERIES:
            break
        largest *= 2
    last = int(short[0]) if len(short) else len(mass) - 1
    accuracy = float(np.sum(2 * table.amplitude_accuracy[: last + 1] * np.abs(table.amplitude[: last + 1])))
    accuracy = accuracy / table.kernel_diagonal + max(float(tail[last]), 0.0) + 8 * _EPS
    mass = mass[: last + 1]
    degrees = np.arange(last + 1)
    slope = float(mass @ (degrees * (degrees + model.dimension - 2.0))) / (model.dimension - 1.0)

    def values(rho: np.ndarray, theta: np.ndarray | None = None) -> np.ndarray:
        rho = np.clip(rho, -1.0, 1.0)
        total = np.zeros_like(rho)
        for share, polynomial in zip(mass, gegenbauer_values(rho, model.dimension), strict=False):
            if share:
                total += share * polynomial
        return total

    return RelativeKernel(values, slope, accuracy)


@lru_cache(maxsize=16)
def _interpolated(model: Model) -> RelativeKernel:
    coarse, fine = (_chebyshev_coefficients(model, nodes) for nodes in (48, 72))
    scale = float(np.polynomial.chebyshev.chebval(-1.0, fine))
    fine, coarse = fine / scale, coarse / scale
    error = float(np.max(np.abs(fine[:48] - coarse)) + np.sum(np.abs(fine[48:])))
    keep = int(np.flatnonzero(np.abs(fine) > _EPS / 4)[-1]) + 1
    series = fine[:keep]
    probe = np.linspace(0.01, math.pi - 0.01, 400)
    derivative = np.polynomial.chebyshev.chebder(series) * (2.0 / math.pi)
    slope = float(
        np.max(
            np.abs(np.polynomial.chebyshev.chebval(2.0 * probe / math.pi - 1.0, derivative)) / np.sin(probe)
        )
    )

    def values(rho: np.ndarray, theta: np.ndarray | None = None) -> np.ndarray:
        angle = np.arccos(np.clip(rho, -1.0, 1.0)) if theta is None else theta
        return np.polynomial.chebyshev.chebval(angle * (2.0 / math.pi) - 1.0, series)

    return RelativeKernel(values, max(1.0, slope), error + 16 * _EPS)


def _chebyshev_coefficients(model: Model, nodes: int) -> np.ndarray:
    """Coefficients in 2 theta/pi - 1 of theta -> E[sigma(<u,x>) sigma(<u,x'>)], kinks at 0 only."""
    activation, d = model.activation, model.dimension
    assert activation is not None
    factor = activation.factor(d)
    index = np.arange(nodes)
    x = np.cos((2 * index + 1) * math.pi / (2 * nodes))
    angles = (x + 1.0) * (math.pi / 2)
    gauss, weight = np.polynomial.legendre.leggauss(40)
    radius, radius_weight = _plane_radius(d)
    values = np.empty(nodes)
    for i, theta in enumerate(angles):
        # the plane's angle, cut where <u,x> = r cos(a) or <u,x'> = r cos(a - theta) changes sign
        cuts = np.sort(np.array([-math.pi / 2, math.pi / 2, theta - math.pi / 2, theta + math.pi / 2]))
        cuts = np.append(cuts, cuts[0] + 2 * math.pi)
        half = np.diff(cuts) / 2
        a = (cuts[:-1] + half)[:, None] + half[:, None] * gauss
        density = half[:, None] * weight / (2 * math.pi)
        first = activation.function(factor * radius[:, None, None] * np.cos(a))
        second = activation.function(factor * radius[:, None, None] * np.cos(a - theta))
        values[i] = np.einsum("r,ab,rab->", radius_weight, density, first * second)
    transform = np.cos(np.outer(index, (2 * index + 1) * math.pi / (2 * nodes))) * (2.0 / nodes)
    coefficients = transform @ values
    coefficients[0] /= 2
    return coefficients


def _plane_radius(dimension: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights for the length r of a unit vector's projection on a plane.

    r^2 ~ Beta(1, (d-2)/2), so 1 - r^2 = s^{2/(d-2)} with s uniform; with s = exp(-y): r^2 =
    1 - exp(-2y/(d-2)), y exponential. In v = sqrt(y) everything is smooth.
    """
    if dimension == 2:
        return np.ones(1), np.ones(1)
    cuts = [0.0, 1.5, 3.0, 4.5, 6.5]
    gauss, weight = np.polynomial.legendre.leggauss(24)
    v = np.concatenate([(a + b) / 2 + (b - a) / 2 * gauss for a, b in zip(cuts[:-1], cuts[1:], strict=True)])
    w = np.concatenate([(b - a) / 2 * weight for a, b in zip(cuts[:-1], cuts[1:], strict=True)])
    w = w * 2 * v * np.exp(-v * v)
    return np.sqrt(-np.expm1(-2.0 * v * v / (dimension - 2))), w / math.fsum(w)
