"""``diagnose(weak, strong, labels)``: from two feature files to the numbers of the theory."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from w2s_theory.diagnosis.feature_files import Numbers, open_numbers
from w2s_theory.diagnosis.labels import Labels, read_labels
from w2s_theory.diagnosis.moments import FEWEST_ROWS, joint_moments
from w2s_theory.diagnosis.quantities import QUANTITIES
from w2s_theory.diagnosis.record import Diagnosis
from w2s_theory.diagnosis.spectra import FullSample, full_sample
from w2s_theory.diagnosis.statistics import Sizes, best_stops, scores_of, statistics
from w2s_theory.given import require_list
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.simulate.machine.jackknife import Estimate, jackknife
from w2s_theory.systems.discrepancies import discrepancy_risks
from w2s_theory.systems.risk_records import LARGEST_COUNT, require_number

DEFAULT_CUT = 0.01
DEFAULT_TAUS = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
_MOST_TAUS = 200
# the predictions at the default sizes: every fifth row labelled
_LABELLED_SHARE = 5


def diagnose(
    weak: Any,
    strong: Any,
    labels: Any = None,
    *,
    cut: float = DEFAULT_CUT,
    labelled: int | None = None,
    unlabelled: int | None = None,
    teacher_units: int | None = None,
    taus: Iterable[float] = DEFAULT_TAUS,
) -> Diagnosis:
    """Read the features of a weak and a strong model on the same rows, and say what theory expects of them.

    Parameters
    ----------
    weak, strong : array or path
        Shapes (m, p_w) and (m, p_s), row i of both for the same input; ``.npy``, ``.npz`` or ``.safetensors``, read once
        in blocks (``file.npz:key`` where there are several arrays).
    labels : array or path, optional
        Whole numbers, shape (m,): classes. Floats, shape (m,) or (m, c): values.
    cut : float
        Directions whose variance is at least this share of the largest count: the numerical rank.
    labelled, unlabelled : int, optional
        n labels of the teacher and N inputs of the student in the predictions; m/5 and the other rows if not given.
    teacher_units : int, optional
        M_TE of the equivalents; the weak numerical rank if not given.
    taus : list of floats
        Stopping times lambda_1 t, lambda_1 the largest eigenvalue of the strong features' covariance.

    Returns
    -------
    Diagnosis
        Errors are shares of the labels' variance beyond what both feature sets together cannot see. Intervals: 95 percent,
        delete-a-group jackknife, for independent rows.

    Raises
    ------
    InputError
        For what is no array of features, rows that disagree, numbers that are not finite, too few rows.

    Notes
    -----
    Memory: 4 (p_w + p_s + c)^2 bytes for each of 20 groups in float32, at most 2 GiB in all, and a block of rows.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.random.default_rng(0).standard_normal((1000, 6))
    >>> found = diagnose(x[:, :4], x[:, 2:], x[:, 3] + x[:, 0])
    >>> found.weak.rank, found.strong.rank, round(found.correlation_dimension.value)
    (4, 4, 2)
    """
    share = float(require_number(cut, "the cut"))
    if not 0 < share < 1:
        raise InputError("the cut must lie strictly between 0 and 1: a share of the largest eigenvalue")
    times = _require_taus(taus)
    counts = [
        None if given is None else require_whole(given, what, 1, LARGEST_COUNT)
        for given, what in (
            (labelled, "the number of labels"), (unlabelled, "the number of unlabelled inputs"),
            (teacher_units, "teacher units"),
        )
    ]  # fmt: skip
    sets = [_require_features(open_numbers(each, what), what) for each, what in _named(weak, strong)]
    rows = sets[0].shape[0]
    if sets[1].shape[0] != rows:
        raise InputError(
            f"the weak features have {rows} rows and the strong ones {sets[1].shape[0]}: give the same inputs to both models"
        )
    if rows < FEWEST_ROWS:
        raise InputError(f"{rows} rows are too few to say anything: give at least {FEWEST_ROWS}")
    target = None if labels is None else read_labels(open_numbers(labels, "the labels"), rows)
    moments = joint_moments(sets[0], sets[1], target)
    full = full_sample(moments, share)
    sizes = _sizes(full, rows, times, *counts)
    # small matrices, which more threads make slower
    with threadpool_limits(1):
        stops = best_stops(full, sizes)
        found = jackknife(full.total, full.groups, lambda each: statistics(each, full, sizes, stops))
    best = found.pop("best_tau", None)
    return Diagnosis(
        rows,
        len(full.groups),
        full.weak,
        full.strong,
        full.curve,
        {name: _within(name, each, full) for name, each in found.items() if name in QUANTITIES},
        {name: each for name, each in found.items() if name not in QUANTITIES},
        sizes,
        None if target is None else target.kind,
        None if best is None else best.plain,
        _remarks(full, target, rows, sizes, sets),
    )


def _named(weak: Any, strong: Any) -> tuple[tuple[Any, str], ...]:
    return (weak, "the weak features"), (strong, "the strong features")


def _require_features(numbers: Numbers, what: str) -> Numbers:
    shape = numbers.shape
    if len(shape) != 2:
        raise InputError(
            f"{what} must have two axes, rows and features, and have the shape {tuple(shape)}: flatten or average the rest"
        )
    if not all(shape):
        raise InputError(f"{what} are empty: their shape is {tuple(shape)}")
    return numbers


def _require_taus(taus: Iterable[float]) -> tuple[float, ...]:
    given = require_list(taus, "the stopping times", "[1, 10, 100]")
    found = tuple(float(require_number(each, "a stopping time")) for each in given)
    if not 1 <= len(found) <= _MOST_TAUS or any(
        not isfinite(each) or each < 0 or each > 1e15 for each in found
    ):
        raise InputError(f"the stopping times must be 1 to {_MOST_TAUS} numbers from 0 to 1e15")
    return found


def _sizes(
    full: FullSample, rows: int, taus: tuple[float, ...], n: int | None, fresh: int | None, units: int | None
) -> Sizes:
    n = rows // _LABELLED_SHARE if n is None else n
    fresh = max(rows - n, 1) if fresh is None else fresh
    held = min(
        int(np.sum(each.eigenvalues > each.floor * each.eigenvalues[0])) for each in (full.weak, full.strong)
    )
    if not full.labels:
        return Sizes(n, fresh, None, taus)
    if units is not None and units >= held:
        raise InputError(
            f"the equivalents exist below the rank of both spectra, which is {held}, and not for {units} teacher units"
        )
    return Sizes(n, fresh, (min(full.weak.rank, held - 1) or None) if units is None else units, taus)


def _within(name: str, estimate: Estimate | None, full: FullSample) -> Estimate | None:
    """Back into the range that the quantity lies in; the interval is left as long as it is."""
    if estimate is None:
        return None
    low, high = QUANTITIES[name].within
    if name == "correlation_dimension":
        high = min(full.weak.rank, full.strong.rank)
    value = min(max(estimate.value, low), high)
    return Estimate(
        value, min(max(estimate.low, low), value), max(min(estimate.high, high), value), estimate.plain
    )


def _remarks(
    full: FullSample, labels: Labels | None, rows: int, sizes: Sizes, sets: list[Numbers]
) -> tuple[str, ...]:
    said = []
    for numbers, spectrum in zip(sets, (full.weak, full.strong), strict=True):
        if rows <= numbers.shape[1]:
            said.append(
                f"{numbers.name} have {numbers.shape[1]} columns on {rows} rows: the lower end of the spectrum is that of "
                "the rows, not of the inputs; what lies above the cut can still be said"
            )
        near = spectrum.rank_at(spectrum.cut / 2)
        if near > 1.5 * spectrum.rank:
            said.append(
                f"half the cut would make {near} directions of {spectrum.rank} in {numbers.name}: "
                "the spectrum has no edge there, and every number depends on the cut (see the curve)"
            )
    if labels is not None and labels.sorted_by_class(len(full.groups)):
        said.append(
            "the rows look sorted by class: shuffle them (both files and the labels alike), or intervals are too wide"
        )
    if labels is not None:
        try:
            pair, noise = scores_of(full.total, full).target()
            risks = discrepancy_risks(pair, sizes.labelled, sizes.unlabelled, noise)
            if risks.weak <= risks.ceiling:
                said.append(
                    "the predicted ceiling is no better than the teacher: there is no gap, and no PGR"
                )
        except InputError as reason:
            said.append(f"no predicted errors: {reason}")
    return tuple(said)
