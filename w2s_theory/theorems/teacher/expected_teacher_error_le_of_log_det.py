"""The mean teacher error falls at the true power of the number of units, with all degrees at once.

Let x_0 = 0 and x_{M+1} = x_M + 1/g(x_M) with g(x) = tr K (1 + x K)^{-1} = sum_j N_j lambda_j/(1 + lambda_j x). Then for a
target in V_k and M random units, for the real features and with no assumption of universality,

    E L_TE <= 1/(1 + lambda_k x_M).

Up to O(log M), x_M solves sum_j N_j log(1 + lambda_j x) = M, hence the name. The proof: one more unit lowers the mean
error ell_j of every degree j to at most ell_j - lambda_j ell_j^2/epsilon, epsilon = sum_j N_j lambda_j ell_j
(``mean_teacher_error_le_of_new_unit`` with its best weight), so 1/ell_j grows by lambda_j/epsilon; with X the sum of
the 1/epsilon, ell_j <= 1/(1 + lambda_j X) for all j, so epsilon <= g(X), and X grows at least as x does.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Integer, Sum, oo

from w2s_theory.experiments.log_det import log_det_trials
from w2s_theory.notation import (
    L_TE,
    M_TE,
    a_k,
    c_u,
    degree_coefficient,
    degree_multiplicity,
    energy_time,
    epsilon_M,
    f_star,
    f_TE,
    i,
    j,
    k,
    l_M,
    l_next,
    lam,
    log_det_slope,
    log_det_step,
    m,
    mean,
    mean_error,
    missed_energy,
    norm_squared,
    xi,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Family, Theorem

BOUND = 1 / (1 + lam * xi)
NEW_UNIT = "mean_teacher_error_le_of_new_unit"


def eigenvalue(degree):
    """lambda_j = a_j^2."""
    return degree_coefficient(degree) ** 2


def weight(degree):
    """N_j lambda_j, what degree j has of the kernel's trace."""
    return degree_multiplicity(degree) * eigenvalue(degree)


def slope(time):
    """g(x) = tr K (1 + x K)^{-1}."""
    return Sum(weight(j) / (1 + eigenvalue(j) * time), (j, 0, oo))


MISSED = Sum(weight(j) * mean_error(j, i), (j, 0, oo))

HYPOTHESES = (
    Claim(lam, "==", eigenvalue(k)),
    Claim(xi, "==", log_det_step(M_TE)),
    # the recursion that defines x
    Claim(log_det_step(0), "==", Integer(0)),
    Claim(log_det_slope(i), "==", slope(log_det_step(i))),
    Claim(log_det_step(i + 1), "==", log_det_step(i) + 1 / log_det_slope(i)),
    # X adds up what the units miss
    Claim(energy_time(0), "==", Integer(0)),
    Claim(energy_time(i + 1), "==", energy_time(i) + 1 / missed_energy(i)),
    # no unit, no teacher; epsilon is the mean of tr (I - P) K
    Claim(mean_error(m, 0), "==", Integer(1)),
    Claim(missed_energy(i), "==", MISSED),
)

ANY_DEGREE, ANY_UNITS = Parameter("m", integers(0), integers(0, 8)), Parameter("i", integers(0), integers(0, 99))
MODE = Parameter("j", integers(0), integers(0, 8))
EACH = (ANY_DEGREE, ANY_UNITS)

# degree m with i units, for every m and i: the setting of one more unit
ONE_MORE = Family(
    NEW_UNIT, EACH,
    (
        (a_k, degree_coefficient(m)), (l_M, mean_error(m, i)), (l_next, mean_error(m, i + 1)),
        (epsilon_M, missed_energy(i)),
    ),
)

SETTING = Hilbert(
    ("f_star", "f_TE"),
    (Operator("P", "projection", ((f_star, f_TE),)),),
    (("teacher.error", Claim(mean(norm_squared(f_star - f_TE)), "==", mean_error(k, M_TE))),),
    random=("f_star", "f_TE"),
)



def proof() -> tuple[Step, ...]:
    return (*_one_degree(), *_all_degrees(), *_conclusion())


def _one_degree() -> tuple[Step, ...]:
    """1/ell_j grows by lambda_j/epsilon with every unit."""
    before, after, missed = mean_error(m, i), mean_error(m, i + 1), missed_energy(i)
    best = degree_coefficient(m) * before / missed
    share = eigenvalue(m) / missed
    inverse = Claim(1 / before, ">=", 1 + eigenvalue(m) * energy_time(i))
    return (
        Step(
            "one_more", Claim(after, "<=", before - share * before**2), "theorem", variables=EACH,
            certificate={"name": NEW_UNIT, "index": {m: m, i: i}, "values": {c_u: best}},
            note="One more unit, with the best fixed weight.",
        ),
        Step(
            "one_more_inverse", Claim(1 / after, ">=", 1 / before + share), "rational", variables=EACH,
            uses=("one_more",),
            certificate={
                "multipliers": {"one_more": (1 + share * before) / (before * after)}, "rest": share**2 * before**2 / after,
            },
            note="Since (1 - x) (1 + x) <= 1.",
        ),
        Step(
            "no_unit", Claim(mean_error(m, 0), "==", 1), "hypothesis", variables=(ANY_DEGREE,),
            note="Without a unit f_TE = 0.",
        ),
        Step("start", Claim(energy_time(0), "==", 0), "hypothesis", note="X starts at 0."),
        Step(
            "inverse_at_start", Claim(1 / mean_error(m, 0), ">=", 1 + eigenvalue(m) * energy_time(0)), "rational",
            variables=(ANY_DEGREE,), uses=("no_unit", "start"), note="Both sides are 1.",
        ),
        Step(
            "more_time", Claim(energy_time(i + 1), "==", energy_time(i) + 1 / missed), "hypothesis",
            variables=(ANY_UNITS,), note="X adds up 1/epsilon.",
        ),
        Step(
            "inverse_after", Claim(1 / after, ">=", 1 + eigenvalue(m) * energy_time(i + 1)), "rational",
            variables=EACH, where=(inverse,), uses=("one_more_inverse", "more_time"),
            certificate={
                "multipliers": {"one_more_inverse": 1}, "rest": inverse.left - inverse.right,
            },
            note="One unit more adds lambda/epsilon on both sides.",
        ),
        Step(
            "inverse", inverse, "induction", variables=EACH, uses=("inverse_at_start", "inverse_after"),
            certificate={"variable": i, "base": "inverse_at_start", "step": "inverse_after"}, note="Unit by unit.",
        ),
        Step(
            "error", Claim(before, "<=", 1 / (1 + eigenvalue(m) * energy_time(i))), "rational", variables=EACH,
            uses=("inverse",),
            certificate={"multipliers": {"inverse": before / (1 + eigenvalue(m) * energy_time(i))}},
            note="The other way up.",
        ),
    )


def _all_degrees() -> tuple[Step, ...]:
    """epsilon <= g(X), so X grows at least as fast as x."""
    ahead = Claim(energy_time(i), ">=", log_det_step(i))
    time, least = 1 + eigenvalue(j) * energy_time(i), 1 + eigenvalue(j) * log_det_step(i)
    gap = energy_time(i) - log_det_step(i)
    every = (ANY_UNITS,)
    return (
        Step(
            "each_degree", Claim(weight(j) * mean_error(j, i), "<=", weight(j) / time), "rational", uses=("error",),
            variables=(MODE, ANY_UNITS), certificate={"multipliers": {"error": weight(j)}, "at": {"error": {m: j}}},
            note="What degree j has of epsilon.",
        ),
        Step(
            "slower_degree", Claim(weight(j) / time, "<=", weight(j) / least), "rational", where=(ahead,),
            variables=(MODE, ANY_UNITS), certificate={"rest": weight(j) * eigenvalue(j) * gap / (time * least)},
            note="If X is ahead of x ...",
        ),
        Step(
            "slower", Claim(slope(energy_time(i)), "<=", slope(log_det_step(i))), "termwise", where=(ahead,),
            variables=every, uses=("slower_degree",), certificate={"term": "slower_degree"},
            note="... then g(X) <= g(x): g decreases. So g(X) is finite.",
        ),
        Step(
            "missed", Claim(MISSED, "<=", slope(energy_time(i))), "termwise", where=(ahead,), variables=every,
            uses=("each_degree", "slower"), certificate={"term": "each_degree"}, note="All degrees: epsilon <= g(X).",
        ),
        Step("epsilon", Claim(missed_energy(i), "==", MISSED), "hypothesis", variables=every, note="epsilon by degrees."),
        Step(
            "slope", Claim(log_det_slope(i), "==", slope(log_det_step(i))), "hypothesis", variables=every,
            note="The slope g at the time x.",
        ),
        Step(
            "less_missed", Claim(missed_energy(i), "<=", log_det_slope(i)), "ring", where=(ahead,), variables=every,
            uses=("epsilon", "slope", "missed", "slower"), certificate={"multipliers": {"missed": 1, "slower": 1}},
            note="epsilon <= g(X) <= g(x).",
        ),
        Step(
            "faster", Claim(1 / missed_energy(i), ">=", 1 / log_det_slope(i)), "rational", where=(ahead,),
            variables=every, uses=("less_missed",),
            certificate={"multipliers": {"less_missed": 1 / (missed_energy(i) * log_det_slope(i))}},
            note="So X takes the larger step.",
        ),
        Step(
            "next_time", Claim(log_det_step(i + 1), "==", log_det_step(i) + 1 / log_det_slope(i)), "hypothesis",
            variables=every, note="The recursion of x.",
        ),
        Step(
            "still_ahead", Claim(energy_time(i + 1), ">=", log_det_step(i + 1)), "rational", where=(ahead,),
            variables=every, uses=("more_time", "next_time", "faster"),
            certificate={"multipliers": {"faster": 1}, "rest": gap}, note="X stays ahead.",
        ),
        Step("start_of_x", Claim(log_det_step(0), "==", 0), "hypothesis", note="x starts at 0."),
        Step(
            "together", Claim(energy_time(0), ">=", log_det_step(0)), "ring", uses=("start", "start_of_x"),
            note="Both start at 0.",
        ),
        Step(
            "ahead", ahead, "induction", variables=every, uses=("together", "still_ahead"),
            certificate={"variable": i, "base": "together", "step": "still_ahead"}, note="Unit by unit: X >= x.",
        ),
    )


def _conclusion() -> tuple[Step, ...]:
    error, time, least = norm_squared(f_star - f_TE), energy_time(M_TE), log_det_step(M_TE)
    return (
        Step(
            "error_after_all", Claim(mean_error(k, M_TE), "<=", BOUND), "rational", uses=("error", "ahead"),
            certificate={
                "at": {"error": {m: k, i: M_TE}, "ahead": {i: M_TE}},
                "multipliers": {
                    "error": 1, "ahead": eigenvalue(k) / ((1 + eigenvalue(k) * time) * (1 + eigenvalue(k) * least)),
                },
            },
            note="The target's degree, after all units.",
        ),
        Step("teacher", Claim(L_TE, "==", error), "gram", unfold=("L_TE",), note="The teacher's error."),
        Step(
            "mean_teacher", Claim(mean(L_TE), "==", mean(error)), "expectation", uses=("teacher",),
            certificate={"of": "teacher"}, note="Its mean.",
        ),
        Step(
            "bound", Claim(mean(L_TE), "<=", BOUND), "rational", uses=("mean_teacher", "error_after_all"),
            certificate={"multipliers": {"error_after_all": 1, "teacher.error": -1}}, note="Put together.",
        ),
    )


THEOREM = Theorem(
    name="expected_teacher_error_le_of_log_det",
    title="The mean teacher error falls at the true power of the number of units",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("M_TE", integers(1), integers(1, 1000)),
        Parameter("k", integers(0), integers(0, 4)),
        Parameter("lam", reals(0), reals(Fraction(1, 100), 1)),
        Parameter("xi", reals(0), reals(0, 1000)),
    ),
    quantity=mean(L_TE),
    relation="<=",
    bound=BOUND,
    quantifier=Expectation(value_range=(Fraction(0), Fraction(1))),
    sharpness="unknown",
    discrepancy=Fraction(1, 8),
    assumptions=(
        "f_TE = P f* with P the projection on the features of M independent units, uniform on the sphere",
        "f* lies in V_k, whose kernel eigenvalue is lambda",
        "x_0 = 0, x_{i+1} = x_i + 1/tr K (1 + x_i K)^{-1}, x = x_M; the trace of the kernel is finite",
    ),
    hypotheses=HYPOTHESES,
    setting=SETTING,
    families=(ONE_MORE,),
    depends_on=(NEW_UNIT,),
    experiment=log_det_trials,
    kept={
        "P(f_star)": "says what f_TE is; all that is used of it is its mean error",
    },
    proof=proof,
)
