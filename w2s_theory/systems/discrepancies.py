"""Discrepancies between weak and strong features (Dong et al. 2025): a linear student of a linear teacher.

Teacher: regression of n noisy labels on the weak features. Student: regression of the teacher's labels on the strong
features of N fresh inputs. Compared with the strong features trained on the n labels (strong) and on n + N of them
(ceiling). The risks are exact for every size at which they are finite; ``leading order`` is what the paper's
variance says, first order in d/n and d/N. Teacher noise inside the shared directions is inherited in full; outside of
them it is noise of the student's labels, which N samples average away: discrepancy is a virtue.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

from w2s_theory.given import require_choice
from w2s_theory.models.sizes import require_whole
from w2s_theory.models.subspace_pair import SubspacePair
from w2s_theory.records.errors import InputError
from w2s_theory.systems.regression_risks import coefficient_moments, direct_risk, ratio, require_feasible
from w2s_theory.tables import html_table, latex_number, latex_table

Kind = Literal["exact", "leading order"]
_LARGEST = 10**12
_NUMBERS = ("weak", "student", "strong", "ceiling", "performance_gap_recovered", "outperforming_ratio")


@dataclass(frozen=True, slots=True)
class DiscrepancyRisks:
    """Expected excess risks; all relative to the same ||theta||^2 as the pair's numbers.

    Parameters
    ----------
    weak, student, strong, ceiling
        The teacher; its student; strong features on the n labels; on n + N labels.
    kind
        ``exact`` or ``leading order``.
    """

    weak: Any
    student: Any
    strong: Any
    ceiling: Any
    kind: Kind

    @property
    def performance_gap_recovered(self) -> Any:
        """PGR = (R_w - R_w2s)/(R_w - R_c), a ratio of expectations."""
        return ratio(self.weak - self.student, self.weak - self.ceiling)

    @property
    def outperforming_ratio(self) -> Any:
        """OPR = R_s/R_w2s: above 1 the student beats strong training on the teacher's labels."""
        return ratio(self.strong, self.student)

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers."""
        return {**{name: float(getattr(self, name)) for name in _NUMBERS}, "kind": self.kind}

    def to_latex(self) -> str:
        """A ``tabular`` of the risks, the gap recovered and the outperforming ratio; fractions stay exact."""
        rows = [(name.replace("_", " "), f"${latex_number(getattr(self, name))}$") for name in _NUMBERS]
        return latex_table(rows, "ll")

    def _repr_html_(self) -> str:
        return html_table(
            [(name.replace("_", " "), getattr(self, name)) for name in _NUMBERS], caption=self.kind
        )


def discrepancy_risks(
    pair: SubspacePair, labels: int, unlabelled: int, noise_variance: Any = 1, kind: Kind = "exact"
) -> DiscrepancyRisks:
    """Expected risks of teacher, student and both baselines.

    Parameters
    ----------
    pair : SubspacePair
        Features and target.
    labels, unlabelled : int
        n and N.
    noise_variance : number
        sigma^2 of the true labels.
    kind : str
        ``exact``, or ``leading order`` (for n > d_w and N, n, n + N > d_s).

    Returns
    -------
    DiscrepancyRisks
        Of the type of the numbers given: ``Fraction`` for whole numbers and fractions.

    Raises
    ------
    InputError
        For sizes at which an expectation is infinite (a number of samples within 1 of a number of features).

    Examples
    --------
    >>> pair = SubspacePair(6, 10, 2)
    >>> round(float(discrepancy_risks(pair, 40, 60).performance_gap_recovered), 4)
    0.8727
    """
    _require_pair(pair)
    n = require_whole(labels, "the number of labels", 1, _LARGEST)
    fresh = require_whole(unlabelled, "the number of unlabelled inputs", 1, _LARGEST)
    noise_variance = _finite(noise_variance, "the variance of the noise")
    if require_choice(kind, "the kind of risk", get_args(Kind)) == "leading order":
        return _leading_risks(pair, n, fresh, noise_variance)
    strong, weak = pair.strong_dimension, pair.weak_dimension
    for samples, dimension, who in (
        (n, weak, "the teacher"), (fresh, strong, "the student"), (n, strong, "strong features on the labels"),
        (n + fresh, strong, "the ceiling"),
    ):  # fmt: skip
        require_feasible(samples, dimension, who)
    teacher = coefficient_moments(n, weak, pair.weak_seen, noise_variance + pair.weak_missed)
    inherited = teacher.second * pair.passed_on + teacher.isotropic * pair.correlation_dimension
    lost = teacher.second * (pair.weak_seen - pair.passed_on)
    lost += teacher.isotropic * (weak - pair.correlation_dimension)
    gain, damping = student_gain(fresh, strong)
    student = pair.strong_missed + pair.strong_seen + gain * (inherited - 2 * teacher.first * pair.product)
    return DiscrepancyRisks(
        direct_risk(n, weak, pair.weak_missed, pair.weak_seen, noise_variance),
        student + damping * lost,
        direct_risk(n, strong, pair.strong_missed, pair.strong_seen, noise_variance),
        direct_risk(n + fresh, strong, pair.strong_missed, pair.strong_seen, noise_variance),
        "exact",
    )


def _require_pair(pair: Any) -> None:
    if not isinstance(pair, SubspacePair):
        raise InputError(
            f"the features are given by a SubspacePair (see compare_subspaces), not by {type(pair).__name__}"
        )


def _finite(value: Any, what: str) -> Any:
    """The number as it is, exact or not, if it is finite and >= 0."""
    try:
        if isinstance(value, bool | str | bytes | complex) or not 0 <= float(value) < math.inf:
            raise InputError(f"{what} must be a finite number >= 0")
    except (TypeError, ValueError, OverflowError) as problem:
        raise InputError(f"{what} must be a finite number >= 0") from problem
    return value


def student_gain(samples: int, dimension: int) -> tuple[Any, Any]:
    """How much of what it sees the student keeps, and by how much it damps what it does not see of its labels.

    (1, d/(N - d - 1)) for N > d + 1; (N/d, N/(d - N - 1)) for N < d - 1.
    """
    if samples > dimension + 1:
        return 1, ratio(dimension, samples - dimension - 1)
    return ratio(samples, dimension), ratio(samples, dimension - samples - 1)


def unlabelled_inputs_needed(pair: SubspacePair, excess: Any) -> int:
    """N from which on the student's variance is at most (1 + excess) times its floor, n > d_w + 1.

    The floor, at N = inf, is the teacher's noise in the shared directions, (sigma^2 + rho_w) d_sw/(n - d_w - 1).

    Raises
    ------
    InputError
        If the excess is not positive, or nothing is shared (the floor is 0 and no N is enough).
    """
    _require_pair(pair)
    if not _finite(excess, "the excess") > 0:
        raise InputError("the excess must be a positive number, such as 1/10")
    if not pair.correlation_dimension > 0:
        raise InputError(
            "the subspaces share no direction: the student's variance falls to 0 like d_s/N, without a floor"
        )
    strong, shared = pair.strong_dimension, pair.correlation_dimension
    return strong + 1 + math.ceil(ratio(strong * (pair.weak_dimension - shared), excess * shared))


def best_label_count(pair: SubspacePair, unlabelled: int, noise_variance: Any = 1) -> float | None:
    """The real n > d_w + 1 at which the exact OPR is largest, ``None`` if it has no maximum there.

    The root of (rho_s b - a B) q^2 + 2 rho_s b D q + (rho_s D + a) b D = 0 with q = n - d_w - 1, D = d_w - d_s,
    a = (sigma^2 + rho_s) d_s, b = (sigma^2 + rho_w)(d_sw + kappa (d_w - d_sw)), B the student's bias; for d_w > d_s.

    Raises
    ------
    InputError
        If N <= d_s + 1.
    """
    _require_pair(pair)
    noise_variance = _finite(noise_variance, "the variance of the noise")
    fresh = require_whole(unlabelled, "the number of unlabelled inputs", 1, _LARGEST)
    strong, weak = pair.strong_dimension, pair.weak_dimension
    if fresh <= strong + 1:
        raise InputError(f"the best number of labels is known for more than {strong + 1} unlabelled inputs")
    _, damping = student_gain(fresh, strong)
    bias = float(_bias(pair, damping))
    slope = float((noise_variance + pair.strong_missed) * strong)
    spread = pair.correlation_dimension + damping * (weak - pair.correlation_dimension)
    rate = float((noise_variance + pair.weak_missed) * spread)
    apart, missed = weak - strong, float(pair.strong_missed)
    first = missed * rate - slope * bias
    if apart <= 0 or first >= 0:
        return None
    second, last = 2 * missed * rate * apart, (missed * apart + slope) * rate * apart
    root = (-second - math.sqrt(second**2 - 4 * first * last)) / (2 * first)
    return weak + 1 + root


def _bias(pair: SubspacePair, damping: Any) -> Any:
    """The student's risk without the teacher's noise, n > d_w + 1 and N > d_s + 1."""
    seen = pair.strong_seen + pair.passed_on - 2 * pair.product
    return pair.strong_missed + seen + damping * (pair.weak_seen - pair.passed_on)


def _leading_risks(pair: SubspacePair, n: int, fresh: int, noise_variance: Any) -> DiscrepancyRisks:
    strong, weak, shared = pair.strong_dimension, pair.weak_dimension, pair.correlation_dimension
    if not (n > max(weak, strong) and fresh > strong):
        raise InputError("the leading order speaks of more samples than features")
    damping = ratio(strong, fresh)
    spread = shared + damping * (weak - shared)
    weak_noise, strong_noise = noise_variance + pair.weak_missed, noise_variance + pair.strong_missed
    return DiscrepancyRisks(
        pair.weak_missed + ratio(weak_noise * weak, n),
        _bias(pair, damping) + ratio(weak_noise * spread, n),
        pair.strong_missed + ratio(strong_noise * strong, n),
        pair.strong_missed + ratio(strong_noise * strong, n + fresh),
        "leading order",
    )
