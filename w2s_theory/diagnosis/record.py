"""The record of a diagnosis: the numbers with their intervals, the curves, and what they do not say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from w2s_theory.diagnosis.quantities import QUANTITIES, UNKNOWN
from w2s_theory.diagnosis.spectra import CutCurve, Spectrum
from w2s_theory.diagnosis.statistics import Sizes
from w2s_theory.simulate.machine.jackknife import Estimate
from w2s_theory.tables import html_table, latex_number, latex_table, plain

_MOST_DIRECTIONS = 64


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """Two feature sets on the same rows.

    Parameters
    ----------
    samples, groups
        m, and the groups of the jackknife.
    weak, strong : Spectrum
        Eigenvalues of the covariances, ranks, directions.
    curve : CutCurve
        Ranks and d_sw against the cut.
    estimates : mapping
        Name -> :class:`Estimate`, or ``None`` where theory gives no number at these sizes.
    arrays : mapping
        Name -> array of shape (4, n): value, low, high, plain; ``student_error_at`` and ``whitened_student_error_at``
        (at ``taus``), ``alignment_by_direction``, ``weak_coefficients``, ``strong_coefficients`` (squared, by direction).
    sizes : Sizes
        n, N, M_TE and the stopping times.
    labels
        ``classes``, ``values``, or ``None`` without labels.
    best_tau
        lambda_1 t of the best stop under S7; ``None`` without labels.
    remarks
        What in the data limits the numbers.
    """

    samples: int
    groups: int
    weak: Spectrum
    strong: Spectrum
    curve: CutCurve
    estimates: Mapping[str, Estimate | None]
    arrays: Mapping[str, Any]
    sizes: Sizes
    labels: str | None
    best_tau: float | None
    remarks: tuple[str, ...]

    @property
    def correlation_dimension(self) -> Estimate:
        """d_sw."""
        found = self.estimates["correlation_dimension"]
        assert found is not None
        return found

    @property
    def teacher_error(self) -> Estimate | None:
        """L_TE as a share of the labels' variance (S1)."""
        return self.estimates.get("teacher_error")

    @property
    def student_error(self) -> Estimate | None:
        """L_ST of the least-squares student (S1)."""
        return self.estimates.get("student_error")

    @property
    def performance_gap_recovered(self) -> Estimate | None:
        """PGR under S1; without labels that of noise alone."""
        return self.estimates.get("pgr_discrepancies" if self.labels else "pgr_noise_only")

    @property
    def taus(self) -> tuple[float, ...]:
        """Stopping times lambda_1 t of ``student_error_at``."""
        return self.sizes.taus

    @property
    def unknown(self) -> str:
        """What a diagnosis cannot know, in one paragraph."""
        return UNKNOWN

    def rows(self) -> tuple[dict[str, Any], ...]:
        """One row a number: quantity, words, value, low, high, plain, what it rests on."""
        found = []
        for name, estimate in self.estimates.items():
            about = QUANTITIES[name]
            numbers: dict[str, Any] = estimate.to_dict() if estimate else dict.fromkeys(_FIELDS)
            words = about.words.format(
                n=self.sizes.labelled, N=self.sizes.unlabelled, M=self.sizes.teacher_units
            )
            found.append({"quantity": name, "words": words, **numbers, "rests_on": about.rests_on})
        return tuple(found)

    def to_dict(self) -> dict[str, Any]:
        """The object of ``w2s diagnose --json``: plain numbers, ``None`` where there is none."""
        return {
            "samples": self.samples,
            "groups": self.groups,
            "labelled": self.sizes.labelled,
            "unlabelled": self.sizes.unlabelled,
            "teacher_units": self.sizes.teacher_units,
            "labels": self.labels,
            "weak": _spectrum(self.weak),
            "strong": _spectrum(self.strong),
            "curve": [
                dict(zip(_CURVE, (plain(each) for each in row), strict=True))
                for row in zip(*_curve(self.curve), strict=True)
            ],
            "rows": [{key: plain(value) for key, value in row.items()} for row in self.rows()],
            "stopping": [
                {"tau": tau, **_cells(self.arrays, _STOPPING, at)} for at, tau in enumerate(self.taus)
            ]
            if self.labels
            else [],
            "best_tau": None if self.best_tau is None else plain(float(self.best_tau)),
            "directions": [
                {"direction": at + 1, **_cells(self.arrays, _DIRECTIONS, at)}
                for at in range(min(self.strong.rank, _MOST_DIRECTIONS))
            ]
            if self.labels
            else [],
            "remarks": list(self.remarks),
            "unknown": self.unknown,
            "how": "estimated",
        }  # fmt: skip

    def to_latex(self) -> str:
        """A ``tabular`` of the numbers with their intervals."""
        rows = [
            (row["quantity"].replace("_", " "), *(f"${latex_number(row[key], 4)}$" for key in ("value", "low", "high")))
            for row in self.rows()
        ]  # fmt: skip
        return latex_table(rows, "lrrr", ("quantity", "value", "low", "high"))

    def save_figure(self, path: str | Path) -> Path:
        """Draw spectra, ranks against the cut, and (with labels) errors against the stopping time; svg, pdf or png.

        Raises
        ------
        InputError
            For another ending, or a path that cannot be written.
        """
        from w2s_theory.diagnosis.drawing import save_drawing

        return save_drawing(self, path)

    def __repr__(self) -> str:
        gap = self.performance_gap_recovered
        said = (
            "no PGR at these sizes" if gap is None else f"PGR {gap.value:.3g} [{gap.low:.3g}, {gap.high:.3g}]"
        )
        shared = self.correlation_dimension
        return (
            f"<diagnosis of {self.samples} rows: d_w = {self.weak.rank}, d_s = {self.strong.rank}, "
            f"d_sw = {shared.value:.4g} [{shared.low:.4g}, {shared.high:.4g}], {said}>"
        )

    def _repr_html_(self) -> str:
        rows = [(row["words"], row["value"], row["low"], row["high"], row["rests_on"]) for row in self.rows()]
        table = html_table(rows, ("quantity", "value", "low", "high", "rests on"), repr(self))
        return f"{table}<p>{escape(self.unknown)}</p>"


_CURVE = ("cut", "weak_rank", "strong_rank", "correlation_dimension", "by_chance")
_FIELDS = ("value", "low", "high", "plain")
_STOPPING = ("student_error_at", "whitened_student_error_at")
_DIRECTIONS = ("strong_coefficients", "alignment_by_direction")


def _cells(arrays: Mapping[str, Any], names: tuple[str, ...], at: int) -> dict[str, Any]:
    return {name: _cell(arrays[name], at) for name in names}


def _cell(array: Any, at: int) -> Any:
    if array is None:
        return None
    return dict(
        zip(("value", "low", "high", "plain"), (plain(float(each)) for each in array[:, at]), strict=True)
    )


def _curve(curve: CutCurve) -> tuple[list[float], ...]:
    return tuple(
        each.tolist()
        for each in (
            curve.cuts,
            curve.weak_ranks,
            curve.strong_ranks,
            curve.correlation_dimensions,
            curve.by_chance,
        )
    )


def _spectrum(spectrum: Spectrum) -> dict[str, Any]:
    return {
        "features": len(spectrum.eigenvalues),
        "rank": spectrum.rank,
        "cut": spectrum.cut,
        "rounding": spectrum.floor,
        "explained": spectrum.explained,
        "participation_ratio": spectrum.participation_ratio,
        "eigenvalues": np.maximum(spectrum.eigenvalues, 0.0).tolist(),
    }
