"""The trace identity: the eigenvalues, each as often as it occurs, add up to K(x, x).

    sum_k N_k lambda_k = E[sigma(z)^2] = Gamma(d/2) Gamma(p + 1/2) / (2 sqrt(pi) Gamma(p + d/2)),

which is 1/(2d) for the ReLU. It closes the tails of all sums over degrees exactly, and it is the
test of every normalisation.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import Integral, Piecewise, Rational, Sum, gamma, oo, pi, sqrt

from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.notation import N, P, d, density, eigenvalue, k, p, sigma, z
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.parameter import Parameter, integers
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients

HALF = Rational(1, 2)
TRACE = Sum(N(k, d) * eigenvalue(k, d, p), (k, 0, oo))
BOUND = gamma(d * HALF) * gamma(p + HALF) / (2 * sqrt(pi) * gamma(p + d * HALF))


def proof() -> tuple[Step, ...]:
    coefficient = Integral(sigma(p, z) * P(k, d, z) * density(d, z), (z, -1, 1))
    weight = (1 - z**2) ** ((d - 3) * HALF)
    constant = gamma(d * HALF) / (sqrt(pi) * gamma((d - 1) * HALF))
    ramp = Piecewise((z**p, z > 0), (0, True))
    return (
        Step(
            "parseval",
            Claim(Sum(N(k, d) * coefficient**2, (k, 0, oo)), "==", Integral(sigma(p, z) ** 2 * density(d, z), (z, -1, 1))),
            "cited", certificate={"fact": "gegenbauer_parseval", "of": {"f": sigma(p, z), "d": d}},
            note="Parseval's equation in the Gegenbauer polynomials: the sum converges.",
        ),
        Step(
            "definition", Claim(TRACE, "==", Sum(N(k, d) * coefficient**2, (k, 0, oo))), "definition",
            unfold=("eigenvalue", "a"), uses=("parseval",), note="lambda_k = a_k^2 with a_k = E[sigma P_k].",
        ),
        Step(
            "square_mean", Claim(TRACE, "==", Integral(sigma(p, z) ** 2 * density(d, z), (z, -1, 1))), "ring",
            uses=("definition", "parseval"), note="So the trace is E[sigma^2] = K(x, x).",
        ),
        Step(
            "ramp",
            Claim(
                Integral(sigma(p, z) ** 2 * density(d, z), (z, -1, 1)), "==", Integral(ramp**2 * density(d, z), (z, -1, 1)),
            ),
            "definition", unfold=("sigma",), note="sigma is max(z, 0)^p.",
        ),
        Step(
            "positive_half", Claim(TRACE, "==", constant * Integral(z ** (2 * p) * weight, (z, 0, 1))), "integral",
            unfold=("density",), uses=("square_mean", "ramp"), certificate={"positive_part": True},
            note="sigma vanishes for z < 0.",
        ),
        Step(
            "beta",
            Claim(
                Integral(z ** (2 * p) * weight, (z, 0, 1)), "==",
                gamma(p + HALF) * gamma((d - 1) * HALF) / (2 * gamma(p + d * HALF)),
            ),
            "cited", certificate={"fact": "beta_integral", "of": {"a": 2 * p, "b": (d - 3) * HALF}},
            note="Euler's beta integral.",
        ),
        Step(
            "trace", Claim(TRACE, "==", BOUND), "gamma_ratio", uses=("positive_half", "beta"),
            note="Collect the gamma functions.",
        ),
    )


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """Numerically integrated a_k^2 N_k, summed to degree 512, the rest extrapolated.

    The terms fall like k^{-2-2p}, so the rest is the last doubling over 2^{1+2p} - 1; all of it
    counts as uncertain.
    """
    rows = []
    for _ in range(min(size, 24)):
        dimension, power = int(rng.integers(2, 9)), int(rng.integers(0, 4))
        found = estimate_coefficients(relu_sphere(dimension, power), 512)
        mass = found.amplitude**2
        error = 2 * np.abs(found.amplitude) * found.amplitude_accuracy + found.amplitude_accuracy**2
        rest = mass[257:513].sum() / (2 ** (1 + 2 * power) - 1)
        rows.append((dimension, power, mass[:513].sum() + rest, error[:513].sum() + rest))
    dimension, power, value, error = np.array(rows).T
    return Draws({"d": dimension.astype(int), "p": power.astype(int)}, value, error)


THEOREM = Theorem(
    name="kernel_trace_eq_diagonal",
    title="Trace of the kernel",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(Parameter("d", integers(2), integers(2, 40)), Parameter("p", integers(0, 3), integers(0, 3))),
    quantity=TRACE,
    relation="==",
    bound=BOUND,
    float_accuracy=2e-13,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 50),
    assumptions=("u uniform on the unit sphere of R^d, d >= 2", "activation max(z, 0)^p with p = 0, 1, 2, 3"),
    experiment=experiment,
    proof=proof,
)
