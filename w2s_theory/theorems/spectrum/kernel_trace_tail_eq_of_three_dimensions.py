"""On the ordinary sphere the tail of the trace is a rational number times its first term.

The degrees above p that do not vanish are k = p + 1 + 2n, p + 3 + 2n, ... With t_k = N_k lambda_k and d = 3,

    t_k + t_{k+2} + t_{k+4} + ... = (k + p + 1)^2 / ((2p + 1)(2k + 1)) t_k,

found by Gosper's algorithm: R(k) t_k - R(k+2) t_{k+2} = t_k, since t_{k+2}/t_k is a rational function of k, and
R(k) t_k falls like k^{-2p-1}. For the ReLU, n = 0: the degrees 2, 4, ... have 16/15 times the trace of degree 2.

All other odd dimensions follow from this one, two at a time: ``kernel_trace_tail_eq_of_lower_dimension``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from sympy import Integer, Sum, oo

from w2s_theory.experiments.trace_tails import tail_rows
from w2s_theory.notation import N, a, d, eigenvalue, j, k, n, p
from w2s_theory.notation import definition as define
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.parameter import Parameter, integers
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.spectrum import relu_eigenvalue_eq_gamma_ratio as closed

THREE = Integer(3)
FIRST = p + 1 + 2 * n
DEGREE = FIRST + 2 * j
TAIL = Sum(N(DEGREE, THREE) * eigenvalue(DEGREE, THREE, p), (j, 0, oo))


def ratio(degree: Any) -> Any:
    """R(k)."""
    return (degree + p + 1) ** 2 / ((2 * p + 1) * (2 * degree + 1))


BOUND = ratio(FIRST) * N(FIRST, THREE) * eigenvalue(FIRST, THREE, p)


def proof() -> tuple[Step, ...]:
    coefficient = closed.BOUND.subs({k: DEGREE, d: THREE}, simultaneous=True)
    squared = define("N", DEGREE, THREE) * coefficient**2
    tail = Sum(squared, (j, 0, oo))
    end = ratio(FIRST) * squared.subs(j, 0)
    return (
        Step(
            "coefficient", Claim(a(DEGREE, THREE, p), "==", coefficient), "theorem",
            variables=(Parameter("j", integers(0), integers(0, 9)),),
            certificate={"name": closed.THEOREM.name, "values": {k: DEGREE, d: THREE}},
            note="The eigenvalue of the activation.",
        ),
        Step(
            "telescoped", Claim(tail, "==", end), "series_tail", certificate={"ratio": ratio(DEGREE)},
            note="R(k) t_k - R(k+2) t_{k+2} = t_k, and R(k) t_k tends to 0.",
        ),
        Step(
            "end", Claim(BOUND, "==", end), "ring", unfold=("eigenvalue", "N"), uses=("coefficient",),
            certificate={"at": {"coefficient": {j: 0}}}, note="Written with the first eigenvalue.",
        ),
        Step(
            "terms", Claim(TAIL, "==", tail), "ring", unfold=("eigenvalue", "N"), uses=("coefficient", "telescoped"),
            note="The terms as quotients of gamma functions.",
        ),
        Step("tail", Claim(TAIL, "==", BOUND), "ring", uses=("terms", "telescoped", "end"), note="Put together."),
    )  # fmt: skip


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """Numerically integrated N_k a_k^2 of the sphere in three dimensions, summed to degree 800."""
    rows = tail_rows(size, lambda: (3, int(rng.integers(0, 4))))
    index, _, power, value, error = rows.T
    return Draws({"n": index.astype(int), "p": power.astype(int)}, value, error, sizes={"d": "3"})


THEOREM = Theorem(
    name="kernel_trace_tail_eq_of_three_dimensions",
    title="The tail of the trace on the ordinary sphere",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(Parameter("n", integers(0), integers(0, 30)), Parameter("p", integers(0, 3), integers(0, 3))),
    quantity=TAIL,
    relation="==",
    bound=BOUND,
    float_accuracy=1e-12,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "activation max(z, 0)^p on the sphere of R^3, p = 0, 1, 2, 3", "the degrees k = p + 1 + 2n, p + 3 + 2n, ...",
    ),
    experiment=experiment,
    proof=proof,
    depends_on=(closed.THEOREM.name,),
)
