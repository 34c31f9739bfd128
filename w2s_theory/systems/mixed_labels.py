"""Least squares on labels that mix the truth with a weak teacher, (1 - alpha) y + alpha f_T, on fresh Gaussian inputs.

The teacher and both spaces of features are those of ``discrepancies``. With v = (sigma^2 + rho_w)/(n - d_w - 1) and
kappa = d_s/(N - d_s - 1)

    R(alpha) = rho_s + alpha^2 a + kappa {(1 - alpha)^2 b + alpha^2 d + 2 alpha (1 - alpha) x},
    a = ||P_s (I - P_w) theta||^2 + v d_sw,  b = rho_s + sigma^2,  d = ||(I - P_s) P_w theta||^2 + v (d_w - d_sw),
    x = <(I - P_s) theta, P_w theta>,

smallest at alpha* = kappa (b - x)/(a + kappa (b + d - 2 x)). An analogue of distillation from a weak teacher (Lee et al.
2023).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from w2s_theory.models.sizes import require_whole
from w2s_theory.models.subspace_pair import SubspacePair
from w2s_theory.records.errors import InputError
from w2s_theory.records.spectral_filter import SpectralFilter
from w2s_theory.systems.discrepancies import require_pair
from w2s_theory.systems.filter_moments import filter_moments
from w2s_theory.systems.regression_risks import coefficient_moments, direct_parts, ratio, student_gain
from w2s_theory.systems.risk_records import (
    LARGEST_COUNT,
    Kind,
    NamedNumbers,
    gap_recovered,
    require_amount,
    require_number,
)


@dataclass(frozen=True, slots=True)
class MixedLabels(NamedNumbers):
    """The risk as a quadratic function of the teacher's weight.

    Parameters
    ----------
    constant, linear, quadratic
        R(alpha) = constant + linear alpha + quadratic alpha^2; the first is the risk on true labels alone.
    weak
        The teacher's own risk R_w.
    kind
        How the numbers are known.
    """

    constant: Any
    linear: Any
    quadratic: Any
    weak: Any
    kind: Kind
    shown: ClassVar[tuple[str, ...]] = ("weak", "true_labels", "taught_labels", "best_mixing", "best_risk")

    def risk(self, mixing: Any) -> Any:
        """R(alpha), for any real alpha."""
        alpha = require_number(mixing, "the weight of the teacher")
        return self.constant + self.linear * alpha + self.quadratic * alpha**2

    @property
    def true_labels(self) -> Any:
        """R(0)."""
        return self.risk(0)

    @property
    def taught_labels(self) -> Any:
        """R(1): the student of weak-to-strong training."""
        return self.risk(1)

    @property
    def best_mixing(self) -> Any:
        """alpha*; beyond 2 alpha* the teacher does harm."""
        return -ratio(self.linear, 2 * self.quadratic)

    @property
    def best_risk(self) -> Any:
        """R(alpha*)."""
        return self.risk(self.best_mixing)

    def gap_recovered(self, mixing: Any) -> Any:
        """PGR against the student of true labels, R(0)."""
        return gap_recovered(self.weak, self.risk(mixing), self.true_labels)


def mixed_label_risks(
    pair: SubspacePair,
    labels: int,
    unlabelled: int,
    noise_variance: Any = 1,
    *,
    student: SpectralFilter | str | None = None,
    time: float | None = None,
) -> MixedLabels:
    """The risk against the weight of the teacher's labels.

    Parameters
    ----------
    pair : SubspacePair
        Features and target.
    labels, unlabelled : int
        n > d_w + 1 of the teacher; N fresh inputs that have a true and a taught label, N > d_s + 1 for least squares.
    noise_variance : number
        sigma^2 of the true labels, for both.
    student, time
        A spectral filter (or its name) instead of least squares: then the equivalent of d_s, N -> inf.

    Returns
    -------
    MixedLabels
        Exact for least squares, with fractions kept.

    Raises
    ------
    InputError
        For sizes out of range.
    """
    require_pair(pair)
    n = require_whole(labels, "the number of labels", pair.weak_dimension + 2, LARGEST_COUNT)
    noise = require_amount(noise_variance, "the variance of the noise")
    if (student is None) != (time is None):
        raise InputError("a student that is no least squares needs both a filter and a time")
    least = 1 if student else pair.strong_dimension + 2
    fresh = require_whole(unlabelled, "the number of unlabelled inputs", least, LARGEST_COUNT)
    if student is None:
        first, second, damping = 1, *student_gain(fresh, pair.strong_dimension)
    else:
        moments = filter_moments(pair.strong_dimension / fresh, student, time)  # type: ignore[arg-type]
        first, second, damping = moments.first, moments.second, moments.ratio * moments.noise
    spread = coefficient_moments(n, pair.weak_dimension, pair.weak_seen, noise + pair.weak_missed).noise
    # of u = (1 - alpha) theta + alpha theta_w: products of what the student's features see and do not see of it
    seen = (pair.strong_seen, pair.product, pair.passed_on + spread * pair.correlation_dimension)
    rest = pair.weak_seen - pair.passed_on + spread * (pair.weak_dimension - pair.correlation_dimension)
    # <(I - P_s) theta, P_w theta>, where <theta, P_w theta> = ||P_w theta||^2
    unseen = (pair.strong_missed + noise, pair.weak_seen - pair.product, rest)
    constant, linear, quadratic = (
        second * at + damping * beside for at, beside in zip(_powers(*seen), _powers(*unseen), strict=True)
    )
    weak = sum(direct_parts(n, pair.weak_dimension, pair.weak_missed, pair.weak_seen, noise))
    return MixedLabels(
        pair.strong_missed + pair.strong_seen - 2 * first * pair.strong_seen + constant,
        linear - 2 * first * (pair.product - pair.strong_seen),
        quadratic,
        weak,
        "exact" if student is None else "equivalent",
    )


def _powers(truth: Any, product: Any, taught: Any) -> tuple[Any, Any, Any]:
    """Coefficients of 1, alpha, alpha^2 in (1 - alpha)^2 truth + 2 alpha (1 - alpha) product + alpha^2 taught."""
    return truth, 2 * (product - truth), truth - 2 * product + taught
