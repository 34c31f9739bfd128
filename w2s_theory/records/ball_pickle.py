"""Balls can be copied and pickled: their exact midpoint and radius, whatever the precision on the other side.

python-flint gives ``arb`` no pickle of its own, so a process pool or ``copy.deepcopy`` would refuse every record that
holds a ball. :mod:`~w2s_theory.records.ball_expression`, which everything that makes balls imports, registers this one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flint import arb

Parts = tuple[int, int]


def parts_of_ball(ball: arb) -> tuple[Any, tuple[Any, ...]]:
    """What pickle keeps of a ball: (mantissa, exponent) of midpoint and radius, or its name where one is not finite."""
    middle, radius = ball.mid(), ball.rad()
    if not middle.is_finite() or not radius.is_finite():
        # no bounded set: the whole line, or an infinite or undefined middle, which has no mantissa
        name = "nan" if middle.is_nan() else "inf" if middle > 0 else "-inf" if middle < 0 else "0"
        return _unbounded, (name, bool(radius.is_finite()))
    return ball_of_parts, (_parts(middle), _parts(radius))


def ball_of_parts(middle: Parts, radius: Parts) -> arb:
    """The ball of exactly these parts."""
    from flint import arb, ctx

    if radius[0] == 0:
        return arb(middle)
    # a radius has 30 bits; one given as a number is rounded up to 29, a sum of two to one more than the larger
    shift = max(30 - radius[0].bit_length(), 0)
    mantissa, exponent = radius[0] << shift, radius[1] - shift
    if mantissa % 2 == 0:
        return arb(middle, (mantissa, exponent))
    with ctx.workprec(max(middle[0].bit_length(), 2) + 2):
        return arb(middle, (mantissa - 1, exponent)) + arb(0, (1, exponent - 60))


def _unbounded(middle: str, exact: bool) -> arb:
    from flint import arb

    return arb(middle) if exact else arb(middle, "inf")


def _parts(exact: arb) -> Parts:
    mantissa, exponent = exact.man_exp()
    return int(mantissa), int(exponent)
