"""Discrepancies between weak and strong features (Dong et al. 2025): a linear student of a linear teacher.

Teacher: regression of n noisy labels on the weak features. Student: regression of the teacher's labels on the strong
features of N fresh inputs. Compared with the strong features trained on the n labels (strong) and on n + N of them
(ceiling). The risks are exact for every size at which they are finite; ``leading order`` is first order in d/n and d/N,
and ``printed in the paper`` has the paper's variance, sigma^2 where it should be sigma^2 + rho_w if the weak features miss
some of the target. Teacher noise inside the shared directions is inherited in full; outside of
them it is noise of the student's labels, which N samples average away: discrepancy is a virtue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, get_args

from w2s_theory.given import require_choice
from w2s_theory.models.sizes import require_whole
from w2s_theory.models.subspace_pair import SubspacePair
from w2s_theory.records.errors import InputError
from w2s_theory.records.spectral_filter import SpectralFilter
from w2s_theory.systems.filter_moments import filter_moments
from w2s_theory.systems.regression_risks import (
    CoefficientMoments,
    coefficient_moments,
    direct_parts,
    ratio,
    require_feasible,
    student_gain,
)
from w2s_theory.systems.risk_records import (
    LARGEST_COUNT,
    Kind,
    NamedNumbers,
    RiskParts,
    gap_recovered,
    require_amount,
)

_SAME = 1e-13


@dataclass(frozen=True, slots=True)
class DiscrepancyRisks(NamedNumbers):
    """Expected excess risks; all relative to the same ||theta||^2 as the pair's numbers.

    Parameters
    ----------
    weak_parts, student_parts, strong_parts, ceiling_parts : RiskParts
        Bias and variance of the teacher; of its student; of strong features on the n labels; on n + N labels.
    kind
        How the numbers are known.
    """

    weak_parts: RiskParts
    student_parts: RiskParts
    strong_parts: RiskParts
    ceiling_parts: RiskParts
    kind: Kind
    shown: ClassVar[tuple[str, ...]] = (
        "weak", "student", "strong", "ceiling", "performance_gap_recovered", "outperforming_ratio", "student_bias",
        "student_variance",
    )  # fmt: skip

    @property
    def weak(self) -> Any:
        """R_w."""
        return self.weak_parts.total

    @property
    def student(self) -> Any:
        """R_w2s."""
        return self.student_parts.total

    @property
    def strong(self) -> Any:
        """R_s."""
        return self.strong_parts.total

    @property
    def ceiling(self) -> Any:
        """R_c."""
        return self.ceiling_parts.total

    @property
    def student_bias(self) -> Any:
        """What the student would err with a teacher whose labels have no noise and hold nothing unseen."""
        return self.student_parts.bias

    @property
    def student_variance(self) -> Any:
        """What the noise of the teacher's labels, with what its features miss of them, adds."""
        return self.student_parts.variance

    @property
    def performance_gap_recovered(self) -> Any:
        """PGR = (R_w - R_w2s)/(R_w - R_c), a ratio of expectations; ``None`` where weak and ceiling are equal."""
        return gap_recovered(self.weak, self.student, self.ceiling)

    @property
    def outperforming_ratio(self) -> Any:
        """OPR = R_s/R_w2s: above 1 the student beats strong training on the teacher's labels.

        ``None`` for a student without any error.
        """
        return None if self.student == 0 else ratio(self.strong, self.student)


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
        ``exact``; or, for n > d_w and N, n, n + N > d_s, ``leading order`` or ``printed in the paper``.

    Returns
    -------
    DiscrepancyRisks
        Of the type of the numbers given: ``Fraction`` for whole numbers and fractions. For identical subspaces and
        N > d_s + 1 the student is the teacher: PGR is 0 and OPR 1, exactly.

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
    n, fresh, noise_variance = _require_problem(pair, labels, unlabelled, noise_variance)
    kind = require_choice(kind, "the kind of risk", get_args(Kind))  # type: ignore[assignment]
    if kind == "equivalent":
        raise InputError(
            "these risks are known exactly; the equivalent is that of filtered_discrepancy_risks"
        )
    if kind != "exact":
        return _first_order(pair, n, fresh, noise_variance, kind)
    require_feasible(fresh, pair.strong_dimension, "the student")
    weak, teacher, strong, ceiling = _baselines(pair, n, fresh, noise_variance)
    if _identical(pair) and fresh > pair.strong_dimension + 1:
        return DiscrepancyRisks(weak, weak, weak, ceiling, "exact")
    gain, damping = student_gain(fresh, pair.strong_dimension)
    return DiscrepancyRisks(weak, _student(pair, teacher, gain, gain, damping), strong, ceiling, "exact")


def filtered_discrepancy_risks(
    pair: SubspacePair,
    labels: int,
    unlabelled: int,
    noise_variance: Any = 1,
    *,
    student: SpectralFilter | str,
    time: float,
) -> DiscrepancyRisks:
    """The same with a student that is stopped early or regularised instead of fitted by least squares.

    Parameters
    ----------
    pair, labels, unlabelled, noise_variance
        As for :func:`discrepancy_risks`.
    student : SpectralFilter or str
        ``"gradient_flow"``, ``"ridge"`` (with penalty 1/time), ...: what :func:`w2s_theory.spectral_filter` takes or makes.
    time : float
        Of the loss 1/(2N) ||.||^2.

    Returns
    -------
    DiscrepancyRisks
        The student is the equivalent of d_s, N -> inf at their ratio (errors of the order 1/N at finite size); teacher,
        strong and ceiling are exact and least squares. Floats.

    Raises
    ------
    InputError
        As for :func:`discrepancy_risks`, and what :func:`filter_moments` refuses.
    """
    n, fresh, noise_variance = _require_problem(pair, labels, unlabelled, noise_variance)
    weak, teacher, strong, ceiling = _baselines(pair, n, fresh, noise_variance)
    moments = filter_moments(pair.strong_dimension / fresh, student, time)
    found = _student(pair, teacher, moments.first, moments.second, moments.ratio * moments.noise)
    return DiscrepancyRisks(weak, found, strong, ceiling, "equivalent")


def require_pair(pair: Any) -> SubspacePair:
    """Return the pair, if it is one."""
    if not isinstance(pair, SubspacePair):
        raise InputError(
            f"the features are given by a SubspacePair (see compare_subspaces), not by {type(pair).__name__}"
        )
    return pair


def student_bias(pair: SubspacePair, damping: Any) -> Any:
    """The student's risk without the teacher's noise, n > d_w + 1 and N > d_s + 1."""
    seen = pair.strong_seen + pair.passed_on - 2 * pair.product
    return pair.strong_missed + seen + damping * (pair.weak_seen - pair.passed_on)


def _require_problem(pair: Any, labels: Any, unlabelled: Any, noise_variance: Any) -> tuple[int, int, Any]:
    require_pair(pair)
    return (
        require_whole(labels, "the number of labels", 1, LARGEST_COUNT),
        require_whole(unlabelled, "the number of unlabelled inputs", 1, LARGEST_COUNT),
        require_amount(noise_variance, "the variance of the noise"),
    )


def _identical(pair: SubspacePair) -> bool:
    """Whether both learners see the same, to the rounding of bases in float64."""
    same = pair.strong_dimension == pair.weak_dimension
    apart = abs(pair.correlation_dimension - pair.strong_dimension) + abs(
        pair.strong_missed - pair.weak_missed
    )
    return bool(same and apart <= _SAME * pair.strong_dimension)


def _baselines(
    pair: SubspacePair, n: int, fresh: int, noise_variance: Any
) -> tuple[RiskParts, CoefficientMoments, RiskParts, RiskParts]:
    """Weak, the moments of its coefficients, strong, and the ceiling."""
    strong, weak = pair.strong_dimension, pair.weak_dimension
    for samples, dimension, who in (
        (n, weak, "the teacher"), (n, strong, "strong features on the labels"), (n + fresh, strong, "the ceiling"),
    ):  # fmt: skip
        require_feasible(samples, dimension, who)
    teacher = coefficient_moments(n, weak, pair.weak_seen, noise_variance + pair.weak_missed)
    seen = (pair.strong_missed, pair.strong_seen, noise_variance)
    return (
        RiskParts(*direct_parts(n, weak, pair.weak_missed, pair.weak_seen, noise_variance)),
        teacher,
        RiskParts(*direct_parts(n, strong, *seen)),
        RiskParts(*direct_parts(n + fresh, strong, *seen)),
    )


def _student(
    pair: SubspacePair, teacher: CoefficientMoments, first: Any, second: Any, damping: Any
) -> RiskParts:
    """rho_s + ||t||^2 - 2 mu_1 Q_2 + mu_2 Q_1 + kappa Q_3, the last two with the teacher's noise apart."""
    shared, apart = pair.correlation_dimension, pair.weak_dimension - pair.correlation_dimension
    inherited = teacher.second * pair.passed_on + teacher.spread * shared
    lost = teacher.second * (pair.weak_seen - pair.passed_on) + teacher.spread * apart
    bias = pair.strong_missed + pair.strong_seen - 2 * first * teacher.first * pair.product
    return RiskParts(
        bias + second * inherited + damping * lost, teacher.noise * (second * shared + damping * apart)
    )


def _first_order(pair: SubspacePair, n: int, fresh: int, noise_variance: Any, kind: Any) -> DiscrepancyRisks:
    strong, weak, shared = pair.strong_dimension, pair.weak_dimension, pair.correlation_dimension
    if not (n > max(weak, strong) and fresh > strong):
        raise InputError("the leading order speaks of more samples than features")
    damping = ratio(strong, fresh)
    spread = shared + damping * (weak - shared)
    counted = kind != "printed in the paper"
    weak_noise = noise_variance + pair.weak_missed if counted else noise_variance
    strong_noise = noise_variance + pair.strong_missed if counted else noise_variance
    return DiscrepancyRisks(
        RiskParts(pair.weak_missed, ratio(weak_noise * weak, n)),
        RiskParts(student_bias(pair, damping), ratio(weak_noise * spread, n)),
        RiskParts(pair.strong_missed, ratio(strong_noise * strong, n)),
        RiskParts(pair.strong_missed, ratio(strong_noise * strong, n + fresh)),
        kind,
    )
