"""A lemma on gamma functions: Gamma(x)/Gamma(x+s) between two powers, for x >= 1/2 and s >= 1.

    (x + (s-1)/2)^{-s} <= Gamma(x)/Gamma(x+s) <= (x (x+s-1) - (s-1)/4)^{-s/2},

with equality at s = 1; both ends have the right leading constant as x -> infinity. Idea: the
quotient of the two sides moves monotonically along x, x+1, x+2, ... and tends to 1.
It gives the decay of the eigenvalues, in the degree and in the dimension.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import gamma, log

from w2s_theory.notation import s, x
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

RATIO = gamma(x) / gamma(x + s)
CENTRE = x + (s - 1) / 2
SQUARE = x * (x + s - 1) - (s - 1) / 4
LOWER = CENTRE ** (-s)
UPPER = SQUARE ** (-s / 2)


def proof() -> tuple[Step, ...]:
    square_next = (x + 1) * (x + s) - (s - 1) / 4
    fall = log(x + s) - log(x) - s * log(CENTRE + 1) + s * log(CENTRE)
    rise = log(x) - log(x + s) + s / 2 * log(square_next) - s / 2 * log(SQUARE)
    excess = 8 * s**2 * x + 8 * s * x**2 - 4 * s * x + 3 * s - 4 * x**2 + 1
    return (
        Step(
            "fall_slope", Claim(fall.diff(x), "<=", 0), "rational",
            certificate={"rest": s * (s**2 - 1) / (4 * x * (x + s) * CENTRE * (CENTRE + 1))},
            note="Over a common denominator the slope is -s (s^2 - 1)/4 over positive factors.",
        ),
        Step(
            "fall", Claim(fall, ">=", 0), "monotone", uses=("fall_slope",),
            certificate={"variable": x, "slope": "fall_slope"}, note="It decreases to 0.",
        ),
        Step(
            "above_one", Claim(RATIO * CENTRE**s, ">=", 1), "gamma_monotone", uses=("fall",),
            certificate={"variable": x, "slope": "fall"}, note="So the quotient falls along x, x+1, ... to its limit 1.",
        ),
        Step(
            "rise_slope", Claim(rise.diff(x), "<=", 0), "rational",
            certificate={"rest": s * (s - 1) * excess / (16 * x * (x + s) * SQUARE * square_next)},
            note="The same for the other end: its numerator has one sign for x >= 1/2, s >= 1.",
        ),
        Step(
            "rise", Claim(rise, ">=", 0), "monotone", uses=("rise_slope",),
            certificate={"variable": x, "slope": "rise_slope"}, note="It decreases to 0.",
        ),
        Step(
            "below_one", Claim(RATIO * SQUARE ** (s / 2), "<=", 1), "gamma_monotone", uses=("rise",),
            certificate={"variable": x, "slope": "rise"}, note="So this quotient rises along x, x+1, ... to its limit 1.",
        ),
        Step(
            "lower_end", Claim(RATIO, ">=", LOWER), "rational", uses=("above_one",),
            certificate={"multipliers": {"above_one": LOWER}}, note="Divide by the power.",
        ),
        Step(
            "upper_end", Claim(RATIO, "<=", UPPER), "rational", uses=("below_one",),
            certificate={"multipliers": {"below_one": UPPER}}, note="Divide by the power.",
        ),
    )


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """Gamma(x)/Gamma(x+s) = B(x, s)/Gamma(s), with Euler's integral done numerically."""
    from scipy.integrate import quad
    from scipy.special import gamma as gamma_function

    rows = []
    for _ in range(size):
        x_value, s_value = 0.5 + 20 * rng.random() ** 2, 1 + 6 * rng.random() ** 2
        value, error = quad(lambda _: 1.0, 0, 1, weight="alg", wvar=(x_value - 1, s_value - 1), epsabs=0, epsrel=1e-12)
        scale = gamma_function(s_value)
        rows.append((x_value, s_value, value / scale, (error + 1e-13 * value) / scale))
    x_values, s_values, ratio, error = np.array(rows).T
    return Draws({"x": x_values, "s": s_values}, ratio, error)


def witness() -> Draws:
    """s = 1: all three are 1/x."""
    x_values = np.array([0.5, 1.0, 3.25, 100.0])
    return Draws({"x": x_values, "s": np.ones(4)}, 1 / x_values, 0 * x_values)


THEOREM = Theorem(
    name="gamma_ratio_between_of_large_shift",
    title="Two-sided bound on a ratio of gamma functions",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("x", reals(Fraction(1, 2)), reals(Fraction(1, 2), 40)),
        Parameter("s", reals(1), reals(1, 12)),
    ),
    quantity=RATIO,
    relation="between",
    bound=(LOWER, UPPER),
    float_accuracy=1e-14,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 50),
    assumptions=("x >= 1/2 and s >= 1 are real numbers",),
    experiment=experiment,
    witness=witness,
    proof=proof,
)
