"""(1 - e^{-tau})^2 <= c_0 tau for every tau >= 0, with a rational c_0: shared steps.

The best constant is max (1 - e^{-x})^2/x = 0.40726..., reached at e^x = 1 + 2x (x = 1.2564); c_0 is 0.03 %
above it, so that balls can decide the range that holds the maximum.
"""

from __future__ import annotations

from sympy import Rational, exp

from w2s_theory.equivalents.sharp_expressions import C_0
from w2s_theory.notation import lam, t, tau, x
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.step import Step
from w2s_theory.theorems.gains.setting import SIGNAL_SHRINKAGE

_DECAY = exp(-tau)
_SQUARE = (1 - _DECAY) ** 2
LINE = Claim(_SQUARE, "<=", C_0 * tau)
_STRICT = Claim(_SQUARE, "<", C_0 * tau)

ANY_TIME = (Parameter("tau", reals(0), reals(0, 10)),)
_RANGE = (Parameter("x", reals(Rational(1, 4), Rational(5, 2)), reals(1, 2)),)
_SMALL, _NOT_SMALL = Claim(tau, "<=", Rational(1, 4)), Claim(tau, ">", Rational(1, 4))
_MIDDLE, _LARGE = Claim(tau, "<=", Rational(5, 2)), Claim(tau, ">", Rational(5, 2))


def linear_steps() -> tuple[Step, ...]:
    """``decay``, ``learnt`` and ``linear``: 0 < e^{-tau} and 0 <= 1 - e^{-tau} <= tau for every tau >= 0."""
    return (
        Step(
            "decay", Claim(_DECAY, ">", 0), "rational", variables=ANY_TIME, certificate={"rest": _DECAY},
            note="An exponential is positive.",
        ),
        Step(
            "learnt", Claim(1 - _DECAY, ">=", 0), "increasing", variables=ANY_TIME, uses=("decay",),
            certificate={"variable": tau, "slope": "decay"}, note="0 at tau = 0, with slope e^{-tau}.",
        ),
        Step(
            "linear", Claim(tau - (1 - _DECAY), ">=", 0), "increasing", variables=ANY_TIME, uses=("learnt",),
            certificate={"variable": tau, "slope": "learnt"}, note="0 at tau = 0, with slope 1 - e^{-tau}.",
        ),
    )


def square_shrinkage_steps() -> tuple[Step, ...]:
    """Steps that end in ``square_below_line``: LINE for every tau >= 0 (a letter of the step)."""
    return (
        *linear_steps(),
        Step(
            "early", LINE, "ring", variables=ANY_TIME, where=(_SMALL,), uses=("learnt", "linear"),
            certificate={"multipliers": {"linear": tau + 1 - _DECAY}, "rest": tau * (C_0 - tau)},
            note="(1 - e^{-tau})^2 <= tau^2, and tau <= c_0 here.",
        ),
        Step(
            "range", Claim((1 - exp(-x)) ** 2, "<", C_0 * x), "enclosure", variables=_RANGE,
            note="The range that holds the maximum of the ratio, by balls.",
        ),
        Step(
            "middle", _STRICT, "ring", variables=ANY_TIME, where=(_NOT_SMALL, _MIDDLE), uses=("range",),
            certificate={"multipliers": {"range": 1}, "at": {"range": {x: tau}}}, note="The same, as a case.",
        ),
        Step(
            "late", _STRICT, "ring", variables=ANY_TIME, where=(_NOT_SMALL, _LARGE), uses=("learnt",),
            certificate={"multipliers": {"learnt": _DECAY}, "rest": C_0 * tau - 1 + _DECAY},
            note="No shrinkage exceeds 1, and c_0 tau does.",
        ),
        Step(
            "beyond", _STRICT, "cases", variables=ANY_TIME, where=(_NOT_SMALL,), uses=("middle", "late"),
            note="The middle and the late times.",
        ),
        Step(
            "not_early", LINE, "ring", variables=ANY_TIME, where=(_NOT_SMALL,), uses=("beyond",),
            certificate={"multipliers": {"beyond": 1}}, note="Strictly below is below.",
        ),
        Step(
            "square_below_line", LINE, "cases", variables=ANY_TIME, uses=("early", "not_early"),
            note="The early times and all others.",
        ),
    )


def on_target_step() -> Step:
    """``on_target``: the square of the shrinkage of V_k is at most c_0 lambda t, from ``square_below_line``."""
    return Step(
        "on_target", Claim(SIGNAL_SHRINKAGE**2, "<=", C_0 * lam * t), "ring", uses=("square_below_line",),
        certificate={"multipliers": {"square_below_line": 1}, "at": {"square_below_line": {tau: lam * t}}},
        note="The shrinkage of V_k.",
    )
