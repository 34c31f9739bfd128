"""All systems on one problem: same spectrum, target, teacher's features, labels; same PGR, OPR and misfit.

PGR = (R_w - R_w2s)/(R_w - R_c), OPR = R_s/R_w2s, misfit = E (f_w2s - f_w)^2; R_w is the teacher, R_s the student's features
on the teacher's n labels and R_c on n + N true labels, fitted in the way of the same system. ||theta|| = 1, so exponents are
log R_w2s/log R_w.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from w2s_theory.models.sizes import require_whole
from w2s_theory.models.subspace_pair import SubspacePair
from w2s_theory.records.spectral_filter import gradient_flow
from w2s_theory.systems.discrepancies import DiscrepancyRisks, discrepancy_risks, filtered_discrepancy_risks
from w2s_theory.systems.filter_moments import filter_moments
from w2s_theory.systems.mixed_labels import mixed_label_risks
from w2s_theory.systems.partly_wrong_teachers import FlowOnWrongLabels, flow_on_wrong_labels
from w2s_theory.systems.regression_risks import student_gain
from w2s_theory.systems.ridgeless import RidgelessStudent, ridgeless_student
from w2s_theory.systems.risk_records import LARGEST_COUNT, gap_recovered, require_amount
from w2s_theory.systems.rounds_on_bench import best_rounds
from w2s_theory.systems.spectral_bench import SpectralBench, spectral_bench
from w2s_theory.tables import html_table, latex_number, latex_table

_FLOW_TIMES = np.geomspace(1e-3, 1e5, 161)
_COLUMNS = (
    "teacher",
    "student",
    "strong",
    "ceiling",
    "gap_recovered",
    "outperforming_ratio",
    "misfit",
    "exponent",
)


@dataclass(frozen=True, slots=True)
class SystemRow:
    """One system on the problem; ``None`` where a number has no meaning for it.

    Parameters
    ----------
    system, student_is
        Whose theory, and what the student does, in a few words.
    teacher, student, strong, ceiling
        R_w, R_w2s, R_s and R_c.
    gap_recovered, outperforming_ratio, misfit, exponent
        As in the module's docstring.
    kind
        How the numbers are known.
    analogue
        Whether a linear analogue of the system's own setting.
    """

    system: str
    student_is: str
    teacher: float
    student: float
    strong: float | None
    ceiling: float | None
    gap_recovered: float | None
    outperforming_ratio: float | None
    misfit: float | None
    exponent: float | None
    kind: str
    analogue: bool

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Regime:
    """One of two claims about scaling laws, with what it compares and what it is here.

    Parameters
    ----------
    claim, source
        ``can improve`` or ``cannot improve``, and of which work.
    compares
        Which two learners.
    better, worse
        Their risks.
    exponent
        log better/log worse: above 1 the law improves.
    limit
        For *cannot*: no smaller ratio better/worse is possible, at any size (noise only raises it); ``None`` for *can*.
    """

    claim: str
    source: str
    compares: str
    better: float
    worse: float
    exponent: float | None
    limit: float | None

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class Comparison:
    """All systems on one problem, and where two theories seem to disagree."""

    rows: tuple[SystemRow, ...]
    regimes: tuple[Regime, ...]
    bench: SpectralBench
    labels: int
    unlabelled: int
    noise_variance: float
    strong_dimension: int

    how = "float64"

    def to_dict(self) -> dict[str, Any]:
        """The object of ``w2s compare --json``."""
        return {
            "modes": int(self.bench.multiplicities.sum()),
            "teacher_units": self.bench.teacher_units,
            "labels": self.labels,
            "unlabelled": self.unlabelled,
            "noise_variance": self.noise_variance,
            "strong_dimension": self.strong_dimension,
            "systems": [each.to_dict() for each in self.rows],
            "regimes": [each.to_dict() for each in self.regimes],
        }

    def to_latex(self) -> str:
        """A ``tabular`` of the systems."""
        rows = [
            (each.system, *(f"${latex_number(getattr(each, name), 4)}$" for name in _COLUMNS), each.kind)
            for each in self.rows
        ]
        return latex_table(
            rows,
            "l" + "r" * len(_COLUMNS) + "l",
            ("system", *(c.replace("_", " ") for c in _COLUMNS), "kind"),
        )

    def __repr__(self) -> str:
        sizes = f"M = {self.bench.teacher_units}, n = {self.labels}, N = {self.unlabelled}"
        return f"<comparison of {len(self.rows)} systems: {sizes}>"

    def _repr_html_(self) -> str:
        rows = [
            (each.system, each.student_is, *(getattr(each, name) for name in _COLUMNS), each.kind)
            for each in self.rows
        ]
        return html_table(rows, ("system", "student", *(c.replace("_", " ") for c in _COLUMNS), "kind"))


def compare(
    spectrum: Iterable[Any],
    target: Mapping[int, Any],
    teacher_units: int,
    labels: int,
    unlabelled: int,
    *,
    noise_variance: Any = 1,
    strong_dimension: int | None = None,
    teachers: int = 4,
) -> Comparison:
    """Put all solvable systems on the same problem.

    Parameters
    ----------
    spectrum : rows (eigenvalue, multiplicity)
        Positive, largest first (see ``power_law``).
    target : mapping
        Row -> coefficient, squares of sum 1.
    teacher_units : int
        M: the teacher's random linear features.
    labels, unlabelled : int
        n >= M + 2 and N.
    noise_variance : number
        sigma^2 of true labels.
    strong_dimension : int, optional
        d_s, the leading directions that the regressions' student sees; by default the eigenspaces with lambda >= kappa.
    teachers : int
        K of the ensemble.

    Returns
    -------
    Comparison
        Float64; every number rests on the equivalent of the teacher's random features.

    Raises
    ------
    InputError
        For sizes at which an expectation is infinite, and what is no spectrum or target.

    Examples
    --------
    >>> from w2s_theory.systems.spectral_bench import power_law
    >>> spectrum, target = power_law(200, 2, 0.75)
    >>> found = compare(spectrum, target, 20, 100, 150, noise_variance=0.1)
    >>> found.rows[0].system, found.rows[0].student < found.rows[0].teacher
    ('Medvedev et al.', True)
    """
    bench = spectral_bench(spectrum, teacher_units, target)
    n = require_whole(labels, "the number of labels", 1, LARGEST_COUNT)
    fresh = require_whole(unlabelled, "the number of unlabelled inputs", 1, LARGEST_COUNT)
    noise = float(require_amount(noise_variance, "the variance of the noise"))
    count = require_whole(teachers, "the number of teachers", 1, LARGEST_COUNT)
    pair = bench.pair(strong_dimension)
    spread = bench.label_spread(n, noise)
    exact = discrepancy_risks(pair, n, fresh, noise)
    population = _flow(bench, bench.target * 0)
    finite = _flow(bench, spread * bench.multiplicities * bench.taken)
    stop = min(
        _FLOW_TIMES,
        key=lambda t: (
            filtered_discrepancy_risks(pair, n, fresh, noise, student=gradient_flow(), time=t).student
        ),
    )
    stopped = filtered_discrepancy_risks(pair, n, fresh, noise, student=gradient_flow(), time=float(stop))
    kept = filter_moments(pair.strong_dimension / fresh, gradient_flow(), float(stop))
    gain, damping = (float(each) for each in student_gain(fresh, pair.strong_dimension))
    mixed = mixed_label_risks(pair, n, fresh, noise)
    weight = min(max(float(mixed.best_mixing), 0.0), 1.0)
    ridgeless = ridgeless_student(bench, fresh)
    rows = [
        _flow_row("Medvedev et al.", population),
        _flow_row("the same, n labels", finite),
        _regression("Dong et al.", "least squares on N", exact, _misfit(pair, spread, gain, gain, damping)),
    ]
    if n > max(pair.weak_dimension, pair.strong_dimension) and fresh > pair.strong_dimension:
        leading = discrepancy_risks(pair, n, fresh, noise, "leading order")
        rows.append(_regression("Dong et al., leading order", "least squares on N", leading, None))
    rows += [
        _regression(
            "Dong et al., stopped", "flow on N, best time", stopped,
            _misfit(pair, spread, kept.first, kept.second, kept.ratio * kept.noise),
        ),
        _numbers(
            "Lee et al.", f"least squares, weight {weight:.3g} of f_w", float(exact.weak), float(mixed.risk(weight)),
            float(exact.strong), float(exact.ceiling),
            _mixed_misfit(pair, spread, weight, float(mixed.risk(weight))), True,
        ),
        _ensemble(bench, pair, spread, fresh, count, exact),
        _rounds(bench, spread, count),
        _ridgeless(bench, ridgeless, spread, n, fresh, noise, float(exact.weak)),
    ]  # fmt: skip
    return Comparison(
        tuple(rows),
        _regimes(bench, rows[0].student, ridgeless),
        bench,
        n,
        fresh,
        noise,
        pair.strong_dimension,
    )


def _flow(bench: SpectralBench, more: np.ndarray) -> FlowOnWrongLabels:
    """The teacher's error by eigenspace: what is missing of the target, the features' spread, and noise."""
    missing = -(bench.kappa / (bench.eigenvalues + bench.kappa)) * bench.target
    spread = np.maximum(bench.energies - (bench.target * bench.taken) ** 2, 0.0)
    return flow_on_wrong_labels(bench.eigenvalues, bench.target, spread + more, missing)


def _exponent(student: float, teacher: float) -> float | None:
    inside = 0 < student < 1 and 0 < teacher < 1
    return math.log(student) / math.log(teacher) if inside else None


def _numbers(
    system: str, student_is: str, teacher: float, student: float, strong: float | None, ceiling: float | None,
    misfit: float | None, analogue: bool, kind: str = "equivalent",
) -> SystemRow:  # fmt: skip
    gap = None if ceiling is None else gap_recovered(teacher, student, ceiling)
    ratio = None if strong is None or student == 0 else strong / student
    return SystemRow(
        system, student_is, teacher, student, strong, ceiling, gap, ratio, misfit, _exponent(student, teacher), kind,
        analogue,
    )  # fmt: skip


def _flow_row(system: str, flow: FlowOnWrongLabels) -> SystemRow:
    stop = flow.best_time()
    left = np.exp(-flow.eigenvalues * stop)
    misfit = float(np.sum(left**2 * ((flow.target + flow.error_means) ** 2 + flow.error_variances)))
    student = float(flow.risk(stop))
    return _numbers(
        system, "flow on all of f_w, best time", flow.teacher_risk, student, None, 0.0, misfit, False
    )


def _regression(system: str, student_is: str, found: DiscrepancyRisks, misfit: float | None) -> SystemRow:
    kind = "leading order" if found.kind == "leading order" else "equivalent"
    return _numbers(
        system, student_is, float(found.weak), float(found.student), float(found.strong), float(found.ceiling), misfit,
        False, kind,
    )  # fmt: skip


def _misfit(pair: SubspacePair, spread: float, first: float, second: float, damping: float) -> float:
    """E ||f_w - f_w2s||^2: what the student leaves of what it sees, and what it does not see, twice over as noise."""
    seen, unseen = _taught(pair, spread)
    return float((1 - 2 * first + second) * seen + (1 + damping) * unseen)


def _taught(pair: SubspacePair, spread: float) -> tuple[float, float]:
    """Energy of the teacher within the student's features, and outside."""
    seen = pair.passed_on + spread * pair.correlation_dimension
    return seen, pair.weak_seen - pair.passed_on + spread * (pair.weak_dimension - pair.correlation_dimension)


def _mixed_misfit(pair: SubspacePair, spread: float, weight: float, risk: float) -> float:
    seen, unseen = _taught(pair, spread)
    apart = pair.strong_seen - 2 * pair.product + seen
    # what the fit adds is its risk without what is inherited
    added = risk - pair.strong_missed - weight**2 * apart
    return float((1 - weight) ** 2 * apart + unseen + added)


def _ensemble(
    bench: SpectralBench, pair: SubspacePair, spread: float, fresh: int, count: int, exact: DiscrepancyRisks
) -> SystemRow:
    """K teachers of independent random features: AE-KD and uniform weights are the same for teachers of one law."""
    first = slice(None, bench.strong_rows(pair.strong_dimension))
    # products of two teachers: only the mean of P is theirs in common
    common = (bench.target * bench.taken) ** 2
    energies = bench.energies / count + (1 - 1 / count) * common
    own = spread / count
    inside = float(np.sum(energies[first])) + own * pair.correlation_dimension
    outside = float(np.sum(energies) - np.sum(energies[first])) + own * (
        pair.weak_dimension - pair.correlation_dimension
    )
    gain, damping = student_gain(fresh, pair.strong_dimension)
    student = (
        pair.strong_missed + pair.strong_seen - 2 * gain * pair.product + gain * inside + damping * outside
    )
    teacher = 1 - 2 * pair.weak_seen + inside + outside
    misfit = float((1 - gain) * inside + (1 + damping) * outside)
    return _numbers(
        "AE-KD (Du et al.)", f"least squares, {count} teachers", teacher, float(student), float(exact.strong),
        float(exact.ceiling), misfit, True,
    )  # fmt: skip


def _rounds(bench: SpectralBench, spread: float, count: int) -> SystemRow:
    number, found = best_rounds(bench, spread, count)
    doing = f"{number} round{'s' if number > 1 else ''} with {count} teacher{'s' if count > 1 else ''}"
    return _numbers("MACPO (analogue)", doing, found.start, found.student, None, 0.0, None, True)


def _ridgeless(
    bench: SpectralBench,
    student: RidgelessStudent,
    spread: float,
    n: int,
    fresh: int,
    noise: float,
    teacher: float,
) -> SystemRow:
    energies = bench.energies + spread * bench.multiplicities * bench.taken
    strong, ceiling = (ridgeless_student(bench, count).true_labels(noise) for count in (n, n + fresh))
    return _numbers(
        "Ildiz et al.", "ridgeless on N, all directions", teacher, student.risk(bench.means, energies, 0.0), strong,
        ceiling, student.misfit(energies), False,
    )  # fmt: skip


def _regimes(bench: SpectralBench, tuned: float, ridgeless: RidgelessStudent) -> tuple[Regime, ...]:
    teacher = bench.teacher_error
    best, true = ridgeless.best_labels(0.0), ridgeless.true_labels(0.0)
    return (
        Regime(
            "can improve", "Medvedev et al., Wu et al.", "a tuned student with its teacher", tuned, teacher,
            _exponent(tuned, teacher), None,
        ),
        Regime(
            "cannot improve", "Ildiz et al.", "a ridgeless student of the best labels with one of true labels, no noise",
            best, true, _exponent(best, true), ridgeless.least_ratio,
        ),
    )  # fmt: skip
