"""A spectral filter on Gaussian features: three moments of it are all that its risk depends on, at every finite size.

d isotropic Gaussian features, N samples with labels <c, x> + r, the variance of r tau^2 and r independent of the features. A
student filters its sample covariance S, beta^ = h(S) c + n with n = h(S) S^-1 B^T r/N (gradient flow, ridge, truncation).
For any fixed coefficients t, with mu_1 = E tr h(S)/d, mu_2 = E tr h(S)^2/d and nu_h = E tr h(S)^2 S^-1/d,

    E ||beta^ - t||^2 = ||t||^2 - 2 mu_1 <t, c> + mu_2 ||c||^2 + tau^2 (d/N) nu_h.

Idea: the law of S is the same after every rotation, so E <t, h(S) c> is a multiple of <t, c> (Schur), and the trace says
which. For d, N -> inf at a fixed ratio the three are integrals over the Marchenko-Pastur law
(``w2s_theory.systems.filter_moments``), on which the equivalents of the related systems rest.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Rational, sqrt

from w2s_theory.experiments.spectral_filters import spectral_filter_trials
from w2s_theory.notation import (
    d_ST,
    filter_cap,
    filter_first,
    filter_noise,
    filter_second,
    filtered,
    filtered_noise,
    filtered_twice,
    goal_product,
    goal_size,
    goal_vector,
    inner,
    label_slope,
    label_variance,
    mean,
    norm_squared,
    samples,
    slope_size,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.related.student_setting import given

FIT = filtered + filtered_noise
QUANTITY = mean(norm_squared(FIT - goal_vector))
NOISE = label_variance * d_ST / samples * filter_noise
# given the features n is normal with a covariance of trace at most tau^2 d cap/N, and E |n|^4 at most 3 times its square
SPREAD = 3 ** Rational(1, 4) * sqrt(label_variance * d_ST / samples * filter_cap)
BOUND = goal_size - 2 * filter_first * goal_product + filter_second * slope_size + NOISE
SETTING = Hilbert(
    ("goal_vector", "label_slope", "filtered", "filtered_twice", "filtered_noise"),
    (Operator("H", "self_adjoint", ((label_slope, filtered), (filtered, filtered_twice))),),
    (
        ("goal", Claim(norm_squared(goal_vector), "==", goal_size)),
        ("product", Claim(inner(goal_vector, label_slope), "==", goal_product)),
        ("slope", Claim(norm_squared(label_slope), "==", slope_size)),
        ("schur.first", Claim(mean(inner(goal_vector, filtered)), "==", filter_first * inner(goal_vector, label_slope))),
        ("schur.second", Claim(mean(inner(label_slope, filtered_twice)), "==", filter_second * norm_squared(label_slope))),
        ("noise.goal", Claim(mean(inner(goal_vector, filtered_noise)), "==", 0)),
        ("noise.fit", Claim(mean(inner(filtered, filtered_noise)), "==", 0)),
        ("noise.energy", Claim(mean(norm_squared(filtered_noise)), "==", NOISE)),
    ),
    random=("filtered", "filtered_twice", "filtered_noise"),
    square_integrable=("filtered", "filtered_twice", "filtered_noise"),
)


def proof() -> tuple[Step, ...]:
    t, n = goal_vector, filtered_noise
    goal, cross, energy = inner(t, filtered), inner(t, n), norm_squared(n)
    return (
        Step(
            "square",
            Claim(
                norm_squared(FIT - t), "==",
                norm_squared(t) - 2 * goal + inner(label_slope, filtered_twice) - 2 * cross + 2 * inner(filtered, n)
                + energy,
            ),
            "gram", note="The filter is self-adjoint: ||h c||^2 = <c, h^2 c>.",
        ),
        Step(
            "mean_square",
            Claim(
                QUANTITY, "==",
                norm_squared(t) - 2 * mean(goal) + mean(inner(label_slope, filtered_twice)) - 2 * mean(cross)
                + 2 * mean(inner(filtered, n)) + mean(energy),
            ),
            "expectation", uses=("square",), certificate={"of": "square"}, note="Take the mean over the samples.",
        ),
        given(SETTING, "goal", "goal", "The goal's length."),
        given(SETTING, "product", "product", "The goal's product with c."),
        given(SETTING, "slope", "slope", "The length of c."),
        given(SETTING, "schur.first", "first", "No direction is special: E h(S) is a multiple of I."),
        given(SETTING, "schur.second", "second", "The same for h(S)^2."),
        given(SETTING, "noise.goal", "goal_noise", "r has mean 0, whatever the features are."),
        given(SETTING, "noise.fit", "fit_noise", "The same."),
        given(SETTING, "noise.energy", "energy", "r has the variance tau^2, whatever the features are."),
        Step(
            "squared_distance", Claim(QUANTITY, "==", BOUND), "rational",
            uses=("mean_square", "goal", "product", "slope", "first", "second", "goal_noise", "fit_noise", "energy"),
            certificate={
                "multipliers": {
                    "mean_square": 1, "goal": 1, "product": -2 * filter_first, "slope": filter_second, "first": -2,
                    "second": 1, "goal_noise": -2, "fit_noise": 2, "energy": 1,
                },
            },
            note="Put together.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="squared_distance_eq_of_spectral_filter",
    title="A spectral filter on Gaussian features: its risk by three moments",
    citation=Citation("this project"),
    status="proved",
    about="gaussian features",
    parameters=(
        Parameter("goal_size", reals(0), reals(0, 2)),
        Parameter("goal_product", reals(), reals(-1, 1)),
        Parameter("slope_size", reals(0), reals(0, 2)),
        Parameter("filter_first", reals(0, 1), reals(Fraction(1, 10), 1)),
        Parameter("filter_second", reals(0, 1), reals(Fraction(1, 10), 1)),
        Parameter("filter_noise", reals(0), reals(Fraction(1, 10), 2)),
        Parameter("filter_cap", reals(0, lower_open=True), reals(Fraction(1, 10), 2)),
        Parameter("label_variance", reals(0), reals(Fraction(1, 10), 2)),
        Parameter("d_ST", integers(1), integers(1, 20)),
        Parameter("samples", integers(1), integers(10, 60)),
    ),
    quantity=QUANTITY,
    relation="==",
    bound=BOUND,
    float_accuracy=1e-10,
    quantifier=Expectation(value_variance=(sqrt(goal_size) + sqrt(slope_size) + SPREAD) ** 4),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "d isotropic Gaussian features, N independent samples, labels <c, x> + r; r is Gaussian, independent of the "
        "features, with variance tau^2",
        "the filter h(S) is a function of the sample covariance S with values in [0, 1]; the law of S is the same after "
        "every rotation, so means of h(S) and h(S)^2 are multiples of the identity (schur.first, "
        "schur.second)",
        "given the features the noise's part of the fit has mean 0 and the second moment tau^2 tr h(S)^2 S^-1/N "
        "(noise); h(x)^2/x is bounded by nu_bar, as it is for ridge and for a flow that is stopped",
    ),
    setting=SETTING,
    experiment=spectral_filter_trials,
    proof=proof,
)
