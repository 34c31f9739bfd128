"""Exact expressions as certified balls with python-flint."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from flint import arb

from w2s_theory.evaluate.closed_form import closed_form
from w2s_theory.evaluate.high_precision import require_digits
from w2s_theory.records.ball_expression import ball_function, exact_ball
from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.precision import working_bits

_LARGEST_PRECISION = 700_000
_BALL = re.compile(r"\[(\S+)?\s*\+/-\s*(\S+)\]")


@contextmanager
def ball_precision(bits: int) -> Iterator[None]:
    """Raise the precision of python-flint (and mpmath), and restore it whatever happens; one thread at a time."""
    with working_bits(bits):
        yield


def enclose_expression(
    expression: Any, values: Mapping[str, Any], digits: int, smallest: float | None = None
) -> arb:
    """A ball that certainly contains the value, with relative radius below 10^-digits.

    Parameters
    ----------
    expression
        Exact SymPy expression.
    values
        Letter name -> Fraction (or a sequence of them for an indexed letter).
    digits
        Correct decimal digits wanted.
    smallest
        If given, a ball in [-smallest, smallest] will do, whatever its relative radius.

    Returns
    -------
    flint.arb
        Exactly 0 where the value is an exact zero that the arithmetic sees.

    Raises
    ------
    InputError
        If an entry is asked for that an indexed letter does not have.
    AccuracyError
        If the ball stays too wide (a value that is 0 without being seen to be, for example).
    """
    require_digits(digits)
    function = ball_function(closed_form(expression, values))
    bits = int(digits * 3.33) + 40
    ball = arb("nan")
    while bits <= _LARGEST_PRECISION:
        with ball_precision(bits):
            ball = function({name: _ball(value) for name, value in values.items()})
            if ball == 0 or (ball.is_finite() and ball.rel_accuracy_bits() >= digits * 3.33 + 2):
                return ball
            if smallest is not None and ball.is_finite() and abs(ball) <= smallest:
                return ball
        bits *= 2
        if bits > 20_000 and ball.is_finite() and ball.contains(0):
            break
    raise AccuracyError(f"no ball with {digits} correct digits was reached; the last one was {ball.str(5)}")


def ball_text(ball: arb, digits: int, more: bool = False) -> tuple[str, str]:
    """Middle and radius of a ball as decimals that still enclose it: the radius holds what the printed middle lost.

    The middle has at most ``digits`` digits, and no more than are right, unless ``more`` says to print them all.
    """
    text = ball.str(digits, more=more)
    match = _BALL.fullmatch(text)
    return (match[1] or "0", match[2]) if match else (text, "0")


def _ball(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [_ball(entry) for entry in value]
    return exact_ball(value if isinstance(value, int) else Fraction(value))
