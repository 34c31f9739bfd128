"""From how many units each bound says something, and how far it is from the equivalent there: ``bound_onsets``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.exact_number import exact_rational
from w2s_theory.guarantees.formulas import teacher_error_from_log_det, teacher_error_from_trace
from w2s_theory.guarantees.gap_bounds import ROUTES, Setup, compute_gap
from w2s_theory.guarantees.gap_certificate import require_delta
from w2s_theory.guarantees.log_det_recursion import compute_log_det_sum
from w2s_theory.guarantees.residual_level import compute_level
from w2s_theory.guarantees.spectral_sums import float_sums, require_features
from w2s_theory.guarantees.units_search import first_success
from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model


@dataclass(frozen=True)
class Onset:
    """Where one bound begins to say something.

    Parameters
    ----------
    bound
        ``trace``, ``log_det``, ``effective_level`` (upper bounds of L_TE), or a route to a certain gap:
        ``effective_dimension``, ``alignment``, ``expectation``.
    quantity
        ``teacher_error`` or ``student_share`` (L_ST/L_TE, that is 1 - PGR).
    teacher_units
        The first M_TE found at which the bound is at most ``level``; ``None`` if there is none up to 10^12.
    value
        The bound there.
    equivalent
        The same quantity under the deterministic equivalent, there.
    level
        1/2 by default.
    how
        ``float64``.
    """

    bound: str
    quantity: str
    teacher_units: int | None
    value: float | None
    equivalent: float | None
    level: float
    how: str = "float64"

    @property
    def ratio(self) -> float | None:
        """The bound over the equivalent."""
        return None if self.value is None or not self.equivalent else self.value / self.equivalent

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {**asdict(self), "ratio": self.ratio}


def bound_onsets(
    model: Model, *, degree: int = 1, delta: Any = Fraction(1, 10), level: Any = Fraction(1, 2)
) -> tuple[Onset, ...]:
    """From which M_TE on each bound of L_TE, and each bound of L_ST/L_TE, is at most ``level``.

    Parameters
    ----------
    model : Model
        Random features on the sphere.
    degree : int
        k of the target.
    delta : number
        Failure probability allowed to each.
    level : number
        Strictly between 0 and 1. (Below 1 the bounds by trace and log-det are from the first unit on.)

    Returns
    -------
    tuple of Onset
        In float64; M_TE to a relative resolution of 1e-3, the first success of a search upwards.

    Raises
    ------
    InputError
        For wrong arguments.

    Examples
    --------
    >>> from w2s_theory.models.relu_sphere import relu_sphere
    >>> [onset.bound for onset in bound_onsets(relu_sphere(8))][:2]
    ['trace', 'log_det']
    """
    wanted, failure = exact_rational(level, "the level"), require_delta(delta)
    if not 0 < wanted < 1:
        raise InputError("the level must lie strictly between 0 and 1")
    k = require_features(model, 1, degree).target.main_degree

    def value_of(bound: str, units: int) -> float | None:
        return _value(bound, Setup(model, k, units, failure))

    return tuple(_onset(bound, value_of, model, k, float(wanted)) for bound in (*_TEACHER, *ROUTES))


_TEACHER = ("trace", "log_det", "effective_level")


def _value(bound: str, setup: Setup) -> float | None:
    """The bound at one number of units; ``None`` if it says nothing."""
    sums = float_sums(require_features(setup.model, setup.units, setup.degree))
    lam = sums.eigenvalue(setup.degree)
    if bound == "trace":
        return float(teacher_error_from_trace(sums.trace, lam, setup.units))
    if bound == "log_det":
        return float(teacher_error_from_log_det(lam, compute_log_det_sum(sums, setup.units).low))
    if bound == "effective_level":
        found = compute_level(sums, lam, setup.units, setup.delta)
        return None if found is None else float(found.residual)
    gap = compute_gap(bound, setup, sums)
    return None if gap is None else 1 - gap.recovered


def _onset(
    bound: str, value_of: Callable[[str, int], float | None], model: Model, degree: int, level: float
) -> Onset:
    quantity = "teacher_error" if bound in _TEACHER else "student_share"

    def attempt(units: int) -> float | None:
        value = value_of(bound, units)
        return value if value is not None and value <= level else None

    try:
        _, units, value = first_success(attempt, "the level is not reached", "a larger level")
    except InputError:
        return Onset(bound, quantity, None, None, None, level)
    found = equivalent(model, units, degree)
    expected = found.teacher_error
    if quantity == "student_share":
        expected = found.best_stopping_time().error / expected
    return Onset(bound, quantity, units, value, float(expected), level)
