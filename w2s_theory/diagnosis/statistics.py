"""What is computed from the moments: overlap of the two feature sets, the target in them, and what theory predicts.

One function of the reduced moments, so that the jackknife can leave rows out by subtraction. The directions of the numerical
rank are whitened: a = the d_w weak scores, b = the d_s strong ones, each of variance 1 and uncorrelated, C = E b a^T. So
they are what the systems of related work call V_w^T x and V_s^T x; the singular values of C, the canonical correlations, are
the cosines between the two spaces of functions. The target is the best linear prediction of the labels from a and b
together; what neither predicts is counted as noise of the labels. All errors are shares of the variance of the labels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from w2s_theory.diagnosis.feature_equivalents import FeatureKernel, equivalent_numbers
from w2s_theory.diagnosis.spectra import FullSample
from w2s_theory.models.subspace_pair import SubspacePair
from w2s_theory.records.errors import InputError
from w2s_theory.records.spectral_filter import gradient_flow
from w2s_theory.systems.discrepancies import discrepancy_risks, filtered_discrepancy_risks
from w2s_theory.systems.partly_wrong_teachers import FlowOnWrongLabels, wrong_teacher_risks
from w2s_theory.systems.regression_risks import coefficient_moments

# a combination of the two feature sets with less variance than this (of 2 at most) is the same direction twice
_SAME_DIRECTION = 1e-5


@dataclass(frozen=True, slots=True)
class Sizes:
    """What the predictions are for.

    Parameters
    ----------
    labelled, unlabelled
        n labels of the teacher, N fresh inputs of the student.
    teacher_units
        M_TE of the equivalents, ``None`` without them.
    taus
        lambda_1 t: stopping times times the student's largest eigenvalue.
    """

    labelled: int
    unlabelled: int
    teacher_units: int | None
    taus: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Scores:
    """Second moments of the whitened scores and the labels; d_w and d_s as in the full sample.

    Parameters
    ----------
    cross
        C, shape (d_s, d_w).
    weak_target, strong_target
        E a y^T and E b y^T, shapes (d_w, c) and (d_s, c), y centred with total variance 1.
    weak_values, strong_values
        Eigenvalues of the covariances in the kept directions, decreasing.
    samples
        m.
    """

    cross: np.ndarray
    weak_target: np.ndarray
    strong_target: np.ndarray
    weak_values: np.ndarray
    strong_values: np.ndarray
    samples: int

    @property
    def correlation_dimension(self) -> float:
        """d_sw = ||C||_F^2."""
        return float(min(np.sum(self.cross**2), *self.cross.shape))

    def target(self) -> tuple[SubspacePair, float]:
        """The target as both sets see it, and the variance of what neither sees (corrected for fitted directions)."""
        d_s, d_w = self.cross.shape
        joint = np.block([[np.eye(d_w), self.cross.T], [self.cross, np.eye(d_s)]])
        values, vectors = np.linalg.eigh(joint)
        used = values > _SAME_DIRECTION
        seen = vectors[:, used].T @ np.vstack([self.weak_target, self.strong_target])
        theta = float(min(np.sum(seen**2 / values[used, None]), 1.0))
        noise = (1.0 - theta) * self.samples / max(self.samples - 1 - int(used.sum()), 1)
        weak, strong = (float(np.sum(each**2)) for each in (self.weak_target, self.strong_target))
        passed = self.cross @ self.weak_target
        # float32 products are no exact moments: an angle may miss 0 by their rounding
        theta, passed_on = max(theta, weak, strong), min(float(np.sum(passed**2)), weak)
        most = float(np.sqrt(strong * passed_on))
        product = float(np.clip(np.sum(passed * self.strong_target), -most, most))
        pair = SubspacePair(
            d_s,
            d_w,
            self.correlation_dimension,
            theta - strong,
            theta - weak,
            strong,
            weak,
            passed_on,
            product,
        )
        return pair, noise


def scores_of(moments: np.ndarray, full: FullSample) -> Scores:
    """Whiten."""
    m = moments[0, 0]
    mean = moments[0] / m
    covariance = moments / m - np.outer(mean, mean)
    w = slice(1, 1 + full.weak.kept)
    s = slice(w.stop, w.stop + full.strong.kept)
    y = slice(s.stop, s.stop + full.labels)
    whitened, values = [], []
    for place, rank in ((w, full.weak.rank), (s, full.strong.rank)):
        found, vectors = np.linalg.eigh(covariance[place, place])
        found, vectors = found[::-1], vectors[:, ::-1]
        values.append(found)
        whitened.append(vectors[:, :rank] / np.sqrt(np.maximum(found[:rank], 1e-300)))
    scale = np.sqrt(np.trace(covariance[y, y])) if full.labels else 1.0
    return Scores(
        whitened[1].T @ covariance[s, w] @ whitened[0],
        whitened[0].T @ covariance[w, y] / scale,
        whitened[1].T @ covariance[s, y] / scale,
        values[0],
        values[1],
        round(float(m)),
    )


def statistics(
    moments: np.ndarray, full: FullSample, sizes: Sizes, stops: Mapping[str, Any]
) -> dict[str, Any]:
    """Every number of the diagnosis by name: floats, arrays, ``None`` where theory gives none at these sizes.

    ``stops`` are the best stopping times of the equivalents (:func:`best_stops`).
    """
    scores = scores_of(moments, full)
    found: dict[str, Any] = {"correlation_dimension": scores.correlation_dimension}
    if not full.labels:
        d_s, d_w = scores.cross.shape
        found["pgr_noise_only"] = _noise_only(d_s, d_w, scores.correlation_dimension, sizes)
        return found
    pair, noise = scores.target()
    found |= {
        "target_in_weak": pair.weak_seen,
        "target_in_strong": pair.strong_seen,
        "target_in_both": pair.weak_seen + pair.weak_missed,
        "label_noise": noise,
        "weak_coefficients": np.sum(scores.weak_target**2, axis=1),
        "strong_coefficients": np.sum(scores.strong_target**2, axis=1),
    }
    found |= _predictions(scores, pair, noise, sizes, 10 * full.weak.floor)
    if sizes.teacher_units is not None:
        for who, kernel in _kernels(scores, full).items():
            found |= equivalent_numbers(who, kernel, sizes.teacher_units, stops.get(who))
    return found


def _noise_only(d_s: int, d_w: int, shared: float, sizes: Sizes) -> float | None:
    """PGR if the target lies in both spaces, so that noise is all there is: needs no labels."""
    try:
        risks = discrepancy_risks(SubspacePair(d_s, d_w, shared), sizes.labelled, sizes.unlabelled)
    except InputError:
        return None
    return _number(risks.performance_gap_recovered) if risks.weak > risks.ceiling else None


def _predictions(
    scores: Scores, pair: SubspacePair, noise: float, sizes: Sizes, rounding: float
) -> dict[str, Any]:
    n, fresh = sizes.labelled, sizes.unlabelled
    names = (
        "teacher_error", "student_error", "strong_error", "ceiling_error", "pgr_discrepancies", "opr_discrepancies",
        "residual_alignment", "pgr_fixed_teacher", "pgr_best_stop", "best_tau",
    )  # fmt: skip
    found: dict[str, Any] = {
        **dict.fromkeys(names),
        "alignment_by_direction": None, "student_error_at": None, "whitened_student_error_at": None,
    }  # fmt: skip
    try:
        risks = discrepancy_risks(pair, n, fresh, noise)
    except InputError:
        return found
    if risks.weak <= rounding:
        return found | {"teacher_error": risks.weak}  # nothing to recover
    # least squares on labels that the student's features hold gives the labels back: the student is the teacher
    same = pair.correlation_dimension >= pair.weak_dimension * (1 - rounding)
    if same:
        risks = replace(risks, student_parts=risks.weak_parts)
    found |= {
        "teacher_error": risks.weak, "student_error": risks.student, "strong_error": risks.strong,
        "ceiling_error": risks.ceiling,
        "opr_discrepancies": _number(risks.outperforming_ratio),
    }  # fmt: skip
    teacher = coefficient_moments(n, pair.weak_dimension, pair.weak_seen, noise + pair.weak_missed)
    spread = teacher.spread + teacher.noise
    passed = scores.cross @ scores.weak_target
    means = teacher.first * passed - scores.strong_target
    variances = (teacher.second - teacher.first**2) * np.sum(passed**2, axis=1) + spread * np.sum(
        scores.cross**2, axis=1
    )
    by_direction = np.sum(means**2, axis=1) + variances
    aligned = float(by_direction.sum())
    unseen = teacher.second * (pair.weak_seen - pair.passed_on) + spread * (
        pair.weak_dimension - pair.correlation_dimension
    )
    found["residual_alignment"] = aligned / risks.weak
    found["alignment_by_direction"] = np.cumsum(by_direction) / risks.weak
    try:
        fixed = wrong_teacher_risks(
            pair.strong_dimension, fresh, aligned_error=min(aligned, risks.weak), teacher_error=risks.weak,
            unseen_labels=max(unseen, 0.0), strong_missed=pair.strong_missed, noise_variance=noise,
        )  # fmt: skip
        if fixed.teacher > fixed.ceiling:
            found["pgr_fixed_teacher"] = 0.0 if same else _number(fixed.performance_gap_recovered)
    except InputError:
        pass  # fewer fresh inputs than directions
    flow = _flow(scores, means, variances)
    times = np.array(sizes.taus)
    found["student_error_at"] = pair.strong_missed + flow.risk(times)
    best = flow.best_time()
    gap = risks.weak - risks.ceiling
    found["best_tau"] = best
    if gap > 0:
        found["pgr_discrepancies"] = (risks.weak - risks.student) / gap
        found["pgr_best_stop"] = (risks.weak - pair.strong_missed - float(flow.risk(best))) / gap
    found["whitened_student_error_at"] = np.array(
        [
            filtered_discrepancy_risks(pair, n, fresh, noise, student=gradient_flow(), time=tau).student
            for tau in sizes.taus
        ]
    )
    return found


def _flow(scores: Scores, means: np.ndarray, variances: np.ndarray) -> FlowOnWrongLabels:
    """In units of the largest eigenvalue: times are tau = lambda_1 t.

    The risk of a mode is quadratic in (m, f*), so its outputs together are one output with the same three sums.
    """
    values = scores.strong_values[: len(means)] / scores.strong_values[0]
    target = np.sqrt(np.sum(scores.strong_target**2, axis=1))
    along = np.sum(means * scores.strong_target, axis=1) / np.maximum(target, 1e-300)
    across = np.maximum(np.sum(means**2, axis=1) - along**2, 0.0)
    return FlowOnWrongLabels(values, target, along, np.maximum(variances, 0.0) + across)


def best_stops(full: FullSample, sizes: Sizes) -> dict[str, float | None]:
    """The best stopping time of each set's equivalent on all rows, ``None`` where there is none."""
    if sizes.teacher_units is None:
        return {}
    kernels = _kernels(scores_of(full.total, full), full)
    return {who: kernel.best_time(sizes.teacher_units) for who, kernel in kernels.items()}


def _kernels(scores: Scores, full: FullSample) -> dict[str, FeatureKernel]:
    found = {}
    for who, spectrum, values, target in (
        ("weak", full.weak, scores.weak_values, scores.weak_target),
        ("strong", full.strong, scores.strong_values, scores.strong_target),
    ):
        kept = np.concatenate([values, spectrum.eigenvalues[spectrum.kept :]])
        found[who] = FeatureKernel(kept[kept > spectrum.floor * kept[0]] / kept[0], np.sum(target**2, axis=1))
    return found


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
