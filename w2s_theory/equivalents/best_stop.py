r"""When to stop, with digits: stationary points of E3 to any accuracy, and with balls the proof that one is the best.

The sign of the slope is decided for all times by :mod:`w2s_theory.equivalents.stop_slope`, whose float64 numbers are
compared with the balls first. It leaves a few short intervals, and whether E3 falls or rises for ever; in each interval
a ball shows that the slope grows, so that it holds one minimum.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb

from w2s_theory.equivalents.float_formulas import FloatFormulas
from w2s_theory.equivalents.precise_formulas import PreciseFormulas
from w2s_theory.records.errors import AccuracyError

# float64 and balls may differ by this much, relatively; well within what the signs allow for
_AGREEMENT = 1e-10
# shares of the noise below this are beyond float64's range, and too small to matter
_SMALLEST_SHARE = 1e-250


@dataclass(frozen=True)
class BestStop:
    """When E3 is least under gradient flow.

    Parameters
    ----------
    time, tau
        t and tau = lambda_K t, in the numbers of the equivalent; ``inf`` (float) if E3 falls for ever.
    error
        E3 there.
    how
        ``float64``; ``high precision``: a stationary point to all digits, chosen in float64; ``certified``: a ball around
        the time at which E3 is least over all times, every other time excluded.
    """

    time: Any
    tau: Any
    error: Any
    how: str


def stationary_time(f: PreciseFormulas, guess: Fraction, digits: int) -> Any:
    """The zero of the slope near ``guess``: secant steps; with balls, two certified signs around it."""
    number, middle = f.modes.arithmetic.number, f.modes.arithmetic.middle
    old, new = number(guess * (1 + Fraction(1, 10**6))), number(guess)
    slope_old = middle(f.slope(old))
    accuracy = number(Fraction(1, 10 ** (digits + 4)))
    for _ in range(12 + digits.bit_length()):
        slope = middle(f.slope(new))
        if slope == slope_old:
            break
        step = slope * (new - old) / (slope - slope_old)
        old, slope_old, new = new, slope, middle(new - step)
        if abs(middle(step)) <= abs(new) * accuracy:
            break
    low, high = new * (1 - accuracy), new * (1 + accuracy)
    if not (f.slope(low) < 0 and f.slope(high) > 0):
        raise AccuracyError("the best stopping time could not be enclosed to these digits")
    return low.union(high) if isinstance(new, arb) else new


def certified_minimum(f: PreciseFormulas, low: Fraction, high: Fraction, digits: int) -> arb:
    """A ball around the one local minimum of E3 between two near times.

    Raises
    ------
    AccuracyError
        If that there is one and only one does not show.
    """
    found = stationary_time(f, (low + high) / 2, digits)
    number = f.modes.arithmetic.number
    whole = number(low).union(number(high)).union(found)
    if not (f.bend(whole) > 0):
        raise AccuracyError("the student's error is too flat at its minimum to certify the best stopping time")
    return found


def require_agreement(fast: FloatFormulas, precise: PreciseFormulas) -> None:
    """Raise ``AccuracyError`` unless the float64 numbers behind the signs of the slope are those of the balls."""
    modes = precise.modes
    where = {int(degree): i for i, degree in enumerate(fast.modes.degree) if degree >= 0}
    number = modes.arithmetic.number
    unit = number(Fraction(2) ** -fast.clock)
    for place, degree in enumerate(modes.degree):
        i = where.get(degree)
        if i is None:
            continue
        lam, mu = modes.eigenvalue[place], modes.student[place]
        pairs = [(float(fast.profile[i]), precise.noise_share(place), _SMALLEST_SHARE), (float(fast.rates[i]), mu * unit, 1e-290)]
        if i in fast.places:
            taken = lam / (lam + precise.kappa)
            pairs += [(float(fast.root.taken[i]), taken, 0.0), (float(fast.root.missed[i]), precise.kappa / (lam + precise.kappa), 0.0)]
        for value, ball, smallest in pairs:
            if value > smallest or not ball < number(Fraction(2 * smallest)):
                if not abs(number(Fraction(value)) - ball) <= ball * number(Fraction(_AGREEMENT)):
                    raise AccuracyError("float64, which looks for the best stopping time, does not agree with the balls")


def best_of(candidates: list[tuple[Any, Any]]) -> tuple[Any, Any]:
    """The (time, error) whose error is certainly the smallest.

    Raises
    ------
    AccuracyError
        If two cannot be told apart.
    """
    for i, (time, error) in enumerate(candidates):
        if all(i == j or error < other for j, (_, other) in enumerate(candidates)):
            return time, error
    raise AccuracyError("two stopping times are equally good to these digits: ask for more digits")


def on_time(fast: FloatFormulas, time: float) -> Fraction:
    """A time in units of the clock as the exact rational it is."""
    return Fraction(time) * Fraction(2) ** -fast.clock


def certified_turns(fast: FloatFormulas) -> tuple[list[tuple[Fraction, Fraction]], bool]:
    """Intervals of time with every local minimum of E3, and whether it falls for ever behind the last."""
    turns, end = fast.slope(tail_apart=True).turns()
    return [(on_time(fast, low), on_time(fast, high)) for low, high in turns], end == "falls"
