"""A second moment of the teacher's residual, unit by unit: below what a split into two parts gives.

*In words.* What the first S units have missed twice is missed less and less often by all units together.

r_M = E ||Pi_k (f* - f_TE)||^2 with M units, f* in V_k with eigenvalue lambda = a_k^2, ell_S = E L_TE with S units, x_m the
log-det time of m units. For every split of M units into S and m

    r_M <= 1/(1/r_S + lambda x_m/ell_S),

increasing in r_S and ell_S, so any bounds may stand for them. r_S <= ell_S and 1/(1 + lambda x_m) = b_m give the product
ell_S b_m of ``residual_square_le_of_split``; over a chain of sizes, r_S from an earlier S, it is smaller: linear target,
d = 32: 14 % below the square of b_{M/2} at M = 1784, d = 1000: 21 % at M = 25,257.

*Idea.* r_M N_k = E tr A_M^2 <= E tr A_S A_M, since 0 <= A_M <= A_S. With one unit more the right side falls
(``paired_error_le_of_new_unit``, with the best weight): e -> at most e - lambda e^2/(ell_S epsilon), so 1/e grows by
lambda/(ell_S epsilon_i), and epsilon_i, the energy that i units miss of a feature, is at most 1/(x_{i+1} - x_i).
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Integer

from w2s_theory.experiments.unit_chains import chain_trials
from w2s_theory.notation import (
    D_first,
    D_units,
    M_second,
    a_k,
    c_u,
    first_error,
    first_square,
    i,
    inner,
    l_M,
    l_next,
    log_det_slope,
    log_det_step,
    mean,
    missed_energy,
    norm_squared,
    paired_error,
    spread_energy,
    target_count,
    xi,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Family, Theorem

NEW_UNIT = "paired_error_le_of_new_unit"
BOUND = 1 / (1 / first_square + a_k**2 * xi / first_error)
QUANTITY = mean(norm_squared(D_units)) / target_count

AFTER_ALL = Claim(xi, "==", log_det_step(M_second))
START = Claim(log_det_step(0), "==", Integer(0))
MORE_TIME = Claim(log_det_step(i + 1), "==", log_det_step(i) + 1 / log_det_slope(i))
MISSED = Claim(missed_energy(i), "<=", log_det_slope(i))
FIRST = Claim(paired_error(0), "<=", first_square)
ANY_UNITS = (Parameter("i", integers(0), integers(0, 99)),)

FACTS = (
    ("first.above", Claim(inner(D_units, D_first - D_units), ">=", 0)),
    ("pairs.last", Claim(mean(inner(D_units, D_first)), "==", target_count * paired_error(M_second))),
)
# one more unit after the first part and i others, for every i
ONE_MORE = Family(
    NEW_UNIT, ANY_UNITS,
    (
        (a_k, a_k), (l_M, paired_error(i)), (l_next, paired_error(i + 1)),
        (spread_energy, first_error * missed_energy(i)),
    ),
)


def proof() -> tuple[Step, ...]:
    before, after, missed = paired_error(i), paired_error(i + 1), first_error * missed_energy(i)
    slope = first_error * log_det_slope(i)
    share, rate = a_k**2 / missed, a_k**2 / first_error
    inverse = Claim(1 / before, ">=", 1 / first_square + rate * log_det_step(i))
    return (
        Step(
            "one_more", Claim(after, "<=", before - share * before**2), "theorem", variables=ANY_UNITS,
            certificate={"name": NEW_UNIT, "index": {i: i}, "values": {c_u: a_k * before / missed}},
            note="One more unit, with the best fixed weight.",
        ),
        Step(
            "one_more_inverse", Claim(1 / after, ">=", 1 / before + share), "rational", variables=ANY_UNITS,
            uses=("one_more",),
            certificate={
                "multipliers": {"one_more": (1 + share * before) / (before * after)}, "rest": share**2 * before**2 / after,
            },
            note="Since (1 - x) (1 + x) <= 1.",
        ),
        Step("missed", MISSED, "hypothesis", variables=ANY_UNITS, note="What i units miss of a feature."),
        Step(
            "faster", Claim(share, ">=", a_k**2 / slope), "rational", variables=ANY_UNITS, uses=("missed",),
            certificate={"multipliers": {"missed": a_k**2 / (missed * log_det_slope(i))}}, note="The other way up.",
        ),
        Step("first", FIRST, "hypothesis", note="With the first part alone."),
        Step("start", START, "hypothesis", note="x starts at 0."),
        Step(
            "inverse_at_start", Claim(1 / paired_error(0), ">=", 1 / first_square + rate * log_det_step(0)), "rational",
            uses=("first", "start"), certificate={"multipliers": {"first": 1 / (paired_error(0) * first_square)}},
            note="The first part.",
        ),
        Step("more_time", MORE_TIME, "hypothesis", variables=ANY_UNITS, note="The recursion of x."),
        Step(
            "inverse_after", Claim(1 / after, ">=", 1 / first_square + rate * log_det_step(i + 1)), "rational",
            variables=ANY_UNITS, where=(inverse,), uses=("one_more_inverse", "faster", "more_time"),
            certificate={
                "multipliers": {"one_more_inverse": 1, "faster": 1}, "rest": inverse.left - inverse.right,
            },
            note="One unit more adds as much on the right at most.",
        ),
        Step(
            "inverse", inverse, "induction", variables=ANY_UNITS, uses=("inverse_at_start", "inverse_after"),
            certificate={"variable": i, "base": "inverse_at_start", "step": "inverse_after"}, note="Unit by unit.",
        ),
        *_conclusion(),
    )


def _conclusion() -> tuple[Step, ...]:
    square, last = norm_squared(D_units), paired_error(M_second)
    return (
        Step(
            "below", Claim(square, "<=", inner(D_units, D_first)), "gram", certificate={"multipliers": {"first.above": 1}},
            note="tr A_M A_M <= tr A_M A_S: more units leave less.",
        ),
        Step(
            "below_in_the_mean", Claim(mean(square), "<=", mean(inner(D_units, D_first))), "expectation", uses=("below",),
            certificate={"of": "below"}, note="Take the mean over the units.",
        ),
        Step("after_all", AFTER_ALL, "hypothesis", note="x after all units of the second part."),
        Step(
            "last", Claim(last, "<=", BOUND), "rational", uses=("inverse", "after_all"),
            certificate={"at": {"inverse": {i: M_second}}, "multipliers": {"inverse": last * BOUND}}, note="Turned over.",
        ),
        Step(
            "square", Claim(QUANTITY, "<=", BOUND), "gram", uses=("below_in_the_mean", "last"),
            certificate={
                "multipliers": {"below_in_the_mean": 1 / target_count, "pairs.last": -1 / target_count, "last": 1},
            },
            note="Put together.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="residual_square_le_of_chain",
    title="A second moment of the residual, unit by unit",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("M_second", integers(1), integers(1, 1000)),
        Parameter("target_count", reals(0, lower_open=True), reals(1, 30)),
        Parameter("a_k", reals(), reals(Fraction(-1, 4), Fraction(1, 4))),
        Parameter("first_error", reals(0, lower_open=True), reals(Fraction(1, 100), 1)),
        Parameter("first_square", reals(0, lower_open=True), reals(Fraction(1, 100), 1)),
        Parameter("xi", reals(0), reals(0, 1000)),
    ),
    quantity=QUANTITY,
    relation="<=",
    bound=BOUND,
    float_accuracy=1e-13,
    quantifier=Expectation(value_range=(Fraction(0), Fraction(1))),
    sharpness="unknown",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "D = Pi_k (I - P) Pi_k for S + m independent units, uniform on the sphere, D_1 the same with the first S alone",
        "||D||^2/N_k is the mean of ||Pi_k (f* - f_TE)||^2 over f* in V_k; in the mean over units it is that of every f*",
        "the first error is at least E L_TE with S units, r_S at least the mean of ||Pi_k (f* - f_TE)||^2 with them",
        "i units miss at most g(x_i) of a feature, x_{i+1} = x_i + 1/g(x_i) (from the log-det bound of every degree)",
    ),
    hypotheses=(FIRST, AFTER_ALL, START, MORE_TIME, MISSED),
    setting=Hilbert(("D_units", "D_first"), (), FACTS, random=("D_units", "D_first")),
    families=(ONE_MORE,),
    depends_on=(NEW_UNIT,),
    experiment=chain_trials,
    proof=proof,
)
