"""The tails of the trace in dimensions d and d - 2 differ by a rational number times one term.

The kernel of max(z, 0)^p on the sphere of R^d, from its degree k = p + 1 + 2n on, and that of max(z, 0)^(p+1) on the
sphere of R^(d-2), from degree k + 1 on: with t_k = N_k lambda_k and t'_{k+1} their terms,

    (2p + 1)(t_k + t_{k+2} + ...) - (d - 2)(t'_{k+1} + t'_{k+3} + ...)
        = k (k + p + d - 2)^2 / ((k + d - 3)(2k + d - 2)) t_k.

Both keep p + d/2 and x = k + d/2 - 1, and t'_{k+1}/t_k = (p + 1)^2 (d - 3)/((d - 2)(k + 1)(k + d - 3)) is rational: the
difference telescopes. At d = 3 the second sum has the factor 0 (``kernel_trace_tail_eq_of_three_dimensions``), so that
for every odd d the recursion ends and the tail is rational times its first term,

    (k+p+d-2)^2/(2k+d-2) t_k sum_{i=0}^{(d-3)/2} c_i (k+i)/((k+d-3-i)(2p+2i+1)),  c_0 = 1,
    c_{i+1} = c_i (p+1+i)^2 (d-3-2i)/((2p+1+2i)(k+1+i)(k+d-3-i)).

For even d it never ends: P(x) = x (x + d/2 - 2)...(x - d/2 + 2), the polynomial part of t_k, is then even in x, and only
odd ones telescope.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from sympy import Sum, gamma, oo

from w2s_theory.experiments.trace_tails import tail_sums
from w2s_theory.notation import N, a, d, eigenvalue, j, k, n, p
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.parameter import Parameter, integers
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.spectrum import relu_eigenvalue_eq_gamma_ratio as closed

FIRST = p + 1 + 2 * n
DEGREE = FIRST + 2 * j


def difference(degree: Any) -> Any:
    """One term of the first sum, and with it one of the second."""
    upper = N(degree, d) * eigenvalue(degree, d, p)
    lower = N(degree + 1, d - 2) * eigenvalue(degree + 1, d - 2, p + 1)
    return (2 * p + 1) * upper - (d - 2) * lower


TAIL = Sum(difference(DEGREE), (j, 0, oo))


def ratio(degree: Any) -> Any:
    """What is left, over the first term of the first sum."""
    return degree * (degree + p + d - 2) ** 2 / ((degree + d - 3) * (2 * degree + d - 2))


def bracket(degree: Any) -> Any:
    """The polynomial that the difference has beside the gamma functions."""
    return (2 * p + 1) * (degree + 1) * (degree + d - 3) - (d - 3) * (p + 1) ** 2


BOUND = ratio(FIRST) * N(FIRST, d) * eigenvalue(FIRST, d, p)


def proof() -> tuple[Step, ...]:
    lower = {k: DEGREE + 1, d: d - 2, p: p + 1}
    # what both coefficients, and both multiplicities, are polynomials times
    core = closed.BOUND.subs(k, DEGREE).subs(gamma(d / 2), gamma(d / 2 - 1) / 2)
    count = (2 * DEGREE + d - 2) * gamma(DEGREE + d - 3) / (gamma(d - 1) * gamma(DEGREE + 2))
    upper_count, lower_count = (DEGREE + 1) * (DEGREE + d - 3) * count, (d - 2) * (d - 3) * count
    upper_coefficient, lower_coefficient = (d - 2) * core, (p + 1) * core
    plain = Sum((2 * p + 1) * upper_count * upper_coefficient**2 - (d - 2) * lower_count * lower_coefficient**2, (j, 0, oo))
    product = bracket(DEGREE) * (d - 2) ** 2 * count * core**2
    end = (ratio(DEGREE) * upper_count * upper_coefficient**2).subs(j, 0)
    every = (Parameter("j", integers(0), integers(0, 9)),)
    instance = {"name": closed.THEOREM.name}
    share = ratio(DEGREE) * (DEGREE + 1) * (DEGREE + d - 3) / bracket(DEGREE)
    return (
        Step(
            "closed", Claim(a(DEGREE, d, p), "==", closed.BOUND.subs(k, DEGREE)), "theorem", variables=every,
            certificate={**instance, "values": {k: DEGREE}}, note="The eigenvalue of the activation.",
        ),
        Step(
            "coefficient", Claim(a(DEGREE, d, p), "==", upper_coefficient), "gamma_ratio", variables=every,
            uses=("closed",), note="Gamma(d/2) = (d/2 - 1) Gamma(d/2 - 1).",
        ),
        Step(
            "lower_closed", Claim(a(DEGREE + 1, d - 2, p + 1), "==", closed.BOUND.subs(lower, simultaneous=True)),
            "theorem", variables=every, certificate={**instance, "values": lower},
            note="That of the next power, two dimensions lower, one degree higher.",
        ),
        Step(
            "lower_coefficient", Claim(a(DEGREE + 1, d - 2, p + 1), "==", lower_coefficient), "gamma_ratio",
            variables=every, uses=("lower_closed",), note="The same gamma functions: p + d/2 and k - p are kept.",
        ),
        Step(
            "count", Claim(N(DEGREE, d), "==", upper_count), "gamma_ratio", variables=every, unfold=("N",),
            note="The multiplicity.",
        ),
        Step(
            "lower_count", Claim(N(DEGREE + 1, d - 2), "==", lower_count), "gamma_ratio", variables=every, unfold=("N",),
            note="That two dimensions lower.",
        ),
        Step(
            "telescoped", Claim(Sum(product, (j, 0, oo)), "==", end), "series_tail", certificate={"ratio": share},
            note="R(k) t_k - R(k+2) t_{k+2} is the difference at k, and R(k) t_k tends to 0.",
        ),
        Step(
            "end", Claim(BOUND, "==", end), "rational", unfold=("eigenvalue",), uses=("coefficient", "count"),
            certificate={"at": {"coefficient": {j: 0}, "count": {j: 0}}}, note="Written with the first eigenvalue.",
        ),
        Step(
            "one_term", Claim(plain.function, "<=", product), "ring", variables=every, note="Multiplied out.",
        ),
        Step(
            "converges", Claim(plain, "<=", Sum(product, (j, 0, oo))), "termwise", uses=("telescoped", "one_term"),
            certificate={"term": "one_term"}, note="So that the sum of the differences exists.",
        ),
        Step(
            "collected", Claim(plain, "==", Sum(product, (j, 0, oo))), "termwise", uses=("telescoped", "converges"),
            note="The polynomials beside the gamma functions.",
        ),
        Step(
            "terms", Claim(TAIL, "==", plain), "rational", unfold=("eigenvalue",),
            uses=("coefficient", "lower_coefficient", "count", "lower_count", "collected"),
            note="The differences as quotients of gamma functions.",
        ),
        Step(
            "tail", Claim(TAIL, "==", BOUND), "ring", uses=("terms", "collected", "telescoped", "end"),
            note="Put together.",
        ),
    )  # fmt: skip


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """Both tails from numerically integrated N_k a_k^2, summed to degree 800."""
    rows: list[tuple[float, ...]] = []
    while len(rows) < size:
        dimension, power = int(rng.integers(4, 10)), int(rng.integers(0, 3))
        upper, upper_doubt = tail_sums(dimension, power)
        lower, lower_doubt = tail_sums(dimension - 2, power + 1)
        for index in range(0, 31, 3):
            value = (2 * power + 1) * upper[index] - (dimension - 2) * lower[index]
            error = (2 * power + 1) * upper_doubt[index] + (dimension - 2) * lower_doubt[index]
            rows.append((index, dimension, power, value, error))
    index, dimension, power, value, error = np.array(rows[:size]).T
    names = {"n": index, "d": dimension, "p": power}
    return Draws({name: values.astype(int) for name, values in names.items()}, value, error, sizes={"d": "4 to 9"})


THEOREM = Theorem(
    name="kernel_trace_tail_eq_of_lower_dimension",
    title="The tail of the trace, two dimensions lower",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("n", integers(0), integers(0, 30)),
        Parameter("d", integers(4), integers(4, 40)),
        Parameter("p", integers(0, 2), integers(0, 2)),
    ),
    quantity=TAIL,
    relation="==",
    bound=BOUND,
    float_accuracy=1e-12,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "activation max(z, 0)^p on the sphere of R^d, and max(z, 0)^(p+1) on that of R^(d-2)",
        "the degrees k = p + 1 + 2n, p + 3 + 2n, ... of the first, one more of the second",
    ),
    experiment=experiment,
    proof=proof,
    depends_on=(closed.THEOREM.name,),
)  # fmt: skip
