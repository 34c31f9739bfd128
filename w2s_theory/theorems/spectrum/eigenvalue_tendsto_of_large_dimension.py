"""Decay in the dimension: for fixed degree, d^{k+p} lambda_k tends to C_{k,p}, with explicit rate.

With C_{k,p} = p!^2 2^{k-p-2}/Gamma((p-k)/2+1)^2 (0 where lambda_k is 0) and k + p >= 2,

    C (d + (k+p-2)/2)^{-(k+p)} <= lambda_k <= C (d (d+k+p-2) - (k+p-2)/2)^{-(k+p)/2}.

Both ends are C d^{-(k+p)} (1 - (k+p)(k+p-2)/(2d) + O(d^{-2})): in high dimension one degree is
learnt long before the next. (For k + p = 0 the eigenvalue is the constant 1/4; for k + p = 1 the
two ends change places.)
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import Rational, gamma

from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.notation import a, d, eigenvalue, k, p, s, x
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
LIMIT = gamma(p + 1) ** 2 * Rational(2) ** (k - p - 2) / gamma((p - k) * HALF + 1) ** 2
LOWER = LIMIT * (d + (k + p - 2) * HALF) ** (-(k + p))
UPPER = LIMIT * (d * (d + k + p - 2) - (k + p - 2) * HALF) ** (-(k + p) * HALF)


def proof() -> tuple[Step, ...]:
    front = (gamma(p + 1) / (2 ** (p + 1) * gamma((p - k) * HALF + 1))) ** 2
    values = {x: d * HALF, s: (k + p) * HALF}
    ratio, _, _ = ratio_at(values)
    return (
        Step(
            "closed_form", Claim(a(k, d, p), "==", closed.BOUND), "theorem", certificate={"name": closed.THEOREM.name},
            note="The eigenvalue of the activation.",
        ),
        Step(
            "ratio_form", Claim(eigenvalue(k, d, p), "==", front * ratio**2), "gamma_ratio", unfold=("eigenvalue",),
            uses=("closed_form",), note="The dimension enters through one ratio of gamma functions.",
        ),
        *steps_from_ratio(eigenvalue(k, d, p), front, values, LOWER, UPPER),
    )


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """a_k^2 from numerical integration of the activation, degrees 0 to 6, dimensions up to 400."""
    rows = []
    while len(rows) < size:
        dimension, power = int(2 * 200 ** rng.random()), int(rng.integers(0, 4))
        found = estimate_coefficients(relu_sphere(dimension, power), 8)
        for degree in range(max(0, 2 - power), 7):
            rows.append((degree, dimension, power, found.eigenvalue[degree], found.eigenvalue_accuracy[degree]))
    degree, dimension, power, value, error = np.array(rows[:size]).T
    return Draws({"k": degree.astype(int), "d": dimension.astype(int), "p": power.astype(int)}, value, error)


THEOREM = Theorem(
    name="eigenvalue_tendsto_of_large_dimension",
    title="Decay of the eigenvalues with the dimension, two-sided",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("k", integers(0), integers(0, 8)),
        Parameter("d", integers(2), integers(2, 100)),
        Parameter("p", integers(0, 3), integers(0, 3)),
    ),
    hypotheses=(Claim(k + p, ">=", 2),),
    quantity=eigenvalue(k, d, p),
    relation="between",
    bound=(LOWER, UPPER),
    float_accuracy=1e-12,
    quantifier=EveryDraw(),
    sharpness="rate",
    discrepancy=Fraction(1, 20),
    assumptions=("activation max(z, 0)^p on the sphere of R^d", "k + p >= 2"),
    experiment=experiment,
    proof=proof,
    depends_on=(closed.THEOREM.name, lemma.THEOREM.name),
)
