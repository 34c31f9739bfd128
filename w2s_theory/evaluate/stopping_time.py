r"""When to stop: the student's error over time, all its stationary points, the best of them.

For modes with target f_j, teacher b_j and kernel eigenvalue lambda_j, stopped gradient flow has
L_ST(t) = sum_j (f_j - (1 - exp(-lambda_j t)) b_j)^2 and
dL_ST/dt = 2 sum_j lambda_j exp(-lambda_j t) b_j (s_j b_j - f_j), an exponential sum whose zeros are all
isolated with certified balls. The error need not have one minimum only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Any, Literal

import numpy as np
from flint import arb

from w2s_theory.evaluate.eigenvalues.power_balls import require_digits
from w2s_theory.evaluate.exponential_sum import ExponentialSum, enclose_zeros, exponential_sum
from w2s_theory.records.ball_expression import exact_ball
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.precision import working_bits

_MOST_BITS = 1 << 14
Place = Literal["start", "interior", "end"]


@dataclass(frozen=True, slots=True)
class Mode:
    """One mode: target f, teacher b, kernel eigenvalue lambda >= 0, exact rationals."""

    target: Fraction
    teacher: Fraction
    eigenvalue: Fraction


@dataclass(frozen=True, slots=True)
class StoppingTime:
    """The best time to stop.

    Parameters
    ----------
    time
        Ball around it; ``None`` at infinity.
    place
        ``start`` (t = 0), ``interior`` or ``end`` (t = infinity).
    error
        Ball around L_ST there.
    stationary_points
        All zeros of dL_ST/dt on (0, inf), increasing, each ball with exactly one.
    stationary_errors
        L_ST at each of them.
    tied
        Whether another candidate's error could not be told from this one.
    how
        ``certified``.
    """

    time: arb | None
    place: Place
    error: arb
    stationary_points: tuple[arb, ...]
    stationary_errors: tuple[arb, ...]
    tied: bool = False
    how: str = "certified"

    def bracket(self) -> tuple[float, float]:
        """Floats below and above the best time (``inf`` twice at infinity)."""
        if self.time is None:
            return inf, inf
        low, high = float(self.time.lower()), float(self.time.upper())
        return (float(np.nextafter(low, -inf)) if low > 0 else 0.0), (
            float(np.nextafter(high, inf)) if high > 0 else 0.0
        )

    def __repr__(self) -> str:
        when = "inf" if self.time is None else self.time.str(15)
        return (
            f"StoppingTime(time={when}, error={self.error.str(15)}, stationary={len(self.stationary_points)})"
        )

    def to_dict(self) -> dict[str, Any]:
        """Numbers as strings ``value +/- radius``; an infinite time is ``"inf"``."""
        return {
            "time": "inf" if self.time is None else self.time.str(30),
            "place": self.place,
            "error": self.error.str(30),
            "stationary_points": [t.str(30) for t in self.stationary_points],
            "stationary_errors": [value.str(30) for value in self.stationary_errors],
            "tied": self.tied,
            "how": self.how,
        }


def modes_from(target: Sequence[Any], teacher: Sequence[Any], eigenvalues: Sequence[Any]) -> tuple[Mode, ...]:
    """Modes from three lists of equal length.

    Parameters
    ----------
    target, teacher, eigenvalues : sequences of numbers, length n
        f_j, b_j and lambda_j >= 0: ints, Fractions, or floats (taken as the exact binary number).

    Raises
    ------
    InputError
        For lists of different or zero length, numbers that are not finite, a negative eigenvalue.
    """
    if not len(target) == len(teacher) == len(eigenvalues) or len(target) == 0:
        raise InputError("target, teacher and eigenvalues must be lists of the same length >= 1")
    try:
        rows = [
            Mode(Fraction(f), Fraction(b), Fraction(lam))
            for f, b, lam in zip(target, teacher, eigenvalues, strict=True)
        ]
    except (TypeError, ValueError, OverflowError):
        raise InputError("modes must be finite numbers: ints, Fractions or floats") from None
    if any(mode.eigenvalue < 0 for mode in rows):
        raise InputError("kernel eigenvalues must be >= 0: one of those given is negative")
    return tuple(rows)


def eigenfunction_modes(
    teacher_error: Fraction, target_eigenvalue: Any, noise: Iterable[tuple[Any, Any]], noise_share: Any = 0
) -> tuple[ExponentialSum, ExponentialSum]:
    """L_ST and its slope when f* is an eigenfunction, from the noise profile.

    L_ST = (1 - s_k (1-L))^2 + L (1-L) (omega_k s_k^2 + sum_j omega_j s_j^2); no square roots are needed.

    Parameters
    ----------
    teacher_error : Fraction
        L, in (0, 1).
    target_eigenvalue : number
        lambda_k > 0.
    noise : iterable of (eigenvalue, omega_j)
        The noise on the other degrees, omega_j >= 0.
    noise_share : number
        omega_k, the noise on the target's own degree.

    Returns
    -------
    error, slope : ExponentialSum
        As functions of t; the constant term of the error has rate 0.
    """
    level = Fraction(teacher_error)
    if not 0 < level < 1:
        raise InputError("the teacher's error must lie strictly between 0 and 1")
    own = (1 - level) ** 2 + level * (1 - level) * Fraction(noise_share)
    terms = [*_quadratic(Fraction(1), 1 - level, own, Fraction(target_eigenvalue))]
    for eigenvalue, omega in noise:
        if Fraction(omega) < 0 or Fraction(eigenvalue) < 0:
            raise InputError("noise shares and eigenvalues must be >= 0")
        terms += _quadratic(
            Fraction(0), Fraction(0), level * (1 - level) * Fraction(omega), Fraction(eigenvalue)
        )
    error = exponential_sum(terms)
    return error, error.derivative()


def student_error(modes: Sequence[Mode]) -> ExponentialSum:
    """L_ST(t) as an exact exponential sum."""
    return exponential_sum(
        term
        for mode in modes
        for term in _quadratic(mode.target**2, mode.target * mode.teacher, mode.teacher**2, mode.eigenvalue)
    )


def student_error_slope(modes: Sequence[Mode]) -> ExponentialSum:
    """dL_ST/dt as an exact exponential sum: the derivative of :func:`student_error`, term by term."""
    return exponential_sum(
        pair
        for mode in modes
        for pair in (
            (mode.eigenvalue, 2 * mode.eigenvalue * mode.teacher * (mode.teacher - mode.target)),
            (2 * mode.eigenvalue, -2 * mode.eigenvalue * mode.teacher**2),
        )
    )


def enclose_student_error(modes: Sequence[Mode], time: Any, digits: int = 15) -> arb:
    """L_ST at a rational time >= 0 or ``inf``, with ``digits`` correct digits (or exactly 0)."""
    error = student_error(modes)
    if isinstance(time, float) and time == inf:
        return _with_digits(lambda: exact_ball(_at_infinity(error)), digits)
    try:
        t = Fraction(time)
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"the time must be a number >= 0 or inf, and {time!r} is not") from None
    if t < 0:
        raise InputError(f"the time must be a number >= 0 or inf, and {time!r} is not")
    if t == 0:
        return _with_digits(lambda: exact_ball(sum(error.coefficients, Fraction(0))), digits)
    return _with_digits(lambda: error.ball(exact_ball(t)), digits)


def enclose_stationary_points(modes: Sequence[Mode], digits: int = 15) -> tuple[arb, ...]:
    """All zeros of dL_ST/dt on (0, inf), certified complete; empty if the error is constant."""
    slope = student_error_slope(modes)
    return enclose_zeros(slope, digits) if slope.rates else ()


def enclose_best_stopping_time(modes: Sequence[Mode], digits: int = 15) -> StoppingTime:
    """The time at which L_ST is smallest, over [0, inf] with both ends.

    Parameters
    ----------
    modes : sequence of Mode
        See :func:`modes_from`.
    digits : int
        Correct digits of the stationary points.

    Returns
    -------
    StoppingTime

    Raises
    ------
    InputError
        For digits below 1.
    AccuracyError
        If stationary points cannot be separated.
    """
    return best_of(student_error(modes), student_error_slope(modes), digits)


def best_of(error: ExponentialSum, slope: ExponentialSum, digits: int = 15) -> StoppingTime:
    """As :func:`enclose_best_stopping_time`, for an error and its slope given as exponential sums."""
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= 10_000:
        raise InputError(f"digits must be a whole number from 1 to 10000, and {digits!r} is not")
    points = enclose_zeros(slope, digits) if slope.rates else ()
    bits = 8 * digits + 128
    with working_bits(bits):
        start = exact_ball(sum(error.coefficients, Fraction(0)))
        end = exact_ball(_at_infinity(error))
        # at a zero of the slope the error moves only by the square of the ball's radius
        inside = tuple(_near_minimum(error, t) for t in points)
    candidates: list[tuple[arb, arb | None, Place]] = [(start, arb(0), "start")]
    for value, t in zip(inside, points, strict=True):
        candidates.append((value, t, "interior"))
    if slope.rates:
        candidates.append((end, None, "end"))
    best = candidates[0]
    for other in candidates[1:]:
        if other[0].mid() < best[0].mid():
            best = other
    tied = any(other is not best and not (other[0] > best[0]) for other in candidates)
    return StoppingTime(best[1], best[2], best[0], points, inside, tied)


def _near_minimum(error: ExponentialSum, t: arb) -> arb:
    """L at the stationary point inside t: L(mid) +- max|L''| r^2/2, and >= 0."""
    middle, radius = t.mid(), t.rad()
    bend = error.derivative().derivative().ball(t)
    return error.ball(middle) + bend * radius**2 * arb(0, 1) / 2


def oracle_filter(modes: Sequence[Mode]) -> tuple[dict[Fraction, Fraction], Fraction]:
    """The best shrinkage, one number in [0, 1] per eigenspace, and the error it leaves; exact.

    s = sum f_j b_j / sum b_j^2 over the modes with one eigenvalue, clipped to [0, 1]; 0 where the
    teacher has no part. No stopping time of any filter with 0 <= s <= 1 does better.

    Returns
    -------
    shrinkage : dict eigenvalue -> Fraction
    error : Fraction
    """
    products: dict[Fraction, list[Fraction]] = {}
    for mode in modes:
        sums = products.setdefault(mode.eigenvalue, [Fraction(0), Fraction(0), Fraction(0)])
        sums[0] += mode.target**2
        sums[1] += mode.target * mode.teacher
        sums[2] += mode.teacher**2
    shrinkage: dict[Fraction, Fraction] = {}
    total = Fraction(0)
    for eigenvalue, (ff, fb, bb) in products.items():
        s = min(max(fb / bb, Fraction(0)), Fraction(1)) if bb != 0 else Fraction(0)
        shrinkage[eigenvalue] = s
        total += ff - 2 * s * fb + s * s * bb
    return shrinkage, total


def _quadratic(ff: Fraction, fb: Fraction, bb: Fraction, rate: Fraction) -> list[tuple[Fraction, Fraction]]:
    """The square ff - 2 s fb + s^2 bb with s = 1 - exp(-rate t), as terms (rate, coefficient)."""
    if rate == 0:
        return [(Fraction(0), ff)]
    return [(Fraction(0), ff - 2 * fb + bb), (rate, 2 * (fb - bb)), (2 * rate, bb)]


def _at_infinity(error: ExponentialSum) -> Fraction:
    return error.coefficients[0] if error.rates and error.rates[0] == 0 else Fraction(0)


def _with_digits(compute: Callable[[], arb], digits: int) -> arb:
    bits = 4 * require_digits(digits) + 64
    while bits <= _MOST_BITS + 8 * digits:
        with working_bits(bits):
            value = compute()
        if value == 0 or value.rel_accuracy_bits() >= 10 * digits // 3 + 2:
            return value
        bits *= 2
    raise AccuracyError(f"{digits} digits of the error were not reached: ask for fewer")
