"""Spurious correlations: what a student inherits of its teacher's error when the share of a minority changes.

The teacher's error, in each direction of the core feature, is a linear function of a group feature xi, as spread as
least squares leaves it: a mean a over the labelled groups and coefficients e on the teacher's features, independent, with
variances v and v/sigma_g^2. The student is the best fit on its own features where the groups have another share eta_u,
and is tested where they have a third one. If groups move the mean of xi and nothing else,

    E R = v (p_{T and S} + ||(eta_u - eta_l) P_T mu + (eta_t - eta_u) P_T P_S mu||^2/sigma_g^2).

So equal shares eta_u = eta_l take the first term away, not the second: P_T P_S mu may be longer than P_T mu, and then the
student is worse than its teacher, whose risk is v (p_T + (eta_t - eta_l)^2 ||P_T mu||^2/sigma_g^2). This is the leading
order in features/samples; equivalents of finite ratios, and the literal mixture of two groups, where the formula is another
one, are in ``w2s_theory.systems.spurious_correlations``.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.spurious_groups import shifted_group_trials
from w2s_theory.notation import (
    eta_l,
    eta_t,
    eta_u,
    fit_variance,
    group_variance,
    inner,
    level_error,
    mean,
    minority,
    minority_S,
    minority_ST,
    minority_T,
    moved,
    mu_cross,
    mu_ST,
    mu_T,
    norm_squared,
    risk_groups,
    shared_features,
    tilt,
    tilt_seen,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, LabelNoise, Operator
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.related.student_setting import given

TRAINED, TESTED = eta_u - eta_l, eta_t - eta_u
MOVED = TRAINED**2 * mu_T + 2 * TRAINED * TESTED * mu_cross + TESTED**2 * mu_ST
BOUND = fit_variance * (shared_features + MOVED / group_variance)
MEAN_ERROR = level_error + TRAINED * inner(tilt, minority) + TESTED * inner(tilt_seen, minority)
SQUARE = level_error**2 + 2 * level_error * inner(moved, tilt) + inner(moved, tilt) ** 2
SETTING = Hilbert(
    ("minority", "minority_S", "minority_T", "minority_ST", "tilt", "tilt_seen", "moved"),
    (
        Operator(
            "P", "projection",
            (
                (tilt, tilt), (minority, minority_T), (minority_S, minority_ST),
                (TRAINED * minority + TESTED * minority_S, moved),
            ),
        ),
        Operator("Q", "projection", ((tilt, tilt_seen), (minority, minority_S))),
    ),
    (
        ("risk", Claim(risk_groups, "==", MEAN_ERROR**2 + group_variance * norm_squared(tilt_seen))),
        ("separation.T", Claim(norm_squared(minority_T), "==", mu_T)),
        ("separation.ST", Claim(norm_squared(minority_ST), "==", mu_ST)),
        ("separation.cross", Claim(inner(minority_T, minority_ST), "==", mu_cross)),
        ("teacher.mean", Claim(mean(level_error**2), "==", fit_variance)),
        (
            "teacher.spread",
            Claim(mean(norm_squared(tilt_seen)), "==", fit_variance / group_variance * (shared_features - 1)),
        ),
    ),
    random=("tilt", "tilt_seen", "level_error", "risk_groups"),
    square_integrable=("tilt", "tilt_seen", "level_error"),
    integrable=("risk_groups",),
    noises=(LabelNoise("tilt", fit_variance / group_variance, ("moved", "level_error")),),
)  # fmt: skip


def proof() -> tuple[Step, ...]:
    along, spread = inner(moved, tilt), norm_squared(tilt_seen)
    return (
        Step(
            "along", Claim(TRAINED * inner(tilt, minority) + TESTED * inner(tilt_seen, minority), "==", along), "gram",
            note="e lies in the teacher's features, and what the student sees of e it sees of mu.",
        ),
        Step(
            "square", Claim(risk_groups, "==", SQUARE + group_variance * spread), "gram", uses=("along",),
            certificate={"multipliers": {"risk": 1, "along": MEAN_ERROR + level_error + along}},
            note="The square of the mean error, and what is left within a group.",
        ),
        Step(
            "mean_square",
            Claim(
                mean(risk_groups), "==",
                mean(level_error**2) + 2 * mean(level_error * along) + mean(along**2) + group_variance * mean(spread),
            ),
            "expectation", uses=("square",), certificate={"of": "square"}, note="Take the mean over the teachers.",
        ),
        Step(
            "uncorrelated", Claim(mean(level_error * along), "==", 0), "gaussian",
            certificate={"fact": "centred", "of": "tilt", "w": moved, "factor": level_error},
            note="e has mean 0, whatever a is.",
        ),
        Step(
            "variance",
            Claim(mean(along**2), "==", fit_variance / group_variance * mean(norm_squared(moved))), "gaussian",
            certificate={"fact": "variance", "of": "tilt", "w": moved}, note="e has the same variance in all directions.",
        ),
        Step(
            "moved", Claim(norm_squared(moved), "==", MOVED), "gram",
            note="Written out: m is a combination of two parts of mu.",
        ),
        Step(
            "mean_moved", Claim(mean(norm_squared(moved)), "==", MOVED), "expectation", uses=("moved",),
            certificate={"of": "moved"}, note="m does not depend on the draw.",
        ),
        given(SETTING, "teacher.mean", "mean_error", "The variance of a mean over n balanced samples."),
        given(SETTING, "teacher.spread", "spread", "The variance of e in each direction that the student sees."),
        Step(
            "student_risk", Claim(mean(risk_groups), "==", BOUND), "rational",
            uses=("mean_square", "uncorrelated", "variance", "mean_moved", "mean_error", "spread"),
            certificate={
                "multipliers": {
                    "mean_square": 1, "uncorrelated": 2, "variance": 1, "mean_moved": fit_variance / group_variance,
                    "mean_error": 1, "spread": group_variance,
                },
            },
            note="Put together.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="student_risk_eq_of_shifted_groups",
    title="Spurious correlations: a student's risk when the share of a minority changes",
    citation=Citation("this project"),
    status="proved",
    about="gaussian features",
    parameters=(
        Parameter("eta_l", reals(0, 1), reals(0, Fraction(1, 2))),
        Parameter("eta_u", reals(0, 1), reals(0, Fraction(1, 2))),
        Parameter("eta_t", reals(0, 1), reals(0, Fraction(1, 2))),
        Parameter("fit_variance", reals(0), reals(Fraction(1, 100), 1)),
        Parameter("group_variance", reals(0, lower_open=True), reals(Fraction(1, 4), 4)),
        Parameter("shared_features", reals(1), reals(1, 5)),
        Parameter("mu_T", reals(0), reals(0, 9)),
        Parameter("mu_ST", reals(0), reals(0, 9)),
        Parameter("mu_cross", reals(), reals(-1, 1)),
    ),
    quantity=mean(risk_groups),
    relation="==",
    bound=BOUND,
    float_accuracy=1e-10,
    quantifier=Expectation(value_variance=2 * BOUND**2),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "in each direction of a core feature z the target does not depend on a group feature xi ~ N(eta mu, sigma_g^2 I): "
        "groups shift its mean, and eta is eta_l, eta_u or eta_t for labelled, unlabelled and test samples",
        "leading order in features/samples: the teacher is fitted by least squares to samples whose second moments are "
        "exactly those of their law, so its error a + <e, P_T xi - eta_l P_T mu> has uncorrelated parts of mean 0 with "
        "variances v and v/sigma_g^2 in each of its directions (teacher.mean, teacher.spread)",
        "the student is the best linear function of 1 and P_S xi where the share is eta_u: slope P_S e, and the teacher's "
        "mean; its mean error on the test groups and its variance within them make up R (risk)",
    ),
    setting=SETTING,
    experiment=shifted_group_trials,
    proof=proof,
)
