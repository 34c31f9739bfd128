"""The spiked spectrum in closed form: the equation of kappa is a quadratic, and this is its positive root.

K = N_k eigenvalues 1, which hold the target, and d - K equal to lambda; M = M_TE < d. With
B = M (1 + lambda) - K - (d - K) lambda and C = lambda (d - M) > 0,

    kappa = 2 C/(B + sqrt(B^2 + 4 M C)) > 0   solves   K/(1 + kappa) + (d - K) lambda/(lambda + kappa) = M.

The left side falls as kappa grows, so there is no other root; L_TE = kappa/(1 + kappa) then. About the
equivalent: for networks it holds as M_TE grows.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import sqrt

from w2s_theory.equivalents.spiked import kappa_form, linear_coefficient, spiked_equivalent
from w2s_theory.notation import M_TE, N_k, d, lam
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.linear_network.spiked_setting import draw_sizes

LINEAR = linear_coefficient(N_k, d, lam, M_TE)
CONSTANT = lam * (d - M_TE)
ROOT = sqrt(LINEAR**2 + 4 * M_TE * CONSTANT)
KAPPA = kappa_form(LINEAR, CONSTANT, M_TE, sqrt)
UNITS = N_k / (1 + KAPPA) + (d - N_k) * lam / (lam + KAPPA)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "root", Claim(ROOT, ">", 0), "rational", certificate={"rest": ROOT},
            note="B^2 + 4 M C is positive, since d > M.",
        ),
        Step(
            "denominator", Claim(LINEAR + ROOT, ">", 0), "radical", uses=("root",),
            certificate={"rest": ((LINEAR + ROOT) ** 2 + 4 * M_TE * CONSTANT) / (2 * ROOT)},
            note="With R the root: 2 R (B + R) = (B + R)^2 + (R - B)(R + B), and the last product is 4 M C.",
        ),
        Step(
            "units", Claim(UNITS, "==", M_TE), "radical", uses=("denominator",),
            note="Over the common denominator, with R^2 = B^2 + 4 M C.",
        ),
    )


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """The closed form of this package in float64, put into the sum over all d eigenvalues one by one."""
    rows = []
    for spikes, dimension, eps, units in draw_sizes(rng, size):
        kappa = spiked_equivalent(spikes, dimension, eps, units).kappa
        eigenvalues = np.concatenate([np.ones(spikes), np.full(dimension - spikes, float(eps))])
        rows.append((spikes, dimension, float(eps), units, float(np.sum(eigenvalues / (eigenvalues + kappa)))))
    spikes, dimension, eps, units, count = np.array(rows).T
    values = {"N_k": spikes, "d": dimension.astype(int), "lam": eps, "M_TE": units.astype(int)}
    return Draws(values, count, 1e-12 * count)


THEOREM = Theorem(
    name="effective_units_eq_of_spiked_closed_form",
    title="The equivalent of the spiked spectrum in closed form",
    citation=Citation("this project"),
    status="proved",
    about="equivalent",
    parameters=(
        Parameter("N_k", reals(0, lower_open=True), reals(1, 8)),
        Parameter("d", integers(2), integers(400, 4000)),
        Parameter("lam", reals(0, lower_open=True), reals(Fraction(1, 1000), 1)),
        Parameter("M_TE", integers(1), integers(10, 300)),
    ),
    hypotheses=(Claim(M_TE, "<", d),),
    quantity=UNITS,
    relation="==",
    bound=M_TE,
    float_accuracy=1e-15,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "covariance of the features: N_k eigenvalues 1 and d - N_k equal to lambda",
        "fewer units than the rank d",
    ),
    experiment=experiment,
    proof=proof,
)
