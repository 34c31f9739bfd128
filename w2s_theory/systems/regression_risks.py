"""Excess risk of one regression on Gaussian features, in both regimes, from the two lemmas on its coefficients.

R = E ||f - f*||^2 for labels f* + sigma epsilon, m samples, d features that miss rho of f* and see T of it. Summed over
orthonormal directions of the features, ``squared_coefficient_eq_of_least_squares`` (m > d + 1) and
``squared_coefficient_eq_of_minimum_norm`` (m < d - 1) give it exactly; between the two the expectation is infinite.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from w2s_theory.records.errors import InputError


@dataclass(frozen=True, slots=True)
class CoefficientMoments:
    """E beta^ = first beta and E beta^ beta^^T = second beta beta^T + (spread + noise) I, for fitted coefficients beta^.

    ``noise`` is what the labels' variance adds, ``spread`` what a random subspace of rows does to beta.
    """

    first: Any
    second: Any
    spread: Any
    noise: Any


def require_feasible(samples: int, dimension: int, who: str) -> None:
    """Raise ``InputError`` where the expected risk is infinite: d - 1 <= m <= d + 1."""
    if abs(samples - dimension) <= 1:
        fewer = f"at most {dimension - 2} samples or " if dimension > 2 else ""
        raise InputError(
            f"with {samples} samples and {dimension} features the expected risk of {who} is infinite: "
            f"use {fewer}at least {dimension + 2}{'' if fewer else ' samples'}"
        )


def ratio(numerator: Any, denominator: Any) -> Any:
    """Quotient, exact for whole numbers and fractions."""
    if isinstance(numerator, int | Fraction) and isinstance(denominator, int | Fraction):
        return Fraction(numerator) / denominator
    return numerator / denominator


def coefficient_moments(samples: int, dimension: int, norm: Any, label_variance: Any) -> CoefficientMoments:
    """Moments of the coefficients fitted to m samples with residual variance s^2, where ||beta||^2 = ``norm``."""
    m, d = samples, dimension
    if m > d + 1:
        return CoefficientMoments(1, 1, 0, ratio(label_variance, m - d - 1))
    spread = ratio(m * (d - m), d * (d + 2) * (d - 1))
    noise = ratio(label_variance * m, d * (d - m - 1))
    return CoefficientMoments(ratio(m, d), ratio(m * (m + 2), d * (d + 2)) - spread, spread * norm, noise)


def student_gain(samples: int, dimension: int) -> tuple[Any, Any]:
    """How much of what it sees a student keeps, and by how much it damps what it does not see of its labels.

    (1, d/(N - d - 1)) for N > d + 1; (N/d, N/(d - N - 1)) for N < d - 1.
    """
    if samples > dimension + 1:
        return 1, ratio(dimension, samples - dimension - 1)
    return ratio(samples, dimension), ratio(samples, dimension - samples - 1)


def direct_risk(samples: int, dimension: int, missed: Any, seen: Any, noise_variance: Any) -> Any:
    """R for training on true labels: rho + E ||beta^ - beta||^2."""
    return sum(direct_parts(samples, dimension, missed, seen, noise_variance))


def direct_parts(
    samples: int, dimension: int, missed: Any, seen: Any, noise_variance: Any
) -> tuple[Any, Any]:
    """The same as bias and variance, which is what the labels' unseen part and noise add."""
    fit = coefficient_moments(samples, dimension, seen, noise_variance + missed)
    bias = missed + (1 - 2 * fit.first + fit.second) * seen + fit.spread * dimension
    return bias, fit.noise * dimension
