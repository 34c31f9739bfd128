"""Small made-up theorems whose truth is known, for the tests of the checks."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from sympy import Integer, Rational

from w2s_theory.notation import L_ST, L_TE, s
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition, Draws
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw, Expectation, Probability
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Attack, Citation, Theorem

UNIT = Parameter("s", reals(0, 1), reals(Fraction(1, 100), 1))
DELTA = Parameter("delta", reals(0, 1, lower_open=True), reals(Fraction(1, 100), 1))
SQUARE_STEP = Step(
    "square",
    Claim(s * (1 - s), "<=", Rational(1, 4)),
    "ring",
    "a square",
    certificate={"squares": ((Integer(1), s - Rational(1, 2)),)},
)


def draws_of(parameters: dict[str, Any], measured: Any, error: float = 1e-14, **facts: Any) -> Draws:
    measured = np.asarray(measured, dtype=float)
    return Draws(parameters, measured, np.full(len(measured), error), {}, facts)


def synthetic(experiment: Callable[[np.random.Generator, int], Draws], **fields: Any) -> Theorem:
    """A theorem about s (1 - s) unless the fields say otherwise."""
    given: dict[str, Any] = {
        "name": "made_up",
        "title": "A made-up theorem",
        "citation": Citation("this project"),
        "status": "empirical",
        "about": "network",
        "parameters": (UNIT,),
        "quantity": s * (1 - s),
        "relation": "<=",
        "bound": Rational(1, 4) + 0 * s,
        "quantifier": EveryDraw(),
        "sharpness": "unknown",
        "discrepancy": Fraction(1, 20),
        "proof": lambda: (SQUARE_STEP,),
        "experiment": experiment,
        "assumptions": ("made up",),
        "float_accuracy": 1e-13,
    }
    return Theorem(**{**given, **fields})


def parabola(rng: np.random.Generator, size: int) -> Draws:
    """s (1 - s) at random s."""
    values = rng.random(size)
    return draws_of({"s": values}, values * (1 - values))


def parabola_attack(x: np.ndarray) -> Draws:
    values = np.sin(np.atleast_1d(x[0])) ** 2
    return draws_of({"s": values}, values * (1 - values))


ATTACK = Attack(1, parabola_attack)


# a mean of values in [0, 1]
IN_UNIT_RANGE = Expectation(value_range=(Fraction(0), Fraction(1)))


def noisy_mean(mean: float) -> Callable[[np.random.Generator, int], Draws]:
    """Values in [0, 1] with this mean."""

    def experiment(rng: np.random.Generator, size: int) -> Draws:
        values = np.clip(rng.beta(4 * mean, 4 * (1 - mean), size), 0, 1)
        return draws_of({"L_TE": np.full(size, 0.5)}, values)

    return experiment


def expectation(mean: float, relation: str, bound: Fraction, **fields: Any) -> Theorem:
    """E L_ST relation bound, for values in [0, 1] of the given mean."""
    return synthetic(
        noisy_mean(mean),
        quantity=L_ST,
        relation=relation,
        bound=Rational(bound.numerator, bound.denominator) * 2 * L_TE,
        parameters=(Parameter("L_TE", reals(0, 1), reals(0, 1)),),
        **{"quantifier": IN_UNIT_RANGE, "discrepancy": Fraction(1, 5), **fields},
    )


def failing(rate: float) -> Callable[[np.random.Generator, int], Draws]:
    """L_ST above L_TE with this probability, otherwise just below it."""

    def experiment(rng: np.random.Generator, size: int) -> Draws:
        teacher = rng.uniform(0.2, 0.8, size)
        fails = rng.random(size) < rate
        parameters = {"L_TE": teacher, "delta": np.full(size, 0.1)}
        return draws_of(parameters, np.where(fails, 1.2 * teacher, 0.98 * teacher))

    return experiment


def probability(rate: float, **fields: Any) -> Theorem:
    """L_ST <= L_TE with probability at least 9/10; it fails with probability ``rate``."""
    return synthetic(
        failing(rate),
        quantity=L_ST,
        relation="<=",
        bound=L_TE,
        parameters=(Parameter("L_TE", reals(0, 1), reals(0, 1)), DELTA),
        **{"quantifier": Probability(Fraction(1, 10)), **fields},
    )


def power_law(exponent: float, noise: float = 0.02) -> Callable[[np.random.Generator, int], Draws]:
    """L_ST = M_TE^-exponent with a little noise."""

    def experiment(rng: np.random.Generator, size: int) -> Draws:
        units = np.round(2.0 ** rng.uniform(2, 14, size))
        return draws_of({"M_TE": units}, units**-exponent * np.exp(noise * rng.standard_normal(size)))

    return experiment


NEVER = Condition("never", lambda draws: np.zeros(len(draws), dtype=bool))
