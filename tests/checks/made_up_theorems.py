"""Small theorems for each quantifier, true or wrong as asked, that no proof supports."""

from fractions import Fraction

import numpy as np
from sympy import Rational

from w2s_theory.notation import L_ST, L_TE
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.draws import Draws
from w2s_theory.spec.parameter import Parameter, reals
from w2s_theory.spec.step import Step
from w2s_theory.spec.theorem import Citation, Theorem


def made_up(quantifier, relation, bound, experiment, **fields):
    """A complete record around an experiment; status empirical unless said otherwise."""
    given = {
        "name": "made_up",
        "title": "made up",
        "citation": Citation("this project"),
        "status": "empirical",
        "about": "network",
        "parameters": (Parameter("L_TE", reals(0, 1), reals(Fraction(1, 10), Fraction(9, 10))),),
        "quantity": L_ST,
        "relation": relation,
        "bound": bound,
        "quantifier": quantifier,
        "sharpness": "unknown",
        "discrepancy": Fraction(1, 10),
        "proof": lambda: (Step("claim", Claim(L_ST, ">=", 0), "ring", note="nothing"),),
        "experiment": experiment,
    }
    return Theorem(**{**given, **fields})


def beta_values(rng, size):
    """L_ST with mean L_TE/2, between 0 and 1."""
    teacher = rng.uniform(0.2, 0.8, size)
    strength = 8.0
    values = rng.beta(strength * teacher / 2, strength * (1 - teacher / 2))
    return Draws({"L_TE": teacher}, values, np.zeros(size))


def mean_below(factor):
    """E L_ST <= factor * L_TE; true from 1/2 on."""
    return made_up("expectation", "<=", Rational(factor) * L_TE, beta_values, value_range=(Fraction(0), Fraction(1)))


def usually_below(delta, factor=1):
    """P(L_ST <= factor L_TE) >= 1 - delta, on draws that fail with probability 1/10."""

    def experiment(rng, size):
        teacher = rng.uniform(0.2, 0.8, size)
        failing = rng.random(size) < 0.1
        return Draws({"L_TE": teacher}, teacher * np.where(failing, 1.2, 0.99), np.zeros(size))

    return made_up(
        "probability", "<=", Rational(factor) * L_TE, experiment, failure_probability=Fraction(delta),
        discrepancy=Fraction(1, 20),
    )


def power_law(exponent):
    """L_ST of the order L_TE^exponent, on draws of order L_TE^2."""

    def experiment(rng, size):
        teacher = 10.0 ** rng.uniform(-4, -0.1, size)
        return Draws({"L_TE": teacher}, 0.7 * teacher**2 * np.exp(0.02 * rng.standard_normal(size)), np.zeros(size))

    return made_up("asymptotic", "==", L_TE ** Rational(exponent), experiment, scale="L_TE")
