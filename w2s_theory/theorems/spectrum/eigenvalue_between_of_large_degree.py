"""Decay in the degree: for fixed dimension, lambda_k falls like k^{-(d+2p)}, with explicit constants.

For k > p with k - p odd (the other lambda_k above p vanish), with C = (p! Gamma(d/2) 2^{d/2-1}/pi)^2,

    C (k + (d-2)/2)^{-(d+2p)} <= lambda_k <= C ((k-p)(k+p+d-2) - (d+2p-2)/2)^{-(d+2p)/2},

so lambda_k = C k^{-(d+2p)} (1 + O(1/k)): the power with which a student's modes fade.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import Rational, gamma, pi

from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.notation import a, d, eigenvalue, j, k, p, s, x
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.parameter import Parameter, integers
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.theorems.spectrum import gamma_ratio_between_of_large_shift as lemma
from w2s_theory.theorems.spectrum import relu_eigenvalue_eq_gamma_ratio as closed
from w2s_theory.theorems.spectrum.ratio_steps import ratio_at, steps_from_ratio

HALF = Rational(1, 2)
LIMIT = (gamma(p + 1) * gamma(d * HALF) * 2 ** (d * HALF - 1) / pi) ** 2
LOWER = LIMIT * (k + (d - 2) * HALF) ** (-(d + 2 * p))
UPPER = LIMIT * ((k - p) * (k + p + d - 2) - (d + 2 * p - 2) * HALF) ** (-(d + 2 * p) * HALF)


def proof() -> tuple[Step, ...]:
    front = (gamma(p + 1) * gamma(d * HALF) / (2 ** (p + 1) * pi)) ** 2
    values = {x: (k - p) * HALF, s: p + d * HALF}
    ratio, _, _ = ratio_at(values)
    return (
        Step(
            "closed_form", Claim(a(k, d, p), "==", closed.BOUND), "theorem", certificate={"name": closed.THEOREM.name},
            note="The eigenvalue of the activation.",
        ),
        Step(
            "ratio_form", Claim(eigenvalue(k, d, p), "==", front * ratio**2), "gamma_ratio", unfold=("eigenvalue",),
            uses=("closed_form",), certificate={"shift": j},
            note="1/Gamma((p-k)/2 + 1) is Gamma((k-p)/2)/pi up to sign, by the quotient from j to j+1.",
        ),
        *steps_from_ratio(eigenvalue(k, d, p), front, values, LOWER, UPPER),
    )


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """a_k^2 from numerical integration of the activation, up to degree 60 in dimensions 2 to 8."""
    rows = []
    while len(rows) < size:
        dimension, power = int(rng.integers(2, 9)), int(rng.integers(0, 4))
        found = estimate_coefficients(relu_sphere(dimension, power), 60)
        for index in range((60 - power - 1) // 2 + 1):
            degree = power + 1 + 2 * index
            value, error = found.eigenvalue[degree], found.eigenvalue_accuracy[degree]
            rows.append((degree, dimension, power, index, value, error))
    degree, dimension, power, index, value, error = np.array(rows[:size]).T
    names = {"k": degree, "d": dimension, "p": power, "j": index}
    return Draws({name: values.astype(int) for name, values in names.items()}, value, error)


THEOREM = Theorem(
    name="eigenvalue_between_of_large_degree",
    title="Decay of the eigenvalues with the degree, two-sided",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("k", integers(0), integers(1, 80)),
        Parameter("d", integers(2), integers(2, 40)),
        Parameter("p", integers(0, 3), integers(0, 3)),
        Parameter("j", integers(0), integers(0, 40)),
    ),
    hypotheses=(Claim(k, "==", p + 1 + 2 * j),),
    quantity=eigenvalue(k, d, p),
    relation="between",
    bound=(LOWER, UPPER),
    float_accuracy=1e-12,
    quantifier=EveryDraw(),
    sharpness="rate",
    discrepancy=Fraction(1, 20),
    assumptions=("activation max(z, 0)^p on the sphere of R^d", "k = p + 1 + 2j, the degrees above p that do not vanish"),
    experiment=experiment,
    proof=proof,
    depends_on=(closed.THEOREM.name, lemma.THEOREM.name),
)
