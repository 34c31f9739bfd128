"""Two arithmetics with one face: certified balls (python-flint) and mpmath numbers.

Formulas are written once with + - * / and the few functions here; precision is raised by
:meth:`Arithmetic.working` and restored whatever happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath
from flint import arb

from w2s_theory.records.ball_expression import exact_ball
from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.precision import working_bits

# callers work with this many bits more than their digits need
GUARD_BITS = 64
# a ball with fewer correct bits is an interval rather than a number
_NARROW_BITS = 30


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What a formula needs besides + - * /.

    Parameters
    ----------
    name
        ``certified`` or ``high precision``.
    number
        From an int or a Fraction.
    exp, expm1, log
        The exponential, e^x - 1 without cancellation, the logarithm.
    lift
        From a ball: itself, or its middle.
    middle
        The exact middle of a ball, or the number itself.
    with_error
        ``with_error(value, bound)``: the value widened by a bound (a number >= 0).
    """

    name: str
    number: Callable[[Any], Any]
    exp: Callable[[Any], Any]
    expm1: Callable[[Any], Any]
    log: Callable[[Any], Any]
    lift: Callable[[arb], Any]
    middle: Callable[[Any], Any]
    with_error: Callable[[Any, Any], Any]

    @contextmanager
    def working(self, bits: int) -> Iterator[None]:
        """Both libraries at ``bits`` bits."""
        with working_bits(bits):
            yield


def _ball(value: Any) -> arb:
    return exact_ball(value) if isinstance(value, Fraction) else arb(value)


def _between_ends(x: arb, increasing: Callable[[arb], arb]) -> arb:
    """An increasing function of a ball; of a wide one far from 0 by its ends, where the rule for the radius overflows."""
    if x.rel_accuracy_bits() > _NARROW_BITS or not x.is_finite():
        return increasing(x)
    return increasing(x.lower()).union(increasing(x.upper()))


def _high(value: Any) -> Any:
    if isinstance(value, Fraction):
        return mpmath.mpf(value.numerator) / value.denominator
    return mpmath.mpf(value)


def middle_number(ball: arb) -> Any:
    """The middle of a ball as ``mpmath.mpf``, exactly if the precision allows."""
    mantissa, exponent = ball.mid().man_exp()
    return mpmath.ldexp(mpmath.mpf(int(mantissa)), int(exponent))


def _refuse_error(value: Any, bound: Any) -> Any:
    # mpmath carries no error: what is left out must be below the digits that its caller works to
    if not bound <= abs(value) * mpmath.ldexp(1, GUARD_BITS - mpmath.mp.prec):
        raise AccuracyError("the part of the spectrum left out is too large for the digits asked for")
    return value


BALLS = Arithmetic(
    "certified",
    _ball,
    lambda x: _between_ends(x, arb.exp),
    lambda x: _between_ends(x, arb.expm1),
    lambda x: x.log(),
    lambda ball: ball,
    lambda x: x.mid(),
    lambda value, bound: value + arb(0, 1) * bound.upper(),
)
HIGH_PRECISION = Arithmetic(
    "high precision",
    _high,
    mpmath.exp,
    mpmath.expm1,
    mpmath.log,
    middle_number,
    lambda x: x,
    _refuse_error,
)
