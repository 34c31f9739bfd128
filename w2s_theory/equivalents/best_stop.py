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
_SMALLEST_SHARE, _SMALLEST_RATE = 1e-250, 1e-290


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


@dataclass(frozen=True)
class Turn:
    """A short interval of time outside which E3 has no minimum nearby, and where in it the minimum seems to be."""

    low: Fraction
    guess: Fraction
    high: Fraction


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


def certified_minimum(f: PreciseFormulas, turn: Turn, digits: int) -> arb:
    """A ball around the one local minimum of E3 in a short interval of time.

    Raises
    ------
    AccuracyError
        If that there is one and only one does not show.
    """
    found = stationary_time(f, turn.guess, digits)
    number = f.modes.arithmetic.number
    whole = number(turn.low).union(number(turn.high)).union(found)
    if not (f.bend(whole) > 0):
        raise AccuracyError(
            "the student's error is too flat at its minimum to certify the best stopping time"
        )
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
        pairs = [
            (fast.profile[i], precise.noise_share(place), _SMALLEST_SHARE),
            (fast.rates[i], mu * unit, _SMALLEST_RATE),
        ]
        if i in fast.places:
            pairs.append((fast.root.taken[i], lam / (lam + precise.kappa), 0.0))
            pairs.append((fast.root.missed[i], precise.kappa / (lam + precise.kappa), 0.0))
        for value, ball, smallest in pairs:
            # what is below the range of float64 in either is too small to matter
            if value <= smallest and ball < number(Fraction(2 * smallest)):
                continue
            if not abs(number(Fraction(float(value))) - ball) <= ball * number(Fraction(_AGREEMENT)):
                raise AccuracyError("float64, which looks for the best stop, does not agree with the balls")


def require_worse(f: PreciseFormulas, turn: Turn | None, error: arb) -> arb:
    """E3 at another minimum, or at infinity (``None``), if it is certainly larger than ``error``.

    Raises
    ------
    AccuracyError
        If it is not.
    """
    number = f.modes.arithmetic.number
    other = f.student_error(None if turn is None else number(turn.low).union(number(turn.high)))
    if not other > error:
        raise AccuracyError("another stopping time is as good to these digits: ask for more digits")
    # the interval is short, not the ball around its values
    return other.mid()


def on_time(fast: FloatFormulas, time: float) -> Fraction:
    """A time in units of the clock as the exact rational it is."""
    return Fraction(time) * Fraction(2) ** -fast.clock


def certified_turns(fast: FloatFormulas) -> tuple[list[Turn], bool]:
    """Intervals of time with every local minimum of E3, and whether it falls for ever behind the last."""
    slope = fast.slope(tail_apart=True)
    turns, end = slope.turns()
    return [
        Turn(*(on_time(fast, t) for t in (low, slope.turning_time(low, high), high))) for low, high in turns
    ], end == "falls"
