"""A student of infinite width that starts at a function f_0 = sum_k a_k sqrt(N_k) P_k(<x, e>), e the target's axis.

On degree k the student is (1 - s_k) Pi_k f_0 + s_k Pi_k f_TE, and with the residual e = f* - f_TE

    L_ST = sum_k (1 - s_k)^2 (c_k - a_k)^2 + 2 s_k (1 - s_k) (c_k - a_k) <Y_k, e> + s_k^2 ||Pi_k e||^2,

Y_k the zonal function of norm 1: the error without a start plus what the start changes, which cancels nowhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.records.spectral_filter import SpectralFilter, gradient_flow
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.misfit import compute_misfit
from w2s_theory.simulate.student import compute_student_error, filter_doubt, require_times
from w2s_theory.simulate.targets import Target, compute_feature_products
from w2s_theory.simulate.teacher import TeacherDraw

LARGEST_DEGREE, LARGEST_COEFFICIENT = 200, 1e6
_EPS = float(np.finfo(float).eps)


@dataclass(frozen=True, slots=True)
class Start:
    """Degrees (increasing) and the coefficients a_k of the start; any norm."""

    degrees: tuple[int, ...]
    coefficients: tuple[float, ...]

    def error(self, target: Target) -> float:
        """L_0 = ||f* - f_0||^2."""
        known = dict(zip(self.degrees, self.coefficients, strict=True))
        every = {*self.degrees, *target.degrees}
        return math.fsum((target.coefficient(k) - known.get(k, 0.0)) ** 2 for k in every)

    def to_dict(self, target: Target) -> dict[str, Any]:
        """Degree (as text) -> coefficient, and L_0."""
        pairs = zip(self.degrees, self.coefficients, strict=True)
        return {"start": {str(k): a for k, a in pairs}, "start_error": self.error(target)}


def build_start(start: Any) -> Start:
    """From a mapping degree -> coefficient a_k.

    Raises
    ------
    InputError
        For no mapping, a degree above 200, or a coefficient that is no number of size at most 10^6.
    """
    if isinstance(start, Start):
        return start
    if not isinstance(start, Mapping) or not start:
        raise InputError("the start must be a mapping of degrees to coefficients, such as {1: 0.5, 2: 0.1}")
    found = {}
    for key, value in start.items():
        k = require_whole(key, "a degree of the start", 0, LARGEST_DEGREE)
        try:
            number = math.nan if isinstance(value, bool | str) else float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if not abs(number) <= LARGEST_COEFFICIENT:
            raise InputError("the start's coefficients must be numbers of size at most 1e6")
        found[k] = number
    degrees = tuple(sorted(found))
    return Start(degrees, tuple(found[k] for k in degrees))


def compute_started_error(
    draw: TeacherDraw, start: Start, times: Any, spectral_filter: SpectralFilter | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """L_ST of the student that starts at f_0, shape (n_times,), and how far it may be off.

    Parameters
    ----------
    draw : TeacherDraw
        Resolved at least into the start's degrees.
    start : Start
        The start.
    times : array, shape (n_times,)
        Times >= 0 of the filter, ``inf`` included.
    spectral_filter : SpectralFilter, optional
        Gradient flow by default.
    """
    moments = require_times(times)
    chosen = gradient_flow() if spectral_filter is None else spectral_filter
    error, accuracy = compute_student_error(draw, moments, chosen)
    _require_resolved(draw, start)
    places = np.array(start.degrees)
    s = chosen.shrinkage(draw.eigenvalue[places][:, None], moments[None, :])
    left = chosen.remainder(draw.eigenvalue[places][:, None], moments[None, :])
    a, c = np.array(start.coefficients)[:, None], draw.target_coefficient[places][:, None]
    along, doubt = _residual_along(draw, start)
    # (c - a)^2 - c^2 and (c - a) - c: what the start changes
    change = left**2 * (a * a - 2 * a * c) - 2 * s * left * a * along[:, None]
    moved = filter_doubt(draw, chosen, moments)[places]
    size = np.abs(left * (a * a - 2 * a * c)) + np.abs(a * along[:, None])
    rounding = 2 * np.abs(s * left * a) * doubt[:, None] + 4 * moved * size + 16 * _EPS * np.abs(change)
    return error + change.sum(axis=0), accuracy + rounding.sum(axis=0)


def compute_started_misfit(
    draw: TeacherDraw, start: Start, times: Any, spectral_filter: SpectralFilter | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """||f_TE - f_ST||^2 of the student that starts at f_0, shape (n_times,), and how far it may be off.

    f_TE - f_ST = (I - S)(f_TE - f_0), so on the start's degrees (1 - s_k)^2 (a_k^2 - 2 a_k <Y_k, f_TE>) is added to the
    misfit without a start. Parameters as for :func:`compute_started_error`.
    """
    moments = require_times(times)
    chosen = gradient_flow() if spectral_filter is None else spectral_filter
    misfit, accuracy = compute_misfit(draw, moments, chosen)
    _require_resolved(draw, start)
    places = np.array(start.degrees)
    left = chosen.remainder(draw.eigenvalue[places][:, None], moments[None, :])
    left = np.where(draw.eigenvalue[places][:, None] > 0.0, left, 1.0)
    a, c = np.array(start.coefficients)[:, None], draw.target_coefficient[places][:, None]
    along, doubt = (each[:, None] for each in _residual_along(draw, start))
    shift = a * a - 2 * a * (c - along)
    moved = filter_doubt(draw, chosen, moments)[places] + 2 * _EPS * np.abs(left)
    off = (2 * np.abs(left) * moved + moved**2) * np.abs(shift) + left**2 * 2 * np.abs(a) * doubt
    off = off + 16 * _EPS * left**2 * (a * a + 2 * np.abs(a))
    return np.maximum(misfit + (left**2 * shift).sum(axis=0), 0.0), accuracy + off.sum(axis=0)


def start_products(draw: TeacherDraw, start: Start, units: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """<phi_v, f_0>/sqrt(K(x, x)) for the features of these units, shape (n_units,), and how far each may be off."""
    table = estimate_coefficients(draw.model, max(64, start.degrees[-1]))
    total, doubt = np.zeros((2, len(units)))
    for k, a in zip(start.degrees, start.coefficients, strict=True):
        if table.eigenvalue[k] > 0.0:
            values, shared, single = compute_feature_products(Target((k,), (1.0,)), table, units)
            total += a * values[0]
            doubt += abs(a) * (float(shared[0]) * np.abs(values[0]) + single[0])
    return total, doubt


def start_energy(draw: TeacherDraw, start: Start) -> tuple[float, float]:
    """||f_TE - f_0||^2 - ||f_TE||^2, and how far it may be off."""
    _require_resolved(draw, start)
    along, doubt = _residual_along(draw, start)
    a, c = np.array(start.coefficients), draw.target_coefficient[np.array(start.degrees)]
    terms = a * a - 2 * a * (c - along)
    return math.fsum(terms), float(np.sum(2 * np.abs(a) * doubt + 8 * _EPS * (a * a + np.abs(a))))


def _require_resolved(draw: TeacherDraw, start: Start) -> None:
    if len(draw.eigenvalue) <= start.degrees[-1]:
        raise InputError(f"this teacher is resolved into degrees below {len(draw.eigenvalue)} only")


def _residual_along(draw: TeacherDraw, start: Start) -> tuple[np.ndarray, np.ndarray]:
    """<Y_k, f* - f_TE> on the start's degrees, and how far each may be off."""
    table = estimate_coefficients(draw.model, len(draw.eigenvalue) + 2)
    along, doubt = np.zeros((2, len(start.degrees)))
    scale = math.sqrt(table.kernel_diagonal)
    for place, k in enumerate(start.degrees):
        c = draw.target_coefficient[k]
        if c:
            along[place] = draw.residual_cross[k] / c
            doubt[place] = draw.residual_cross_accuracy[k] / abs(c)
        elif draw.eigenvalue[k] > 0.0:
            values, shared, _ = compute_feature_products(Target((k,), (1.0,)), table, draw.units)
            terms = scale * values[0] * draw.top_weights
            along[place] = -math.fsum(terms)
            # the weights are as good as the Gram matrix is conditioned, or as the balls
            known = 64 * _EPS * (1.0 + (draw.condition if draw.bits == 53 else 1.0))
            doubt[place] = float(np.abs(terms).sum()) * (float(shared[0]) + known)
    return along, doubt
