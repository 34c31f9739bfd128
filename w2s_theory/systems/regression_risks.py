"""Excess risk of one regression on Gaussian features, in both regimes, from the two lemmas on its coefficients.

R = E ||f - f*||^2 for labels f* + sigma epsilon, m samples, d features that miss rho of f* and see T of it. Summed over
orthonormal directions of the features, ``squared_coefficient_eq_of_least_squares`` (m > d + 1) and
``squared_coefficient_eq_of_minimum_norm`` (m < d - 1) give it exactly; between the two the expectation is infinite.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from w2s_theory.records.errors import InputError


@dataclass(frozen=True, slots=True)
class CoefficientMoments:
    """E beta^ = first beta and E beta^ beta^^T = second beta beta^T + isotropic I, for fitted coefficients beta^."""

    first: Any
    second: Any
    isotropic: Any


def require_feasible(samples: int, dimension: int, who: str) -> None:
    """Raise ``InputError`` where the expected risk is infinite: d - 1 <= m <= d + 1."""
    if abs(samples - dimension) <= 1:
        raise InputError(
            f"with {samples} samples and {dimension} features the expected risk of {who} is infinite: "
            f"use at most {dimension - 2} samples or at least {dimension + 2}"
        )


def ratio(numerator: Any, denominator: Any) -> Any:
    """Quotient, exact for whole numbers and fractions."""
    from fractions import Fraction

    if isinstance(numerator, int | Fraction) and isinstance(denominator, int | Fraction):
        return Fraction(numerator) / denominator
    return numerator / denominator


def coefficient_moments(samples: int, dimension: int, norm: Any, label_variance: Any) -> CoefficientMoments:
    """Moments of the coefficients fitted to m samples with residual variance s^2, where ||beta||^2 = ``norm``."""
    m, d = samples, dimension
    if m > d + 1:
        return CoefficientMoments(1, 1, ratio(label_variance, m - d - 1))
    spread = ratio(m * (d - m), d * (d + 2) * (d - 1))
    isotropic = spread * norm + ratio(label_variance * m, d * (d - m - 1))
    return CoefficientMoments(ratio(m, d), ratio(m * (m + 2), d * (d + 2)) - spread, isotropic)


def direct_risk(samples: int, dimension: int, missed: Any, seen: Any, noise_variance: Any) -> Any:
    """R for training on true labels: rho + E ||beta^ - beta||^2."""
    fit = coefficient_moments(samples, dimension, seen, noise_variance + missed)
    return missed + (1 - 2 * fit.first + fit.second) * seen + fit.isotropic * dimension
