"""The spiked spectrum: N_k eigenvalues 1, whose eigenspace holds the target, and d - N_k equal to lambda.

L_TE = kappa/(1 + kappa) stands for kappa. Its equation sum_j h_j = M_TE, with h = 1 - L_TE on the spikes and
h = lambda (1 - L_TE)/(lambda (1 - L_TE) + L_TE) elsewhere, says that h/(1 - h) = lambda (1 - L_TE)/L_TE is
the ratio of the M_TE - N_k (1 - L_TE) units left to them and the d - M_TE - N_k L_TE directions left over.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from w2s_theory.equivalents.prediction import Equivalent, equivalent
from w2s_theory.models.linear_network import spiked_spectrum
from w2s_theory.notation import L_TE, M_TE, N_k, d, lam
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.step import Step

OTHERS = d - N_k
# what the spikes leave of the units to the other directions, and what is left of these
LEFT = M_TE - N_k * (1 - L_TE)
ROOM = d - M_TE - N_k * L_TE

PARAMETERS = (
    Parameter("L_TE", reals(0, 1, upper_open=True), reals(Fraction(1, 100), Fraction(4, 5))),
    Parameter("lam", reals(0, lower_open=True), reals(Fraction(1, 1000), 1)),
    Parameter("N_k", reals(0, lower_open=True), reals(1, 8)),
    Parameter("d", integers(2), integers(400, 4000)),
    Parameter("M_TE", integers(1), integers(10, 300)),
)
# h/(1 - h) is lambda (1 - L_TE)/L_TE, and LEFT/ROOM
EQUATION = Claim(lam * (1 - L_TE) * ROOM, "==", LEFT * L_TE)
HYPOTHESES = (Claim(N_k, "<", M_TE), Claim(N_k, "<", d - M_TE))
SETTING = Hilbert((), (), (("kappa.equation", EQUATION),))

ASSUMPTIONS = (
    "covariance of the features: N_k eigenvalues 1, whose eigenspace holds f*, and d - N_k equal to lambda",
    "L_TE = kappa/(1 + kappa) with kappa the root of sum_j h_j = M_TE",
    "fewer spikes than units, and spikes and units together fewer than d",
)


def size_steps() -> tuple[Step, ...]:
    """``left``, ``room``, ``denominator``, ``units``: the parts are positive, and this is the equation of kappa."""
    small = lam * (1 - L_TE) + L_TE
    count = N_k * (1 - L_TE) + OTHERS * lam * (1 - L_TE) / small
    return (
        Step(
            "left", Claim(LEFT, ">", 0), "rational", certificate={"rest": LEFT},
            note="The spikes take fewer units than there are of them.",
        ),
        Step(
            "room", Claim(ROOM, ">", 0), "rational", certificate={"rest": ROOM}, note="No direction is seen fully.",
        ),
        Step(
            "units", Claim(count, "==", M_TE), "gram", certificate={"multipliers": {"kappa.equation": 1 / small}},
            note="The assumed equation is that of kappa: sum_j h_j over both eigenspaces is the number of units.",
        ),
    )


def draw_sizes(rng: np.random.Generator, count: int) -> list[tuple[int, int, Fraction, int]]:
    """(N_k, d, lambda, M_TE) with N_k < M_TE < d - N_k."""
    found = []
    for _ in range(count):
        spikes = int(rng.integers(1, 9))
        units = int(rng.integers(spikes + 2, 400))
        dimension = 2 * spikes + units + 1 + int(units * 10.0 ** rng.uniform(-1, 2))
        found.append((spikes, dimension, Fraction(10.0 ** rng.uniform(-4, 0)), units))
    return found


def solve_general(spikes: int, dimension: int, eps: Fraction, units: int) -> Equivalent:
    """The general route: kappa as a bracketed root, sums over the listed eigenspaces."""
    return equivalent(spiked_spectrum(spikes, dimension, eps), units, 0)


def teacher_trials(rng: np.random.Generator, size: int) -> Draws:
    """L_TE of the general route, at random sizes."""
    rows = [(*sizes, solve_general(*sizes).teacher_error) for sizes in draw_sizes(rng, size)]
    spikes, dimension, eps, units, level = np.array(rows, dtype=float).T
    values = {"L_TE": level, "lam": eps, "N_k": spikes, "d": dimension.astype(int), "M_TE": units.astype(int)}
    return Draws(values, level, 1e-12 * level)
