"""All rigorous bounds at one number of units, next to the deterministic equivalent: ``rigorous_bounds(model, units)``."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.exact_number import exact_rational
from w2s_theory.guarantees.formulas import (
    mean_student_error,
    quadratic_factor,
    teacher_error_from_log_det,
    teacher_error_from_trace,
)
from w2s_theory.guarantees.gap_bounds import ROUTES, Setup, compute_gap
from w2s_theory.guarantees.gap_certificate import require_delta
from w2s_theory.guarantees.log_det_recursion import compute_log_det_sum
from w2s_theory.guarantees.mean_floor import compute_mean_error_floor
from w2s_theory.guarantees.residual_level import compute_level
from w2s_theory.guarantees.spectral_sums import float_sums, require_degree, require_features
from w2s_theory.guarantees.teacher_lower_bound import compute_floor, compute_mean_floor, mean_of
from w2s_theory.records.decimals import rounded_down, rounded_up
from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model
from w2s_theory.tables import html_table, latex_number, latex_table

_TAUS = np.linspace(0.05, 120.0, 2400)


@dataclass(frozen=True)
class RigorousBounds:
    """What is proved about one teacher of M_TE units and its student of infinite width; float64.

    Parameters
    ----------
    dimension, teacher_units, degree, delta
        d, M_TE, k of the target, the failure probability allowed to each bound.
    teacher_error_from_trace, teacher_error_from_log_det
        Upper bounds of E L_TE.
    residual_level
        R: L_TE <= R for all targets of degree k with probability >= 1 - delta; ``None`` if no R exists.
    teacher_floor, mean_teacher_floor
        Lower bounds: of the mean of L_TE over the targets with probability >= 1 - delta, and of E L_TE. May be 0.
    mean_student_error, mean_student_tau
        Bound of the mean over the widths M..2M-1 of E L_ST, at its best stopping time.
    quadratic_factor
        Mean of L_ST over the targets <= this times the square of the mean of L_TE, at tau = log(1/floor),
        probability >= 1 - 2 delta; ``None`` if R >= 1 or the floor is 0.
    recovered
        Bound (route) -> lower bound of PGR at total failure probability delta; ``None`` where a route says nothing.
    equivalent_teacher_error, equivalent_student_error
        For comparison (status universality); the student's is ``None`` where its best stop is not known.
    how
        ``float64``.
    """

    dimension: int
    teacher_units: int
    degree: int
    delta: Fraction
    teacher_error_from_trace: float
    teacher_error_from_log_det: float
    residual_level: float | None
    teacher_floor: float
    mean_teacher_floor: float
    mean_student_error: float
    mean_student_tau: float
    quadratic_factor: float | None
    recovered: dict[str, float | None]
    equivalent_teacher_error: float
    equivalent_student_error: float | None
    how: str = "float64"

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {**asdict(self), "delta": float(self.delta)}

    def _rows(self) -> list[tuple[str, str, float | None]]:
        """What each number is, in words and as a formula, and the number."""
        rows: list[tuple[str, str, float | None]] = [
            ("E L_TE at least", r"$\mathbb{E} L_{TE} \geq$", self.mean_teacher_floor),
            ("E L_TE at most", r"$\mathbb{E} L_{TE} \leq$", self.teacher_error_from_log_det),
            ("L_TE at most", r"$L_{TE} \leq$", self.residual_level),
            ("mean L_ST at most", r"$\mathbb{E} L_{ST} \leq$", self.mean_student_error),
            ("L_ST/L_TE^2 at most", r"$L_{ST}/L_{TE}^2 \leq$", self.quadratic_factor),
        ]
        rows += [
            (f"PGR at least, by {name}", rf"$\mathrm{{PGR}} \geq$ (\text{{{name.replace('_', ' ')}}})", value)
            for name, value in self.recovered.items()
        ]
        return rows

    def to_latex(self) -> str:
        """A ``tabular`` of the bounds, six digits rounded to the safe side of float64; ``-`` where one says nothing."""
        rows = [
            (head, f"${'-' if v is None else latex_number(_safe(v, 'leq' in head))}$")
            for _, head, v in self._rows()
        ]
        return latex_table(rows, "ll")

    def _repr_html_(self) -> str:
        rows = [(head, None if v is None else _safe(v, "most" in head)) for head, _, v in self._rows()]
        return html_table(
            rows, caption=f"d = {self.dimension}, M_TE = {self.teacher_units}, degree {self.degree}"
        )

    def __repr__(self) -> str:
        said = ", ".join(
            f"{name} {rounded_down(value, 4)}" for name, value in self.recovered.items() if value is not None
        )
        low, high = rounded_down(self.mean_teacher_floor, 3), rounded_up(self.teacher_error_from_log_det, 4)
        return (
            f"RigorousBounds(d={self.dimension}, M_TE={self.teacher_units}, {low} <= E L_TE <= {high}, "
            f"PGR >= {said or 'nothing'})"
        )


def rigorous_bounds(
    model: Model,
    teacher_units: int,
    *,
    degree: int = 1,
    delta: Any = Fraction(1, 10),
    teacher_error: Any = None,
) -> RigorousBounds:
    """Every bound of this project at one number of units, free parameters optimised.

    Parameters
    ----------
    model : Model
        Random features on the sphere.
    teacher_units : int
        M_TE, 1 to 10^12.
    degree : int
        k of the target.
    delta : number
        Failure probability, strictly between 0 and 1.
    teacher_error : number, optional
        E L_TE of M_TE units if it is known better (measured, say) than by the bounds; then
        ``mean_student_error`` follows from it.

    Returns
    -------
    RigorousBounds
        In float64, to about 1e-11; for certified numbers see
        :func:`~w2s_theory.guarantees.gap_certificate.certified_gap` and
        :func:`~w2s_theory.guarantees.log_det_recursion.log_det_time`.

    Raises
    ------
    InputError
        For wrong arguments.
    AccuracyError
        If the degrees that matter cannot be summed.

    Examples
    --------
    >>> from w2s_theory.models.relu_sphere import relu_sphere
    >>> round(rigorous_bounds(relu_sphere(32), 512).teacher_error_from_log_det, 4)
    0.0219
    """
    failure = require_delta(delta)
    known = None if teacher_error is None else _teacher_error(teacher_error)
    setting = require_features(model, teacher_units, require_degree(degree))
    units, k, sums = setting.units, setting.target.main_degree, float_sums(setting)
    lam = sums.eigenvalue(k)
    from_log_det = teacher_error_from_log_det(lam, compute_log_det_sum(sums, units).low)
    level = compute_level(sums, lam, units, failure)
    floor = compute_floor(model, k, lam, units, failure)
    error = from_log_det if known is None else known
    students = np.asarray(mean_student_error(error, _TAUS, sums.trace, lam, units))
    best = int(np.argmin(students))
    rate = None
    if level is not None and level.residual < 1 and floor.value > 0:
        rate = float(quadratic_factor(floor.value, float(level.rho), float(level.deviation), lam))
    found = equivalent(model, units, k)
    best_stop, _ = found.best_stop_or_reason()
    return RigorousBounds(
        model.dimension,
        units,
        k,
        failure,
        float(teacher_error_from_trace(sums.trace, lam, units)),
        float(from_log_det),
        None if level is None else float(level.residual),
        floor.value,
        _mean_floor(model, k, lam, units),
        float(students[best]),
        float(_TAUS[best]),
        rate,
        _recovered(Setup(model, k, units, failure)),
        float(found.teacher_error),
        None if best_stop is None else float(best_stop.error),
    )


def _mean_floor(model: Model, degree: int, lam: float, units: int) -> float:
    """The best of all lower bounds of E L_TE."""
    moments = compute_mean_error_floor(model, degree, lam, units)
    by_gram = float(mean_of(compute_mean_floor(model, degree, lam, units)))
    return by_gram if moments is None else max(by_gram, float(moments.value))


@lru_cache(maxsize=256)
def _recovered_items(setup: Setup) -> tuple[tuple[str, float | None], ...]:
    sums = float_sums(require_features(setup.model, setup.units, setup.degree))
    gaps = {route: compute_gap(route, setup, sums) for route in ROUTES}
    # a student that never learns recovers nothing, and rounding of 1 - 1 is no gain
    return tuple(
        (route, gap.recovered if gap is not None and gap.recovered > 1e-9 else None)
        for route, gap in gaps.items()
    )


def _recovered(setup: Setup) -> dict[str, float | None]:
    return dict(_recovered_items(setup))


def _teacher_error(value: Any) -> float:
    exact = exact_rational(value, "the teacher error")
    if not 0 < exact <= 1:
        raise InputError(
            "the teacher error must lie between 0 (excluded) and 1: it is relative to the target"
        )
    return float(exact)


def _safe(value: float, at_most: bool) -> str:
    """Six digits of a bound, which is still one."""
    return rounded_up(value, 6) if at_most else rounded_down(value, 6)
