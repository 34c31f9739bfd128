"""Regression on d Gaussian features from m samples: moments of the coefficients and the risk, exactly.

Features b ~ N(0, I_d), labels <b, beta> + r with Var r = s^2 independent of b; least squares for m > d + 1, the fit of
smallest norm for m < d - 1. In between the means are infinite. Proved as
``squared_coefficient_eq_of_least_squares`` and ``squared_coefficient_eq_of_minimum_norm``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from w2s_theory.models.sizes import require_whole
from w2s_theory.spec.errors import InputError


@dataclass(frozen=True, slots=True)
class RegressionMoments:
    """E beta^ = ``mean`` beta and E beta^ beta^T = ``square`` beta beta^T + (``spread`` ||beta||^2 + ``noise`` s^2) I.

    Exact rationals; ``excess`` is E ||beta^ - E[beta^ | design, no noise]||^2/s^2, that is ``noise`` times d.
    """

    samples: int
    features: int
    mean: Fraction
    square: Fraction
    spread: Fraction
    noise: Fraction
    how: str = "exact"

    @property
    def excess(self) -> Fraction:
        return self.features * self.noise

    @property
    def determined(self) -> bool:
        """Whether the samples determine the fit (m > d)."""
        return self.samples > self.features

    def risk(self, target_energy: float, noise_variance: float, misfit: float = 0.0) -> float:
        """E of the squared error on fresh inputs, without the labels' noise.

        Parameters
        ----------
        target_energy : float
            ||beta||^2, the energy of the target in the features' span.
        noise_variance, misfit : float
            sigma^2 of the labels, and the target's energy outside the span, which acts as noise too.
        """
        bias = float(1 - 2 * self.mean + self.square + self.features * self.spread) * target_energy
        return misfit + bias + (noise_variance + misfit) * float(self.excess)


def regression_moments(samples: int, features: int) -> RegressionMoments:
    """Exact first and second moments of regression coefficients.

    Parameters
    ----------
    samples, features : int
        m and d, >= 1, with abs(m - d) >= 2.

    Raises
    ------
    InputError
        For m - d in {-1, 0, 1}, where the mean squared error is infinite.

    Examples
    --------
    >>> regression_moments(40, 10).risk(1.0, noise_variance=1.0)
    0.3448275862068966
    """
    m, d = require_whole(samples, "the number of samples"), require_whole(features, "the number of features")
    if abs(m - d) <= 1:
        raise InputError(
            f"with {m} samples and {d} features the mean squared error is infinite: "
            "the numbers must differ by at least 2"
        )
    if m > d:
        return RegressionMoments(m, d, Fraction(1), Fraction(1), Fraction(0), Fraction(1, m - d - 1))
    along = Fraction(m * (m + 2), d * (d + 2))
    # d > m + 1 >= 2, so there are other directions
    spread = Fraction(m * (d - m), d * (d + 2) * (d - 1))
    return RegressionMoments(m, d, Fraction(m, d), along - spread, spread, Fraction(m, d * (d - m - 1)))
