"""How much of the trace is left above a degree: a bound on both sides, without a limit on d or n.

The degrees above p that do not vanish are k = p + 1 + 2i. With k = p + 1 + 2n the first one counted,
x = k + d/2 - 1 and t_k = N_k lambda_k,

    t_k + t_{k+2} + t_{k+4} + ...  lies between  R(k) t_k  for c = c_0 - 1/2  and for c = c_0 + d/2 + 1,

R(k) = x/(4p + 2) + 1/2 + c/x. Telescoping: R(k) t_k - R(k+2) t_{k+2} is at most (at least) t_k, because
t_{k+2}/t_k is a rational function of k; c_0 is where the two agree to the next order for large k.
For odd d there is an equality: ``kernel_trace_tail_eq_of_three_dimensions``, ``kernel_trace_tail_eq_of_lower_dimension``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from sympy import Sum, oo

from w2s_theory.experiments.trace_tails import tail_rows
from w2s_theory.notation import N, a, d, eigenvalue, j, k, n, p
from w2s_theory.notation import definition as define
from w2s_theory.records.claim import Claim, Relation
from w2s_theory.records.draws import Draws
from w2s_theory.records.parameter import Parameter, integers
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.spectrum import relu_eigenvalue_eq_gamma_ratio as closed

FIRST = p + 1 + 2 * n
DEGREE = FIRST + 2 * j
TAIL = Sum(N(DEGREE, d) * eigenvalue(DEGREE, d, p), (j, 0, oo))

# 8 (2p+1)(2p+3) times the c_0, c_0 - 1/2 and c_0 + d/2 + 1 above
CENTRE = 8 * p**3 + 32 * p**2 + 32 * p - (2 * p + 3) * d**2 - (4 * p**2 - 10) * d
UNIT = 8 * (2 * p + 1) * (2 * p + 3)
LOW, HIGH = CENTRE - UNIT / 2, CENTRE + UNIT * (d + 2) / 2


def ratio(degree, c):
    """R(k), as one fraction."""
    twice = 2 * degree + d - 2
    return (twice * (2 * p + 3) * (twice + 4 * p + 2) + c) / (4 * (2 * p + 1) * (2 * p + 3) * twice)


LOWER, UPPER = (ratio(FIRST, c) * N(FIRST, d) * eigenvalue(FIRST, d, p) for c in (LOW, HIGH))


def proof() -> tuple[Step, ...]:
    squared = define("N", DEGREE, d) * closed.BOUND.subs(k, DEGREE) ** 2
    tail = Sum(squared, (j, 0, oo))
    first = squared.subs(j, 0)
    steps = [
        Step(
            "coefficient", Claim(a(DEGREE, d, p), "==", closed.BOUND.subs(k, DEGREE)), "theorem",
            variables=(Parameter("j", integers(0), integers(0, 9)),),
            certificate={"name": closed.THEOREM.name, "values": {k: DEGREE}}, note="The eigenvalue of the activation.",
        ),
    ]
    # the upper bound first: the sum converges, which a lower bound alone would not show
    sides: tuple[tuple[str, Relation, Any, Any], ...] = (("upper", "<=", HIGH, UPPER), ("lower", ">=", LOW, LOWER))
    for name, relation, c, bound in sides:
        end = ratio(FIRST, c) * first
        steps += [
            Step(
                f"{name}_telescoped", Claim(tail, relation, end), "series_tail", certificate={"ratio": ratio(DEGREE, c)},
                uses=() if name == "upper" else ("upper_telescoped",),
                note="R(k) t_k - R(k+2) t_{k+2} against t_k, term by term.",
            ),
            Step(
                f"{name}_end", Claim(bound, "==", end), "ring", unfold=("eigenvalue", "N"), uses=("coefficient",),
                certificate={"at": {"coefficient": {j: 0}}}, note="Written with the first eigenvalue.",
            ),
        ]
    steps.append(
        Step(
            "terms", Claim(TAIL, "==", tail), "ring", unfold=("eigenvalue", "N"), uses=("coefficient", "upper_telescoped"),
            note="The terms as quotients of gamma functions.",
        )
    )
    for name, relation, _, bound in reversed(sides):
        steps.append(
            Step(
                name, Claim(TAIL, relation, bound), "ring", uses=("terms", f"{name}_telescoped", f"{name}_end"),
                certificate={"multipliers": {f"{name}_telescoped": 1}}, note="Put together.",
            )
        )
    return tuple(steps)


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """Numerically integrated N_k a_k^2, summed to degree 800; what is left is estimated, and is uncertain."""
    rows = tail_rows(size, lambda: (int(rng.integers(2, 9)), int(rng.integers(0, 4))))
    index, dimension, power, value, error = rows.T
    names = {"n": index, "d": dimension, "p": power}
    return Draws({name: values.astype(int) for name, values in names.items()}, value, error, sizes={"d": "2 to 8"})


THEOREM = Theorem(
    name="kernel_trace_tail_between_of_degree",
    title="The tail of the trace, two-sided",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("n", integers(0), integers(0, 30)),
        Parameter("d", integers(2), integers(2, 40)),
        Parameter("p", integers(0, 3), integers(0, 3)),
    ),
    quantity=TAIL,
    relation="between",
    bound=(LOWER, UPPER),
    float_accuracy=1e-12,
    quantifier=EveryDraw(),
    sharpness="rate",
    discrepancy=Fraction(1, 20),
    assumptions=("activation max(z, 0)^p on the sphere of R^d", "the degrees k = p + 1 + 2n, p + 3 + 2n, ..."),
    experiment=experiment,
    proof=proof,
    depends_on=(closed.THEOREM.name,),
)
