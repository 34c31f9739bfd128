"""The mean teacher error falls at least like 1/M: a Monte Carlo average is already a teacher.

The target f* lies in V_k, where the activation has the Funk-Hecke eigenvalue a_k, and K_1 = K(x, x). The teacher is the
best function of the span of M random features, so at least as good as c g for every number c, with the average
g = (1/M) sum_i f*(u_i) phi_{u_i}. In the mean over the units

    E <f*, g> = a_k                                     (Funk-Hecke),
    E ||g||^2 = K_1/M + (1 - 1/M) a_k^2                  (addition theorem),

and the best c gives, with A_k = K_1/a_k^2 - 1 (2d - 1 for the ReLU and a linear target),

    E L_TE <= A_k/(M + A_k) = (K_1 - a_k^2)/(K_1 + (M - 1) a_k^2),

with equality for one unit. By rotation invariance the mean error is the same for every f* in V_k; the
proof takes f* at random from an orthonormal basis.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.mean_errors import few_units, one_unit
from w2s_theory.notation import (
    K_1,
    M_TE,
    a_k,
    c_u,
    f_star,
    f_TE,
    g_MC,
    h,
    inner,
    l_M,
    mean,
    norm_squared,
    phi,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator, RandomUnit
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

SIZE = K_1 + (M_TE - 1) * a_k**2
BOUND = (K_1 - a_k**2) / SIZE
# the number c for which c g is the best
BEST = M_TE * a_k / SIZE
ANY_NUMBER = (Parameter("c_u", reals(), reals(-10, 10)),)

SETTING = Hilbert(
    ("f_star", "f_TE", "phi", "g_MC"),
    (Operator("P", "projection", ((f_star, f_TE), (g_MC, g_MC))),),
    (
        ("target.norm", Claim(norm_squared(f_star), "==", 1)),
        ("feature.norm", Claim(norm_squared(phi), "==", K_1)),
    ),
    random=("f_star", "f_TE", "phi", "g_MC", "h"),
    units=(
        RandomUnit("phi", "h", "f_star", a_k, independent=("f_star",), blind=("phi",), average="g_MC", count=M_TE),
    ),
)


def proof() -> tuple[Step, ...]:
    return (*_at_least_as_good(), *_overlap(), *_size(), _conclusion())


def _at_least_as_good() -> tuple[Step, ...]:
    error, overlap, size = norm_squared(f_star - f_TE), inner(f_star, g_MC), norm_squared(g_MC)
    return (
        Step(
            "at_least_as_good", Claim(error, "<=", 1 - 2 * c_u * overlap + c_u**2 * size), "gram", variables=ANY_NUMBER,
            certificate={"squares": ((1, f_TE - c_u * g_MC),)},
            note="The teacher is the best function of a span that contains c g.",
        ),
        Step(
            "in_the_mean", Claim(mean(error), "<=", 1 - 2 * c_u * mean(overlap) + c_u**2 * mean(size)), "expectation",
            variables=ANY_NUMBER, uses=("at_least_as_good",), certificate={"of": "at_least_as_good"},
            note="Take the mean over the units and the target; c is a fixed number.",
        ),
    )


def _overlap() -> tuple[Step, ...]:
    """E <f*, g> = a_k."""
    learnt, one = h * inner(phi, f_star), norm_squared(f_star)
    return (
        Step(
            "each_unit_alike", Claim(mean(inner(f_star, g_MC)), "==", mean(learnt)), "unit",
            certificate={"unit": "phi", "fact": "average", "y": f_star}, note="All units have the same law.",
        ),
        Step(
            "funk_hecke", Claim(mean(learnt), "==", a_k * mean(one)), "unit",
            certificate={"unit": "phi", "fact": "reproduces", "y": f_star}, note="Funk-Hecke: E_u f*(u) phi_u = a_k f*.",
        ),
        Step("target_norm", Claim(one, "==", 1), "gram", note="The target has norm 1."),
        Step(
            "target_norm_in_the_mean", Claim(mean(one), "==", 1), "expectation", uses=("target_norm",),
            certificate={"of": "target_norm"}, note="Take the mean.",
        ),
    )


def _size() -> tuple[Step, ...]:
    """E ||g||^2 = K_1/M + (1 - 1/M) a_k^2."""
    one, feature = norm_squared(f_star), norm_squared(phi)
    same, other = mean(h**2 * feature) / M_TE, (1 - 1 / M_TE) * a_k**2 * mean(one)
    return (
        Step(
            "pairs_of_units", Claim(mean(norm_squared(g_MC)), "==", same + other), "unit",
            certificate={"unit": "phi", "fact": "average_norm"},
            note="M pairs of a unit with itself, and the other pairs, which are independent.",
        ),
        Step(
            "addition", Claim(mean(h**2 * feature), "==", mean(feature)), "unit",
            certificate={"unit": "phi", "fact": "spreads", "x": phi, "y": phi},
            note="Addition theorem: the squares f*(u)^2 average to 1 over the basis, whatever u is.",
        ),
        Step("feature_norm", Claim(feature, "==", K_1), "gram", note="Every feature has the same norm."),
        Step(
            "feature_norm_in_the_mean", Claim(mean(feature), "==", K_1), "expectation", uses=("feature_norm",),
            certificate={"of": "feature_norm"}, note="Take the mean.",
        ),
    )


def _conclusion() -> Step:
    return Step(
        "error", Claim(l_M, "<=", BOUND), "rational", unfold=("l_M",),
        uses=(
            "in_the_mean", "each_unit_alike", "funk_hecke", "pairs_of_units", "addition", "feature_norm_in_the_mean",
            "target_norm_in_the_mean",
        ),
        certificate={"multipliers": {"in_the_mean": 1}, "at": {"in_the_mean": {c_u: BEST}}},
        note="Put the means in: 1 - 2 c a_k + c^2 E ||g||^2 at its smallest.",
    )


THEOREM = Theorem(
    name="expected_teacher_error_le_of_units",
    title="The mean teacher error falls at least like one over the number of units",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("M_TE", integers(1), integers(1, 1000)),
        Parameter("a_k", reals(), reals(Fraction(-1, 2), Fraction(1, 2))),
        Parameter("K_1", reals(0, lower_open=True), reals(Fraction(1, 2), 1)),
    ),
    quantity=l_M,
    relation="<=",
    bound=BOUND,
    float_accuracy=1e-13,
    quantifier=Expectation(value_range=(Fraction(0), Fraction(1))),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_TE = P f* with P the projection on the features of M independent units, uniform on the sphere",
        "f* is a random element of an orthonormal basis of V_k, independent of the units",
        "a_k is the Funk-Hecke eigenvalue of the activation on V_k, K_1 = K(x, x) = ||phi_u||^2",
        "ell_M = E L_TE with M units",
    ),
    setting=SETTING,
    experiment=few_units,
    witness=one_unit,
    proof=proof,
    headline=6,
)
