"""The recursion of the coefficients: a_{k+2} = -a_k (k-p)/(k+d+p), for every k, d and p.

It explains the zeros at once (a factor k - p that hits 0), and it is the fast and overflow-free
route to a million eigenvalues: lambda_{k+2}/lambda_k = ((k-p)/(k+d+p))^2.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from w2s_theory.experiments.coefficients import coefficient_trials
from w2s_theory.notation import a, d, k, p
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.parameter import Parameter, integers
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.spectrum import relu_eigenvalue_eq_gamma_ratio as closed

BOUND = -a(k, d, p) * (k - p) / (k + d + p)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "here", Claim(a(k, d, p), "==", closed.BOUND), "theorem", certificate={"name": closed.THEOREM.name},
            note="The closed form at k.",
        ),
        Step(
            "two_on", Claim(a(k + 2, d, p), "==", closed.BOUND.subs(k, k + 2)), "theorem",
            certificate={"name": closed.THEOREM.name, "values": {k: k + 2}}, note="The closed form at k + 2.",
        ),
        Step(
            "recursion", Claim(a(k + 2, d, p), "==", BOUND), "gamma_ratio", uses=("here", "two_on"),
            note="1/Gamma(y - 1) = (y-1)/Gamma(y) for every y, also at the poles of Gamma.",
        ),
    )


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """a_{k+2} from numerical integration of the activation."""
    draws = coefficient_trials(rng, 4 * size)
    later = draws.select(draws.parameters["k"] >= 2)
    lower = {**later.parameters, "k": later.parameters["k"] - 2}
    return Draws(lower, later.measured, later.error).select(np.arange(min(size, len(later))))


THEOREM = Theorem(
    name="activation_coefficient_recursion",
    title="Two-step recursion of the activation coefficients",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("k", integers(0), integers(0, 12)),
        Parameter("d", integers(2), integers(2, 40)),
        Parameter("p", integers(0, 3), integers(0, 3)),
    ),
    quantity=a(k + 2, d, p),
    relation="==",
    bound=BOUND,
    float_accuracy=2e-13,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 100),
    assumptions=("u uniform on the unit sphere of R^d, d >= 2", "activation max(z, 0)^p with p = 0, 1, 2, 3"),
    experiment=experiment,
    proof=proof,
    depends_on=(closed.THEOREM.name,),
)
